"""How far a long run has come, on standard error: a moving line on a terminal, else a plain line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from kawat import api

FIRST_AFTER, PLAIN_EVERY = 2.0, 30.0  # seconds

Item = api.Reading | api.Rejection


def counted(items: Iterator[Item], *, quiet: bool = False) -> Iterator[Item]:
    """The items as they come, with progress on standard error once the run is longer than two seconds.

    `quiet` leaves the terminal to the items, where they are shown on it.
    """
    if sys.stderr.isatty():
        return items if quiet else _on_terminal(items)
    return _in_lines(items)


def _on_terminal(items: Iterator[Item]) -> Iterator[Item]:
    """A moving line, gone when all is read."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    began, rejected = time.monotonic(), 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", visible=False)
        for count, item in enumerate(items, start=1):
            rejected += isinstance(item, api.Rejection)
            seconds = time.monotonic() - began
            progress.update(task, description=_words(count, rejected, seconds), visible=seconds > FIRST_AFTER)
            yield item


def _in_lines(items: Iterator[Item]) -> Iterator[Item]:
    """A plain line every half minute, none for a short run."""
    began = last = time.monotonic()
    rejected = 0
    for count, item in enumerate(items, start=1):
        rejected += isinstance(item, api.Rejection)
        yield item
        now = time.monotonic()
        if now - last >= PLAIN_EVERY:
            last = now
            print(f"kawat: {_words(count, rejected, now - began)}", file=sys.stderr, flush=True)


def _words(count: int, rejected: int, seconds: float) -> str:
    """How many articles were read and rejected, and how fast."""
    pace = f", {count / seconds:,.1f} a second" if seconds else ""
    return f"{count - rejected:,} read, {rejected:,} rejected{pace}"
