"""A web page -> the text of its article and what the page says about it.

Scripts are never run: JSON-LD is read as data. The parser is resiliparse, imported when the first page comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

if TYPE_CHECKING:
    from resiliparse.parse.html import ElementNode, HTMLTree

_ARTICLE_TYPES = (
    "Article",
    "NewsArticle",
    "ReportageNewsArticle",
    "BlogPosting",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
)
_DATE_METAS = (
    "article:published_time", "og:article:published_time", "datePublished", "publishdate", "published_time",
    "article.published", "content_PublishedDate", "pubdate", "publish-date", "dc.date.issued", "DC.date", "date",
)  # fmt: skip
_TITLE_PARTS = re.compile(r"\s+[|–—-]\s+|\s*\|\s*")
_BLANKS = re.compile(r"[ \t\xa0]+")
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*$|[\"”]$")
_DATE = re.compile(
    r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)"
    r"(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_FEED = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<(?:rss|feed|urlset|sitemapindex|rdf)\b", re.IGNORECASE)
_SHORTEST_PARAGRAPH = 60
_SHORTEST_ARTICLE = 250
_DEEPEST = 12
# A tag up to its end, and one of its attributes. What is deeper or longer than this was made to keep the parser busy:
# its time grows with the square of the depth and of the number of attributes.
_TAG = re.compile(
    r"<!--|<(?P<close>/?)(?P<name>[a-z][a-z0-9]*+)(?P<rest>[^>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^>\"']*+)*+)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"[^\s\"'/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
_UNREAD = {"script": re.compile("</script", re.IGNORECASE), "style": re.compile("</style", re.IGNORECASE)}
_COMMENT_END = re.compile("-->")
_NESTING = frozenset({"div", "article"})
_MOST_NESTED = 1_000
_MOST_ATTRIBUTES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What a page yields: `text` is the body, one paragraph a line, empty where the page holds no article.

    `published_at` is an ISO date or date-time with the zone that the page gives; `published_from` where it stood.
    """

    text: str
    title: str | None = None
    byline: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    published_at: str | None = None
    published_from: str | None = None


