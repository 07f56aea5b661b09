"""Speakers: from the words that name a source to the actor, and from `-nya`, `ia`, `beliau` to the last speaker."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from kawat.extract.page import Cast, Line, Seen
from kawat.extract.quoting.marks import Quoted
from kawat.extract.quoting.papers import Papers
from kawat.extract.quoting.scene import Draft
from kawat.knowledge.cues import CueKnowledge
from kawat.knowledge.tokens import tokens_of
from kawat.records import Considered

_NAME = re.compile(r"[A-Z][\w’'\-]+$")  # a word with a capital that ends a source
_BODIES = ("organisation", "group")
_PRONOUNS = ("pronouns", "plural_pronouns")
_NEAR = 600
_RECENT = 1500
_OPENING = 8  # tokens of opening words before a subject
_ADJUNCT = 16  # tokens of an adjunct before the comma that a subject follows
_COMMA = 2  # characters: a comma and the space behind it


class Speakers:
    """Resolves the sources of an article's drafts in reading order; remembers who spoke last."""

    def __init__(self, lines: Sequence[Line], cast: Cast, knowledge: CueKnowledge, quoted: Sequence[Quoted]) -> None:
        self._cast = cast
        self._knowledge = knowledge
        self._papers = Papers(lines, cast, knowledge)
        told = [line for line in lines if not _is_quoted(line, quoted)]
        self._subjects = [seen for line in told if (seen := _subject_of(line, cast, knowledge)) is not None]
        self._subject_starts = [seen.start_char for seen in self._subjects]
        self._spoke: dict[tuple[int, int], str | None] = {}  # words of a source -> who it was
        self._last: str | None = None
        self._last_person: str | None = None
        self._last_at = self._last_person_at = -1
        self._surnames: dict[
            str, str
        ] = {}  # words that end a source behind its mention: the cast took a part of the name

    def speaker(self, draft: Draft, text: str) -> tuple[str | None, tuple[Considered, ...]]:
        """The actor id of a draft's speaker, or None where the text does not tell, and who else was considered."""
        if draft.source is not None and draft.source in self._spoke:
            speaker, considered = self._spoke[draft.source], tuple[Considered, ...]()
        else:
            speaker, considered = self._resolve(draft, text)
        if draft.source is not None:
            self._spoke[draft.source] = speaker
        place = draft.cue or draft.content[-1]
        if speaker is not None:
            self._last, self._last_at = speaker, max(place[1], draft.content[-1][1])
            if self._cast.by_id[speaker].kind == "person":
                self._last_person, self._last_person_at = speaker, self._last_at
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
        if draft.source_kind == "label":
            named = tuple(seen for seen in named if (seen.start_char, seen.end_char) == draft.source)
        word = self._pronoun_told_of(text, first, end) or text[first:end].lower()
        plural = self._is("plural_pronouns", word)
        if plural or self._is("pronouns", word):
            return self._referent(first, plural=plural) or _meant(named, first), ()
        last = _NAME.search(text, first, draft.head_end or end)
        paper = self._papers.paper(text, first, end)
        if paper is not None and (paper.is_pointed_behind or not named):
            recent = self._last_at >= 0 and first - self._last_at <= _RECENT
            return self._papers.issuer(paper, first) or (self._last if recent else None), ()
        if not named and self._ends_in_pronoun(text, first, end):
            return self._referent(first, plural=False), ()
        if not named:
            return self._surnames.get(last.group()) if last else None, ()
        speaker, considered = _best(named, draft, text)
        if last and speaker is not None and all(seen.end_char <= last.start() for seen in named):
            self._surnames[last.group()] = speaker
        return speaker, considered

    def _pronoun_told_of(self, text: str, first: int, end: int) -> str | None:
        """The pronoun that opens a source with a relative clause behind it (`Beliau yang juga Ketua Partai`)."""
        tokens = tokens_of(text, first, end)
        if len(tokens) < 2 or self._knowledge.words["relatives"].at(tokens, 1) is None:
            return None
        return tokens[0].lower if any(self._is(name, tokens[0].lower) for name in _PRONOUNS) else None

    def _is(self, name: str, word: str) -> bool:
        return word in self._knowledge.phrases[name]

    def _ends_in_pronoun(self, text: str, first: int, end: int) -> bool:
        """Whether the words of a source are another cue with its pronoun (`ujarnya menambahkan`)."""
        tokens = tokens_of(text, first, end)
        hit = self._knowledge.cues.at(tokens, 0) if tokens else None
        return hit is not None and hit.end == len(tokens) and hit.value.clitic is not None

    def _referent(self, place: int, *, plural: bool) -> str | None:
        """Who a pronoun at `place` stands for: a person that a sentence since was about, else the last speaker.

        A singular pronoun passes over a body that spoke since the last person did.
        """
        index = bisect_left(self._subject_starts, place) - 1
        if index >= 0 and self._subject_starts[index] > self._last_at:
            since = self._subjects[index].actor
            if (since.kind == "person") != plural:
                return since.id
        recent = self._last_person_at >= 0 and place - self._last_person_at <= _RECENT
        return self._last_person if recent and not plural else self._last


