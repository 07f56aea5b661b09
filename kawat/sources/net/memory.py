"""What a watch knows from one run to the next: a SQLite file beside the record.

A page goes from wanted to held (its bytes are here) to kept or rejected, each in one transaction, so that a watch that
is killed asks for no page again but the one that was on its way. Of an article of several pages the row stays wanted
until the last is here: it then has the address of the next page and the pages so far. What is kept stays by name.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from kawat.errors import InputError
from kawat.records import RawPage

_VERSION = 1
_ROOM = 32_000_000  # bytes of pages that are in memory at once
_TABLES = """
create table feed (
    url text primary key, etag text, modified text, due real not null, failures integer not null, said text
) without rowid;
create table page (
    number integer primary key, key text not null unique, url text not null, host text not null, feed text not null,
    state text not null check (state in ('wanted', 'held', 'done')), tries integer not null default 0,
    due real not null default 0, page blob, said text
);
create index page_state on page (state, host, number);
create table host (name text primary key, until real not null) without rowid;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is known of a feed: headers for a conditional request, when it is due (seconds since 1970), its failures."""

    etag: str | None = None
    modified: str | None = None
    due: float = 0.0
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page that is to be got, and how often that was tried."""

    key: str
    url: str
    feed: str
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry of a feed: the key of its page, its address, and its words where the feed brings them."""

    key: str
    url: str
    page: RawPage | None = None


class Memory:
    """The file, held by one watch at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file, made where it is not there. Raises InputError where it is held, newer or no such file."""
        try:
            self._lock = path.with_name(f"{path.name}.lock").open("a")
        except OSError as error:
            raise InputError(
                f"{path}: cannot be written ({error.strerror}); name a record that you may write to"
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise InputError(f"{path}: another `kawat watch` uses it; stop it, or watch into another record") from None
        self._base = sqlite3.connect(path, isolation_level=None)
        try:
            self._prepare()
        except (sqlite3.Error, InputError) as error:
            self.close()
            if isinstance(error, InputError):
                raise
            raise InputError(f"{path}: cannot be used ({error}); move it away to begin anew") from None

    def _prepare(self) -> None:
        """Make the tables where there are none. Raises InputError where another Kawat made them otherwise."""
        self._base.execute("pragma journal_mode = wal")
        self._base.execute("pragma synchronous = full")
        version = self._base.execute("pragma user_version").fetchone()[0]
        if version == 0:
            self._base.executescript(f"begin; {_TABLES} pragma user_version = {_VERSION}; commit;")
        elif version != _VERSION:
            raise InputError(f"the watch's file has format {version}, this Kawat knows {_VERSION}; upgrade Kawat")

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()
        self._lock.close()

    def feed(self, url: str) -> FeedState:
        """What is known of a feed."""
        row = self._base.execute("select etag, modified, due, failures from feed where url = ?", (url,)).fetchone()
        return FeedState(etag=row[0], modified=row[1], due=row[2], failures=row[3]) if row else FeedState()

    def feed_told(self, url: str, state: FeedState, said: str, found: Iterable[Found] = (), most: int = 1_000) -> int:
        """Note what a feed told, and its pages, `most` new ones at once; how many are new."""
        new = 0
        with self._base:
            self._base.execute("begin immediate")
            self._base.execute(
                "insert into feed values (?, ?, ?, ?, ?, ?) on conflict (url) do update set etag = excluded.etag, "
                "modified = excluded.modified, due = excluded.due, failures = excluded.failures, said = excluded.said",
                (url, state.etag, state.modified, state.due, state.failures, said),
            )
            for one in found:
                if new >= most:
                    break
                new += self._base.execute(
                    "insert into page (key, url, host, feed, state, page) values (?, ?, ?, ?, ?, ?) "
                    "on conflict (key) do nothing",
                    (one.key, one.url, host_of(one.url), url, "held" if one.page else "wanted", _packed(one.page)),
                ).rowcount
        return new

    def wanted(self, now: float) -> list[Wanted]:
        """Of each host the page that was found first of those that may be asked for now, in the order of finding."""
        rows = self._base.execute(
            "select key, url, feed, tries, min(number) as first from page where state = 'wanted' and due <= ? "
            "group by host order by first",
            (now,),
        )
        return [Wanted(key=key, url=url, feed=feed, tries=tries) for key, url, feed, tries, _ in rows]

    def next_due(self) -> float | None:
        """When the next page may be asked for; None where there is none."""
        due = self._base.execute("select min(due) from page where state = 'wanted'").fetchone()[0]
        return None if due is None else float(due)

    def hold(self, wanted: Wanted, key: str, page: RawPage, then: str | None = None) -> bool:
        """Keep a page that was got under a key; False where it was got before under another address.

        `then`: where the article goes on; it is held when that page was got as well (`go_on`).
        """
        with self._base:
            self._base.execute("begin immediate")
            new = key == wanted.key or self._known_as(key, page.url or wanted.url, wanted.feed, "redirected")
            if new:
                self._went_on(wanted, page, then)
            else:
                self._base.execute(
                    "update page set state = 'done', page = null, said = 'double' where key = ?", (wanted.key,)
                )
        return new

    def go_on(self, wanted: Wanted, page: RawPage, then: str | None, got: tuple[str, str] | None = None) -> None:
        """Keep an article with one page more; `got`: the key and address of that page, which is then known as got."""
        with self._base:
            self._base.execute("begin immediate")
            if got is not None and got[0] != wanted.key:
                self._known_as(*got, wanted.feed, "a further page")
            self._went_on(wanted, page, then)

    def begun(self, wanted: Wanted) -> RawPage | None:
        """The pages that are here of an article whose next page is wanted; None where its first is."""
        row = self._base.execute("select page from page where key = ?", (wanted.key,)).fetchone()
        return _unpacked(row[0]) if row and row[0] is not None else None

    def _known_as(self, key: str, url: str, feed: str, said: str) -> bool:
        """Note that a page was got under a key; False where that was known."""
        return bool(
            self._base.execute(
                "insert into page (key, url, host, feed, state, said) values (?, ?, ?, ?, 'done', ?) "
                "on conflict (key) do update set state = 'done', said = excluded.said where state = 'wanted'",
                (key, url, "", feed, said),
            ).rowcount
        )

    def _went_on(self, wanted: Wanted, page: RawPage, then: str | None) -> None:
        """Hold an article, or want its next page."""
        self._base.execute(
            "update page set state = ?, page = ?, url = ?, tries = 0, due = 0, said = null where key = ?",
            ("held" if then is None else "wanted", _packed(page), then or wanted.url, wanted.key),
        )

    def done(self, ends: Iterable[tuple[str, str]]) -> None:
        """Note what became of pages, each by its key."""
        with self._base:
            self._base.execute("begin immediate")
            self._base.executemany(
                "update page set state = 'done', page = null, said = ? where key = ?",
                [(said, key) for key, said in ends],
            )

    def later(self, wanted: Wanted, due: float, said: str, *, counts: bool = True) -> None:
        """Ask for a page again at a time; `counts`: this was a try."""
        self._base.execute(
            "update page set due = ?, tries = tries + ?, said = ? where key = ?", (due, int(counts), said, wanted.key)
        )

    def held(self, most: int) -> list[tuple[str, RawPage]]:
        """Pages whose bytes are here and that are not in the record, in the order of their finding.

        At most so many, and no more than memory has room for; one at least, where there is one.
        """
        query = "select key, page from page where state = 'held' order by number limit ?"
        pages: list[tuple[str, RawPage]] = []
        size = 0
        with closing(self._base.execute(query, (most,))) as rows:
            for key, page in rows:
                pages.append((key, _unpacked(page)))
                size += len(page)
                if size > _ROOM:
                    break
        return pages

    def count(self, state: str) -> int:
        """How many pages are wanted, held or done."""
        return int(self._base.execute("select count(*) from page where state = ?", (state,)).fetchone()[0])

    def rest(self, host: str, until: float) -> None:
        """Leave a host in peace until a time."""
        self._base.execute(
            "insert into host values (?, ?) on conflict (name) do update set until = max(until, excluded.until)",
            (host, until),
        )

    def resting(self, now: float) -> dict[str, float]:
        """Hosts that are to be left in peace, with the seconds that are left."""
        self._base.execute("delete from host where until <= ?", (now,))
        return {name: until - now for name, until in self._base.execute("select name, until from host")}


def host_of(url: str) -> str:
    """The host of an address, by which pages take turns; empty where it is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _packed(page: RawPage | None) -> bytes | None:
    return None if page is None else msgspec.msgpack.encode(page)


def _unpacked(packed: bytes) -> RawPage:
    told = msgspec.msgpack.decode(packed)
    return RawPage(**told | {"parts": tuple(told.get("parts", ()))})
