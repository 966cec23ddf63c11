"""training.py NETWORK SECONDS: trains on random numbers, and prints how long its updates took, as JSON."""

import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(out)) + self.shortcut(x))


def resnet18():
    blocks, inputs = [], 64
    for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        blocks += [Block(inputs, outputs, stride), Block(outputs, outputs, 1)]
        inputs = outputs
    stem = nn.Sequential(nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True))
    return nn.Sequential(stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


class TwoLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(784, 50)
        self.second = nn.Linear(50, 10)

    def forward(self, x):
        return self.second(F.relu(self.first(x)))


def convolutions():
    return nn.Sequential(
        *(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(800, 100), nn.ReLU(), nn.Dropout(0.5), nn.Linear(100, 10)),
    )


def deep():
    layers = [nn.Linear(784, 256), nn.ReLU()]
    for _ in range(8):
        layers += [nn.Linear(256, 256), nn.BatchNorm1d(256), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(256, 10))


NETWORKS = {
    "1-1": (lambda: nn.Linear(1, 2), (1, 1)),
    "784-50-10": (TwoLayers, (100, 784)),
    "10 layers of 256": (deep, (128, 784)),
    "LeNet-like": (convolutions, (64, 1, 28, 28)),
    "ResNet-18-like": (resnet18, (8, 3, 32, 32)),
}

make, shape = NETWORKS[sys.argv[1]]
net = make()
x, y = torch.randn(*shape), torch.randint(0, 2, shape[:1])
optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)
updates = []
began = time.perf_counter()
while time.perf_counter() - began < float(sys.argv[2]) or len(updates) < 20:
    before = time.perf_counter()
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
    updates.append(time.perf_counter() - before)
later = updates[10:]
print(json.dumps({"updates": len(updates), "median": statistics.median(later), "mean": statistics.mean(later)}))
