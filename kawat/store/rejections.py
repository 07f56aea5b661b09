"""What input was rejected, and why: a log beside the segments, shortened where it grows.

    rejections.jsonl    a line each: {"source", "line", "article", "stage", "reason", "detail", "at"}; without a reason
                        where that source was kept later

The last line on a source and line counts. It proves nothing of what the record holds: a line that a crash tore is
passed over, and the next run over that input tells it again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kawat.errors import RecordError
from kawat.records import Rejection
from kawat.store import lock

NAME = "rejections.jsonl"
MOST = 50_000
"""Rejections that are kept, the last ones; the file is shortened where it has twice as many lines."""
_LONGEST = 500  # characters of a source or of words about it
_TAIL = 65_536  # bytes of the end in which the last line begins


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item of input that has no reading: where it stood, which article it seems to be, and why.

    `source`: file or address; `line` from 1, for files of many articles; `stage` and `reason` as of a rejection;
    `at`: when it was told (UTC).
    """

    source: str
    line: int | None
    article: str | None
    stage: str | None
    reason: str | None
    detail: str | None
    at: str

    @property
    def place(self) -> tuple[str, int | None]:
        """Where it stood."""
        return self.source, self.line


@dataclass(slots=True)
class Log:
    """The log open for a run: what is known, and what is to be added at the next `flush`."""

    path: Path
    known: dict[tuple[str, int | None], Rejected]
    lines: int
    waiting: list[Rejected]

    @classmethod
    def of(cls, record: Path) -> Log:
        """The log of a record. Raises RecordError where it cannot be read."""
        path = record / NAME
        found = _lines(path)
        return cls(path, _standing(found), len(found), [])

    def reject(self, told: Rejection) -> None:
        """Note a rejection, once for as long as it stays the same."""
        about = told.article
        source = (about.name or about.url or "")[:_LONGEST]
        said = (told.stage, told.reason, told.detail[:_LONGEST])
        before = self.known.get((source, told.line))
        if before is None or (before.stage, before.reason, before.detail) != said:
            self._add(Rejected(source, told.line, about.id, *said, lock.now()))

    def keep(self, source: str | None, line: int | None) -> None:
        """Note that what was rejected before is now kept."""
        if (place := ((source or "")[:_LONGEST], line)) in self.known:
            self._add(Rejected(*place, None, None, None, None, lock.now()))

    def flush(self) -> None:
        """Make safe what was noted. Raises RecordError where it cannot be written."""
        if not self.waiting:
            return
        try:
            if self.lines + len(self.waiting) > 2 * MOST:
                self._shorten()
            else:
                _append(self.path, self.waiting)
                self.lines += len(self.waiting)
        except OSError as error:
            raise RecordError(
                f"{self.path}: cannot be written ({error.strerror}); what was kept before is safe: make room or see "
                "who may write, and run the same command again"
            ) from error
        self.waiting = []

    def _add(self, one: Rejected) -> None:
        self.known.pop(one.place, None)
        if one.reason is not None:
            self.known[one.place] = one
        self.waiting.append(one)

    def _shorten(self) -> None:
        """Write the last ones anew in place of the file."""
        kept = list(self.known.values())[-MOST:]
        part = self.path.with_name(f"{NAME}.part")
        with part.open("wb") as file:
            file.write(b"".join(map(_line, kept)))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)
        self.known, self.lines = {one.place: one for one in kept}, len(kept)


def read(record: Path) -> tuple[Rejected, ...]:
    """What is rejected as things stand, the last first. Raises RecordError where the log cannot be read."""
    return tuple(reversed(_standing(_lines(record / NAME)).values()))


def _standing(told: Iterable[Rejected]) -> dict[tuple[str, int | None], Rejected]:
    """The last rejection of each place, in the order in which they were told."""
    found: dict[tuple[str, int | None], Rejected] = {}
    for one in told:
        found.pop(one.place, None)
        if one.reason is not None:
            found[one.place] = one
    return found


def _lines(path: Path) -> list[Rejected]:
    """The whole lines of a log; none where there is no log."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); check who may read it") from None
    told = (_rejected(line) for line in data.split(b"\n")[:-1])
    return [one for one in told if one is not None]


def _rejected(line: bytes) -> Rejected | None:
    try:
        return msgspec.json.decode(line, type=Rejected)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _append(path: Path, told: Iterable[Rejected]) -> None:
    """Add lines behind the last whole one; what a crash tore was never acknowledged, and goes."""
    with path.open("a+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        whole = tail.rfind(b"\n") + 1
        if whole or size == len(tail):
            file.truncate(size - len(tail) + whole)
        else:
            file.write(b"\n")  # no line of this log is so long; it stays one that does not count
        file.write(b"".join(map(_line, told)))
        file.flush()
        os.fsync(file.fileno())


def _line(one: Rejected) -> bytes:
    return msgspec.json.encode(one) + b"\n"
