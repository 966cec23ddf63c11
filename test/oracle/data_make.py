"""Makes test/fixtures/data: files as NumPy writes them, and random numbers, data and splits
computed here a second time, from the published algorithms. Needs python3-numpy.

    python3 test/oracle/data_make.py
"""

import base64
import io
import json
import math
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent.parent / "fixtures" / "data"
MASK = (1 << 64) - 1


class Xoroshiro128Plus:
    """xoroshiro128+ (Blackman and Vigna, 2016 constants 24, 16, 37); the low 32 bits of each output."""

    JUMP = (0xDF900294D8F554A5, 0x170865DF4B3201FC)

    def __init__(self, seed, jumps):
        low = seed & 0xFFFFFFFF
        high = (seed >> 32) & 0xFFFFFFFF
        self.s0 = 0xFFFFFFFF << 32 | (~low & 0xFFFFFFFF)
        self.s1 = low << 32 | high
        for _ in range(jumps):
            self.jump()
        self.spare = None

    def next(self):
        result = (self.s0 + self.s1) & 0xFFFFFFFF
        t = self.s0 ^ self.s1
        rotate = lambda x, k: (x << k | x >> (64 - k)) & MASK
        self.s0, self.s1 = rotate(self.s0, 24) ^ t ^ (t << 16 & MASK), rotate(t, 37)
        return result

    def jump(self):
        j0 = j1 = 0
        for word in self.JUMP:
            for bit in range(64):
                if word >> bit & 1:
                    j0, j1 = j0 ^ self.s0, j1 ^ self.s1
                self.next()
        self.s0, self.s1 = j0, j1

    def uniform(self):
        high, low = self.next() & (1 << 26) - 1, self.next() & (1 << 27) - 1
        return (high << 27 | low) / (1 << 53)

    def normal(self):
        if self.spare is not None:
            spare, self.spare = self.spare, None
            return spare
        while True:
            x = 2 * self.uniform() - 1
            y = 2 * self.uniform() - 1
            square = x * x + y * y
            if 0 < square < 1:
                scale = math.sqrt(-2 * math.log(square) / square)
                self.spare = y * scale
                return x * scale

    def integer(self, count):
        limit = (1 << 32) // count * count
        while True:
            value = self.next() ^ 0x80000000
            if value < limit:
                return value % count

    def shuffle(self, entries):
        for last in range(len(entries) - 1, 0, -1):
            other = self.integer(last + 1)
            entries[last], entries[other] = entries[other], entries[last]


USES = {"initialisation": 1, "shuffling": 2, "dropout": 3, "data": 4, "sampling": 5, "constructor": 6, "splitting": 7}


def random_numbers():
    cases = []
    for seed in (0, 1, -1, 42, 2**31, 2**40 + 7, -(2**53) + 1):
        for use, jumps in USES.items():
            stream = Xoroshiro128Plus(seed, jumps)
            order = list(range(8))
            case = {
                "seed": seed,
                "use": use,
                "uniform": [stream.uniform() for _ in range(4)],
                "normal": [stream.normal() for _ in range(5)],
                "integer": [stream.integer(count) for count in (1, 2, 3, 10, 1000, 3_000_000_000, 2**32)],
            }
            stream.shuffle(order)
            case["shuffled"] = order
            cases.append(case)
    write_json("random.json", cases)


def spiral(seed, classes, points, noise):
    """Deep Learning from Scratch 2, section 1.4.1, in the book's order of operations."""
    stream = Xoroshiro128Plus(seed, USES["data"])
    inputs, labels = [], []
    for arm in range(classes):
        for i in range(points):
            radius = 1.0 * (i / points)
            theta = arm * 4.0 + 4.0 * radius + stream.normal() * noise
            inputs.append([radius * math.sin(theta), radius * math.cos(theta)])
            labels.append(arm)
    return inputs, labels


def generated():
    inputs, labels = spiral(7, 3, 20, 0.2)
    write_json("spiral.json", {"seed": 7, "classes": 3, "points": 20, "noise": 0.2, "inputs": inputs, "labels": labels})


