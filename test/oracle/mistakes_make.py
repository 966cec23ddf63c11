"""Mistakes as people make them in NumPy, on the networks of the book written as formulas.

python3 test/oracle/mistakes_make.py writes test/oracle/mistakes.json: each definition, and for each
mistake the wrong numbers that hand-written NumPy code gives with it.
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(20)


def given(*shape):
    """Numbers with two places behind the point, as people write them."""
    return np.round(rng.normal(size=shape), 2)


def lines(**values):
    return [f'{name} = {json.dumps(np.asarray(value).tolist())}' for name, value in values.items()]


cases = []


def case(name, text, right, wrong):
    """wrong: (kind, what is asked for, numbers). What is as right as the right ones would prove nothing."""
    answers = []
    for kind, asked, numbers in wrong:
        numbers = np.asarray(numbers, float)
        assert numbers.shape == np.asarray(right[asked]).shape, (name, kind, asked)
        assert not np.allclose(numbers, right[asked], rtol=1e-5, atol=1e-9), (name, kind, asked)
        answers.append({'kind': kind, 'asked': asked, 'numbers': numbers.tolist()})
    cases.append({
        'name': name,
        'text': '\n'.join(text),
        'right': {asked: np.asarray(numbers, float).tolist() for asked, numbers in right.items()},
        'answers': answers,
    })


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# Apples and oranges.
apple, apple_num, orange, orange_num, tax = 100, 2, 150, 3, 1.1
right = {'grad(apple)': apple_num * tax, 'grad(apple_num)': apple * tax, 'grad(orange)': orange_num * tax,
         'grad(orange_num)': orange * tax, 'grad(tax)': apple * apple_num + orange * orange_num,
         'grad(all_price)': tax, 'price': (apple * apple_num + orange * orange_num) * tax}
case('apples and oranges', [
    *lines(apple=apple, apple_num=apple_num, orange=orange, orange_num=orange_num, tax=tax),
    'apple_price = apple * apple_num', 'orange_price = orange * orange_num',
    'all_price = apple_price + orange_price', 'price = all_price * tax', 'backward price'],
    right, [
    ('upstream-missing', 'grad(apple)', apple_num),
    ('upstream-missing', 'grad(apple_num)', apple),
    ('upstream-missing', 'grad(orange_num)', orange),
    ('upstream-missing', 'grad(orange)', orange_num),
    ('swapped-factors', 'grad(apple)', apple * tax),
    ('swapped-factors', 'grad(orange_num)', orange_num * tax),
    ('swapped-factors', 'grad(all_price)', apple * apple_num + orange * orange_num),
    ('sign', 'grad(apple_num)', -apple * tax),
    ('twice', 'grad(tax)', 2 * right['grad(tax)']),
    ('all-zero', 'grad(tax)', 0),
    ('learning-rate', 'grad(orange_num)', 0.01 * orange * tax),
    ('learning-rate', 'grad(tax)', -0.1 * right['grad(tax)']),
])

# A value that is used twice, and a square.
x = given(4)
case('x is used twice', [*lines(x=x), 'y = sum(x ** 2 * exp(x))', 'backward y'],
     {'grad(x)': 2 * x * np.exp(x) + x ** 2 * np.exp(x)}, [
    ('one-path', 'grad(x)', 2 * x * np.exp(x)),
    ('one-path', 'grad(x)', x ** 2 * np.exp(x)),
    ('twice', 'grad(x)', x * np.exp(x) + x ** 2 * np.exp(x)),
])

# Two ReLU layers.
x, v, w, c = given(3, 4), given(3, 4), given(3, 4), given(3, 4)
h = np.maximum(x, 0)
a = h * v + w
k = np.maximum(a, 0)
dk = c / c.size
da = dk * (a > 0)
dh = da * v
case('ReLU layers', [*lines(x=x, v=v, w=w, c=c), 'h = relu(x)', 'a = h * v + w', 'k = relu(a)', 'y = mean(k * c)', 'backward y'],
     {'grad(x)': dh * (x > 0), 'grad(a)': da, 'grad(h)': dh}, [
    ('relu-mask', 'grad(a)', dk),
    ('relu-mask', 'grad(a)', dk * (a <= 0)),
    ('relu-mask', 'grad(x)', dh),
    ('relu-mask', 'grad(x)', dh * (x <= 0)),
    ('relu-mask', 'grad(x)', dk * v * (x > 0)),
    ('relu-mask', 'grad(x)', dk * (a <= 0) * v * (x > 0)),
    ('relu-mask', 'grad(a)', dk * (x > 0)),
    ('batch-size', 'grad(x)', c.size * dh * (x > 0)),
    ('batch-size', 'grad(x)', dh * (x > 0) / c.size),
    ('upstream-missing', 'grad(x)', 1.0 * (x > 0)),
    ('upstream-missing', 'grad(h)', v),
    ('learning-rate', 'grad(x)', -0.01 * dh * (x > 0)),
])

# An affine layer, with a square W so that every slip has the right shape.
x, W, b, c = given(4, 3), given(3, 3), given(3), given(4, 3)
dy = c
case('affine layer', [*lines(x=x, W=W, b=b, c=c), 'y = x @ W + b', 'L = sum(y * c)', 'backward L'],
     {'grad(x)': dy @ W.T, 'grad(W)': x.T @ dy, 'grad(b)': dy.sum(axis=0)}, [
    ('transposed', 'grad(x)', dy @ W),
    ('transposed', 'grad(W)', dy.T @ x),
    ('upstream-missing', 'grad(W)', x.T @ np.ones((4, 3))),
    ('upstream-missing', 'grad(x)', np.ones((4, 3)) @ W.T),
    ('sum-over-batch', 'grad(b)', dy[0]),
    ('sum-over-batch', 'grad(b)', dy[-1]),
    ('sum-over-batch', 'grad(b)', dy.mean(axis=0)),
    ('sign', 'grad(W)', -x.T @ dy),
    ('twice', 'grad(b)', 2 * dy.sum(axis=0)),
    ('learning-rate', 'grad(W)', 0.1 * x.T @ dy),
])

# A network of two layers with Softmax-with-loss.
x, W1, b1, W2, b2 = given(4, 3), given(3, 5), given(5), given(5, 3), given(3)
labels = np.array([0, 2, 1, 1])
t = np.eye(3)[labels]


def two_layers(W1=W1, b1=b1, W2=W2, b2=b2, scores=lambda y: (y - t) / 4, mask=lambda a: a > 0,
               probabilities=softmax, upstream=1.0):
    a = x @ W1 + b1
    h = np.maximum(a, 0)
    s = h @ W2 + b2
    y = probabilities(s)
    ds = scores(y) * upstream
    dh = ds @ W2.T
    da = dh * mask(a)
    return {'loss': -np.log(y[np.arange(4), labels]).mean(), 'grad(s)': ds, 'grad(W2)': h.T @ ds, 'grad(b2)': ds.sum(axis=0),
            'grad(h)': dh, 'grad(a)': da, 'grad(W1)': x.T @ da, 'grad(b1)': da.sum(axis=0), 'grad(x)': da @ W1.T}


def whole(s):
    e = np.exp(s - s.max())
    return e / e.sum()


right = two_layers()
after = two_layers(*[value - 0.1 * right[f'grad({name})'] for name, value in
                     (('W1', W1), ('b1', b1), ('W2', W2), ('b2', b2))])
below = ['grad(s)', 'grad(W2)', 'grad(b2)', 'grad(h)', 'grad(a)', 'grad(W1)', 'grad(b1)', 'grad(x)']
far = ['grad(a)', 'grad(W1)', 'grad(b1)', 'grad(x)']


def slip(kind, names, **slips):
    made = two_layers(**slips)
    return [(kind, name, made[name]) for name in names]


case('TwoLayerNet', [
    *lines(x=x, W1=W1, b1=b1, W2=W2, b2=b2, t=labels),
    'a = x @ W1 + b1', 'h = relu(a)', 's = h @ W2 + b2', 'loss = softmax_with_loss(s, t)', 'backward loss'],
    right, [
    *slip('prediction', below, scores=lambda y: y / 4),
    *slip('batch-size', below, scores=lambda y: y - t),
    *slip('batch-size', below, scores=lambda y: (y - t) / 16),
    *slip('sign', below, scores=lambda y: (t - y) / 4),
    *slip('prediction', below, scores=lambda y: (y - t) * y * (1 - y) / 4),
    *slip('relu-mask', far, mask=lambda a: a < np.inf),
    *slip('relu-mask', far, mask=lambda a: a <= 0),
    *[('twice', name, 2 * right[name]) for name in below],
    *[('learning-rate', name, -0.1 * right[name]) for name in below],
    *[('all-zero', name, 0 * right[name]) for name in below],
    *[('after-update', name, after[name]) for name in ['loss', *below]],
    ('logarithm', 'loss', right['loss'] / np.log(10)),
    ('logarithm', 'loss', right['loss'] / np.log(2)),
    ('batch-size', 'loss', 4 * right['loss']),
    ('sum-over-batch', 'grad(b2)', right['grad(s)'][0]),
    ('sum-over-batch', 'grad(b1)', right['grad(a)'].mean(axis=0)),
    ('upstream-missing', 'grad(h)', np.ones((4, 3)) @ W2.T),
    ('upstream-missing', 'grad(W1)', x.T @ np.ones((4, 5))),
])

# The same with the target one-hot, and Softmax over the whole matrix.
wrong = two_layers(probabilities=whole)
case('TwoLayerNet, one-hot', [
    *lines(x=x, W1=W1, b1=b1, W2=W2, b2=b2, t=t),
    'a = x @ W1 + b1', 'h = relu(a)', 's = h @ W2 + b2', 'loss = softmax_with_loss(s, t)', 'backward loss'],
    right, [('prediction', name, wrong[name]) for name in ['loss', *below]])
s = given(4, 3)
p = softmax(s)
case('softmax by itself', [*lines(s=s, t=t), 'p = softmax(s)', 'loss = -mean(sum(t * log(p), axis=1))', 'backward loss'],
     {'p': p, 'grad(s)': (p - t) / 4, 'loss': -(t * np.log(p)).sum(axis=1).mean()}, [
    ('prediction', 'p', whole(s)),
    ('logarithm', 'loss', -(t * np.log10(p)).sum(axis=1).mean()),
    ('sign', 'loss', (t * np.log(p)).sum(axis=1).mean()),
    ('batch-size', 'grad(s)', p - t),
    ('sign', 'grad(s)', (t - p) / 4),
])

# A network of sigmoids with a squared error.
x, W1, b1, W2, b2, t = given(3, 2), given(2, 4), given(4), given(4, 1), given(1), given(3, 1)
a = x @ W1 + b1
h = sigmoid(a)
o = h @ W2 + b2
do = 2 * (o - t) / 3
dh = do @ W2.T


def sigmoids(slope, do=do):
    da = do @ W2.T * slope
    return {'grad(a)': da, 'grad(W1)': x.T @ da, 'grad(b1)': da.sum(axis=0)}


right = {**sigmoids(h * (1 - h)), 'grad(o)': do, 'grad(W2)': h.T @ do}
names = ['grad(a)', 'grad(W1)', 'grad(b1)']
case('sigmoid network', [
    *lines(x=x, W1=W1, b1=b1, W2=W2, b2=b2, t=t),
    'a = x @ W1 + b1', 'h = sigmoid(a)', 'o = h @ W2 + b2', 'loss = mean_squared_error(o, t)', 'backward loss'],
    right, [
    *[('activation-slope', name, made[name]) for made in (
        sigmoids(1), sigmoids(sigmoid(h) * (1 - sigmoid(h))), sigmoids((h * (1 - h)) ** 2), sigmoids(a * (1 - a)),
        sigmoids(1 - h), sigmoids(h)) for name in names],
    *[('twice', name, sigmoids(h * (1 - h), do / 2)[name]) for name in names],
    *[('batch-size', name, sigmoids(h * (1 - h), 3 * do)[name]) for name in names],
    *[('sign', name, sigmoids(h * (1 - h), -do)[name]) for name in names],
    ('twice', 'grad(o)', (o - t) / 3),
    ('batch-size', 'grad(W2)', h.T @ (2 * (o - t))),
])

# Batch normalisation, written out.
x, gamma, beta, c, eps = given(5, 3), given(3), given(3), given(5, 3), 1e-3
mean = x.mean(axis=0)
xc = x - mean
var = (xc ** 2).mean(axis=0)
std = np.sqrt(var + eps)
xn = xc / std
dxn = c * gamma
dstd = -(dxn * xc / std ** 2).sum(axis=0)
dvar = dstd / (2 * std)
dxc = dxn / std + 2 * xc * dvar / 5
right = {'var': var, 'std': std, 'xn': xn, 'grad(gamma)': (c * xn).sum(axis=0), 'grad(beta)': c.sum(axis=0),
         'grad(xc)': dxc, 'grad(x)': dxc - dxc.mean(axis=0), 'grad(var)': dvar, 'grad(std)': dstd}
case('batch norm', [
    *lines(x=x, gamma=gamma, beta=beta, c=c), 'xc = x - mean(x, axis=0)', 'var = mean(xc ** 2, axis=0)',
    'std = sqrt(var + 0.001)', 'xn = xc / std', 'y = gamma * xn + beta', 'loss = sum(y * c)', 'backward loss'],
    right, [
    ('one-path', 'grad(x)', dxc),
    ('one-path', 'grad(xc)', dxn / std),
    ('one-path', 'grad(xc)', 2 * xc * dvar / 5),
    ('twice', 'grad(xc)', dxn / std + xc * dvar / 5),
    ('sign', 'grad(std)', -dstd),
    ('variance', 'var', xc.var(axis=0, ddof=1)),
    ('variance', 'xn', xc / np.sqrt(xc.var(axis=0, ddof=1) + eps)),
    ('epsilon-in-root', 'std', np.sqrt(var) + eps),
    ('epsilon-in-root', 'xn', xc / (np.sqrt(var) + eps)),
    ('sum-over-batch', 'grad(gamma)', (c * xn)[0]),
    ('sum-over-batch', 'grad(beta)', c.mean(axis=0)),
    ('upstream-missing', 'grad(beta)', np.full(3, 5.0)),
    ('activation-slope', 'grad(var)', dstd),
])

# Dropout with a given mask, in both ways to write it.
x, c = given(3, 4), given(3, 4)
mask = np.array([[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 1]])
y = x * mask / 0.75
case('dropout', [*lines(x=x, mask=mask, c=c), 'y = x * mask / 0.75', 'loss = sum(y ** 2 * c)', 'backward loss'],
     {'y': y, 'grad(x)': 2 * y * c * mask / 0.75}, [
    ('dropout-scale', 'y', x * mask),
    ('dropout-scale', 'grad(x)', 2 * x * c * mask),
])

scaled = mask / 0.75
case('dropout by its function', [*lines(x=x, mask=scaled, c=c), 'y = dropout(x, mask)', 'loss = sum(y * c)', 'backward loss'],
     {'y': x * scaled, 'grad(x)': c * scaled}, [
    ('dropout-scale', 'y', x * mask),
    ('dropout-scale', 'grad(x)', c * mask),
])

# Variance and deviation by their functions.
x, c = given(5, 3), given(3)
case('var and std', [*lines(x=x, c=c), 'v = var(x, axis=0)', 'd = std(x, axis=0)', 'loss = sum(v * c)', 'backward loss'],
     {'v': x.var(axis=0), 'd': x.std(axis=0), 'grad(x)': 2 * (x - x.mean(axis=0)) * c / 5}, [
    ('variance', 'v', x.var(axis=0, ddof=1)),
    ('variance', 'd', x.std(axis=0, ddof=1)),
    ('variance', 'grad(x)', 2 * (x - x.mean(axis=0)) * c / 4),
])

# One step of Adam.
g, m0, v0 = given(3), given(3) * 0.1, np.abs(given(3)) * 0.01
m, v = 0.9 * m0 + 0.1 * g, 0.999 * v0 + 0.001 * g ** 2
M, V = m / (1 - 0.9 ** 2), v / (1 - 0.999 ** 2)
W = given(3)
case('Adam', [
    *lines(W=W, g=g, m0=m0, v0=v0, t=2), 'm = 0.9 * m0 + 0.1 * g', 'v = 0.999 * v0 + 0.001 * g ** 2',
    'M = m / (1 - 0.9 ** t)', 'V = v / (1 - 0.999 ** t)', 'W2 = W - 0.01 * M / (sqrt(V) + 1e-7)'],
    {'W2': W - 0.01 * M / (np.sqrt(V) + 1e-7), 'M': M}, [
    ('bias-correction', 'W2', W - 0.01 * m / (np.sqrt(v) + 1e-7)),
    ('bias-correction', 'M', m),
    ('sign', 'W2', W + 0.01 * M / (np.sqrt(V) + 1e-7)),
])

# Gradients of an earlier backward that were not reset.
x, w = given(3), given(3)
case('two passes', [*lines(x=x, w=w), 'y = sum(x * w)', 'z = sum(x ** 2)', 'backward y', 'backward z'],
     {'grad(x)': 2 * x}, [('twice', 'grad(x)', 2 * x + w)])

pathlib.Path(__file__).parent.joinpath('mistakes.json').write_text(json.dumps(cases, indent=1) + '\n')
print(sum(len(each['answers']) for each in cases), 'mistakes in', len(cases), 'definitions')
