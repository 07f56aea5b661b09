"""A web page -> the text of its article and what the page says about it.

Scripts are never run: JSON-LD is read as data. The parser is resiliparse, imported when the first page comes.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from kawat.extract.blocks import Block, Sheet, article_blocks, scan
from kawat.extract.refusals import Refusal, refusal_of
from kawat.knowledge.outlets import OutletRow, host_of, outlet_at
from kawat.knowledge.pages import load_pages

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
_NO_LETTER = re.compile(r"[\W_]+")
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_SENTENCE_END = re.compile(r"(?:[.!?。！？][\"”’')]*|[\"”])\Z")
_DATE = re.compile(
    r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)"
    r"(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_FEED = re.compile(
    r"\s*+(?:<\?[^>]*+>\s*+)*+(?:<!--[^>]*-->\s*)?<(?:rss|feed|urlset|sitemapindex|rdf)\b", re.IGNORECASE
)
_NO_DATES = ("0001-", "1900-01-01", "1970-01-01")  # what programs write where they know no date
_TIME = "time element"
_ROOTS = ("", "index.html", "index.htm", "index.php", "home")
_FAR = 40  # blocks in which the heading stands before the article
_NEAR = 5  # blocks around both in which a date line is looked for
_NEAR_FIRST = 13  # the same before the first paragraph where no heading is found
_DAY = 10  # characters of a date without a time
_LONGEST_DATE_LINE = 140  # characters
_SHORTEST_PARAGRAPH = 60
_SHORTEST_ARTICLE = 250
_SHORTEST_TOLD = 120  # of a page that calls itself an article
_DEEPEST = 12
_SECTION_METAS = ("article:section", "og:article:section", "section", "parsely-section")
_LONGEST_SECTION = 60
_SHORTEST_HEADLINE = 20  # letters, from which a heading says that what stands before it is a section
_SHORTEST_SITE = 8  # letters of a name behind which a site may name a section
# A tag up to its end, and one of its attributes. What is deeper or longer than this was made to keep the parser busy:
# its time grows with the square of the depth and of the number of attributes.
_TAG = re.compile(
    r"<!--|<(?P<close>/?)(?P<name>[a-z][a-z0-9]*+)(?P<rest>[^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')?+[^>=]*+)*+)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"[^\s\"'/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
_UNREAD = {"script": re.compile("</script", re.IGNORECASE), "style": re.compile("</style", re.IGNORECASE)}
_COMMENT_END = re.compile("--!?>")
_DRAWINGS = frozenset({"math", "svg"})
_NESTING = frozenset({"div", "article"})
_MOST_NESTED = 1_000
_MOST_WORK = (
    100_000_000  # open elements, summed over all tags; a parser takes about five seconds for a thousand million
)
_EMPTY = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "script", "source", "style",
    "track", "wbr",
})  # fmt: skip
_ENDED_BY_NEXT = frozenset({"dd", "dt", "li", "option", "p", "td", "th", "tr"})
_MOST_ATTRIBUTES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What a page yields: `text` is the body, one paragraph a line, empty where the page holds no article.

    `published_at` is an ISO date or date-time with the zone that the page gives; `published_from` where it stood.
    `refusal`: why the page is no article though it holds words; there may be a text all the same.
    """

    text: str
    title: str | None = None
    byline: tuple[str, ...] = ()
    publisher: str | None = None
    section: str | None = None
    url: str | None = None
    published_at: str | None = None
    published_from: str | None = None
    refusal: Refusal | None = None


