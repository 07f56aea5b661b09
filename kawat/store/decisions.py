"""What people decided of a record: a log that is only added to, and survives re-reading, repair and a lost catalog.

    decisions.jsonl     a line a decision: {"id", "kind", "verdict", "subjects", "value", "by", "at", "note", "sum"}

`sum` is the SHA-256 of the line without it. A line counts when it is whole: one that was torn by a crash was never
acknowledged, is passed over, and gives way to the next. It is a file of its own because it is the one part of a record
that cannot be made again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from kawat.errors import RecordError
from kawat.records import Verdict
from kawat.store import lock

NAME = "decisions.jsonl"
TABLE_OF: Mapping[str, str] = {"a": "actor", "t": "timex", "q": "quotation", "e": "event", "c": "commitment"}
"""The table of an id's first letter."""

_KIND_OF_VERDICT = {"confirm": "posting", "refuse": "posting", "suppress": "person", "undo": "decision"}
_SUM = 16  # hex digits that are kept of a digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's ruling.

    `kind`: actor, timex, quotation, event, commitment, article, posting, person or decision; that is what `subjects`
    are: ids, or the name of a person. `value` holds the corrected fields. `by`: who decided; `at`: when (UTC).
    """

    id: str
    kind: str
    verdict: Verdict
    subjects: tuple[str, ...]
    value: dict[str, str]
    by: str
    at: str
    note: str | None


class Log(NamedTuple):
    """The decisions that count, in order, and what is wrong with other lines."""

    decisions: tuple[Decision, ...]
    faults: tuple[str, ...]


def add(
    record: Path,
    verdict: Verdict,
    subjects: Sequence[str],
    *,
    by: str,
    at: str | None = None,
    value: dict[str, str],
    note: str | None,
) -> Decision:
    """Add a decision; when this returns it is safe on disk. `at` (ISO 8601, UTC): usual: now.

    Raises RecordError where it cannot be written.
    """
    at = at or lock.now()
    path = record / NAME
    try:
        with _held(path) as file:
            data = file.read()
            whole = data[: data.rfind(b"\n") + 1]
            key = hashlib.sha256(whole + repr((verdict, subjects, value, by, at, note)).encode()).hexdigest()[:10]
            made = Decision(
                id=f"d-{key}",
                kind=_KIND_OF_VERDICT.get(verdict) or table_of(subjects[0]) or "article",
                verdict=verdict,
                subjects=tuple(subjects),
                value=value,
                by=by,
                at=at,
                note=note,
            )
            file.truncate(len(whole))
            file.seek(len(whole))
            file.write(_line(made))
            file.flush()
            os.fsync(file.fileno())
            return made
    except OSError as error:
        raise RecordError(
            f"{path}: cannot be written ({error.strerror}); nothing was decided: see who may write"
        ) from None


def table_of(subject: str) -> str | None:
    """The table of an id; None where it is no id of a datum."""
    return TABLE_OF.get(subject[:1]) if subject[1:2] == "-" else None


def read(record: Path) -> Log:
    """All decisions that are whole. Raises RecordError where the file cannot be read."""
    path = record / NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Log((), ())
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); check who may read it") from None
    lines = data.split(b"\n")
    torn = [f"{path}: line {len(lines)}: torn; it was never acknowledged, the next decision takes its place"]
    found: list[Decision] = []
    faults: list[str] = []
    for number, line in enumerate(lines[:-1], start=1):
        decision = _decision(line)
        if decision is None:
            faults.append(f"{path}: line {number}: is not the line that was written; it does not count")
        else:
            found.append(decision)
    return Log(tuple(found), (*faults, *(torn if lines[-1] else ())))


def mend(record: Path) -> tuple[str, ...]:
    """Leave the lines that count, and keep the others in decisions.damaged; what was wrong."""
    path = record / NAME
    if not read(record).faults:
        return ()
    with _held(path) as file:
        log, data = read(record), file.read()
        if log.faults:
            bad = [line for line in data.split(b"\n") if line and _decision(line) is None]
            with path.with_suffix(".damaged").open("ab") as aside:
                aside.write(b"".join(line + b"\n" for line in bad))
                aside.flush()
                os.fsync(aside.fileno())
            part = path.with_name(f"{NAME}.part")
            with part.open("wb") as whole:
                whole.write(b"".join(_line(decision) for decision in log.decisions))
                whole.flush()
                os.fsync(whole.fileno())
            part.replace(path)
    return log.faults


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that stand: the last on its subjects, where those that were undone were never made."""
    told = tuple(decisions)
    undone: set[str] = set()
    for one in reversed(told):
        if one.verdict == "undo" and one.id not in undone:
            undone.update(one.subjects)
    latest: dict[tuple[str, tuple[str, ...]], Decision] = {}
    for one in told:
        if one.verdict != "undo" and one.id not in undone:
            key = (_question(one.verdict), tuple(sorted(one.subjects)))
            latest.pop(key, None)
            latest[key] = one
    return tuple(latest.values())


def _question(verdict: str) -> str:
    """What a verdict answers: two answers to one question do not stand beside each other."""
    for question in (("accept", "reject", "correct"), ("join", "split"), ("confirm", "refuse")):
        if verdict in question:
            return question[0]
    return verdict


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    """The file, held so that nobody else writes to it meanwhile."""
    while True:
        with path.open("a+b") as made:
            os.fsync(made.fileno())
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
                yield file
                return  # else it was mended while this waited: the lock is on what was


def _line(decision: Decision) -> bytes:
    told = msgspec.to_builtins(decision)
    return msgspec.json.encode({**told, "sum": _sum(told)}) + b"\n"


def _sum(told: dict[str, object]) -> str:
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()[:_SUM]


def _decision(line: bytes) -> Decision | None:
    """The decision of a line; None where the line is not what was written."""
    try:
        told = msgspec.json.decode(line)
        if not isinstance(told, dict) or told.pop("sum", None) != _sum(told):
            return None
        return msgspec.convert(told, Decision)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
