"""Files, folders and standard input -> raw pages.

Plain text, web pages, JSON and JSON lines, CSV, feeds, web archives, mail, Word and PDF, each plain, gzipped or
Zstandard-compressed. JSON lines, CSV and archives are streams: memory stays flat however long the file is. What cannot
be read becomes a `Rejection` in its place, and the others go on.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal, Protocol

from kawat.errors import InputError, UsageError
from kawat.records import RawPage, Reason, RejectedArticle, Rejection
from kawat.sources.archives import Fault, read_archive
from kawat.sources.documents import LONGEST_DOCUMENT, DocumentError, Kind, read_document
from kawat.sources.feeds import LONGEST_FEED, Entry, Feed, is_json_feed, read_feed, read_json_feed
from kawat.sources.packed import BROKEN, CHUNK, unpacked
from kawat.sources.parts import joined
from kawat.sources.tables import TableError, read_rows

Format = Literal["text", "html", "json", "jsonl", "feed", "csv", "tsv", "archive", "eml", "docx", "pdf"]

FORMATS: dict[str, Format] = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".warc": "archive",
    ".arc": "archive",
    ".eml": "eml",
    ".docx": "docx",
    ".pdf": "pdf",
}
PACKINGS = (".gz", ".zst")
LONGEST_TEXT = 32_000_000  # bytes of one plain text, where the caller sets no limit
LONGEST_PAGE = 20_000_001  # bytes of one web page; one more than the cleaner takes
LONGEST_JSON = 64_000_000  # bytes of one .json file, which is read whole
LONGEST_LINE = 16_000_000  # bytes of one line of JSON lines
_LONGEST_WASTE = 256_000_000  # bytes of an overlong line that are passed over before the file is given up
_SNIFF = 4096
_FIELDS = ("id", "url", "title", "text", "published", "outlet", "language")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ][0-9:.,]{2,20}(?:Z|[+-][0-9:]{2,8})?)?", re.ASCII)
FEED = re.compile(
    rb"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(?:rss|feed|rdf:RDF|atom:feed)[\s>]", re.IGNORECASE
)
SHORTEST_ENTRY = 250  # characters of an entry that may be an article
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the caller says where the input does not tell. `published`: ISO date or date-time."""

    published: str | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None

    def __post_init__(self) -> None:
        if self.published is not None and not is_iso_date(self.published):
            raise UsageError(
                f"publication date: found {self.published!r}, expected an ISO date such as 2020-06-12 or "
                "2020-06-12T09:30+07:00; write it so"
            )


class Opened(Protocol):
    """What gives the pages of a source, as `open_pages` does."""

    def __call__(
        self, source: str, defaults: Defaults | None = None, *, limit: int | None = None
    ) -> Iterator[RawPage | Rejection]:
        """The pages, in order."""


def open_pages(
    source: str | Path, defaults: Defaults | None = None, *, limit: int | None = None
) -> Iterator[RawPage | Rejection]:
    """The pages of a file, a folder (sorted, with its subfolders) or `-` (standard input), in order.

    Pages of one article in a folder or web archive come as one, see `kawat.sources.parts`.
    `limit` is the greatest length of an article in characters, so that a longer plain text is not loaded at all.
    Files of a folder whose ending is unknown are passed over; a file that is named itself is known by its content.
    Raises InputError where there is no such file or folder.
    """
    given = defaults or Defaults()
    if str(source) == "-":
        yield from _read_stream(_Item("standard input", None, given, limit), sys.stdin.buffer)
        return
    path = Path(source)
    if not exists(path):
        raise InputError(f"{path}: there is no such file or folder, or you may not see it; check the name")
    if path.is_dir():
        yield from joined(_read_folder(path, given, limit))
    else:
        yield from _read_file(path, given, limit)


def exists(path: Path) -> bool:
    """Whether there is such a file or folder; no for a name that cannot be, or that we may not look at."""
    try:
        return path.exists()
    except OSError:
        return False


def is_iso_date(value: str) -> bool:
    """Whether the value is an ISO 8601 date or date-time with four-digit year and hyphens."""
    if _ISO.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Item:
    """A file being read: its name for people, its format (None: by content), what the caller said."""

    name: str
    format: Format | None
    defaults: Defaults
    limit: int | None

    def rejection(self, reason: Reason, detail: str, line: int | None = None, article: str | None = None) -> Rejection:
        """A rejection of the file, or of the article on one of its lines."""
        about = RejectedArticle(id=article, name=_whole(self.name))
        return Rejection(article=about, line=line, stage="sources", reason=reason, detail=detail)


