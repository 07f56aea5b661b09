"""Pages into a record: what it does not know is read and kept, the rest is passed over, so a run may be repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from kawat.extract.engine import Engine, load_engine
from kawat.extract.model import INSTALLED
from kawat.knowledge.files import PACKAGE, Folders
from kawat.records import RawPage, Reading, RejectedArticle, Rejection
from kawat.run.batch import read_pages
from kawat.run.slices import Answer, Item, Job
from kawat.sources.files import Defaults, Opened, open_pages
from kawat.store import writer
from kawat.store.writer import Conflict, Writer

_MANY = 16_384  # items that are told at once where no batch is full; and rejections that a batch waits for

Became = Literal["new", "version", "reread", "unchanged", "rejected"]
Watch = Callable[[Became], None]
Read = Callable[[Iterable[Item], Callable[[RawPage], bool]], Iterator[tuple[Item, Answer | None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of one item of input, told when it is safe: article id, or why it was rejected.

    `new`; `version`: another text under an address that is known; `reread`: known, and now read by this engine too;
    `unchanged`: read by this engine before; `rejected`.
    """

    became: Became
    article: str | None = None
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """A record held for writing, and the engine that reads into it."""

    writer: Writer
    engine: Engine
    job: Job
    workers: int = 1
    cluster: str | None = None

    @property
    def recovered(self) -> int:
        """How many batches an interrupted run had left whole, which were taken in."""
        return self.writer.recovered

    def has_address(self, url: str) -> bool:
        """Whether the record has an article of that address."""
        return self.writer.has_address(url)

    def keep(
        self,
        sources: Iterable[str],
        given: Mapping[str, str | None] | None = None,
        *,
        strict: bool = False,
        watch: Watch = lambda _: None,
        opened: Opened = open_pages,
    ) -> Iterator[Kept]:
        """What became of each item of the sources, in order, told once it is safe on disk.

        `watch` is called for each item as soon as it is read; `opened` gives the pages of a source. Raises RecordError
        where the record cannot be written; what was told before is safe.
        """
        waiting: list[Kept] = []
        rejected = 0  # since the batch began
        defaults = Defaults(**(given or {}))
        items = (page for source in sources for page in opened(source, defaults, limit=self.engine.limit))
        with self._readers(strict) as read:
            for page, answer in read(items, self._known):
                kept = self._noted(page, self._keep_page(page, answer, strict))
                watch(kept.became)
                waiting.append(kept)
                rejected = 0 if self.writer.is_idle else rejected + (kept.rejection is not None)
                if self.writer.full or rejected >= _MANY or (self.writer.is_idle and len(waiting) >= _MANY):
                    self.writer.flush()
                    yield from waiting
                    waiting = []
        self.writer.flush()
        yield from waiting

    @contextmanager
    def _readers(self, strict: bool) -> Iterator[Read]:
        """Who reads: this process (answers are made when they are kept), others here, or a cluster."""
        job = replace(self.job, strict=strict)
        if self.cluster is not None:
            from kawat.run.dask_cluster import connected

            with connected(job, self.cluster) as cluster:
                yield cluster.read
        elif self.workers > 1:
            from kawat.run.workers import pool

            with pool(job, self.workers) as team:
                yield team.read
        else:
            yield lambda items, known: ((item, None) for item in items)

    def _known(self, page: RawPage) -> bool:
        """Whether the record has a page, so that it need not be read."""
        return self.writer.knows(writer.page_digest(page), self.engine.fingerprint)

    def _noted(self, page: Item, kept: Kept) -> Kept:
        """What became of an item, told to the log of rejections."""
        if kept.rejection is not None:
            self.writer.reject(kept.rejection)
        elif not isinstance(page, Rejection):
            self.writer.cleared(page)
        return kept

    def _keep_page(self, page: Item, answer: Answer | None, strict: bool) -> Kept:
        """What becomes of one item; a known page is not read, one without an answer is read here."""
        if isinstance(page, Rejection):
            return Kept(became="rejected", rejection=page)
        digest = writer.page_digest(page)
        if self.writer.knows(digest, self.engine.fingerprint):
            return Kept(became="unchanged", article=page.id)
        item = self._read(page, strict) if answer is None else answer
        if isinstance(item, Rejection):
            return Kept(became="rejected", rejection=item)
        outcome = self.writer.add(item, digest)
        if isinstance(outcome, Conflict) and outcome.same_url and not outcome.same_text:
            item = self._read(replace(page, id=None), strict)  # the page changed: an id is made for its new text
            if isinstance(item, Rejection):
                return Kept(became="rejected", rejection=item)
            outcome = self.writer.add(item, digest)
        if isinstance(outcome, Conflict):
            return Kept(became="rejected", rejection=_taken(page, outcome))
        return Kept(became=outcome, article=item.article.id)

    def _read(self, page: RawPage, strict: bool) -> Reading | Rejection:
        """The reading of one page."""
        return next(read_pages((page,), self.engine, strict=strict))


@contextmanager
def into(
    record: Path,
    *,
    limit: int,
    model: Path | str | None = INSTALLED,
    knowledge: Folders = PACKAGE,
    wait: float = 0.0,
    batch: int,
    workers: int = 1,
    cluster: str | None = None,
) -> Iterator[Ingest]:
    """Hold a record to read articles into it; `limit`, `model` and `knowledge` as for `read_source`.

    `workers` processes read, or those of the Dask cluster at this address; the record is the same whoever reads.
    `batch` articles are made safe at once. Waits at most `wait` seconds for another writer.
    """
    engine = load_engine(knowledge, limit, model)
    with writer.opened(record, wait=wait, batch=batch) as door:
        job = Job(limit=limit, model=model, knowledge=knowledge, fingerprint=engine.fingerprint)
        yield Ingest(writer=door, engine=engine, job=job, workers=workers, cluster=cluster)


def _taken(page: RawPage, conflict: Conflict) -> Rejection:
    """The rejection of an article whose id stands for something else."""
    if conflict.same_text:
        why = "the record has its words already, told with another date, address or outlet; the first telling stands"
    else:
        why = "the record has another text under this id; give each article an id of its own, or its address"
    return Rejection(
        article=RejectedArticle(id=conflict.article, url=page.url, name=page.name),
        line=page.line,
        stage="record",
        reason="id_taken",
        detail=why,
    )
