"""What a worker gets and gives back: some pages at once, one reading or rejection for each, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kawat.errors import UsageError
from kawat.extract.engine import load_engine
from kawat.knowledge.files import Folders
from kawat.records import RawPage, Reading, RejectedArticle, Rejection
from kawat.run.batch import read_pages

LARGE = 1_000_000  # bytes or characters of pages; a slice that has as many gets no more
TRIES = 2  # how often a page is tried again whose worker died

Item = RawPage | Rejection
Answer = Reading | Rejection
Packed = bytes | Rejection
"""An answer on its way between processes; a reading as MessagePack, which takes a fifth of the time of pickle."""
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Reading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How all pages of a run are read; small, sent with each slice. `fingerprint` is that of the engine at home."""

    limit: int
    model: Path | str | None
    knowledge: Folders
    fingerprint: str
    strict: bool = False


def read_slice(job: Job, pages: tuple[RawPage, ...]) -> list[Packed]:
    """One answer for each page, in order, to be unpacked where it goes; the same in every process.

    Raises UsageError where code, knowledge or model here are not those of whoever asks, ModelError and KnowledgeError
    as `load_engine`.
    """
    engine = load_engine(job.knowledge, job.limit, job.model)
    if engine.fingerprint != job.fingerprint:
        raise UsageError(
            f"a worker reads with {engine.fingerprint}, expected {job.fingerprint}; install the same version of Kawat, "
            "the same model and the same folders of knowledge on all machines"
        )
    answers = read_pages(pages, engine, strict=job.strict)
    return [answer if isinstance(answer, Rejection) else _encoder.encode(answer) for answer in answers]


def unpacked(answers: Iterable[Packed]) -> list[Answer]:
    """The answers that a worker sent."""
    return [answer if isinstance(answer, Rejection) else _decoder.decode(answer) for answer in answers]


def size_of(page: RawPage) -> int:
    """Bytes or characters of a page."""
    return len(page.body)


def poison(page: RawPage) -> Rejection:
    """The rejection of a page that ended every process that read it."""
    return Rejection(
        article=RejectedArticle(id=page.id, url=page.url, name=page.name),
        line=page.line,
        stage="run",
        reason="defect",
        detail=f"poison: the worker that read this article died, and again each of {TRIES} times it was tried anew, so "
        "it is set aside; look for a lack of memory, and report it with the article",
    )
