"""Writes test/oracle/network/data/givenNetworks.json: networks that start from given arrays, and what their
first mini-batch then comes to, by NumPy (as the chapter's TwoLayerNet computes it) and by PyTorch in float64.

Run it by hand, where both are installed: the file is committed.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

OUT = Path(__file__).parent / "data" / "givenNetworks.json"


def tensor(values):
    array = np.asarray(values.detach() if isinstance(values, torch.Tensor) else values, dtype=np.float64)
    return {"shape": list(array.shape), "values": array.ravel().tolist()}


def softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def two_layer_net():
    """Deep Learning from Scratch, chapter 5: forward and gradient, by hand."""
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(7, 5)), np.array([0, 2, 1, 1, 0, 2, 2])
    params = {
        "W1": 0.1 * rng.normal(size=(5, 6)),
        "b1": 0.1 * rng.normal(size=6),
        "W2": 0.1 * rng.normal(size=(6, 3)),
        "b2": 0.1 * rng.normal(size=3),
    }
    z1 = x @ params["W1"] + params["b1"]
    a1 = np.maximum(z1, 0)
    y = softmax(a1 @ params["W2"] + params["b2"])
    loss = -np.log(y[np.arange(7), t]).mean()
    dy = y.copy()
    dy[np.arange(7), t] -= 1
    dy /= 7
    dz1 = dy @ params["W2"].T * (z1 > 0)
    expects = {
        "loss": loss,
        "affine1": z1,
        "relu1": a1,
        "grad(affine1.W)": x.T @ dz1,
        "grad(affine1.b)": dz1.sum(axis=0),
        "grad(affine2.W)": a1.T @ dy,
        "grad(affine2.b)": dy.sum(axis=0),
        "grad(input)": dz1 @ params["W1"].T,
    }
    return {
        "name": "the chapter's TwoLayerNet, by NumPy",
        "layers": "Affine(6)\nReLU\nAffine(3)\nSoftmaxWithLoss",
        "x": x,
        "t": t,
        "parameters": params,
        "expects": expects,
    }


def by_torch(name, layers, model, parts, x, t, loss):
    """parts: what the module's outputs are called here, by the name of the submodule."""
    model.double().train()
    given = {key: value.clone() for key, value in model.state_dict().items()}
    outputs = {}
    for part, module in model.named_children():
        module.register_forward_hook(lambda _module, _input, output, part=part: outputs.update({part: output}))
    inputs = torch.tensor(x, requires_grad=True)
    value = loss(model(inputs), torch.tensor(t))
    value.backward()
    expects = {"loss": value, "grad(input)": inputs.grad}
    for part, here in parts.items():
        expects[here] = outputs[part]
        module = getattr(model, part)
        names = {"weight": "gamma", "bias": "beta"} if isinstance(module, nn.BatchNorm2d) else {"weight": "W", "bias": "b"}
        for parameter, ours in names.items():
            found = getattr(module, parameter, None)
            if found is None:
                continue
            gradient = found.grad.T if isinstance(module, nn.Linear) and parameter == "weight" else found.grad
            expects[f"grad({here}.{ours})"] = gradient
        if isinstance(module, nn.BatchNorm2d):
            expects[f"{here}.runningMean"] = module.running_mean
            expects[f"{here}.runningVariance"] = module.running_var
    return {"name": name, "layers": layers, "x": x, "t": t, "parameters": given, "expects": expects}


class Convolutional(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 3, 3, padding=1)
        self.norm = nn.BatchNorm2d(3)
        self.act = nn.ReLU()
        self.out = nn.Linear(3 * 4 * 4, 4)

    def forward(self, x):
        return self.out(torch.flatten(self.act(self.norm(self.conv(x))), 1))


class Dense(nn.Module):
    """Its middle matrix is square: only the others tell how it is kept."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 5)
        self.act1 = nn.Tanh()
        self.fc2 = nn.Linear(5, 5)
        self.act2 = nn.Sigmoid()
        self.fc3 = nn.Linear(5, 2)

    def forward(self, x):
        return self.fc3(self.act2(self.fc2(self.act1(self.fc1(x)))))


def cases():
    yield two_layer_net()
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    conv = Convolutional()
    with torch.no_grad():
        conv.norm.weight.uniform_(0.5, 1.5)
        conv.norm.bias.normal_()
        conv.norm.running_mean.normal_()
        conv.norm.running_var.uniform_(0.5, 2)
    yield by_torch(
        "convolution and BatchNorm with running statistics, by PyTorch and by name",
        "conv = Conv(3, size=3, pad=1)\nnorm = BatchNorm\nReLU\nout = Affine(4)\nSoftmaxWithLoss",
        conv,
        {"conv": "conv", "norm": "norm", "out": "out"},
        rng.normal(size=(6, 2, 4, 4)),
        np.array([0, 1, 2, 3, 1, 0]),
        nn.CrossEntropyLoss(),
    )
    yield by_torch(
        "layers of other names, by PyTorch and by order and shape",
        "Affine(5)\nTanh\nAffine(5)\nSigmoid\nAffine(2)\nMeanSquaredError",
        Dense(),
        {"fc1": "affine1", "act1": "tanh1", "fc2": "affine2", "fc3": "affine3"},
        rng.normal(size=(5, 4)),
        rng.normal(size=(5, 2)),
        nn.MSELoss(),
    )


if __name__ == "__main__":
    written = []
    for case in cases():
        t = np.asarray(case["t"])
        written.append(
            {
                "name": case["name"],
                "layers": case["layers"],
                "x": tensor(case["x"]),
                "t": {**tensor(t), "whole": t.dtype.kind == "i"},
                "parameters": {
                    key: tensor(value) for key, value in case["parameters"].items() if "num_batches" not in key
                },
                "expects": {key: tensor(value) for key, value in case["expects"].items()},
            }
        )
    OUT.write_text(json.dumps(written) + "\n")
