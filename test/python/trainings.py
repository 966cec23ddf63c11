"""Trainings of many kinds, as people write them: trainings.py KIND. Each prints its losses and, at the end, a
hash of its parameters, so that two runs of one kind can be compared to the last bit."""

import os
import sys

import torch
import torch.nn.functional as F
from torch import nn

from probe import FILE, Probe

torch.manual_seed(7)
INPUTS = torch.randn(120, 6)
CLASSES = (INPUTS[:, 0] > 0).long() + (INPUTS[:, 1] > 0.4).long()
IMAGES = torch.randn(24, 1, 6, 6)
# The probe cannot see what a layer gave once another has written into it.
IN_PLACE = FILE is None


def batches(count=12, size=10):
    for number in range(count):
        at = number * size % len(INPUTS)
        yield INPUTS[at : at + size], CLASSES[at : at + size]


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(6, 8)
        self.second = nn.Linear(8, 3)

    def forward(self, x):
        return self.second(F.relu(self.first(x)))


def functional():
    """An own module with a functional ReLU, a plain loop, and an evaluation."""
    net = Small()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    probe = Probe(net=net)
    for number, (x, y) in enumerate(batches(30)):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        probe.step(optimizer)
        if number % 10 == 9:
            net.eval()
            with torch.no_grad():
                given = net(INPUTS)
                right = (given.argmax(1) == CLASSES).float().mean()
                print("test", F.cross_entropy(given, CLASSES).item(), right.item())
            net.train()
        print(loss.item())
    probe.end()


def sequential():
    """A sequence with a schedule and clipped gradients, and a random number of its own."""
    model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 3))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 4, 0.5)
    criterion = nn.CrossEntropyLoss()
    probe = Probe(model=model)
    for x, y in batches():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        probe.step(optimizer)
        schedule.step()
        print(loss.item(), torch.rand(1).item(), schedule.get_last_lr())
    probe.end()


def in_place():
    """A CNN whose ReLUs write into what the convolution gave."""
    net = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1),
        nn.BatchNorm2d(3),
        nn.ReLU(inplace=IN_PLACE),
        nn.MaxPool2d(2),
        nn.Conv2d(3, 4, 3),
        nn.ReLU(inplace=IN_PLACE),
        nn.Flatten(),
        nn.Linear(4, 3),
    )
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    probe = Probe(net=net)
    for number in range(12):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(IMAGES), CLASSES[:24])
        loss.backward()
        probe.step(optimizer)
        print(loss.item())
    probe.end()


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(3)
        self.relu = nn.ReLU(inplace=IN_PLACE)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.conv2(out)
        if IN_PLACE:
            out += x
        else:
            out = out + x
        return self.relu(out)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 3, 3, padding=1)
        self.blocks = nn.Sequential(Block(), Block())
        self.head = nn.Linear(3, 3)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))


def residual():
    """A residual network: sums in place, and one ReLU used twice in each block."""
    net = Residual()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    probe = Probe(net=net)
    for number in range(12):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(IMAGES), CLASSES[:24])
        loss.backward()
        probe.step(optimizer)
        print(loss.item())
    probe.end()


class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter = nn.Linear(6, 5)
        self.shared = nn.Linear(5, 5)
        self.leave = nn.Linear(5, 3)

    def forward(self, x):
        x = torch.tanh(self.enter(x))
        return self.leave(self.shared(self.shared(x).relu()))


def shared():
    """One layer called twice, with one set of weights."""
    net = Shared()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    probe = Probe(net=net)
    for x, y in batches():
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        probe.step(optimizer)
        print(loss.item())
    probe.end()


def gan():
    """Two networks, each with an optimiser, that take turns."""
    G = nn.Sequential(nn.Linear(2, 6), nn.LeakyReLU(0.2), nn.Linear(6, 6))
    D = nn.Sequential(nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 1), nn.Sigmoid())
    of_generator = torch.optim.Adam(G.parameters(), lr=0.01)
    of_discriminator = torch.optim.Adam(D.parameters(), lr=0.01)
    probe = Probe(G=G, D=D)
    loss = nn.BCELoss()
    for x, _ in batches(40):
        of_discriminator.zero_grad()
        noise = torch.randn(10, 2)
        real = loss(D(x), torch.ones(10, 1))
        real.backward()
        false = loss(D(G(noise).detach()), torch.zeros(10, 1))
        false.backward()
        of_discriminator.step()
        of_generator.zero_grad()
        generated = loss(D(G(noise)), torch.ones(10, 1))
        generated.backward()
        of_generator.step()
        print(real.item() + false.item(), generated.item())
    probe.end()


