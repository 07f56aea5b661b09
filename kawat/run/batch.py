"""Pages -> readings, one for one and in order; the one place that catches what nobody foresaw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kawat.errors import KnowledgeError
from kawat.extract.engine import Engine
from kawat.extract.pipeline import read_page
from kawat.records import RawPage, Reading, RejectedArticle, Rejection


def read_pages(
    pages: Iterable[RawPage | Rejection], engine: Engine, *, strict: bool = False
) -> Iterator[Reading | Rejection]:
    """One reading or rejection for each page, in order, made when it is asked for.

    A rejection among the pages is handed on. An unforeseen error costs one page and becomes a rejection with reason
    `defect`; with `strict` it is raised.
    """
    for page in pages:
        if isinstance(page, Rejection):
            yield page
        else:
            yield _read_safely(page, engine, strict)


def _read_safely(page: RawPage, engine: Engine, strict: bool) -> Reading | Rejection:
    """The reading of one page; a wrong knowledge file is the editor's business, all else is a defect."""
    try:
        return read_page(page, engine)
    except KnowledgeError:
        raise
    except Exception as error:  # one broken page must not cost the run
        if strict:
            raise
        return _defect(page, error)


def _defect(page: RawPage, error: Exception) -> Rejection:
    """The rejection of a page on which Kawat itself failed: which stage, which kind of error, no traceback."""
    words = " ".join(str(error).split())[:200]
    return Rejection(
        article=RejectedArticle(id=page.id, url=page.url, name=page.name),
        line=page.line,
        stage=_stage_of(error),
        reason="defect",
        detail=f"Kawat failed on this article ({type(error).__name__}: {words}); please report it with the article, "
        "and see the whole error with --strict",
    )


def _stage_of(error: Exception) -> str:
    """The stage (module of kawat.extract) in which the error arose, "read" where none is on its way."""
    stage, frame = "read", error.__traceback__
    while frame is not None:
        module = frame.tb_frame.f_globals.get("__name__", "")
        if module.startswith("kawat.extract.") and not module.endswith((".pipeline", ".page", ".engine")):
            stage = module.rpartition(".")[2]
        frame = frame.tb_next
    return stage
