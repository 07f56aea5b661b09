"""A sentence laid out for reading commitments: words, who stands where, who is speaking, what is dated."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TypeVar

from kawat.extract.page import Cast, Line, Seen
from kawat.knowledge.commitments import CommitmentKnowledge, Role
from kawat.knowledge.tokens import Token
from kawat.records import Actor, Event, Quotation, Timex

QUOTES = frozenset('"“”«»„')
LONGEST = 400  # tokens of a sentence that are read as one

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Head:
    """An outermost mention in the sentence: its actor, first token and one past its last."""

    actor: Actor
    first: int
    end: int


class Heads:
    """The heads of a sentence in order, found by the place where they begin or end."""

    def __init__(self, heads: Sequence[Head]) -> None:
        self.all = tuple(heads)
        self._firsts = [head.first for head in heads]
        self._ends = {head.end: head for head in heads}

    def within(self, first: int, end: int) -> tuple[Head, ...]:
        """Heads that begin among these tokens."""
        return self.all[bisect_left(self._firsts, first) : bisect_left(self._firsts, end)]

    def ending(self, end: int) -> Head | None:
        """The head whose last token stands right before token `end`, or None."""
        return self._ends.get(end)


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of the sentence that lies in the content of a quotation."""

    start_char: int
    end_char: int
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class Company:
    """The article's actors by id, and the ids of the states among them by country code.

    `offices` are the sectors whose people speak for their state.
    """

    actors: dict[str, Actor]
    states: dict[str, str]
    offices: tuple[str, ...]

    def side_of(self, actor_id: str) -> str:
        """Whom "we" stands for in this actor's mouth: the state of an office-holder, else the actor."""
        actor = self.actors.get(actor_id)
        if actor is None or actor.sector not in self.offices or actor.country is None:
            return actor_id
        return self.states.get(actor.country, actor_id)


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence, ready for the frames.

    `told` gives for each token the shortest reported stretch that holds it; `before` is who a pronoun at its start
    stands for, or None.
    """

    line: Line
    tokens: tuple[Token, ...]
    heads: Heads
    said: tuple[Said, ...]
    told: tuple[Said | None, ...]
    timexes: tuple[Timex, ...]
    events: tuple[Event, ...]
    before: str | None
    company: Company
    knowledge: CommitmentKnowledge

    def is_a(self, index: int, role: Role) -> bool:
        """Whether the token exists and has the role."""
        return 0 <= index < len(self.tokens) and self.knowledge.is_a(self.tokens[index].lower, role)

    def about(self, first: int, end: int, role: Role) -> bool:
        """Whether one of the tokens, its clitic aside, has the role."""
        return any(self.knowledge.is_about(token.lower, role) for token in self.tokens[max(0, first) : max(0, end)])

    def timed(self, index: int) -> bool:
        """Whether a time expression begins at the token or at one of the next two."""
        if not 0 <= index < len(self.tokens):
            return False
        last = self.tokens[min(index + 2, len(self.tokens) - 1)].start_char
        return any(self.tokens[index].start_char <= timex.span.start_char <= last for timex in self.timexes)

    def said_at(self, index: int) -> Said | None:
        """The shortest reported stretch that holds the token, or None where the outlet speaks."""
        return self.told[index]

    def speaker_at(self, index: int) -> str | None:
        """Actor id of who says the token, or None."""
        said = self.said_at(index)
        return said.quotation.speaker if said else None


def scenes_of(
    lines: Sequence[Line],
    cast: Cast,
    timexes: Sequence[Timex],
    quotations: Sequence[Quotation],
    events: Sequence[Event],
    knowledge: CommitmentKnowledge,
) -> tuple[Scene, ...]:
    """A scene for each sentence, in order; for each piece of a sentence of more than LONGEST tokens.

    The frames look back and ahead in their sentence, so its length must be bounded for time in proportion to the text.
    """
    lines = tuple(
        piece if piece.index == i else replace(piece, index=i)
        for i, piece in enumerate(chain.from_iterable(map(_pieces_of, lines)))
    )
    said = _said_by_line(lines, quotations)
    dated = _by_line(lines, [(t.span.start_char, t) for t in timexes])
    done = _by_line(lines, [(e.trigger.start_char, e) for e in events])
    company = Company(cast.by_id, _states(cast.actors), knowledge.basis.state)
    before: str | None = None
    scenes = []
    for line in lines:
        seen = _outermost(cast.within(line.start_char, line.end_char))
        tokens = _words(line.tokens, seen, knowledge)
        heads = _heads(tokens, seen)
        spoken = tuple(said.get(line.index, ()))
        timed, acted = tuple(dated.get(line.index, ())), tuple(done.get(line.index, ()))
        told = _told(tokens, spoken)
        scenes.append(Scene(line, tokens, Heads(heads), spoken, told, timed, acted, before, company, knowledge))
        before = _spoken_of(heads, spoken) or before
    return tuple(scenes)


def _pieces_of(line: Line) -> tuple[Line, ...]:
    """The sentence, or pieces of it that are short enough, each to where the next begins."""
    tokens = line.tokens
    if len(tokens) <= LONGEST:
        return (line,)
    starts = [line.start_char, *(tokens[first].start_char for first in range(LONGEST, len(tokens), LONGEST))]
    return tuple(
        replace(line, start_char=start, end_char=end, tokens=tokens[first : first + LONGEST])
        for (start, end), first in zip(pairwise([*starts, line.end_char]), range(0, len(tokens), LONGEST), strict=True)
    )


def _told(tokens: Sequence[Token], said: Sequence[Said]) -> tuple[Said | None, ...]:
    """For each token the shortest stretch that holds it: the longest are laid down first."""
    told: list[Said | None] = [None] * len(tokens)
    starts = [token.start_char for token in tokens]
    for one in sorted(said, key=lambda s: s.start_char - s.end_char):
        first, end = bisect_left(starts, one.start_char), bisect_left(starts, one.end_char)
        told[first:end] = [one] * (end - first)
    return tuple(told)


def _states(actors: Iterable[Actor]) -> dict[str, str]:
    """Country code -> id of the actor that is that country."""
    states: dict[str, str] = {}
    for actor in actors:
        if actor.kind == "country" and actor.country and actor.sector != "MIL":
            states.setdefault(actor.country, actor.id)
    return states


def _spoken_of(heads: Sequence[Head], said: Sequence[Said]) -> str | None:
    """Whom a pronoun in the next sentence stands for: who spoke last here, else the first person named."""
    for stretch in reversed(said):
        if stretch.quotation.speaker:
            return stretch.quotation.speaker
    return next((head.actor.id for head in heads if head.actor.kind == "person"), None)


def _outermost(seen: Iterable[Seen]) -> tuple[Seen, ...]:
    kept: list[Seen] = []
    for one in seen:
        if not kept or one.start_char >= kept[-1].end_char:
            kept.append(one)
    return tuple(kept)


def _words(tokens: Sequence[Token], seen: Sequence[Seen], knowledge: CommitmentKnowledge) -> tuple[Token, ...]:
    """The tokens, cut where a name begins or ends inside one (names lose their spaces on the web), and at clitics."""
    cuts = sorted({one.start_char for one in seen} | {one.end_char for one in seen})
    words: list[Token] = []
    clitics = tuple(knowledge.clitics)
    for token in tokens:
        low, high = bisect_right(cuts, token.start_char), bisect_right(cuts, token.end_char - 1)
        if low == high and not token.lower.endswith(clitics):  # as most words
            words.append(token)
            continue
        for piece in _pieces(token, cuts[low:high]):
            words.extend(_without_clitic(piece, knowledge))
    return tuple(words)


def _pieces(token: Token, cuts: Sequence[int]) -> tuple[Token, ...]:
    if not cuts:
        return (token,)
    edges = [token.start_char, *cuts, token.end_char]
    return tuple(_part(token, a, b) for a, b in pairwise(edges))


def _part(token: Token, start_char: int, end_char: int) -> Token:
    text = token.text[start_char - token.start_char : end_char - token.start_char]
    return Token(start_char, end_char, text, text.lower())


def _without_clitic(token: Token, knowledge: CommitmentKnowledge) -> tuple[Token, ...]:
    if token.lower in knowledge.stems:
        return (token,)
    for clitic in knowledge.clitics:
        if token.lower.endswith(clitic) and token.lower[: -len(clitic)] in knowledge.stems:
            return _pieces(token, [token.end_char - len(clitic)])
    return (token,)


def _heads(tokens: Sequence[Token], seen: Sequence[Seen]) -> tuple[Head, ...]:
    starts = [token.start_char for token in tokens]
    heads = []
    for one in seen:
        first = max(0, bisect_right(starts, one.start_char) - 1)
        end = max(first + 1, bisect_right(starts, one.end_char - 1))
        heads.append(Head(one.actor, first, end))
    return tuple(heads)


def _line_at(starts: Sequence[int], place: int) -> int:
    return max(0, bisect_right(starts, place) - 1)


def _by_line(lines: Sequence[Line], placed: Iterable[tuple[int, Thing]]) -> dict[int, list[Thing]]:
    starts = [line.start_char for line in lines]
    found: dict[int, list[Thing]] = {}
    for place, thing in placed:
        if lines:
            found.setdefault(lines[_line_at(starts, place)].index, []).append(thing)
    return found


def _said_by_line(lines: Sequence[Line], quotations: Iterable[Quotation]) -> dict[int, list[Said]]:
    starts = [line.start_char for line in lines]
    found: dict[int, list[Said]] = {}
    for quotation in quotations:
        for span in quotation.content if lines else ():
            for line in lines[_line_at(starts, span.start_char) : _line_at(starts, span.end_char - 1) + 1]:
                found.setdefault(line.index, []).append(Said(span.start_char, span.end_char, quotation))
    return found
