"""Tokens and phrase look-up, shared by the stages that read words.

A token is a run of letters, digits and inner hyphens or apostrophes, or one other sign. Offsets are those of the
article, so what is found in tokens can be quoted at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*%?|[^\W\d_]+(?:['’\-][^\W_]+)*|[^\W_]+|\S", re.UNICODE)

Value = TypeVar("Value")

_new_token = tuple.__new__  # half the time of Token(...), which every word of every article goes through


class Token(NamedTuple):
    """A word or sign: offsets in the article, the word as printed and in lower case."""

    start_char: int
    end_char: int
    text: str
    lower: str


def tokens_of(text: str, start_char: int, end_char: int) -> tuple[Token, ...]:
    """Tokens of a stretch of the text, in order, with offsets of the whole text."""
    found = TOKEN.finditer(text, start_char, end_char)
    return tuple([_new_token(Token, (m.start(), m.end(), word := m.group(), word.lower())) for m in found])


class Hit(NamedTuple, Generic[Value]):
    """A phrase found: first token, one past its last token, and what the table says of it."""

    first: int
    end: int
    value: Value


class PhraseTable(Generic[Value]):
    """Phrases of one or more words -> values, found by longest match in one pass over tokens.

    Phrases are given as text and cut by the same tokeniser. `fold=True` compares in lower case. A later phrase
    replaces an equal earlier one.
    """

    def __init__(self, phrases: Iterable[tuple[str, Value]], *, fold: bool = True) -> None:
        self._fold = fold
        self._by_first: dict[str, dict[tuple[str, ...], Value]] = {}
        self._longest: dict[str, int] = {}
        self._seconds: dict[str, set[str]] = {}
        for phrase, value in phrases:
            words = tuple(TOKEN.findall(phrase.lower() if fold else phrase))  # as tokens_of cuts them
            if words:
                first, size = words[0], len(words)
                self._by_first.setdefault(first, {})[words] = value
                self._seconds.setdefault(first, set()).update(words[1:2])
                if size > self._longest.get(first, 0):
                    self._longest[first] = size

    @property
    def first_words(self) -> frozenset[str]:
        """The first words of the phrases, in lower case where the table compares so."""
        return frozenset(self._by_first)

    def _key(self, token: Token) -> str:
        return token.lower if self._fold else token.text

    def begins(self, token: Token) -> bool:
        """Whether a phrase may start with the token."""
        return (token.lower if self._fold else token.text) in self._by_first

    def phrases(self) -> Iterator[tuple[str, ...]]:
        """The phrases as tokens, compared as they are here."""
        return (words for phrases in self._by_first.values() for words in phrases)

    def only(self, word: str) -> Value | None:
        """What the table says of a word (in lower case where it folds) that begins no longer phrase, else None."""
        return self._by_first[word][(word,)] if self._longest.get(word) == 1 else None

    def at(self, tokens: Sequence[Token], index: int) -> Hit[Value] | None:
        """The longest phrase that starts at token `index`, or None."""
        token = tokens[index]
        first = token.lower if self._fold else token.text
        phrases = self._by_first.get(first)
        if phrases is None:
            return None
        if index + 1 >= len(tokens) or self._key(tokens[index + 1]) not in self._seconds[first]:
            alone = (first,)
            return Hit(index, index + 1, phrases[alone]) if alone in phrases else None
        here = tokens[index : index + self._longest[first]]
        words = tuple([token.lower for token in here] if self._fold else [token.text for token in here])
        for size in range(len(words), 0, -1):
            if words[:size] in phrases:
                return Hit(index, index + size, phrases[words[:size]])
        return None

    def scan(self, tokens: Sequence[Token]) -> Iterator[Hit[Value]]:
        """Phrases that do not overlap, leftmost and longest first."""
        end = 0
        for index, token in enumerate(tokens):
            if index >= end and self.begins(token) and (hit := self.at(tokens, index)) is not None:
                yield hit
                end = hit.end