def read_html(source: str, url: str | None) -> PageText:
    """The article in a page. Never raises: a page that cannot be parsed holds no article."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    if _FEED.match(source, 0, 2000) or _is_maze(source):
        return PageText(text="")
    try:
        tree = HTMLTree.parse(source.replace("\0", ""))
        kept = extract_plain_text(tree, main_content=True, list_bullets=False, alt_texts=False)
    except Exception:  # the parser is foreign code; whatever it dislikes is no article
        return PageText(text="")
    facts = _Facts(tree)
    title = facts.title()
    text = _paragraphs(kept)
    if not text:
        return PageText(text="")
    published_at, published_from = facts.published()
    return PageText(
        text=text,
        title=title,
        byline=facts.byline(),
        publisher=facts.publisher(url),
        url=facts.url(),
        published_at=published_at,
        published_from=published_from,
    )


def _is_maze(source: str) -> bool:
    """Whether the page nests elements, or gives one element attributes, by the thousand."""
    depth = position = 0
    while (tag := _TAG.search(source, position)) is not None:
        name = (tag["name"] or "").lower()
        if name in _NESTING:
            depth = max(0, depth - 1) if tag["close"] else depth + 1
        if depth > _MOST_NESTED or _has_too_many_attributes(tag["rest"] or ""):
            return True
        end = _UNREAD.get(name, _COMMENT_END if not name else None) if not tag["close"] else None
        over = end.search(source, tag.end()) if end else tag
        if over is None:
            return False
        position = over.end()
    return False


def _has_too_many_attributes(rest: str) -> bool:
    """Whether what stands in a tag behind its name is a crowd of attributes."""
    return len(rest) > 2 * _MOST_ATTRIBUTES and len(_ATTRIBUTE.findall(rest)) > _MOST_ATTRIBUTES


def _paragraphs(kept: str) -> str:
    """One paragraph a line, from the first to the last line of prose; empty where there is not prose enough.

    Lists of headlines and links hold no sentences, so a page made of them is no article.
    """
    lines = [_BLANKS.sub(" ", line).strip() for line in kept.replace("\r", "\n").split("\n")]
    lines = [line for line in lines if line]
    prose = [i for i, line in enumerate(lines) if len(line) >= _SHORTEST_PARAGRAPH and _SENTENCE_END.search(line)]
    if not prose:
        return ""
    lines = lines[prose[0] : prose[-1] + 1]
    length = sum(len(line) for line in lines if len(line) >= _SHORTEST_PARAGRAPH and _SENTENCE_END.search(line))
    return "\n".join(lines) if length >= _SHORTEST_ARTICLE and 3 * length >= sum(map(len, lines)) else ""


class _Facts:
    """What a page says about its article, in JSON-LD, in meta elements and in its headings."""

    def __init__(self, tree: HTMLTree) -> None:
        self._tree = tree
        elements = _elements(tree)
        self._metas = dict(_metas(elements))
        self._linked = next(_linked_articles(elements), {})

    def title(self) -> str | None:
        """The headline, without the name of the site."""
        site = self._metas.get("og:site_name", "")
        heading = self._text("h1")
        for title in (self._linked.get("headline"), self._metas.get("og:title"), heading, self._text("title")):
            if isinstance(title, str) and title.strip():
                return _without_site(_one_line(title), site, heading)
        return None

    def byline(self) -> tuple[str, ...]:
        """Names of the writers, in order, each once."""
        names = list(_names(self._linked.get("author")))
        if not names and "author" in self._metas:
            names = [self._metas["author"]]
        plain = [_one_line(name) for name in names if not name.startswith("http")]
        return tuple(dict.fromkeys(name for name in plain if name))

    def publisher(self, url: str | None) -> str | None:
        """The outlet: as the page names it, else the host of its address."""
        named = next(_names(self._linked.get("publisher")), None) or self._metas.get("og:site_name")
        host = urlsplit_host(url or self.url())
        return (_one_line(named) if named else "") or host

    def url(self) -> str | None:
        """The address that the page gives itself."""
        link = self._tree.document.query_selector("link[rel='canonical']") if self._tree.document else None
        address = (link.getattr("href") if link else None) or self._metas.get("og:url")
        return address if address and address.startswith(("http://", "https://")) else None

    def published(self) -> tuple[str | None, str | None]:
        """Publication date as ISO, and where it stood."""
        candidates: list[tuple[Any, str]] = [(self._linked.get("datePublished"), "json-ld datePublished")]
        candidates += [(self._metas.get(name.lower()), f"meta {name}") for name in _DATE_METAS]
        element = self._tree.document.query_selector("time[datetime]") if self._tree.document else None
        candidates.append((element.getattr("datetime") if element else None, "time element"))
        for value, origin in candidates:
            date = iso_date(value) if isinstance(value, str) else None
            if date:
                return date, origin
        return None, None

    def _text(self, selector: str) -> str | None:
        """The words of the first element that the selector finds."""
        element = self._tree.document.query_selector(selector) if self._tree.document else None
        return (_one_line(element.text or "") or None) if element else None


def _elements(tree: HTMLTree) -> list[ElementNode]:
    """The meta and script elements, in order. By one walk: a selector that finds n elements takes time n squared."""
    nodes: Iterable[Any] = tree.document or ()
    return [node for node in nodes if node.tag in ("meta", "script")]


def _metas(elements: list[ElementNode]) -> Iterator[tuple[str, str]]:
    """Names (in small letters) and contents of the meta elements; of equal names the first one counts."""
    seen: set[str] = set()
    for element in elements:
        name = element.getattr("property") or element.getattr("name") or element.getattr("itemprop")
        content = element.getattr("content")
        if element.tag == "meta" and name and content and name.lower() not in seen:
            seen.add(name.lower())
            yield name.lower(), content


def _linked_articles(elements: list[ElementNode]) -> Iterator[dict[str, Any]]:
    """Articles in the JSON-LD of a page."""
    for element in elements:
        if element.tag != "script" or element.getattr("type") != "application/ld+json":
            continue
        try:
            data = msgspec.json.decode((element.text or "").strip().encode("utf-8", "replace"))
        except (msgspec.DecodeError, RecursionError):
            continue
        yield from _articles_in(data, _DEEPEST)


def _articles_in(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Objects of an article type in JSON data, at most `depth` levels down."""
    if depth == 0:
        return
    if isinstance(data, list):
        for item in data:
            yield from _articles_in(item, depth - 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if any(kind in _ARTICLE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield data
        yield from _articles_in(data.get("@graph"), depth - 1)


def _names(value: Any) -> Iterator[str]:
    """Names in a JSON-LD value: text, an object with `name`, or a list of them."""
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, list):
            yield from (part for part in name if isinstance(part, str))
        elif isinstance(name, str):
            yield name


def _without_site(title: str, site: str, heading: str | None) -> str:
    """The title without the site's name behind a bar or dash."""
    parts = _TITLE_PARTS.split(title)
    if heading and title != heading and title.startswith(heading):
        return heading
    if len(parts) > 1 and site and parts[-1].lower() == site.lower():
        return title[: title.rindex(parts[-1])].rstrip(" |–—-")
    return title


def _one_line(text: str) -> str:
    """The words with single blanks."""
    return " ".join(text.split())


def urlsplit_host(url: str | None) -> str | None:
    """The host of an address without `www.`, or None."""
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def iso_date(value: str) -> str | None:
    """The date or date-time in the value as ISO 8601, the zone as given; None if there is none."""
    match = _DATE.search(value)
    if match is None:
        return None
    year, month, day, clock, zone = match.groups()
    date = f"{year}-{int(month):02}-{int(day):02}"
    if clock:
        clock = clock.zfill(5) if clock.count(":") == 1 else clock.zfill(8)
        zone = f"{zone[:3]}:{zone[-2:]}" if zone and zone != "Z" else zone or ""
        date = f"{date}T{clock}{zone}"
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return None
    return date
