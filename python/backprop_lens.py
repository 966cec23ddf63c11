"""Records a PyTorch training for Backprop Lens: layers, activations, ReLU masks, gradients, weights, losses.

An unchanged script:

    python backprop_lens.py train.py --epochs 5
    python backprop_lens.py -m package.train --epochs 5
    torchrun --nproc_per_node 2 backprop_lens.py train.py

Or two lines in it:

    import backprop_lens
    recorder = backprop_lens.watch(model, optimizer, name="resnet-a")   # then the usual loop
    recorder.log(test_accuracy=accuracy)                                # where you like

Both write a folder recordings/NAME-DATE-TIME.bprun that the editor shows while it grows. Its format, and what
a recording holds, are documented with the extension (docs/recording.md and docs/pytorch.md).

What it does to your training: nothing. It draws no random number, changes no tensor, registers no module hook,
calls no collective, starts no thread and sends nothing anywhere. It looks at a few updates only (the first ten,
then as many as cost 2 % of the time), and an error of its own ends the recording with one sentence.

It needs Python 3.8 and PyTorch 1.13 or later, and nothing else.
"""

from __future__ import annotations

import array
import atexit
import collections
import contextlib
import ctypes
import datetime
import functools
import importlib.abc
import importlib.util
import io
import json
import math
import os
import re
import socket
import struct
import sys
import threading
import time
import types
import weakref
import zipfile
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple

__version__ = "1.0"

USAGE = """usage: python backprop_lens.py [--into FOLDER] [--name NAME] [--capture UPDATE] (SCRIPT.py | -m MODULE) [ARGUMENTS]

Runs a PyTorch training as it is, and records it into FOLDER (recordings), for Backprop Lens to show."""


def say(sentence: str) -> None:
    """Tells the person something, beside what their script prints."""
    with contextlib.suppress(Exception):
        print("backprop_lens: " + sentence, file=sys.stderr, flush=True)


# ---------------------------------------------------------------------------------------------------------
# The launcher. Until the script itself imports torch this file must not: a script may set, say,
# OMP_NUM_THREADS before that, and would compute something else if torch were there already.
# ---------------------------------------------------------------------------------------------------------


class AfterTorch(importlib.abc.MetaPathFinder):
    """Calls a function as soon as somebody has imported torch."""

    def __init__(self, then: Callable[[], None]) -> None:
        self.then = then

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != "torch":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def execute_and_tell(module: types.ModuleType) -> None:
            execute(module)
            try:
                self.then()
            except Exception as error:
                say("this training is not recorded: %s" % reason_of(error))

        spec.loader.exec_module = execute_and_tell  # type: ignore[method-assign]
        return spec


def launch(words: List[str]) -> None:
    """Runs a script as `python SCRIPT` would, recorded. Does not return."""
    options = {"--into": "recordings", "--name": "", "--report": "", "--capture": ""}
    while words and words[0] in options and len(words) > 1:
        options[words[0]] = words[1]
        words = words[2:]
    if not options["--capture"].isdigit() and options["--capture"]:
        print("backprop_lens: --capture takes the number of an update.", file=sys.stderr)
        raise SystemExit(2)
    if not words or (words[0].startswith("-") and words[0] != "-m") or words == ["-m"]:
        print(USAGE)
        print("\n" + (__doc__ or "") if words in (["-h"], ["--help"]) else "")
        raise SystemExit(0 if words in (["-h"], ["--help"]) else 2)
    report = Report(options["--report"])
    is_module = words[0] == "-m"
    words = words[1:] if is_module else words
    code = module_to_run(words[0]) if is_module else script_to_run(words[0])
    main = sys.modules["__main__"]
    file = str(main.__file__)
    sys.argv = [file if is_module else words[0]] + words[1:]
    name = options["--name"] or (words[0] if is_module else os.path.splitext(os.path.basename(file))[0])
    recorder: List[Any] = []

    def start() -> None:
        report.tell(torch=True)
        spec = importlib.util.spec_from_file_location("backprop_lens", __file__)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["backprop_lens"] = module
        spec.loader.exec_module(module)
        recorder.append(module.start(name, options["--into"], file, words[1:]))
        recorder[0].capture_step = int(options["--capture"] or 0)
        recorder[0].on_opened = lambda folder: report.tell(recording=folder)

    # The first of several processes records: each of them runs this file.
    if os.environ.get("RANK", "0") == "0":
        sys.meta_path.insert(0, AfterTorch(start))
    state, reason = "finished", None
    try:
        exec(code, main.__dict__)
    except SystemExit as error:
        if error.code not in (None, 0):
            text = error.code if isinstance(error.code, str) else "exit code %s" % error.code
            state, reason = "failed", "The script ended itself: %s" % text
        raise
    except BaseException as error:
        state, reason = "failed", reason_of(error)
        if isinstance(error, KeyboardInterrupt):
            state, reason = "stopped", None
        without_own_frames(error)
        sys.excepthook(type(error), error, error.__traceback__)
        # It has been printed, as if this launcher had not been there.
        sys.excepthook = lambda *_: None
        raise
    finally:
        for each in recorder:
            each.close(state, reason)
        report.tell(state=state, reason=reason)
    raise SystemExit(0)


class Report:
    """What a program that has started this one wants to know: a file, written anew with all that is told."""

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path) if path else ""
        self.process = os.getpid()
        self.facts: Dict[str, Any] = {}
        self.tell(python=sys.executable, torch=False, recording=None, state="running", reason=None)

    def tell(self, **facts: Any) -> None:
        self.facts.update(facts)
        if not self.path or os.getpid() != self.process:
            return
        with contextlib.suppress(OSError):
            with open(self.path + ".tmp", "w") as file:
                json.dump(self.facts, file)
            os.replace(self.path + ".tmp", self.path)


def script_to_run(script: str) -> types.CodeType:
    """Compiles a script and makes the `__main__` that it will find."""
    try:
        with open(script, "rb") as file:
            source = file.read()
    except OSError as error:
        print("backprop_lens: %s cannot be read: %s" % (script, error.strerror), file=sys.stderr)
        raise SystemExit(2)
    path = os.path.abspath(script)
    fresh_main(path, None)
    sys.path[0] = os.path.dirname(os.path.realpath(script))
    return compile(source, path, "exec", dont_inherit=True)


def module_to_run(name: str) -> types.CodeType:
    """The same for `-m MODULE`."""
    sys.path[0] = os.getcwd()
    spec = importlib.util.find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(name + ".__main__")
    code = spec.loader.get_code(spec.name) if spec is not None and spec.loader is not None else None  # type: ignore
    if spec is None or code is None:
        print("backprop_lens: there is no module %s that could be run." % name, file=sys.stderr)
        raise SystemExit(2)
    fresh_main(spec.origin or name, spec)
    return code


def fresh_main(path: str, spec: Any) -> None:
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=path, __spec__=spec, __builtins__=__builtins__)
    if spec is not None:
        main.__dict__.update(__package__=spec.parent, __loader__=spec.loader)
    sys.modules["__main__"] = main


def reason_of(error: BaseException) -> str:
    text = str(error).strip().split("\n")[0][:300]
    return "%s: %s" % (type(error).__name__, text) if text else type(error).__name__


def without_own_frames(error: Optional[BaseException], seen: Optional[Set[int]] = None) -> None:
    """Takes the frames of this file out of a traceback: people look for their own."""
    seen = set() if seen is None else seen
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    kept = []
    frame = error.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        # What torch calls between its functions and those that see them is ours too.
        if code.co_filename != __file__ and code.co_name != "__torch_function__":
            kept.append(frame)
        frame = frame.tb_next
    for before, after in zip(kept, kept[1:] + [None]):  # type: ignore[list-item]
        before.tb_next = after
    error.__traceback__ = kept[0] if kept else None
    without_own_frames(error.__cause__, seen)
    without_own_frames(error.__context__, seen)


if __name__ == "__main__":
    launch(sys.argv[1:])

# ---------------------------------------------------------------------------------------------------------
# The recorder. From here on torch is there.
# ---------------------------------------------------------------------------------------------------------

import torch
import torch.nn.functional
import torch.utils.data
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

#: The first updates are all recorded, whatever that costs.
FIRST_UPDATES = 10
#: Of the time of the training, for the numbers of the layers, and at most as much again for their pictures.
SHARE = 0.01
#: Seconds between two writings at least; a slow disk gets 1 % of the time.
WRITING_INTERVAL = 1.0
#: A picture has at most so many cells on a side, and a snapshot about so many bytes.
LONGEST_SIDE = 64
SNAPSHOT_BYTES = 6 * 2**20
#: Statistics are taken from at most so many numbers of a tensor, evenly spaced.
MOST_VALUES = 65536
#: Of one update, so many calls of a model are looked at for the one that is differentiated.
MOST_CALLS = 8
#: How much a recording may hold: docs/recording.md.
SEGMENT_ROWS, SEGMENT_BYTES, SEGMENTS_BYTES = 16384, 2**20, 15 * 2**20
MOST_SNAPSHOTS, SNAPSHOTS_BYTES = 32, 48 * 2**20
#: Every 1st, 2nd, 5th, 10th, ... update is recorded: so two runs meet at the same updates.
LADDER = [digit * 10**power for power in range(10) for digit in (1, 2, 5)]

#: An update that is captured whole holds at most so many bytes.
CAPTURE_BYTES = 32 * 2**20

