"""Who is who inside one article: actors with their mentions, found by name, by office, by noun and by pronoun.

Every look-up goes through a table of words, so an article with thousands of names costs no more per name than a short
one. Working material: `Register.actors` makes the frozen records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import normalize

from kawat.ids import content_id
from kawat.knowledge.actors import ActorKnowledge
from kawat.knowledge.offices import PersonRow, office_on
from kawat.records import Actor, ActorKind, Article, Mention, MentionForm

_NAMESAKES = 8
_SIGNS = str.maketrans(".-", "  ")
_TWICE = re.compile(r"([^\W\d_])\1")
_MARKS = re.compile("[\u0300-\u036f]")  # accents that stand apart from their letters
_OF_A_STATE = frozenset({"GOV", "JUD", "COP", "LEG", "OPP", "PTY"})  # sectors that belong to one state


@dataclass(slots=True, eq=False)
class Draft:
    """An actor while the article is read. `nicknames` are in lower case; a `settled` name is the one to keep, an
    `unprinted` one comes from the knowledge, where a person is found by the name `known`. `inner` mentions stand inside
    those of others and count only for an actor that has mentions of its own."""

    name: str
    kind: ActorKind
    rule: str
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    settled: bool = False
    unprinted: bool = False
    known: str | None = None
    nicknames: set[str] = field(default_factory=set)
    mentions: list[tuple[int, int, MentionForm]] = field(default_factory=list)
    inner: list[tuple[int, int, MentionForm]] = field(default_factory=list)

    def add(self, start_char: int, end_char: int, form: MentionForm) -> None:
        """Another mention of this actor."""
        self.mentions.append((start_char, end_char, form))

    def learn(self, country: str | None, sector: str | None, role: str | None) -> None:
        """Fill in what was not known before; what an earlier mention said stays."""
        self.country = self.country or country
        self.sector = self.sector or sector
        self.role = self.role or role


class Register:
    """The actors of one article."""

    def __init__(self, article: Article, knowledge: ActorKnowledge) -> None:
        self.knowledge = knowledge
        self.day = article.published_at[:10] if article.published_at else None
        self._article = article
        self._drafts: list[Draft] = []
        self._people: dict[str, list[Draft]] = {}
        self._known: dict[str, Draft] = {}
        self._named: dict[tuple[str, ...], Draft] = {}
        self._roles: dict[tuple[str, str | None, bool], list[Draft]] = {}

    def person(self, name: str, rule: str) -> Draft:
        """The person of a name as printed: one already met whose name holds these words, or a new one."""
        words = name_words(name)
        known = self.namesake(words)
        if known is None:
            known = Draft(name, "person", rule)
            self._drafts.append(known)
        elif len(words) > len(name_words(known.name)):
            known.name = name
        for word in words:
            drafts = self._people.setdefault(word, [])
            if known not in drafts[-_NAMESAKES:]:
                drafts.append(known)
        return known

    def nickname(self, draft: Draft, nick: str) -> None:
        """Let a word in brackets after a name (`Hidayat Nur Wahid (HNW)`) mean the person too."""
        word = name_words(nick)[-1]
        draft.nicknames.add(word)
        self._people.setdefault(word, []).append(draft)

    def namesake(self, words: tuple[str, ...]) -> Draft | None:
        """A person already met who may be called by these `name_words`: by surname first, then by any name."""
        for word in dict.fromkeys((words[-1], words[0])):
            drafts = self._people.get(word, [])[-_NAMESAKES:]
            fits = [draft for draft in drafts if words[-1] in draft.nicknames or _same_person(words, draft.name)]
            last = [draft for draft in fits if name_words(draft.name)[-1] == words[-1]]
            if fits:
                return (last or fits)[0]
        return None

    def known_person(self, name: str, printed: str | None, rule: str) -> Draft:
        """A person whom the knowledge names in full; `printed` is the article's own full form, where it has one."""
        draft = self._known.get(name) or self.person(printed or name, rule)
        self._known[name] = draft
        draft.known = name
        if printed and len(draft.name.split()) < len(printed.split()):
            draft.name = printed
        rows = self.knowledge.people.get(name, ())
        if rows:
            held = self.office(rows)
            for row in rows:
                if self.day and row.until and row.until < self.day[: len(row.until)]:
                    self.note_role(draft, row.role, row.country, past=True)
            role = (held or rows[0]).role if held or not rows[0].since else None
            draft.learn(rows[0].country, (held or rows[0]).sector, role)
        return draft

    def office(self, rows: tuple[PersonRow, ...]) -> PersonRow | None:
        """The office that a person held on the day of publication, or None."""
        return office_on(rows, self.day)

    def holder(self, role: str, country: str | None, *, past: bool) -> Draft | None:
        """The person in the article with this role (in a country or body, if one is given); None where several may be.

        Of those already mentioned it is the last; someone named only later must be the only one. `past` asks for one
        who held it before.
        """
        drafts = self._roles.get((role, country, past), ())
        met = [draft for draft in drafts if draft.mentions]
        if met:
            return max(met, key=lambda draft: draft.mentions[-1][0])
        return drafts[0] if len(drafts) == 1 else None

    def note_role(self, draft: Draft, role: str | None, country: str | None, *, past: bool = False) -> None:
        """Remember that a person has a role, or had it in the `past`."""
        for key in ((role, country, past), (role, None, past)) if role else ():
            drafts = self._roles.setdefault(key, [])
            if draft not in drafts and len(drafts) < _NAMESAKES:
                drafts.append(draft)

    def named(self, key: tuple[str, ...], name: str, kind: ActorKind, rule: str) -> Draft:
        """The actor under a key of words (lower case), made when new."""
        draft = self._named.get(key)
        if draft is None:
            draft = self._named[key] = Draft(name, kind, rule)
            self._drafts.append(draft)
        return draft

    def look(self, key: tuple[str, ...]) -> Draft | None:
        """The actor under a key, or None."""
        return self._named.get(key)

    def rebind(self, key: tuple[str, ...], draft: Draft) -> None:
        """Let a key (a noun) mean an actor from here on."""
        self._named[key] = draft

    def words(self, start_char: int, end_char: int) -> str:
        """The article's words of a stretch, white space made single."""
        return " ".join(self._article.text[start_char:end_char].split())

    def is_marked(self, start_char: int, end_char: int) -> bool:
        """Whether quotation marks stand right around a stretch, as around the title of a work."""
        text = self._article.text
        before, after = text[max(start_char - 1, 0) : start_char], text[end_char : end_char + 1]
        return bool(before and after) and before in "'‘\"“" and after in "'’\"”"

    def opens(self, at: int, *, quoted: bool) -> bool:
        """Whether the text after the quotation mark at an offset is quoted; `quoted` tells of the text before it."""
        mark, before, after = (self._article.text[at + shift : at + shift + 1] for shift in (0, -1, 1))
        if mark in "“”":
            return mark == "“"
        if quoted and before in ".,!?" and (not after.isalnum() or after.islower()):
            return False
        return after.isalnum() or (not quoted and not after.isspace())

    def print_name(self, draft: Draft, printed: str, usual: str | None) -> None:
        """Name a body as the article prints it: by its `usual` name where that is printed, else by the longest one."""
        if usual:
            draft.name, draft.settled = usual, True
        elif not draft.settled and not printed.isupper() and (draft.unprinted or len(printed) > len(draft.name)):
            draft.name, draft.unprinted = printed, False

    def describe(self, draft: Draft, phrase: str) -> None:
        """Name a person whom the article only describes by the longest description."""
        key = (draft.kind, *draft.name.lower().split())
        if len(phrase) > len(draft.name) and self._named.get(key) is draft:
            draft.name = phrase
            self._named.setdefault((draft.kind, *phrase.lower().split()), draft)

    def state(self, code: str, rule: str) -> Draft:
        """The state of a country code."""
        draft = self.named(("country", code), self.knowledge.country_names.get(code, code), "country", rule)
        draft.learn(code or None, "GOV", None)
        return draft

    def bind(self, key: tuple[str, ...], draft: Draft) -> None:
        """Let a key (an acronym) mean an actor."""
        self._named.setdefault(key, draft)

    def wire_ends(self) -> frozenset[int]:
        """Where the names of the agencies that the article relays end."""
        return frozenset(wire.span.end_char for wire in self._article.wire)

    def places(self) -> frozenset[tuple[int, int]]:
        """The stretches that are mentions."""
        return frozenset((start, end) for draft in self._drafts for start, end, _ in draft.mentions)

    def settle(self, land: str) -> None:
        """Give a country to the people, bodies of state and parties who have none."""
        for draft in self._drafts:
            if draft.known is None and (draft.kind == "person" or draft.sector in _OF_A_STATE):
                draft.learn(land, None, None)

    def actors(self) -> tuple[Actor, ...]:
        """Actors that have mentions, in the order of their first one."""
        drafts = ((min(draft.mentions), draft) for draft in self._drafts if draft.mentions)
        placed = sorted(((first[0], self._record(draft)) for first, draft in drafts), key=lambda at: (at[0], at[1].id))
        return tuple(record for _, record in placed)

    def _record(self, draft: Draft) -> Actor:
        rows = self.knowledge.people.get(draft.known or "", ())
        office = self.office(rows)
        first = min(draft.mentions)
        places = sorted({*draft.mentions, *draft.inner})
        return Actor(
            id=content_id("actor", self._article.id, first[0], first[1], draft.name),
            name=draft.name,
            kind=draft.kind,
            country=draft.country if draft.country in self.knowledge.country_names else None,
            sector=draft.sector,
            role=draft.role,
            office=office.office if office else None,
            mentions=tuple(Mention(span=self._article.span(start, end), form=form) for start, end, form in places),
            rule=f"{self.knowledge.language}/actor/{draft.rule}",
        )


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name (at least one) as it is compared: no case, accents, signs, nor letters written twice.

    `Mohd. Azzizuddin` and `Mohd Azizuddin`, `Al-Assad` and `al Assad`, `Erdoğan` and `Erdogan` are one name. Other
    scripts stay as they are.
    """
    plain = name if name.isascii() else _MARKS.sub("", normalize("NFKD", name))
    return tuple(_TWICE.sub(r"\1", plain.lower().translate(_SIGNS)).split()) or (name,)


def _same_person(words: tuple[str, ...], name: str) -> bool:
    """Whether the words of one name all stand in the other, an initial for any word that it begins."""
    other = name_words(name)
    return _holds(other, words) or _holds(words, other)


def _holds(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    return all(word in long or any(_is_initial(word, other) for other in long) for word in short)


def _is_initial(one: str, other: str) -> bool:
    return one[0] == other[0] and 1 in (len(one), len(other))
