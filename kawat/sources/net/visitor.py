"""Polite visits: robots.txt and reservations are kept, hosts are left in peace between requests, redirects are checked.

One request at a time. Clock and sleep are given, so that tests need neither.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpx

from kawat.records import Reason
from kawat.sources.net import reservations, robots
from kawat.sources.net.client import LONGEST_PAGE, Answer, Client, FailedError, RefusedError

DELAY = 2.0  # seconds between two requests to one host, where it asks for no more
PATIENCE = 300.0  # seconds that a visit waits at most before it gives up
_MOST_REDIRECTS = 5
_KEPT, _KEPT_FAULT = (
    86_400.0,
    600.0,
)  # seconds that a site's rules hold (RFC 9309: a day), or that they could not be had
_LONGEST_FILE = 10_000_000  # bytes of a file of rules; far fewer are read
_MOST_SITES = 2_000  # whose rules are kept at a time
_MOST_HOSTS = 20_000
_TRIES = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 86_400.0  # seconds before another try
_MOVED = frozenset({301, 302, 303, 307, 308})
_CLOSED: dict[int, str] = {
    401: "the page asks for a login (401)",
    402: "the page asks for money (402)",
    403: "the site does not let us see the page (403)",
    407: "a proxy asks for a login (407)",
    451: "the page is withheld for legal reasons (451)",
}
_GONE: dict[int, str] = {404: "there is no such page (404)", 410: "the page was taken away (410)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page that was got; `answer.url` is where it was found, behind redirects. `notes` tell what was odd."""

    answer: Answer
    notes: tuple[str, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether the server says that nothing is new (304)."""
        return self.answer.status == 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no page. `again`: it may go well later, after `wait` seconds where that is told."""

    url: str
    reason: Reason
    detail: str
    again: bool = False
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class _Site:
    """What a site (scheme, host and port) says of itself: its rules, or why they cannot be had."""

    rules: robots.Robots
    reserved: tuple[robots.Rule, ...]
    until: float
    fault: str | None = None


@dataclass(slots=True, kw_only=True)
class Visitor:
    """One who asks for pages. `delay`: seconds between two requests to a host; `patience`: the longest wait."""

    client: Client
    delay: float = DELAY
    patience: float = PATIENCE
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _sites: OrderedDict[str, _Site] = field(default_factory=OrderedDict)
    _next: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def wait_of(self, url: str) -> float:
        """Seconds until the host of an address may be asked again; 0 for now."""
        try:
            host = self.client.check(url).host
        except RefusedError:
            return 0.0
        return max(0.0, self._next.get(host, 0.0) - self.now())

    def rest(self, host: str, seconds: float) -> None:
        """Leave a host in peace for a time."""
        self._next[host] = max(self._next.get(host, 0.0), self.now() + min(seconds, _LONGEST_PAUSE))

    def visit(
        self, url: str, *, most: int = LONGEST_PAGE - 1, known: Mapping[str, str] | None = None
    ) -> Visit | Refusal:
        """The page at an address, or why it is not to be had. `known`: headers of a conditional request."""
        notes: list[str] = []
        place = url
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                refusal = self._forbidden(place)
                if refusal is not None:
                    return refusal
                answer = self._ask(place, most, known)
                if answer.status not in _MOVED:
                    return self._judged(answer, tuple(notes))
                target = _target(answer)
                if answer.url.startswith("https:") and target.startswith("http:"):
                    notes.append(f"{url}: redirected from https to http ({target[:200]})")
                if target == place or not answer.headers.get("location"):
                    return Refusal(url=place, reason="unreachable", detail="the page redirects to itself or nowhere")
                place = target
        except _BusyError as busy:
            why = f"the site asks for {busy.seconds:,.0f} seconds before the next request"
            return Refusal(url=place, reason="unreachable", detail=why, again=True, wait=busy.seconds)
        except RefusedError as error:
            return Refusal(url=place, reason="forbidden", detail=_behind(url, place, str(error)))
        except FailedError as error:
            reason: Reason = "too_long" if error.long else "unreachable"
            return Refusal(url=place, reason=reason, detail=_behind(url, place, str(error)), again=error.again)
        return Refusal(url=place, reason="unreachable", detail=f"the page redirects more than {_MOST_REDIRECTS} times")

    def visit_patiently(
        self, url: str, *, most: int = LONGEST_PAGE - 1, known: Mapping[str, str] | None = None
    ) -> Visit | Refusal:
        """As `visit`; what may go well later is tried again, three times in all, as far as patience goes."""
        for turn in range(1, _TRIES + 1):
            found = self.visit(url, most=most, known=known)
            if isinstance(found, Visit) or not found.again or turn == _TRIES:
                return found
            pause = found.wait if found.wait is not None else pause_of(url, turn)
            if pause > self.patience:
                return found
            self.sleep(pause)
        raise AssertionError  # the last turn returns

    def _forbidden(self, url: str) -> Refusal | None:
        """What the site's rules say against an address."""
        parsed = self.client.check(url)
        site = self._site(parsed)
        path = parsed.raw_path.decode("ascii", "replace")
        if site.fault is not None:
            why = f"the site's robots.txt cannot be had ({site.fault}), so nothing else is asked for"
            return Refusal(url=url, reason="unreachable", detail=why, again=True)
        rule = site.rules.forbids(path)
        if rule is not None:
            return Refusal(url=url, reason="forbidden", detail=f"the site's robots.txt forbids it ({rule})")
        mark = reservations.of_rules(site.reserved, path)
        return None if mark is None else Refusal(url=url, reason="forbidden", detail=mark)

    def _site(self, parsed: httpx.URL) -> _Site:
        """The rules of a site, asked for once a day."""
        name = f"{parsed.scheme}://{parsed.netloc.decode('ascii', 'replace')}"
        site = self._sites.get(name)
        if site is None or site.until <= self.now():
            self._sites[name] = site = self._asked_site(name)
        self._sites.move_to_end(name)
        if len(self._sites) > _MOST_SITES:
            self._sites.popitem(last=False)
        return site

    def _asked_site(self, name: str) -> _Site:
        """The rules of a site as it tells them now. Raises RefusedError where it may not be asked at all."""
        try:
            answer = self._file(f"{name}/robots.txt")
        except FailedError as error:
            return _Site(robots.NOTHING_ALLOWED, (), self.now() + _KEPT_FAULT, str(error))
        rules = robots.read_robots(answer.body, reservations.AGENT) if answer else robots.ALL_ALLOWED
        try:
            told = self._file(f"{name}/.well-known/tdmrep.json")
        except FailedError:
            told = None  # headers and pages may still reserve; a file that cannot be had does not
        return _Site(rules, reservations.read_rules(told.body) if told else (), self.now() + _KEPT)

    def _file(self, url: str) -> Answer | None:
        """A file of rules; None where there is none (RFC 9309: a status of 400 to 499, or redirects without end).

        Raises FailedError where nobody can tell.
        """
        place = url
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._ask(place, _LONGEST_FILE, None)
            if answer.status in _MOVED and answer.headers.get("location"):
                place = _target(answer)
            elif answer.status >= 500 or answer.status == 429:
                self.rest(self.client.check(place).host, retry_after(answer.headers.get("retry-after", "")) or 0.0)
                raise FailedError(f"the server answers {answer.status}")
            else:
                return answer if answer.status == 200 else None
        return None

    def _ask(self, url: str, most: int, known: Mapping[str, str] | None) -> Answer:
        """The answer to one request, made when the host may be asked."""
        host = self.client.check(url).host
        wait = self._next.get(host, 0.0) - self.now()
        if wait > self.patience:
            raise _BusyError(wait)
        if wait > 0:
            self.sleep(wait)
        try:
            return self.client.get(url, most=most, headers=known)
        finally:
            self._next[host] = self.now() + max(self.delay, self._asked_delay(url))
            self._next.move_to_end(host)
            if len(self._next) > _MOST_HOSTS:
                self._next.popitem(last=False)

    def _asked_delay(self, url: str) -> float:
        """The seconds that the site of an address asks for, where its rules are known."""
        parsed = self.client.check(url)
        site = self._sites.get(f"{parsed.scheme}://{parsed.netloc.decode('ascii', 'replace')}")
        return (site.rules.delay or 0.0) if site else 0.0

    def _judged(self, answer: Answer, notes: tuple[str, ...]) -> Visit | Refusal:
        """What an answer is: a page, or why there is none."""
        status, url = answer.status, answer.url
        if status in (200, 304):
            mark = reservations.of_headers(answer.headers)
            if mark is None and b"<meta" in answer.body[:262_144].lower():
                mark = reservations.of_page(answer.body)
            if mark is not None:
                return Refusal(url=url, reason="forbidden", detail=mark)
            return Visit(answer=answer, notes=notes)
        if status in _CLOSED:
            return Refusal(url=url, reason="forbidden", detail=_CLOSED[status])
        if status in _GONE:
            return Refusal(url=url, reason="unreachable", detail=_GONE[status])
        later = status in (408, 425, 429) or status >= 500
        wait = retry_after(answer.headers.get("retry-after", "")) if later else None
        if wait is not None:
            self.rest(self.client.check(url).host, wait)
        detail = f"the server answers {status}" + (f" and asks for {wait:,.0f} seconds" if wait is not None else "")
        return Refusal(url=url, reason="unreachable", detail=detail, again=later, wait=wait)


class _BusyError(Exception):
    """The host wants to be left in peace longer than patience goes."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def _target(answer: Answer) -> str:
    """Where a redirect leads. Raises RefusedError where that is no address."""
    place = answer.headers.get("location", "").strip()
    try:
        return urljoin(answer.url, place)
    except ValueError:
        raise RefusedError(f"it redirects to {place[:100]!r}, which is no address") from None


def _behind(url: str, place: str, words: str) -> str:
    """Words about an address, with the place where a redirect led."""
    return words if place == url else f"{words} (redirected to {place[:200]})"


def retry_after(value: str, now: float | None = None) -> float | None:
    """The seconds of a Retry-After header: a number, or a date; None where it is neither. `now`: seconds since 1970."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_PAUSE)
    try:
        when = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(0.0, when - (time.time() if now is None else now)), _LONGEST_PAUSE)


def pause_of(seed: str, turn: int, first: float = _FIRST_PAUSE) -> float:
    """Seconds before the next try after `turn` failures: doubled each time, up to a day, and scattered by a quarter.

    The scatter comes from the seed alone, so that a run can be repeated and two addresses do not come back together.
    """
    scatter = int.from_bytes(hashlib.sha256(f"{seed}\x1f{turn}".encode()).digest()[:4], "big") / 2**32
    return float(min(first * 2 ** min(turn - 1, 30), _LONGEST_PAUSE) * (1 + scatter / 4))
