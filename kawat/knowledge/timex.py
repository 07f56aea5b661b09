"""Shape and loading of what a language says about timex."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kawat.knowledge.files import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class TimexKnowledge:
    """Compiled knowledge about timex."""

    language: str


def load(code: str, data: Path = DATA) -> TimexKnowledge:
    """The timex knowledge of a language, its parent's layers below its own."""
    return TimexKnowledge(language=code)