def lbfgs():
    """An optimiser that computes the loss as often as it likes."""
    net = Small()
    optimizer = torch.optim.LBFGS(net.parameters(), lr=0.5, max_iter=5)
    probe = Probe(net=net)
    calls = []

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(net(INPUTS[:40]), CLASSES[:40])
        loss.backward()
        calls.append(loss.item())
        if len(calls) == 1:
            probe.before_step()
        return loss

    for _ in range(6):
        calls.clear()
        optimizer.step(closure)
        probe.after_step()
        print(calls)
    probe.end()


def accumulation():
    """Four batches for each update."""
    net = Small()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    probe = Probe(net=net)
    losses = []
    for number, (x, y) in enumerate(batches(48)):
        loss = F.cross_entropy(net(x), y) / 4
        loss.backward()
        losses.append(loss.item())
        if number % 4 == 3:
            probe.step(optimizer)
            optimizer.zero_grad()
            print(sum(losses))
            losses = []
    probe.end()


def autocast():
    """Half of it in bfloat16."""
    net = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    probe = Probe(net=net)
    for x, y in batches():
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = F.cross_entropy(net(x), y)
        loss.backward()
        probe.step(optimizer)
        print(loss.item())
    probe.end()


class Checkpointed(nn.Module):
    def __init__(self, use_reentrant):
        super().__init__()
        self.enter = nn.Linear(6, 8)
        self.middle = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 8))
        self.leave = nn.Linear(8, 3)
        self.use_reentrant = use_reentrant

    def forward(self, x):
        from torch.utils.checkpoint import checkpoint

        x = self.enter(x)
        return self.leave(checkpoint(self.middle, x, use_reentrant=self.use_reentrant))


def checkpointing():
    """Parts of the network are computed again in the backward pass."""
    for use_reentrant in (True, False):
        net = Checkpointed(use_reentrant)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for x, y in batches():
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            optimizer.step()
            print(loss.item())
        Probe(net=net).end()


def workers():
    """Batches from processes that were forked from this one, with a random change of each sample."""

    class Noisy(torch.utils.data.Dataset):
        def __len__(self):
            return len(INPUTS)

        def __getitem__(self, at):
            return INPUTS[at] + torch.randn(6) / 10, CLASSES[at]

    net = Small()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loader = torch.utils.data.DataLoader(Noisy(), batch_size=10, shuffle=True, num_workers=2)
    for _ in range(2):
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            optimizer.step()
            print(loss.item())
    Probe(net=net).end()


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(9, 8)
        self.place = nn.Parameter(torch.randn(5, 8))
        self.encoder = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.1, batch_first=True)
        self.memory = nn.LSTM(8, 6, batch_first=True)
        self.head = nn.utils.weight_norm(nn.Linear(6, 3))

    def forward(self, words):
        x = self.encoder(self.embedding(words) + self.place)
        x, _ = self.memory(x)
        return F.log_softmax(self.head(x[:, -1]), dim=-1)


def attention():
    """Attention, an LSTM, an embedding, weight normalisation, and a parameter of the model itself."""
    net = Words()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    words = torch.randint(0, 9, (120, 5))
    for at in range(0, 120, 10):
        optimizer.zero_grad()
        loss = F.nll_loss(net(words[at : at + 10]), CLASSES[at : at + 10])
        loss.backward()
        optimizer.step()
        print(loss.item())
    Probe(net=net).end()


