"""Writes event files of TensorBoard as its own writers do, by hand: no package of Debian has one.

The messages follow tensorboard/compat/proto (event.proto, summary.proto, tensor.proto), the records
tensorflow/core/lib/io/record_writer.cc. The checksum is held against RFC 3720, appendix B.4.
"""
import json
import os
import struct
import sys

TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = (crc >> 8) ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


assert crc32c(bytes(32)) == 0x8A9136AA
assert crc32c(b"\xff" * 32) == 0x62A8AB43
assert crc32c(bytes(range(32))) == 0x46DD794E


def record(data):
    def masked(part):
        crc = crc32c(part)
        return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)

    length = struct.pack("<Q", len(data))
    return length + masked(length) + data + masked(data)


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, kind, value):
    packed = {0: varint, 1: lambda v: struct.pack("<d", v), 5: lambda v: struct.pack("<f", v)}
    data = varint(len(value)) + value if kind == 2 else packed[kind](value)
    return varint(number << 3 | kind) + data


def doubles(values):
    return struct.pack("<%dd" % len(values), *values)


def event(time, step, *values):
    summary = b"".join(field(1, 2, value) for value in values)
    return record(field(1, 1, time) + field(2, 0, step) + field(5, 2, summary))


def simple(tag, value):
    return field(1, 2, tag.encode()) + field(2, 5, value)


def histo(tag, limits, counts, low, high, total, squares):
    body = field(1, 1, low) + field(2, 1, high) + field(3, 1, sum(counts)) + field(4, 1, total)
    body += field(5, 1, squares) + field(6, 2, doubles(limits)) + field(7, 2, doubles(counts))
    return field(1, 2, tag.encode()) + field(5, 2, body)


def tensor(tag, plugin, shape, kind, values, content):
    dims = b"".join(field(2, 2, field(1, 0, size)) for size in shape)
    body = field(1, 0, kind) + field(2, 2, dims)
    packed = struct.pack("<%d%s" % (len(values), "f" if kind == 1 else "d"), *values)
    body += field(4 if content else (5 if kind == 1 else 6), 2, packed)
    metadata = field(9, 2, field(1, 2, field(1, 2, plugin.encode())))
    return field(1, 2, tag.encode()) + metadata + field(8, 2, body)


def write(path, *records):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(b"".join(records))


root = sys.argv[1]
head = record(field(1, 1, 1700000000.0) + field(3, 2, b"brain.Event:2"))
start = 1700000000.0
name = "events.out.tfevents.1700000000.host.1.0"

# As torch.utils.tensorboard writes: simple values and the old histograms.
weights = ([-1.0, 0.0, 1.0], [0.0, 3.0, 5.0], -0.5, 1.0, 4.0, 6.0)
plain = [event(start + step, step, simple("Loss/train", 1.0 / (step + 1)), simple("lr", 0.5)) for step in range(5)]
plain.append(event(start + 5, 4, simple("Loss/test", 0.75), simple("Accuracy/test", 0.5), simple("memory", 12.0)))
plain += [event(start + step, step, histo("fc1.weight", *weights)) for step in (0, 4)]
write(os.path.join(root, "torch", name), head, *plain)

# As Keras 3 writes: tensors, in two folders.
for part, loss in (("train", 0.5), ("validation", 0.625)):
    rows = [-1.0, 0.0, 2.0, 0.0, 1.0, 6.0]
    write(
        os.path.join(root, "keras", part, name),
        head,
        event(start, 0, tensor("epoch_loss", "scalars", [], 1, [loss], True)),
        event(start + 9, 1, tensor("epoch_loss", "scalars", [], 1, [loss / 2], False)),
        event(start + 9, 1, tensor("dense/kernel_0", "histograms", [2, 3], 2, rows, True)),
    )

# Cut off in the last record, and changed in one.
whole = head + b"".join(plain)
write(os.path.join(root, "cut", name), whole[:-7])
changed = bytearray(whole)
changed[len(head) + 20] ^= 1
write(os.path.join(root, "changed", name), bytes(changed))
write(os.path.join(root, "empty", name), b"")
write(os.path.join(root, "noise", name), bytes((i * 37) % 251 for i in range(5000)))

# What cannot be: times, steps and histograms; and two tags for one curve, of which one has more values.
NAN, INF = float("nan"), float("inf")
times = [event(time, step, simple("loss", 0.5)) for step, time in enumerate((NAN, 1e300, -1e300))]
write(os.path.join(root, "times", name), *times)
below = [event(start, 2 ** 64 - 5, simple("loss", 3.0)), event(start, 2 ** 62, simple("loss", 3.0))]
named = event(start, 9, simple("loss", 3.0), simple("__proto__", 1.0), simple("constructor", 2.0))
write(os.path.join(root, "steps", name), *plain, *below, named)
odd = [
    histo("nan", [0.5, NAN], [1.0, 2.0], 0.0, 1.0, 1.0, 1.0),
    histo("endless", [0.5, INF], [1.0, 2.0], 0.0, INF, 1.0, 1.0),
    histo("lengths", [0.5], [1.0, 2.0], 0.0, 1.0, 1.0, 1.0),
    histo("none", [], [], 0.0, 1.0, 1.0, 1.0),
    histo("negative", [0.5, 1.0], [3.0, -1.0], 0.0, 1.0, 1.0, 1.0),
    histo("backwards", [1.0, 0.5], [1.0, 1.0], 0.0, 1.0, 1.0, 1.0),
    tensor("rows", "histograms", [2, 3], 2, [0.0, 1.0, 2.0, 1.0, NAN, 2.0], True),
    histo("whole", *weights),
]
write(os.path.join(root, "histograms", name), event(start, 1, *odd))
json.dump(sorted(os.listdir(root)), sys.stdout)
