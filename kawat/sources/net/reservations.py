"""What a page, its headers or its site say against being read by machines -> words for it, or None.

Honoured: `noai` and `noimageai` (X-Robots-Tag and meta robots), also none, noindex, noarchive and nosnippet where they
name Kawat, and reservations of text and data mining (TDMRep: header, meta, /.well-known/tdmrep.json). A reservation
counts wherever it stands, also where another place lifts it. General noindex and noarchive speak of public search
results and copies; a record is neither.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kawat.sources.net.robots import Rule, decisive, rule_of

AGENT = "kawat"
LONGEST_RULES = 512_000  # bytes of a tdmrep.json
_AGAINST = frozenset({"noai", "noimageai"})
_AGAINST_BY_NAME = _AGAINST | {"none", "noindex", "noarchive", "nosnippet"}
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_HEAD = 262_144  # bytes of a page in which marks are looked for
_META = re.compile(r"<meta\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]{1,30})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_MOST_RULES = 2_000


def of_headers(headers: Mapping[str, str]) -> str | None:
    """What the headers of an answer (names in small letters, equal ones joined by commas) say against it."""
    if headers.get("tdm-reservation", "").strip() == "1":
        return f"the site reserves text and data mining (tdm-reservation header{_policy(headers.get('tdm-policy'))})"
    mark = _mark(headers.get("x-robots-tag", ""))
    return f"the site says {mark!r} (X-Robots-Tag)" if mark else None


def of_page(body: bytes) -> str | None:
    """What the meta elements near the beginning of a page say against it."""
    metas: dict[str, str] = {}
    for found in _META.finditer(body[:_HEAD].decode("latin-1")):
        told = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(found[1])}
        name = told.get("name", "").strip().lower()
        if name in ("robots", AGENT, "tdm-reservation", "tdm-policy"):
            metas[name] = f"{metas[name]},{told.get('content', '')}" if name in metas else told.get("content", "")
    if "1" in (part.strip() for part in metas.get("tdm-reservation", "").split(",")):
        return f"the page reserves text and data mining (meta tdm-reservation{_policy(metas.get('tdm-policy'))})"
    mark = _mark(metas.get("robots", "")) or _mark(f"{AGENT}: {metas.get(AGENT, '')}")
    return f"the page says {mark!r} (meta robots)" if mark else None


def _mark(told: str) -> str | None:
    """The first directive of a list that keeps us out. `name:` before directives says for whom they are."""
    whom = ""
    for part in told[:4000].lower().split(","):
        name, colon, rest = part.partition(":")
        word = part.strip()
        if colon and name.strip() not in _WITH_VALUE:
            whom, word = name.strip(), rest.strip()
        if word in (_AGAINST if whom in ("", "*") else _AGAINST_BY_NAME if whom == AGENT else ()):
            return word
    return None


def _policy(address: str | None) -> str:
    """Where its terms stand."""
    return f", terms: {address.strip()[:200]}" if address and address.strip() else ""


def read_rules(data: bytes) -> tuple[Rule, ...]:
    """The rules of a /.well-known/tdmrep.json; what is none is passed over. Never raises."""
    try:
        value = json.loads(data[:LONGEST_RULES])
    except (ValueError, RecursionError):
        return ()
    rules = value if isinstance(value, list) else [value]
    return tuple(made for rule in rules[:_MOST_RULES] if (made := _rule(rule)) is not None)


def _rule(value: Any) -> Rule | None:
    """A rule of the file, where it is one; its location is written like a pattern of robots.txt."""
    if not isinstance(value, dict) or not isinstance(value.get("location"), str):
        return None
    reserved = value.get("tdm-reservation")
    if reserved not in (0, 1, "0", "1"):
        return None
    policy = value.get("tdm-policy")
    return rule_of(str(reserved) == "0", value["location"], _policy(policy if isinstance(policy, str) else None))


def of_rules(rules: Sequence[Rule], path: str) -> str | None:
    """What the rules of a site say against a path; the longest location decides, of equals the strictest."""
    rule = decisive(rules, path, prefer_allow=False)
    if rule is None or rule.allow:
        return None
    return f"the site reserves text and data mining (tdmrep.json{rule.words})"
