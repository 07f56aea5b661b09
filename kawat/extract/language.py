"""Which language an article is written in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kawat.knowledge.langid import LangidKnowledge, load

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 20_000
_SHORT = 40  # words
_LEAST_SHARE = 0.08  # of running text in a language, a third and more of the words are function words


def identify(text: str, usual: Sequence[str] = ()) -> str | None:
    """The code of the language: `id`, `ms`, `en`, of a few others that Kawat does not read, or None.

    Of two languages of one family (Malay and Indonesian) the one whose telling words are more frequent; where none
    shows, the one that the outlet writes (`usual`), else the one that the family is named for. A short text that shows
    no language is read as the default one.
    """
    sample = text[:_LONGEST]
    if len(_LATIN.findall(sample)) < 0.6 * len(_LETTER.findall(sample)):
        return None
    words = [word.lower() for word in _WORD.findall(sample)]
    known = load()
    shares = {code: _count(words, wanted) for code, wanted in (*known.families.items(), *known.others.items())}
    best = max(shares, key=lambda code: (shares[code], code in known.families, code), default=None)
    if best is None or shares[best] < max(1, _LEAST_SHARE * len(words)):
        return known.default if 0 < len(words) <= _SHORT else None
    return _member(words, best, known, usual)


def _count(words: list[str], wanted: frozenset[str]) -> int:
    """How many of the words are wanted."""
    return sum(map(wanted.__contains__, words))


def _member(words: list[str], family: str, known: LangidKnowledge, usual: Sequence[str]) -> str:
    """The member of the family whose telling words are most frequent; of equals the usual one."""
    members = known.telling.get(family, {})
    own = next((code for code in usual if code in members), family)
    return max(members, key=lambda code: (_count(words, members[code]), code == own), default=family)
