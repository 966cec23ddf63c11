#!/usr/bin/env python3
"""Computes networks, trainings, schedules and initial distributions with PyTorch in float64, as the oracle of the
tests beside it.

    python3 test/oracle/network/make.py

Needs NumPy and PyTorch (Debian: python3-numpy, python3-torch). Mini-batches follow the project's own random stream,
computed here a second time by ../data_make.py. Every tensor is {"shape", "values"}, row-major.
"""
import contextlib
import json
import pathlib
import sys
import zlib

import numpy as np
import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent / "data"
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from data_make import USES, Xoroshiro128Plus  # noqa: E402

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
random = np.random.RandomState(20160924)


def tensor(values):
    array = np.asarray(values.detach() if isinstance(values, torch.Tensor) else values, dtype=np.float64)
    return {"shape": list(array.shape), "values": array.ravel().tolist()}


def write(name, value):
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


def layer(name, kind, inputs=None, init=None, **settings):
    return {"name": name, "layer": kind, "settings": settings, "inputs": inputs, "initializer": init}


def network(*layers):
    """Layers without inputs take the one above."""
    result = []
    for index, description in enumerate(layers):
        inputs = description["inputs"]
        if inputs is None:
            inputs = ["input" if index == 0 else index - 1]
        result.append({**description, "inputs": inputs})
    return result


