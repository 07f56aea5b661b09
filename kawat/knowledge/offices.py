"""Who held which office when, and what institutions were called before and after.

world/people.tsv has a row for each office of each person; a language's offices.tsv the phrases that name an office by
themselves; world/successions.tsv the names of institutions that were renamed, split or merged. Dates are ISO days, or
months or years where the day is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Literal

import msgspec

from kawat.knowledge.files import PACKAGE, Folders, rows

How = Literal["renamed", "merged", "split", "abolished", "founded"]


class PersonRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """world/people.tsv: one office of one person, or a person without one.

    `short` are the names that suffice alone in the news (a surname, a nickname), `aliases` other full spellings; both
    stand in the person's first row. `country` is the person's. `body` is the organisation or institution that the
    office belongs to, by a name of its row; without one the office is the country's. `since` and `until` are both
    inclusive; the day of handing over belongs to both holders. `seen` is the newest date at which an office without
    `until` is known to be held. `shared` yes: several hold the office at once. `common` yes: the name is also that of
    many others, so it means this person only by the office.
    """

    KEY: ClassVar[tuple[str, ...]] = ("name", "office")

    name: str
    short: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    country: str | None = None
    body: str | None = None
    role: str | None = None
    office: str | None = None
    since: str | None = None
    until: str | None = None
    seen: str | None = None
    shared: Literal["yes", "no"] = "no"
    common: Literal["yes", "no"] = "no"
    sector: str | None = None
    source: str = ""


class TitleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """offices.tsv: a phrase that names an office by itself: its role, and the body or the country where it is held."""

    phrase: str
    role: str
    body: str | None = None
    country: str | None = None
    sector: str | None = None
    source: str = ""


class SuccessionRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """world/successions.tsv: an institution under one name; `became` are the names of those that followed.

    A name that returned after years (`Kementerian Kebudayaan`) has a row for each time. `how` tells what ended the row.
    """

    KEY: ClassVar[tuple[str, ...]] = ("name", "since")

    name: str
    aliases: tuple[str, ...] = ()
    english: str | None = None
    country: str | None = None
    since: str | None = None
    until: str | None = None
    how: How | None = None
    became: tuple[str, ...] = ()
    source: str = ""


class WhoFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """world/who.toml: how a question of `kawat who` is read.

    `languages` are tried in this order. `of_countries` and `of_bodies` tell which further roles a role may mean, the
    likeliest first, where the office is a country's and where it is that of an organisation or institution.
    """

    languages: tuple[str, ...]
    of_countries: dict[str, tuple[str, ...]] = {}
    of_bodies: dict[str, tuple[str, ...]] = {}


HIGHEST = frozenset({"head of state", "head of government", "monarch", "supreme leader"})
Place = str  # a country's code, or the name of a body


@dataclass(frozen=True, slots=True)
class Offices:
    """Everyone with their offices: `people` by full name, `holders` by place and role in order of taking office."""

    people: dict[str, tuple[PersonRow, ...]]
    holders: dict[tuple[Place, str], tuple[PersonRow, ...]]

    def in_office(self, place: Place, role: str, day: str | None) -> PersonRow | None:
        """Who alone held a role in a country or body on an ISO day; None where that is not known for certain."""
        held = self.holders_on(place, role, day) if day else ()
        return held[0] if len(held) == 1 else None

    def holders_on(self, place: Place, role: str, day: str) -> tuple[PersonRow, ...]:
        """Those who held a role on an ISO day: one, or all who shared it; none where several may be meant.

        On the day of handing over it is the new holder.
        """
        held = tuple(row for row in self.holders.get((place, role), ()) if holds_on(row, day))
        if len(held) < 2 or all(row.shared == "yes" for row in held):
            return held
        since = held[-1].since or ""
        return held[-1:] if len(since) == len(day) else ()

    def around(self, place: Place, role: str, day: str) -> tuple[PersonRow | None, PersonRow | None]:
        """The last holder whose time ended before an ISO day, and the first who began after it."""
        held = self.holders.get((place, role), ())
        before = [row for row in held if row.until and row.until < day[: len(row.until)]]
        after = [row for row in held if row.since and row.since > day[: len(row.since)]]
        return (before[-1] if before else None), (after[0] if after else None)


def holds_on(row: PersonRow, day: str) -> bool:
    """Whether the office was held on an ISO day; a bound that is only a year or a month covers all of it."""
    since, until = row.since or "", row.until or "9999"
    return since <= day[: max(len(since), 1)] and day[: len(until)] <= until if since else day[: len(until)] <= until


def office_on(offices: Sequence[PersonRow], day: str | None) -> PersonRow | None:
    """The office that a person held on an ISO day: the highest, of equals the one taken last; a party's comes last."""
    held = [row for row in offices if row.since and holds_on(row, day)] if day else []
    return max(held, key=lambda row: (row.role in HIGHEST, row.sector != "PTY", row.since or ""), default=None)


def load_people(data: Folders = PACKAGE) -> tuple[PersonRow, ...]:
    """The rows of world/people.tsv; none where a data folder lacks it."""
    return tuple(rows(data, "world/people.tsv", PersonRow))


def load_successions(data: Folders = PACKAGE) -> tuple[SuccessionRow, ...]:
    """The rows of world/successions.tsv; none where a data folder lacks it."""
    return tuple(rows(data, "world/successions.tsv", SuccessionRow))


def followers(known: Sequence[SuccessionRow], index: int) -> Iterator[int]:
    """The rows that an institution became: of each name the first that had not ended before it."""
    ended = known[index].until or ""
    for name in known[index].became:
        later = [
            (row.since or "", at)
            for at, row in enumerate(known)
            if row.name == name and at != index and (not row.until or row.until > ended)
        ]
        if later:
            yield min(later)[1]


def offices_of(people: Iterable[PersonRow]) -> Offices:
    """The rows by person and by office."""
    by_name: dict[str, list[PersonRow]] = {}
    by_office: dict[tuple[Place, str], list[PersonRow]] = {}
    for row in people:
        by_name.setdefault(row.name, []).append(row)
        place = row.body or row.country
        if place and row.role and row.since:
            by_office.setdefault((place, row.role), []).append(row)
    return Offices(
        people={name: tuple(held) for name, held in by_name.items()},
        holders={key: tuple(sorted(held, key=lambda row: row.since or "")) for key, held in by_office.items()},
    )


def contradictions(people: Iterable[PersonRow]) -> Iterator[tuple[PersonRow, str]]:
    """Rows with what cannot be so in them: a term that ends before it begins, or two holders of one office at a time.

    Bounds that are only months or years contradict each other only where no days in them would fit.
    """
    listed = tuple(people)
    for row in listed:
        if row.since and row.until and row.until < row.since[: len(row.until)]:
            yield row, f"{row.name}, {row.office}: until {row.until} is before since {row.since}"
        if row.role and not row.since:
            yield row, f"{row.name}, {row.office}: has a role but no since"
        if row.since and not row.until and not row.seen:
            told = "has no until, so `seen` must tell the newest date at which it was held"
            yield row, f"{row.name}, {row.office}: {told}"
    for (place, role), held in offices_of(listed).holders.items():
        for first, second in pairwise(held):
            if first.shared == second.shared == "yes":
                continue
            until, since = first.until or "9999", second.since or ""
            size = min(len(until), len(since))
            if until[:size] > since[:size]:
                both = f"{first.name} until {first.until} and {second.name} since {second.since}"
                yield second, f"{place} {role}: {both} hold one office at a time"
