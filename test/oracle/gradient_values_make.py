"""Writes test/oracle/gradientValues/*.json: formulas with grad(x) as a value, and what PyTorch gives for them.

Every file is written twice, once in the language and once in PyTorch, where a gradient becomes a value as
people do it: backward, then .grad.detach(). Needs python3-torch.

    python3 test/oracle/gradient_values_make.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

OUT = Path(__file__).resolve().parent / "gradientValues"
torch.set_default_dtype(torch.float64)


def matrix(rows):
    return torch.tensor(rows, dtype=torch.float64, requires_grad=True)


class Run:
    """The named values of a file, and the gradients of every backward."""

    def __init__(self):
        self.values = {}
        self.passes = []

    def named(self, **values):
        for name, value in values.items():
            self.values[name] = value
        return value

    def backward(self, target, upstream=None):
        """Gradients of all named values by a pass of its own, detached."""
        named = {name: value for name, value in self.values.items() if value.requires_grad}
        found = torch.autograd.grad(
            target, list(named.values()), upstream, retain_graph=True, allow_unused=True
        )
        gradients = {name: grad for name, grad in zip(named, found)}
        self.passes.append({name: grad.detach() for name, grad in gradients.items() if grad is not None})
        return {
            name: torch.zeros_like(named[name]) if grad is None else grad.detach().clone()
            for name, grad in gradients.items()
        }


def one_step(run):
    x, t, W = run.named(x=torch.tensor([[1.0, 2.0], [3.0, -1.0]])), torch.tensor([[1.0], [0.5]]), matrix([[0.3], [-0.2]])
    run.named(W=W)
    loss = run.named(loss=((x @ W - t) ** 2).mean())
    g = run.backward(loss)
    W2 = run.named(W2=W - 0.1 * g["W"])
    loss2 = run.named(loss2=((x @ W2 - t) ** 2).mean())
    run.backward(loss2)


def three_steps(run):
    W = run.named(W=matrix([1.5, -0.7, 0.2]))
    for step in range(3):
        loss = run.named(**{f"loss{step}": (torch.exp(-W) + W**2).sum()})
        g = run.backward(loss)
        W = run.named(**{f"W{step + 1}": W - 0.05 * g["W" if step == 0 else f"W{step}"]})


def momentum(run):
    W = run.named(W=matrix([[0.5, -1.0]]))
    loss = run.named(loss=(torch.tanh(W) * torch.tensor([[2.0, 3.0]])).sum())
    g = run.backward(loss)
    v = run.named(v=-0.1 * g["W"])
    W2 = run.named(W2=W + v)
    loss2 = run.named(loss2=(torch.tanh(W2) * torch.tensor([[2.0, 3.0]])).sum())
    g2 = run.backward(loss2)
    v2 = run.named(v2=0.9 * v - 0.1 * g2["W2"])
    run.named(W3=W2 + v2)


def adam(run):
    W = run.named(W=matrix([0.4, -0.3]))
    loss = run.named(loss=(torch.sigmoid(W) ** 2).sum())
    g = run.named(g=run.backward(loss)["W"])
    m = run.named(m=0.1 * g)
    v = run.named(v=0.001 * g**2)
    run.named(W2=W - 0.01 * (m / 0.1) / (torch.sqrt(v / 0.001) + 1e-7))


def not_followed(run):
    """The gradient of a sum with grad(W) in it leaves that out, which a second derivative would not."""
    W = run.named(W=matrix([2.0, -1.0]))
    loss = run.named(loss=(W**3).sum())
    g = run.backward(loss)
    penalized = run.named(penalized=(W * g["W"]).sum() + (g["W"] ** 2).sum())
    run.backward(penalized)


def upstream(run):
    x = run.named(x=matrix([[1.0, -2.0], [0.5, 3.0]]))
    y = run.named(y=x**2)
    loss = run.named(loss=torch.sin(y).sum())
    g = run.backward(loss)
    h = run.named(h=torch.exp(-(x**2)))
    run.backward(h, g["y"])


def two_layers(run):
    x = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]])
    W1 = run.named(W1=matrix([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]]))
    b1 = run.named(b1=matrix([0.05, -0.05]))
    W2 = run.named(W2=matrix([[0.7, -0.8, 0.2], [0.9, 0.1, -0.3]]))
    t = torch.tensor([2, 0])
    loss = run.named(loss=F.cross_entropy(F.relu(x @ W1 + b1) @ W2, t))
    g = run.backward(loss)
    W1n = run.named(W1n=W1 - 0.5 * g["W1"])
    b1n = run.named(b1n=b1 - 0.5 * g["b1"])
    W2n = run.named(W2n=W2 - 0.5 * g["W2"])
    loss2 = run.named(loss2=F.cross_entropy(F.relu(x @ W1n + b1n) @ W2n, t))
    run.backward(loss2)


def no_path(run):
    a, b = run.named(a=matrix([1.0, 2.0])), run.named(b=matrix([3.0, 4.0]))
    loss = run.named(loss=(a**2).sum())
    g = run.backward(loss)
    run.named(c=b - g["b"])


def nearest_pass(run):
    x = run.named(x=matrix([0.3, 0.8]))
    first = run.named(first=torch.log(x).sum())
    g = run.named(g=run.backward(first)["x"])
    second = run.named(second=(x**4).sum())
    h = run.named(h=run.backward(second)["x"])
    run.named(both=g - h)


def intermediate(run):
    x = run.named(x=matrix([[1.0, -1.0], [2.0, 0.5]]))
    h = run.named(h=torch.tanh(x))
    loss = run.named(loss=(h**3).mean())
    g = run.backward(loss)
    run.named(by_hand=g["h"] * (1 - h**2))
    run.named(difference=run.values["by_hand"] - g["x"])


def as_target(run):
    x = run.named(x=matrix([[0.2, 0.4], [0.6, -0.8]]))
    y = run.named(y=torch.exp(x))
    loss = run.named(loss=y.sum() + (y**2).sum())
    g = run.backward(loss)
    distance = run.named(distance=((y - g["y"]) ** 2).mean())
    run.backward(distance)


def clipped(run):
    W = run.named(W=matrix([[3.0, -4.0], [12.0, 0.5]]))
    loss = run.named(loss=(W**2).sum() / 2)
    g = run.named(g=run.backward(loss)["W"])
    norm = run.named(norm=torch.sqrt((g**2).sum()))
    W2 = run.named(W2=W - 0.1 * g / norm)
    loss2 = run.named(loss2=(W2**2).sum() / 2)
    run.backward(loss2)


def line_search(run):
    W = run.named(W=matrix([1.0, 2.0]))
    loss = run.named(loss=((W - torch.tensor([3.0, -1.0])) ** 2).sum())
    g = run.backward(loss)
    near, far = run.named(near=W - 0.1 * g["W"]), run.named(far=W - 1.0 * g["W"])
    run.named(better=((near - torch.tensor([3.0, -1.0])) ** 2).sum())
    worse = run.named(worse=((far - torch.tensor([3.0, -1.0])) ** 2).sum())
    run.backward(worse)


def used_twice(run):
    x = run.named(x=matrix([0.5, 1.5]))
    y = run.named(y=(x * x + torch.sin(x)).sum())
    g = run.backward(y)
    z = run.named(z=(g["x"] * x + g["x"] * torch.exp(x)).sum())
    run.backward(z)


PROGRAMS = {
    one_step: """x = [[1, 2], [3, -1]]
