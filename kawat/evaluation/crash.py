"""Does a record survive being killed? Ingest is killed with SIGKILL at random moments and run again to its end.

    python -m kawat.evaluation.crash CORPUS --rounds 10

The record of each round must be that of an undisturbed run to the byte: segments, ids, digests, order (`care.state`).
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess  # nosec B404 # starts Kawat itself, without a shell
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from kawat.errors import InputError
from kawat.store.care import check, state

_POLL = 0.005  # seconds
_FORMER, _LEAST = 0.9, 0.02  # moments lie in this part of the time that an undisturbed run takes, and not at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One record that was killed: how often while it was being written, what differs in the end, what `check` finds."""

    killed: int
    differs: tuple[str, ...]
    troubles: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was lost, doubled or reordered."""
        return not self.differs and not self.troubles


class Ground:
    """A corpus and the record of an undisturbed run over it, in a folder for the records of the trial."""

    def __init__(self, corpus: Path, folder: Path, *, batch: int, model: str = "none") -> None:
        self.folder = folder
        self._command = [sys.executable, "-m", "kawat", "ingest", str(corpus), "--batch", str(batch), "--model", model]
        began = time.monotonic()
        self._finish(folder / "calm")
        self.seconds = time.monotonic() - began
        self.expected = state(folder / "calm")

    def strike(self, name: str, kills: int, chance: random.Random) -> Round:
        """A record whose ingest is killed so many times (or less, where it ends before), then run to its end."""
        record = self.folder / name
        killed = 0
        for _ in range(kills):
            killed += self._kill(record, chance.uniform(_LEAST, _FORMER * self.seconds / kills))
        self._finish(record)
        found = state(record)
        differs = tuple(sorted(key for key in found | self.expected if found.get(key) != self.expected.get(key)))
        return Round(killed=killed, differs=differs, troubles=tuple(one.what for one in check(record)))

    def _finish(self, record: Path) -> None:
        """Run ingest to its end; rejected input is no failure."""
        done = subprocess.run(  # nosec B603 # noqa: S603 - our own program
            [*self._command, "--into", str(record)], capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1):
            raise InputError(f"ingest into {record} ended with {done.returncode}: {done.stderr[-500:]}")

    def _kill(self, record: Path, after: float) -> bool:
        """Start ingest and kill it so many seconds after it holds the record; whether it was still at work."""
        process = subprocess.Popen(  # nosec B603 # noqa: S603 - our own program
            [*self._command, "--into", str(record)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and _holder(record) != process.pid:
            time.sleep(_POLL)
        time.sleep(after)
        at_work = process.poll() is None
        process.kill()
        process.wait()
        return at_work


def _holder(record: Path) -> int | None:
    """The process that says it holds the record."""
    try:
        told = json.loads((record / "lock").read_text(encoding="utf-8"))
        return int(told["pid"])
    except (OSError, ValueError, KeyError):
        return None


def main(arguments: list[str] | None = None) -> int:
    """Kill ingest at random moments, run it again, and compare the record with that of an undisturbed run."""
    given = _parser().parse_args(arguments)
    chance = random.Random(given.seed)  # nosec B311 # noqa: S311 - moments need no secrecy
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(given.corpus, Path(folder), batch=given.batch, model=given.model)
        print(f"undisturbed: {ground.seconds:.0f} s, {len(ground.expected)} digests", flush=True)
        found = []
        for number in range(given.rounds):
            one = ground.strike(f"round-{number}", given.kills, chance)
            what = "identical" if one.whole else f"DIFFERS {one.differs[:5]} {one.troubles[:5]}"
            print(f"round {number}: killed {one.killed} times, {what}", flush=True)
            found.append(one.whole)
    return 0 if all(found) else 1


def _parser() -> argparse.ArgumentParser:
    """What can be asked."""
    parser = argparse.ArgumentParser(prog="python -m kawat.evaluation.crash", description=main.__doc__)
    parser.add_argument("corpus", type=Path, help="what kawat ingest takes")
    parser.add_argument("--rounds", type=int, default=10, help="records that are made and killed")
    parser.add_argument("--kills", type=int, default=1, help="how often each is killed")
    parser.add_argument("--batch", type=int, default=256, help="articles that are made safe at once")
    parser.add_argument("--model", default="none", help="as for kawat ingest")
    parser.add_argument("--seed", type=int, default=1, help="for the random moments")
    return parser


if __name__ == "__main__":
    sys.exit(main())
