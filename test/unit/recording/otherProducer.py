"""Writes and reads a recording by docs/recording.md alone, with the standard library.

otherProducer.py write FOLDER    a recording of its own
otherProducer.py read FOLDER     the numbers of a recording, as JSON
"""

import json
import math
import os
import struct
import sys

CODES = {"F64": "d", "F32": "f", "I64": "q", "I32": "i", "U8": "B"}


def write_whole(path, data):
    with open(path + ".tmp", "wb") as file:
        file.write(data)
    os.replace(path + ".tmp", path)


def safetensors(tensors):
    header, data = {}, b""
    for name, (dtype, shape, numbers) in tensors.items():
        packed = struct.pack("<%d%s" % (len(numbers), CODES[dtype]), *numbers)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        code = CODES[entry["dtype"]]
        numbers = struct.unpack("<%d%s" % ((end - begin) // struct.calcsize(code), code), data[begin:end])
        tensors[name] = {"shape": entry["shape"], "numbers": [n if math.isfinite(n) else str(n) for n in numbers]}
    return tensors


def write(folder):
    os.makedirs(folder + "/segments")
    os.makedirs(folder + "/snapshots")
    run = {
        "format": "backprop-recording",
        "version": 1,
        "producer": {"name": "a script", "version": "0"},
        "name": "by hand",
        "created": "2026-11-30T04:10:05.120000+00:00",
        "alive": "2026-11-30T04:10:07.5Z",
        "seconds": 2.38,
        "state": "finished",
        "step": 3,
        "origin": {"kind": "script", "file": "train.py", "arguments": ["--epochs", "5"]},
        "layers": [
            {"name": "net.fc 1", "type": "Linear", "shape": [2], "parameters": 6, "inputs": ["input"]},
            {"name": "net.relu@9", "type": "relu", "shape": [2], "parameters": 0, "inputs": ["net.fc 1"]},
        ],
        "edits": [{"kind": "parameter", "step": 1, "name": "net.fc 1.W", "entry": 3, "value": "-Infinity"}],
        "latest": {"loss": "NaN"},
        "some other field": [1, 2],
    }
    write_whole(folder + "/run.json", json.dumps(run).encode())
    segment = {
        "losses.steps": ("I64", [3], [0, 1, 2]),
        "losses.values": ("F32", [3], [0.5, 0.25, math.nan]),
        "evaluations.steps": ("F64", [1], [3]),
        "evaluations.values": ("F64", [1, 4], [0.125, 0.75, 0.2, math.nan]),
        "scalars.steps": ("I64", [2], [0, 2]),
        "scalars.values": ("F64", [2, 2, 5], [n / 7 for n in range(20)]),
        "something.else": ("U8", [2], [1, 2]),
    }
    write_whole(folder + "/segments/000001.safetensors", safetensors(segment))
    snapshot = {
        "net.fc 1.activation.mean": ("F32", [2, 3], [0.5, -1, 2, math.inf, 0, 4]),
        "net.fc 1.activation.shape": ("I64", [2], [3, 2]),
        "net.fc 1.activation.statistics": ("F64", [8], [1.1, 1.7, -1, 4, 4.6, 1.5, 1, 1]),
        "net.fc 1.activation.histogram": ("I64", [64], [5] + 63 * [0]),
        "net.relu@9.mask.mean": ("F32", [2, 3], [0, 1, 0, 0, 1, 0]),
        "net.relu@9.mask.shape": ("I32", [2], [3, 2]),
        "net.relu@9.deadUnits": ("U8", [2], [0, 1]),
    }
    write_whole(folder + "/snapshots/000000003.safetensors", safetensors(snapshot))


def read(folder):
    result = {"run": json.load(open(folder + "/run.json", encoding="utf-8"))}
    for part in ("segments", "snapshots"):
        result[part] = {
            name: read_safetensors("%s/%s/%s" % (folder, part, name))
            for name in sorted(os.listdir(folder + "/" + part))
            if name.endswith(".safetensors")
        }
    json.dump(result, sys.stdout)


{"write": write, "read": read}[sys.argv[1]](sys.argv[2])
