"""Reading in several processes of this machine: pages out, answers back in the order of the pages, memory bounded.

Each worker has a pipe of its own, so that one that is killed harms no other. What it had not answered is read again,
one page at a time by a worker that has nothing else: so it is known which page ends its worker, and that page alone is
set aside.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue

from kawat.errors import KawatError, UsageError
from kawat.records import RawPage
from kawat.run.slices import LARGE, TRIES, Answer, Item, Job, Packed, poison, read_slice, size_of, unpacked

SLICE = 4  # pages that a worker gets at once
DEPTH = 3  # slices that a worker has before it, so that it has work while its answers are being written
AHEAD = 64  # pages for each worker between the first that is not answered and the last that was taken in
_STARTS = 3  # workers that may die one after another before the first of them has answered anything

Known = Callable[[RawPage], bool]
Reader = Callable[[Job, tuple[RawPage, ...]], list[Packed]]


@dataclass(slots=True, eq=False)
class _Slot:
    """An item of input that waits for its turn to be told; `done` where it needs no answer or has one."""

    item: Item
    answer: Answer | None = None
    done: bool = False
    suspect: bool = False
    deaths: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, its pipe, and what it has been sent and not answered, in order."""

    process: SpawnProcess
    pipe: Connection
    sent: deque[list[_Slot]] = field(default_factory=deque)
    answered: bool = False

    @property
    def alone(self) -> bool:
        """Whether it has a page that must have a worker for itself."""
        return any(slot.suspect for slots in self.sent for slot in slots)


class Pool:
    """Processes that read; made by `pool`. `replaced` tells how many died and were replaced."""

    def __init__(self, job: Job, count: int, read: Reader) -> None:
        self._job = job
        self._read_slice = read
        self._context = multiprocessing.get_context("spawn")
        self._waiting: deque[_Slot] = deque()  # pages that no worker has
        self._suspects: deque[_Slot] = deque()  # pages of workers that died, to be read one by one
        self._stillborn = 0
        self.replaced = 0
        self._workers: list[_Worker] = []
        try:
            for _ in range(count):
                self._workers.append(self._started())
        except BaseException:
            self.close()
            raise

    @property
    def processes(self) -> tuple[int, ...]:
        """Their ids."""
        return tuple(worker.process.pid or 0 for worker in self._workers)

    def read(self, items: Iterable[Item], known: Known) -> Iterator[tuple[Item, Answer | None]]:
        """Each item with its answer, in order; without one where it is a rejection or `known`, which is not read.

        Raises what a worker raised, UsageError where workers die before they have read anything.
        """
        source = iter(items)
        line: deque[_Slot] = deque()  # all slots in order, the first not told yet at its head
        size, more = 0, True
        while more or line:
            while more and len(line) < AHEAD * len(self._workers) and size < LARGE * (len(self._workers) + 1):
                item = next(source, None)
                if item is None:
                    more = False
                    break
                slot = self._slot(item, known)
                size += 0 if slot.done else size_of(item)  # type: ignore[arg-type]
                line.append(slot)
            self._hand_out()
            if line and not line[0].done:
                self._collect()
            while line and line[0].done:
                slot = line.popleft()
                size -= size_of(slot.item) if slot.answer is not None and isinstance(slot.item, RawPage) else 0
                yield slot.item, slot.answer
                self._hear()

    def close(self) -> None:
        """End all processes at once."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.process.close()
        self._workers = []

    def _slot(self, item: Item, known: Known) -> _Slot:
        """A place in the line; what must be read is put before the workers."""
        slot = _Slot(item)
        slot.done = not isinstance(item, RawPage) or known(item)
        if not slot.done:
            self._waiting.append(slot)
        return slot

    def _started(self) -> _Worker:
        """A new worker; it loads what it reads with by itself."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(theirs, self._job, self._read_slice), daemon=True, name="kawat-worker"
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _hand_out(self) -> None:
        """Give every worker what it may have; one gets a suspected page only where it has nothing else, and no more."""
        for depth in range(DEPTH):  # one after another, so that the first pages are spread
            for worker in self._workers:
                if len(worker.sent) > depth or worker.alone:
                    continue
                if self._suspects:
                    if not worker.sent:
                        self._send(worker, [self._suspects.popleft()])
                elif self._waiting:
                    self._send(worker, self._next_slice())

    def _next_slice(self) -> list[_Slot]:
        """The next pages for one worker."""
        slots: list[_Slot] = []
        size = 0
        while self._waiting and len(slots) < SLICE and size < LARGE:
            slots.append(self._waiting.popleft())
            size += size_of(slots[-1].item)  # type: ignore[arg-type]
        return slots

    def _send(self, worker: _Worker, slots: list[_Slot]) -> None:
        """Send a slice; where the worker is gone, that is found when it is listened to."""
        worker.sent.append(slots)
        try:
            worker.pipe.send(tuple(slot.item for slot in slots))
        except OSError:
            return

    def _collect(self) -> None:
        """Wait until a worker has answered or died."""
        self._listen(wait([worker.pipe for worker in self._workers]))

    def _hear(self) -> None:
        """Take what has been answered meanwhile, so that no worker waits to be heard."""
        ready = [worker.pipe for worker in self._workers if worker.pipe.poll()]
        if ready:
            self._listen(ready)
            self._hand_out()

    def _listen(self, ready: Iterable[object]) -> None:
        """Take one answer of each pipe that has one."""
        for worker in [one for one in self._workers if one.pipe in ready]:
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            if isinstance(answer, BaseException):
                raise answer
            self._stillborn, worker.answered = 0, True
            for slot, one in zip(worker.sent.popleft(), unpacked(answer), strict=True):
                slot.answer, slot.done = one, True

    def _replace(self, dead: _Worker) -> None:
        """Put a new worker in the place of one that died; its pages are suspects, set aside where they were before."""
        dead.pipe.close()
        dead.process.join()
        code = dead.process.exitcode
        self._stillborn += not dead.answered
        lost = [slot for slots in dead.sent for slot in slots]
        for slot in reversed(lost):
            slot.deaths += slot.suspect
            if slot.deaths >= TRIES:
                slot.answer, slot.done = poison(slot.item), True  # type: ignore[arg-type]
            else:
                slot.suspect = True
                self._suspects.appendleft(slot)
        if self._stillborn > _STARTS * (len(self._workers) + TRIES):
            raise UsageError(
                f"{self._stillborn} workers ended with status {code} one after another before they had read anything; "
                "is there enough memory for so many? Try fewer with --workers"
            )
        self._workers[self._workers.index(dead)] = self._started()
        self.replaced += 1


