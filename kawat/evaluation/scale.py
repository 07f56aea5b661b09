"""How soon a large record answers, and how large it is: `python -m kawat.evaluation.scale RECORD`.

The record is one of kawat.evaluation.synthetic. Each question is put several times by one process that has it warm; the
median is told beside the bar of docs/notes/record-at-scale.md. With `--writing`, batches are added by another process
meanwhile.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess  # nosec B404 # starts Kawat itself, without a shell
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import kawat
from kawat.evaluation.synthetic import COUNTRIES, World
from kawat.store.care import sizes

_TIMES, _EACH = 5, 12  # how often each question is put, how many different ones of a kind
_RANKS = (5000, 1200, 150)  # of words by how often they come: in 0.4 %, 1.5 % and 12 % of articles
_MONTHS = """SELECT date_trunc('month', published_on) AS month, quad, count(*) AS events, avg(intensity) AS intensity
FROM dyad WHERE actor_country = '{}' AND recipient_country = '{}' GROUP BY ALL ORDER BY ALL"""


def questions(record: kawat.Record, seed: int = 1) -> dict[str, tuple[float, list[Callable[[], Any]]]]:
    """What is asked: name, bar in ms, and different questions of that kind."""
    some = list(record.sql("SELECT id, article FROM event USING SAMPLE reservoir(12 ROWS) REPEATABLE (7)"))
    words = World.of(seed).words.to_pylist()
    rare, usual, common = (words[at : at + _EACH] for at in _RANKS)
    pairs = [(one, other) for one in COUNTRIES[:4] for other in COUNTRIES[4:7]]
    return {
        "article by id": (20, [_of(record.readings, row["article"]) for row in some]),
        "datum by id": (20, [_of(record.readings, row["id"]) for row in some]),
        "dyad by month": (200, [_of(_months, record, *pair) for pair in pairs]),
        "full text, a rare word": (300, [_of(list, record.search(one)) for one in rare]),
        "full text, a usual word": (300, [_of(list, record.search(one)) for one in usual]),
        "full text, two usual words": (
            300,
            [_of(list, record.search(f"{one} {other}")) for one, other in pairwise((*usual, rare[0]))],
        ),
        "full text, a usual word from 2020 on": (300, [_of(list, record.search(one, since="2020")) for one in usual]),
        "full text, a common word": (300, [_of(list, record.search(one)) for one in common]),
        "page of events: type, actor, status": (
            200,
            [_of(_page, record, type="THREATEN", actor=one, status="occurred") for one in COUNTRIES[:_EACH]],
        ),
        "page of events: actor, recipient, since": (
            200,
            [_of(_page, record, actor=one, recipient=other, since="2019") for one, other in pairs],
        ),
        "page of events: type": (200, [_of(_page, record, type=one) for one in ("AGREE", "SANCTION", "RETREAT")]),
        "page of quotations: speaker": (
            200,
            [_of(lambda one: record.quotations(speaker=one).head(50).arrow(), one) for one in COUNTRIES[:_EACH]],
        ),
    }


def medians(record: kawat.Record, times: int = _TIMES) -> dict[str, tuple[float, float, float, float]]:
    """Bar, median, slowest and median of the processor's time of each kind of question, in ms."""
    found = {}
    for name, (bar, asked) in questions(record).items():
        for one in asked:
            one()
        took = [_milliseconds(one) for _ in range(times) for one in asked]
        clock, processor = zip(*took, strict=True)
        found[name] = bar, statistics.median(clock), max(clock), statistics.median(processor)
    return found


def _months(record: kawat.Record, one: str, other: str) -> Any:
    """One dyad by month and quad class."""
    return record.sql(_MONTHS.format(one, other)).arrow()


def _page(record: kawat.Record, **asked: str) -> Any:
    """The first fifty events."""
    return record.events(**asked).head(50).arrow()


def _of(asked: Callable[..., Any], *given: Any, **told: Any) -> Callable[[], Any]:
    """A question with what it asks for."""
    return lambda: asked(*given, **told)


def _milliseconds(asked: Callable[[], Any]) -> tuple[float, float]:
    """How long a question takes, by the clock and of the processors together (all that counts on a busy machine)."""
    began, worked = time.perf_counter(), time.process_time()
    asked()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def main(arguments: list[str] | None = None) -> int:
    """Put questions to a large record and tell how long the answers take. Status 1 where a median is over its bar."""
    parser = argparse.ArgumentParser(prog="python -m kawat.evaluation.scale", description=main.__doc__)
    parser.add_argument("record", type=Path)
    parser.add_argument("--times", type=int, default=_TIMES, help="how often each question is put")
    parser.add_argument("--writing", action="store_true", help="while another process adds 100,000 articles")
    given = parser.parse_args(arguments)
    for name, size in sizes(given.record).items():
        print(f"{size / 1e6:10,.1f} MB  {name}")
    process = _writing(given.record) if given.writing else None
    with kawat.open(given.record) as record:
        print(", ".join(f"{number:,} {name}" for name, number in record.counts().items()))
        found = medians(record, given.times)
        for name, (bar, median, slowest, worked) in found.items():
            over = "OVER" if median > bar else ""
            told = f"slowest {slowest:7.1f}, processor {worked:7.1f}, bar {bar:3.0f}"
            print(f"{median:8.1f} ms ({told}) {name} {over}".rstrip(), flush=True)
    if process is not None:
        print("still writing" if process.poll() is None else "the writer was done before the last answer")
        process.kill()
        process.wait()
    return int(any(median > bar for bar, median, _, _ in found.values()))


def _writing(record: Path) -> subprocess.Popen[bytes]:
    """Another process that adds articles."""
    command = [sys.executable, "-m", "kawat.evaluation.synthetic", str(record), "--articles", "100000", "--seed", "999"]
    return subprocess.Popen(  # nosec B603 # noqa: S603 - our own program
        [*command, "--batch", "1000"], stderr=subprocess.DEVNULL
    )


if __name__ == "__main__":
    sys.exit(main())
