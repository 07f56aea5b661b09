"""Shape and loading of what a language says about events."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kawat.knowledge.files import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKnowledge:
    """Compiled knowledge about events."""

    language: str


def load(code: str, data: Path = DATA) -> EventKnowledge:
    """The events knowledge of a language, its parent's layers below its own."""
    return EventKnowledge(language=code)
