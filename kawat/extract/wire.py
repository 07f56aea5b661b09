"""The agencies and outlets that an article relays."""

from __future__ import annotations

from kawat.knowledge.load import Knowledge
from kawat.records import Article, Wire


def find_wire(article: Article, knowledge: Knowledge) -> tuple[Wire, ...]:
    """The agencies and outlets that an article relays."""
    return ()