def _read_folder(folder: Path, given: Defaults, limit: int | None) -> Iterator[RawPage | Rejection]:
    """The pages of the files with a known ending, by path; hidden files are passed over.

    A folder that cannot be looked into, or that holds nothing to read, is a rejection in its place.
    """
    closed: dict[Path, OSError] = {}
    found = [
        Path(place) / name
        for place, _, names in os.walk(folder, onerror=lambda error: closed.update({Path(error.filename): error}))
        for name in names
    ]
    paths = [path for path in found if _format(path) and _is_file(path)]
    paths = sorted(path for path in (*paths, *closed) if not _hidden(path, folder))
    for path in paths:
        if path in closed:
            why = f"the folder cannot be opened ({closed[path].strerror}); check who may read it"
            yield _Item(str(path), None, given, limit).rejection("unreadable", why)
        else:
            yield from _read_file(path, given, limit)
    if not paths:
        why = f"no file to read; expected {', '.join(FORMATS)}, each also with .gz or .zst"
        yield _Item(str(folder), None, given, limit).rejection("empty", why)


def _is_file(path: Path) -> bool:
    """Whether the path is a file, or nobody may know: then opening it will tell why."""
    try:
        return path.is_file()
    except OSError:
        return True


def _hidden(path: Path, folder: Path) -> bool:
    """Whether a part of the path below the folder begins with a stop."""
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _format(path: Path) -> Format | None:
    """The format that the file's ending names, compression aside."""
    name = path.name.lower()
    for packing in PACKINGS:
        name = name.removesuffix(packing)
    return FORMATS.get(Path(name).suffix)


def _read_file(path: Path, given: Defaults, limit: int | None) -> Iterator[RawPage | Rejection]:
    """The pages of one file."""
    item = _Item(str(path), _format(path), given, limit)
    try:
        file = path.open("rb")
    except OSError as error:
        yield item.rejection("unreadable", f"the file cannot be opened ({error.strerror}); check who may read it")
        return
    with closing(file):
        yield from _read_stream(item, file)


def _read_stream(item: _Item, file: IO[bytes]) -> Iterator[RawPage | Rejection]:
    """The pages of an open file, unpacked where its first bytes say that it is packed."""
    if item.format == "archive":  # it is unpacked record by record, so that damage costs only what it touches
        yield from joined(_read_archive(item, file))
        return
    try:
        stream = unpacked(file)
        yield from _READERS[item.format or _sniffed(stream)](item, stream)
    except BROKEN as error:
        yield item.rejection("unreadable", f"the file is damaged or cut off ({error}); get a whole copy of it")


def _sniffed(stream: io.BufferedReader) -> Format:
    """The format of a stream whose name does not tell, by its first bytes."""
    head = stream.peek(_SNIFF)[:_SNIFF].removeprefix(b"\xef\xbb\xbf").lstrip()
    if FEED.match(head):
        return "feed"
    if head.startswith(b"<"):
        return "html"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith((b"WARC/", b"filedesc://")):
        return "archive"
    if head.startswith(b"["):
        return "json" if head[1:].lstrip().startswith((b"{", b"]")) else "text"
    if head.startswith(b"{"):
        return "json" if head.split(b"\n", 1)[0].strip() == b"{" else "jsonl"
    return "text"


def _read_text(item: _Item, stream: IO[bytes]) -> Iterator[RawPage | Rejection]:
    """The one page of a plain text."""
    most = LONGEST_TEXT if item.limit is None else 4 * item.limit + 4  # a character has at most four bytes
    body = stream.read(most + 1)
    if len(body) > most:
        what = f"{item.limit} characters" if item.limit is not None else f"{most} bytes"
        yield item.rejection("too_long", f"found more than {what}; give one article, or a higher limit")
        return
    yield _page(item, body, "text/plain")


def _read_html(item: _Item, stream: IO[bytes]) -> Iterator[RawPage | Rejection]:
    """The one page of a web page; one that is too long is left to the cleaner to say so."""
    yield _page(item, stream.read(LONGEST_PAGE), "text/html")


def _page(item: _Item, body: bytes | str, media_type: Literal["text/plain", "text/html"]) -> RawPage:
    """A page of which only the caller can say more."""
    given = item.defaults
    return RawPage(
        body=body,
        media_type=media_type,
        name=item.name,
        url=given.url,
        published=given.published,
        publisher=given.publisher,
        language=language_of(given.language),
    )


