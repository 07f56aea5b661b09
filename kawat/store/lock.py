"""One writer at a time: a lock that the system lets go of when its holder dies, and a note of who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kawat.errors import RecordError

_NAME = "lock"
READERS = "readers"
_LOOK_EVERY = 0.2  # seconds


@contextmanager
def held(record: Path, wait: float) -> Iterator[None]:
    """Hold the record for writing; waits at most `wait` seconds, then RecordError says who holds it."""
    path = record / _NAME
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise RecordError(f"{path}: cannot be opened for writing ({error.strerror}); check who may write") from None
    with file:
        _take(file, path, wait)
        _write(file, {"pid": os.getpid(), "host": socket.gethostname(), "since": now()})
        try:
            yield
        finally:
            _write(file, None)


@contextmanager
def reading(record: Path) -> Iterator[None]:
    """Say that the record is being read, so that no folder goes away meanwhile; nobody waits for it."""
    try:
        file = (record / READERS).open("rb")
    except OSError:  # a record of format 1, in which no folder ever goes away
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def nobody_reads(record: Path) -> bool:
    """Whether nobody reads at this moment; who begins to read later sees what the catalog says then."""
    with (record / READERS).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def now() -> str:
    """The time in UTC. It is told to people; nothing is decided by it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _take(file: IO[str], path: Path, wait: float) -> None:
    """Take the lock of the system, when it is free."""
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise RecordError(
                    f"{path.parent}: {_holder(path)} writes to it; wait until it is done (--wait does so) or stop it"
                ) from None
            time.sleep(_LOOK_EVERY)
        else:
            return


def _holder(path: Path) -> str:
    """Who holds the lock, as far as it has said."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return f"process {told['pid']} on {told['host']} (since {told['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _write(file: IO[str], told: dict[str, object] | None) -> None:
    """Say who holds the lock; a full disk keeps nobody from holding it."""
    try:
        file.seek(0)
        file.truncate()
        file.write(json.dumps(told) if told else "")
        file.flush()
    except OSError:
        file.seek(0)
