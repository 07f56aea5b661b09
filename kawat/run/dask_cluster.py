"""Reading on a Dask cluster: the function of `kawat.run.slices`, a task for each slice, answers in order of the pages.

This process opens the input and alone writes the record; workers need neither disk. A task has no effect but its
answer, so one that is lost with its worker is done again elsewhere and counts once. A slice on which workers died more
often than the scheduler allows is read page by page while nothing else runs; a page that still ends them is set aside.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kawat.errors import UsageError
from kawat.records import RawPage
from kawat.run.slices import LARGE, TRIES, Answer, Item, Job, poison, read_slice, size_of, unpacked
from kawat.store.writer import page_digest

if TYPE_CHECKING:
    from distributed import Client, Future

SLICE = 32  # pages of one task
DEPTH = 4  # tasks for each thread of the cluster that are under way at once
_PATIENCE = 60  # seconds until a scheduler answers or a first worker is there
_LONGEST = 1_800  # seconds that a task may take; a slice takes some, and some minutes where its workers die

Known = Callable[[RawPage], bool]
_Task = tuple[list[Item], list[int], Any]  # items; which of them are read; what will hold their answers


class Cluster:
    """A Dask cluster that reads; made by `connected`."""

    def __init__(self, job: Job, client: Client) -> None:
        self._job = job
        self._client = client
        self._sent = 0

    def read(self, items: Iterable[Item], known: Known) -> Iterator[tuple[Item, Answer | None]]:
        """Each item with its answer, in order; without one where it is a rejection or `known`, which is not read.

        Raises what a worker raised, UsageError where the cluster went away.
        """
        line: deque[_Task] = deque()
        for some, wanted in _gathered(items, known):
            pages = tuple(page for page in map(some.__getitem__, wanted) if isinstance(page, RawPage))
            line.append((some, wanted, self._submit(pages) if pages else None))
            while len(line) > DEPTH * max(1, sum(self._client.nthreads().values())):
                yield from self._told(line)
        while line:
            yield from self._told(line)

    def _told(self, line: deque[_Task]) -> Iterator[tuple[Item, Answer | None]]:
        """The items of the first task, once they are answered."""
        some, wanted, future = line[0]
        answers = self._answers(tuple(some[i] for i in wanted), future, line) if future is not None else []  # type: ignore[misc]
        line.popleft()
        by_place = dict(zip(wanted, answers, strict=True))
        yield from ((item, by_place.get(place)) for place, item in enumerate(some))

    def _answers(self, pages: tuple[RawPage, ...], future: Future[Any], line: deque[_Task]) -> list[Answer]:
        """The answers of a task; of its pages one by one where workers died on it."""
        from distributed import KilledWorker

        try:
            return unpacked(self._waited(future.result))
        except KilledWorker:
            for _, _, other in line:  # until nothing else is under way
                if other is not None:
                    self._waited(other.exception)
            return [self._alone(page) for page in pages]
        except (CancelledError, OSError) as error:
            raise _gone(str(error)) from error

    def _alone(self, page: RawPage) -> Answer:
        """The answer of one page while nothing else is read, so that who dies died of this page."""
        from distributed import KilledWorker

        try:
            return unpacked(self._waited(self._submit((page,)).result))[0]
        except KilledWorker:
            return poison(page)
        except (CancelledError, OSError) as error:
            raise _gone(str(error)) from error

    def _waited(self, told: Callable[..., Any]) -> Any:
        """What a task gives, `told` as far as it is given in time; raises UsageError where no worker does it."""
        for _ in range(max(1, _LONGEST // _PATIENCE)):
            try:
                return told(timeout=_PATIENCE)
            except TimeoutError:
                self._expect_workers()
        raise _gone(f"no answer for {_LONGEST:,} seconds")

    def _expect_workers(self) -> None:
        """Wait for a worker where there is none: those that died may be on their way back. Raises UsageError."""
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise _gone("no worker is left") from None

    def _submit(self, pages: tuple[RawPage, ...]) -> Future[Any]:
        """A task for these pages, named by them and its place in this run."""
        self._sent += 1
        name = hashlib.sha256("".join(map(page_digest, pages)).encode()).hexdigest()[:16]
        return self._client.submit(read_slice, self._job, pages, key=f"kawat-{self._sent}-{name}", retries=TRIES)


@contextmanager
def connected(job: Job, address: str) -> Iterator[Cluster]:
    """The cluster at an address (tcp://host:8786), left when the context is; tasks under way are given up then.

    Raises UsageError where `distributed` is not installed, nobody answers, or there are no workers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "a cluster needs the extra `cluster`; install it with: pip install 'kawat[cluster]'"
        ) from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{address}: no Dask scheduler answers ({error}); expected an address as tcp://host:8786"
        ) from error
    try:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise UsageError(
                f"{address}: the scheduler has no workers; start some with: dask worker {address}"
            ) from error
        yield Cluster(job, client)
    finally:
        client.close()


def _gathered(items: Iterable[Item], known: Known) -> Iterator[tuple[list[Item], list[int]]]:
    """Items in order, as many at once as hold the pages of a task, and the places of those pages among them."""
    some: list[Item] = []
    wanted: list[int] = []
    size = 0
    for item in items:
        if isinstance(item, RawPage) and not known(item):
            wanted.append(len(some))
            size += size_of(item)
        some.append(item)
        if len(wanted) >= SLICE or size >= LARGE or len(some) >= 8 * SLICE:
            yield some, wanted
            some, wanted, size = [], [], 0
    if some:
        yield some, wanted


def _gone(why: str) -> UsageError:
    """The cluster does not answer any more."""
    return UsageError(
        f"the cluster gave up a task or went away ({why}); what was kept is safe: see to the cluster and run the same "
        "command again"
    )
