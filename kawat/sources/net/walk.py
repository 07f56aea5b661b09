"""Addresses -> raw pages: web pages, feeds with the pages of their entries, sitemaps and indexes with theirs."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from kawat.records import RawPage, Reason, RejectedArticle, Rejection
from kawat.sources.feeds import LONGEST_FEED, Feed, is_json_feed, read_feed, read_json_feed
from kawat.sources.files import FEED, SHORTEST_ENTRY, Defaults, entry_page, language_of, recoded
from kawat.sources.net.client import LONGEST_PAGE, Answer
from kawat.sources.net.further import begun, continued, without
from kawat.sources.net.lists import read_list
from kawat.sources.net.visitor import Refusal, Visit, Visitor
from kawat.sources.packed import BROKEN
from kawat.sources.sitemaps import Place, is_sitemap, read_sitemap
from kawat.sources.tables import TableError

MOST_PAGES = 1_000  # pages of one feed or sitemap, where the caller says nothing
_MOST_MAPS = 1_000  # sitemaps of one index
_DEEPEST = 4  # indexes in indexes
_WEB = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml", ""})
_TRACKS = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")

Kind = Literal["page", "feed", "json feed", "sitemap", "other"]


@dataclass(slots=True, kw_only=True)
class Walk:
    """A walk over addresses: no page is asked for twice.

    `most`: pages of one feed or sitemap. `since`, `until`: ISO days; entries of a sitemap with another date are passed
    over. `known`: addresses that are not asked for. `tell` is given what is odd and no fault.
    """

    visitor: Visitor
    given: Defaults = field(default_factory=Defaults)
    most: int = MOST_PAGES
    since: str | None = None
    until: str | None = None
    known: Callable[[str], bool] = lambda _: False
    tell: Callable[[str], None] = lambda _: None
    _seen: set[str] = field(default_factory=set)

    def open(self, url: str) -> Iterator[RawPage | Rejection]:
        """The pages of an address: the page itself, those of a feed's entries, or those that a sitemap names."""
        answer = self._got(url, LONGEST_FEED)
        if isinstance(answer, Rejection):
            yield answer
        elif answer is not None:
            kind = kind_of(answer)
            if kind in ("feed", "json feed"):
                yield from self._of_feed(feed_of(answer), answer.url)
            elif kind == "sitemap":
                yield from self._of_sitemap(answer)
            else:
                yield self._article(answer)

    def open_list(self, file: IO[bytes], name: str) -> Iterator[RawPage | Rejection]:
        """The pages of all addresses of a list."""
        try:
            for number, url in read_list(file):
                for page in self.open(url):
                    yield page if not isinstance(page, Rejection) or page.line else _at(page, number, name)
        except TableError as error:
            yield _rejected(None, "wrong_shape", str(error), name)
        except BROKEN as error:
            why = f"the file is damaged or cut off ({error}); get a whole copy of it"
            yield _rejected(None, "unreadable", why, name)

    def _got(self, url: str, most: int) -> Answer | Rejection | None:
        """What is at an address; None where it was asked for before, under this name or behind a redirect."""
        if not self._first(url):
            return None
        found = self.visitor.visit_patiently(url, most=most)
        if isinstance(found, Refusal):
            return _rejected(url, found.reason, found.detail)
        self._tell(found)
        if key_of(found.answer.url) != key_of(url) and not self._first(found.answer.url):
            return None
        return found.answer

    def _tell(self, found: Visit) -> None:
        for note in found.notes:
            self.tell(note)

    def _first(self, url: str) -> bool:
        """Whether the address is met for the first time."""
        key = key_of(url)
        new = key not in self._seen
        self._seen.add(key)
        return new and not self.known(url)

    def _of_feed(self, feed: Feed, url: str) -> Iterator[RawPage | Rejection]:
        """The articles of a feed; where an entry holds a summary alone its page is got."""
        for number, entry in enumerate(feed.entries[: self.most], start=1):
            if len(entry.body) >= SHORTEST_ENTRY:
                if entry.url is None or self._first(entry.url):
                    yield entry_page(feed, entry, url, number, self.given)
            elif entry.url is None:
                yield _at(_rejected(None, "not_an_article", "the entry holds a summary and no address"), number, url)
            else:
                yield from self._page(entry.url)
        if len(feed.entries) > self.most:
            self.tell(f"{url}: the feed has {len(feed.entries):,} entries; the first {self.most:,} were taken")
        if feed.fault is not None:
            yield _rejected(url, "unreadable" if feed.entries else "wrong_shape", feed.fault)
        elif not feed.entries:
            yield _rejected(url, "empty", "the feed holds no entry")

    def _page(self, url: str) -> Iterator[RawPage | Rejection]:
        """The page of an address, where it was not asked for before; feeds and sitemaps are not followed from here."""
        answer = self._got(url, LONGEST_PAGE - 1)
        if isinstance(answer, Rejection):
            yield answer
        elif answer is not None:
            yield self._article(answer)

    def _article(self, answer: Answer) -> RawPage | Rejection:
        """The article that begins on a page, with its further pages; those that cannot be had are told of."""
        page = page_of(answer, self.given)
        if isinstance(page, Rejection):
            return page
        step = begun(page)
        while (asked := step.then) is not None:
            found = self._got(asked, LONGEST_PAGE - 1)
            further = page_of(found, self.given) if isinstance(found, Answer) else found
            if isinstance(further, RawPage):
                before, step = step.page, continued(step.page, asked, further)
                if step.page is before and further.url:
                    self._seen.discard(key_of(further.url))  # another article, which may be named yet
                continue
            if further is not None:
                self.tell(f"{asked}: {further.detail}; {page.url} is read without it")
            step = without(step.page, asked)
        return step.page

    def _of_sitemap(self, first: Answer) -> Iterator[RawPage | Rejection]:
        """The pages that a sitemap names, and those of the sitemaps that an index names, one map at a time."""
        waiting: deque[tuple[Answer | str, int]] = deque([(first, 1)])
        maps = pages = strange = 0
        while waiting:
            step, depth = waiting.popleft()
            answer = self._got(step, LONGEST_FEED) if isinstance(step, str) else step
            if isinstance(answer, Rejection):
                yield answer
            if not isinstance(answer, Answer):
                continue
            if not is_sitemap(answer.body):
                yield _rejected(answer.url, "wrong_shape", "found no sitemap, which the index says it is")
                continue
            found = read_sitemap(answer.body)
            for place in found.maps:
                if not self._wanted_map(place):
                    continue
                if depth >= _DEEPEST or maps >= _MOST_MAPS:
                    self.tell(
                        f"{answer.url}: more sitemaps than {_MOST_MAPS:,}, or deeper than {_DEEPEST}, are left out"
                    )
                    break
                if _same_site(place.url, first.url):
                    maps += 1
                    waiting.append((place.url, depth + 1))
                else:
                    strange += 1
            for place in found.pages:
                if pages >= self.most:
                    break
                if not _same_site(place.url, first.url):
                    strange += 1
                elif self._wanted(place) and key_of(place.url) not in self._seen and not self.known(place.url):
                    pages += 1
                    yield from self._page(place.url)
            if found.fault is not None:
                full = found.pages or found.maps
                yield _rejected(answer.url, "unreadable" if full else "wrong_shape", found.fault)
            if pages >= self.most:
                self.tell(f"{first.url}: {self.most:,} pages were taken; more with --pages, fewer with --since")
                break
        if strange:
            self.tell(f"{first.url}: {strange:,} addresses of other sites were left out")

    def _wanted(self, place: Place) -> bool:
        """Whether the date of a place, if it is told, is one that is asked for."""
        if place.date is None:
            return True
        size = len(place.date)
        return not (
            (self.since is not None and place.date[:10] < self.since[:size])
            or (self.until is not None and place.date[:10] > self.until)
        )

    def _wanted_map(self, place: Place) -> bool:
        """Whether a sitemap may name what is asked for: not where it last changed before that."""
        return place.date is None or self.since is None or place.date[:10] >= self.since[: len(place.date)]


