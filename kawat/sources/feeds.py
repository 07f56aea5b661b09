"""Feeds (RSS, Atom, RDF, JSON Feed) -> their entries.

Of XML no entity is expanded and no DTD is read, inside the file or elsewhere: a file that defines any is refused. Where
a feed is broken its entries before that place are read, and the fault is told once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.parsers import expat

LONGEST_FEED = 64_000_000  # bytes
_DEEPEST = 200
_SNIFF = 2_000  # characters in which the XML declaration is looked for
_ENTRIES = frozenset({"item", "entry"})
_PREFIXES = frozenset({"", "a10", "atom", "content", "dc", "dcterms", "rdf", "rss", "xhtml"})
_FEEDS = frozenset({"rss", "feed", "RDF", "channel"})
# Elements of an entry or of the feed, by local name, and what they tell; of equal ones the first in this list counts.
_BODIES = ("encoded", "content", "body", "description", "summary")
_DATES = ("published", "pubDate", "issued", "date", "created", "updated", "modified")
_DECLARED = re.compile(r"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,30})[\"']")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half of a character, which JSON may hold and nothing can write
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_ZONES = {"WIB": "+0700", "WITA": "+0800", "WIT": "+0900", "MYT": "+0800", "SGT": "+0800"}
_ZONE = re.compile(r"\b(WITA|WIB|WIT|MYT|SGT)\s*\Z")
_JSON_FEED = "https://jsonfeed.org/version/"


@dataclass(slots=True, kw_only=True)
class Entry:
    """An entry: `body` is HTML where `web` says so, else plain text. `published`: an ISO date-time, or None."""

    body: str
    web: bool
    url: str | None = None
    title: str | None = None
    published: str | None = None


@dataclass(slots=True)
class Feed:
    """A feed: its name and language as it tells them, its entries in order, and why it was not read to its end."""

    name: str | None = None
    language: str | None = None
    entries: list[Entry] = field(default_factory=list)
    fault: str | None = None


class RefusedError(Exception):
    """The file holds what is not read."""


def is_json_feed(value: Any) -> bool:
    """Whether a JSON value is a feed."""
    return isinstance(value, dict) and str(value.get("version", "")).startswith(_JSON_FEED)


def read_json_feed(value: dict[str, Any]) -> Feed:
    """The feed that a JSON value is; an item of a wrong shape is passed over and told of."""
    feed = Feed(_text(value.get("title")), _text(value.get("language")))
    items = value.get("items")
    for number, item in enumerate(items if isinstance(items, list) else [], start=1):
        if not isinstance(item, dict):
            feed.fault = feed.fault or f"item {number} is no object; it was passed over"
            continue
        web = isinstance(item.get("content_html"), str)
        body = item.get("content_html") if web else item.get("content_text") or item.get("summary")
        feed.entries.append(
            Entry(
                body=_text(body) or "",
                web=web,
                url=_address([_text(item.get("url")), _text(item.get("id"))]),
                title=_text(item.get("title")),
                published=iso_of(_text(item.get("date_published")) or ""),
            )
        )
    if not isinstance(items, list):
        feed.fault = "`items` is missing; expected a list of entries"
    return feed


def read_feed(data: bytes) -> Feed:
    """The feed that XML bytes are. Never raises: what is wrong stands in `fault`."""
    if _WEB_PAGE.match(data[:_SNIFF]):
        return Feed(fault="found a web page (HTML), expected a feed; give the address of the feed itself")
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.EntityDeclHandler = refuse_entities
    try:
        parser.Parse(as_utf8(data), True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        reader.feed.fault = f"not XML behind line {error.lineno} ({what}); the entries before it were read"
    except RefusedError as error:
        reader.feed.fault = str(error)
    if not reader.is_feed and reader.feed.fault is None:
        reader.feed.fault = f"found the element `{reader.root}`, expected RSS, Atom or RDF"
    return reader.feed


def refuse_dtd(_name: str, _system: str | None, _public: str | None, inner: int) -> None:
    """A DTD inside the file is refused; one elsewhere is never fetched."""
    if inner:
        raise RefusedError("the file brings a DTD of its own, which is not read; take it out")


def refuse_entities(*_told: object) -> None:
    """An entity that the file defines is refused."""
    raise RefusedError("the file defines entities, which are not expanded; take them out")


def as_utf8(data: bytes) -> bytes:
    """The bytes in UTF-8, from the encoding that they declare; where they are not in it, from Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    declared = _DECLARED.search(data[:300].decode("latin-1"))
    for encoding in (declared[1] if declared else "utf-8", "utf-8", "cp1252"):
        try:
            return _from_declaration(data.decode(encoding)).encode("utf-8", "replace")
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("utf-8", "replace").encode()


