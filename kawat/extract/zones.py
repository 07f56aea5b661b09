"""Stretches of the text that are title, dateline, body or not the article's own words."""

from __future__ import annotations

from kawat.knowledge.load import Knowledge
from kawat.records import Article, Zone


def find_zones(article: Article, knowledge: Knowledge) -> tuple[Zone, ...]:
    """Stretches of the text that are title, dateline, body or not the article's own words."""
    return ()