def read_html(source: str, url: str | None) -> PageText:
    """The article in a page. Never raises: a page that cannot be parsed holds no article."""
    if _FEED.match(source, 0, 2000) or _is_maze(source):
        return PageText(text="")
    try:
        sheet = sheet_of(source)
    except Exception:  # the parser is foreign code; whatever it dislikes is no article
        return PageText(text="")
    facts = _Facts(sheet, url)
    blocks = article_blocks(sheet, facts.body(), told=facts.is_article())
    text = _prose(blocks, sheet, facts.is_article())
    refusal = refusal_of(sheet, text, told=facts.is_article(), paid=facts.is_paid(), root=_is_root(url or facts.url()))
    if not text:
        return PageText(text="", refusal=refusal)
    published_at, published_from = _published(facts, _printed_date(sheet, blocks), facts.outlet)
    return PageText(
        text=text,
        title=facts.title(),
        byline=facts.byline(),
        publisher=facts.publisher(url),
        section=facts.section(),
        url=facts.url(),
        published_at=published_at,
        published_from=published_from,
        refusal=refusal,
    )


def _published(facts: _Facts, printed: str | None, outlet: OutletRow | None) -> tuple[str | None, str | None]:
    """Publication date as ISO, and where it stood; with what another place says where that is two days off or more."""
    told = facts.dates()
    date, origin = told[0] if told else (None, None)
    if printed and (date is None or _is_other_zone(date, printed)):
        date, origin = printed, "date line"
    if date is None:
        return None, None
    others = [(other, place) for other, place in told if place != _TIME]
    others += [(printed, "date line")] if printed else []
    doubt = next((f"; {place} says {other[:_DAY]}" for other, place in others if _days_apart(date, other) > 1), "")
    if outlet and outlet.zone and _lacks_zone(date):
        date, origin = date + outlet.zone, f"{origin}, zone of the outlet"
    return date, f"{origin}{doubt}"


def _days_apart(first: str, second: str) -> int:
    """Days between two dates in ISO form, whatever their zones."""
    days = datetime.fromisoformat(first[:_DAY]) - datetime.fromisoformat(second[:_DAY])
    return abs(days.days)


def _lacks_zone(date: str) -> bool:
    """Whether a date in ISO form tells a time without its zone."""
    return len(date) > _DAY and datetime.fromisoformat(date).tzinfo is None


def _is_root(url: str | None) -> bool:
    """Whether an address is that of a whole site."""
    try:
        parts = urlsplit(url) if url else None
    except ValueError:
        return False
    return parts is not None and parts.path.strip("/").lower() in _ROOTS and not parts.query


def sheet_of(source: str) -> Sheet:
    """What stands on a page."""
    from resiliparse.parse.html import HTMLTree

    return scan(str(HTMLTree.parse(source.replace("\0", ""))))


def _is_maze(source: str) -> bool:
    """Whether the page nests elements, or gives one element attributes, by the thousand.

    A parser looks through the elements that are open at each tag, so their number times the number of tags is what it
    costs. An element counts as open until a tag closes it in order; what others do is guessed too high, never too low.
    """
    depth = position = work = surely = 0
    open_names: list[str] = []
    while (tag := _TAG.search(source, position)) is not None:
        position, name, rest = tag.end(), (tag["name"] or "").lower(), tag["rest"] or ""
        work += _opened(name, bool(tag["close"]), open_names)
        if tag.start() >= surely:
            if name in _NESTING:
                depth = max(0, depth - 1) if tag["close"] else depth + 1
            if depth > _MOST_NESTED or _has_too_many_attributes(rest):
                return True
        if work > _MOST_WORK:
            return True
        if tag["close"] or (name and name not in _UNREAD):
            continue
        if not name or _DRAWINGS.isdisjoint(open_names):
            position = _end_of_unread(source, tag, name)
        elif tag.start() >= surely:  # markup if it is in a drawing: what it opens counts, the rest may be a script
            surely = _end_of_unread(source, tag, name)
    return False


def _opened(name: str, close: bool, open_names: list[str]) -> int:
    """How many elements are open behind a tag; `open_names` is brought up to date."""
    if name and name not in _EMPTY:
        inner = open_names[-1] if open_names else None
        if close:
            if inner == name:
                open_names.pop()
        elif inner != name or name not in _ENDED_BY_NEXT:
            open_names.append(name)
    return len(open_names)


