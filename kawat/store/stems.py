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
_MOST = 32_768  # words that are remembered at a time, and as many that were met before them: about 15 MB

_recent: dict[str, str] = {}
_older: dict[str, str] = {}


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Stem, start and end of each word, in order."""
    for match in _WORD.finditer(text):
        yield stem(match.group()), match.start(), match.end()


def stems_of(text: str) -> str:
    """The stems of a text's words, with blanks between."""
    return " ".join(stem(word) for word in _WORD.findall(text))


def stem(word: str) -> str:
    """The stem of one word."""
    plain = (word if word.isascii() else unicodedata.normalize("NFC", word)).lower()
    return _recent.get(plain) or _found(plain[:_LONGEST])


def _found(plain: str) -> str:
    """The stem of a word that was not met lately; those that cost time are remembered as long as they come again."""
    global _recent, _older
    if not _AFFIXABLE.fullmatch(plain):
        return plain
    found = _older.get(plain) or _stemmer().stem(plain)
    if len(_recent) >= _MOST:
        _recent, _older = {}, _recent
    _recent[plain] = found
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
