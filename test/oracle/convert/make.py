#!/usr/bin/env python3
"""Runs the sources in test/fixtures/convert with NumPy and PyTorch in float64, as the oracle of what they convert to.

    python3 test/oracle/convert/make.py

Needs NumPy and PyTorch (Debian: python3-numpy, python3-torch). Statements that need data which no fixture has are
left out one by one. Keras is not needed: its formulas are written here, on images as Keras has them.
"""
import ast
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

FIXTURES = pathlib.Path(__file__).parent.parent.parent / "fixtures" / "convert"
FOLDER = pathlib.Path(__file__).parent / "data"
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def tensor(values):
    array = values.detach().numpy() if isinstance(values, torch.Tensor) else np.asarray(values, dtype=np.float64)
    return {"shape": list(array.shape), "values": array.astype(np.float64).ravel().tolist()}


def run(name):
    """What the names of a source stand for after it was run."""
    source = (FIXTURES / f"{name}.py").read_text()
    names = {"__name__": "oracle", "print": lambda *_: None}
    for statement in ast.parse(source).body:
        try:
            exec(compile(ast.Module([statement], []), name, "exec"), names)
        except (NameError, ModuleNotFoundError):
            pass
    return names


def formulas():
    cases = {}
    for path in sorted((FIXTURES / "formulas").glob("*.py")):
        names = run(f"formulas/{path.stem}")
        kept = {n: v for n, v in names.items() if isinstance(v, (int, float, np.ndarray, np.float64, torch.Tensor)) and not isinstance(v, bool)}
        leaves = {n: v for n, v in kept.items() if isinstance(v, torch.Tensor) and v.is_leaf and v.grad is not None}
        cases[path.stem] = {
            "values": {n: tensor(v) for n, v in kept.items()},
            "gradients": {n: tensor(v.grad) for n, v in leaves.items()},
        }
    return cases


def labels(count, classes):
    return {"kind": "labels", "classes": classes, "labels": [int(i) for i in torch.randint(classes, (count,))]}


def values(count, width):
    return {"kind": "values", "width": width, "values": torch.rand(count * width).tolist()}


def as_ours(parameter, module):
    """PyTorch keeps the matrix of an affine layer as outputs × inputs."""
    return parameter.t() if isinstance(module, torch.nn.Linear) and parameter.dim() == 2 else parameter


def target_of(targets, output):
    if targets["kind"] == "labels":
        return torch.tensor(targets["labels"])
    return torch.tensor(targets["values"]).reshape(output.shape)


def module_case(name, sample, targets, loss, build="model", batch=5):
    torch.manual_seed(sum(map(ord, name)))
    names = run(f"torch/{name}")
    model = (names[build] if build in names and isinstance(names[build], torch.nn.Module) else names[build]()).double()
    owners = {id(p): m for m in model.modules() for p in m.parameters(recurse=False)}
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter) / max(1, parameter[0].numel()) ** 0.5)
    x = torch.randn(batch, *sample, requires_grad=True)
    targets = targets(batch)
    # In evaluation first: training moves the running statistics.
    model.eval()
    output = model(x)
    evaluation = loss(output, target_of(targets, output)).item()
    training = None
    if not any(isinstance(m, torch.nn.Dropout) and m.p > 0 for m in model.modules()):
        model.train()
        output = model(x)
        value = loss(output, target_of(targets, output))
        value.backward()
        gradients = [tensor(as_ours(p.grad, owners[id(p)]).contiguous()) for p in model.parameters()]
        training = {"loss": value.item(), "gradParameters": gradients, "gradInput": tensor(x.grad)}
    return {
        "source": f"torch/{name}",
        "sampleShape": list(sample),
        "targets": targets,
        "input": tensor(x),
        "parameters": [tensor(as_ours(p, owners[id(p)]).contiguous()) for p in model.parameters()],
        "evaluation": evaluation,
        "training": training,
    }


def modules():
    entropy = F.cross_entropy
    some = lambda classes: lambda count: labels(count, classes)
    width = lambda size: lambda count: values(count, size)
    return [
        module_case("sequential", [4], some(3), entropy),
        module_case("sequential_named", [8], width(1), F.mse_loss, "net"),
        module_case("binary", [10], width(1), F.binary_cross_entropy),
        module_case("mnist_cnn", [1, 28, 28], some(10), F.nll_loss, "Net", 2),
        module_case("residual", [3, 8, 8], some(10), lambda y, t: entropy(y, t, label_smoothing=0.1), "net"),
        module_case("logits", [2], width(1), F.binary_cross_entropy_with_logits),
        module_case("lenet", [3, 32, 32], some(10), entropy, "net", 2),
        module_case("branches", [1, 8, 8], some(10), entropy),
        module_case("initialised", [4], some(3), entropy),
        module_case("autoencoder", [16], width(16), F.mse_loss),
        module_case("modulelist", [12], some(4), entropy, batch=2),
        module_case("huber_regression", [13], width(1), lambda y, t: F.huber_loss(y, t, delta=0.5)),
        module_case("gap", [3, 12, 12], some(4), entropy),
        module_case("swish", [4], some(3), entropy, "Net"),
        module_case("in_order", [4], some(3), entropy, "net"),
    ]


