"""plain.py FOLDER KIND...: trainings as they are, each in a process forked from this one, which has imported torch
for all of them. Writes what each prints into KIND.output and KIND.errors, what its probe tells into KIND.json, and
prints with what code it ended.
"""

import os
import runpy
import sys

import torch  # noqa: F401

folder, kinds = sys.argv[1], sys.argv[2:]
script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "trainings.py")


def in_folder(kind, ending):
    return os.path.join(folder, "%s.%s" % (kind, ending))


for kind in kinds:
    child = os.fork()
    if child == 0:
        for number, ending in ((1, "output"), (2, "errors")):
            os.dup2(os.open(in_folder(kind, ending), os.O_CREAT | os.O_WRONLY), number)
        os.environ["PROBE"] = in_folder(kind, "json")
        sys.argv = [script, kind]
        runpy.run_path(script, run_name="__main__")
        sys.exit()
    _, status = os.waitpid(child, 0)
    print(kind, os.WEXITSTATUS(status) if os.WIFEXITED(status) else "killed", flush=True)