@contextmanager
def pool(job: Job, count: int, read: Reader = read_slice) -> Iterator[Pool]:
    """So many processes that read (by a function that they can import), ended however the context is left."""
    team = Pool(job, count, read)
    try:
        yield team
    finally:
        team.close()


def _work(pipe: Connection, job: Job, read: Reader) -> None:
    """A worker: reads slices as they come until nobody sends any; an interrupt is the business of who started it.

    Threads receive and send, so that neither side ever waits for the other to listen.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks: SimpleQueue[tuple[RawPage, ...] | None] = SimpleQueue()
    answers: SimpleQueue[object] = SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, tasks), daemon=True).start()
    sender = threading.Thread(target=_send_all, args=(pipe, answers), daemon=True)
    sender.start()
    while (pages := tasks.get()) is not None:
        try:
            answers.put(read(job, pages))
        except Exception as error:  # it is raised where the run was started
            answers.put(_portable(error))
            break
    answers.put(None)
    sender.join()


def _receive(pipe: Connection, tasks: SimpleQueue[tuple[RawPage, ...] | None]) -> None:
    """Take slices from the pipe until it is closed."""
    try:
        while True:
            tasks.put(pipe.recv())
    except (EOFError, OSError):
        tasks.put(None)


def _send_all(pipe: Connection, answers: SimpleQueue[object]) -> None:
    """Send answers until there are no more, or nobody listens."""
    try:
        while (answer := answers.get()) is not None:
            pipe.send(answer)
    except OSError:
        return


def _portable(error: Exception) -> Exception:
    """The error in a form that another process can take, with its traceback as a note where it is no message."""
    if isinstance(error, KawatError):
        return error
    return RuntimeError("".join(traceback.format_exception(error)))
