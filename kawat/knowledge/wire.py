"""Shape and loading of what a language says about wire."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kawat.knowledge.files import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class WireKnowledge:
    """Compiled knowledge about wire."""

    language: str


def load(code: str, data: Path = DATA) -> WireKnowledge:
    """The wire knowledge of a language, its parent's layers below its own."""
    return WireKnowledge(language=code)
