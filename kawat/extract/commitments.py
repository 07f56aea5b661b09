"""Who is bound to what, towards whom, by when and on what condition."""

from __future__ import annotations

from kawat.extract.page import Cast, Line
from kawat.knowledge.load import Knowledge
from kawat.records import Article, Commitment, Event, Quotation, Timex


def find_commitments(
    article: Article,
    lines: tuple[Line, ...],
    cast: Cast,
    timexes: tuple[Timex, ...],
    quotations: tuple[Quotation, ...],
    events: tuple[Event, ...],
    knowledge: Knowledge,
) -> tuple[Commitment, ...]:
    """Who is bound to what, towards whom, by when and on what condition."""
    return ()
