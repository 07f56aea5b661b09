"""robots.txt (RFC 9309) -> what a robot may ask for, and how often."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

LONGEST = 512_000  # bytes that are looked at; RFC 9309 asks for at least 500 KiB
_LONGEST_PATTERN = 2_000  # characters; longer rules are cut there, which makes them wider
_MOST_WAIT = 86_400.0  # seconds of a crawl-delay
_TOKEN = re.compile(r"[a-z_-]+|\*", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\n|\r")
_SAFE = "/?&=:@!$'()*+,;~-._%[]"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a group: the pattern as its pieces between stars, whether it must reach the end, and what it says."""

    allow: bool
    length: int
    pieces: tuple[str, ...]
    to_end: bool
    words: str

    def matches(self, path: str) -> bool:
        """Whether the rule speaks of a path; time is linear in it, for each piece is looked for once."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        at = len(first)
        last = rest.pop() if rest and self.to_end else None
        for piece in rest:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        if last is not None:
            return len(path) - len(last) >= at and path.endswith(last)
        return not self.to_end or at == len(path)


@dataclass(slots=True)
class _Group:
    agents: set[str] = field(default_factory=set)
    rules: list[Rule] = field(default_factory=list)
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says to one robot. `delay`: seconds between two requests, where it asks for any."""

    rules: tuple[Rule, ...] = ()
    delay: float | None = None
    sitemaps: tuple[str, ...] = ()

    def forbids(self, path: str) -> str | None:
        """The rule that forbids a path (with its query), as it stands in the file; None where it is allowed.

        The longest rule decides, of two equally long ones the one that allows. /robots.txt itself is always allowed.
        """
        if path == "/robots.txt":
            return None
        rule = decisive(self.rules, path, prefer_allow=True)
        return None if rule is None or rule.allow else rule.words


def decisive(rules: Sequence[Rule], path: str, *, prefer_allow: bool) -> Rule | None:
    """The longest rule that speaks of a path, of equally long ones the one that allows, or the one that does not."""
    target = _normal(path or "/")
    found = (rule for rule in rules if rule.matches(target))
    return max(found, key=lambda one: (one.length, one.allow == prefer_allow), default=None)


ALL_ALLOWED = Robots()
NOTHING_ALLOWED = Robots(rules=(Rule(False, 1, ("/",), False, "Disallow: /"),))


def read_robots(data: bytes, agent: str) -> Robots:
    """What a robots.txt says to the robot of that name. Never raises: what is no rule is passed over.

    All groups that name the robot count together, whatever their case; where none does, those for `*`.
    """
    groups, sitemaps = _groups(data[:LONGEST])
    name = agent.lower()
    mine = [group for group in groups if name in group.agents] or [group for group in groups if "*" in group.agents]
    delays = [group.delay for group in mine if group.delay is not None]
    return Robots(
        tuple(rule for group in mine for rule in group.rules), max(delays) if delays else None, tuple(sitemaps)
    )


def _groups(data: bytes) -> tuple[list[_Group], list[str]]:
    """The groups of the file in order, and the addresses of its sitemaps."""
    groups: list[_Group] = []
    sitemaps: list[str] = []
    naming = False
    for key, value in _pairs(_LINE_END.split(data.decode("utf-8", "replace").removeprefix("\ufeff"))):
        if key == "user-agent":
            if not naming:
                groups.append(_Group())
            naming = True
            token = _TOKEN.match(value)
            groups[-1].agents.add(token[0].lower() if token else "")
        elif key == "sitemap":
            sitemaps.append(value)
        elif key in ("allow", "disallow", "crawl-delay"):
            naming = False
            if not groups:
                continue
            if key == "crawl-delay":
                groups[-1].delay = _seconds(value)
            elif value:
                groups[-1].rules.append(rule_of(key == "allow", value, f"{key.capitalize()}: {value[:200]}"))
    return groups, sitemaps


def _pairs(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Key in small letters and value of each line that has them."""
    for line in lines:
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def rule_of(allow: bool, value: str, words: str) -> Rule:
    """A rule from its pattern: `*` stands for anything, `$` at the end for the end of the path."""
    pattern = value[:_LONGEST_PATTERN]
    to_end = pattern.endswith("$")
    pattern = _normal(pattern.removesuffix("$"))
    return Rule(allow, len(pattern), tuple(re.sub(r"\*+", "*", pattern).split("*")), to_end, words)


def _normal(path: str) -> str:
    """A path with one way to write each character: escaped where it must be, else plain."""
    kept = re.sub(r"%([0-9A-Fa-f]{2})", _unescaped, path)
    return quote(kept, safe=_SAFE)


def _unescaped(escape: re.Match[str]) -> str:
    """An escaped letter, digit, or one of -._~ as itself; any other escape with large digits."""
    sign = unquote_to_bytes(escape[0])
    plain = sign.isalnum() or sign in (b"-", b".", b"_", b"~")
    return sign.decode("ascii") if plain and sign < b"\x80" else escape[0].upper()


def _seconds(value: str) -> float | None:
    """A crawl-delay in seconds; None for what is no number."""
    if not re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", value, re.ASCII):
        return None
    return min(float(value), _MOST_WAIT)
