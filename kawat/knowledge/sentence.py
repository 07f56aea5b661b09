"""Shape and loading of what a language says about sentence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kawat.knowledge.files import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceKnowledge:
    """Compiled knowledge about sentence."""

    language: str


def load(code: str, data: Path = DATA) -> SentenceKnowledge:
    """The sentence knowledge of a language, its parent's layers below its own."""
    return SentenceKnowledge(language=code)