def _end_of_unread(source: str, tag: re.Match[str], name: str) -> int:
    """Where a script, style or comment ends; the end of the page where it does not."""
    found = _UNREAD[name].search(source, tag.end()) if name else _COMMENT_END.search(source, tag.end() - len("--"))
    return found.end() if found else len(source)


def _has_too_many_attributes(rest: str) -> bool:
    """Whether what stands in a tag behind its name is a crowd of attributes."""
    return len(rest) > 2 * _MOST_ATTRIBUTES and len(_ATTRIBUTE.findall(rest)) > _MOST_ATTRIBUTES


def _prose(blocks: list[Block], sheet: Sheet, told: bool) -> str:
    """One paragraph a line; empty where there is not prose enough. `told`: the page calls itself an article.

    Lists of headlines and links hold no sentences, so a page made of them is no article.
    """
    if blocks and blocks[0].text in sheet.headings:
        blocks = blocks[1:]
    lines = [block.text for block in blocks]
    length = sum(len(line) for line in lines if len(line) >= _SHORTEST_PARAGRAPH and _SENTENCE_END.search(line))
    if told and length >= _SHORTEST_TOLD:
        return "\n".join(lines)
    return "\n".join(lines) if length >= _SHORTEST_ARTICLE and 3 * length >= sum(map(len, lines)) else ""


def _printed_date(sheet: Sheet, article: list[Block]) -> str | None:
    """The date in a line between the heading and the first paragraphs, else in one shortly before the heading."""
    known = load_pages()
    places = {id(block): number for number, block in enumerate(sheet.blocks)}
    first = places[id(article[0])]
    before = range(max(0, first - _FAR), first + 1)
    heading = max((n for n in before if sheet.blocks[n].tag == "h1"), default=None)
    start, back = (first, _NEAR_FIRST) if heading is None else (heading, _NEAR)
    near = [*range(start, first + _NEAR), *range(start - 1, start - back, -1)]
    lines = (sheet.blocks[n].text for n in near if 0 <= n < len(sheet.blocks))
    return next(filter(None, (known.date_in(line) for line in lines if len(line) <= _LONGEST_DATE_LINE)), None)


def _is_other_zone(told: str, printed: str) -> bool:
    """Whether two dates show one time on the clock, and only the printed one has a zone, or both have different ones.

    Sites write their own time and call it UTC; what they show to their readers is the right one.
    """
    first, second = (datetime.fromisoformat(date).replace(second=0, microsecond=0) for date in (told, printed))
    same = first.replace(tzinfo=None) == second.replace(tzinfo=None)
    return same and len(told) > _DAY and second.tzinfo is not None and first.utcoffset() != second.utcoffset()


