"""Writes test/fixtures/data/safetensors.json with the safetensors library and PyTorch.

Run it by hand, where both are installed: the fixture is committed.
"""

import base64
import json
from pathlib import Path

import torch
from safetensors.torch import save

OUT = Path(__file__).parent.parent / "fixtures" / "data" / "safetensors.json"


def tensors():
    torch.manual_seed(0)
    floats = torch.randn(2, 3, dtype=torch.float64) * 1e3
    special = torch.tensor([0.0, -0.0, 1e-7, -2.5, 65504.0, float("inf"), float("-inf")])
    whole = torch.tensor([[0, 1, 2], [100, 7, 127]])
    yield "float64", floats
    yield "float32", floats.float()
    yield "float16", torch.cat([special, torch.tensor([6e-8])]).half()
    yield "bfloat16", torch.cat([special, torch.tensor([1e38, 1e-40])]).bfloat16()
    yield "int64", torch.tensor([-(2**53) + 1, 2**53 - 1, -1, 0])
    yield "int32", torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32)
    yield "int16", -whole.to(torch.int16)
    yield "int8", -whole.to(torch.int8)
    yield "uint8", whole.to(torch.uint8)
    yield "bool", whole > 5
    yield "scalar", torch.tensor(2.5)
    yield "empty", torch.zeros(0, 4)
    yield "層.重み", torch.eye(2)


if __name__ == "__main__":
    named = dict(tensors())
    file = save(named, metadata={"format": "pt", "note": "made by hand"})
    expected = [
        {
            "name": name,
            "shape": list(tensor.shape),
            "whole": not tensor.is_floating_point(),
            "values": [repr(float(value)) for value in tensor.double().ravel()],
        }
        for name, tensor in named.items()
    ]
    content = {"file": base64.b64encode(file).decode(), "tensors": expected}
    OUT.write_text(json.dumps(content, ensure_ascii=False) + "\n")
