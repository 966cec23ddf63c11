#!/usr/bin/env python3
"""Computes every layer of formulas with NumPy and PyTorch in float64, as the oracle of test/oracle/layers.test.ts.

    python3 test/oracle/make.py

Needs NumPy and PyTorch (Debian: python3-numpy, python3-torch). Writes one file per layer to test/oracle/data.
A case holds the inputs, the settings, an upstream gradient, and what PyTorch gives for the output and for the
gradient of every input (null where there is none). Forward results are computed by NumPy as well, and this
script fails where the two disagree. NaN and infinities are written as strings.
"""
import json
import math
import pathlib
import zlib

import numpy as np
import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent / "data"
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
random = np.random.RandomState(20160924)


def numbers(array):
    def plain(value):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return int(value) if value == int(value) and abs(value) < 1e15 else value

    return [plain(value) for value in np.asarray(array, dtype=np.float64).ravel().tolist()]


def normal(*shape):
    return random.standard_normal(shape)


def positive(*shape):
    return random.uniform(0.1, 3, shape)


def rounded(*shape):
    """Few different numbers, so that there are ties and zeros."""
    return random.randint(-2, 3, shape).astype(np.float64)


NAN, INF = float("nan"), float("inf")
special = np.array([0.0, 1.0, -1.0, 0.5, -0.5, 30.0, -30.0, 700.0, -700.0, 1e-300, 1e300, -1e300, INF, -INF, NAN])
finite = special[np.isfinite(special)]
cases = {}


def case(layer, torch_function, inputs, numpy_function=None, settings=None, no_gradient=(), entrywise=False):
    """Adds a case.

    `no_gradient`: inputs that no gradient can reach (labels).
    `entrywise`: every entry is compared by its own size, since some are so large that they hide the others.
    """
    arrays = [np.asarray(value, dtype=np.float64) for value in inputs]
    tensors = [torch.tensor(value, requires_grad=index not in no_gradient) for index, value in enumerate(arrays)]
    output = torch_function(*tensors)
    upstream = normal(*output.shape)
    if output.requires_grad:
        output.backward(torch.tensor(upstream))
    value = output.detach().numpy()
    if numpy_function is not None:
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(value, numpy_function(*arrays), rtol=1e-12, atol=1e-14)
    cases.setdefault(layer, []).append(
        {
            "settings": settings or {},
            "entrywise": entrywise,
            "inputs": [{"shape": list(a.shape), "values": numbers(a)} for a in arrays],
            "gradOutput": numbers(upstream),
            "output": {"shape": list(value.shape), "values": numbers(value)},
            "gradients": [
                None if index in no_gradient
                else numbers(np.zeros_like(arrays[index]) if tensor.grad is None else tensor.grad.numpy())
                for index, tensor in enumerate(tensors)
            ],
        }
    )


# Entry by entry, with one operand -----------------------------------------------------------------------------

def unary(layer, torch_function, numpy_function, points=special, make=normal, **rest):
    for value in (make(4), make(3, 4), make(2, 1, 3), make(), np.zeros((0, 3))):
        case(layer, torch_function, [value], numpy_function, **rest)
    case(layer, torch_function, [points], numpy_function, entrywise=True, **rest)


erf = np.vectorize(math.erf, otypes=[np.float64])
unary("Neg", torch.neg, np.negative)
unary("ReLU", torch.relu, lambda x: np.where(x <= 0, 0.0, x))
for slope in (0.01, 0.3):
    unary(
        "LeakyReLU",
        lambda x: F.leaky_relu(x, slope),
        lambda x: np.where(x > 0, x, slope * x),
        settings={"slope": slope},
    )
unary("Sigmoid", torch.sigmoid, lambda x: 1 / (1 + np.exp(-x)))
unary("Tanh", torch.tanh, np.tanh)
unary("GELU", F.gelu, lambda x: 0.5 * x * (1 + erf(x / math.sqrt(2))), points=finite[np.abs(finite) < 1e100])
unary("Softplus", lambda x: torch.logaddexp(x, torch.zeros(())), lambda x: np.logaddexp(x, 0.0), points=finite)
unary("Exp", torch.exp, np.exp)
unary("Log", torch.log, np.log, make=positive)
unary("Sqrt", torch.sqrt, np.sqrt, make=positive)
# PyTorch gives 0 for the gradient of |NaN|; Backprop Lens gives NaN, so that it is never lost.
unary("Abs", torch.abs, np.abs, points=special[~np.isnan(special)])

