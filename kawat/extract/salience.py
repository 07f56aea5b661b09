"""Who is in the reader's mind at a place of the article: who spoke, who was the subject, what was named last."""

from __future__ import annotations

from collections import Counter, deque

from kawat.extract.reference import Draft

_KEPT = 24
_REACH = 5
_SUBJECT_REACH = 2
_PLURAL_REACH = 2
_SPEAKER_REACH = 1
_HOME_SHARE = 3
_LAST_SHARE = 2
_MAIN_PART = 3
_MOSTLY = (3, 5)


class Salience:
    """Memory of the latest mentions. `line` is the number of the sentence that is being read."""

    def __init__(self, home: str | None, lands: Counter[str]) -> None:
        self.line = 0
        self._home = home
        self._lands = lands
        self._countries: deque[Draft] = deque(maxlen=_KEPT)
        self._named: deque[tuple[int, Draft]] = deque(maxlen=_KEPT)
        self._others: deque[tuple[int, Draft]] = deque(maxlen=_KEPT)
        self._topic: tuple[int, Draft] | None = None
        self._people: deque[tuple[int, Draft, bool]] = deque(maxlen=_KEPT)
        self._speaker: tuple[int, Draft] | None = None

    def saw(self, draft: Draft, *, speaks: bool, quoted: bool, oblique: bool = False) -> None:
        """An actor was mentioned in the sentence being read; `oblique` where a verb or preposition stands before."""
        self._named.append((self.line, draft))
        if draft.kind == "country":
            self._countries.append(draft)
        if quoted:
            return
        if not oblique and draft.kind != "group" and (self._topic is None or self._topic[0] < self.line):
            self._topic = self.line, draft
        if draft.kind == "person":
            self._people.append((self.line, draft, oblique and not speaks))
        else:
            self._others.append((self.line, draft))
        if speaks and draft.kind == "person":
            self._speaker = (self.line, draft)

    def heard_of(self, state: Draft) -> None:
        """A state was named inside the title of somebody else."""
        self._named.append((self.line, state))
        self._countries.append(state)

    def one(self, *, speaks: bool) -> Draft | None:
        """Whom `dia` means: the last speaker where the pronoun speaks; else the first person of this or a near line.

        Someone who is a subject there comes before someone who is not, if not many lines lie between.
        """
        if speaks and self._speaker and self.line - self._speaker[0] <= _SPEAKER_REACH:
            return self._speaker[1]
        first = self._first_of_lines(oblique=False)
        if self._speaker and self._speaker[0] in first and self._speaker[0] < self.line:
            first[self._speaker[0]] = self._speaker[1]
        second = self._first_of_lines(oblique=True)
        for people, reach in ((first, _SUBJECT_REACH), (second, _SUBJECT_REACH), (first, _REACH), (second, _REACH)):
            near = [line for line in people if self.line - line <= reach]
            if near:
                return people[max(near)]
        return None

    def owner(self) -> Draft | None:
        """Whom `-nya` after a noun means: the first subject of this line, of any kind; without one, a person before."""
        if self._topic is not None and self._topic[0] == self.line:
            return self._topic[1]
        return self.one(speaks=False)

    def other(self) -> Draft | None:
        """Whom a pronoun means that is an object: the last person of this or a near line who is not its subject."""
        subject = self._first_of_lines(oblique=False).get(self.line)
        near = [draft for line, draft, _ in self._people if self.line - line <= _SUBJECT_REACH and draft is not subject]
        return (near[-1] if near else None) if subject else self.one(speaks=False)

    def _first_of_lines(self, *, oblique: bool) -> dict[int, Draft]:
        """The first person of each line, of those who are `oblique` there or of the others."""
        first: dict[int, Draft] = {}
        for line, draft, is_oblique in self._people:
            if is_oblique is oblique:
                first.setdefault(line, draft)
        return first

    def speaker(self) -> Draft | None:
        """The person who spoke last, in this or a near line."""
        return self._speaker[1] if self._speaker and self.line - self._speaker[0] <= _REACH else None

    def many(self) -> Draft | None:
        """Whom `mereka` means: the group mentioned last in this or a near sentence, else the first body there."""
        near = [draft for line, draft in self._others if self.line - line <= _PLURAL_REACH]
        groups = [draft for draft in near if draft.kind == "group"]
        if groups:
            return groups[-1]
        before = [draft for line, draft in self._others if 0 < self.line - line <= 1]
        return before[0] if before else (near[0] if near else None)

    def two(self, *, people: bool, acted_on: bool, bands: bool) -> tuple[Draft, ...]:
        """The two people, or the two countries, named last; nobody where fewer were named.

        Of two who are `acted_on` nobody is the only country that their own sentence named before: it acts. `bands`
        lets an armed group be one of two sides.
        """
        named = [(line, draft) for line, draft in self._named if _is_side(draft, people=people, bands=bands)]
        here = {id(draft) for line, draft in named if line == self.line}
        if acted_on and len(here) == 1:
            named = [(line, draft) for line, draft in named if id(draft) not in here]
        last = tuple(dict.fromkeys(draft for _, draft in reversed(named)))[:2]
        return tuple(reversed(last)) if len(last) == 2 else ()

    def last_person(self, land: str | None) -> Draft | None:
        """The person outside quotation marks mentioned last, of a country if one is given."""
        for line, draft, _ in reversed(self._people):
            if self.line - line > _REACH:
                return None
            if land is None or draft.country in (land, None):
                return draft
        return None

    def last_body(self, sector: str | None) -> Draft | None:
        """The organisation of a sector mentioned last; where there is none, of any sector."""
        late = ((line, draft) for line, draft in reversed(self._others) if self.line - line <= _REACH)
        near = [draft for _, draft in late if draft.kind == "organisation"]
        return next((draft for draft in near if draft.sector == sector), None) or next(iter(near), None)

    def last_country(self) -> Draft | None:
        """The country mentioned last."""
        return self._countries[-1] if self._countries else None

    def forces(self, sector: str | None) -> str | None:
        """The country whose service of a sector (armed forces) was mentioned last; None where none was."""
        named = (draft.country for draft in reversed(self._countries) if draft.sector == sector)
        return next(named, None)

    def main_land(self) -> str | None:
        """The country that an office or people without one belong to: the one that most names of the text point to."""
        total = sum(count for land, count in self._lands.items() if land)
        return next((land for land, count in self._lands.items() if land and count * _MAIN_PART > total * 2), None)

    def homeland(self) -> str | None:
        """The country of people of whom nothing is told: home, where the text mostly speaks of it."""
        total = sum(count for land, count in self._lands.items() if land)
        at_home = self._lands[self._home] if self._home else 0
        part, whole = _MOSTLY
        return self._home if at_home > 1 and at_home * whole >= total * part else None

    def nation(self) -> str | None:
        """The country of a bare `pemerintah`: home where the article is much about home; else the one mentioned last.

        One that the article names much less often than another gives way to it.
        """
        most = max(self._lands.values(), default=0)
        last = self._countries[-1].country if self._countries else None
        for land, share in ((self._home, _HOME_SHARE), (last, _LAST_SHARE)):
            if land and self._lands[land] * share >= most:
                return land
        return min(land for land, count in self._lands.items() if count == most) if most else self._home


def _is_side(draft: Draft, *, people: bool, bands: bool) -> bool:
    """Whether an actor can be one of two: people, or countries and perhaps armed groups."""
    if people:
        return draft.kind == "person"
    return draft.kind == "country" or (bands and draft.sector in ("REB", "UAF"))