#: What is a layer though no module makes it, where it is called in a class of the script's own.
FUNCTIONS = frozenset(
    "relu leaky_relu prelu relu6 elu selu celu gelu silu mish softplus hardtanh hardswish sigmoid logsigmoid "
    "hardsigmoid tanh softmax log_softmax softmin linear bilinear conv1d conv2d conv3d conv_transpose1d "
    "conv_transpose2d conv_transpose3d max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d "
    "adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d "
    "batch_norm layer_norm group_norm instance_norm dropout dropout1d dropout2d dropout3d alpha_dropout embedding "
    "scaled_dot_product_attention normalize".split()
)
LOSSES = (
    "cross_entropy nll_loss mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy "
    "binary_cross_entropy_with_logits kl_div"
).split()
#: Layers that block, and the outputs at the flat ends of those that have some.
BLOCKING = frozenset(("ReLU", "relu"))
FLAT_ENDS: Dict[str, Callable[[Tensor], Tensor]] = {
    "Sigmoid": lambda y: (y < 0.015) | (y > 0.985),
    "Tanh": lambda y: y.abs() > 0.97,
}
FLAT_ENDS.update(sigmoid=FLAT_ENDS["Sigmoid"], tanh=FLAT_ENDS["Tanh"])

#: Models around a model: they are looked through, or nothing of their layers can be recorded.
TRANSPARENT = frozenset(("DistributedDataParallel",))
REFUSED = {
    "DataParallel": "it copies the model to threads at every step; use DistributedDataParallel",
    "FullyShardedDataParallel": "it keeps parameters in pieces that are no layer's",
    "OptimizedModule": "a compiled model must not be touched while it runs",
}
NAN = math.nan


# --- Files -----------------------------------------------------------------------------------------------


class Numbers(NamedTuple):
    """A tensor of a file: `F64`, `F32`, `I64`, ..., its shape, its bytes."""

    dtype: str
    shape: Sequence[int]
    data: bytes


def doubles(values: Sequence[float], shape: Optional[Sequence[int]] = None) -> Numbers:
    packed = array.array("d", values)
    if sys.byteorder == "big":
        packed.byteswap()
    return Numbers("F64", [len(values)] if shape is None else shape, packed.tobytes())


def write_whole(path: str, data: bytes) -> None:
    """Beside its place, then renamed: a reader never sees half a file."""
    with open(path + ".tmp", "wb") as file:
        file.write(data)
    os.replace(path + ".tmp", path)


def safetensors(tensors: Dict[str, Numbers]) -> bytes:
    header, end = {}, 0
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [end, end + len(data)]}
        end += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(numbers.data for numbers in tensors.values())


def npy(tensor: Tensor) -> bytes:
    """A file of NumPy's, of float32, float64 or int64."""
    kinds = {torch.float64: "<f8", torch.float32: "<f4", torch.int64: "<i8"}
    if tensor.dtype not in kinds:
        tensor = tensor.to(torch.float32 if tensor.is_floating_point() else torch.int64)
    tensor = tensor.contiguous()
    shape = tuple(tensor.shape)
    header = ("{'descr': '%s', 'fortran_order': False, 'shape': %r}" % (kinds[tensor.dtype], shape)).encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    data = ctypes.string_at(tensor.data_ptr(), tensor.numel() * tensor.element_size())
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


class Rows:
    """A series of an open segment: steps that ascend, and values, `width` of them beside each other."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.steps: List[int] = []
        self.values: List[float] = []

    def widen(self, width: int) -> None:
        """Layers were found later: the rows before have no figures of them."""
        rows = [self.values[at : at + self.width] for at in range(0, len(self.values), self.width)]
        self.values = [value for row in rows for value in row + [NAN] * (width - self.width)]
        self.width = width

    def thinned(self) -> "Rows":
        """The first and the last, and of every four between the two with the lowest and the highest value."""
        if len(self.steps) <= 2:
            return self

        def height(row: int) -> Tuple[bool, float]:
            value = self.values[row * self.width]
            return (math.isnan(value), value)

        kept, last = [0], len(self.steps) - 1
        for start in range(1, last, 4):
            four = range(start, min(start + 4, last))
            kept += sorted({min(four, key=height), max(four, key=height)})
        fewer = Rows(self.width)
        for row in kept + [last]:
            fewer.steps.append(self.steps[row])
            fewer.values += self.values[row * self.width : (row + 1) * self.width]
        return fewer


class Segment:
    def __init__(self, number: int) -> None:
        self.number = self.last = number
        self.thinnings = 0
        self.series: Dict[str, Rows] = {}

    def bytes(self) -> int:
        return sum(8 * (len(rows.steps) + len(rows.values)) for rows in self.series.values())


class Folder:
    """The files of a recording, and that they stay few."""

    COLUMNS = {"losses": (), "learningRates": (), "evaluations": (4,), "scalars": (-1, 5)}

    def __init__(self, parent: str, name: str, created: datetime.datetime) -> None:
        os.makedirs(parent, exist_ok=True)
        stem = re.sub(r"[^\w-]", "_", name)[:60] + created.strftime("-%Y-%m-%d-%H%M%S")
        for attempt in range(1, 10000):
            self.path = os.path.join(parent, stem + ("" if attempt == 1 else "-%d" % attempt) + ".bprun")
            with contextlib.suppress(FileExistsError):
                os.mkdir(self.path)
                break
        os.mkdir(os.path.join(self.path, "segments"))
        os.mkdir(os.path.join(self.path, "snapshots"))
        self.open = Segment(1)
        self.closed: List[Segment] = []
        self.last_step: Dict[str, int] = {}
        self.is_changed = False
        self.written = 0
        self.snapshots: Dict[int, int] = {}
        self.interval = 1

    def add(self, series: str, step: int, values: Sequence[float]) -> None:
        """A row, at a step after those before it."""
        if step <= self.last_step.get(series, -1):
            return
        self.last_step[series] = step
        rows = self.open.series.get(series)
        if rows is None:
            rows = self.open.series[series] = Rows(len(values))
        if len(values) > rows.width:
            rows.widen(len(values))
        rows.steps.append(step)
        rows.values += values
        self.is_changed = True
        if len(rows.steps) >= SEGMENT_ROWS or (series == "scalars" and self.open.bytes() >= SEGMENT_BYTES):
            self.write()
            self.closed.append(self.open)
            self.open = Segment(self.open.number + 1)
            self.bound()

    def replace_last(self, series: str, step: int, values: List[float]) -> None:
        rows = self.open.series.get(series)
        if rows is not None and rows.steps and rows.steps[-1] == step:
            rows.values[-rows.width :] = values
            self.is_changed = True
        else:
            self.add(series, step, values)

    def bound(self) -> None:
        """Makes one of two old segments where there are too many."""
        if len(self.closed) < 2 or sum(segment.bytes() for segment in self.closed) <= SEGMENTS_BYTES:
            return
        pairs = range(len(self.closed) - 1)
        at = min(pairs, key=lambda pair: self.closed[pair].thinnings + self.closed[pair + 1].thinnings)
        first, second = self.closed[at], self.closed.pop(at + 1)
        for name, rows in second.series.items():
            joined = first.series.setdefault(name, Rows(rows.width))
            width = max(joined.width, rows.width)
            joined.widen(width)
            rows.widen(width)
            joined.steps += rows.steps
            joined.values += rows.values
        first.series = {name: rows.thinned() for name, rows in first.series.items()}
        first.thinnings = max(first.thinnings, second.thinnings) + 1
        first.last = second.last
        self.write_segment(first)
        os.remove(self.segment_path(second))

    def segment_path(self, segment: Segment) -> str:
        return os.path.join(self.path, "segments", "%06d.safetensors" % segment.number)

    def write_segment(self, segment: Segment) -> None:
        tensors = {}
        if segment.last > segment.number:
            tensors["segment.last"] = doubles([segment.last])
        for name, rows in segment.series.items():
            shape = [len(rows.steps)] + [n if n > 0 else rows.width // 5 for n in self.COLUMNS[name]]
            tensors[name + ".steps"] = doubles(rows.steps)
            tensors[name + ".values"] = doubles(rows.values, shape)
        write_whole(self.segment_path(segment), safetensors(tensors))

    def write(self) -> None:
        if self.is_changed:
            self.write_segment(self.open)
            self.written = self.open.number
            self.is_changed = False

    def add_snapshot(self, step: int, tensors: Dict[str, Numbers]) -> None:
        data = safetensors(tensors)
        before = max(self.snapshots, default=None)
        write_whole(self.snapshot_path(step), data)
        self.snapshots[step] = len(data)
        while self.is_full():
            self.interval = LADDER[LADDER.index(self.interval) + 1]
            for each in [each for each in self.snapshots if each % self.interval and not self.stays(each)]:
                self.remove_snapshot(each)
        # The newest before this one was there because it was the newest.
        if before is not None and before % self.interval and not self.stays(before):
            self.remove_snapshot(before)

    def is_full(self) -> bool:
        many = len(self.snapshots) > MOST_SNAPSHOTS or sum(self.snapshots.values()) > SNAPSHOTS_BYTES
        return many and len(self.snapshots) > 2 and self.interval < LADDER[-1]

    def stays(self, step: int) -> bool:
        return step == min(self.snapshots) or step == max(self.snapshots)

    def remove_snapshot(self, step: int) -> None:
        if self.snapshots.pop(step, None) is not None:
            os.remove(self.snapshot_path(step))

    def snapshot_path(self, step: int) -> str:
        return os.path.join(self.path, "snapshots", "%09d.safetensors" % step)


# --- Looking at a tensor -----------------------------------------------------------------------------------


def spread(tensor: Tensor) -> Tensor:
    """A copy of all numbers of a tensor, or of at most `MOST_VALUES`, evenly spaced, in the order of memory."""
    order = sorted(range(tensor.dim()), key=tensor.stride, reverse=True)
    flat = tensor.permute(order).reshape(-1)
    count = flat.numel()
    if count <= MOST_VALUES:
        return flat.clone()
    # No axis is as long as a multiple of the stride: it would show one column and no other.
    stride = count // MOST_VALUES + 1
    while math.gcd(stride, count) != 1:
        stride += 1
    return flat[::stride].clone()


@functools.lru_cache(maxsize=4096)
def cells(shape: Tuple[int, ...], is_batch: bool, side: int, device: torch.device) -> Tuple[Tensor, ...]:
    """Indices of the entry in the middle of each cell of a picture.

    Of what a batch gave, units go down and samples to the right; of parameters, the first axis goes down.
    """
    rest = math.prod(shape[1:])
    first, others = middles(shape[0], side), middles(rest, side)
    axes = [first]
    stride = rest
    for length in shape[1:]:
        stride //= length
        axes.append([other // stride % length for other in others])
    down, right = (-1, 1), (1, -1)
    views = [right if is_batch else down] + [down if is_batch else right] * (len(shape) - 1)
    return tuple(
        torch.tensor(axis, dtype=torch.int64, device=device).view(view) for axis, view in zip(axes, views)
    )


def middles(length: int, side: int) -> List[int]:
    parts = min(length, side)
    edges = [part * length // parts for part in range(parts + 1)]
    return [start + (end - start) // 2 for start, end in zip(edges, edges[1:])]


def in_double(tensor: Tensor) -> Tensor:
    return tensor.to(torch.float32 if tensor.device.type == "mps" else torch.float64)


def statistics_of(values: Tensor, total: int) -> Tensor:
    """The eight figures of docs/recording.md, of a tensor of `total` entries of which these are some or all."""
    x = in_double(values)
    finite = torch.isfinite(x)
    count = finite.sum()
    x = torch.where(finite, x, torch.zeros_like(x))
    mean = x.sum() / count
    square = (x * x).sum()
    deviation = torch.where(finite, x - mean, torch.zeros_like(x)).square().sum().div(count).sqrt()
    lowest = torch.where(finite, x, torch.full_like(x, math.inf)).min()
    highest = torch.where(finite, x, torch.full_like(x, -math.inf)).max()
    share = total / values.numel()
    zeros = ((x == 0) & finite).sum() * share
    non_finite = (values.numel() - count) * share
    figures = [mean, deviation, lowest, highest, (square * share).sqrt(), x.abs().sum() / count, zeros, non_finite]
    return torch.stack([figure.to(x.dtype) for figure in figures])


def norm_of(tensor: Tensor) -> Tensor:
    """Of all entries, in float64 where that is cheap."""
    if tensor.numel() <= MOST_VALUES:
        return in_double(tensor).square().sum().sqrt()
    return in_double(torch.linalg.vector_norm(tensor, dtype=torch.promote_types(tensor.dtype, torch.float32)))


def first_tensor(value: Any) -> Optional[Tensor]:
    """What a layer gave: some give a tuple or a dictionary of tensors, of which the first is meant."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (tuple, list)):
        return next((found for found in map(first_tensor, value) if found is not None), None)
    return None


