"""Time expressions, resolved against the publication date."""

from __future__ import annotations

from kawat.extract.page import Line
from kawat.knowledge.load import Knowledge
from kawat.records import Article, Timex


def find_timexes(article: Article, lines: tuple[Line, ...], knowledge: Knowledge) -> tuple[Timex, ...]:
    """Time expressions, resolved against the publication date."""
    return ()
