"""Peer: PyTorch on one thread of the CPU in float32."""

import sys

import numpy as np
import torch

from protocol import LEARNING_RATE, batch_of, blas, serve

torch.set_num_threads(1)


def initialize(module):
    with torch.no_grad():
        for parameter in module.parameters():
            index = torch.arange(parameter.numel(), dtype=torch.float64).reshape(parameter.shape)
            parameter.copy_(0.1 * torch.sin(12.9898 * index) if parameter.dim() > 1 else torch.zeros_like(parameter))


def build(workload):
    channels, height, width = workload["input"]
    layers = []
    for spec in workload["layers"]:
        if spec["kind"] == "affine":
            if height > 1:
                layers.append(torch.nn.Flatten())
            layers.append(torch.nn.Linear(channels * height * width, spec["units"]))
            if spec["relu"]:
                layers.append(torch.nn.ReLU())
            channels, height, width = spec["units"], 1, 1
        elif spec["kind"] == "convolution":
            layers += [torch.nn.Conv2d(channels, spec["filters"], spec["size"]), torch.nn.ReLU()]
            channels, height, width = spec["filters"], height - spec["size"] + 1, width - spec["size"] + 1
        else:
            layers.append(torch.nn.MaxPool2d(spec["size"]))
            height, width = height // spec["size"], width // spec["size"]
    model = torch.nn.Sequential(*layers)
    initialize(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    loss_function = torch.nn.CrossEntropyLoss()
    x, labels = map(torch.from_numpy, batch_of(workload, np.float32))

    def step():
        optimizer.zero_grad()
        loss = loss_function(model(x), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


serve(
    "PyTorch, float32",
    f"PyTorch {torch.__version__}, {blas()}, 1 thread, Python {sys.version.split()[0]}",
    build,
)
