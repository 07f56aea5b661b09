"""Words that tell an event: which stand in a sentence, and which of their senses the neighbouring words allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kawat.knowledge.events import NO_EVENT, EventKnowledge, Pattern
from kawat.knowledge.tokens import Hit, PhraseTable, Token


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words `first` to `end` (exclusive) tell what `pattern` says; `others` are senses that lost.

    `attached` says that the noun right before it, named or not, is its subject: `rebels holding the town`.
    `clause` is the place of the word that opens a clause which only describes a noun, None outside such clauses.
    """

    first: int
    end: int
    pattern: Pattern
    others: tuple[Pattern, ...]
    attached: bool = False
    clause: int | None = None


def find_triggers(words: Sequence[Token], title: bool, knowledge: EventKnowledge) -> tuple[Trigger, ...]:
    """Triggers in order, longest first; words that tell no event hide what stands in them."""
    found: list[Trigger] = []
    index = 0
    while index < len(words):
        if not knowledge.triggers.begins(words[index]):
            index += 1
            continue
        end, senses = _senses(words, index, title, knowledge)
        senses = _as_it_stands(senses, words, index, end, title, knowledge)
        if not senses:
            index += 1
            continue
        if senses[0].type != NO_EVENT and not _is_idle(senses[0], words, end, knowledge):
            if senses[0].nominal == "marked" and _is_complement(words, index, knowledge):
                index = end
                continue
            attached = senses[0].nominal == "marked" and _follows_noun(words, index, knowledge)
            clause = _describes(words, index, knowledge)
            found.append(Trigger(index, end, senses[0], tuple(senses[1:4]), attached, clause))
        index = end
    return tuple(found)


def _senses(
    words: Sequence[Token], first: int, title: bool, knowledge: EventKnowledge
) -> tuple[int, Sequence[Pattern]]:
    """The longest phrase at `first` of which a sense is allowed: one past its last word, and those senses."""
    hit = knowledge.triggers.at(words, first)
    own = _is_own_act(words, first, knowledge) if hit is not None else False
    while hit is not None:
        allowed = [p for p in hit.value if _fits(p, words, first, hit.end, title or own, knowledge)]
        if allowed:
            return hit.end, allowed
        shorter = words[first : hit.end - 1]
        inner = knowledge.triggers.at(shorter, 0) if shorter else None
        hit = Hit(first, first + inner.end, inner.value) if inner else None
    return first + 1, ()


def _is_own_act(words: Sequence[Token], first: int, knowledge: EventKnowledge) -> bool:
    """Whether a speaker's pronoun right before makes a bare root a verb: `hal itu kami tolak`, `kita imbau warga`."""
    return first > 0 and words[first - 1].lower in knowledge.sets["first_person"]


def _as_it_stands(
    senses: Sequence[Pattern],
    words: Sequence[Token],
    first: int,
    end: int,
    title: bool,
    knowledge: EventKnowledge,
) -> Sequence[Pattern]:
    """Of senses of a form that may be verb or noun (`attack`, `demands`), those of what it is here."""
    verb = next((sense for sense in senses if sense.voice != "noun"), None)
    if verb is None or (verb.nominal is None and all(sense.voice != "noun" for sense in senses)):
        return senses
    if _stands_as_noun(verb, words, first, end, knowledge) or (
        verb.nominal == "base" and not title and not _stands_as_verb(words, first, knowledge)
    ):
        return [sense for sense in senses if sense.voice == "noun"]
    return [sense for sense in senses if sense.voice != "noun"]


def _stands_as_noun(verb: Pattern, words: Sequence[Token], first: int, end: int, knowledge: EventKnowledge) -> bool:
    """Whether the words around ask for a noun: `the attack`, `their demands`, `calls for`, `attacks were`."""
    sets = knowledge.sets
    before = words[first - 1].lower if first else ""
    if before in sets["determiners"] or before.endswith(knowledge.words.possessives):
        return True
    if verb.nominal == "marked":
        return False
    if before in sets["prepositions"] and before not in sets["purposes"]:
        return True
    after = words[end].lower if end < len(words) else ""
    return after in sets["passive_auxiliaries"] or (verb.frame == "act" and after in sets["noun_links"])