def split():
    """Stratified: quotas by largest remainders, each class shuffled in turn; then standardised by the training part."""
    cases = []
    for seed, sizes, test in ((0, [10, 10, 10], 6), (1, [50, 7, 3], 20), (2, [1, 1, 98], 25), (3, [5, 0, 9], 4)):
        labels = [label for label, size in enumerate(sizes) for _ in range(size)]
        count = len(labels)
        exact = [size * test / count for size in sizes]
        quotas = [math.floor(share) for share in exact]
        order = sorted(range(len(sizes)), key=lambda index: (-(exact[index] - quotas[index]), index))
        for index in order[: test - sum(quotas)]:
            quotas[index] += 1
        stream = Xoroshiro128Plus(seed, USES["splitting"])
        chosen = []
        for label, quota in enumerate(quotas):
            group = [sample for sample in range(count) if labels[sample] == label]
            stream.shuffle(group)
            chosen += group[:quota]
        cases.append({"seed": seed, "labels": labels, "classes": len(sizes), "test": test, "expected": sorted(chosen)})
    write_json("split.json", cases)

    random = np.random.default_rng(0)
    inputs = random.normal(size=(12, 3)) * [1, 1e-3, 0] + [0, 1e6, 7]
    train = [0, 1, 2, 4, 5, 6, 8, 9, 11]
    mean, deviation = inputs[train].mean(axis=0), inputs[train].std(axis=0)
    deviation[deviation == 0] = 1
    write_json(
        "standardize.json",
        {
            "inputs": inputs.ravel().tolist(),
            "train": train,
            "mean": mean.tolist(),
            "deviation": deviation.tolist(),
            "expected": ((inputs - mean) / deviation).ravel().tolist(),
        },
    )


ARRAYS = {
    "f4": np.array([[1.5, -2.25, 0.1], [3e38, -0.0, 1e-45]], "<f4"),
    "f8": np.array([[0.1, -1e300], [5e-324, 7.0]], "<f8"),
    "i1": np.array([-128, 0, 127], "i1"),
    "u1": np.array([[[0, 255], [7, 8]]], "u1"),
    "i2": np.array([-32768, 32767], "<i2"),
    "u2": np.array([0, 65535], "<u2"),
    "i4": np.array([-(2**31), 2**31 - 1], "<i4"),
    "u4": np.array([0, 2**32 - 1], "<u4"),
    "i8": np.array([-(2**53) + 1, -1, 0, 2**53 - 1], "<i8"),
    "u8": np.array([0, 2**32, 2**53 - 1], "<u8"),
    "b1": np.array([[True, False], [False, True]]),
    "scalar": np.array(2.5),
    "empty": np.zeros((0, 3)),
    "long": np.arange(300.0).reshape(100, 3),
}


def saved(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version, allow_pickle=True)
    return base64.b64encode(file.getvalue()).decode()


def entry(name, array, version=None):
    return {
        "name": name,
        "descr": array.dtype.str,
        "shape": list(array.shape),
        "values": [repr(float(value)) if array.dtype.kind == "f" else str(int(value)) for value in array.ravel()],
        "file": saved(array, version),
    }