class _Facts:
    """What a page says about its article, in JSON-LD, in meta elements and in its headings."""

    def __init__(self, sheet: Sheet, url: str | None) -> None:
        self._sheet = sheet
        self._metas = sheet.metas
        self._linked = next(_linked_things(sheet.linked_data, _ARTICLE_TYPES), {})
        self.outlet = outlet_at(host_of(url or self.url()))
        self._sites = self._site_names(host_of(url or self.url()))

    def body(self) -> str | None:
        """The words of the article as linked data gives them; marks of elements in them are taken out."""
        body = self._linked.get("articleBody")
        return _MARKUP.sub(" ", html.unescape(body)) if isinstance(body, str) else None

    def is_article(self) -> bool:
        """Whether the page calls itself an article; pages of headlines do so as well, but give no date."""
        return bool(self._linked) or (self._metas.get("og:type", "").lower() == "article" and bool(self.dates()))

    def is_paid(self) -> bool:
        """Whether linked data says that the article is not free."""
        free = self._linked.get("isAccessibleForFree")
        return free is False or (isinstance(free, str) and free.rsplit("/", 1)[-1].lower() == "false")

    def title(self) -> str | None:
        """The headline that most of the page's places tell, without the name of the site; of equals the first.

        Linked data often carries the title that a search engine is shown, so it is doubted where two others agree.
        Where all three differ, the title of the document decides.
        """
        heading, document = self._heading(), _one_line(self._sheet.title or "")
        told = (self._metas.get("og:title"), heading, self._linked.get("headline"))
        lines = [_one_line(html.unescape(title)) for title in told if isinstance(title, str)]
        titles = [_without_site(line, self._sites, heading) for line in lines if line]
        if not titles:
            return _without_site(document, self._sites, heading) or None
        votes = Counter(map(_letters, titles))
        if len(votes) == len(told):
            votes[_letters(_without_site(document, self._sites, None))] += 1
        return max(titles, key=lambda title: votes[_letters(title)])

    def _heading(self) -> str | None:
        """The first heading of the first order that another title of the page holds, else that is no site's name."""
        own = [heading for heading in self._sheet.headings if _letters(heading) not in self._sites]
        told = _letters(html.unescape(self._metas.get("og:title", "")) + (self._sheet.title or ""))
        known = (heading for heading in own if _letters(heading) and _letters(heading) in told)
        return next(known, next(iter(own), None))

    def section(self) -> str | None:
        """The part of the outlet that the article stands in: JSON-LD, a meta element, else the page's breadcrumbs."""
        told = [*_names(self._linked.get("articleSection")), *(self._metas.get(name, "") for name in _SECTION_METAS)]
        named = (_one_line(html.unescape(name)) for name in told)
        found = next((name for name in named if _is_section(name) and _letters(name) not in self._sites), None)
        return found or next(filter(_is_section, self._crumbs()), None)

    def _crumbs(self) -> Iterator[str]:
        """The names on the way to the article, without the site and the article."""
        known, title = load_pages(), _letters(self.title() or "")
        trail = next(_linked_things(self._sheet.linked_data, ("BreadcrumbList",)), {}).get("itemListElement")
        for step in trail if isinstance(trail, list) else []:
            inner = step.get("item") if isinstance(step, dict) else None
            name = next(_names(step), None) or next(_names(inner if isinstance(inner, dict) else None), None)
            line = _one_line(html.unescape(name or ""))
            if not known.is_home(line) and _letters(line) not in (*self._sites, title):
                yield line

    def byline(self) -> tuple[str, ...]:
        """Names of the writers, in order, each once."""
        names = list(_names(self._linked.get("author")))
        if not names and "author" in self._metas:
            names = [self._metas["author"]]
        plain = [_one_line(html.unescape(name)) for name in names if not name.startswith("http")]
        return tuple(dict.fromkeys(name for name in plain if name))

    def _site_names(self, host: str | None) -> tuple[str, ...]:
        """The letters of what the site is called: by itself, by what is known of its host, by its host, by its logo."""
        told = (self._metas.get("og:site_name"), next(_names(self._linked.get("publisher")), None))
        known = (self.outlet.name if self.outlet else None, host, *(host or "").split(".")[-2:-1])
        names = [html.unescape(name) for name in (*told, *known, self._logo()) if name]
        return tuple(dict.fromkeys(filter(None, map(_letters, names))))

    def _logo(self) -> str | None:
        """The short end of the document's title, where the page has it as a heading too."""
        first, *_, last = [*_TITLE_PARTS.split(_one_line(self._sheet.title or ""))] * 2
        short = len(_letters(last)) < len(_letters(first))
        return last if short and _letters(last) in map(_letters, self._sheet.headings) else None

    def publisher(self, url: str | None) -> str | None:
        """The outlet: as the page names it, else as it is known by its host, else that host."""
        named = next(_names(self._linked.get("publisher")), None) or self._metas.get("og:site_name")
        told = _one_line(html.unescape(named)) if named else ""
        return told or (self.outlet.name if self.outlet else host_of(url or self.url()))

    def url(self) -> str | None:
        """The address that the page gives itself."""
        address = self._sheet.canonical or self._metas.get("og:url")
        return address if address and address.startswith(("http://", "https://")) else None

    def dates(self) -> list[tuple[str, str]]:
        """Dates of publication that the page's data tell, as ISO, and where each stood; the most trusted first."""
        candidates: list[tuple[Any, str]] = [(self._linked.get("datePublished"), "json-ld datePublished")]
        candidates += [(self._metas.get(name.lower()), f"meta {name}") for name in _DATE_METAS]
        candidates.append((next(iter(self._sheet.times), None), _TIME))
        told = ((iso_date(value), origin) for value, origin in candidates if isinstance(value, str))
        return [(date, origin) for date, origin in told if date and not date.startswith(_NO_DATES)]


