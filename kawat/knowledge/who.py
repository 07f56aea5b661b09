"""Answers to `who`: who held an office on a day, which offices a person held, what an institution was called.

A question is read by the same tables as an article: titles, fields of office, countries, bodies, names. What is not
understood, or not known for certain on that day, is said to be unknown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import msgspec

from kawat.knowledge.actors import ActorKnowledge, Lexeme, NameRow, load
from kawat.knowledge.files import PACKAGE, Folders, last, layered_rows, read_toml, rows
from kawat.knowledge.offices import (
    PersonRow,
    SuccessionRow,
    TitleRow,
    WhoFile,
    followers,
    holds_on,
    load_successions,
)
from kawat.knowledge.tokens import TOKEN, Hit, PhraseTable, Token, tokens_of

Kind = Literal["office", "person", "institution", "unknown"]
Seat = tuple[str, str]  # place and role, as kawat.knowledge.offices.Offices holds them

_PASSED_OVER = "upaQH"  # tags of words that join a title to its country, and of honorifics


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is known about a question on an ISO day.

    `found` are the rows that answer it: the holders of an office, or the offices of a person up to that day, the newest
    first. Where none does, `before` and `after` are the holders nearest to the day. `history` are the names of an
    institution in order; `body` is one without a recorded change of name. `note` says what is not known.
    """

    question: str
    on: str
    kind: Kind
    language: str | None = None
    found: tuple[PersonRow, ...] = ()
    before: PersonRow | None = None
    after: PersonRow | None = None
    history: tuple[SuccessionRow, ...] = ()
    body: NameRow | None = None
    note: str | None = None

    @property
    def known(self) -> bool:
        """Whether the question is answered."""
        return bool(self.found or self.history or self.body)

    def to_dict(self) -> dict[str, Any]:
        """The answer as dicts and lists, with `known`; what a row does not tell is left out."""
        return {"known": self.known, **_without_blanks(msgspec.to_builtins(self))}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about an office as far as a language reads it: the seats it may mean, the likeliest first."""

    seats: tuple[Seat, ...]
    note: str | None = None


class Almanac:
    """The knowledge about offices, people and institutions, ready to be asked. Raises KnowledgeError for bad files."""

    def __init__(self, data: Folders = PACKAGE) -> None:
        self._data = data
        self._tongues: dict[str, _Tongue] = {}
        self._rules = read_toml(last(data, "world/who.toml"), WhoFile)

    def ask(self, question: str, day: str, language: str | None = None) -> Answer:
        """The answer for an ISO day, read in one language or in the first of all that understands the question."""
        codes = (language,) if language else self._rules.languages
        for asked in (self._person(question, day, codes[0]), self._institution(question, day)):
            if asked is not None:
                return asked
        missed: list[Answer] = []
        for code in codes:
            answer = self._office(question, day, code)
            if answer is not None and answer.known:
                return answer
            missed += [answer] if answer is not None else []
        listed = self._listed(question, day)
        if listed is not None:
            return listed
        note = "no title, person or institution of that name is listed"
        return missed[0] if missed else Answer(question=question, on=day, kind="unknown", note=note)

    def _tongue(self, code: str) -> _Tongue:
        if code not in self._tongues:
            self._tongues[code] = _Tongue(load(code, self._data), self._data)
        return self._tongues[code]

    def _office(self, question: str, day: str, code: str) -> Answer | None:
        """Who held the office that the question names; None where this language does not understand it."""
        tongue = self._tongue(code)
        asked = tongue.read(question, self._bodies, self._rules)
        if asked is None:
            return None
        offices = tongue.know.offices
        seats = [seat for seat in asked.seats if seat in offices.holders]
        for place, role in seats:
            held = offices.holders_on(place, role, day)
            if held:
                notes = [f"known to be held until {row.seen}" for row in held if _is_later(row, day)]
                note = next(iter(notes), None)
                return Answer(question=question, on=day, kind="office", language=code, found=held, note=note)
        if not seats:
            return Answer(
                question=question, on=day, kind="unknown", language=code, note=asked.note or "no holder is listed"
            )
        before, after = offices.around(*seats[0], day)
        note = "the holder on that day is not known for certain" if offices.holders[seats[0]] else None
        return Answer(question=question, on=day, kind="unknown", language=code, before=before, after=after, note=note)

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """Full names of the people who bear a folded name."""
        found: dict[str, list[str]] = {}
        for offices in self._people.values():
            for name in (offices[0].name, *(spelt for row in offices for spelt in (*row.aliases, *row.short))):
                bearers = found.setdefault(fold(name), [])
                if offices[0].name not in bearers:
                    bearers.append(offices[0].name)
        return {name: tuple(bearers) for name, bearers in found.items()}

    @property
    def _people(self) -> dict[str, tuple[PersonRow, ...]]:
        code = next(iter(self._tongues), self._rules.languages[0])
        return self._tongue(code).know.offices.people

    def _person(self, question: str, day: str, code: str) -> Answer | None:
        """All offices of a person by that day, the newest first; None where nobody of that name is listed."""
        bearers = self._names.get(fold(question), ()) or self._names.get(fold(self._tongue(code).bare(question)), ())
        if not bearers:
            return None
        held = [row for name in bearers for row in self._people[name] if row.since]
        begun = [row for row in held if (row.since or "") <= day[: len(row.since or "")]]
        begun.sort(key=lambda row: (holds_on(row, day), row.since or ""), reverse=True)
        if begun:
            note = next((f"known to be held until {row.seen}" for row in begun if _is_later(row, day)), None)
            return Answer(question=question, on=day, kind="person", found=tuple(begun), note=note)
        after = min(held, key=lambda row: row.since or "", default=None)
        note = f"{' and '.join(bearers)} is listed, but with no office by that day"
        return Answer(question=question, on=day, kind="unknown", after=after, note=note)

    @cached_property
    def _successions(self) -> tuple[SuccessionRow, ...]:
        return load_successions(self._data)

    def _institution(self, question: str, day: str) -> Answer | None:
        """The history of an institution; None where it never changed its name."""
        asked = fold(question)
        known = self._successions
        hits = {index for index, row in enumerate(known) if asked in {fold(name) for name in _names_of(row)}}
        if not hits:
            return None
        links = [(index, next_) for index in range(len(known)) for next_ in followers(known, index)]
        family = _upstream(hits, links) | _upstream(hits, [(after, before) for before, after in links])
        history = sorted((known[index] for index in family), key=lambda row: (row.since or "", row.until or "9"))
        return Answer(question=question, on=day, kind="institution", history=tuple(history))

    @cached_property
    def _listed_bodies(self) -> tuple[NameRow, ...]:
        own = (f"{code}/institutions.tsv" for code in self._rules.languages)
        names = ("world/organisations.tsv", "world/groups.tsv", *own)
        return tuple(row for name in names for row in rows(self._data, name, NameRow))

    @cached_property
    def _bodies(self) -> dict[str, str]:
        """Folded names of bodies -> the name under which their offices are listed."""
        with_offices = {row.body for offices in self._people.values() for row in offices if row.body}
        found = {fold(name): name for name in with_offices}
        for row in self._listed_bodies:
            names = (row.name, *row.aliases)
            body = next((name for name in names if name in with_offices), None)
            for name in names if body else ():
                found.setdefault(fold(name), body or "")
        return found

    def _listed(self, question: str, day: str) -> Answer | None:
        """A body that is listed without offices or changes of name."""
        asked = fold(question)
        for row in self._listed_bodies:
            if asked in {fold(name) for name in (row.name, *row.aliases)}:
                note = "no change of name is recorded"
                return Answer(question=question, on=day, kind="institution", body=row, note=note)
        return None


class _Tongue:
    """The tables of one language, for reading questions."""

    def __init__(self, know: ActorKnowledge, data: Folders) -> None:
        self.know = know
        titles = layered_rows(know.language, "offices.tsv", TitleRow, data)
        self._titles = PhraseTable((row.phrase, row) for row in titles)

    def bare(self, question: str) -> str:
        """The question without honorifics."""
        tokens = tokens_of(question, 0, len(question))
        kept = [token.text for index, token in enumerate(tokens) if not self._is_honorific(tokens, index)]
        return " ".join(kept)

    def _is_honorific(self, tokens: Sequence[Token], index: int) -> bool:
        hit = self.know.folded.at(tokens, index)
        return hit is not None and hit.value.tag == "H"

    def read(self, question: str, bodies: dict[str, str], rules: WhoFile) -> _Asked | None:
        """Which office a question means; None where a word of it is not understood or it names no office."""
        for ending in self.know.possessives:
            question = question.replace(f"{ending} ", " ")
        found = tuple(self._parts(tokens_of(question, 0, len(question)), bodies))
        if None in found:
            return None
        parts = [part for part in found if part is not None]
        titles = [part for part in parts if isinstance(part, TitleRow)]
        plain = [part for part in parts if isinstance(part, Lexeme)]
        roles = [part for part in plain if part.tag == "R" and part.role]
        if len(titles) + len(roles) != 1:
            return None
        role = titles[0].role if titles else roles[0].role or ""
        field = next((part.name for part in plain if part.tag == "F"), None)
        if field and role.endswith("minister"):
            role = f"{role.removesuffix('minister')}{field} minister"
        named = [part for part in parts if isinstance(part, str)]
        body = titles[0].body if titles and titles[0].body else next(iter(named), None)
        if body:
            return _Asked(tuple((body, same) for same in (role, *rules.of_bodies.get(role, ()))))
        lands = [part.country for part in plain if part.tag in "CSD" and part.country]
        land = next(iter(lands), None) or (titles[0].country if titles else None) or self.know.home
        if land is None:
            return _Asked((), "the question names no country; add one")
        return _Asked(tuple((land, same) for same in (role, *rules.of_countries.get(role, ()))))

    def _parts(self, tokens: Sequence[Token], bodies: dict[str, str]) -> Iterator[TitleRow | Lexeme | str | None]:
        """What the words stand for, in order: titles, words of tables, names of bodies; None for an unknown word."""
        index = 0
        while index < len(tokens):
            title = self._titles.at(tokens, index)
            size, body = _body_at(tokens, index, bodies)
            hit = self._word(tokens, index)
            if title is not None and title.end - index >= max(size, hit.end - index if hit else 0):
                yield title.value
                index = title.end
            elif body is not None and size >= (hit.end - index if hit else 0) and not _is_land(hit):
                yield body
                index += size
            elif hit is not None:
                if hit.value.tag not in _PASSED_OVER:
                    yield hit.value if hit.value.tag in "RFCSD" else None
                index = hit.end
            else:
                if tokens[index].text not in ",.":
                    yield None
                index += 1

    def _word(self, tokens: Sequence[Token], index: int) -> Hit[Lexeme] | None:
        """The longest noun or name of the tables here; a name may be typed in lower case."""
        spelt = (tokens, [_in_capitals(token) for token in tokens], [t._replace(text=t.text.upper()) for t in tokens])
        hits = [self.know.folded.at(tokens, index), *(self.know.exact.at(way, index) for way in spelt)]
        names = [hit for hit in hits[1:] if hit is not None and hit.value.tag in "CSD"]
        return max([hit for hit in hits[:1] if hit is not None] + names, key=lambda hit: hit.end, default=None)


def fold(name: str) -> str:
    """A name for comparing: lower case, without accents and signs."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join(TOKEN.findall("".join(c for c in plain if not unicodedata.combining(c)).lower().replace(",", " ")))