def _read_json(item: _Item, stream: IO[bytes]) -> Iterator[RawPage | Rejection]:
    """The one article, or the articles of the list, in a .json file; also JSON lines under that ending."""
    data = stream.read(LONGEST_JSON + 1)
    if len(data) > LONGEST_JSON:
        yield item.rejection("too_long", f"found more than {LONGEST_JSON} bytes; give JSON lines (.jsonl), one a line")
        return
    if not data.strip():
        yield item.rejection("empty", "the file is empty")
        return
    value = _parsed(data)
    if isinstance(value, _Fault) and isinstance(_parsed(data.split(b"\n", 1)[0]), dict):
        yield from _read_lines(item, io.BytesIO(data))
    elif isinstance(value, _Fault):
        yield item.rejection("broken_json", str(value))
    elif is_json_feed(value):
        yield from _entries(item, read_json_feed(value))
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            yield _article(_Item(f"{item.name} item {number}", "json", item.defaults, item.limit), part, None)
    else:
        yield _article(item, value, None)


def _read_lines(item: _Item, stream: IO[bytes]) -> Iterator[RawPage | Rejection]:
    """The articles of JSON lines, in order; a line that cannot be read is a rejection with its number."""
    number, held = 0, False
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        held = held or not line.isspace()
        if number == 1 and line.startswith(_UTF_16):
            yield item.rejection("unreadable", "the lines are in UTF-16; save the file in UTF-8")
            return
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            yield item.rejection("too_long", f"found a line of more than {LONGEST_LINE} bytes", number)
            if not _skip_line(stream):
                yield item.rejection("unreadable", "the line does not end; the rest of the file was not read", number)
                return
        elif line.strip():
            value = _parsed(line)
            if isinstance(value, _Fault):
                yield item.rejection("broken_json", f"{value}; write one JSON object on one line", number)
            else:
                yield _article(item, value, number)
    if not held:
        yield item.rejection("empty", "the file is empty")


def _skip_line(stream: IO[bytes]) -> bool:
    """Pass over the rest of a line; whether its end was found within reason."""
    passed = 0
    while passed < _LONGEST_WASTE:
        part = stream.readline(CHUNK)
        passed += len(part)
        if not part or part.endswith(b"\n"):
            return True
    return False


def _read_feed(item: _Item, stream: IO[bytes]) -> Iterator[RawPage | Rejection]:
    """The entries of a feed; what is wrong with it comes last."""
    data = stream.read(LONGEST_FEED + 1)
    if len(data) > LONGEST_FEED:
        yield item.rejection("too_long", f"found more than {LONGEST_FEED} bytes; a feed holds less")
    elif not data.strip():
        yield item.rejection("empty", "the file is empty")
    else:
        yield from _entries(item, read_feed(data))


def _entries(item: _Item, feed: Feed) -> Iterator[RawPage | Rejection]:
    """The entries that hold an article; one that holds a summary only is told of with its address."""
    for number, entry in enumerate(feed.entries, start=1):
        if len(entry.body) < SHORTEST_ENTRY:
            about = RejectedArticle(url=entry.url, name=_whole(item.name))
            why = "the entry holds no more than a summary; give the page of its address"
            yield Rejection(article=about, line=number, stage="sources", reason="not_an_article", detail=why)
            continue
        yield entry_page(feed, entry, item.name, number, item.defaults)
    if not feed.entries and feed.fault is None:
        yield item.rejection("empty", "the feed holds no entry")
    if feed.fault is not None:
        yield item.rejection("unreadable" if feed.entries else "wrong_shape", feed.fault)


def entry_page(feed: Feed, entry: Entry, name: str, number: int, given: Defaults) -> RawPage:
    """The article that an entry of a feed (from 1) holds."""
    return RawPage(
        body=f"<html><body>{entry.body}" if entry.web else entry.body,
        media_type="text/html" if entry.web else "application/json",
        name=name,
        line=number,
        url=entry.url or given.url,
        title=entry.title,
        published=entry.published or given.published,
        publisher=feed.name or given.publisher,
        language=language_of(feed.language or given.language),
    )


def _read_table(item: _Item, stream: IO[bytes]) -> Iterator[RawPage | Rejection]:
    """The articles of a table with named columns."""
    try:
        for number, row in read_rows(stream, item.format == "tsv"):
            yield _article(item, row, number)
    except TableError as error:
        yield item.rejection("wrong_shape", str(error))