def _linked_things(texts: Iterable[str], types: Collection[str]) -> Iterator[dict[str, Any]]:
    """Objects of these types in the JSON-LD of a page."""
    for text in texts:
        try:
            data = msgspec.json.decode(text.strip().encode("utf-8", "replace"))
        except (msgspec.DecodeError, RecursionError):
            continue
        yield from _things_in(data, types, _DEEPEST)


def _things_in(data: Any, types: Collection[str], depth: int) -> Iterator[dict[str, Any]]:
    """Objects of these types in JSON data, at most `depth` levels down."""
    if depth == 0:
        return
    if isinstance(data, list):
        for item in data:
            yield from _things_in(item, types, depth - 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if any(kind in types for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield data
        yield from _things_in(data.get("@graph"), types, depth - 1)


def _names(value: Any) -> Iterator[str]:
    """Names in a JSON-LD value: text, an object with `name`, or a list of them."""
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, list):
            yield from (part for part in name if isinstance(part, str))
        elif isinstance(name, str):
            yield name


def _is_section(name: str) -> bool:
    """Whether a name may be that of a section: it has letters, is short, and no address or filler."""
    return 0 < len(name) <= _LONGEST_SECTION and bool(_letters(name)) and not load_pages().is_no_section(name)


def _letters(title: str) -> str:
    """Letters and digits of a title, by which two tellings of it are the same."""
    return _NO_LETTER.sub("", title).lower()


def _without_site(title: str, sites: Sequence[str], heading: str | None) -> str:
    """The title without the site's name behind a bar or dash, and without the name of a section before one.

    `sites` are the letters of the site's names; `heading` is what the page prints above its article.
    """
    own = _letters(heading or "")
    if heading and title != heading and own and _letters(title).startswith(own):
        return heading
    parts = _TITLE_PARTS.split(title)
    if len(parts) > 1 and any(_names_site(_letters(parts[-1]), site) for site in sites):
        title = title[: title.rindex(parts[-1])].rstrip(" |–—-")
    first, _, rest = title.partition(": ")
    if rest and _letters(first) in sites:
        title = rest
    if heading and len(own) >= _SHORTEST_HEADLINE and _letters(_TITLE_PARTS.split(title, maxsplit=1)[-1]) == own:
        return heading
    return title


def _names_site(part: str, site: str) -> bool:
    """Whether the last part of a title names the site: `Kompas.com Regional`; a name of few letters stands alone."""
    return part == site or (len(site) >= _SHORTEST_SITE and part.startswith(site))


def _one_line(text: str) -> str:
    """The words with single blanks."""
    return " ".join(text.split())


def address_of(given: str | None, own: str | None) -> str | None:
    """The address of an article: the given one, but of an AMP, print or mobile page the page's own on the same site."""
    if not given or not own:
        return given or own
    variants = load_pages().variants
    try:
        parts, other = urlsplit(given), urlsplit(own)
        hosts = parts.hostname or "", other.hostname or ""
    except ValueError:
        return given
    plain = [".".join(part for part in host.split(".") if part not in variants).removeprefix("www.") for host in hosts]
    marks = {*hosts[0].split("."), *re.split(r"[/.]", parts.path.lower()), *re.split(r"[&=]", parts.query.lower())}
    return own if plain[0] == plain[1] and variants & marks else given


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
