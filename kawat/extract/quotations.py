"""Who said what: content, cue, source and speaker."""

from __future__ import annotations

from kawat.extract.page import Cast, Line
from kawat.knowledge.load import Knowledge
from kawat.records import Article, Quotation


def find_quotations(
    article: Article, lines: tuple[Line, ...], cast: Cast, knowledge: Knowledge
) -> tuple[Quotation, ...]:
    """Who said what: content, cue, source and speaker."""
    return ()
