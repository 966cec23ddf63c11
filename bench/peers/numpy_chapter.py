"""Peer: NumPy in float64, layers written as in the chapter: Affine, ReLU, SoftmaxWithLoss, SGD."""

import sys

import numpy as np

from protocol import LEARNING_RATE, batch_of, blas, serve

EPSILON = 1e-7


class Affine:
    def __init__(self, inputs, units):
        index = np.arange(inputs * units).reshape(inputs, units)
        self.params = [0.1 * np.sin(12.9898 * index), np.zeros(units)]
        self.grads = [None, None]

    def forward(self, x):
        self.shape = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return np.dot(self.x, self.params[0]) + self.params[1]

    def backward(self, dout):
        dx = np.dot(dout, self.params[0].T)
        self.grads = [np.dot(self.x.T, dout), np.sum(dout, axis=0)]
        return dx.reshape(self.shape)


class Relu:
    params = []

    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout[self.mask] = 0
        return dout


def windows_of(x, size, stride):
    """Windows of N×C×H×W as the rows of a matrix."""
    n, c, h, w = x.shape
    rows, columns = (h - size) // stride + 1, (w - size) // stride + 1
    col = np.zeros((n, c, size, size, rows, columns))
    for i in range(size):
        for j in range(size):
            col[:, :, i, j] = x[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * rows * columns, -1), rows, columns


def sum_windows(col, shape, size, stride, rows, columns):
    n, c, h, w = shape
    parts = col.reshape(n, rows, columns, c, size, size).transpose(0, 3, 4, 5, 1, 2)
    image = np.zeros(shape)
    for i in range(size):
        for j in range(size):
            image[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride] += parts[:, :, i, j]
    return image


class Convolution:
    def __init__(self, channels, filters, size):
        index = np.arange(filters * channels * size * size).reshape(filters, channels, size, size)
        self.params = [0.1 * np.sin(12.9898 * index), np.zeros(filters)]
        self.grads = [None, None]

    def forward(self, x):
        weight, bias = self.params
        self.shape = x.shape
        self.col, self.rows, self.columns = windows_of(x, weight.shape[2], 1)
        out = np.dot(self.col, weight.reshape(len(weight), -1).T) + bias
        return out.reshape(len(x), self.rows, self.columns, -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        weight, _ = self.params
        flat = dout.transpose(0, 2, 3, 1).reshape(-1, len(weight))
        self.grads = [np.dot(self.col.T, flat).T.reshape(weight.shape), np.sum(flat, axis=0)]
        col = np.dot(flat, weight.reshape(len(weight), -1))
        return sum_windows(col, self.shape, weight.shape[2], 1, self.rows, self.columns)


class MaxPool:
    params = []

    def __init__(self, size):
        self.size = size

    def forward(self, x):
        n, c, _, _ = x.shape
        self.shape = x.shape
        col, self.rows, self.columns = windows_of(x, self.size, self.size)
        col = col.reshape(-1, self.size * self.size)
        self.best = np.argmax(col, axis=1)
        return np.max(col, axis=1).reshape(n, self.rows, self.columns, c).transpose(0, 3, 1, 2)

    def backward(self, dout):
        flat = dout.transpose(0, 2, 3, 1).flatten()
        col = np.zeros((flat.size, self.size * self.size))
        col[np.arange(flat.size), self.best] = flat
        return sum_windows(col, self.shape, self.size, self.size, self.rows, self.columns)


class SoftmaxWithLoss:
    def forward(self, x, labels):
        shifted = np.exp(x - np.max(x, axis=1, keepdims=True))
        self.y = shifted / np.sum(shifted, axis=1, keepdims=True)
        self.labels = labels
        return -np.sum(np.log(self.y[np.arange(len(x)), labels] + EPSILON)) / len(x)

    def backward(self):
        dx = self.y.copy()
        dx[np.arange(len(dx)), self.labels] -= 1
        return dx / len(dx)


def build(workload):
    channels, height, width = workload["input"]
    layers = []
    for spec in workload["layers"]:
        if spec["kind"] == "affine":
            layers.append(Affine(channels * height * width, spec["units"]))
            if spec["relu"]:
                layers.append(Relu())
            channels, height, width = spec["units"], 1, 1
        elif spec["kind"] == "convolution":
            layers += [Convolution(channels, spec["filters"], spec["size"]), Relu()]
            channels, height, width = spec["filters"], height - spec["size"] + 1, width - spec["size"] + 1
        else:
            layers.append(MaxPool(spec["size"]))
            height, width = height // spec["size"], width // spec["size"]
    loss_layer = SoftmaxWithLoss()
    data, labels = batch_of(workload, np.float64)

    def step():
        x = data
        for layer in layers:
            x = layer.forward(x)
        loss = loss_layer.forward(x, labels)
        dout = loss_layer.backward()
        for layer in reversed(layers):
            dout = layer.backward(dout)
        for layer in layers:
            for key, parameter in enumerate(layer.params):
                parameter -= LEARNING_RATE * layer.grads[key]
        return float(loss)

    return step


def version():
    return f"NumPy {np.__version__}, {blas()}, 1 thread, Python {sys.version.split()[0]}"


serve("NumPy (the chapter's code), float64", version(), build)
