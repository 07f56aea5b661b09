"""A reader for worker processes that dies of some pages, as a worker does that runs out of memory."""

from __future__ import annotations

import os
import signal
import time

from kawat.records import RawPage
from kawat.run.slices import Job, Packed, read_slice


def read(job: Job, pages: tuple[RawPage, ...]) -> list[Packed]:
    """Reads as workers do, but a page that says so kills the process."""
    for page in pages:
        if "MATIKAN" in str(page.body):
            os.kill(os.getpid(), signal.SIGKILL)
    return read_slice(job, pages)


def sleep(job: Job, pages: tuple[RawPage, ...]) -> list[Packed]:
    """Answers, but not as long as somebody waits."""
    time.sleep(6)
    return []
