"""Words as full text finds them: small letters, and Indonesian affixes taken off (`ditolak`, `menolak`: `tolak`).

The stemmer takes an affix off only where a word of its dictionary is left, so English words stay as they are. The same
is done to articles and questions, whatever their language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Protocol

_WORD = re.compile(r"[^\W_]+")
_AFFIXABLE = re.compile(r"[a-z]{5,32}")  # nothing shorter has an affix that can be told, nothing longer is a word
_LONGEST = 64  # letters that are kept of a word
_MOST = 400_000  # words whose stems are remembered: about 60 MB

_remembered: dict[str, str] = {}


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Stem, start and end of each word, in order."""
    for match in _WORD.finditer(text):
        yield stem(match.group()), match.start(), match.end()


def stems_of(text: str) -> str:
    """The stems of a text's words, with blanks between."""
    return " ".join(stem(word) for word in _WORD.findall(text))


def stem(word: str) -> str:
    """The stem of one word."""
    found = _remembered.get(word)
    if found is None:
        if len(_remembered) >= _MOST:
            _remembered.clear()
        plain = unicodedata.normalize("NFC", word).lower()[:_LONGEST]
        found = _stemmer().stem(plain) if _AFFIXABLE.fullmatch(plain) else plain
        _remembered[word] = found
    return found


class _Stemmer(Protocol):
    def stem(self, word: str) -> str: ...


@cache
def _stemmer() -> _Stemmer:
    """The stemmer with its dictionary, loaded when the first word asks."""
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary  # type: ignore[import-untyped]
    from Sastrawi.Stemmer.Stemmer import Stemmer  # type: ignore[import-untyped]
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # type: ignore[import-untyped]

    # not the factory's own stemmer, which remembers every word for ever
    stemmer: _Stemmer = Stemmer(ArrayDictionary(StemmerFactory().get_words()))
    return stemmer
