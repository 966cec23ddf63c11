"""Trainings of which one update is captured whole: right ones, and with mistakes that people make."""

import sys

import torch
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, sys.argv[2])
import backprop_lens  # noqa: E402

torch.set_num_threads(1)


class Swish(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(x)


class Chain(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        self.fc1 = nn.Linear(4, 8)
        self.act = Swish() if kind == "custom" else nn.Tanh()
        self.drop = nn.Dropout(0.5 if kind == "dropped" else 0.0)
        self.fc2 = nn.Linear(8, 8)
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        h = self.drop(self.act(self.fc1(x)))
        if self.kind == "detached":
            h = h.detach()
        if self.kind == "scaled":
            h = 2 * h
        return self.out(F.relu(self.fc2(h)))


class Images(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 3, padding=1)
        self.bn = nn.BatchNorm2d(3)
        self.inner = nn.Conv2d(3, 3, 3, padding=1)
        self.fc = nn.Linear(3 * 3 * 3, 3)

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.bn(self.conv(x))), 2)
        return self.fc(F.relu(x + self.inner(x)).flatten(1))


for kind in ("right", "images", "summed", "scaled", "detached", "custom", "dropped"):
    torch.manual_seed(3)
    net = Images() if kind == "images" else Chain(kind)
    x = torch.randn(12, 1, 6, 6) if kind == "images" else torch.randn(12, 4)
    y = torch.arange(12) % 3
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    with backprop_lens.watch(net, optimizer, name=kind, folder=sys.argv[1], capture=3):
        for _ in range(4):
            optimizer.zero_grad()
            F.cross_entropy(net(x), y, reduction="sum" if kind == "summed" else "mean").backward()
            optimizer.step()
