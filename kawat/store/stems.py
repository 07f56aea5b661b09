"""Words as full text finds them: small letters, and Indonesian affixes taken off (`ditolak`, `menolak`: `tolak`).

The stemmer takes an affix off only where a word of its dictionary is left, so English words stay as they are. The same
is done to articles and questions, whatever their language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

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
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # type: ignore[import-untyped]

    return _Quick(ArrayDictionary(StemmerFactory().get_words()))


class _Quick:
    """PySastrawi's stems of single words, found with its rules and dictionary at a quarter of its cost.

    The library asks some fifty rules of each word in turn and compiles an expression for each affix that it takes off;
    here a word meets only the rules that can fit its first two letters. Nothing is remembered for ever.
    """

    def __init__(self, dictionary: Any) -> None:
        from Sastrawi.Stemmer.Context.Context import Context  # type: ignore[import-untyped]
        from Sastrawi.Stemmer.Context.Visitor.VisitorProvider import (  # type: ignore[import-untyped]
            VisitorProvider,
        )

        self._dictionary = dictionary
        self._context = Context
        given = VisitorProvider()
        self._first = given.get_visitors()
        self._suffixes = [_Suffix(rule, kind) for rule, kind in zip(given.get_suffix_visitors(), _KINDS, strict=True)]
        self._prefixes = [_Prefixes(given.get_prefix_visitors())]

    def stem(self, word: str) -> str:
        """The stem of a word in small letters; the word itself where no known word is left of it."""
        context = self._context(word, self._dictionary, self)
        context.execute()
        stem: str = context.result
        return stem

    def get_visitors(self) -> Any:
        """What the library asks of a word first."""
        return self._first

    def get_suffix_visitors(self) -> list[Any]:
        """The rules for endings, in order."""
        return self._suffixes

    def get_prefix_visitors(self) -> list[Any]:
        """The rules for beginnings, as one."""
        return self._prefixes


_KINDS = ("P", "PP", "DS")
"""The library's names for particles, possessives and derivational endings."""
_STARTS = (
    ("be", range(1, 6)),
    ("te", range(6, 10)),
    ("me", range(10, 20)),
    ("pe", range(20, 35)),
    ("te", range(35, 36)),
    ("pe", range(36, 37)),
    ("ku", range(41, 42)),
    ("ka", range(42, 43)),
)
"""Letters that a word must begin with -> the library's prefix rules, by their numbers, that can fit it then."""
_INFIXES = range(37, 41)  # rules for any first letter with e or i behind it
_NUMBER = re.compile(r"Rule(\d+)")


class _Removal:
    """An affix taken off, in the shape that the library's context asks."""

    __slots__ = ("_kind", "_part", "_subject", "result")

    def __init__(self, subject: str, result: str, part: str, kind: str) -> None:
        self._subject, self.result, self._part, self._kind = subject, result, part, kind

    def get_subject(self) -> str:
        return self._subject

    def get_removed_part(self) -> str:
        return self._part

    def get_affix_type(self) -> str:
        return self._kind


class _Suffix:
    """A rule for endings that says what it took off without a search for it."""

    def __init__(self, rule: Any, kind: str) -> None:
        self._rule, self._kind = rule, kind

    def visit(self, context: Any) -> None:
        word = context.current_word
        left = self._rule.remove(word)
        if left != word:
            context.add_removal(_Removal(word, left, word[len(left) :], self._kind))
            context.current_word = left


class _Prefixes:
    """All rules for beginnings as one: of those that can fit a word, the first that does takes its prefix off."""

    def __init__(self, visitors: list[Any]) -> None:
        self._plain, *rules = visitors
        self._rules = [(_number(rule), rule.disambiguators) for rule in rules]
        self._fitting: dict[str, list[Any]] = {}

    def visit(self, context: Any) -> None:
        word = context.current_word
        left = self._plain.remove(word)
        if left == word:
            left = None if context.dictionary.contains(word) else self._left(word, context.dictionary)
        if left is not None:
            context.add_removal(_Removal(word, left, "", "DP"))
            context.current_word = left

    def _left(self, word: str, dictionary: Any) -> str | None:
        """What the first rule that fits leaves of a word: of its readings the first that the dictionary knows."""
        start = word[:2]
        if start not in self._fitting:
            self._fitting[start] = [readings for number, readings in self._rules if _fits(number, start)]
        for readings in self._fitting[start]:
            left: str | None = None
            for reading in readings:
                left = reading.disambiguate(word)
                if dictionary.contains(left):
                    break
            if left is not None:
                return left
        return None


def _number(rule: Any) -> int:
    """The number of a prefix rule, which its class carries in its name."""
    found = _NUMBER.search(type(rule.disambiguators[0]).__name__)
    return int(found.group(1)) if found else 0


def _fits(number: int, start: str) -> bool:
    """Whether a word with these first two letters can fit a rule; a rule whose number is not known may fit any."""
    if number in _INFIXES:
        return start[1:] in ("e", "i")
    starts = [letters for letters, numbers in _STARTS if number in numbers]
    return not starts or start in starts
