"""Shape and loading of what a language says about zones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kawat.knowledge.files import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneKnowledge:
    """Compiled knowledge about zones."""

    language: str


def load(code: str, data: Path = DATA) -> ZoneKnowledge:
    """The zones knowledge of a language, its parent's layers below its own."""
    return ZoneKnowledge(language=code)