def npy():
    cases = [entry(name, array) for name, array in ARRAYS.items()]
    cases.append(entry("version 2", ARRAYS["long"], (2, 0)))
    cases.append(entry("version 3", ARRAYS["long"], (3, 0)))
    cases.append(entry("Fortran order of a column", np.asfortranarray(np.arange(4.0).reshape(4, 1))))
    read_only = {
        "Fortran order": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "Fortran order of three axes": np.asfortranarray(np.arange(24, dtype="<i2").reshape(2, 3, 4)),
        "transposed": np.arange(6, dtype="<f4").reshape(2, 3).T,
        "half precision": np.array([[0, -0.0, 1, -2.5], [65504, 6.1e-05, 5.96e-08, 0.333]], "<f2"),
        "half precision, big-endian": np.array([1.5, -0.125], ">f2"),
        "big-endian f4": np.array([1.5, -3e38], ">f4"),
        "big-endian f8": np.array([[0.1, -1e300]], ">f8"),
        "big-endian i2": np.array([-32768, 258], ">i2"),
        "big-endian i8": np.array([-(2**53) + 1, 0, 258], ">i8"),
        "big-endian u4 in Fortran order": np.asfortranarray(np.array([[1, 2], [3, 2**32 - 1]], ">u4")),
        "booleans in Fortran order": np.asfortranarray(np.array([[True, False], [True, True]])),
    }
    cases += [entry("read only, " + name, array) for name, array in read_only.items()]
    write_json("npy.json", cases)
    texts = {
        "text": np.array(["setosa", "", "a", "virginica"]),
        "Japanese": np.array(["花", "葉", "𠮷"]),
        "big-endian": np.array(["no", "yes"], ">U5"),
        "bytes": np.array([b"no", b"yes", b"caf\xe9"]),
        "Fortran order": np.asfortranarray(np.array([["a", "b"], ["c", "d"], ["e", "f"]])),
    }
    write_json(
        "npy_texts.json",
        [
            {
                "name": name,
                "shape": list(array.shape),
                "texts": [text.decode("latin-1") if isinstance(text, bytes) else str(text) for text in array.ravel()],
                "file": saved(array),
            }
            for name, array in texts.items()
        ],
    )
    refused = {
        "long double": (np.arange(3, dtype=np.longdouble), "descr"),
        "complex": (np.arange(3, dtype="<c8"), "descr"),
        "dates": (np.array(["2020-01-01"], "<M8[D]"), "descr"),
        "objects": (np.array([None, {}], object), "descr"),
        "structured": (np.zeros(2, [("a", "<f4"), ("b", "<i4")]), "descr"),
    }
    write_json(
        "npy_refused.json",
        [{"name": name, "field": field, "file": saved(array)} for name, (array, field) in refused.items()],
    )


def npz():
    x, t = np.arange(12, dtype="<f4").reshape(4, 3) / 8, np.array([0, 1, 2, 1])
    cases = []
    for name, save in (("stored", np.savez), ("deflated", np.savez_compressed)):
        file = io.BytesIO()
        save(file, x=x, t=t, other=np.array(["text"]))
        cases.append({"name": name, "file": base64.b64encode(file.getvalue()).decode()})
    write_json("npz.json", {"x": x.ravel().tolist(), "t": t.tolist(), "shape": list(x.shape), "cases": cases})


def channels_last():
    """Images as they are kept with channels last, and as numpy.transpose brings the channels to the front."""
    random = np.random.default_rng(1)
    x = random.integers(0, 256, (3, 4, 5, 3), dtype=np.uint8)
    scaled = x.transpose(0, 3, 1, 2) * np.float32(1 / 255)
    write_json(
        "channels_last.json",
        {"x": saved(x), "shape": [3, 4, 5], "first": scaled.astype(np.float64).ravel().tolist()},
    )


def check_written():
    """`written.npz` is what the program writes for `written.json`: it must be what NumPy reads."""
    arrays = {name: array for name, array in ARRAYS.items() if name != "empty"}
    arrays["affine1.W"] = np.arange(6.0).reshape(2, 3) / 7
    write_json("written.json", [entry(name, array) for name, array in arrays.items()])
    with np.load(HERE / "written.npz") as written:
        assert sorted(written.files) == sorted(arrays), written.files
        for name, array in arrays.items():
            assert written[name].dtype == array.dtype, name
            assert written[name].shape == array.shape, name
            assert written[name].tobytes() == array.tobytes(), name


def write_json(name, value):
    (HERE / name).write_text(json.dumps(value) + "\n")


if __name__ == "__main__":
    HERE.mkdir(parents=True, exist_ok=True)
    random_numbers()
    generated()
    split()
    npy()
    npz()
    channels_last()
    check_written()
