"""killed.py FOLDER MOMENTS: for each moment up to MOMENTS a training that is killed then, in a folder of its own.

A moment is a call that changes the disk; a file that is written at that moment is left half written. Prints how
many trainings were killed: the last ones may have come to their end.
"""

import builtins
import importlib.util
import os
import signal
import sys

import torch.nn.functional as F

import trainings

folder, moments = sys.argv[1], int(sys.argv[2])
left = 0


def passes():
    global left
    left -= 1
    return left > 0


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


class HalfWritten:
    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, data):
        if passes():
            return self.file.write(data)
        self.file.write(data[: len(data) // 2])
        self.file.flush()
        kill()


def count(owner, name):
    original = getattr(owner, name)

    def counted(*args, **kwargs):
        if not passes():
            kill()
        return original(*args, **kwargs)

    setattr(owner, name, counted)


killed = 0
for moment in range(1, moments + 1):
    child = os.fork()
    if child == 0:
        left = moment
        for name in ("mkdir", "replace", "remove"):
            count(os, name)
        opened = builtins.open
        builtins.open = lambda path, mode="r", *more, **named: (
            HalfWritten(opened(path, mode)) if mode == "wb" else opened(path, mode, *more, **named)
        )
        spec_path = os.path.join(os.path.dirname(trainings.__file__), "..", "..", "python", "backprop_lens.py")
        spec = importlib.util.spec_from_file_location("backprop_lens", spec_path)
        lens = importlib.util.module_from_spec(spec)
        sys.modules["backprop_lens"] = lens
        spec.loader.exec_module(lens)
        # Small limits, so that segments are closed and thinned, and snapshots removed, while it trains.
        lens.SEGMENT_ROWS, lens.SEGMENTS_BYTES, lens.MOST_SNAPSHOTS, lens.WRITING_INTERVAL = 8, 200, 3, 0
        net = trainings.Small()
        optimizer = trainings.torch.optim.SGD(net.parameters(), lr=0.1)
        recorder = lens.watch(net, optimizer, folder=os.path.join(folder, str(moment)))
        sys.stderr = opened(os.devnull, "w")
        for x, y in trainings.batches(40):
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()
        recorder.close()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    killed += os.WIFSIGNALED(status)
print(killed)
