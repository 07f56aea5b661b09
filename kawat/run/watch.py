"""Feeds watched: a look at each when it is due, its new pages got once, and kept in the record."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kawat.errors import UsageError
from kawat.extract.model import INSTALLED
from kawat.knowledge.files import PACKAGE, Folders
from kawat.records import RawPage, Rejection
from kawat.run.fetch import Manners
from kawat.run.ingest import Kept, into
from kawat.sources.feeds import LONGEST_FEED
from kawat.sources.files import SHORTEST_ENTRY, Defaults, entry_page
from kawat.sources.net.further import begun, continued, without
from kawat.sources.net.memory import FeedState, Found, Memory, Wanted
from kawat.sources.net.visitor import Refusal, Visit, Visitor, pause_of
from kawat.sources.net.walk import feed_of, key_of, kind_of, page_of
from kawat.sources.net.watchlist import Watched, Watchlist, read_watchlist
from kawat.sources.sitemaps import read_sitemap

if TYPE_CHECKING:
    from kawat.sources.net.client import Answer

BATCH = 64  # pages that are kept at once
_PATIENCE = 30.0  # seconds that one visit may wait; the rest is planned
_LOOK = 20.0  # seconds between two looks at the clock
_HELD = 60.0  # seconds that a page waits for others before it is kept
_SLACK = 0.95  # of the time between two looks, so that a clock that calls each half hour is not met each hour
_DAY = 86_400.0
_FIRST_PAUSE = 300.0  # seconds before a page is asked for again, doubled each time
_MOST_TRIES = 8  # so that a site may be down for half a day

Tell = Callable[[str], None]
Keep = Callable[[Sequence[RawPage]], Sequence[Kept]]


def state_of(record: Path) -> Path:
    """Where a watch into a record keeps what it knows."""
    return record.with_name(f"{record.name}.watch.sqlite")


def keeping(
    record: Path, *, limit: int, model: Path | str | None = INSTALLED, knowledge: Folders = PACKAGE, wait: float
) -> Keep:
    """What keeps pages in a record, and holds it for no longer than that."""

    def keep(pages: Sequence[RawPage]) -> Sequence[Kept]:
        def opened(
            source: str, defaults: Defaults | None = None, *, limit: int | None = None
        ) -> Iterator[RawPage | Rejection]:
            return iter(pages)

        with into(record, limit=limit, model=model, knowledge=knowledge, wait=wait, batch=BATCH) as door:
            return list(door.keep(("the watch",), opened=opened))

    return keep


def watch(
    feeds: Path,
    record: Path,
    manners: Manners,
    keep: Keep,
    *,
    once: bool = False,
    until: float | None = None,
    tell: Tell = lambda _: None,
) -> Counter[str]:
    """Watch the feeds of a file until a time (seconds since 1970), or once; what became of pages and feeds.

    Raises InputError where the file cannot be read or another watch runs, UsageError where nobody is named as contact.
    """
    listed = read_watchlist(feeds)
    contact = manners.contact or listed.contact
    if contact is None:
        raise UsageError(
            "a watch tells every site whom to write to: give --contact, KAWAT_CONTACT, or `contact` in the file"
        )
    named = Manners(contact=contact, allow_hosts=manners.allow_hosts, delay=manners.delay)
    visitor = named.visitor(patience=_PATIENCE)
    record.absolute().parent.mkdir(parents=True, exist_ok=True)
    with closing(Memory(state_of(record.absolute()))) as memory:
        return Watch(listed=listed, memory=memory, visitor=visitor, keep=keep, tell=tell).run(once=once, until=until)


@dataclass(slots=True, kw_only=True)
class Watch:
    """A watch under way. `now`: seconds since 1970."""

    listed: Watchlist
    memory: Memory
    visitor: Visitor
    keep: Keep
    tell: Tell = lambda _: None
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    became: Counter[str] = field(default_factory=Counter)
    _held_since: float | None = None
    _page_next: bool = False  # feeds and pages take turns, so that neither waits for all of the other

    def run(self, *, once: bool = False, until: float | None = None) -> Counter[str]:
        """Watch; ends when all that is due now is done (`once`), or at a time."""
        for host, seconds in self.memory.resting(self.now()).items():
            self.visitor.rest(host, seconds)
        if self.memory.count("held"):
            self._keep_all()
        while until is None or self.now() < until:
            if self._step():
                continue
            wait = self._wait(once)
            if wait is None:
                break
            if wait > _LOOK and self.memory.count("held"):
                self._keep_all()
                continue
            self.sleep(min(wait, _LOOK, max(0.0, until - self.now()) if until is not None else _LOOK))
        self._keep_all()
        return self.became

    def _step(self) -> bool:
        """Do one thing that is due and whose host may be asked; whether there was one."""
        now = self.now()
        since = self._held_since
        if self.memory.count("held") >= BATCH or (since is not None and now - since > _HELD):
            self._keep_all()
            return True
        feed = next((one for one in self._due_feeds(now) if self.visitor.wait_of(one.url) <= 0), None)
        pages = self.memory.wanted(now)
        wanted = next((one for one in pages if self.visitor.wait_of(one.url) <= 0), None)
        if wanted is not None and (feed is None or self._page_next):
            self._page_next = False
            self._get(wanted)
        elif feed is not None:
            self._page_next = True
            self._look(feed)
        return feed is not None or wanted is not None

    def _wait(self, once: bool) -> float | None:
        """Seconds until something may be done; None where a single round is over."""
        now = self.now()
        due = [self.visitor.wait_of(feed.url) for feed in self._due_feeds(now)]
        due += [self.visitor.wait_of(wanted.url) for wanted in self.memory.wanted(now)]
        if once:
            near = [seconds for seconds in due if seconds <= self.visitor.patience]
            return max(min(near), 0.05) if near else None
        later = [self.memory.feed(feed.url).due - now for feed in self.listed.feed]
        page = self.memory.next_due()
        later += [page - now] if page is not None else []
        return max(min([*due, *(seconds for seconds in later if seconds > 0)], default=_LOOK), 0.05)

    def _due_feeds(self, now: float) -> list[Watched]:
        """Feeds that are due, those first that have been so longest."""
        due = [(self.memory.feed(feed.url).due, feed) for feed in self.listed.feed]
        return [feed for when, feed in sorted(due, key=lambda one: one[0]) if when <= now]

    def _look(self, feed: Watched) -> None:
        """Look whether a feed has anything new."""
        state = self.memory.feed(feed.url)
        known = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
        found = self.visitor.visit(
            feed.url, most=LONGEST_FEED, known={name: value for name, value in known.items() if value}
        )
        if isinstance(found, Refusal):
            self._feed_failed(feed, state, found.detail, found)
            return
        self._note(found)
        rest = FeedState(etag=state.etag, modified=state.modified, due=self.now() + feed.every * 60 * _SLACK)
        if found.unchanged:
            self.memory.feed_told(feed.url, rest, "nothing new (304)")
            self.became["feeds"] += 1
            self.tell(f"{feed.name}: nothing new (304)")
            return
        entries, fault = _entries(found.answer, feed)
        if fault is not None and not entries:
            self._feed_failed(feed, state, fault, None)
            return
        new = self.memory.feed_told(
            feed.url,
            FeedState(
                etag=_header(found.answer, "etag") if fault is None else None,
                modified=_header(found.answer, "last-modified") if fault is None else None,
                due=rest.due,
            ),
            fault or "read",
            entries,
        )
        self.became["feeds"] += 1
        self._mark_held()
        self.tell(f"{feed.name}: {len(entries):,} entries, {new:,} new" + (f"; {fault}" if fault else ""))

    def _feed_failed(self, feed: Watched, state: FeedState, why: str, refusal: Refusal | None) -> None:
        """Plan when a feed that failed is looked at again: later each time, a day on where it is forbidden."""
        every = feed.every * 60.0
        pause = pause_of(feed.url, state.failures + 1, first=every)
        if refusal is not None and not refusal.again:
            pause = max(_DAY, every)
        if refusal is not None and refusal.wait is not None:
            pause = max(refusal.wait, every)
            self._rest(refusal)
        later = FeedState(etag=state.etag, modified=state.modified, due=self.now() + pause, failures=state.failures + 1)
        self.memory.feed_told(feed.url, later, why)
        self.became["feeds that failed"] += 1
        self.tell(f"{feed.name}: {why}; looked at again in {_duration(pause)}")

    def _get(self, wanted: Wanted) -> None:
        """Get a page."""
        found = self.visitor.visit(wanted.url)
        if isinstance(found, Refusal):
            self._page_failed(wanted, found)
            return
        self._note(found)
        feed = next((one for one in self.listed.feed if one.url == wanted.feed), None)
        given = Defaults(language=feed.language, publisher=feed.outlet) if feed else Defaults()
        page = page_of(found.answer, given)
        before = self.memory.begun(wanted)
        if before is not None:
            self._go_on(wanted, before, page)
            return
        if isinstance(page, Rejection):
            self._rejected(wanted, f"{page.reason}: {page.detail}")
            return
        step = begun(page)
        if not self.memory.hold(wanted, key_of(found.answer.url), page, step.then):
            self.tell(f"passed over {wanted.url}: it leads to a page that is known")
            return
        self.became["pages"] += 1
        self._mark_held()
        self.tell(f"got {wanted.url}" + (f"; it goes on at {step.then}" if step.then else ""))

    def _go_on(self, wanted: Wanted, before: RawPage, further: RawPage | Rejection) -> None:
        """Keep an article with its further page, and want the next one."""
        if isinstance(further, Rejection):
            self._end_without(wanted, before, further.detail)
            return
        step = continued(before, wanted.url, further)
        url = further.url or wanted.url
        self.memory.go_on(wanted, step.page, step.then, None if step.page is before else (key_of(url), url))
        self._mark_held()
        self.tell(f"got {url}" + (f"; it goes on at {step.then}" if step.then else ""))

    def _end_without(self, wanted: Wanted, before: RawPage, why: str) -> None:
        """Keep an article without a further page that cannot be had; its parts are wanted where that was the whole."""
        step = without(before, wanted.url)
        self.memory.go_on(wanted, step.page, step.then)
        self._mark_held()
        self.tell(f"{wanted.url}: {why}; {before.url} is read without it")

    def _page_failed(self, wanted: Wanted, refusal: Refusal) -> None:
        """Plan when a page is asked for again, or give it up."""
        if refusal.wait is not None:
            self._rest(refusal)
        if not refusal.again or wanted.tries + 1 >= _MOST_TRIES:
            before = self.memory.begun(wanted)
            if before is not None:
                self._end_without(wanted, before, refusal.detail)
            else:
                self._rejected(wanted, f"{refusal.reason}: {refusal.detail}")
            return
        pause = max(pause_of(wanted.key, wanted.tries + 1, first=_FIRST_PAUSE), refusal.wait or 0.0)
        self.memory.later(wanted, self.now() + pause, refusal.detail)
        self.tell(f"{wanted.url}: {refusal.detail}; asked again in {_duration(pause)}")

    def _rejected(self, wanted: Wanted, why: str) -> None:
        self.memory.done([(wanted.key, f"rejected: {why}")])
        self.became["rejected"] += 1
        self.tell(f"rejected {wanted.url}: {why}")

    def _rest(self, refusal: Refusal) -> None:
        """Remember that a host asked to be left in peace."""
        host = self.visitor.client.check(refusal.url).host
        self.memory.rest(host, self.now() + (refusal.wait or 0.0))

    def _note(self, found: Visit) -> None:
        for note in found.notes:
            self.tell(note)

    def _mark_held(self) -> None:
        if self._held_since is None and self.memory.count("held"):
            self._held_since = self.now()

    def _keep_all(self) -> None:
        """Keep in the record all pages whose bytes are here. Where this is cut off, the next start does it again."""
        while held := self.memory.held(BATCH):
            kept = self.keep([page for _, page in held])
            ends = []
            for (key, page), one in zip(held, kept, strict=True):
                self.became[one.became] += 1
                why = f"rejected: {one.rejection.reason}: {one.rejection.detail}" if one.rejection else one.became
                ends.append((key, why))
                if one.rejection:
                    self.tell(f"rejected {page.url or page.name}: {one.rejection.reason}: {one.rejection.detail}")
            self.memory.done(ends)
            counts = Counter(one.became for one in kept)
            self.tell("kept " + ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())))
        self._held_since = None


def _entries(answer: Answer, feed: Watched) -> tuple[list[Found], str | None]:
    """The entries of a feed or sitemap, and what is wrong with it."""
    if kind_of(answer) == "sitemap":
        sitemap = read_sitemap(answer.body)
        if sitemap.maps:
            return [], "it is an index of sitemaps; give the address of one of them, such as its news sitemap"
        return [Found(key=key_of(place.url), url=place.url) for place in sitemap.pages], sitemap.fault
    found = feed_of(answer)
    given = Defaults(language=feed.language, publisher=feed.outlet)
    entries = []
    for number, entry in enumerate(found.entries, start=1):
        whole = len(entry.body) >= SHORTEST_ENTRY
        page = entry_page(found, entry, feed.url, number, given) if whole else None
        if entry.url is not None:
            entries.append(Found(key=key_of(entry.url), url=entry.url, page=page))
        elif page is not None:
            digest = sha256(f"{entry.title}\x1f{entry.body}".encode("utf-8", "replace")).hexdigest()
            entries.append(Found(key=f"{feed.url}#{digest}", url=feed.url, page=page))
    return entries, found.fault


def _header(answer: Answer, name: str) -> str | None:
    """A header that may be sent back as it came: short and plain."""
    value = answer.headers.get(name, "")
    return value if value and len(value) <= 1_000 and value.isascii() and value.isprintable() else None


def _duration(seconds: float) -> str:
    """Seconds in words."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7_200 else f"{seconds / 3_600:.0f} hours"
