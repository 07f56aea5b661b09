"""Words that tell an event: which stand in a sentence, and which of their senses the neighbouring words allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kawat.knowledge.events import NO_EVENT, EventKnowledge, Pattern
from kawat.knowledge.tokens import Hit, PhraseTable, Token


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words `first` to `end` (exclusive) tell what `pattern` says; `others` are senses that lost."""

    first: int
    end: int
    pattern: Pattern
    others: tuple[Pattern, ...]


def find_triggers(words: Sequence[Token], title: bool, knowledge: EventKnowledge) -> tuple[Trigger, ...]:
    """Triggers in order, longest first; words that tell no event hide what stands in them."""
    found: list[Trigger] = []
    index = 0
    while index < len(words):
        end, senses = _senses(words, index, title, knowledge)
        if not senses:
            index += 1
            continue
        if senses[0].type != NO_EVENT and not _is_idle(senses[0], words, index, end, knowledge):
            found.append(Trigger(index, end, senses[0], tuple(senses[1:4])))
        index = end
    return tuple(found)


def _senses(
    words: Sequence[Token], first: int, title: bool, knowledge: EventKnowledge
) -> tuple[int, Sequence[Pattern]]:
    """The longest phrase at `first` of which a sense is allowed: one past its last word, and those senses."""
    hit = knowledge.triggers.at(words, first)
    while hit is not None:
        allowed = [p for p in hit.value if _fits(p, words, first, hit.end, title)]
        if allowed:
            return hit.end, allowed
        shorter = words[first : hit.end - 1]
        inner = knowledge.triggers.at(shorter, 0) if shorter else None
        hit = Hit(first, first + inner.end, inner.value) if inner else None
    return first + 1, ()


def _is_idle(pattern: Pattern, words: Sequence[Token], first: int, end: int, knowledge: EventKnowledge) -> bool:
    """Whether the words point back at an act already told, or only describe somebody."""
    return _points_back(pattern, words, end, knowledge) or _describes(words, first, knowledge)


def _points_back(pattern: Pattern, words: Sequence[Token], end: int, knowledge: EventKnowledge) -> bool:
    """Whether a noun only points back at an act already told: `serangan itu`, `pertemuan tersebut`."""
    return pattern.voice == "noun" and any(
        words[index].lower in knowledge.sets["demonstratives"] for index in range(end, min(end + 2, len(words)))
    )


def _describes(words: Sequence[Token], first: int, knowledge: EventKnowledge) -> bool:
    """Whether the trigger opens a clause that only describes a noun: `kelompok yang didukung Utara`.

    After a comma the clause tells: `Ani, yang kemarin menolak tawaran itu, ...`.
    """
    for index in range(first - 1, max(0, first - 4), -1):
        if words[index].lower in knowledge.sets["relative"]:
            return words[index - 1].lower != ","
        if words[index].lower not in knowledge.sets["adverbs"]:
            return False
    return False


def _fits(pattern: Pattern, words: Sequence[Token], first: int, end: int, title: bool) -> bool:
    """Whether zone and neighbouring words allow the pattern here."""
    if pattern.headline and not title:
        return False
    until = min(len(words), end + pattern.reach)
    if pattern.near is not None and not _holds(pattern.near, words, end, until):
        return False
    return pattern.unless is None or not (
        _holds(pattern.unless, words, end, min(len(words), end + 3))
        or _holds(pattern.unless, words, max(0, first - 3), first)
    )


def _holds(table: PhraseTable[bool], words: Sequence[Token], first: int, end: int) -> bool:
    """Whether a phrase of the table begins in the stretch."""
    return any(table.at(words, index) is not None for index in range(first, end))
