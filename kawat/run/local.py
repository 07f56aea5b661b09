"""Reading on this machine: a source of pages and an engine joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kawat.extract.engine import load_engine
from kawat.extract.model import INSTALLED
from kawat.knowledge.files import PACKAGE, Folders
from kawat.records import RawPage, Reading, Rejection
from kawat.run.batch import read_pages
from kawat.sources.files import Defaults, open_pages


def read_source(
    source: str,
    given: Mapping[str, str | None],
    *,
    limit: int,
    model: Path | str | None = INSTALLED,
    knowledge: Folders = PACKAGE,
    strict: bool = False,
) -> Iterator[Reading | Rejection]:
    """The readings and rejections of a file, a folder or `-` (standard input), in order.

    `given` holds what the caller says where the source does not tell: published, language, url, publisher. Articles of
    more than `limit` characters are rejected. `model` is INSTALLED, the folder of a model, or None.
    """
    engine = load_engine(knowledge, limit, model)
    return read_pages(open_pages(source, Defaults(**given), limit=limit), engine, strict=strict)


def read_one(
    page: RawPage, *, limit: int, model: Path | str | None = INSTALLED, knowledge: Folders = PACKAGE
) -> Reading | Rejection:
    """The reading or rejection of one page; `model` as for `read_source`."""
    return next(read_pages((page,), load_engine(knowledge, limit, model)))
