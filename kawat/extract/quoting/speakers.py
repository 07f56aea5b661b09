"""Speakers: from the words that name a source to the actor, and from `-nya`, `ia`, `beliau` to the last speaker."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from kawat.extract.page import Cast, Line, Seen
from kawat.extract.quoting.scene import Draft
from kawat.knowledge.cues import CueKnowledge
from kawat.records import Considered

_NEAR = 600


class Speakers:
    """Resolves the sources of an article's drafts in reading order; remembers who spoke last."""

    def __init__(self, lines: Sequence[Line], cast: Cast, knowledge: CueKnowledge) -> None:
        self._cast = cast
        self._knowledge = knowledge
        self._subjects = [seen for line in lines if (seen := _subject_of(line, cast, knowledge)) is not None]
        self._subject_starts = [seen.start_char for seen in self._subjects]
        self._last: str | None = None
        self._last_at = -1

    def speaker(self, draft: Draft, text: str) -> tuple[str | None, tuple[Considered, ...]]:
        """The actor id of a draft's speaker, or None where the text does not tell, and who else was considered."""
        speaker, considered = self._resolve(draft, text)
        place = draft.cue or draft.content[-1]
        if speaker is not None:
            self._last, self._last_at = speaker, max(place[1], draft.content[-1][1])
        return speaker, considered

    def _resolve(self, draft: Draft, text: str) -> tuple[str | None, tuple[Considered, ...]]:
        if draft.source_kind == "none":
            return None, ()
        if draft.source_kind == "carried":
            near = self._last if draft.content[0][0] - self._last_at <= _NEAR else None
            return near, ()
        if draft.source is None or draft.source_kind == "clitic":
            place = draft.source[0] if draft.source else draft.content[0][0]
            return self._referent(place, plural=False), ()
        first, end = draft.source
        named = self._cast.within(first, end)
        word = text[first:end].lower()
        if self._is("plural_pronouns", word):
            return self._referent(first, plural=True), ()
        if self._is("pronouns", word):
            return self._referent(first, plural=False), ()
        return _best(named, first, end)

    def _is(self, name: str, word: str) -> bool:
        return word in self._knowledge.phrases[name]

    def _referent(self, place: int, *, plural: bool) -> str | None:
        """Who a pronoun at `place` stands for: a person that a sentence since was about, else the last speaker."""
        index = bisect_left(self._subject_starts, place) - 1
        if index >= 0 and self._subject_starts[index] > self._last_at:
            since = self._subjects[index].actor
            if (since.kind == "person") != plural:
                return since.id
        return self._last


def _subject_of(line: Line, cast: Cast, knowledge: CueKnowledge) -> Seen | None:
    """The actor that a sentence starts with, opening words passed over; None where it starts otherwise."""
    index = 0
    while index < len(line.tokens):
        hit = knowledge.words["openers"].at(line.tokens, index)
        if hit is None and line.tokens[index].lower != ",":
            break
        index = hit.end if hit is not None else index + 1
    if index >= len(line.tokens) or index > 8:
        return None
    token = line.tokens[index]
    here = cast.within(token.start_char, token.end_char)
    return max(here, key=lambda seen: (seen.end_char, seen.actor.id)) if here else None


def _best(named: tuple[Seen, ...], first: int, end: int) -> tuple[str | None, tuple[Considered, ...]]:
    """The mention that a source is: the one that covers most of it, a person before others."""
    inside = [seen for seen in named if seen.end_char <= end + 1] or list(named)
    if not inside:
        return None, ()
    outer = [s for s in inside if not any(o is not s and _covers(o, s) for o in inside)]
    persons = [s for s in outer if s.actor.kind == "person"]
    chosen = next((s for s in outer if s.start_char == first and 2 * (s.end_char - first) > end - first), None)
    chosen = chosen or (persons[-1] if persons else outer[0])
    rivals = sorted(
        {s.actor.id: s for s in outer if s.actor.id != chosen.actor.id}.values(), key=lambda s: s.start_char
    )
    why = f"{chosen.mention.span.text} fills more of the source or is the person that it names"
    return chosen.actor.id, tuple(
        Considered(rule="source-words", proposal=f"speaker {s.actor.name}", lost_because=why) for s in rivals[:3]
    )


def _covers(outer: Seen, inner: Seen) -> bool:
    longer = outer.end_char - outer.start_char > inner.end_char - inner.start_char
    return longer and outer.start_char <= inner.start_char and inner.end_char <= outer.end_char
