"""Sitemaps, news sitemaps and sitemap indexes -> the addresses in them.

As of feeds: no entity, no DTD; of a broken one the addresses before the fault are taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from kawat.sources.feeds import RefusedError, as_utf8, iso_of, refuse_dtd, refuse_entities

LONGEST_SITEMAP = 52_428_800  # bytes unpacked; both bounds as sitemaps.org tells
MOST_PLACES = 50_000
_LONGEST_WORDS = 4_000  # characters of an address or a date
_DEEPEST = 20
_SITEMAP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<\?[^>]{0,500}\?>\s*)*(?:<!--[^>]{0,500}-->\s*)?"
    rb"<(?:[a-z]{1,20}:)?(?:urlset|sitemapindex)[\s>]",
    re.IGNORECASE,
)
_DATES = ("publication_date", "lastmod")  # of equal ones the first counts
_MONTH = re.compile(r"\d{4}(?:-\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """An address, and when its page was published or last changed (ISO), where that is told."""

    url: str
    date: str | None = None


@dataclass(slots=True)
class Sitemap:
    """Addresses of pages, addresses of further sitemaps, and why it was not read to its end."""

    pages: list[Place] = field(default_factory=list)
    maps: list[Place] = field(default_factory=list)
    fault: str | None = None


def is_sitemap(data: bytes) -> bool:
    """Whether the bytes begin as a sitemap does."""
    return _SITEMAP.match(data[:4096]) is not None


def read_sitemap(data: bytes) -> Sitemap:
    """The sitemap that XML bytes are. Never raises: what is wrong stands in `fault`."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.EntityDeclHandler = refuse_entities
    try:
        parser.Parse(as_utf8(data[:LONGEST_SITEMAP]), True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        reader.found.fault = f"not XML behind line {error.lineno} ({what}); the addresses before it were taken"
    except RefusedError as error:
        reader.found.fault = str(error)
    if reader.root not in ("urlset", "sitemapindex") and reader.found.fault is None:
        reader.found.fault = f"found the element `{reader.root}`, expected a sitemap (urlset or sitemapindex)"
    return reader.found


class _Reader:
    """What the parser calls."""

    def __init__(self) -> None:
        self.found = Sitemap()
        self.root: str | None = None
        self._depth = 0
        self._told: dict[str, str] = {}
        self._words: list[str] = []
        self._size = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        """An element opens."""
        local = name.rpartition(":")[2]
        self.root = self.root or local
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RefusedError(f"elements lie more than {_DEEPEST} deep in each other; the addresses before were taken")
        if self._depth == 2:
            self._told = {}
        self._words.clear()
        self._size = 0

    def end(self, name: str) -> None:
        """An element ends. Addresses of pictures and films stand in elements of their own prefix, and are none."""
        self._depth -= 1
        prefix, _, local = name.rpartition(":")
        if self._depth == 1:
            self._take(local)
        elif (local == "loc" and self._depth == 2 and not prefix) or local in _DATES:
            self._told.setdefault(local, "".join(self._words).strip())

    def words(self, text: str) -> None:
        """Words between marks, as far as an address may be long."""
        self._size += len(text)
        if self._size <= _LONGEST_WORDS:
            self._words.append(text)

    def _take(self, local: str) -> None:
        """The entry that ended."""
        url = self._told.get("loc", "")
        if local not in ("url", "sitemap") or not url.startswith(("http://", "https://")) or " " in url:
            return
        if len(self.found.pages) + len(self.found.maps) >= MOST_PLACES:
            raise RefusedError(f"it holds more than {MOST_PLACES:,} addresses; those before were taken")
        date = next(filter(None, (_date(self._told.get(name, "")) for name in _DATES)), None)
        (self.found.pages if local == "url" else self.found.maps).append(Place(url, date))


def _date(value: str) -> str | None:
    """A date of a sitemap: ISO, also a month or year alone."""
    return value if _MONTH.fullmatch(value) else iso_of(value)