def kind_of(answer: Answer) -> Kind:
    """What an answer is, by its first bytes."""
    body = answer.body
    head = body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if is_sitemap(head):
        return "sitemap"
    if FEED.match(head):
        return "feed"
    if head.startswith(b"{") and is_json_feed(_json(body)):
        return "json feed"
    return "page" if head.startswith(b"<") or answer.media_type in _WEB else "other"


def feed_of(answer: Answer) -> Feed:
    """The feed that an answer is; one that is none has a fault and no entries."""
    kind = kind_of(answer)
    if kind == "json feed":
        return read_json_feed(_json(answer.body))
    if kind == "page":
        return Feed(fault="found a web page (HTML), expected a feed; give the address of the feed itself")
    return read_feed(answer.body)


def page_of(answer: Answer, given: Defaults) -> RawPage | Rejection:
    """The web page that an answer is."""
    if kind_of(answer) == "other":
        found = answer.media_type or "bytes"
        return _rejected(
            answer.url,
            "not_an_article",
            f"found {found}, expected a web page, feed or sitemap; load it down and name the file",
        )
    if len(answer.body) >= LONGEST_PAGE:
        return _rejected(answer.url, "too_long", f"the page holds more than {LONGEST_PAGE - 1:,} bytes")
    return RawPage(
        body=recoded(answer.body, answer.charset),
        media_type="text/html",
        name=answer.url,
        url=answer.url,
        published=given.published,
        publisher=given.publisher,
        language=language_of(given.language),
    )


def key_of(url: str) -> str:
    """An address as it is told apart from others: host in small letters, no fragment, no marks that track readers."""
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return url
    kept = [(name, value) for name, value in query if not name.lower().startswith(_TRACKS)]
    told = urlencode(kept) if len(kept) < len(query) else parts.query
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", told, ""))


def _same_site(url: str, other: str) -> bool:
    """Whether two addresses have one host, or one of them is a part of the other's (`m.kabar.example`)."""
    try:
        first, second = ((urlsplit(one).hostname or "").removeprefix("www.") for one in (url, other))
    except ValueError:
        return False
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def _json(data: bytes) -> Any:
    """The JSON value of bytes; None where they are none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _rejected(url: str | None, reason: Reason, detail: str, name: str | None = None) -> Rejection:
    """The rejection of what an address holds."""
    return Rejection(article=RejectedArticle(url=url, name=name), stage="sources", reason=reason, detail=detail)


def _at(rejection: Rejection, line: int, name: str) -> Rejection:
    """A rejection with its place in a list or feed."""
    about = RejectedArticle(url=rejection.article.url, name=name)
    return Rejection(article=about, line=line, stage=rejection.stage, reason=rejection.reason, detail=rejection.detail)