class Taken:
    """A picture of a tensor, and numbers of it for its statistics."""

    def __init__(self, tensor: Tensor, is_batch: bool, side: int, is_mask: bool = False) -> None:
        tensor = tensor.detach()
        self.shape = tuple(tensor.shape)
        self.total = tensor.numel()
        chosen = tensor[cells(self.shape, is_batch, side, tensor.device)] if self.shape else tensor.reshape(1, 1)
        self.rows, self.columns = chosen.shape
        self.cells = ((chosen <= 0) if is_mask else chosen).to(torch.float32)
        self.values = None if is_mask else spread(tensor)

    def add(self, other: "Taken") -> None:
        """A gradient that comes in two parts, of two `backward` over one graph."""
        if self.shape == other.shape and self.values is not None and other.values is not None:
            self.cells = self.cells + other.cells
            self.values = self.values + other.values


def can_be_taken(tensor: Optional[Tensor]) -> bool:
    return (
        tensor is not None
        and tensor.is_floating_point()
        and tensor.layout is torch.strided
        and tensor.numel() > 0
        and not tensor.is_quantized
    )


# --- Where things are in the script --------------------------------------------------------------------------

TORCH_FOLDER = os.path.dirname(torch.__file__) + os.sep


def script_frame(frame: Any) -> Any:
    """The innermost frame that is neither of torch nor of this file."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file != __file__ and not file.startswith((TORCH_FOLDER, "<frozen", "<string>")):
            return frame
        frame = frame.f_back
    return None


def place_of(frame: Any) -> Optional[Dict[str, Any]]:
    return None if frame is None else {"file": os.path.abspath(frame.f_code.co_filename), "line": frame.f_lineno}


def variable_of(value: Any, frame: Any) -> Optional[str]:
    """What the script calls an object, at the place where it is used."""
    if frame is None:
        return None
    owner = frame.f_locals.get("self")
    for names in (frame.f_locals, frame.f_globals, getattr(owner, "__dict__", {}), getattr(owner, "_modules", {})):
        for name, held in list(names.items()):
            if held is value and name != "self":
                return str(name)
    return None


#: Where modules were built, by module.
places: "weakref.WeakKeyDictionary[nn.Module, Any]" = weakref.WeakKeyDictionary()


# --- Layers --------------------------------------------------------------------------------------------------


class Layer:
    def __init__(self, described: Dict[str, Any], module: Optional[nn.Module], index: int) -> None:
        self.described = described
        self.name: str = described["name"]
        self.type: str = described["type"]
        self.index = index
        #: Only where its parameters are this layer's: not of functions, nor of a second call.
        self.module = None if module is None else weakref.ref(module)

    def parameters(self) -> List[Tensor]:
        module = None if self.module is None else self.module()
        return [] if module is None else own_parameters(module)


class Root:
    """A model that the script calls."""

    def __init__(self, name: str, module: nn.Module) -> None:
        self.name = name
        self.module = weakref.ref(module)
        self.paths: Dict[int, str] = {id(each): path for path, each in module.named_modules()}
        parameters = sum(each.numel() for each in module.parameters())
        self.described = {"name": name, "type": type(module).__name__, "parameters": parameters}
        layers = sum(1 for each in module.modules() if is_layer(each))
        self.side = max(1, min(LONGEST_SIDE, math.isqrt(SNAPSHOT_BYTES // (16 * max(1, layers)))))


@torch.no_grad()
def described_input(batch: Tensor) -> Dict[str, Any]:
    """What a model is given: the shape of a sample, and how the numbers of this mini-batch are spread."""
    facts: Dict[str, Any] = {"shape": list(batch.shape[1:])}
    if can_be_taken(batch):
        facts["spread"] = spread_of(spread(batch.detach()))
        facts["whole"] = bool((batch == batch.round()).all())
        if batch.dim() == 2:
            x = in_double(batch.detach())
            far = torch.maximum(x.mean(0).abs(), x.std(0, unbiased=False))
            column = int(far.nan_to_num().argmax())
            facts["widest"] = dict(spread_of(x[:, column]), column=column + 1)
    return facts


def spread_of(values: Tensor) -> Dict[str, float]:
    mean, deviation, lowest, highest = statistics_of(values, values.numel()).tolist()[:4]
    return {"lowest": lowest, "highest": highest, "mean": mean, "deviation": deviation}


def own_parameters(module: nn.Module) -> List[Tensor]:
    return [parameter for parameter in module._parameters.values() if parameter is not None]


def is_of_torch(module: nn.Module) -> bool:
    return type(module).__module__.startswith("torch.nn.")


def is_layer(module: nn.Module) -> bool:
    """Rather than a container of layers: MultiheadAttention is one, though it has a part."""
    parts = [name for name, part in module._modules.items() if part is not None and name != "parametrizations"]
    return not parts or (is_of_torch(module) and bool(own_parameters(module)))


class Sample:
    """What is recorded of one update."""

    def __init__(self, step: int, has_pictures: bool) -> None:
        self.step = step
        self.has_pictures = has_pictures
        self.pictures: Dict[Tuple[str, str], Taken] = {}
        #: By layer, figures on the device on which they were computed.
        self.scalars: Dict[str, List[Any]] = {}
        self.weights_before: Dict[str, Tensor] = {}
        #: Gradients of what a view is a view of: they count where that of the view never comes.
        self.of_bases: Dict[str, Taken] = {}
        #: By model, how often it was called, and whether it was in training mode.
        self.roots: Dict[int, Tuple[int, bool]] = {}
        self.has_backward = False
        #: By model and layer, how often a layer was called in a call of the model.
        self.calls: Dict[str, Dict[str, int]] = {}
        #: The layers that made the nodes of the graph.
        self.makers: Dict[Any, str] = {}
        #: Layers whose output has no gradient yet because a checkpoint will compute them again.
        self.computed_again: Dict[int, Tuple[str, int]] = {}
        self.seconds = 0.0
        self.scale: Optional[Tensor] = None
        #: Whole tensors by name, where this update is captured, and their bytes.
        self.captured: Optional[Dict[str, Tensor]] = None
        self.captured_bytes = 0

    def capture(self, name: str, tensor: Any) -> None:
        """Copies a tensor to the host: a device may have no room for it. Of too many nothing is kept."""
        if self.captured is None or not isinstance(tensor, Tensor) or tensor.layout is not torch.strided:
            return
        self.captured_bytes += tensor.numel() * tensor.element_size()
        if self.captured_bytes > CAPTURE_BYTES:
            self.captured = None
            say("update %d is not captured whole: it has more than %d MB." % (self.step, CAPTURE_BYTES >> 20))
        else:
            self.captured[name] = tensor.detach().to("cpu", copy=True)

    def figures(self, layer: str) -> List[Any]:
        return self.scalars.setdefault(layer, [NAN] * 5)


class Frame:
    """A module that is being called."""

    def __init__(self, module: nn.Module, root: Root) -> None:
        self.module = module
        self.root = root


class Functions(TorchFunctionMode):
    """Sees functions such as `F.relu` while a model is called."""

    def __init__(self, recorder: "Recorder") -> None:
        super().__init__()
        self.recorder = recorder

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        given = func(*args, **(kwargs or {}))
        name = getattr(func, "__name__", "").rstrip("_")
        if name in FUNCTIONS and not self.recorder.depth:
            self.recorder.attempt(self.recorder.after_function, name, given, sys._getframe(1))
        return given


# --- The recorder --------------------------------------------------------------------------------------------


class Recorder:
    """Records one training. `watch` makes one; so does the launcher."""

    def __init__(self, name: str, parent: str, script: str, arguments: Sequence[str]) -> None:
        self.name = name
        self.parent = os.path.abspath(parent)
        self.script = script
        self.arguments = list(arguments)
        #: Only these models are recorded; every one where it is empty.
        self.watched: Dict[int, str] = {}
        #: The update that is written down whole; 0: none.
        self.capture_step = 0
        self.process = os.getpid()
        #: The one that trains.
        self.thread: Optional[int] = None
        self.is_over = False
        self.depth = 0
        self.folder: Optional[Folder] = None
        #: Called with the path of the folder once it is there.
        self.on_opened: Callable[[str], None] = lambda _: None
        self.created = self.alive = datetime.datetime.now(datetime.timezone.utc)
        self.began = self.written_at = self.stepped_at = time.perf_counter()
        self.write_seconds = 0.0
        self.settings: Dict[str, Any] = {"torch": str(torch.__version__)}
        self.latest: Dict[str, float] = {}
        self.interrupted: Optional[Dict[str, Any]] = None

        self.layers: Dict[str, Layer] = {}
        self.roots: Dict[int, Root] = {}
        self.stack: List[Optional[Frame]] = []
        self.said: Set[str] = set()
        #: Not where a compiled model would have to be compiled anew.
        self.may_watch_calls = True
        self.functions = Functions(self)

        #: Updates done, or the one that is being done.
        self.update = 0
        #: Of the update to come: on the host, and on a device, from which they are fetched once a second.
        self.loss: Optional[float] = None
        self.device_losses: List[Tensor] = []
        self.loss_rows: List[Tuple[int, Tensor]] = []
        self.is_fresh = False
        self.is_in_backward = False
        self.stepping: Optional[Any] = None
        self.closure_calls = 0
        self.stepped: Set[int] = set()
        self.optimizers: Set[int] = set()
        self.rate = NAN
        self.scaled: Optional[Tuple[Any, Tensor]] = None
        #: The DataLoader that somebody has begun to go through last.
        self.loader: Optional[Any] = None
        self.backwards = 0
        self.evaluated: Dict[str, Any] = {}
        self.was_finite = True
        self.forced_until = 0

        #: The sample of the update to come, and the one of the last update.
        self.current: Optional[Sample] = None
        self.closing: Optional[Sample] = None
        self.every = 10
        self.own_seconds = 0.0
        self.first_seconds = 0.0
        self.picture_seconds = 0.0
        self.pictures_at = -math.inf
        self.sample_costs: "collections.deque[float]" = collections.deque(maxlen=20)
        self.step_seconds: "collections.deque[float]" = collections.deque(maxlen=101)
        self.planned_at = 0.0

    # -- What people call

    def log(self, **figures: Any) -> None:
        """Adds figures that the recorder cannot see, at the updates done so far.

        Names: `loss` (of the last mini-batch, in place of the one seen), `train_loss`, `train_accuracy`,
        `test_loss`, `test_accuracy`; `val_loss` and `val_accuracy` are those of the test part.
        """
        self.attempt(self.log_figures, figures)

    def close(self, state: str = "finished", reason: Optional[str] = None) -> None:
        """Ends the recording; the training may go on. Called by itself when the program ends."""
        self.attempt(self.finish, state, reason)
        if os.getpid() == self.process:
            self.end()

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is None:
            self.close()
        else:
            stopped = isinstance(error, KeyboardInterrupt)
            self.close("stopped" if stopped else "failed", None if stopped else reason_of(error))

    # -- Safety

    def attempt(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Does a part of the recorder's work: its time is measured, and its error is not the training's."""
        if self.is_over:
            return None
        if self.depth:
            return action(*arguments)
        began = time.perf_counter()
        self.depth = 1
        try:
            return action(*arguments)
        except Exception as error:
            self.give_up(error)
            return None
        finally:
            self.depth = 0
            self.own_seconds += time.perf_counter() - began

    def give_up(self, error: Exception) -> None:
        say("the recording ends after %d updates, the training goes on: %s" % (self.update, reason_of(error)))
        if os.environ.get("BACKPROP_LENS_DEBUG"):
            import traceback

            traceback.print_exc()
        self.interrupted = {"step": self.update, "reason": reason_of(error)}
        with contextlib.suppress(Exception):
            self.write_run("running")
        self.end()

    def end(self) -> None:
        self.is_over = True
        for sample in (self.current, self.closing):
            if sample is not None:
                sample.makers.clear()
        self.current = self.closing = None
        watch_calls(False)

    def is_idle(self) -> bool:
        return self.is_over or (self.thread is not None and self.thread != threading.get_ident())

    # -- Files

    def opened(self) -> Folder:
        """The folder, made when the training begins: a script that trains nothing leaves none."""
        if self.folder is None:
            self.created = datetime.datetime.now(datetime.timezone.utc)
            self.began = self.stepped_at = time.perf_counter()
            self.thread = threading.get_ident()
            self.folder = Folder(self.parent, self.name, self.created)
            self.write_run("running")
            say("recording into %s" % self.folder.path)
            self.on_opened(self.folder.path)
        return self.folder

    def write_all(self, state: str, reason: Optional[str] = None) -> None:
        began = time.perf_counter()
        folder = self.opened()
        self.read_losses()
        folder.write()
        self.write_run(state, reason)
        self.written_at = time.perf_counter()
        self.write_seconds = self.written_at - began

    def write_run(self, state: str, reason: Optional[str] = None) -> None:
        assert self.folder is not None
        seconds = time.perf_counter() - self.began
        run: Dict[str, Any] = {
            "format": "backprop-recording",
            "version": 1,
            "producer": {"name": "backprop_lens.py", "version": __version__},
            "name": self.name,
            "created": self.created.isoformat(),
            "alive": datetime.datetime.now(datetime.timezone.utc).isoformat(),
            "seconds": seconds,
            "state": state,
            "step": self.update,
            "process": {"id": self.process, "host": socket.gethostname()},
            "origin": {"kind": "script", "file": self.script, "arguments": self.arguments},
            "roots": [root.described for root in self.roots.values()],
            "segments": self.folder.written,
            "layers": [layer.described for layer in self.layers.values()],
            "sampled": True,
            "settings": self.settings,
            "latest": self.latest,
            "recorder": {"every": self.every, "seconds": self.own_seconds, "firstSeconds": self.first_seconds},
        }
        world = int(os.environ.get("WORLD_SIZE", "1")) if os.environ.get("WORLD_SIZE", "1").isdigit() else 1
        if world > 1:
            run["world"] = {"size": world, "rank": 0}
        if reason is not None:
            run["reason"] = reason
        if self.interrupted is not None:
            run["interrupted"] = self.interrupted
        text = json.dumps(in_json(run), indent=1, allow_nan=False)
        write_whole(os.path.join(self.folder.path, "run.json"), text.encode())

    @torch.no_grad()
    def read_losses(self) -> None:
        """Copies losses from the device, all at once."""
        if not self.loss_rows:
            return
        rows, self.loss_rows = self.loss_rows, []
        sums: Dict[int, float] = collections.defaultdict(float)
        for (step, _), value in zip(rows, on_host([in_double(loss) for _, loss in rows])):
            sums[step] += value.item()
        for step, total in sums.items():
            self.add_loss(step, total)

    def add_loss(self, step: int, value: float) -> None:
        self.opened().add("losses", step, [value])
        self.latest["loss"] = value
        is_finite = math.isfinite(value)
        if self.was_finite and not is_finite:
            self.forced_until = self.update + 2
        self.was_finite = is_finite

    def finish(self, state: str, reason: Optional[str]) -> None:
        if self.folder is None:
            say("there was no training to record.")
            return
        self.end_update()
        self.end_evaluation()
        self.write_all(state, reason)

    def tick(self, now: float) -> None:
        """A sign of life, and what is new, about once a second."""
        if now - self.written_at >= max(WRITING_INTERVAL, 100 * self.write_seconds):
            self.write_all("running")

    # -- Losses

    def before_backward(self, tensors: Any) -> None:
        self.opened()
        if self.closing is not None and self.stepping is None:
            self.end_update()
        if self.evaluated:
            self.end_evaluation()
        self.is_fresh = True
        self.backwards += 1
        if self.current is not None:
            self.current.has_backward = True
            # A node holds its hooks, and they this: only a search for cycles would free the graph.
            self.current.makers.clear()
        if self.stepping is not None and self.closure_calls > 1:
            return
        for tensor in tensors if isinstance(tensors, (tuple, list)) else [tensors]:
            if not isinstance(tensor, Tensor) or tensor.numel() != 1:
                continue
            if self.scaled is not None and self.scaled[0]() is tensor:
                unscaled = self.scaled[1]
                if self.current is not None:
                    self.current.scale = tensor.detach() / unscaled
                tensor = unscaled
            if self.current is not None:
                self.current.capture("loss", tensor)
            if tensor.is_cpu:
                self.loss = (self.loss or 0.0) + tensor.item()
            else:
                self.device_losses.append(tensor.detach().reshape(()))

    def end_loss(self) -> None:
        """The loss of an update is the sum of what went backward before it."""
        if self.loss is not None:
            self.add_loss(self.update - 1, self.loss)
            self.loss = None
        if self.device_losses:
            self.loss_rows += [(self.update - 1, loss) for loss in self.device_losses]
            self.device_losses = []

    # -- Updates

    def before_step(self, optimizer: Any, has_closure: bool) -> None:
        self.opened()
        if self.evaluated:
            self.end_evaluation()
        if self.is_fresh or has_closure or id(optimizer) in self.stepped:
            if self.closing is not None:
                self.end_update()
            self.update += 1
            self.stepped.clear()
            self.is_fresh = False
            self.closing = self.current
            if not has_closure:
                # A closure calls the model; without one this update has seen all of its calls.
                self.current = None
                self.end_loss()
        self.stepped.add(id(optimizer))
        if id(optimizer) not in self.optimizers:
            self.optimizers.add(id(optimizer))
            self.describe_optimizer(optimizer)
            self.describe_epoch()
            # Another model may begin to train late.
            self.forced_until = self.update + 2
        rate = optimizer.param_groups[0].get("lr")
        if rate is not None and (rate != self.rate or self.closing is not None):
            self.rate = rate if isinstance(rate, float) else float(rate)
            self.opened().add("learningRates", self.update - 1, [self.rate])
        if self.closing is None and self.forced_until >= self.update:
            self.closing = Sample(self.update, True)
        if self.closing is not None and not has_closure:
            self.take_gradients(optimizer)

    def describe_optimizer(self, optimizer: Any) -> None:
        self.settings.setdefault("optimizer", type(optimizer).__name__)
        for setting, value in optimizer.param_groups[0].items():
            if isinstance(value, (bool, int, float, str)):
                self.settings.setdefault("learningRate" if setting == "lr" else setting, value)

    def describe_epoch(self) -> None:
        """How many updates an epoch has: known where each mini-batch of one DataLoader makes one update."""
        loader = None if self.loader is None else self.loader()
        if self.update > 1 or len(self.optimizers) > 1:
            self.settings.pop("stepsPerEpoch", None)
        elif loader is not None and self.backwards == 1:
            # A data set that is a stream has no length.
            with contextlib.suppress(TypeError):
                self.settings["stepsPerEpoch"] = len(loader)

    def after_step(self, optimizer: Any) -> None:
        self.end_loss()
        now = time.perf_counter()
        if self.closing is None:
            self.step_seconds.append(now - self.stepped_at)
        else:
            self.take_weights(optimizer)
        self.stepped_at = now
        self.is_fresh = False
        self.plan(now)
        self.tick(now)

    def plan(self, now: float) -> None:
        """Decides whether the next update is recorded."""
        if self.update == FIRST_UPDATES + 1:
            self.first_seconds = self.own_seconds
        if now - self.planned_at >= 0.05 and self.sample_costs and len(self.step_seconds) >= 5:
            self.planned_at = now
            cost = sum(self.sample_costs) / len(self.sample_costs) * len(self.optimizers)
            allowed = SHARE * sorted(self.step_seconds)[len(self.step_seconds) // 2]
            self.every = next((every for every in LADDER if cost / every <= allowed), LADDER[-1])
        self.current = None
        following = self.update + 1
        is_first = following <= max(FIRST_UPDATES, self.forced_until) or following == self.capture_step
        # Where two optimisers take turns, both turns are seen.
        if is_first or following % self.every < len(self.optimizers):
            has_credit = self.picture_seconds <= self.share_of_pictures(now) * (now - self.began)
            interval = self.opened().interval
            has_pictures = is_first or (has_credit and (now - self.pictures_at >= 1 or following % interval == 0))
            self.current = Sample(following, has_pictures)
        if is_watching_calls is not (self.current is not None):
            watch_calls(self.current is not None and self.may_watch_calls)

    def share_of_pictures(self, now: float) -> float:
        """What the rest leaves of both shares; where wrapping short updates takes them up, half a share."""
        others = self.own_seconds - self.first_seconds - self.picture_seconds
        return max(SHARE / 2, min(SHARE, 2 * SHARE - others / max(1e-9, now - self.began)))

    @torch.no_grad()
    def end_update(self) -> None:
        """Writes down the sample of the last update, which is over now."""
        sample, self.closing = self.closing, None
        if sample is None:
            return
        sample.makers.clear()
        began = time.perf_counter()
        if sample.has_pictures:
            self.add_uncalled_modules()
        row = [[NAN] * 5 for _ in self.layers]
        on_device: List[Tensor] = []
        at: List[Tuple[int, int]] = []
        for name, figures in sample.scalars.items():
            for column, figure in enumerate(figures):
                if isinstance(figure, Tensor):
                    on_device.append(in_double(figure))
                    at.append((self.layers[name].index, column))
        for (layer, column), value in zip(at, torch.stack(on_device).tolist() if on_device else []):
            row[layer][column] = value
        if row:
            self.opened().add("scalars", sample.step - 1, [value for layer in row for value in layer])
        for name, taken in sample.of_bases.items():
            sample.pictures.setdefault((name, "gradient"), taken)
        if sample.has_pictures and sample.pictures:
            self.opened().add_snapshot(sample.step, encode_pictures(sample))
            self.pictures_at = time.perf_counter()
        if sample.captured is not None:
            self.write_capture(sample)
        sample.seconds += time.perf_counter() - began
        if sample.step > FIRST_UPDATES:
            if sample.has_pictures:
                self.picture_seconds += sample.seconds
        if not sample.has_pictures or not self.sample_costs:
            self.sample_costs.append(sample.seconds)

    def write_capture(self, sample: Sample) -> None:
        """As a file of NumPy's: anybody can read it."""
        tensors, sample.captured = sample.captured or {}, None
        folder = os.path.join(self.opened().path, "captures")
        os.makedirs(folder, exist_ok=True)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, tensor in tensors.items():
                archive.writestr(name + ".npy", npy(tensor))
        write_whole(os.path.join(folder, "%09d.npz" % sample.step), file.getvalue())
        say("update %d is captured whole." % sample.step)

    # -- Parameters

    def of_optimizer(self, optimizer: Any) -> Iterator[Tuple[Layer, List[Tensor]]]:
        """The layers that an optimiser updates, with the parameters that it does."""
        updated = {id(each) for group in optimizer.param_groups for each in group["params"]}
        for layer in self.layers.values():
            parameters = [each for each in layer.parameters() if id(each) in updated]
            if parameters:
                yield layer, parameters

    @torch.no_grad()
    def take_gradients(self, optimizer: Any) -> None:
        """Before a step: gradients as the optimiser gets them, averaged over processes and clipped."""
        sample = self.closing
        if sample is None:
            return
        began = time.perf_counter()
        if not self.layers:
            self.add_uncalled_modules()
        scale = getattr(optimizer, "grad_scale", None)
        for layer, parameters in self.of_optimizer(optimizer):
            weights = parameters[0]
            if sample.captured is not None:
                for parameter in layer.described.get("tensors", ()):
                    module = layer.module() if layer.module is not None else None
                    held = getattr(module, parameter["name"], None)
                    sample.capture("%s.%s.gradient" % (layer.name, parameter["name"]), getattr(held, "grad", None))
            sample.weights_before[layer.name] = spread(weights.detach())
            gradients = [each.grad.detach() for each in parameters if each.grad is not None]
            gradients = [each.coalesce().values() if each.is_sparse else each for each in gradients]
            if scale is not None:
                gradients = [each / scale for each in gradients]
            if not gradients:
                continue
            figures = sample.figures(layer.name)
            figures[0] = torch.stack([norm_of(each) for each in gradients]).square().sum().sqrt()
            if weights.grad is not None:
                figures[1] = in_double(spread(gradients[0])).abs().mean()
                if sample.has_pictures and can_be_taken(weights.grad):
                    key = (layer.name, "weightGradient")
                    sample.pictures[key] = Taken(gradients[0], False, self.side())
        sample.seconds += time.perf_counter() - began

    @torch.no_grad()
    def take_weights(self, optimizer: Any) -> None:
        """After a step."""
        sample = self.closing
        if sample is None:
            return
        began = time.perf_counter()
        for layer, parameters in self.of_optimizer(optimizer):
            weights = parameters[0].detach()
            before = sample.weights_before.pop(layer.name, None)
            if before is not None:
                moved = in_double(spread(weights)) - in_double(before)
                sample.figures(layer.name)[2] = norm_of(moved) / norm_of(before)
            if sample.has_pictures and can_be_taken(weights):
                sample.pictures[(layer.name, "weights")] = Taken(weights, False, self.side())
        sample.seconds += time.perf_counter() - began

    def side(self) -> int:
        return min((root.side for root in self.roots.values()), default=LONGEST_SIDE)

    # -- Calls of modules

    def call(self, module: nn.Module, args: Any, kwargs: Any) -> Any:
        """In place of `Module.__call__`, while an update is recorded."""
        sample = self.current
        if sample is None or self.depth or self.is_idle() or torch._C._get_tracing_state():
            return module_call(module, *args, **kwargs)
        if self.is_in_backward:
            given = module_call(module, *args, **kwargs)
            self.attempt(self.after_second_computation, module, given)
            return given
        if not self.stack:
            return self.call_root(sample, module, args, kwargs)
        above = self.stack[-1]
        if above is None:
            return module_call(module, *args, **kwargs)
        self.stack.append(Frame(module, above.root))
        try:
            given = module_call(module, *args, **kwargs)
        finally:
            self.stack.pop()
        if is_layer(module):
            self.attempt(self.after_module, above.root, module, given, sys._getframe(1))
        return given

    def call_root(self, sample: Sample, module: nn.Module, args: Any, kwargs: Any) -> Any:
        if type(module).__name__ in TRANSPARENT and isinstance(getattr(module, "module", None), nn.Module):
            # What it wraps is called next, and is the model: by the name of the wrapped one.
            self.attempt(self.name_root, module.module, variable_of(module, script_frame(sys._getframe(1))))
            return module_call(module, *args, **kwargs)
        root = None
        if torch.is_grad_enabled():
            root = self.attempt(self.enter_root, sample, module, args, sys._getframe(1))
        self.stack.append(None if root is None else Frame(module, root))
        try:
            if root is None:
                return module_call(module, *args, **kwargs)
            with self.functions:
                given = module_call(module, *args, **kwargs)
        finally:
            self.stack.pop()
        if is_layer(module):
            self.attempt(self.after_module, root, module, given, sys._getframe(1))
        return given

    def enter_root(self, sample: Sample, module: nn.Module, args: Any, frame: Any) -> Optional[Root]:
        """Nothing where this call is not to be recorded: an evaluation, a loss, a second call."""
        kind = type(module).__name__
        if kind in REFUSED:
            self.refuse(kind)
            return None
        if self.watched and id(module) not in self.watched:
            return None
        if not any(each.requires_grad for each in module.parameters()):
            return None
        calls, was_training = sample.roots.get(id(module), (0, False))
        # The last call before a backward pass counts, since some calls have none; but those that train go first.
        if calls and (sample.has_backward or calls >= MOST_CALLS or (was_training and not module.training)):
            return None
        sample.roots[id(module)] = (calls + 1, module.training)
        root = self.roots.get(id(module))
        if root is None or root.module() is not module:
            root = self.name_root(module, variable_of(module, script_frame(frame)))
        sample.calls[root.name] = {}
        if calls:
            sample.makers.clear()
        given = first_tensor(args)
        if self.capture_step == sample.step and not sample.has_backward:
            self.begin_capture(sample, root, given)
        if given is not None and given.dim() > 0:
            self.settings.setdefault("batch", given.shape[0])
            if "input" not in root.described:
                root.described["input"] = described_input(given)
        parameter = next(module.parameters())
        self.settings.setdefault("precision", str(parameter.dtype).replace("torch.", ""))
        self.settings.setdefault("device", str(parameter.device))
        return root

    @torch.no_grad()
    def begin_capture(self, sample: Sample, root: Root, given: Optional[Tensor]) -> None:
        """What a model is given, and what it has learned: before it computes with them."""
        sample.captured = {}
        sample.capture("input", given)
        model = root.module()
        for name, tensor in model.state_dict().items() if model is not None else ():
            sample.capture("%s.%s" % (root.name, name), tensor)

    def name_root(self, module: nn.Module, variable: Optional[str]) -> Root:
        known = self.roots.get(id(module))
        if known is not None and known.module() is module:
            return known
        base = self.watched.get(id(module)) or variable or type(module).__name__.lower()
        if base == "module":
            base = type(module).__name__.lower()
        taken = {root.name for root in self.roots.values()}
        name = next(each for each in numbered(base, "_") if each not in taken)
        root = self.roots[id(module)] = Root(name, module)
        return root

    def refuse(self, kind: str) -> None:
        if kind not in self.said:
            self.said.add(kind)
            say("what the layers of a %s give is not recorded: %s." % (kind, REFUSED[kind]))

    def after_module(self, root: Root, module: nn.Module, given: Any, frame: Any) -> None:
        path = root.paths.get(id(module))
        if path is None:
            # It was added later, or made while the model is called.
            top = root.module()
            root.paths = {id(each): name for name, each in top.named_modules()} if top is not None else {}
            path = root.paths.setdefault(id(module), type(module).__name__)
        place = places.get(module) or place_of(script_frame(frame))
        facts = {"path": path}
        self.after_layer(root, ".".join(filter(None, (root.name, path))), module, given, facts, place)

    def after_function(self, function: str, given: Any, frame: Any) -> None:
        above = self.stack[-1] if self.stack else None
        if above is None or self.current is None or self.is_idle():
            return
        if is_of_torch(above.module) and is_layer(above.module):
            return
        place = place_of(script_frame(frame))
        path = above.root.paths.get(id(above.module), "")
        base = ".".join(filter(None, (above.root.name, path, function)))
        name = base + ("@%d" % place["line"] if place is not None else "")
        self.after_layer(above.root, name, None, given, {"path": path, "function": function}, place)

    @torch.no_grad()
    def after_layer(
        self, root: Root, base: str, module: Optional[nn.Module], given: Any, facts: Dict[str, Any], place: Any
    ) -> None:
        sample = self.current
        out = first_tensor(given)
        if sample is None or not can_be_taken(out):
            return
        assert out is not None
        began = time.perf_counter()
        calls = sample.calls[root.name]
        number = calls[base] = calls.get(base, 0) + 1
        name = base if number == 1 else "%s#%d" % (base, number)
        layer = self.layers.get(name)
        if layer is None or not layer.described["inputs"]:
            layer = self.add_layer(root, name, module, number, out, facts, place)
        if out.grad_fn is not None:
            sample.makers[out.grad_fn] = name
        sample.capture(name + ".activation", out)
        values = None
        if layer.type in BLOCKING or layer.type in FLAT_ENDS:
            values = spread(out.detach())
            figures = sample.figures(name)
            if layer.type in BLOCKING:
                figures[3] = in_double(values <= 0).mean()
            else:
                figures[4] = in_double(FLAT_ENDS[layer.type](values)).mean()
        if sample.has_pictures:
            sample.pictures[(name, "activation")] = Taken(out, True, root.side)
            if layer.type in BLOCKING:
                sample.pictures[(name, "mask")] = Taken(out, True, root.side, is_mask=True)
            if out.grad_fn is not None:
                self.await_gradient(sample, name, out, root.side)
            elif module is not None:
                sample.computed_again[id(module)] = (name, root.side)
        sample.seconds += time.perf_counter() - began

    def add_layer(
        self,
        root: Root,
        name: str,
        module: Optional[nn.Module],
        number: int,
        out: Optional[Tensor],
        facts: Dict[str, Any],
        place: Any,
    ) -> Layer:
        owner = module if number == 1 else None
        described: Dict[str, Any] = {
            "name": name,
            "type": facts["function"] if module is None else type(module).__name__,
            "shape": [] if out is None else list(out.shape[1:]),
            "parameters": 0 if owner is None else sum(each.numel() for each in own_parameters(owner)),
            "inputs": [] if out is None else self.inputs_of(out),
            "root": root.name,
            "call": number,
        }
        described.update(facts)
        if module is not None and is_of_torch(module):
            described["module"] = "%s(%s)" % (type(module).__name__, module.extra_repr())
        if owner is not None and owner._parameters:
            named = [(name, each) for name, each in owner._parameters.items() if each is not None]
            described["tensors"] = [{"name": name, "shape": list(each.shape)} for name, each in named]
        if place is not None:
            described["place"] = place
        known = self.layers.get(name)
        layer = self.layers[name] = Layer(described, owner, len(self.layers) if known is None else known.index)
        return layer

    def inputs_of(self, out: Tensor) -> List[str]:
        """The layers before one: those that made what it was computed from, found in the graph."""
        makers = {} if self.current is None else self.current.makers
        waiting, seen, found = [out.grad_fn], set(), []  # type: ignore[var-annotated]
        while waiting and len(seen) < 2000:
            node = waiting.pop(0)
            if node is None or node in seen:
                continue
            seen.add(node)
            name = makers.get(node)
            if name is None:
                waiting += [following for following, _ in node.next_functions]
            elif name not in found:
                found.append(name)
        return found or ["input"]

    def add_uncalled_modules(self) -> None:
        """Modules whose parameters are used without calling them: those, and nothing else, are recorded."""
        owners = {id(layer.module()) for layer in self.layers.values() if layer.module is not None}
        for root in self.roots.values():
            top = root.module()
            for path, module in top.named_modules() if top is not None else []:
                if own_parameters(module) and id(module) not in owners:
                    name = ".".join(filter(None, (root.name, path)))
                    name = next(each for each in numbered(name, "#") if each not in self.layers)
                    self.add_layer(root, name, module, 1, None, {"path": path}, places.get(module))

    # -- Gradients of what layers give

    def await_gradient(self, sample: Sample, name: str, out: Tensor, side: int) -> None:
        """Hooks of the graph, not of modules: those change what in-place layers may do."""
        shape, number = out.shape, out.output_nr

        def arrived(_: Any, gradients: Sequence[Optional[Tensor]]) -> None:
            self.attempt(self.take_output_gradient, sample, name, gradients[number], shape, side, sample.pictures)

        out.grad_fn.register_hook(arrived)  # type: ignore[union-attr]
        base = out._base if out._is_view() else None
        if base is not None and base.grad_fn is not None and base.numel() == out.numel():
            base_number = base.output_nr

            def arrived_at_base(_: Any, gradients: Sequence[Optional[Tensor]]) -> None:
                gradient = gradients[base_number]
                if gradient is not None:
                    gradient = gradient.reshape(shape)
                self.attempt(self.take_output_gradient, sample, name, gradient, shape, side, sample.of_bases)

            base.grad_fn.register_hook(arrived_at_base)

    @torch.no_grad()
    def take_output_gradient(
        self, sample: Sample, name: str, gradient: Optional[Tensor], shape: Any, side: int, into: Dict[Any, Taken]
    ) -> None:
        # One that somebody asks for by `autograd.grad`, as a penalty does, is not that of the loss.
        if not self.is_in_backward or gradient is None or gradient.shape != shape or not can_be_taken(gradient):
            return
        began = time.perf_counter()
        if into is sample.pictures:
            sample.capture(name + ".gradient", gradient)
        taken = Taken(gradient, True, side)
        key = (name, "gradient") if into is sample.pictures else name
        if key in into:
            into[key].add(taken)
        else:
            into[key] = taken
        sample.seconds += time.perf_counter() - began

    def after_second_computation(self, module: nn.Module, given: Any) -> None:
        """A checkpoint computes its layers again in the backward pass: their gradients come from there."""
        sample, out = self.current, first_tensor(given)
        if sample is None or out is None or out.grad_fn is None:
            return
        known = sample.computed_again.pop(id(module), None)
        if known is not None:
            self.await_gradient(sample, known[0], out, known[1])

    # -- Losses that are differentiated, and evaluations

    def describe_loss(self, function: str, args: Any, kwargs: Any) -> None:
        """What is trained on, and between how many classes it decides."""
        self.settings["loss"] = function
        target = args[1] if len(args) > 1 else kwargs.get("target")
        is_of_classes = isinstance(target, Tensor) and not target.is_floating_point()
        is_mean = kwargs.get("reduction", "mean") == "mean"
        if function in ("cross_entropy", "nll_loss") and is_of_classes and is_mean and args and args[0].dim() > 1:
            self.settings["classes"] = args[0].shape[1]

    @torch.no_grad()
    def after_loss(self, function: str, given: Any, args: Any, kwargs: Any) -> None:
        """A loss that nobody will differentiate: an evaluation is going on."""
        if self.update == 0 or not isinstance(given, Tensor) or not args or not isinstance(args[0], Tensor):
            return
        output = args[0].detach()
        target = args[1] if len(args) > 1 else kwargs.get("target")
        samples = output.shape[0] if output.dim() > 0 else 1
        reduction = kwargs.get("reduction", "mean")
        loss = in_double(given.detach())
        total = loss * samples if reduction == "mean" else loss.sum()
        evaluated = self.evaluated
        evaluated["loss"] = evaluated.get("loss", 0) + total
        evaluated["samples"] = evaluated.get("samples", 0) + samples
        right = correct(function, output, target)
        if right is not None:
            evaluated["right"] = evaluated.get("right", 0) + right.sum()
            evaluated["answers"] = evaluated.get("answers", 0) + right.numel()
        self.tick(time.perf_counter())

    def end_evaluation(self) -> None:
        evaluated, self.evaluated = self.evaluated, {}
        if evaluated:
            loss = float(evaluated["loss"]) / max(1, evaluated["samples"])
            accuracy = float(evaluated["right"]) / evaluated["answers"] if evaluated.get("answers") else NAN
            self.add_evaluation({"testLoss": loss, "testAccuracy": accuracy})

    def add_evaluation(self, figures: Dict[str, float]) -> None:
        folder = self.opened()
        names = ["trainLoss", "trainAccuracy", "testLoss", "testAccuracy"]
        rows = folder.open.series.get("evaluations")
        is_same = rows is not None and bool(rows.steps) and rows.steps[-1] == self.update
        row = rows.values[-4:] if rows is not None and is_same else [NAN] * 4
        row = [figures.get(name, before) for name, before in zip(names, row)]
        folder.replace_last("evaluations", self.update, row)
        self.latest.update({name: value for name, value in figures.items() if not math.isnan(value)})

    def log_figures(self, figures: Dict[str, Any]) -> None:
        self.end_evaluation()
        known = {"train_loss": "trainLoss", "train_accuracy": "trainAccuracy"}
        for part in ("test", "val", "valid", "validation"):
            known.update({part + "_loss": "testLoss", part + "_accuracy": "testAccuracy"})
        unknown = sorted(set(figures) - set(known) - {"loss"})
        if unknown and "log" not in self.said:
            self.said.add("log")
            say("log() knows loss, %s, and not %s." % (", ".join(known), ", ".join(unknown)))
        evaluation = {known[name]: float(value) for name, value in figures.items() if name in known}
        if evaluation:
            self.add_evaluation(evaluation)
        if "loss" in figures:
            self.read_losses()
            self.latest["loss"] = float(figures["loss"])
            self.opened().replace_last("losses", max(0, self.update - 1), [float(figures["loss"])])
        self.tick(time.perf_counter())


def correct(function: str, output: Tensor, target: Any) -> Optional[Tensor]:
    """Which answers of a classifier are right; nothing for what is no classifier."""
    if not isinstance(target, Tensor):
        return None
    if function in ("cross_entropy", "nll_loss") and not target.is_floating_point() and output.dim() > 1:
        return output.argmax(1) == target
    if function.startswith("binary_cross_entropy") and output.shape == target.shape:
        return (output > (0 if function.endswith("logits") else 0.5)) == (target > 0.5)
    return None


def numbered(name: str, sign: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield "%s%s%d" % (name, sign, number)
        number += 1


def in_json(value: Any) -> Any:
    """JSON has no word for NaN and infinity."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: in_json(each) for key, each in value.items()}
    return [in_json(each) for each in value] if isinstance(value, list) else value


def on_host(tensors: Sequence[Tensor]) -> List[Tensor]:
    """Copies of one type, fetched from each device at once."""
    copies: List[Any] = [None] * len(tensors)
    for device in {each.device for each in tensors}:
        places = [place for place, each in enumerate(tensors) if each.device == device]
        flat = torch.cat([tensors[place].reshape(-1) for place in places]).cpu()
        for place, part in zip(places, flat.split([tensors[place].numel() for place in places])):
            copies[place] = part
    return copies


def encode_pictures(sample: Sample) -> Dict[str, Numbers]:
    """The tensors of a snapshot. Bytes are taken from memory: NumPy may not be there."""
    if sample.scale is not None:
        for (_, kind), taken in sample.pictures.items():
            if kind == "gradient" and taken.values is not None:
                taken.cells, taken.values = taken.cells / sample.scale, taken.values / sample.scale
    pictures = list(sample.pictures.items())
    all_cells = on_host([taken.cells for _, taken in pictures])
    measured = [key for key, taken in pictures if taken.values is not None]
    figures = [
        statistics_of(taken.values, taken.total) for _, taken in pictures if taken.values is not None
    ]
    statistics_by_key = dict(zip(measured, on_host(figures)))
    tensors: Dict[str, Numbers] = {}
    for ((layer, kind), taken), picture in zip(pictures, all_cells):
        name = "%s.%s." % (layer, kind)
        size = [taken.rows, taken.columns]
        tensors[name + "mean"] = Numbers("F32", size, ctypes.string_at(picture.data_ptr(), 4 * picture.numel()))
        tensors[name + "shape"] = doubles([float(length) for length in taken.shape])
        found = statistics_by_key.get((layer, kind))
        if found is not None:
            eight = found.tolist()
            tensors[name + "statistics"] = doubles(eight)
            tensors[name + "histogram"] = doubles(histogram(picture, eight[2], eight[3]))
    return tensors


def histogram(values: Tensor, lowest: float, highest: float) -> List[float]:
    """Counts in 64 parts from the lowest to the highest; `torch.histc` wants finite ones."""
    finite = values[torch.isfinite(values)]
    if finite.numel() == 0 or not lowest < highest:
        return [float(finite.numel())] + [0.0] * 63
    return [float(count) for count in finite.clamp(lowest, highest).histc(64, lowest, highest).tolist()]


# --- What is put in the place of parts of torch ------------------------------------------------------------------

#: The one that records.
active: Optional[Recorder] = None
#: `Module.__call__` as it was.
module_call: Callable[..., Any] = nn.Module.__call__
is_watching_calls = False
#: The mark of a `step` that is recorded already.
MARK = "_backprop_lens"


def recorded_call(module: nn.Module, /, *args: Any, **kwargs: Any) -> Any:
    if active is None:
        return module_call(module, *args, **kwargs)
    return active.call(module, args, kwargs)


def watch_calls(is_on: bool) -> None:
    """Calls of modules cost nothing while no update is recorded."""
    global module_call, is_watching_calls
    if is_on and not is_watching_calls:
        module_call = nn.Module.__call__
        nn.Module.__call__ = recorded_call  # type: ignore[method-assign,assignment]
        is_watching_calls = True
    elif not is_on and nn.Module.__call__ is recorded_call:
        # Where somebody has wrapped it meanwhile it stays, and lets everything through.
        nn.Module.__call__ = module_call  # type: ignore[method-assign]
        is_watching_calls = False


def recorded_step(original: Callable[..., Any]) -> Callable[..., Any]:
    """In place of an optimiser's `step`: a function whose first argument is the optimiser."""

    @functools.wraps(original)
    def step(optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        recorder = active
        # One `step` may call another, as that of a class does with that of its base.
        if recorder is None or recorder.stepping is not None or recorder.is_idle():
            return original(optimizer, *args, **kwargs)
        closure = args[0] if args else kwargs.get("closure")
        if callable(closure):
            closure = recorded_closure(recorder, optimizer, closure)
            args, kwargs = ((closure,) + args[1:], kwargs) if args else (args, dict(kwargs, closure=closure))
        recorder.closure_calls = 0
        recorder.attempt(recorder.before_step, optimizer, closure is not None)
        recorder.stepping = optimizer
        try:
            given = original(optimizer, *args, **kwargs)
        finally:
            recorder.stepping = None
        recorder.attempt(recorder.after_step, optimizer)
        return given

    setattr(step, MARK, True)
    return step


def recorded_closure(recorder: Recorder, optimizer: Any, closure: Callable[[], Any]) -> Callable[[], Any]:
    """The first evaluation of a closure is that of the update; LBFGS makes many."""

    @functools.wraps(closure)
    def first_is_recorded() -> Any:
        recorder.closure_calls += 1
        given = closure()
        if recorder.closure_calls == 1:
            recorder.attempt(recorder.take_gradients, optimizer)
        return given

    return first_is_recorded


def record_steps_of(optimizer: Any) -> None:
    kind = type(optimizer)
    if not getattr(kind.step, MARK, False):
        kind.step = recorded_step(kind.step)
    own = optimizer.__dict__.get("step")
    # A scheduler has put a function of its own in the place of the method.
    if own is not None and not getattr(own, MARK, False):
        step = recorded_step(lambda _, *args, **kwargs: own(*args, **kwargs))
        step.__dict__.update(getattr(own, "__dict__", {}))
        optimizer.step = types.MethodType(step, optimizer)


def after_init(kind: Any, then: Callable[[Any], None]) -> None:
    """Calls a function with every new object of a class."""
    original = kind.__init__

    @functools.wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        with contextlib.suppress(Exception):
            then(self)

    kind.__init__ = init


def remember_place(module: nn.Module) -> None:
    frame = script_frame(sys._getframe(2))
    while frame is not None and frame.f_code.co_name == "__init__" and frame.f_locals.get("self") is module:
        frame = script_frame(frame.f_back)
    places[module] = place_of(frame)


def replace(owner: Any, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    original = getattr(owner, name)
    setattr(owner, name, functools.wraps(original)(make(original)))


def recorded_backward(original: Callable[..., Any]) -> Callable[..., Any]:
    def backward(*args: Any, **kwargs: Any) -> Any:
        recorder = active
        # A checkpoint goes backward within a backward pass.
        if recorder is None or recorder.is_in_backward or recorder.is_idle():
            return original(*args, **kwargs)
        recorder.attempt(recorder.before_backward, args[0] if args else kwargs.get("tensors"))
        recorder.is_in_backward = True
        try:
            return original(*args, **kwargs)
        finally:
            recorder.is_in_backward = False

    return backward


def recorded_loss(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def loss(*args: Any, **kwargs: Any) -> Any:
            given = original(*args, **kwargs)
            if active is None or active.depth or active.is_idle():
                return given
            if not torch.is_grad_enabled():
                active.attempt(active.after_loss, name, given, args, kwargs)
            elif isinstance(given, Tensor) and given.requires_grad:
                if "loss" not in active.settings:
                    active.attempt(active.describe_loss, name, args, kwargs)
                if active.current is not None:
                    active.current.capture("target", args[1] if len(args) > 1 else kwargs.get("target"))
            return given

        # torch.jit.script compiles the function itself, since this one is only its wrapper.
        loss.__dict__.update({"__original_fn": original, "__script_if_tracing_wrapper": True})
        return loss

    return make


def recorded_iterator(original: Callable[..., Any]) -> Callable[..., Any]:
    def iterator(loader: Any) -> Any:
        if active is not None and active.update == 0:
            active.loader = weakref.ref(loader)
        return original(loader)

    return iterator


def recorded_scale(original: Callable[..., Any]) -> Callable[..., Any]:
    def scale(scaler: Any, outputs: Any) -> Any:
        scaled = original(scaler, outputs)
        if active is not None and isinstance(outputs, Tensor) and isinstance(scaled, Tensor):
            active.scaled = (weakref.ref(scaled), outputs.detach())
        return scaled

    return scale


def recorded_compile(original: Callable[..., Any]) -> Callable[..., Any]:
    def compile(*args: Any, **kwargs: Any) -> Any:
        if active is not None and not active.is_idle():
            model = args[0] if args else kwargs.get("model")
            active.may_watch_calls = False
            watch_calls(False)
            active.refuse("OptimizedModule")
            if isinstance(model, nn.Module):
                active.attempt(active.name_root, model, variable_of(model, script_frame(sys._getframe(1))))
        return original(*args, **kwargs)

    return compile


def forget_in_child() -> None:
    """A forked process, as that of a DataLoader, does not record."""
    if active is not None:
        active.is_over = True


@functools.lru_cache(maxsize=None)
def install() -> None:
    """Once in a process: each does nothing while nobody records."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget_in_child)
    after_init(nn.Module, remember_place)
    after_init(torch.optim.Optimizer, record_steps_of)
    replace(torch.autograd, "backward", recorded_backward)
    for name in LOSSES:
        replace(torch.nn.functional, name, recorded_loss(name))
    if hasattr(torch, "compile"):
        replace(torch, "compile", recorded_compile)
    replace(torch.utils.data.DataLoader, "__iter__", recorded_iterator)
    scaler = getattr(getattr(torch, "amp", None), "GradScaler", None) or torch.cuda.amp.GradScaler
    replace(scaler, "scale", recorded_scale)
    atexit.register(at_exit)


def at_exit() -> None:
    if active is None or active.is_over or active.folder is None:
        return
    error = getattr(sys, "last_value", None)
    if isinstance(error, KeyboardInterrupt):
        active.close("stopped")
    elif error is not None:
        active.close("failed", reason_of(error))
    else:
        active.close()


def start(name: str, parent: str, script: str, arguments: Sequence[str]) -> Recorder:
    """Records every model that the script trains from now on."""
    global active
    install()
    active = Recorder(name, parent, script, arguments)
    active.current = Sample(1, True)
    watch_calls(True)
    return active


def watch(
    model: Any, optimizer: Any = None, name: Optional[str] = None, folder: str = "recordings", capture: int = 0
) -> Recorder:
    """Records the training of a model, or of several, from now on.

    :param model: an `nn.Module`, also one wrapped by DistributedDataParallel, or a list of them
    :param optimizer: what updates it, or a list; not needed for optimisers that are made after this call
    :param name: what the run is called; the name of the script where it is left out
    :param folder: where the recording is made
    :param capture: the update that is written down whole, from 1; 0: none
    :returns: a recorder, whose `log` takes figures and whose `close` ends the recording; it can be used by `with`
    """
    frame = script_frame(sys._getframe(1))
    main = getattr(sys.modules.get("__main__"), "__file__", None) or (sys.argv[0] if sys.argv else "")
    title = name or os.path.splitext(os.path.basename(main))[0] or "training"
    if active is not None and not active.is_over:
        if not active.watched:
            # The launcher records this script already.
            active.name = title if active.folder is None and name else active.name
            return active
        active.close()
    recorder = start(title, folder, os.path.abspath(main), sys.argv[1:])
    recorder.capture_step = capture
    for each in listed(model):
        kind = type(each).__name__
        variable = variable_of(each, frame)
        each = each.module if kind in TRANSPARENT else each
        if kind in REFUSED:
            recorder.refuse(kind)
        elif not isinstance(each, nn.Module):
            raise TypeError("watch() takes a torch.nn.Module, or a list of them, and not %s." % kind)
        recorder.watched[id(each)] = variable or "model"
        recorder.attempt(recorder.name_root, each, variable or "model")
        if kind == "OptimizedModule":
            recorder.may_watch_calls = False
            watch_calls(False)
    for each in listed(optimizer):
        record_steps_of(each)
    if not is_first_process():
        recorder.end()
    return recorder


def listed(value: Any) -> List[Any]:
    if value is None:
        return []
    return list(value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else [value])


def is_first_process() -> bool:
    """Of several that train together: the others write nothing, since theirs would be the same."""
    distributed = torch.distributed
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank() == 0
    return os.environ.get("RANK", "0") == "0"