t = [[1], [0.5]]
W = [[0.3], [-0.2]]
loss = mean((x @ W - t) ** 2)
backward loss
W2 = W - 0.1 * grad(W)
loss2 = mean((x @ W2 - t) ** 2)
backward loss2
""",
    three_steps: """W = [1.5, -0.7, 0.2]
loss0 = sum(exp(-W) + W ** 2)
backward loss0
W1 = W - 0.05 * grad(W)
loss1 = sum(exp(-W1) + W1 ** 2)
backward loss1
W2 = W1 - 0.05 * grad(W1)
loss2 = sum(exp(-W2) + W2 ** 2)
backward loss2
W3 = W2 - 0.05 * grad(W2)
""",
    momentum: """W = [[0.5, -1]]
a = [[2, 3]]
loss = sum(tanh(W) * a)
backward loss
v = -0.1 * grad(W)
W2 = W + v
loss2 = sum(tanh(W2) * a)
backward loss2
v2 = 0.9 * v - 0.1 * grad(W2)
W3 = W2 + v2
""",
    adam: """W = [0.4, -0.3]
loss = sum(sigmoid(W) ** 2)
backward loss
g = grad(W)
m = 0.1 * g
v = 0.001 * g ** 2
W2 = W - 0.01 * (m / 0.1) / (sqrt(v / 0.001) + 1e-7)
""",
    not_followed: """W = [2, -1]