class Network:
    """Interprets a definition with PyTorch's own functions."""

    def __init__(self, layers, sample_shape):
        self.layers = layers
        self.parameters = {}
        self.states = {}
        self.masks = {}
        self.outputs = []
        shapes = []
        for entry in layers:
            inputs = [sample_shape if i == "input" else shapes[i] for i in entry["inputs"]]
            shapes.append(self.prepare(entry, inputs))

    def bias(self, settings, count):
        given = settings.get("bias", True)
        if given is False:
            return {}
        return {"b": random.randn(count) / 4 if given is True else np.zeros(count) + given}

    def learn(self, entry, **arrays):
        for name, array in arrays.items():
            self.parameters[f"{entry['name']}.{name}"] = torch.tensor(array, requires_grad=True)

    def prepare(self, entry, inputs):
        kind, settings, shape = entry["layer"], entry["settings"], inputs[0]
        if kind == "Affine":
            size, units = int(np.prod(shape)), settings["units"]
            self.learn(entry, W=random.randn(size, units) / np.sqrt(size), **self.bias(settings, units))
            return [units]
        if kind == "Conv":
            side, filters = settings["size"], settings["filters"]
            seen, span = shape[0] // settings.get("groups", 1), (side - 1) * settings.get("dilation", 1) + 1
            weights = random.randn(filters, seen, side, side) / np.sqrt(seen * side * side)
            self.learn(entry, W=weights, **self.bias(settings, filters))
            if settings.get("pad") == "same":
                return [filters, *shape[1:]]
            steps = [(n + 2 * settings.get("pad", 0) - span) // settings.get("stride", 1) + 1 for n in shape[1:]]
            return [filters, *steps]
        if kind in ("MaxPool", "AvgPool"):
            side = settings["size"]
            return [shape[0], *[(n - side) // settings.get("stride", side) + 1 for n in shape[1:]]]
        if kind == "GlobalAvgPool":
            return shape[:1]
        if kind == "Flatten":
            return [int(np.prod(shape))]
        if kind == "BatchNorm":
            units = shape[0]
            self.learn(entry, gamma=random.uniform(0.5, 1.5, units), beta=random.randn(units))
            self.states[f"{entry['name']}.runningMean"] = torch.tensor(random.randn(units))
            self.states[f"{entry['name']}.runningVariance"] = torch.tensor(random.uniform(0.5, 2, units))
        if kind == "LayerNorm":
            self.learn(entry, gamma=random.uniform(0.5, 1.5, shape), beta=random.randn(*shape))
        if kind == "Concat":
            return [sum(other[0] for other in inputs), *shape[1:]]
        return shape

    def forward(self, x, target, training):
        self.outputs = []
        for entry in self.layers:
            inputs = [x if i == "input" else self.outputs[i] for i in entry["inputs"]]
            output = self.apply(entry, inputs, target, training)
            if output.requires_grad:
                output.retain_grad()
            self.outputs.append(output)
        return self.outputs[-1]

    def apply(self, entry, inputs, target, training):
        kind, name, settings, x = entry["layer"], entry["name"], entry["settings"], inputs[0]
        own = {key.split(".")[1]: value for key, value in self.parameters.items() if key.split(".")[0] == name}
        if kind == "Affine":
            product = x.flatten(1) @ own["W"]
            return product + own["b"] if "b" in own else product
        if kind == "Conv":
            further = settings.get("dilation", 1), settings.get("groups", 1)
            return F.conv2d(x, own["W"], own.get("b"), settings.get("stride", 1), settings.get("pad", 0), *further)
        if kind == "MaxPool":
            return F.max_pool2d(x, settings["size"], settings.get("stride"))
        if kind == "AvgPool":
            return F.avg_pool2d(x, settings["size"], settings.get("stride"))
        if kind == "GlobalAvgPool":
            return F.adaptive_avg_pool2d(x, 1).flatten(1)
        if kind == "Flatten":
            return x.flatten(1)
        if kind == "BatchNorm":
            mean, variance = self.states[f"{name}.runningMean"], self.states[f"{name}.runningVariance"]
            return F.batch_norm(x, mean, variance, own["gamma"], own["beta"], training, 0.1, settings.get("eps", 1e-5))
        if kind == "LayerNorm":
            return F.layer_norm(x, list(x.shape[1:]), own["gamma"], own["beta"], settings.get("eps", 1e-5))
        if kind == "Dropout":
            if not training:
                return F.dropout(x, settings["ratio"], training=False)
            kept = torch.tensor((random.uniform(size=x.shape) >= settings["ratio"]).astype(np.float64))
            self.masks[name] = kept
            return x * kept / (1 - settings["ratio"])
        if kind == "Concat":
            return torch.cat(inputs, 1)
        if kind == "Add":
            return sum(inputs[1:], x)
        if kind == "Mul":
            for other in inputs[1:]:
                x = x * other
            return x
        if kind == "LeakyReLU":
            return F.leaky_relu(x, settings.get("slope", 0.01))
        if kind == "SoftmaxWithLoss":
            return F.cross_entropy(x, target, label_smoothing=settings.get("smoothing", 0.0))
        if kind == "SigmoidWithLoss":
            return F.binary_cross_entropy_with_logits(x, target)
        if kind == "MeanSquaredError":
            return F.mse_loss(x, target.reshape(x.shape))
        if kind == "MeanAbsoluteError":
            return F.l1_loss(x, target.reshape(x.shape))
        if kind == "Huber":
            return F.huber_loss(x, target.reshape(x.shape), delta=settings.get("delta", 1.0))
        functions = {"ReLU": F.relu, "Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "GELU": F.gelu, "Softplus": F.softplus, "Softmax": lambda x: torch.softmax(x, -1), "LogSoftmax": lambda x: F.log_softmax(x, -1)}
        return functions[kind](x)

    def zero_grad(self):
        for parameter in self.parameters.values():
            parameter.grad = None


@contextlib.contextmanager
def own_random(name):
    """Cases that were added later have random numbers of their own, so that all others stay as they were."""
    state = random.get_state()
    random.seed(zlib.crc32(name.encode()))
    yield
    random.set_state(state)


def tensors(named):
    return {name: tensor(value) for name, value in named.items()}


def labels(count, classes):
    return {"kind": "labels", "classes": classes, "labels": random.randint(0, classes, count).tolist()}


def values(count, width, low=None):
    array = random.randn(count, width) if low is None else random.uniform(0, 1, (count, width))
    return {"kind": "values", "width": width, "values": array.ravel().tolist()}


def encode(targets, loss, width):
    """The targets as PyTorch's loss takes them."""
    if targets["kind"] == "values":
        return torch.tensor(targets["values"]).reshape(-1, targets["width"])
    classes = torch.tensor(targets["labels"])
    if loss == "SoftmaxWithLoss":
        return classes
    return classes.double().reshape(-1, 1) if width == 1 else F.one_hot(classes, targets["classes"]).double()


def case(sample_shape, targets, *layers, batch=4):
    description = network(*layers)
    net = Network(description, sample_shape)
    inputs = torch.tensor(random.randn(batch, *sample_shape), requires_grad=True)
    before = {"parameters": tensors(net.parameters), "states": tensors(net.states)}
    width = net_width(net, inputs, targets, description)
    target = encode(targets, description[-1]["layer"], width)
    states = {name: value.clone() for name, value in net.states.items()}
    evaluated = net.forward(inputs, target, False)
    evaluation = {"outputs": [tensor(output) for output in net.outputs], "loss": float(evaluated)}
    net.states.update(states)
    loss = net.forward(inputs, target, True)
    loss.backward()
    return {
        "sampleShape": sample_shape,
        "layers": description,
        "targets": targets,
        "input": tensor(inputs),
        **before,
        "masks": tensors(net.masks),
        "training": {
            "loss": float(loss),
            "outputs": [tensor(output) for output in net.outputs],
            "gradOutputs": [None if o.grad is None else tensor(o.grad) for o in net.outputs],
            "gradInput": tensor(inputs.grad),
            "gradParameters": {name: tensor(value.grad) for name, value in net.parameters.items()},
            "states": tensors(net.states),
        },
        "evaluation": evaluation,
    }


def net_width(net, inputs, targets, description):
    """How many numbers the loss is given for each sample."""
    source = description[-1]["inputs"][0]
    if source == "input":
        return int(np.prod(inputs.shape[1:]))
    saved = {name: value.clone() for name, value in net.states.items()}
    outputs = []
    for entry in description[:-1]:
        given = [inputs if i == "input" else outputs[i] for i in entry["inputs"]]
        outputs.append(net.apply(entry, given, None, False))
    net.states.update(saved)
    return int(np.prod(outputs[source].shape[1:]))


def layer_cases():
    """One case at least for every layer, and for what is special about it."""
    affine, loss = layer("affine1", "Affine", units=3), layer("loss", "SoftmaxWithLoss")
    softmax = lambda *layers, shape=[5], **more: case(shape, labels(more.get("batch", 4), 3), *layers, affine, loss, **more)
    result = {
        "Affine": [softmax(), softmax(shape=[2, 3, 3]), softmax(batch=1)],
        "Conv": [
            softmax(layer("conv1", "Conv", filters=4, size=3), shape=[2, 6, 5]),
            softmax(layer("conv1", "Conv", filters=2, size=3, stride=2, pad=1), layer("conv2", "Conv", filters=3, size=1), shape=[3, 7, 6]),
        ],
        "MaxPool": [
            softmax(layer("pool1", "MaxPool", size=2), shape=[2, 6, 6]),
            softmax(layer("conv1", "Conv", filters=2, size=2), layer("pool1", "MaxPool", size=3, stride=2), shape=[1, 8, 7]),
        ],
        "AvgPool": [
            softmax(layer("pool1", "AvgPool", size=2), shape=[2, 6, 6]),
            softmax(layer("conv1", "Conv", filters=2, size=2), layer("pool1", "AvgPool", size=3, stride=2), shape=[1, 8, 7]),
        ],
        "Flatten": [
            softmax(layer("flatten1", "Flatten"), shape=[2, 3, 2]),
            softmax(layer("conv1", "Conv", filters=2, size=2), layer("flatten1", "Flatten"), shape=[1, 4, 4]),
        ],
        "BatchNorm": [
            softmax(layer("norm1", "BatchNorm"), shape=[4]),
            softmax(layer("affine0", "Affine", units=6), layer("norm1", "BatchNorm"), layer("relu1", "ReLU"), batch=7),
            softmax(layer("conv1", "Conv", filters=3, size=3, pad=1), layer("norm1", "BatchNorm"), layer("relu1", "ReLU"), shape=[2, 4, 4]),
            # What it is given goes elsewhere too, so its gradient is added to another.
            softmax(layer("affine0", "Affine", units=4), layer("norm1", "BatchNorm"), layer("add1", "Add", inputs=[1, 0]), batch=5),
            softmax(layer("norm1", "BatchNorm"), layer("add1", "Add", inputs=[0, "input"]), shape=[4], batch=5),
        ],
        "LayerNorm": [
            softmax(layer("norm1", "LayerNorm"), shape=[4]),
            softmax(layer("affine0", "Affine", units=6), layer("norm1", "LayerNorm"), batch=3),
            softmax(layer("conv1", "Conv", filters=3, size=2), layer("norm1", "LayerNorm"), shape=[2, 4, 3]),
            softmax(layer("affine0", "Affine", units=4), layer("norm1", "LayerNorm"), layer("add1", "Add", inputs=[1, 0])),
        ],
        "Dropout": [
            softmax(layer("dropout1", "Dropout", ratio=0.4)),
            softmax(layer("affine0", "Affine", units=6), layer("relu1", "ReLU"), layer("dropout1", "Dropout", ratio=0.5)),
        ],
        "Add": [
            softmax(layer("a", "Affine", units=4), layer("b", "Affine", units=4), layer("add1", "Add", inputs=[1, 0])),
            softmax(layer("a", "Affine", units=5), layer("add1", "Add", inputs=[0, "input", 0])),
            softmax(layer("add1", "Add", inputs=["input", "input"])),
        ],
        "Mul": [
            softmax(layer("a", "Affine", units=4), layer("b", "Affine", units=4), layer("mul1", "Mul", inputs=[1, 0])),
            softmax(layer("a", "Affine", units=5), layer("mul1", "Mul", inputs=[0, "input", 0])),
        ],
        "Concat": [
            softmax(layer("a", "Affine", units=4), layer("b", "Affine", units=2, inputs=["input"]), layer("concat1", "Concat", inputs=[1, 0, "input"])),
            softmax(
                layer("conv1", "Conv", filters=2, size=3, pad=1),
                layer("conv2", "Conv", filters=3, size=1, inputs=["input"]),
                layer("concat1", "Concat", inputs=[1, 0]),
                shape=[2, 3, 4],
            ),
        ],
        "SoftmaxWithLoss": [
            softmax(),
            case([5], values(4, 3, low=0), layer("affine1", "Affine", units=3), layer("loss", "SoftmaxWithLoss")),
            case([3], labels(6, 3), layer("loss", "SoftmaxWithLoss"), batch=6),
        ],
        "SigmoidWithLoss": [
            case([5], labels(4, 2), layer("affine1", "Affine", units=1), layer("loss", "SigmoidWithLoss")),
            case([5], labels(4, 3), layer("affine1", "Affine", units=3), layer("loss", "SigmoidWithLoss")),
            case([5], values(4, 2, low=0), layer("affine1", "Affine", units=2), layer("loss", "SigmoidWithLoss")),
        ],
        "MeanSquaredError": [
            case([5], values(4, 2), layer("affine1", "Affine", units=2), layer("loss", "MeanSquaredError")),
            case([5], labels(4, 2), layer("affine1", "Affine", units=1), layer("loss", "MeanSquaredError")),
            case([1, 4, 4], values(3, 8), layer("conv1", "Conv", filters=2, size=3), layer("loss", "MeanSquaredError"), batch=3),
        ],
    }
    for kind in ("ReLU", "LeakyReLU", "Sigmoid", "Tanh", "GELU", "Softplus"):
        result[kind] = [
            softmax(layer("affine0", "Affine", units=6), layer("activation1", kind)),
            softmax(layer("conv1", "Conv", filters=3, size=2), layer("activation1", kind), shape=[1, 4, 4]),
            softmax(layer("activation1", kind)),
        ]
    # What ReLU blocks ties: whole windows of zeros.
    with own_random("ties"):
        blank = layer("conv1", "Conv", filters=3, size=3), layer("relu1", "ReLU"), layer("pool1", "MaxPool", size=2)
        result["MaxPool"].append(softmax(*blank, shape=[2, 8, 8]))
    with own_random("GlobalAvgPool"):
        result["GlobalAvgPool"] = [
            softmax(layer("pool1", "GlobalAvgPool"), shape=[2, 4, 3]),
            softmax(layer("conv1", "Conv", filters=4, size=2), layer("pool1", "GlobalAvgPool"), shape=[1, 5, 4]),
            # What it is given goes elsewhere too, so its gradient is added to another.
            softmax(
                layer("conv1", "Conv", filters=3, size=1),
                layer("pool1", "GlobalAvgPool"),
                layer("flat1", "Flatten", inputs=[0]),
                layer("concat1", "Concat", inputs=[1, 2]),
                shape=[2, 3, 3],
            ),
        ]
    with own_random("MeanAbsoluteError"):
        absolute = layer("loss", "MeanAbsoluteError")
        result["MeanAbsoluteError"] = [
            case([5], values(4, 2), layer("affine1", "Affine", units=2), absolute),
            case([5], labels(4, 2), layer("affine1", "Affine", units=1), absolute),
            case([1, 4, 4], values(3, 8), layer("conv1", "Conv", filters=2, size=3), absolute, batch=3),
        ]
    with own_random("Huber"):
        result["Huber"] = [
            case([5], values(4, 2), layer("affine1", "Affine", units=2), layer("loss", "Huber")),
            case([5], labels(4, 2), layer("affine1", "Affine", units=1), layer("loss", "Huber", delta=0.25)),
            case([1, 4, 4], values(3, 8), layer("conv1", "Conv", filters=2, size=3), layer("loss", "Huber", delta=0.5), batch=3),
        ]
    with own_random("Softmax"):
        result["Softmax"] = [
            softmax(layer("softmax1", "Softmax")),
            softmax(layer("affine0", "Affine", units=6), layer("softmax1", "Softmax"), layer("mul1", "Mul", inputs=[1, 0])),
            softmax(layer("conv1", "Conv", filters=3, size=2), layer("softmax1", "Softmax"), shape=[1, 4, 4]),
        ]
    with own_random("LogSoftmax"):
        result["LogSoftmax"] = [
            softmax(layer("log1", "LogSoftmax")),
            softmax(layer("affine0", "Affine", units=6), layer("log1", "LogSoftmax"), layer("add1", "Add", inputs=[1, 0])),
            softmax(layer("conv1", "Conv", filters=3, size=2), layer("log1", "LogSoftmax"), shape=[1, 4, 4]),
        ]
    with own_random("eps"):
        result["BatchNorm"] += [
            softmax(layer("norm1", "BatchNorm", eps=0.1), shape=[4]),
            softmax(layer("conv1", "Conv", filters=3, size=3, pad=1), layer("norm1", "BatchNorm", eps=1e-3), shape=[2, 4, 4]),
        ]
        result["LayerNorm"] += [softmax(layer("affine0", "Affine", units=6), layer("norm1", "LayerNorm", eps=0.1), batch=3)]
    with own_random("smoothing"):
        smoothed = layer("affine1", "Affine", units=3), layer("loss", "SoftmaxWithLoss", smoothing=0.1)
        result["SoftmaxWithLoss"] += [case([5], labels(4, 3), *smoothed), case([5], values(4, 3, low=0), *smoothed)]
    with own_random("windows"):
        def convolved(shape, **settings):
            # With a layer before it, so that the gradient of its input is one that something learns from.
            before = layer("conv0", "Conv", filters=shape[0], size=1)
            return softmax(before, layer("conv1", "Conv", **settings), layer("tanh1", "Tanh"), shape=shape)

        result["Conv"] += [
            convolved([2, 6, 5], filters=4, size=3, pad="same"),
            convolved([1, 5, 6], filters=4, size=4, pad="same"),
            convolved([2, 4, 4], filters=3, size=3, pad="same", dilation=2),
            convolved([1, 9, 8], filters=5, size=3, stride=2, pad=1, dilation=3),
            convolved([4, 5, 5], filters=6, size=3, pad=1, groups=2),
            convolved([3, 6, 6], filters=3, size=3, groups=3, bias=False),
            convolved([4, 6, 5], filters=8, size=2, pad="same", dilation=2, groups=4),
            convolved([2, 5, 5], filters=4, size=3, pad=1, bias=False),
        ]
        result["Affine"] += [
            softmax(layer("affine0", "Affine", units=6, bias=False), layer("norm1", "BatchNorm"), layer("relu1", "ReLU"), batch=5),
            case([5], labels(4, 3), layer("affine1", "Affine", units=3, bias=False), layer("loss", "SoftmaxWithLoss")),
        ]
    result["LeakyReLU"].append(softmax(layer("affine0", "Affine", units=6), layer("activation1", "LeakyReLU", slope=0.2)))
    return result


RATES = {"SGD": 0.1, "Momentum": 0.05, "Nesterov": 0.05, "AdaGrad": 0.05, "RMSProp": 0.01, "Adam": 0.02, "AdamW": 0.02}
STEPS, SAMPLES, BATCH, EPOCHS, SEED = 100, 40, 16, 34, 5


def torch_optimizer(name, parameters, settings, decay):
    lr = settings["lr"]
    betas = (settings.get("beta1", 0.9), settings.get("beta2", 0.999))
    momentum = settings.get("momentum", 0.9)
    extra = {} if decay is None else {"weight_decay": decay}
    if "eps" in settings:
        extra["eps"] = settings["eps"]
    return {
        "SGD": lambda: torch.optim.SGD(parameters, lr, **extra),
        "Momentum": lambda: torch.optim.SGD(parameters, lr, momentum=momentum, **extra),
        "Nesterov": lambda: torch.optim.SGD(parameters, lr, momentum=momentum, nesterov=True, **extra),
        "AdaGrad": lambda: torch.optim.Adagrad(parameters, lr, **extra),
        "RMSProp": lambda: torch.optim.RMSprop(parameters, lr, alpha=settings.get("decay", 0.99), **extra),
        "Adam": lambda: torch.optim.Adam(parameters, lr, betas=betas, **extra),
        "AdamW": lambda: torch.optim.AdamW(parameters, lr, betas=betas, **extra),
    }[name]()


def torch_schedule(name, optimizer, settings, total):
    schedulers = torch.optim.lr_scheduler
    if name == "Constant":
        return schedulers.ConstantLR(optimizer, factor=1)
    if name == "Step":
        return schedulers.StepLR(optimizer, settings["every"], settings["factor"])
    warmup, final = settings.get("warmup", 0), settings.get("final", 0)
    cosine = schedulers.CosineAnnealingLR(optimizer, total - warmup, eta_min=final)
    if warmup == 0:
        return cosine
    rising = schedulers.LinearLR(optimizer, 1 / warmup, 1, warmup - 1)
    return schedulers.SequentialLR(optimizer, [rising, cosine], [warmup])


SCHEDULES = [
    {"name": "Constant", "settings": {}},
    {"name": "Step", "settings": {"every": 30, "factor": 0.5}},
    {"name": "Cosine", "settings": {"warmup": 12, "final": 0.001}},
]


def training_case(inputs, classes, start, *args, dtype=torch.float64, **training):
    net = Network(TRAINED, [4])
    for name, value in start.items():
        net.parameters[name] = value.detach().clone().to(dtype).requires_grad_(True)
    return training_run(net, inputs.to(dtype), classes, *args, **training)


def training_run(net, inputs, targets, optimizer, schedule, decay=None, clip=None, l1=None):
    parameters = list(net.parameters.values())
    steps_per_epoch = -(-SAMPLES // BATCH)
    torch_one = torch_optimizer(optimizer["name"], parameters, optimizer["settings"], decay)
    scheduler = torch_schedule(schedule["name"], torch_one, schedule["settings"], steps_per_epoch * EPOCHS)
    shuffling = Xoroshiro128Plus(SEED, USES["shuffling"])
    losses, rates = [], []
    for step in range(STEPS):
        position = step % steps_per_epoch
        if position == 0:
            order = list(range(SAMPLES))
            shuffling.shuffle(order)
        rows = order[position * BATCH : (position + 1) * BATCH]
        torch_one.zero_grad()
        loss = net.forward(inputs[rows], targets[rows], True)
        loss.backward()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(parameters, clip)
        if l1 is not None:
            # Added behind the clipping, as PyTorch's own weight decay is.
            for parameter in parameters:
                parameter.grad += l1 * torch.sign(parameter.detach())
        rates.append(torch_one.param_groups[0]["lr"])
        torch_one.step()
        scheduler.step()
        losses.append(float(loss))
    training = {
        "optimizer": optimizer,
        "schedule": schedule,
        **({} if decay is None else {"weightDecay": decay}),
        **({} if clip is None else {"clipNorm": clip}),
        **({} if l1 is None else {"l1": l1}),
    }
    return {"training": training, "losses": losses, "learningRates": rates, "parameters": tensors(net.parameters)}


TRAINED = network(
    layer("affine1", "Affine", units=5),
    layer("tanh1", "Tanh"),
    layer("affine2", "Affine", units=3),
    layer("loss", "SoftmaxWithLoss"),
)


def training_cases():
    inputs = torch.tensor(random.randn(SAMPLES, 4))
    classes = torch.tensor(random.randint(0, 3, SAMPLES))
    start = Network(TRAINED, [4]).parameters
    cases = []
    for name, rate in RATES.items():
        optimizer = {"name": name, "settings": {"lr": rate}}
        for schedule in SCHEDULES:
            cases.append(training_case(inputs, classes, start, optimizer, schedule))
        cases.append(training_case(inputs, classes, start, optimizer, SCHEDULES[0], decay=0.03))
    others = [
        {"name": "Momentum", "settings": {"lr": 0.05, "momentum": 0.5}},
        {"name": "Nesterov", "settings": {"lr": 0.05, "momentum": 0.5}},
        {"name": "RMSProp", "settings": {"lr": 0.01, "decay": 0.8}},
        {"name": "Adam", "settings": {"lr": 0.02, "beta1": 0.7, "beta2": 0.9}},
        {"name": "AdamW", "settings": {"lr": 0.02, "beta1": 0.7, "beta2": 0.9}},
    ]
    cases += [training_case(inputs, classes, start, optimizer, SCHEDULES[0]) for optimizer in others]
    later = []
    for name in ("AdaGrad", "RMSProp", "Adam", "AdamW"):
        others = {"name": name, "settings": {"lr": RATES[name], "eps": 0.02}}
        later.append(training_case(inputs, classes, start, others, SCHEDULES[0]))
    sgd = {"name": "SGD", "settings": {"lr": 0.3}}
    cases.append(training_case(inputs, classes, start, sgd, SCHEDULES[0], clip=0.1))
    cases.append(training_case(inputs, classes, start, sgd, {"name": "Cosine", "settings": {}}, decay=0.01, clip=0.2))
    for name, rate in RATES.items():
        later.append(training_case(inputs, classes, start, {"name": name, "settings": {"lr": rate}}, SCHEDULES[0], l1=0.01))
    later.append(training_case(inputs, classes, start, sgd, SCHEDULES[0], decay=0.01, clip=0.2, l1=0.02))
    cases += later
    return {
        "layers": TRAINED,
        "steps": STEPS,
        "batch": BATCH,
        "epochs": EPOCHS,
        "seed": SEED,
        "input": tensor(inputs),
        "labels": classes.tolist(),
        "start": tensors(start),
        "cases": cases,
    }


def trained_piece(sample_shape, targets, *layers, optimizer=None, **training):
    """A hundred steps of a network of its own, from weights that are given. A bias that the definition gives a start is left to it."""
    optimizer = optimizer or {"name": "SGD", "settings": {"lr": 0.1}}
    description = network(*layers)
    net = Network(description, sample_shape)
    for name, state in net.states.items():
        state.fill_(1 if name.endswith("Variance") else 0)
    inputs = torch.tensor(random.randn(SAMPLES, *sample_shape))
    given = {f"{entry['name']}.b" for entry in description if not isinstance(entry["settings"].get("bias", True), bool)}
    start = tensors({name: value for name, value in net.parameters.items() if name not in given})
    target = encode(targets, description[-1]["layer"], net_width(net, inputs, targets, description))
    one = training_run(net, inputs, target, optimizer, SCHEDULES[0], **training)
    states = tensors(net.states)
    return {"sampleShape": sample_shape, "layers": description, "targets": targets, "input": tensor(inputs), "start": start, **one, "states": states}


def piece_cases():
    """What was added to the language later, each in a training of its own."""
    pieces = {}

    def piece(name, sample_shape, targets, *layers, **more):
        with own_random(f"trained {name}"):
            pieces[name] = trained_piece(sample_shape, targets(), *layers, **more)

    def affine(name, units, **settings):
        return layer(name, "Affine", units=units, **settings)

    three, two = lambda: labels(SAMPLES, 3), lambda: values(SAMPLES, 2)
    hidden, tanh, last, softmax = affine("affine1", 6), layer("tanh1", "Tanh"), affine("affine2", 3), layer("loss", "SoftmaxWithLoss")
    adam = lambda **settings: {"name": "Adam", "settings": {"lr": 0.02, **settings}}
    pytorch = {"name": "PyTorch", "settings": {}}
    images = lambda *layers: (*layers, layer("relu1", "ReLU"), layer("pool1", "MaxPool", size=2), affine("affine1", 3), softmax)
    conv = lambda filters, size, **settings: layer("conv1", "Conv", filters=filters, size=size, **settings)
    piece("MeanAbsoluteError", [4], two, hidden, tanh, affine("affine2", 2), layer("loss", "MeanAbsoluteError"))
    piece("Huber", [4], two, hidden, tanh, affine("affine2", 2), layer("loss", "Huber", delta=0.4))
    piece("smoothing", [4], three, hidden, tanh, last, layer("loss", "SoftmaxWithLoss", smoothing=0.2))
    piece("smoothing of shares", [4], lambda: values(SAMPLES, 3, low=0), hidden, tanh, last, layer("loss", "SoftmaxWithLoss", smoothing=0.2))
    piece("Softmax", [4], three, hidden, layer("softmax1", "Softmax"), last, softmax)
    piece("LogSoftmax", [4], three, hidden, layer("log1", "LogSoftmax"), last, softmax)
    piece("GlobalAvgPool", [2, 5, 4], three, conv(5, 3), layer("relu1", "ReLU"), layer("pool1", "GlobalAvgPool"), affine("affine1", 3), softmax)
    piece(
        "init=PyTorch",
        [1, 6, 6],
        three,
        layer("conv1", "Conv", init=pytorch, filters=4, size=3),
        layer("relu1", "ReLU"),
        layer("affine1", "Affine", init=pytorch, units=3),
        softmax,
    )
    piece("pad=same", [2, 6, 5], three, *images(conv(5, 3, pad="same")))
    piece("pad=same of an even window", [2, 6, 6], three, *images(conv(4, 4, pad="same")))
    piece("dilation", [1, 8, 8], three, *images(conv(5, 3, dilation=2, pad=1)))
    piece("groups", [4, 6, 6], three, *images(conv(8, 3, groups=4, stride=2, pad=2)))
    piece("Conv without a bias", [2, 6, 6], three, conv(5, 3, pad=1, bias=False), layer("norm1", "BatchNorm"), *images()[0:])
    piece("Affine without a bias", [4], three, affine("affine1", 6, bias=False), tanh, affine("affine2", 3, bias=False), softmax)
    piece("biases that begin at numbers", [4], three, affine("affine1", 6, bias=0.5), tanh, affine("affine2", 3, bias=[0.25, -1, 2]), softmax)
    piece("eps of BatchNorm", [4], three, affine("affine1", 6), layer("norm1", "BatchNorm", eps=0.1), tanh, last, softmax)
    piece("eps of LayerNorm", [4], three, affine("affine1", 6), layer("norm1", "LayerNorm", eps=0.1), tanh, last, softmax)
    piece("eps of Adam", [4], three, hidden, tanh, last, softmax, optimizer=adam(eps=0.001))
    piece("l1", [4], three, hidden, tanh, last, softmax, l1=0.01)
    return {"steps": STEPS, "batch": BATCH, "epochs": EPOCHS, "seed": SEED, "cases": pieces}


def initial_distributions():
    """Fans as PyTorch counts them, and quantiles of the distribution its own initializers draw from."""
    probabilities = [i / 64 for i in range(1, 64)]
    result = {}

    def distributed(name, settings, kind, module_weight, distribution):
        fan_in, fan_out = torch.nn.init._calculate_fan_in_and_fan_out(module_weight)
        made = distribution(module_weight, fan_in, fan_out)
        result.setdefault(name, []).append(
            {
                "settings": settings,
                "layer": kind,
                "fanIn": fan_in,
                "fanOut": fan_out,
                "mean": float(made.mean),
                "std": float(made.stddev),
                "quantiles": made.icdf(torch.tensor(probabilities)).tolist(),
            }
        )

    def standard_deviation(fill, weight):
        """What PyTorch's initializer draws with, read off a large tensor with the same fans."""
        torch.manual_seed(0)
        return float(np.std([fill(weight.clone()).numpy() for _ in range(400)]))

    def torch_default_bounds(kind, weight):
        """Read off what the modules draw for weights and for biases: both within the same bounds, evenly."""
        torch.manual_seed(0)
        make = (lambda: torch.nn.Linear(120, 80)) if kind["layer"] == "Affine" else (lambda: torch.nn.Conv2d(6, 16, 5))
        modules = [make() for _ in range(400)]
        bound = torch.nn.init._calculate_fan_in_and_fan_out(weight)[0] ** -0.5
        for drawn in (torch.cat([m.weight.detach().ravel() for m in modules]), torch.cat([m.bias.detach() for m in modules])):
            assert 0.999 * bound < float(drawn.abs().max()) <= bound
            assert abs(float(drawn.std()) / (bound / 3**0.5) - 1) < 0.01
        return -bound, bound

    # LeCun has no function in PyTorch: `linear` gain 1 over the fan in is its definition.
    linear, conv = torch.nn.Linear(120, 80).weight, torch.nn.Conv2d(6, 16, 5).weight
    affine_layer = {"layer": "Affine", "sampleShape": [120], "settings": {"units": 80}}
    conv_layer = {"layer": "Conv", "sampleShape": [6, 8, 8], "settings": {"filters": 16, "size": 5}}
    normal, uniform = torch.distributions.Normal, torch.distributions.Uniform
    for kind, weight in ((affine_layer, linear.detach()), (conv_layer, conv.detach())):
        he = lambda w: torch.nn.init.kaiming_normal_(w, nonlinearity="relu")
        xavier = torch.nn.init.xavier_normal_
        for name, fill, exact in (
            ("He", he, lambda i, o: (2 / i) ** 0.5),
            ("Xavier", xavier, lambda i, o: (2 / (i + o)) ** 0.5),
        ):
            fan_in, fan_out = torch.nn.init._calculate_fan_in_and_fan_out(weight)
            assert abs(standard_deviation(fill, weight) / exact(fan_in, fan_out) - 1) < 0.01
            distributed(name, {}, kind, weight, lambda w, i, o: normal(0.0, exact(i, o)))
        distributed("Normal", {"std": 0.03}, kind, weight, lambda w, i, o: normal(0.0, 0.03))
        distributed("Uniform", {"low": -0.5, "high": 1.5}, kind, weight, lambda w, i, o: uniform(-0.5, 1.5))
        distributed("LeCun", {}, kind, weight, lambda w, i, o: normal(0.0, i**-0.5))
        distributed("PyTorch", {}, kind, weight, lambda w, i, o: uniform(*torch_default_bounds(kind, w)))
    result["Zeros"] = [{"settings": {}, "layer": affine_layer, "value": 0.0}]
    result["Constant"] = [{"settings": {"value": 0.25}, "layer": affine_layer, "value": 0.25}]
    return {"probabilities": probabilities, "initializers": result}


def main():
    for name, cases in layer_cases().items():
        write(f"{name}.json", cases)
    write("training.json", training_cases())
    write("pieces.json", piece_cases())
    write("initializers.json", initial_distributions())


if __name__ == "__main__":
    main()
