"""What is wrong in the rows of knowledge files by themselves: signs, days, coordinates, successions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kawat.errors import KnowledgeError
from kawat.knowledge.files import Folders, knowledge_files, languages, numbered, paths, read_lines, shown
from kawat.knowledge.offices import PersonRow, SuccessionRow, followers, load_successions
from kawat.knowledge.places import PlaceRow
from kawat.knowledge.timex import FeastRow

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_UNSEEN = frozenset("\u200b\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_MEND_DAY = "write a day as 2020-06-12, or a month or year that is in the calendar"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be so: where (file and row), what was found, what to do."""

    where: str
    found: str
    mend: str


def fault_of(error: KnowledgeError) -> Fault:
    """What an error says, in the parts that it is written in: `where: found; mend`."""
    where, _, told = str(error).partition(": ")
    found, _, mend = told.rpartition("; ")
    return Fault(where, found or mend, mend if found else "correct that file")


def hidden_signs(data: Folders) -> Iterator[Fault]:
    """Rows with signs that nobody sees and no name has: control characters, turns of direction, marks of byte order."""
    for path in (path for folder in data for path in knowledge_files(folder) if path.suffix == ".tsv"):
        try:
            lines = tuple(read_lines(path))
        except KnowledgeError as error:
            yield fault_of(error)
            continue
        for number, line in lines:
            sign = None if line.isascii() and line.isprintable() else next(filter(_is_hidden, line), None)
            if sign is not None:
                found = f"holds the sign U+{ord(sign):04X} ({unicodedata.name(sign, 'control character')})"
                yield Fault(f"{path}:{number}", found, "remove it; columns are parted by one tab")


def _is_hidden(sign: str) -> bool:
    return sign in _UNSEEN or (unicodedata.category(sign) == "Cc" and sign != "\t")


def days(data: Folders) -> Iterator[Fault]:
    """Days that no calendar has, and names of institutions that end before they begin."""
    for path in paths(data, "world/people.tsv"):
        for number, person in numbered(path, PersonRow):
            yield from _not_days(f"{path}:{number}", person.name, (person.since, person.until, person.seen))
    for path in paths(data, "world/successions.tsv"):
        for number, row in numbered(path, SuccessionRow):
            yield from _not_days(f"{path}:{number}", row.name, (row.since, row.until))
            if row.since and row.until and row.until < row.since[: len(row.until)]:
                found = f"{shown(row.name)}: until {row.until} is before since {row.since}"
                yield Fault(f"{path}:{number}", found, "correct the dates")
    for path in (path for code in languages(data) for path in paths(data, f"{code}/timex_feasts.tsv")):
        for number, feast in numbered(path, FeastRow):
            written = (day for stretch in feast.days for day in stretch.split("/"))
            yield from _not_days(f"{path}:{number}", feast.name, written)


def _not_days(where: str, name: str, written: Iterable[str | None]) -> Iterator[Fault]:
    for day in written:
        if day is not None and not is_day(day):
            yield Fault(where, f"{shown(name)}: {shown(day)} is no day", _MEND_DAY)


def is_day(written: str) -> bool:
    """Whether it is an ISO day, month or year of the calendar."""
    match = _DAY.fullmatch(written)
    if match is None:
        return False
    try:
        date(*(int(part or 1) for part in match.groups()))
    except ValueError:
        return False
    return True


def coordinates(data: Folders) -> Iterator[Fault]:
    """Places that lie nowhere on the globe, and halves of coordinates."""
    mend = "write degrees: latitude -90 to 90, longitude -180 to 180, or leave both cells empty"
    for path in paths(data, "world/places.tsv"):
        for number, row in numbered(path, PlaceRow):
            latitude, longitude = row.latitude, row.longitude
            if latitude is None and longitude is None:
                continue
            half = latitude is None or longitude is None
            if half or not (-90 <= (latitude or 0) <= 90 and -180 <= (longitude or 0) <= 180):
                found = f"{shown(row.name)} lies at latitude {latitude}, longitude {longitude}"
                yield Fault(f"{path}:{number}", found, mend)


def successions(data: Folders) -> Iterator[Fault]:
    """Institutions that became themselves again by way of others, and new names that are older than the old ones."""
    known = load_successions(data)
    places = {
        row: f"{path}:{n}" for path in paths(data, "world/successions.tsv") for n, row in numbered(path, SuccessionRow)
    }
    links = [tuple(followers(known, index)) for index in range(len(known))]
    for index in _in_rings(links):
        row = known[index]
        after = " and ".join(shown(known[at].name) for at in links[index])
        yield Fault(
            places[row], f"{shown(row.name)} became {after}, which became it again", "correct `became`, or the dates"
        )
    for index, behind in enumerate(links):
        for at in behind:
            row, new = known[index], known[at]
            if row.how == "renamed" and row.since and new.since and new.since < row.since[: len(new.since)]:
                found = f"{shown(row.name)} since {row.since} became {shown(new.name)}, which is older ({new.since})"
                yield Fault(places[row], found, "correct the dates, or `became`")


def _in_rings(links: Sequence[Sequence[int]]) -> list[int]:
    """The rows that lead back to themselves: what is left when all that lead nowhere, and nobody leads to, are gone."""
    left = set(range(len(links)))
    for steps in (links, _turned(links)):
        while ends := {at for at in left if not left.intersection(steps[at])}:
            left -= ends
    return sorted(left)


def _turned(links: Sequence[Sequence[int]]) -> list[list[int]]:
    """The links the other way round."""
    turned: list[list[int]] = [[] for _ in links]
    for start, ends in enumerate(links):
        for end in ends:
            turned[end].append(start)
    return turned