loss = sum(W ** 3)
backward loss
penalized = sum(W * grad(W)) + sum(grad(W) ** 2)
backward penalized
""",
    upstream: """x = [[1, -2], [0.5, 3]]
y = x ** 2
loss = sum(sin(y))
backward loss
h = exp(-(x ** 2))
backward h with grad(y)
""",
    two_layers: """x = [[0.5, -1, 2], [1.5, 0.3, -0.7]]
W1 = [[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]]
b1 = [0.05, -0.05]
W2 = [[0.7, -0.8, 0.2], [0.9, 0.1, -0.3]]
t = [2, 0]
loss = softmax_with_loss(relu(x @ W1 + b1) @ W2, t)
backward loss
W1n = W1 - 0.5 * grad(W1)
b1n = b1 - 0.5 * grad(b1)
W2n = W2 - 0.5 * grad(W2)
loss2 = softmax_with_loss(relu(x @ W1n + b1n) @ W2n, t)
backward loss2
""",
    no_path: """a = [1, 2]
b = [3, 4]
loss = sum(a ** 2)
backward loss
c = b - grad(b)
""",
    nearest_pass: """x = [0.3, 0.8]
first = sum(log(x))
backward first
g = grad(x)
second = sum(x ** 4)
backward second
h = grad(x)
both = g - h
""",
    intermediate: """x = [[1, -1], [2, 0.5]]
h = tanh(x)
loss = mean(h ** 3)
backward loss
by_hand = grad(h) * (1 - h ** 2)
difference = by_hand - grad(x)
""",
    as_target: """x = [[0.2, 0.4], [0.6, -0.8]]
y = exp(x)
loss = sum(y) + sum(y ** 2)
backward loss
distance = mean((y - grad(y)) ** 2)
backward distance
""",
    clipped: """W = [[3, -4], [12, 0.5]]
loss = sum(W ** 2) / 2
backward loss
g = grad(W)
norm = sqrt(sum(g ** 2))
W2 = W - 0.1 * g / norm
loss2 = sum(W2 ** 2) / 2
backward loss2
""",
    line_search: """W = [1, 2]
aim = [3, -1]
loss = sum((W - aim) ** 2)
backward loss
near = W - 0.1 * grad(W)
far = W - 1.0 * grad(W)
better = sum((near - aim) ** 2)
worse = sum((far - aim) ** 2)
backward worse
""",
    used_twice: """x = [0.5, 1.5]
y = sum(x * x + sin(x))
backward y
z = sum(grad(x) * x + grad(x) * exp(x))
backward z
""",
}


def listed(tensors):
    return {name: tensor.detach().ravel().tolist() for name, tensor in tensors.items()}


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for program, text in PROGRAMS.items():
        run = Run()
        program(run)
        content = {
            "text": text,
            "values": listed(run.values),
            "passes": [listed(gradients) for gradients in run.passes],
        }
        (OUT / f"{program.__name__}.json").write_text(json.dumps(content, indent=1) + "\n")
