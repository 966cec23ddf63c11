"""Writes test/oracle/network/data/networkMistakes.json: the chapter's networks in NumPy with a mistake made in
each run, as people make them, and all the numbers such a run gives.

Run it by hand: the file is committed.
"""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).parent / "data" / "networkMistakes.json"
rng = np.random.default_rng(16)


def tensor(values):
    array = np.asarray(values, dtype=np.float64)
    return {"shape": list(array.shape), "values": array.ravel().tolist()}


def softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_of_all(a):
    e = np.exp(a - a.max())
    return e / e.sum()


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def loss_of(s, t, log=np.log, probabilities=softmax, scores=None):
    """Softmax-with-loss: the loss, and what arrives at the scores."""
    n = len(t)
    y = probabilities(s)
    loss = -log(y[np.arange(n), t]).mean()
    hot = np.eye(s.shape[1])[t]
    return loss, (y - hot) / n if scores is None else scores(y, hot, n)


def two_layer_net(p, x, t, mask=lambda a: a > 0, not_transposed=False, **slips):
    a = x @ p["W1"] + p["b1"]
    h = np.maximum(a, 0)
    s = h @ p["W2"] + p["b2"]
    loss, ds = loss_of(s, t, **slips)
    dh = ds @ (p["W2"] if not_transposed else p["W2"].T)
    da = dh * mask(a)
    return {
        "affine1": a, "relu1": h, "affine2": s, "loss": loss,
        "grad(affine2)": ds, "grad(affine2.W)": h.T @ ds, "grad(affine2.b)": ds.sum(axis=0), "grad(relu1)": dh,
        "grad(affine1)": da, "grad(affine1.W)": x.T @ da, "grad(affine1.b)": da.sum(axis=0), "grad(input)": da @ p["W1"].T,
    }


def multi_layer_net(p, x, t, ddof=0, behind=False, eps=1e-5, through_mean=True, through_variance=True, **slips):
    n = len(x)
    a = x @ p["W1"] + p["b1"]
    centred = a - a.mean(axis=0)
    variance = (centred ** 2).sum(axis=0) / (n - ddof)
    std = np.sqrt(variance) + eps if behind else np.sqrt(variance + eps)
    xn = centred / std
    b = p["gamma"] * xn + p["beta"]
    h = np.maximum(b, 0)
    s = h @ p["W2"] + p["b2"]
    loss, ds = loss_of(s, t, **slips)
    dh = ds @ p["W2"].T
    db = dh * (b > 0)
    dxn = db * p["gamma"]
    dcentred = dxn / std
    if through_variance:
        dvariance = -(dxn * centred / std ** 2).sum(axis=0) / (2 * np.sqrt(variance if behind else variance + eps))
        dcentred = dcentred + 2 * centred * dvariance / (n - ddof)
    da = dcentred - dcentred.mean(axis=0) if through_mean else dcentred
    return {
        "affine1": a, "batchnorm1": b, "relu1": h, "affine2": s, "loss": loss,
        "grad(affine2)": ds, "grad(affine2.W)": h.T @ ds, "grad(relu1)": dh, "grad(batchnorm1)": db,
        "grad(batchnorm1.gamma)": (db * xn).sum(axis=0), "grad(batchnorm1.beta)": db.sum(axis=0),
        "grad(affine1)": da, "grad(affine1.W)": x.T @ da, "grad(affine1.b)": da.sum(axis=0),
    }


def with_dropout(p, x, t, mask, scale=2.0, back=2.0, **slips):
    a = x @ p["W1"] + p["b1"]
    h = np.maximum(a, 0)
    d = h * mask * scale
    s = d @ p["W2"] + p["b2"]
    loss, ds = loss_of(s, t, **slips)
    dd = ds @ p["W2"].T
    dh = dd * mask * back
    da = dh * (a > 0)
    return {
        "relu1": h, "dropout1": d, "affine2": s, "loss": loss,
        "grad(affine2)": ds, "grad(affine2.W)": d.T @ ds, "grad(dropout1)": dd, "grad(relu1)": dh,
        "grad(affine1)": da, "grad(affine1.W)": x.T @ da, "grad(affine1.b)": da.sum(axis=0),
    }