def _is_quoted(line: Line, quoted: Sequence[Quoted]) -> bool:
    """Whether a sentence begins inside marks: what stands there somebody says."""
    index = bisect_left(quoted, line.start_char + 1, key=lambda stretch: stretch.outer_start) - 1
    return index >= 0 and line.start_char < quoted[index].outer_end


def _subject_of(line: Line, cast: Cast, knowledge: CueKnowledge) -> Seen | None:
    """The actor that a sentence starts with, or that stands behind the comma of an adjunct that it starts with.

    Opening words are passed over. None where the sentence starts otherwise.
    """
    first = _past_openers(line, 0, knowledge)
    if first > _OPENING or first >= len(line.tokens):
        return None
    if (seen := _starting_at(line, first, cast)) is not None:
        return seen
    if knowledge.cues.at(line.tokens, first) is not None:
        return None  # `Menurut Ani, harga naik`: what stands behind the comma she says
    commas = (at for at in range(first, min(first + _ADJUNCT, len(line.tokens))) if line.tokens[at].lower == ",")
    comma = next(commas, None)
    return _starting_at(line, _past_openers(line, comma, knowledge), cast) if comma is not None else None


def _past_openers(line: Line, index: int, knowledge: CueKnowledge) -> int:
    """The first token from `index` on that is no comma and begins no opening word."""
    while index < len(line.tokens):
        hit = knowledge.words["openers"].at(line.tokens, index)
        if hit is None and line.tokens[index].lower != ",":
            break
        index = hit.end if hit is not None else index + 1
    return index


def _starting_at(line: Line, index: int, cast: Cast) -> Seen | None:
    """The longest mention that begins in a token; None past the end."""
    if index >= len(line.tokens):
        return None
    token = line.tokens[index]
    here = cast.within(token.start_char, token.end_char)
    return max(here, key=lambda seen: (seen.end_char, seen.actor.id)) if here else None


def _best(named: tuple[Seen, ...], draft: Draft, text: str) -> tuple[str | None, tuple[Considered, ...]]:
    """The mention that names the source: in its head a person before others, else a person in apposition."""
    if not named or draft.source is None:
        return None, ()
    first, end = draft.source
    outer = [s for s in named if not any(o is not s and _covers(o, s) for o in named)]
    head = [s for s in outer if s.start_char < (draft.head_end or end)] or outer
    chosen = _of_head(head, first)
    nominal = chosen.mention.form == "nominal"
    told = nominal and (_apposed_name(outer, chosen) or _closing_name(outer, chosen, text, end))
    if told:
        chosen = told
    elif chosen.actor.kind != "person" or chosen.start_char != first:
        apposed = [s for s in outer if s.actor.kind == "person" and s not in head]
        persons = [s for s in head if s.actor.kind == "person"]
        titled = [s for s in apposed[:1] if s.start_char <= (draft.head_end or end) + 6]
        chosen = (titled or persons or apposed[:1] or [chosen])[-1]
    if any(s.mention.span == chosen.mention.span and s.actor.id != chosen.actor.id for s in outer):
        return None, ()  # `kedua negara`: they speak together, and no actor is both
    rivals = {s.actor.id: s for s in outer if s.actor.id != chosen.actor.id}
    why = f"{chosen.mention.span.text} is the head of the source"
    return chosen.actor.id, tuple(
        Considered(rule="source-words", proposal=f"speaker {s.actor.name}", lost_because=why)
        for s in list(rivals.values())[:3]
    )


def _apposed_name(outer: list[Seen], title: Seen) -> Seen | None:
    """The person named with a further title behind the comma that ends a title (`Anggota Senat, Senator Ani`)."""
    after = (s for s in outer if 0 < s.start_char - title.end_char <= _COMMA and s.actor.kind == "person")
    return next((s for s in after if s.mention.form == "name"), None)


def _closing_name(outer: list[Seen], title: Seen, text: str, end: int) -> Seen | None:
    """The name behind a comma that closes the source of a person or body told by a noun (`Ketua X yang Y, Ani`)."""
    last = outer[-1]
    alike = last.actor.kind == title.actor.kind or {last.actor.kind, title.actor.kind} <= set(_BODIES)
    named = last.mention.form in ("name", "acronym") and last.end_char == end and last.actor.id != title.actor.id
    apposed = text[: last.start_char].rstrip().endswith(",") or "," in last.mention.span.text
    return last if named and alike and apposed else None


def _of_head(head: list[Seen], first: int) -> Seen:
    """The mention that the head is: the longest at its start, else the first; of a body told by a noun its name."""
    chosen = max((s for s in head if s.start_char == first), key=lambda s: s.end_char, default=head[0])
    if chosen.actor.kind not in _BODIES:
        return chosen
    behind = (s for s in head if 0 <= s.start_char - chosen.end_char <= 1 and s.actor.kind in _BODIES)
    return next((s for s in behind if s.mention.form in ("name", "acronym")), chosen)


def _meant(named: tuple[Seen, ...], place: int) -> str | None:
    """Whom a pronoun at a place means where nobody spoke yet: the person that it is a mention of."""
    return next((s.actor.id for s in named if s.start_char == place and s.mention.form == "pronoun"), None)


def _covers(outer: Seen, inner: Seen) -> bool:
    longer = outer.end_char - outer.start_char > inner.end_char - inner.start_char
    return longer and outer.start_char <= inner.start_char and inner.end_char <= outer.end_char