# Entry by entry, with two operands ----------------------------------------------------------------------------

PAIRS = [((), ()), ((3,), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((3, 1, 2), (2, 1)), ((2, 3), ()), ((0, 3), (1, 3))]
grid = np.array([0.0, 1.0, -1.0, 2.0, 0.5, 1e300, INF, -INF, NAN])


def binary(layer, torch_function, numpy_function, make=normal, points=grid, pairs=PAIRS):
    for left, right in pairs:
        case(layer, torch_function, [make(*left), make(*right)], numpy_function)
        case(layer, torch_function, [rounded(*left) + (make is positive) * 3, rounded(*right)], numpy_function)
    for x in points:
        case(layer, torch_function, [x, points], numpy_function, entrywise=True)


binary("Add", torch.add, np.add)
binary("Sub", torch.sub, np.subtract)
binary("Mul", torch.mul, np.multiply)
binary("Div", torch.div, np.divide)
binary("Pow", torch.pow, np.power, make=positive, points=np.array([0.0, 1.0, 2.0, 0.5, 3.0]))
case("Pow", torch.pow, [np.array([-2.0, -1.5, 2.0, 3.0]), np.array([2.0, 3.0, -1.0, 0.0])], np.power)
case("Pow", torch.pow, [np.array([-8.0, NAN, 1.0, 1.0, -1.0, INF]), np.array([1 / 3, 0.0, NAN, INF, INF, -1.0])], np.power)
binary("Maximum", torch.maximum, np.maximum)
binary("Minimum", torch.minimum, np.minimum)

# Reductions ---------------------------------------------------------------------------------------------------

for shape, axes in (((4,), (None, 0, -1)), ((2, 3), (None, 0, 1, -2)), ((2, 3, 4), (None, 0, 1, 2, -1)), ((), (None,))):
    for axis in axes:
        settings = {} if axis is None else {"axis": axis}
        dim = tuple(range(len(shape))) if axis is None else axis
        whole = (lambda f, g: f) if axis is None else (lambda f, g: g)
        for make in (normal, rounded):
            case("Sum", whole(lambda x: x.sum(), lambda x: x.sum(axis)), [make(*shape)], lambda x: x.sum(axis), settings)
            case("Mean", whole(lambda x: x.mean(), lambda x: x.mean(axis)), [make(*shape)], lambda x: x.mean(axis), settings)
            case("Max", lambda x: x.amax(dim), [make(*shape)], lambda x: x.max(axis), settings)
case("Sum", lambda x: x.sum(), [np.zeros((0, 3))], lambda x: x.sum())
case("Sum", lambda x: x.sum(0), [np.zeros((0, 3))], lambda x: x.sum(0), {"axis": 0})
for points in (np.array([[1.0, NAN, 2.0], [INF, 1.0, INF]]), np.array([[-INF, -INF], [0.0, -0.0]])):
    case("Sum", lambda x: x.sum(1), [points], lambda x: x.sum(1), {"axis": 1})
    case("Mean", lambda x: x.mean(1), [points], lambda x: x.mean(1), {"axis": 1})
case("Max", lambda x: x.amax(1), [np.array([[INF, 1.0, INF], [-INF, -INF, -INF]])], lambda x: x.max(1), {"axis": 1})

# Moving entries about -----------------------------------------------------------------------------------------

for shape in ((), (3,), (2, 3), (2, 3, 4), (0, 2)):
    case("Transpose", lambda x: x.permute(tuple(reversed(range(x.dim())))), [normal(*shape)], np.transpose)
    case("Identity", lambda x: x.clone(), [normal(*shape)], lambda x: x)
for old, new in (((6,), (2, 3)), ((2, 3), (3, 2)), ((2, 3), (-1,)), ((4,), (2, -1, 1)), ((1, 1), ()), ((0, 2), (2, 0))):
    case("Reshape", lambda x: x.reshape(new), [normal(*old)], lambda x: x.reshape(new), {"shape": list(new)})
for shapes, axis in ((((2,), (3,)), 0), (((2, 3), (1, 3)), 0), (((2, 3), (2, 1), (2, 2)), 1), (((2, 1, 2), (2, 4, 2)), -2), (((0, 2), (1, 2)), 0)):
    case(
        "Concat",
        lambda *values: torch.cat(values, axis),
        [normal(*shape) for shape in shapes],
        lambda *values: np.concatenate(values, axis),
        {"axis": axis},
    )
for shape, count in (((), 1), ((), 3), ((2,), 2), ((2, 3), 3)):
    case("Stack", lambda *v: torch.stack(v), [normal(*shape) for _ in range(count)], lambda *v: np.stack(v))

# Products -----------------------------------------------------------------------------------------------------

for a, b in (
    ((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((2, 3), (3, 4)), ((1, 1), (1, 1)), ((7, 5), (5, 9)),
    ((2, 2, 3), (2, 3, 4)), ((2, 2, 3), (3, 4)), ((2, 3), (4, 3, 2)), ((2, 1, 2, 3), (3, 3, 2)), ((2, 0), (0, 3)), ((4, 2, 3), (3,)),
):
    case("MatMul", torch.matmul, [normal(*a), normal(*b)], np.matmul)
case("MatMul", torch.matmul, [np.array([[1.0, NAN], [INF, 2.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])], np.matmul)


def affine_torch(x, W, b):
    return (x if x.dim() == 1 else x.reshape(x.shape[0], -1)) @ W + b


def affine_numpy(x, W, b):
    return (x if x.ndim == 1 else x.reshape(x.shape[0], -1)) @ W + b


for x, W, b in (((3,), (3, 2), (2,)), ((1, 3), (3, 4), (4,)), ((5, 3), (3, 2), (2,)), ((2, 2, 3), (6, 3), (3,)), ((2, 1, 2, 2), (4, 2), (2,)), ((4, 2), (2, 1), ()), ((3, 2), (2, 3), (1, 3))):
    case("Affine", affine_torch, [normal(*x), normal(*W), normal(*b)], affine_numpy)

# Images -------------------------------------------------------------------------------------------------------

for x, W, stride, pad in (
    ((1, 1, 3, 3), (1, 1, 2, 2), 1, 0), ((2, 3, 5, 4), (4, 3, 3, 2), 1, 1), ((2, 2, 6, 5), (3, 2, 3, 3), 2, 0),
    ((1, 2, 7, 7), (2, 2, 2, 2), 3, 2), ((3, 1, 4, 4), (2, 1, 1, 1), 1, 0), ((1, 1, 2, 2), (1, 1, 4, 4), 1, 1),
):
    case(
        "Conv",
        lambda x, W, b: F.conv2d(x, W, b, stride=stride, padding=pad),
        [normal(*x), normal(*W), normal(W[0])],
        settings={"stride": stride, "pad": pad},
    )


for shape, size, stride in (((1, 1, 4, 4), 2, None), ((2, 3, 5, 5), 2, None), ((2, 2, 5, 6), 3, 1), ((1, 2, 5, 5), 2, 3), ((1, 1, 3, 3), 3, None)):
    settings = {"size": size} if stride is None else {"size": size, "stride": stride}
    for make in (normal, rounded):
        case("MaxPool", lambda x: F.max_pool2d(x, size, stride), [make(*shape)], settings=settings)

# Losses -------------------------------------------------------------------------------------------------------

for shape in ((1,), (4,), (2, 3), (2, 3, 4), (1, 1)):
    case("Softmax", lambda x: torch.softmax(x, -1), [normal(*shape)], lambda x: np.exp(x) / np.exp(x).sum(-1, keepdims=True))
for points in ([[1000.0, 1000.0], [-1000.0, 0.0]], [[NAN, 0.0, 1.0], [-INF, 0.0, 1.0], [INF, 0.0, 1.0], [-INF, -INF, -INF]]):
    case("Softmax", lambda x: torch.softmax(x, -1), [np.array(points)])


def soft(x, t):
    terms = torch.where(t == 0, torch.zeros(()), -(torch.log_softmax(x, -1) * t))
    return terms.sum(-1).mean()


for batch, classes in ((1, 3), (4, 3), (3, 10), (2, 1)):
    labels = random.randint(0, classes, batch)
    x = normal(batch, classes) * 3
    case("SoftmaxWithLoss", lambda x, t: F.cross_entropy(x, t.long()), [x, labels], no_gradient=(1,))
    case("SoftmaxWithLoss", lambda x, t: F.cross_entropy(x, t), [x, np.eye(classes)[labels]])
    shares = random.dirichlet(np.ones(classes), batch)
    case("SoftmaxWithLoss", soft, [x, shares])
    case("SoftmaxWithLoss", soft, [x, positive(batch, classes)])
case("SoftmaxWithLoss", lambda x, t: F.cross_entropy(x, t.long()), [normal(4), np.array(2)], no_gradient=(1,))
case("SoftmaxWithLoss", soft, [normal(4), np.array([0.1, 0.2, 0.3, 0.4])])
case("SoftmaxWithLoss", lambda x, t: F.cross_entropy(x, t.long()), [np.array([[1000.0, 0.0, -1000.0], [0.0, 1000.0, 5.0]]), [2, 1]], no_gradient=(1,))

for shape, target in (((4,), (4,)), ((3, 1), (3,)), ((3, 1), (3, 1)), ((2, 3), (2, 3)), ((), ())):
    for t in (random.randint(0, 2, target), random.uniform(0, 1, target)):
        case("SigmoidWithLoss", lambda x, t: F.binary_cross_entropy_with_logits(x, t.reshape(x.shape)), [normal(*shape) * 3, t])
    case(
        "MeanSquaredError",
        lambda x, t: F.mse_loss(x, t.reshape(x.shape)),
        [normal(*shape), normal(*target)],
        lambda x, t: ((x - t.reshape(x.shape)) ** 2).mean(),
    )
case("SigmoidWithLoss", F.binary_cross_entropy_with_logits, [np.array([800.0, -800.0, 0.0, 40.0]), np.array([0.0, 1.0, 0.5, 1.0])])
case("MeanSquaredError", F.mse_loss, [np.array([1.0, NAN, INF]), np.array([1.0, 0.0, 0.0])])

# Added later: at the end, and each with random numbers of its own, so that all other cases stay as they are ------


def added(layer):
    """Starts the random numbers of one layer's cases."""
    random.seed(zlib.crc32(layer.encode()))


added("MaxPool")
for points, size, stride in ((np.zeros((1, 1, 4, 4)), 2, None), (np.ones((2, 2, 3, 3)), 2, 1), ([[[[1.0, 3.0, 3.0], [3.0, NAN, 0.0], [3.0, 3.0, NAN]]]], 2, 1)):
    settings = {"size": size} if stride is None else {"size": size, "stride": stride}
    case("MaxPool", lambda x: F.max_pool2d(x, size, stride), [np.array(points)], settings=settings)

added("AvgPool")
for shape, size, stride in (((1, 1, 4, 4), 2, None), ((2, 3, 5, 5), 2, None), ((2, 2, 5, 6), 3, 1), ((1, 2, 5, 5), 2, 3), ((1, 1, 3, 3), 3, None)):
    settings = {"size": size} if stride is None else {"size": size, "stride": stride}
    case("AvgPool", lambda x: F.avg_pool2d(x, size, stride), [normal(*shape)], settings=settings)

added("LogSoftmax")
for shape in ((1,), (4,), (2, 3), (2, 3, 4), (1, 1)):
    case("LogSoftmax", lambda x: torch.log_softmax(x, -1), [normal(*shape)], lambda x: x - np.log(np.exp(x).sum(-1, keepdims=True)))
for points in ([[1000.0, 1000.0], [-1000.0, 0.0]], [[NAN, 0.0, 1.0], [-INF, 0.0, 1.0], [INF, 0.0, 1.0], [-INF, -INF, -INF]]):
    case("LogSoftmax", lambda x: torch.log_softmax(x, -1), [np.array(points)])

added("MeanAbsoluteError")
for shape, target in (((4,), (4,)), ((3, 1), (3,)), ((3, 1), (3, 1)), ((2, 3), (2, 3)), ((), ())):
    for make in (normal, rounded):
        case(
            "MeanAbsoluteError",
            lambda x, t: F.l1_loss(x, t.reshape(x.shape)),
            [make(*shape), make(*target)],
            lambda x, t: np.abs(x - t.reshape(x.shape)).mean(),
        )

added("Huber")
for shape, target in (((4,), (4,)), ((3, 1), (3,)), ((3, 1), (3, 1)), ((2, 3), (2, 3)), ((), ())):
    for make, delta in ((normal, None), (rounded, 1.0), (normal, 0.3), (rounded, 2.5)):
        settings = {} if delta is None else {"delta": delta}
        bend = settings.get("delta", 1.0)
        case(
            "Huber",
            lambda x, t: F.huber_loss(x, t.reshape(x.shape), delta=bend),
            [make(*shape), make(*target)],
            lambda x, t: np.mean([0.5 * d * d if d <= bend else bend * (d - 0.5 * bend) for d in np.abs(x - t.reshape(x.shape)).ravel()]),
            settings,
        )
case("Huber", F.huber_loss, [np.array([1.0, 1e300, -INF, 0.0]), np.array([1.0, 0.0, 0.0, 1e-200])], settings={}, entrywise=True)

added("smoothing")
for batch, classes, smoothing in ((4, 3, 0.1), (3, 10, 0.1), (2, 1, 0.5), (5, 4, 0.9), (3, 4, 1.0)):
    labels = random.randint(0, classes, batch)
    x = normal(batch, classes) * 3
    settings = {"smoothing": smoothing}
    smoothed = lambda x, t: F.cross_entropy(x, t, label_smoothing=smoothing)
    case("SoftmaxWithLoss", lambda x, t: smoothed(x, t.long()), [x, labels], settings=settings, no_gradient=(1,))
    case("SoftmaxWithLoss", smoothed, [x, np.eye(classes)[labels]], settings=settings)
    case("SoftmaxWithLoss", smoothed, [x, random.dirichlet(np.ones(classes), batch)], settings=settings)
case("SoftmaxWithLoss", lambda x, t: F.cross_entropy(x, t.long(), label_smoothing=0.3), [normal(4), np.array(2)], settings={"smoothing": 0.3}, no_gradient=(1,))

added("Conv")
for x, W, settings in (
    ((2, 2, 6, 5), (3, 2, 3, 3), {"pad": "same"}),
    ((1, 2, 5, 6), (2, 2, 2, 4), {"pad": "same"}),
    ((1, 1, 4, 4), (2, 1, 6, 5), {"pad": "same"}),
    ((2, 1, 7, 6), (2, 1, 3, 2), {"dilation": 2}),
    ((1, 2, 9, 8), (2, 2, 3, 3), {"stride": 2, "pad": 2, "dilation": 3}),
    ((2, 4, 5, 5), (6, 2, 3, 3), {"pad": 1, "groups": 2}),
    ((1, 3, 6, 6), (3, 1, 3, 3), {"groups": 3, "stride": 2}),
    ((2, 4, 6, 5), (4, 1, 2, 3), {"pad": "same", "dilation": 2, "groups": 4}),
):
    case(
        "Conv",
        lambda x, W, b: F.conv2d(x, W, b, settings.get("stride", 1), settings.get("pad", 0), settings.get("dilation", 1), settings.get("groups", 1)),
        [normal(*x), normal(*W), normal(W[0])],
        settings=settings,
    )



class Step(torch.autograd.Function):
    """PyTorch refuses to differentiate its heaviside: the slope is 0 everywhere."""

    @staticmethod
    def forward(ctx, x):
        return torch.heaviside(x, torch.zeros(()))

    @staticmethod
    def backward(ctx, upstream):
        return torch.zeros_like(upstream)


for layer, torch_function, numpy_function, points in (
    ("Sin", torch.sin, np.sin, finite),
    ("Cos", torch.cos, np.cos, finite),
    ("Tan", torch.tan, np.tan, finite),
    ("Erf", torch.erf, erf, special),
    ("Square", torch.square, np.square, special),
    ("Expm1", torch.expm1, np.expm1, special),
    ("Step", Step.apply, lambda x: np.heaviside(x, 0.0), special[~np.isnan(special)]),
):
    added(layer)
    unary(layer, torch_function, numpy_function, points=points)
added("Log1p")
unary("Log1p", torch.log1p, np.log1p, make=positive)

for shape, axes in (((2, 3), (0, [1], [0, 1], [-1, 0])), ((2, 3, 4), (1, [0, 2], [2, 0], [1, 2], [0, 1, -1])), ((2, 3, 2, 3), ([0, 2, 3], [1, 3], None)), ((3,), ([0], None)), ((2, 1, 3), ([1], [0, 2]))):
    for axis in axes:
        for keepdims in (False, True):
            whole = tuple(range(len(shape))) if axis is None else tuple(axis) if isinstance(axis, list) else axis
            settings = ({} if axis is None else {"axis": axis}) | ({"keepdims": True} if keepdims else {})
            for layer, torch_function, numpy_function in (("Sum", torch.sum, np.sum), ("Mean", torch.mean, np.mean), ("Max", torch.amax, np.max)):
                added(f"{layer} {shape} {axis} {keepdims}")
                for make in (normal, rounded):
                    case(layer, lambda x: torch_function(x, whole, keepdims), [make(*shape)], lambda x: numpy_function(x, whole, keepdims=keepdims), settings)

added("Softmax axis")
for shape, axis in (((4,), 0), ((2, 3), 0), ((2, 3), -2), ((2, 3, 4), 0), ((2, 3, 4), 1), ((2, 3, 4), 2), ((2, 3, 4), -2), ((0, 3), 0)):
    case("Softmax", lambda x: torch.softmax(x, axis), [normal(*shape)], lambda x: np.exp(x) / np.exp(x).sum(axis, keepdims=True), {"axis": axis})
    case("LogSoftmax", lambda x: torch.log_softmax(x, axis), [normal(*shape)], lambda x: x - np.log(np.exp(x).sum(axis, keepdims=True)), {"axis": axis})
case("Softmax", lambda x: torch.softmax(x, 0), [np.array([[1000.0, NAN, -INF], [1000.0, 0.0, 1.0]])], settings={"axis": 0})
case("LogSoftmax", lambda x: torch.log_softmax(x, 0), [np.array([[1000.0, NAN, -INF], [1000.0, 0.0, 1.0]])], settings={"axis": 0})

added("Transpose axes")
for shape, axes in (((2, 3), [1, 0]), ((2, 3), [0, 1]), ((2, 3, 4), [0, 2, 1]), ((2, 3, 4), [1, 2, 0]), ((2, 3, 4), [-1, 0, -2]), ((2, 1, 3, 2), [0, 2, 3, 1]), ((3,), [0]), ((0, 2, 3), [2, 0, 1])):
    case("Transpose", lambda x: x.permute(axes), [normal(*shape)], lambda x: np.transpose(x, axes), {"axes": axes})



def product(x, axes, keepdims):
    """PyTorch multiplies along one axis at a time."""
    for axis in sorted((axis % x.dim() for axis in axes), reverse=True):
        x = x.prod(axis, keepdim=keepdims)
    return x


for shape, axis in (((4,), None), ((4,), 0), ((), None), ((2, 3), None), ((2, 3), 0), ((2, 3), -1), ((2, 3), [0, 1]), ((2, 3, 4), 1), ((2, 3, 4), [2, 0])):
    for keepdims in (False, True):
        whole = tuple(range(len(shape))) if axis is None else tuple(axis) if isinstance(axis, list) else (axis,)
        settings = ({} if axis is None else {"axis": axis}) | ({"keepdims": True} if keepdims else {})
        for make in (normal, rounded):
            added(f"Min {shape} {axis} {keepdims} {make.__name__}")
            case("Min", lambda x: x.amin(whole, keepdims), [make(*shape)], lambda x: x.min(whole, keepdims=keepdims), settings)
            added(f"Prod {shape} {axis} {keepdims} {make.__name__}")
            case("Prod", lambda x: product(x, whole, keepdims), [make(*shape)], lambda x: x.prod(whole, keepdims=keepdims), settings)
            for correction in (0, 1):
                if correction and np.prod([shape[a] for a in whole]) <= 1:
                    continue
                given = settings | ({"correction": 1} if correction else {})
                for layer, torch_function, numpy_function in (("Var", torch.var, np.var), ("Std", torch.std, np.std)):
                    if not shape:
                        continue
                    added(f"{layer} {shape} {axis} {keepdims} {make.__name__} {correction}")
                    case(
                        layer,
                        lambda x: torch_function(x, whole, correction=correction, keepdim=keepdims),
                        [make(*shape)],
                        lambda x: numpy_function(x, whole, ddof=correction, keepdims=keepdims),
                        given,
                    )
case("Min", lambda x: x.amin(1), [np.array([[-INF, 1.0, -INF], [INF, INF, INF]])], lambda x: x.min(1), {"axis": 1})
case("Prod", lambda x: x.prod(), [np.zeros((0, 3))], lambda x: x.prod())
case("Prod", lambda x: x.prod(1), [np.array([[0.0, 2.0, 3.0], [0.0, 0.0, 3.0], [1e300, 1e-300, 2.0], [-1.0, INF, 2.0]])], lambda x: x.prod(1), {"axis": 1})
# Equal numbers: at the corner of the root PyTorch takes 0 for the slope.
for values in ([1.0, 1.0, 1.0, 1.0], [3.0]):
    for layer, torch_function, numpy_function in (("Var", torch.var, np.var), ("Std", torch.std, np.std)):
        case(layer, lambda x: torch_function(x, (0,), correction=0), [np.array(values)], numpy_function)
case("Var", lambda x: torch.var(x, (0,), correction=0), [np.array([1.0, INF, 2.0])])


def normalized(x, gamma, beta, axes, shape, eps):
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return gamma.reshape(shape) * (x - mean) / np.sqrt(variance + eps) + beta.reshape(shape)


for shape, eps in (((4, 3), None), ((2, 3, 4, 2), None), ((3, 2, 5), 1e-3), ((1, 3, 2, 2), 0.1), ((5, 1), None)):
    settings = {} if eps is None else {"eps": eps}
    small = settings.get("eps", 1e-5)
    added(f"BatchNorm {shape}")
    axes = (0, *range(2, len(shape)))
    per_unit = (1, shape[1], *(1 for _ in shape[2:]))
    case(
        "BatchNorm",
        lambda x, gamma, beta: F.batch_norm(x, None, None, gamma, beta, training=True, eps=small),
        [normal(*shape), normal(shape[1]), normal(shape[1])],
        lambda x, gamma, beta: normalized(x, gamma, beta, axes, per_unit, small),
        settings,
    )
for shape, count, eps in (((4, 3), 1, None), ((4,), 1, None), ((2, 3, 4), 2, None), ((2, 3, 4), 1, 1e-2), ((2, 2), 2, None)):
    settings = {} if eps is None else {"eps": eps}
    small = settings.get("eps", 1e-5)
    added(f"LayerNorm {shape} {count}")
    last = shape[-count:]
    axes = tuple(range(len(shape) - count, len(shape)))
    case(
        "LayerNorm",
        lambda x, gamma, beta: F.layer_norm(x, last, gamma, beta, small),
        [normal(*shape), normal(*last), normal(*last)],
        lambda x, gamma, beta: normalized(x, gamma, beta, axes, last, small),
        settings,
    )
for shape, mask in (((4,), (4,)), ((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 3), (2, 1)), ((3,), ()), ((), ())):
    added(f"MaskedDropout {shape} {mask}")
    drawn = (random.uniform(0, 1, mask) > 0.4).astype(np.float64)
    for kept in (drawn, drawn / 0.6):
        case("MaskedDropout", torch.mul, [normal(*shape), kept], np.multiply, no_gradient=(1,))

for layer, torch_function, numpy_function in (
    ("Less", torch.lt, np.less),
    ("LessEqual", torch.le, np.less_equal),
    ("Greater", torch.gt, np.greater),
    ("GreaterEqual", torch.ge, np.greater_equal),
    ("Equal", torch.eq, np.equal),
    ("NotEqual", torch.ne, np.not_equal),
):
    added(layer)
    for left, right in PAIRS:
        case(layer, lambda x, y: torch_function(x, y).double(), [rounded(*left), rounded(*right)], numpy_function, no_gradient=(0, 1))
    for x in grid:
        case(layer, lambda x, y: torch_function(x, y).double(), [x, grid], numpy_function, no_gradient=(0, 1))

added("Where")
for condition, a, b in (((3,), (3,), (3,)), ((), (2, 3), ()), ((2, 1), (3,), (2, 3)), ((3, 1, 2), (2, 1), (1, 2)), ((2, 3), (), ()), ((0, 3), (1, 3), ())):
    for make in (rounded, normal):
        case(
            "Where",
            lambda c, a, b: torch.where(c != 0, a, b),
            [rounded(*condition), make(*a), make(*b)],
            lambda c, a, b: np.where(c, a, b),
            no_gradient=(0,),
        )
case("Where", lambda c, a, b: torch.where(c != 0, a, b), [np.array([1.0, 0.0, NAN, INF, -0.0]), np.array([INF, NAN, 1.0, 2.0, INF]), np.array([NAN, 3.0, 4.0, NAN, 5.0])], lambda c, a, b: np.where(c, a, b), no_gradient=(0,), entrywise=True)

added("Clip")
for x, low, high in (((4,), (), ()), ((2, 3), (3,), (2, 1)), ((2, 3), (), (3,)), ((3, 1, 2), (2, 1), ()), ((), (), ()), ((0, 3), (), ())):
    for make in (rounded, normal):
        bounds = normal(*low) - 1
        case("Clip", lambda *three: torch.clamp(*torch.broadcast_tensors(*three)), [make(*x), bounds, np.max(bounds, initial=-1.0) + positive(*high)], np.clip)
for x in (rounded(6), np.array([-2.0, -1.0, 0.0, 1.0, 2.0, INF, -INF])):
    case("Clip", lambda *three: torch.clamp(*torch.broadcast_tensors(*three)), [x, np.array(-1.0), np.array(1.0)], np.clip)
case("Clip", lambda *three: torch.clamp(*torch.broadcast_tensors(*three)), [normal(5), np.array(1.0), np.array(-1.0)], np.clip)


def indices_of(texts):
    """What NumPy is given for the indices as a graph holds them."""
    def one(text):
        if text.startswith("["):
            return json.loads(text)
        if ":" in text:
            return slice(*(int(part) if part else None for part in text.split(":")))
        return int(text)

    return tuple(one(text) for text in texts)


added("Index")
for shape, texts in (
    ((4,), ["0"]), ((4,), ["-1"]), ((4,), ["1:3"]), ((4,), ["::2"]), ((4,), ["::-1"]), ((5,), ["3:0:-2"]), ((4,), ["-3:"]), ((4,), [":-2"]), ((4,), ["2:9"]), ((4,), ["3:1"]),
    ((4,), ["[0, 2]"]), ((4,), ["[1, 1, -1, 1]"]), ((4,), ["[]"]),
    ((2, 3), ["1"]), ((2, 3), [":", "1:3"]), ((2, 3), ["-1", "0"]), ((2, 3), [":", "-1"]), ((2, 3), ["[1, 0, 1]"]), ((2, 3), [":", "[2, 2]"]),
    ((2, 3), ["[0, 1]", "[2, 0]"]), ((2, 3), ["[0, 1, 1]", "[1]"]), ((2, 3), ["1", "[2, 0]"]), ((2, 3), ["::-1", "::2"]),
    ((2, 3, 4), ["0"]), ((2, 3, 4), [":", "1", "1:3"]), ((2, 3, 4), ["[0, 1]", ":", "[3, 2]"]), ((2, 3, 4), [":", "[0, 2]", "[3, 2]"]), ((2, 3, 4), ["1", ":", "[3, 2, 3]"]), ((2, 3, 4), [":", "1", "[0, 0]"]),
    ((2, 3, 4), ["[1, 0]", "::2", "1"]), ((2, 0), [":", "1:"]), ((3, 2, 2, 3), ["[2, 0]", ":", "[1, 1]", "0:2"]),
):
    # PyTorch has no slices with a negative step: its gradient is that of the entries NumPy picks.
    picked = np.arange(np.prod(shape, dtype=int)).reshape(shape)[indices_of(texts)]
    case("Index", lambda x: x.reshape(-1)[torch.tensor(picked.astype(int))], [normal(*shape)], lambda x: x[indices_of(texts)], {"index": texts})

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for stale in FOLDER.glob("*.json"):
        stale.unlink()
    for layer, list_of_cases in cases.items():
        lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in list_of_cases)
        (FOLDER / f"{layer}.json").write_text(f"[\n{lines}\n]\n")
    print(f"{sum(map(len, cases.values()))} cases of {len(cases)} layers")
