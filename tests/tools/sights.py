"""Sights made by hand: words of a text with features that the rules might have given them."""

from __future__ import annotations

import re

from kawat.extract.encoder.labels import FEATURES
from kawat.extract.encoder.sight import Sight
from kawat.knowledge.tokens import TOKEN

NOTHING = bytes(len(FEATURES))


def sight(text: str) -> Sight:
    """The words of a text; lines and sentences end where they seem to; every tenth word begins something."""
    words = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
    ends = bytearray(len(words))
    for word, (_, end) in enumerate(words):
        behind = re.match(r"\s*", text[end : end + 3]).group()
        ends[word] = 2 if "\n" in behind else 1 if text[end - 1] in ".?!" and behind else 0
    return Sight(
        text=text,
        words=tuple(words),
        spaced=tuple(start == 0 or text[start - 1].isspace() for start, _ in words),
        ends=bytes(ends),
        features=tuple(bytes([1] * len(FEATURES)) if word % 10 == 0 else NOTHING for word in range(len(words))),
    )
