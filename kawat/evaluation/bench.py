"""How fast and how large: articles and words a second, the share of each stage, peak memory.

    python -m kawat.evaluation.bench CORPUS

Stages are timed from outside, by clocks put around the functions that the pipeline calls. The whole path, from
input to record, is measured for texts and, with --pages, for web pages; with the model, and by rules alone.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from kawat.api import INSTALLED, ingest, open_record, read_all
from kawat.extract import pipeline
from kawat.records import Reading

STAGES = {
    "clean": "clean",
    "identify": "language",
    "find_zones": "zones",
    "find_wire": "wire",
    "segment": "sentences",
    "find_timexes": "times",
    "find_actors": "actors",
    "find_quotations": "quotations",
    "find_events": "events",
    "find_commitments": "commitments",
    "look": "sight",
    "read_words": "encoder",
    "decode": "hints",
    "with_scores": "scores",
}
"""Function of the pipeline -> the stage that it is."""


@contextmanager
def clocks() -> Iterator[dict[str, float]]:
    """CPU seconds of each stage, counted while the context is open."""
    seconds: defaultdict[str, float] = defaultdict(float)
    before = {name: getattr(pipeline, name) for name in STAGES}
    for name, stage in STAGES.items():
        setattr(pipeline, name, _timed(before[name], stage, seconds))
    try:
        yield seconds
    finally:
        for name, function in before.items():
            setattr(pipeline, name, function)


def _timed(function: Callable[..., Any], stage: str, seconds: dict[str, float]) -> Callable[..., Any]:
    """The function with a clock around it."""

    @wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            seconds[stage] += time.process_time() - start

    return timed


def peak_memory() -> float:
    """The most memory that this process has held, in MB (on Linux the figure comes in KB, on macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measure(corpus: Path) -> Iterator[str]:
    """Read the corpus once to load what is loaded once, once more under clocks; lines of figures."""
    start = time.process_time()
    first = next(read_all(corpus))
    yield f"first {type(first).__name__.lower()} {time.process_time() - start:.2f} s CPU with loading"
    for _ in read_all(corpus):
        pass
    with clocks() as seconds:
        start = time.process_time()
        readings = [item for item in read_all(corpus) if isinstance(item, Reading)]
        total = time.process_time() - start
    words = sum(len(reading.article.text.split()) for reading in readings)
    yield f"{len(readings)} articles, {words} words in {total:.2f} s CPU"
    yield f"{len(readings) / total:.0f} articles/s, {words / total:.0f} words/s, peak memory {peak_memory():.0f} MB"
    seconds["other"] = total - sum(seconds.values())
    for stage in (*STAGES.values(), "other"):
        spent = seconds.get(stage, 0.0)
        yield f"  {stage:12} {spent:7.2f} s {spent / total:6.1%}"


def whole_path(sources: Sequence[Path], what: str, model: str | None) -> str:
    """Articles and words a CPU second from input to record, and the share of each part of the way.

    What is loaded once is loaded before, as in a run over many articles.
    """
    with tempfile.TemporaryDirectory() as folder, ingest(Path(folder) / "record", model=model) as door:
        next(iter(door.keep(map(str, sources))), None)  # engine and libraries load with the first article
    with tempfile.TemporaryDirectory() as folder, ingest(Path(folder) / "record", model=model) as door:
        start = time.process_time()
        with clocks() as seconds:
            became = [kept.became for kept in door.keep(map(str, sources))]
        total = time.process_time() - start
        words = _words(Path(folder) / "record")
    count = sum(one != "rejected" for one in became)
    clean = seconds.pop("clean", 0.0)
    reading = sum(seconds.values())
    shares = (
        f"clean {clean / total:.0%}, read {reading / total:.0%}, input and record {1 - (clean + reading) / total:.0%}"
    )
    how = "by rules" if model is None else "with the model"
    speed = f"{count / total:.1f} articles/s, {words / total:,.0f} words/s of one CPU"
    return f"{what} to record {how}: {speed} ({count} articles of {words / max(1, count):.0f} words; {shares})"


def _words(record: Path) -> int:
    """How many words the articles of a record have."""
    with open_record(record) as opened:
        return sum(len(row["text"].split()) for row in opened.sql("SELECT text FROM article"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m kawat.evaluation.bench", description=main.__doc__)
    parser.add_argument("corpus", type=Path, help="articles as kawat read takes them")
    parser.add_argument("--pages", type=Path, nargs="*", default=(), help="web pages, or folders of them")
    given = parser.parse_args(arguments)
    for line in measure(given.corpus):
        sys.stdout.write(line + "\n")
    for model in (INSTALLED, None):
        for what, sources in (("text", [given.corpus]), ("web pages", given.pages)):
            if sources:
                sys.stdout.write(whole_path(sources, what, model) + "\n")


if __name__ == "__main__":
    main()
