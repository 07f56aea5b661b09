"""The most memory that a process takes to read articles by a model: FOLDER of the model, COUNT, corpora."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path


def peak_memory(model: Path, count: int, corpora: Sequence[Path]) -> float:
    """MB that a process of its own holds at most while it reads `count` articles; 0 where the system does not tell."""
    command = [sys.executable, "-m", __name__, str(model), str(count), *map(str, corpora)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    return float(done.stdout)


def main(arguments: Sequence[str]) -> int:
    """Reads and prints MB."""
    from kawat.api import read_all

    for _ in islice(read_all(arguments[2:], model=arguments[0]), int(arguments[1])):
        pass
    print(_highest())
    return 0


def _highest() -> float:
    """The highest resident memory since the program began; not getrusage's, which counts the parent's as well."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM:")), 0.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