def _read_archive(item: _Item, file: IO[bytes]) -> Iterator[RawPage | Rejection]:
    """The pages of a web archive. `line` is the number of the record."""
    for found in read_archive(file):
        if isinstance(found, Fault):
            yield item.rejection("too_long" if found.long else "unreadable", found.detail, found.record)
            continue
        given = item.defaults
        yield RawPage(
            body=recoded(found.body, found.charset),
            media_type=found.media_type,
            name=item.name,
            line=found.record,
            url=found.url or given.url,
            published=given.published,
            publisher=given.publisher,
            language=language_of(given.language),
        )


def _read_document(kind: Kind, item: _Item, stream: IO[bytes]) -> Iterator[RawPage | Rejection]:
    """The one statement in a mail, Word or PDF file; what the caller says of its date goes first."""
    try:
        found = read_document(kind, stream.read(LONGEST_DOCUMENT + 1))
    except DocumentError as error:
        yield item.rejection("too_long" if error.long else "unreadable", str(error))
        return
    page = _page(item, found.text, "text/html" if found.web else "text/plain")
    yield replace(page, title=found.title, published=page.published or found.published)


def recoded(body: bytes, charset: str | None) -> bytes | str:
    """A page; as text where only its server says in what encoding it is, and says what holds."""
    if charset is None or b"charset" in body[:4096].lower():
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = body.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            return body  # the server is wrong
        return body if _SURROGATE.search(text) else text
    return body


class _Fault(str):
    """Why bytes are no JSON."""

    __slots__ = ()


def _parsed(data: bytes) -> Any:
    """The JSON value of the bytes, or a `_Fault`. Bytes that are neither UTF-8 nor UTF-16 are Windows-1252."""
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return _Fault(f"not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}")
    except RecursionError:
        return _Fault("not JSON that can be read: lists and objects lie too deep in each other")
    except ValueError:
        return _Fault("not JSON that can be read: a number has thousands of digits")


def _article(item: _Item, value: Any, line: int | None) -> RawPage | Rejection:
    """The page that a JSON value describes, or what is wrong with its shape."""
    if not isinstance(value, dict):
        return item.rejection("wrong_shape", f"found {_kind(value)}, expected an object with `text`", line)
    fields = {name: _whole(value.get(name)) for name in _FIELDS}
    article = fields["id"] if isinstance(fields["id"], str) else None
    fault = _wrong(fields)
    if fault is not None:
        return item.rejection("wrong_shape", fault, line, article)
    given = item.defaults
    return RawPage(
        body=fields["text"] or "",
        media_type="application/json",
        name=item.name,
        line=line,
        id=fields["id"] or None,
        url=fields["url"] or given.url,
        title=fields["title"],
        published=fields["published"] or given.published,
        publisher=fields["outlet"] or given.publisher,
        language=language_of(fields["language"] or given.language),
    )


def _wrong(fields: dict[str, Any]) -> str | None:
    """What is wrong with the fields of an article, or None."""
    if fields["text"] is None:
        return "`text` is missing; expected the words of the article"
    for name, value in fields.items():
        if value is not None and not isinstance(value, str):
            return f"`{name}` is {_kind(value)}; expected text"
    published = fields["published"]
    if published and not is_iso_date(published):
        return f"`published` is {published!r}; expected an ISO date such as 2020-06-12 or 2020-06-12T09:30+07:00"
    return None


def _kind(value: Any) -> str:
    """What a JSON value is, in words."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return kinds.get(type(value), "null")


def language_of(tag: str | None) -> str | None:
    """The language of a tag such as `id-ID`, in small letters."""
    return tag.replace("_", "-").split("-")[0].strip().lower() or None if tag else None


def _whole(value: Any) -> Any:
    """The value; text without halves of characters, which cannot be written in UTF-8."""
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


_READERS: dict[Format, Callable[[_Item, io.BufferedReader], Iterator[RawPage | Rejection]]] = {
    "text": _read_text,
    "html": _read_html,
    "json": _read_json,
    "jsonl": _read_lines,
    "feed": _read_feed,
    "csv": _read_table,
    "tsv": _read_table,
    "archive": _read_archive,
    "eml": partial(_read_document, "eml"),
    "docx": partial(_read_document, "docx"),
    "pdf": partial(_read_document, "pdf"),
}
