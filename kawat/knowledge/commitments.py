"""Shape and loading of what a language says about commitments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kawat.knowledge.files import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentKnowledge:
    """Compiled knowledge about commitments."""

    language: str


def load(code: str, data: Path = DATA) -> CommitmentKnowledge:
    """The commitments knowledge of a language, its parent's layers below its own."""
    return CommitmentKnowledge(language=code)
