"""Sources that lie on the web: addresses and lists of addresses beside files and folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kawat.errors import InputError, UsageError
from kawat.extract.engine import VERSION
from kawat.records import RawPage, Rejection
from kawat.sources.files import Defaults, Opened, is_iso_date, open_pages

if TYPE_CHECKING:
    from kawat.sources.net.visitor import Visitor
    from kawat.sources.net.walk import Walk

LIST = "@"  # before the name of a list of addresses
_WEB = ("http://", "https://")


def is_address(source: str) -> bool:
    """Whether a source is an address of the web."""
    return source.lower().startswith(_WEB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How sites are asked. `contact`: an address of mail or the web, told to every site; `delay`: seconds for a host.

    `allow_hosts`: hosts that may be asked though they are private (`name`, or `name:port`).
    """

    contact: str | None = None
    allow_hosts: tuple[str, ...] = ()
    delay: float | None = None

    def visitor(self, patience: float | None = None) -> Visitor:
        """One who asks so. Raises UsageError where a host or the contact is none."""
        from kawat.sources.net import visitor
        from kawat.sources.net.addresses import allowed
        from kawat.sources.net.client import Client

        try:
            hosts = allowed(self.allow_hosts)
        except ValueError as error:
            raise UsageError(f"--allow-host: {error}") from None
        return visitor.Visitor(
            client=Client(agent=agent_of(self.contact), allowed=hosts),
            delay=visitor.DELAY if self.delay is None else self.delay,
            patience=visitor.PATIENCE if patience is None else patience,
        )


def agent_of(contact: str | None) -> str:
    """The User-Agent. Raises UsageError where the contact is no address of mail or the web."""
    if contact is None:
        return f"kawat/{VERSION}"
    told = contact.strip()
    plain = told.isascii() and told.isprintable() and not set(" ()<>\\") & set(told) and len(told) <= 200
    if not plain or ("@" not in told and not is_address(told)):
        raise UsageError(
            f"contact: found {told[:60]!r}, expected an address of mail or of a web page that tells of you"
        )
    return f"kawat/{VERSION} (+{told if is_address(told) else f'mailto:{told}'})"


def opener(
    manners: Manners,
    *,
    pages: int | None = None,
    since: str | None = None,
    until: str | None = None,
    known: Callable[[str], bool] = lambda _: False,
    tell: Callable[[str], None] = lambda _: None,
) -> Opened:
    """What opens files, folders, addresses, and lists of addresses (`@list.txt`); no page is asked for twice.

    `pages`: the most of one feed or sitemap; `since` and `until`: ISO days, for entries of sitemaps that tell a date;
    `known`: addresses that are not asked for; `tell` is given what is odd. Raises UsageError where a value is none.
    """
    for name, day in (("since", since), ("until", until)):
        if day is not None and not (is_iso_date(day) and len(day) == 10):
            raise UsageError(f"--{name}: found {day!r}, expected a day such as 2031-03-04")
    walk: list[Walk] = []

    def opened(
        source: str, defaults: Defaults | None = None, *, limit: int | None = None
    ) -> Iterator[RawPage | Rejection]:
        if not is_address(source) and not source.startswith(LIST):
            yield from open_pages(source, defaults, limit=limit)
            return
        from kawat.sources.net.walk import MOST_PAGES, Walk

        if not walk:
            walk.append(
                Walk(
                    visitor=manners.visitor(),
                    most=pages or MOST_PAGES,
                    since=since,
                    until=until,
                    known=known,
                    tell=tell,
                )
            )
        walk[0].given = defaults or Defaults()
        if is_address(source):
            yield from walk[0].open(source)
            return
        path = Path(source.removeprefix(LIST))
        try:
            file = path.open("rb")
        except OSError as error:
            raise InputError(f"{path}: cannot be opened ({error.strerror}); name a list of addresses") from None
        with file:
            yield from walk[0].open_list(file, str(path))

    return opened
