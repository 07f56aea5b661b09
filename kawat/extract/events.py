"""Who did what to whom, in an ontology."""

from __future__ import annotations

from kawat.extract.page import Cast, Line
from kawat.knowledge.load import Knowledge
from kawat.records import Article, Event, Quotation, Timex


def find_events(
    article: Article,
    lines: tuple[Line, ...],
    cast: Cast,
    timexes: tuple[Timex, ...],
    quotations: tuple[Quotation, ...],
    knowledge: Knowledge,
) -> tuple[Event, ...]:
    """Who did what to whom, in an ontology."""
    return ()