def compiled_part():
    """A part compiled by torch.jit, whose loss is compiled too."""

    class Loss(nn.Module):
        def forward(self, given, wanted):
            return F.cross_entropy(given, wanted) + F.mse_loss(given, given.detach())

    net = nn.Sequential(nn.Linear(6, 8), torch.jit.script(nn.Sequential(nn.ReLU(), nn.Linear(8, 8))), nn.Linear(8, 3))
    criterion = torch.jit.script(Loss())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in batches():
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        print(loss.item())
    Probe(net=net).end()


def penalty():
    """Gradients of gradients, and hooks and deep copies of the script's own."""
    import copy

    net = Small()
    copy.deepcopy(net)
    net.first.register_forward_hook(lambda module, inputs, output: output * 0.9)
    net.second.register_full_backward_hook(lambda module, inputs, outputs: print("hook", float(outputs[0].sum())))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in batches():
        x = x.clone().requires_grad_()
        optimizer.zero_grad()
        given = net(x)
        (slope,) = torch.autograd.grad(given.sum(), x, create_graph=True)
        loss = F.cross_entropy(given, y) + 0.1 * slope.square().mean()
        loss.backward()
        optimizer.step()
        print(loss.item())
    Probe(net=net).end()


def data_parallel():
    """What is refused."""
    net = nn.DataParallel(Small())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in batches():
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        print(loss.item())
    Probe(net=net).end()


def distributed():
    """Two processes, by torchrun or by RANK and WORLD_SIZE."""
    torch.distributed.init_process_group("gloo")
    rank = torch.distributed.get_rank()
    net = Small()
    model = nn.parallel.DistributedDataParallel(net)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    probe = Probe(model=net)
    for at in range(0, 120, 10):
        optimizer.zero_grad()
        x, y = INPUTS[at + rank * 5 :][:5], CLASSES[at + rank * 5 :][:5]
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        probe.step(optimizer)
        if rank == 0:
            print(loss.item(), flush=True)
    if rank == 0:
        probe.end()
    torch.distributed.destroy_process_group()


def not_finite():
    """A learning rate far too high, after twenty good updates."""
    net = Small()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for number, (x, y) in enumerate(batches(40)):
        if number == 20:
            optimizer.param_groups[0]["lr"] = 1e30
        optimizer.zero_grad()
        loss = F.mse_loss(net(x), F.one_hot(y, 3).float())
        loss.backward()
        optimizer.step()
        print(loss.item())
    Probe(net=net).end()


def raises():
    """A mistake in the middle of a recorded forward pass."""

    class Wrong(Small):
        calls = 0

        def forward(self, x):
            self.calls += 1
            return self.second(x if self.calls == 4 else self.first(x))

    net = Wrong()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in batches():
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        print(loss.item(), flush=True)


def exits():
    """Ends itself with a code."""
    net = Small()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for number, (x, y) in enumerate(batches()):
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        if number == 5:
            sys.exit(3)


def watched():
    """Two lines of the script's own: `watch` after everything was made, and `log`. Recorded where RECORDED is set."""
    net = Small()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    other = nn.Linear(6, 3)
    recorder = None
    if os.environ.get("RECORDED"):
        import backprop_lens

        recorder = backprop_lens.watch(net, optimizer, name="by hand", folder=os.environ["RECORDED"])
    for x, y in batches():
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y) + 0 * other(x).sum()
        loss.backward()
        optimizer.step()
        schedule.step()
        print(loss.item(), schedule.get_last_lr())
    if recorder:
        recorder.log(test_accuracy=0.5, test_loss=torch.tensor(1.25))
    Probe(net=net).end()


def forgets():
    """Calls the network three times for nothing each time, and prints how many graphs are left at the end."""
    import gc
    import weakref

    class Mark:
        """Lives as long as a node of the graph."""

    marks = []

    class Marked(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark = Mark()
            marks.append(weakref.ref(ctx.mark))
            return x.clone()

        @staticmethod
        def backward(ctx, gradient):
            return gradient

    class Marking(Small):
        def forward(self, x):
            return self.second(Marked.apply(F.relu(self.first(x))))

    # A graph that only the search for cycles frees keeps its memory too long.
    gc.disable()
    net = Marking()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    for x, y in batches():
        for _ in range(3):
            net(x)
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    print(len(marks), "graphs", sum(mark() is not None for mark in marks), "left")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
