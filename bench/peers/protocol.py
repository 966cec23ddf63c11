"""What every Python peer of the bench shares: how it is asked and answers."""

import ctypes
import json
import os
import sys
import time

import numpy as np

LEARNING_RATE = 0.01

# Before the pixels in a file of MNIST.
HEADER_BYTES = 16


def batch_of(workload, dtype):
    """The same batch for every peer: x and class numbers."""
    channels, height, width = workload["input"]
    batch = workload["batch"]
    shape = (batch, channels, height, width) if height > 1 else (batch, channels)
    count = batch * channels * height * width
    classes = workload["layers"][-1]["units"]
    images = os.environ.get("BENCH_IMAGES")
    if workload["data"] == "images" and images:
        x = np.fromfile(images, np.uint8, count, offset=HEADER_BYTES) / 255
    else:
        x = np.sin(0.7 * np.arange(count))
    return x.astype(dtype).reshape(shape), np.arange(batch) % classes


# Of this process on a processor where others are busy beside it.
now = time.process_time if os.environ.get("BENCH_CLOCK") == "cpu" else time.perf_counter


def steps_per_second(step, milliseconds):
    """Steps in blocks, so that reading the clock costs nothing."""
    block, count, elapsed = 1, 0, 0.0
    start = now()
    while elapsed < milliseconds / 1000:
        before = elapsed
        for _ in range(block):
            step()
        count += block
        elapsed = now() - start
        if elapsed - before < milliseconds / 50_000:
            block *= 2
    return count / elapsed


def serve(name, version, build):
    """Reads the workloads in the first line, then answers each line `workload milliseconds`."""
    workloads = {workload["name"]: workload for workload in json.loads(sys.stdin.readline())}
    say({"name": name, "version": version, "workloads": list(workloads)})
    steps = {}
    for line in iter(sys.stdin.readline, ""):
        workload, milliseconds = line.split()
        if workload not in steps:
            steps[workload] = build(workloads[workload])
        say({"stepsPerSecond": steps_per_second(steps[workload], float(milliseconds))})


def blas():
    """The library that multiplies matrices, as this process has loaded it, and the kernels it chose."""
    a, b = np.sin(np.arange(78400)).reshape(100, 784), np.cos(np.arange(39200)).reshape(784, 50)
    # Some versions choose kernels that a processor runs wrongly.
    if not np.allclose(np.dot(a, b), np.einsum("ij,jk->ik", a, b)):
        raise ArithmeticError("The BLAS computes a wrong product on this processor.")
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            loaded = {line.split()[-1] for line in maps if "blas" in line}
    except OSError:
        return "BLAS unknown"
    names = ", ".join(sorted(os.path.basename(path) for path in loaded)) or "BLAS unknown"
    cores = {core for core in map(core_of, loaded) if core is not None}
    return names + "".join(f" ({core} kernels)" for core in sorted(cores))


def core_of(library):
    """What OpenBLAS takes the processor for."""
    for name in ("openblas_get_corename", "scipy_openblas_get_corename64_"):
        function = getattr(ctypes.CDLL(library), name, None)
        if function is not None:
            function.restype = ctypes.c_char_p
            return function().decode()
    return None


def say(value):
    print(json.dumps(value), flush=True)