def _without_blanks(value: Any) -> Any:
    """The value without fields that tell nothing: None and empty lists."""
    if isinstance(value, dict):
        return {key: _without_blanks(part) for key, part in value.items() if part not in (None, [], ())}
    if isinstance(value, list | tuple):
        return [_without_blanks(part) for part in value]
    return value


def _is_later(row: PersonRow, day: str) -> bool:
    """Whether an office without an end was last known to be held before the day."""
    return not row.until and bool(row.seen) and (row.seen or "") < day[: len(row.seen or "")]


def _is_land(hit: Hit[Lexeme] | None) -> bool:
    return hit is not None and hit.value.tag in "CSD"


def _in_capitals(token: Token) -> Token:
    return token._replace(text=token.text[:1].upper() + token.text[1:])


def _body_at(tokens: Sequence[Token], index: int, bodies: dict[str, str]) -> tuple[int, str | None]:
    """How many tokens from here name a body, and its name; (0, None) where none does."""
    for end in range(min(len(tokens), index + 8), index, -1):
        body = bodies.get(fold(" ".join(token.text for token in tokens[index:end])))
        if body:
            return end - index, body
    return 0, None


def _names_of(row: SuccessionRow) -> tuple[str, ...]:
    return (row.name, *row.aliases, *((row.english,) if row.english else ()))


def _upstream(start: Iterable[int], links: Sequence[tuple[int, int]]) -> set[int]:
    """Everything that leads to the given rows over links (from, to), themselves included."""
    found = set(start)
    while more := {before for before, after in links if after in found} - found:
        found |= more
    return found