def _from_declaration(text: str) -> str:
    """The text without what stands before its XML declaration, where it has one near its beginning."""
    start = text.find("<?xml", 0, _SNIFF)
    return text[start:] if start >= 0 else text.lstrip("\ufeff \r\n\t")


class _Reader:
    """What the parser calls."""

    def __init__(self) -> None:
        self.feed = Feed()
        self.root: str | None = None
        self.is_feed = False
        self._open: list[str] = []
        self._inner = 0  # depth in markup that stands in an entry as elements
        self._entry: dict[str, list[str]] | None = None
        self._entry_depth = 0
        self._links: list[tuple[str, str]] = []
        self._types: dict[str, str] = {}
        self._words: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        local = local_name(name)
        self.root = self.root or local
        self.is_feed = self.is_feed or local in _FEEDS
        self._open.append(local)
        if len(self._open) > _DEEPEST:
            raise RefusedError(f"elements lie more than {_DEEPEST} deep in each other; the entries before were read")
        if self._entry is None:
            self._words.clear()
            if local in _ENTRIES:
                self._entry, self._entry_depth, self._links, self._types = {}, len(self._open), [], {}
            return
        depth = len(self._open) - self._entry_depth
        if depth > 1:
            self._words.append(f"<{local}>")
            self._inner += 1
            return
        self._words.clear()
        self._types[local] = attributes.get("type", "") or attributes.get("mode", "")
        if local == "link" and attributes.get("href"):
            self._links.append((attributes.get("rel", "alternate"), attributes["href"]))

    def end(self, name: str) -> None:
        """An element ends."""
        local = local_name(name)
        depth = len(self._open) - self._entry_depth
        self._open.pop()
        if self._entry is None:
            self._of_feed(local)
        elif depth == 0:
            self.feed.entries.append(self._made())
            self._entry = None
        elif depth == 1:
            self._entry.setdefault(local, []).append("".join(self._words))
        else:
            self._words.append(f"</{local}>")

    def words(self, text: str) -> None:
        """Words between marks; in markup that stands as elements they are written as markup again."""
        inside = self._entry is not None and len(self._open) - self._entry_depth > 1
        self._words.append(html.escape(text) if inside else text)

    def _of_feed(self, local: str) -> None:
        """What an element tells of the feed itself."""
        words = _text("".join(self._words))
        if len(self._open) <= 2 and local == "title":
            self.feed.name = self.feed.name or words
        elif len(self._open) <= 2 and local == "language":
            self.feed.language = self.feed.language or words

    def _made(self) -> Entry:
        """The entry that ended."""
        found = self._entry or {}
        name = max(_BODIES, key=lambda body: (len(_first(found, body)), -_BODIES.index(body)))
        told = self._types.get(name, "")
        links = [href for rel, href in self._links if rel == "alternate"]
        plain = "" if self._types.get("guid") else _first(found, "guid")
        return Entry(
            body=_first(found, name),
            web=told not in ("text", "text/plain"),
            url=_address([*links, _first(found, "link"), plain, _first(found, "id")]),
            title=_text(html.unescape(_without_marks(_first(found, "title")))),
            published=next(filter(None, (iso_of(_first(found, date)) for date in _DATES)), None),
        )


def local_name(name: str) -> str:
    """The name of an element without the prefixes that feeds use for their own; others stay, and so mean nothing."""
    prefix, _, local = name.rpartition(":")
    return local if prefix.lower() in _PREFIXES else name


def _first(found: dict[str, list[str]], name: str) -> str:
    """The longest words of the elements of a name; empty where there is none."""
    return max(found.get(name, [""]), key=len).strip()


def _without_marks(text: str) -> str:
    return re.sub(r"<[^<>]{0,500}>", "", text)


def _text(value: Any) -> str | None:
    """The value with single blanks, where it is text and not empty."""
    if not isinstance(value, str):
        return None
    whole = _SURROGATE.sub("\ufffd", value)
    return (" ".join(whole.split()) if len(whole) < 10_000 else whole) or None


def _address(candidates: Sequence[str | None]) -> str | None:
    """The first that is an address of the web."""
    return next((url for url in candidates if url and url.startswith(("http://", "https://")) and " " not in url), None)


def iso_of(value: str) -> str | None:
    """A date as ISO 8601 with the zone as given; None where it is neither ISO nor as in mail (RFC 2822)."""
    value = value.strip()
    if not 8 <= len(value) <= 60:
        return None
    try:
        return datetime.fromisoformat(value).isoformat() if len(value) > 10 else _day(value)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(_ZONE.sub(lambda zone: _ZONES[zone[1]], value)).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _day(value: str) -> str | None:
    """A day as it stands, where it is one."""
    return value if datetime.fromisoformat(value) and len(value) == 10 else None
