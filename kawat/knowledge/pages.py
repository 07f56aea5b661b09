"""Which elements of a web page are not its article: `world/page.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import msgspec

from kawat.knowledge.files import PACKAGE, read_toml

_NOON = 12
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ATTRIBUTE = re.compile(r"\b(class|id|role|style|hidden|aria-hidden)(?:=\"([^\"]*)\"|(?=[\s/]|$))")


class PageExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Attributes of an element as they stand in its tag, and whether it is apart from the article, or a wall."""

    attributes: str
    apart: bool
    wall: bool = False


class DateExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a page, and the date that it tells as ISO 8601; empty where it tells none."""

    text: str
    value: str


class LineExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a page, and whether it says that the page is gone, or asks for payment."""

    text: str
    gone: bool = False
    pay: bool = False


class PageFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """page.toml. `names`: parts of a class or id; `walls`: those that stand for a wall; `tags`: elements;

    `roles`: values of the attribute `role`.

    `variants`: parts of addresses that show an article in another dress.

    `gone`: phrases of a title that says that there is no such page; `pay`: phrases that ask for payment to read on.

    `home`: names of a front page; `no_sections`: what programs write for a section where there is none.

    `zones`: distances from UTC by the letters that are printed behind a time; `months`: numbers by name.
    """

    names: tuple[str, ...]
    walls: tuple[str, ...]
    tags: tuple[str, ...]
    roles: tuple[str, ...]
    variants: tuple[str, ...]
    gone: tuple[str, ...]
    pay: tuple[str, ...]
    home: tuple[str, ...]
    no_sections: tuple[str, ...]
    source: str
    zones: dict[str, str]
    months: dict[str, int]
    dates: tuple[DateExample, ...] = ()
    examples: tuple[PageExample, ...] = ()
    lines: tuple[LineExample, ...] = ()


@dataclass(frozen=True, slots=True)
class PageKnowledge:
    """What sets an element apart from the article of its page."""

    tags: frozenset[str]
    variants: frozenset[str]
    _home: frozenset[str]
    _no_sections: frozenset[str]
    _roles: frozenset[str]
    _names: re.Pattern[str]
    _walls: re.Pattern[str]
    _gone: re.Pattern[str]
    _pay: re.Pattern[str]
    _zones: dict[str, str]
    _months: dict[str, int]
    _date: re.Pattern[str]

    def date_in(self, line: str) -> str | None:
        """The first date that a line of a page tells, as ISO 8601 with its time and zone where they are printed.

        A month in digits is believed, day first, where a zone stands behind the time: who prints one of these zones
        prints the day first.
        """
        for found in self._date.finditer(line):
            date = self._iso(found)
            if date is not None:
                return date
        return None

    def _iso(self, found: re.Match[str]) -> str | None:
        month, zone = found["month"] or found["month_first"] or found["digits"], found["zone"]
        number = int(month) if month.isdigit() else self._months[month.lower()]
        if month.isdigit() and zone is None:
            return None
        day, hour = int(found["day"] or found["day_second"]), found["hour"]
        half = (found["half"] or "").lower()
        try:
            date = datetime(int(found["year"]), number, day, _hour(int(hour or 0), half), int(found["minute"] or 0))
        except ValueError:
            return None
        if not hour:
            return date.date().isoformat()
        return date.isoformat(timespec="minutes") + (self._zones[zone.upper()] if zone else "")

    def is_apart(self, attributes: str) -> bool:
        """Whether the attributes, as they stand in a tag with double quotes, say that this is not the article."""
        return any(self._says_so(name, value) for name, value in _ATTRIBUTE.findall(attributes))

    def is_wall(self, attributes: str) -> bool:
        """Whether a class or id in the attributes says that this asks for consent or a login."""
        found = _ATTRIBUTE.findall(attributes)
        return any(name in ("class", "id") and self._walls.search(_HUMP.sub("-", value)) for name, value in found)

    def is_gone(self, line: str) -> bool:
        """Whether a title or heading says that there is no such page."""
        return self._gone.search(line) is not None

    def asks_for_payment(self, line: str) -> bool:
        """Whether a line asks for a subscription or payment to read on."""
        return self._pay.search(line) is not None

    def is_home(self, name: str) -> bool:
        """Whether a name is what sites call their front page."""
        return name.lower() in self._home

    def is_no_section(self, name: str) -> bool:
        """Whether programs write this for a section where there is none."""
        return name.lower() in self._no_sections

    def _says_so(self, name: str, value: str) -> bool:
        if name in ("class", "id"):
            return self._names.search(_HUMP.sub("-", value)) is not None
        if name == "role":
            return value in self._roles
        if name == "style":
            return "display:none" in value.replace(" ", "").lower()
        return name == "hidden" or value == "true"


def _hour(hour: int, half: str) -> int:
    """The hour of the day; `half` is am, pm or empty."""
    if not half or hour > _NOON:
        return hour
    return hour % _NOON + (_NOON if half == "pm" else 0)


@cache
def load_pages() -> PageKnowledge:
    """The package's knowledge of pages; raises KnowledgeError where the file is broken."""
    file = read_pages()
    months = {name[:end]: number for name, number in file.months.items() for end in range(3, len(name) + 1)}
    tags, roles = frozenset(file.tags), frozenset(file.roles)
    return PageKnowledge(
        tags,
        frozenset(file.variants),
        frozenset(file.home),
        frozenset(file.no_sections),
        roles,
        _parts(file.names),
        _parts(file.walls),
        _phrases(file.gone),
        _phrases(file.pay),
        file.zones,
        months,
        _date_pattern(months, file.zones),
    )


def _parts(names: tuple[str, ...]) -> re.Pattern[str]:
    """The names as whole parts of a class or id."""
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(map(re.escape, names))})(?=$|[\s_-])", re.IGNORECASE)


def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """The phrases as whole words; `^` before one binds it to the beginning of the line, `$` behind it to the end."""
    parts = (
        ("^" if phrase[0] == "^" else "") + rf"(?<!\w){re.escape(phrase.strip('^$'))}(?!\w)" + "$" * (phrase[-1] == "$")
        for phrase in phrases
    )
    return re.compile("|".join(parts), re.IGNORECASE)


def _date_pattern(months: dict[str, int], zones: dict[str, str]) -> re.Pattern[str]:
    """`5 November 2015 | 14:56 WIB`, `05/11/2015 14.56 WIB`, `November 5, 2015`."""
    names, letters = ("|".join(sorted(words, key=len, reverse=True)) for words in (months, zones))
    return re.compile(
        rf"(?<!\d)(?:(?P<day>\d{{1,2}})(?:\s+(?P<month>{names})\.?,?\s+|[/-](?P<digits>\d{{1,2}})[/-])"
        rf"|\b(?P<month_first>{names})\.?\s+(?P<day_second>\d{{1,2}}),?\s+)(?P<year>(?:19|20)\d\d)(?!\d)"
        rf"(?:[\s,|@-]{{1,6}}(?:at\s+)?(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.]\d\d)?"
        rf"(?:\s?(?P<half>am|pm)\b)?(?:\s?\(?(?P<zone>{letters})\b(?!\s?[+-]))?)?",
        re.IGNORECASE,
    )


def read_pages() -> PageFile:
    """page.toml as it stands, with its examples."""
    return read_toml(PACKAGE[-1] / "world" / "page.toml", PageFile)
