"""What reads: knowledge for each language, loaded when first needed, and a fingerprint of all of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kawat.knowledge.files import DATA, languages
from kawat.knowledge.load import Knowledge, fingerprint, load_knowledge

VERSION = "0.1.0"
_PACKAGE = Path(__file__).parents[1]
_CODE = ("records.py", "ids.py", "knowledge/*.py", "extract/**/*.py")
LIMIT = 200_000
"""The greatest length of an article in characters, where the caller says nothing else."""


class Engine:
    """Code, knowledge and (later) model that read together. Equal fingerprints give equal readings."""

    def __init__(self, data: Path = DATA, limit: int = LIMIT) -> None:
        self.data = data
        self.limit = limit
        self.languages = languages(data)
        code, knowledge = fingerprint(_PACKAGE, *_CODE), fingerprint(data, "**/*")
        self.fingerprint = f"kawat {VERSION} code {code} knowledge {knowledge} rules"
        self._knowledge: dict[str, Knowledge] = {}

    def knowledge(self, code: str) -> Knowledge:
        """The knowledge of a language that is among `languages`."""
        if code not in self._knowledge:
            self._knowledge[code] = load_knowledge(code, self.data)
        return self._knowledge[code]


@cache
def load_engine(data: Path = DATA, limit: int = LIMIT) -> Engine:
    """The engine for a knowledge folder, made once."""
    return Engine(data, limit)