def _stands_as_verb(words: Sequence[Token], first: int, knowledge: EventKnowledge) -> bool:
    """Whether the word before lets a bare form be a verb: `will attack`, `they demand`, `the rebels attack`."""
    before = words[first - 1] if first else None
    if before is None or not before.text.isalpha():
        return True
    sets, lower = knowledge.sets, before.lower
    return lower in sets["before_verbs"] or any(lower in sets[name] for name in _BEFORE_VERBS) or lower.endswith("s")


_BEFORE_VERBS = (
    "adverbs",
    "verb_words",
    "futures",
    "possible",
    "purposes",
    "negations",
    "relative",
    "first_person",
    "third_persons",
    "joining",
)


def _follows_noun(words: Sequence[Token], first: int, knowledge: EventKnowledge) -> bool:
    """Whether a noun stands right before the word: none of the small words, adverbs and verbs of the language."""
    before = words[first - 1] if first else None
    if before is None or not before.text[:1].isalpha():
        return False
    sets, lower = knowledge.sets, before.lower
    verb = knowledge.verb is not None and before.text.islower() and knowledge.verb.match(lower)
    return not verb and not any(lower in sets[name] for name in _NO_NOUNS)


_NO_NOUNS = (*_BEFORE_VERBS, "before_verbs", "sharing", "breaks", "prepositions", "third_person", "passive_auxiliaries")


def _is_complement(words: Sequence[Token], first: int, knowledge: EventKnowledge) -> bool:
    """Whether a preposition only names the act (`accused of bombing`); `by` and words that open clauses tell it."""
    before, sets = words[first - 1].lower if first else "", knowledge.sets
    return before in sets["prepositions"] and before not in sets["breaks"] and before not in sets["by"]


def _is_idle(pattern: Pattern, words: Sequence[Token], end: int, knowledge: EventKnowledge) -> bool:
    """Whether the words point back at an act already told."""
    return not knowledge.words.owner_before and _points_back(pattern, words, end, knowledge)


def _points_back(pattern: Pattern, words: Sequence[Token], end: int, knowledge: EventKnowledge) -> bool:
    """Whether a noun only points back at an act already told: `serangan itu`, `pertemuan tersebut`."""
    return pattern.voice == "noun" and any(
        words[index].lower in knowledge.sets["demonstratives"] for index in range(end, min(end + 2, len(words)))
    )


def _describes(words: Sequence[Token], first: int, knowledge: EventKnowledge) -> int | None:
    """The place of the word that opens a clause right before the trigger which only describes a noun, else None.

    `kelompok yang didukung Utara`. After a comma or a name it tells: `Ani, yang menolak`, `Utara yang menyerang`.
    """
    for index in range(first - 1, max(0, first - 4), -1):
        if words[index].lower in knowledge.sets["relative"]:
            before = words[index - 1]
            return None if before.lower == "," or before.text[:1].isupper() else index
        if words[index].lower not in knowledge.sets["adverbs"]:
            return None
    return None


def _fits(
    pattern: Pattern, words: Sequence[Token], first: int, end: int, title: bool, knowledge: EventKnowledge
) -> bool:
    """Whether zone and neighbouring words allow the pattern here; `title` where bare roots may be verbs.

    The words near a passive may stand before it (`diplomat Utara diusir`), unless they point back at what was told
    (`ancaman itu disampaikan`).
    """
    if pattern.headline and not title:
        return False
    until = min(len(words), end + pattern.reach)
    back = words[first - 1].lower in knowledge.sets["demonstratives"] if first else True
    behind = max(0, first - pattern.reach) if pattern.voice == "passive" and not back else first
    if pattern.near is not None and not (
        _holds(pattern.near, words, end, until) or _holds(pattern.near, words, behind, first)
    ):
        return False
    return pattern.unless is None or not (
        _holds(pattern.unless, words, end, min(len(words), end + 3))
        or _holds(pattern.unless, words, max(0, first - 3), first)
    )


def _holds(table: PhraseTable[bool], words: Sequence[Token], first: int, end: int) -> bool:
    """Whether a phrase of the table begins in the stretch."""
    return any(table.at(words, index) is not None for index in range(first, end))
