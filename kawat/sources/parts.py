"""Articles that sites cut into several pages: which pages belong together, and which is the next one.

Only the addresses tell: `rel="next"` and the words of a link lead to another article as often as to the next part.
"""

from __future__ import annotations

import html
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from kawat.records import RawPage, Rejection

WHOLE = 0  # the number of a page that shows all parts
MOST_PARTS = 40  # of one article; a site that leads on for longer leads in a circle
_WINDOW = 64  # items among which the parts of an article are looked for
_HELD = 32_000_000  # bytes of pages that wait
_HEAD = 65_536  # characters of a page in which its own address is looked for
_MOST_LINKS = 20_000
_LONGEST_ADDRESS = 2_000  # characters

# What sites call the number of a page in an address, and what they write for all of them.
_PARAMETERS = frozenset({"page", "paged", "pg", "halaman", "hal", "showpage", "pagewanted", "currentpage"})
_NUMBERS = frozenset(map(str, range(1, MOST_PARTS + 1)))
_ALL = frozenset({"all", "semua"})
_SINGLE = frozenset({("single", "1"), ("single_page", "true"), ("singlepage", "true")})  # one page in place of several
_TRACKING = re.compile(r"utm_|fbclid$|gclid$")
_MARKED = re.compile(r"(?P<base>.*[^/])(?:[_-]page[_-]|/page[/-])(?P<number>\d{1,2})(?P<end>\.[a-z]{2,5})?\Z")
_LINK = re.compile(r"<(?:a|link)\s(?P<inner>[^<>]{0,2000})(?=>)", re.IGNORECASE)
_HREF = re.compile(
    r"(?<![\w-])href\s{0,5}=\s{0,5}(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))", re.IGNORECASE
)
_CANONICAL = re.compile(r"(?<![\w-])rel\s{0,5}=\s{0,5}[\"']?canonical\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """An address taken apart: `base` is the same for all pages of an article, `number` counts from 1; 0 shows all."""

    base: str
    number: int = 1


def part_of(url: str) -> Part | None:
    """Which page of which article an address means; None for what is no address of the web."""
    try:
        parts = urlsplit(url[:_LONGEST_ADDRESS].strip())
        host = parts.hostname
    except ValueError:
        return None
    if len(url) > _LONGEST_ADDRESS or parts.scheme.lower() not in ("http", "https") or not host:
        return None
    number, query = 1, []
    for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None):
        told = _told(name.lower(), value.lower())
        if told is not None:
            number = told
        elif not _TRACKING.match(name.lower()):
            query.append((name, value))
    path, in_path = _numbered(parts.path.rstrip("/"))
    if number == 1 and in_path is not None:
        number = in_path
    base = host.removeprefix("www.") + path + ("?" + urlencode(query) if query else "")
    return Part(base, number)


def _told(name: str, value: str) -> int | None:
    """The page that a parameter asks for, in small letters; None where it asks for none."""
    if (name, value) in _SINGLE:
        return WHOLE
    return _number(value) if name in _PARAMETERS else None


def _number(value: str) -> int | None:
    """The page that the value of a parameter means, or None."""
    if value in _ALL:
        return WHOLE
    return int(value) if value in _NUMBERS else None


def _numbered(path: str) -> tuple[str, int | None]:
    """A path without the number of its page, and that number: `/a_page_2.html`, `/a/page/2`, `/words-of-a-title/2`."""
    found = _MARKED.fullmatch(path)
    if found:
        base, number = found["base"] + (found["end"] or ""), found["number"]
    else:
        base, _, number = path.rpartition("/")
        slug = base.rpartition("/")[2]
        if "-" not in slug or not any(map(str.isalpha, slug)):
            return path, None
    told = _number(number)
    return (base, told) if told else (path, None)


def next_page(source: str, url: str, *, whole: bool = True) -> str | None:
    """The address of the page that shows the whole article, else of its next part; None where there is none.

    `source` is the page as HTML, `url` its address; without `whole` parts alone count. Only links to the same article
    count, and numbers only rise, so who follows them comes to an end after `MOST_PARTS` pages, however a site leads on.
    Linear in the length of the page.
    """
    own = part_of(url)
    if own is None or own.number == WHOLE or own.number >= MOST_PARTS:
        return None
    following = None
    for address in _addresses(source, url):
        part = part_of(address)
        if part is None or part.base != own.base:
            continue
        if part.number == WHOLE and whole:
            return address
        if part.number == own.number + 1 and following is None:
            following = address
    return following


def _addresses(source: str, url: str) -> Iterator[str]:
    """Where the links of a page lead, in order, without fragments."""
    for number, link in enumerate(_LINK.finditer(source)):
        if number >= _MOST_LINKS:
            return
        target = _href(link["inner"])
        if target:
            try:
                yield urljoin(url, target).split("#", 1)[0]
            except ValueError:
                continue


def _href(inner: str) -> str | None:
    """The address in the attributes of a link."""
    found = _HREF.search(inner)
    return html.unescape(found["double"] or found["single"] or found["bare"] or "").strip() if found else None


def address_of(page: RawPage) -> str | None:
    """The address that the input gives a web page, else the one that the page gives itself."""
    if page.url or page.media_type != "text/html":
        return page.url
    head = page.body[:_HEAD]
    text = head if isinstance(head, str) else head.decode("utf-8", "replace")
    for link in _LINK.finditer(text):
        if _CANONICAL.search(link["inner"]):
            return _href(link["inner"])
    return None


@dataclass(slots=True)
class _Waiting:
    """Pages that wait for further parts of their articles, in order, by the base of their addresses."""

    pages: OrderedDict[str, dict[int, RawPage]] = field(default_factory=OrderedDict)
    held: int = 0

    def add(self, key: str, number: int, page: RawPage) -> None:
        """Keep a page beside the other parts of its article."""
        self.pages.setdefault(key, {})[number] = page
        self.held += len(page.body)

    def pop(self) -> list[RawPage]:
        """The article that waits longest, its parts in one page; parts that do not follow each other stay pages."""
        _, parts = self.pages.popitem(last=False)
        self.held -= sum(len(page.body) for page in parts.values())
        return _joined(parts)


def joined(items: Iterable[RawPage | Rejection]) -> Iterator[RawPage | Rejection]:
    """The items, with the pages of one article in one: the first of them, or the one that shows all.

    Parts are looked for among 64 items at most, so memory stays flat. An article stands where the first of its parts
    stood; an item without an address is given on at once, after those before it. Parts that do not follow each other
    from the first stay pages of their own, and so do two copies of one part.
    """
    waiting = _Waiting()
    for order, item in enumerate(items):
        part = _part(item)
        if part is None or not isinstance(item, RawPage):
            while waiting.pages:
                yield from waiting.pop()
            yield item
            continue
        known = waiting.pages.get(part.base, {})
        key = f"{part.base} {order}" if part.number in known or len(known) >= MOST_PARTS else part.base
        waiting.add(key, part.number, item)
        while len(waiting.pages) > _WINDOW or waiting.held > _HELD:
            yield from waiting.pop()
    while waiting.pages:
        yield from waiting.pop()


def _part(item: RawPage | Rejection) -> Part | None:
    """Which page of which article an item is; None where it cannot be told."""
    address = address_of(item) if isinstance(item, RawPage) and item.media_type == "text/html" else None
    return part_of(address) if address else None


def _joined(parts: dict[int, RawPage]) -> list[RawPage]:
    """The parts as one page, and those that do not follow it; where one shows all, the others say nothing more."""
    if WHOLE in parts:
        whole = parts[WHOLE]
        return [replace(whole, url=parts[1].url or whole.url) if 1 in parts else whole]
    numbers = sorted(parts)
    run = next((place for place, number in enumerate(numbers) if number != place + 1), len(numbers))
    if run == 0:
        return [parts[number] for number in numbers]
    following = tuple(parts[number].body for number in numbers[1:run])
    first = replace(parts[1], parts=following) if following else parts[1]
    return [first, *(parts[number] for number in numbers[run:])]