def conv_net(p, x, t, mask=lambda a: a > 0, average=False, **slips):
    """Convolution 3×3, ReLU, maximum of 2×2, Affine."""
    n, _, size, _ = x.shape
    filters, out = len(p["W1"]), size - 2
    a = np.zeros((n, filters, out, out))
    for i in range(out):
        for j in range(out):
            window = x[:, :, i:i + 3, j:j + 3]
            a[:, :, i, j] = np.einsum("nchw,fchw->nf", window, p["W1"]) + p["b1"]
    h = np.maximum(a, 0)
    half = out // 2
    windows = h.reshape(n, filters, half, 2, half, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, filters, half, half, 4)
    m = windows.max(axis=-1)
    s = m.reshape(n, -1) @ p["W2"] + p["b2"]
    loss, ds = loss_of(s, t, **slips)
    dm = (ds @ p["W2"].T).reshape(m.shape)
    chosen = np.eye(4)[windows.argmax(axis=-1)]
    dwindows = dm[..., None] / 4 * np.ones(4) if average else dm[..., None] * chosen
    dh = dwindows.reshape(n, filters, half, half, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(h.shape)
    da = dh * mask(a)
    dW = np.zeros_like(p["W1"])
    for i in range(out):
        for j in range(out):
            dW += np.einsum("nf,nchw->fchw", da[:, :, i, j], x[:, :, i:i + 3, j:j + 3])
    return {
        "conv1": a, "relu1": h, "maxpool1": m, "affine1": s, "loss": loss,
        "grad(affine1)": ds, "grad(affine1.W)": m.reshape(n, -1).T @ ds, "grad(maxpool1)": dm, "grad(relu1)": dh,
        "grad(conv1)": da, "grad(conv1.W)": dW, "grad(conv1.b)": da.sum(axis=(0, 2, 3)),
    }


def sigmoid_net(p, x, t, slope=lambda a, y: y * (1 - y), factor=2.0):
    a = x @ p["W1"] + p["b1"]
    h = sigmoid(a)
    o = h @ p["W2"] + p["b2"]
    loss = ((o - t) ** 2).mean()
    do = factor * (o - t) / o.size
    dh = do @ p["W2"].T
    da = dh * slope(a, h)
    return {
        "affine1": a, "sigmoid1": h, "affine2": o, "loss": loss,
        "grad(affine2)": do, "grad(affine2.W)": h.T @ do, "grad(sigmoid1)": dh,
        "grad(affine1)": da, "grad(affine1.W)": x.T @ da, "grad(affine1.b)": da.sum(axis=0),
    }


def given(*shape):
    return np.round(rng.normal(size=shape), 3)


cases = []


def case(name, layers, run, p, x, t, wrong):
    """wrong: (kind, the first that differs, slips)."""
    right = run(p, x, t)
    runs = []
    for kind, first, slips in wrong:
        made = run(p, x, t, **slips)
        off = [key for key in right if not np.allclose(made[key], right[key], rtol=1e-5, atol=1e-10)]
        assert off and off[0] == first, (name, kind, first, off)
        runs.append({"kind": kind, "first": first, "numbers": {key: tensor(value) for key, value in made.items()}})
    cases.append({
        "name": name, "layers": layers, "x": tensor(x), "t": {**tensor(t), "whole": t.dtype.kind == "i"},
        "parameters": {key: tensor(value) for key, value in p.items()},
        "right": {key: tensor(value) for key, value in right.items()}, "runs": runs,
    })


losses = [
    ("prediction", "grad(affine2)", {"scores": lambda y, t, n: y / n}),
    ("batch-size", "grad(affine2)", {"scores": lambda y, t, n: y - t}),
    ("batch-size", "grad(affine2)", {"scores": lambda y, t, n: (y - t) / n / n}),
    ("sign", "grad(affine2)", {"scores": lambda y, t, n: (t - y) / n}),
    ("prediction", "grad(affine2)", {"scores": lambda y, t, n: (y - t) * y * (1 - y) / n}),
    ("logarithm", "loss", {"log": np.log10}),
    ("logarithm", "loss", {"log": np.log2}),
]
labels = np.array([0, 2, 1, 1, 0, 2])
x = given(6, 4)
p = {"W1": given(4, 3), "b1": given(3), "W2": given(3, 3), "b2": given(3)}
case("TwoLayerNet", "Affine(3)\nReLU\nAffine(3)\nSoftmaxWithLoss", two_layer_net, p, x, labels, [
    *losses,
    ("prediction", "loss", {"probabilities": softmax_of_all}),
    ("relu-mask", "grad(affine1)", {"mask": lambda a: a < np.inf}),
    ("relu-mask", "grad(affine1)", {"mask": lambda a: a <= 0}),
    ("transposed", "grad(relu1)", {"not_transposed": True}),
])

p = {"W1": given(4, 5), "b1": given(5), "gamma": given(5), "beta": given(5), "W2": given(5, 3), "b2": given(3)}
case("MultiLayerNet with BatchNorm", "Affine(5)\nBatchNorm(eps=0.001)\nReLU\nAffine(3)\nSoftmaxWithLoss",
     lambda *args, **slips: multi_layer_net(*args, eps=1e-3, **slips), p, x, labels, [
         *losses,
         ("variance", "batchnorm1", {"ddof": 1}),
         ("epsilon-in-root", "batchnorm1", {"behind": True}),
         ("one-path", "grad(affine1)", {"through_mean": False}),
         ("one-path", "grad(affine1)", {"through_variance": False}),
     ])

# The mask that the network's own seed draws.
mask = np.array([0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0]).reshape(6, 4)
p = {"W1": given(4, 4), "b1": given(4), "W2": given(4, 3), "b2": given(3)}
case("TwoLayerNet with Dropout", "Affine(4)\nReLU\nDropout(0.5)\nAffine(3)\nSoftmaxWithLoss",
     lambda *args, **slips: with_dropout(*args, mask, **slips), p, x, labels, [
         ("dropout-scale", "dropout1", {"scale": 1.0, "back": 1.0}),
         ("dropout-scale", "grad(relu1)", {"back": 1.0}),
         ("batch-size", "grad(affine2)", {"scores": lambda y, t, n: y - t}),
     ])

x, labels = given(3, 1, 6, 6), np.array([1, 0, 2])
p = {"W1": given(2, 1, 3, 3), "b1": given(2), "W2": given(8, 3), "b2": given(3)}
case("simple ConvNet", "Conv(2, size=3)\nReLU\nMaxPool(2)\nAffine(3)\nSoftmaxWithLoss", conv_net, p, x, labels, [
    ("prediction", "grad(affine1)", {"scores": lambda y, t, n: y / n}),
    ("batch-size", "grad(affine1)", {"scores": lambda y, t, n: y - t}),
    ("sign", "grad(affine1)", {"scores": lambda y, t, n: (t - y) / n}),
    ("logarithm", "loss", {"log": np.log10}),
    ("prediction", "loss", {"probabilities": softmax_of_all}),
    ("relu-mask", "grad(conv1)", {"mask": lambda a: a < np.inf}),
    ("relu-mask", "grad(conv1)", {"mask": lambda a: a <= 0}),
])

x, t = given(5, 3), given(5, 2)
p = {"W1": given(3, 4), "b1": given(4), "W2": given(4, 2), "b2": given(2)}
case("network of sigmoids", "Affine(4)\nSigmoid\nAffine(2)\nMeanSquaredError", sigmoid_net, p, x, t, [
    ("activation-slope", "grad(affine1)", {"slope": lambda a, y: 1}),
    ("activation-slope", "grad(affine1)", {"slope": lambda a, y: sigmoid(y) * (1 - sigmoid(y))}),
    ("activation-slope", "grad(affine1)", {"slope": lambda a, y: a * (1 - a)}),
    ("twice", "grad(affine2)", {"factor": 1.0}),
    ("sign", "grad(affine2)", {"factor": -2.0}),
])

OUT.write_text(json.dumps(cases, indent=1) + "\n")
print(sum(len(each["runs"]) for each in cases), "mistakes in", len(cases), "networks")
