"""Articles made for a test: a text, and only what the test is about."""

from __future__ import annotations

from typing import Any

from kawat.ids import text_digest
from kawat.records import Article

_UNKNOWN = dict.fromkeys(("url", "publisher", "language", "title", "published_at", "published_from"))


def article_of(text: str, **known: Any) -> Article:
    """An article with this text; of the other fields only those given are known."""
    return Article(**{"id": "article", **_UNKNOWN, "text": text, "text_sha256": text_digest(text), **known})