class Keras:
    """Keras' own formulas: images are height, width, channels, and filters height, width, channels in and out."""

    def __init__(self):
        self.ours = []

    def learn(self, array, to_ours=lambda array: array):
        array.requires_grad_()
        self.ours.append((array, to_ours))
        return array

    def dense(self, x, units, image=None, bias=True):
        """`image`: the shape that was flattened; ours flattens channels first, so its rows stand elsewhere."""
        weights = torch.randn(x.shape[1], units) / x.shape[1] ** 0.5
        order = None if image is None else torch.arange(x.shape[1]).reshape(image).permute(2, 0, 1).ravel()
        W = self.learn(weights, (lambda w: w) if order is None else (lambda w: w[order]))
        return x @ W + self.learn(torch.randn(units)) if bias else x @ W

    def conv(self, x, filters, size, stride=1, pad=0):
        kernel = torch.randn(size, size, x.shape[3], filters) / (size * size * x.shape[3]) ** 0.5
        W = self.learn(kernel, lambda w: w.permute(3, 2, 0, 1))
        b = self.learn(torch.randn(filters))
        return F.conv2d(x.permute(0, 3, 1, 2), W.permute(3, 2, 0, 1), b, stride, pad).permute(0, 2, 3, 1)

    def norm(self, x, eps):
        axes = tuple(range(x.dim() - 1))
        mean, variance = x.mean(axes), x.var(axes, unbiased=False)
        gamma = self.learn(torch.rand(x.shape[-1]) + 0.5)
        return gamma * (x - mean) / torch.sqrt(variance + eps) + self.learn(torch.randn(x.shape[-1]))

    def layer_norm(self, x, eps):
        mean, variance = x.mean(-1, keepdim=True), x.var(-1, unbiased=False, keepdim=True)
        gamma = self.learn(torch.rand(x.shape[-1]) + 0.5)
        return gamma * (x - mean) / torch.sqrt(variance + eps) + self.learn(torch.randn(x.shape[-1]))


def pool(x, function, size=2):
    return function(x.permute(0, 3, 1, 2), size).permute(0, 2, 3, 1)


def entropy_of(probabilities, target):
    return -torch.log(probabilities[torch.arange(len(target)), target]).mean()


def functional(k, x):
    x = torch.relu(k.conv(x, 16, 3, pad=1))
    y = torch.relu(k.norm(k.conv(x, 16, 3, pad=1), 1e-3))
    x = pool(x + y, F.max_pool2d)
    return k.dense(x.flatten(1), 10, x.shape[1:])


def mnist_cnn(k, x):
    x = pool(torch.relu(k.conv(x, 4, 3)), F.max_pool2d)
    x = pool(torch.relu(k.conv(x, 6, 3)), F.max_pool2d)
    return torch.softmax(k.dense(x.flatten(1), 10, x.shape[1:]), -1)


def binary(k, x):
    x = k.norm(F.leaky_relu(k.dense(x, 16), 0.1), 1e-5)
    return torch.sigmoid(k.dense(x, 1))


def two_branches(k, x):
    x = torch.cat([torch.tanh(k.dense(x, 8)), k.dense(x, 8, bias=False)], 1)
    return k.dense(k.layer_norm(x, 1e-3), 3)


def strided(k, x):
    x = pool(torch.relu(k.conv(x, 8, 3, stride=2)), F.avg_pool2d)
    return k.dense(x.mean((1, 2)), 5)


def regression(k, x):
    return k.dense(torch.relu(k.dense(torch.relu(k.dense(x, 64)), 64)), 1)


def keras_case(name, forward, sample, targets, loss, drops=False, batch=4):
    torch.manual_seed(sum(map(ord, name)))
    k = Keras()
    x = torch.randn(batch, *sample, requires_grad=True)
    output = forward(k, x)
    targets = targets(batch)
    value = loss(output, target_of(targets, output))
    value.backward()
    first = (lambda a: a.permute(0, 3, 1, 2).contiguous()) if len(sample) == 3 else (lambda a: a)
    training = {
        "loss": value.item(),
        "gradParameters": [tensor(to_ours(array.grad).contiguous()) for array, to_ours in k.ours],
        "gradInput": tensor(first(x.grad)),
    }
    return {
        "source": f"keras/{name}",
        "sampleShape": list(first(x).shape[1:]),
        "targets": targets,
        "input": tensor(first(x)),
        "parameters": [tensor(to_ours(array).contiguous()) for array, to_ours in k.ours],
        "evaluation": value.item() if drops else None,
        "training": None if drops else training,
    }


def keras():
    some = lambda classes: lambda count: labels(count, classes)
    width = lambda size: lambda count: values(count, size)
    return [
        keras_case("functional", functional, [8, 8, 3], some(10), F.cross_entropy),
        keras_case("mnist_cnn", mnist_cnn, [28, 28, 1], some(10), entropy_of, drops=True, batch=2),
        keras_case("binary", binary, [8], width(1), F.binary_cross_entropy),
        keras_case("two_branches", two_branches, [20], some(3), F.cross_entropy),
        keras_case("strided", strided, [16, 16, 3], width(5), F.l1_loss),
        keras_case("regression", regression, [13], width(1), F.mse_loss),
    ]


def write(name, value):
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")


write("formulas", formulas())
write("torch", modules())
write("keras", keras())
