"""People, countries, organisations and groups, with their mentions."""

from __future__ import annotations

from kawat.extract.page import Line
from kawat.knowledge.load import Knowledge
from kawat.records import Actor, Article


def find_actors(article: Article, lines: tuple[Line, ...], knowledge: Knowledge) -> tuple[Actor, ...]:
    """People, countries, organisations and groups, with their mentions."""
    return ()
