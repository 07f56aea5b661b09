"""Shape and loading of what a language says about actors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kawat.knowledge.files import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorKnowledge:
    """Compiled knowledge about actors."""

    language: str


def load(code: str, data: Path = DATA) -> ActorKnowledge:
    """The actors knowledge of a language, its parent's layers below its own."""
    return ActorKnowledge(language=code)
