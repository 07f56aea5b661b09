"""Shape and loading of what a language says about cues."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kawat.knowledge.files import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class CueKnowledge:
    """Compiled knowledge about cues."""

    language: str


def load(code: str, data: Path = DATA) -> CueKnowledge:
    """The cues knowledge of a language, its parent's layers below its own."""
    return CueKnowledge(language=code)
