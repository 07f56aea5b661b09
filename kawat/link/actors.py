"""Actors of many articles, joined where there is a reason, and people of one name kept apart.

Linear in the mentions: each actor of an article goes to the one group that its key names, never by likeness.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

BY_COUNTRY = "by country"
BY_OFFICE = "by name and office held on the day of the article"
BY_NAME_AND_COUNTRY = "by full name and country"
BY_NAME_AND_ROLE = "by full name and role"
BY_NAME = "by name of the body"
ALONE = "alone: one word, or nothing else is known"

_FULL = 2  # words of a full name


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """One actor of many articles. `because` says why its `members` (article:id) are one, in the order of the articles.

    `names`, `roles` and `offices` stand with the most frequent first. `text`, `start_char` and `end_char` are its first
    mention in `article`.
    """

    id: str
    name: str
    kind: str
    country: str | None
    names: tuple[str, ...]
    roles: tuple[str, ...]
    offices: tuple[str, ...]
    articles: int
    mentions: int
    because: str
    members: tuple[str, ...]
    article: str
    published_at: str | None
    start_char: int
    end_char: int
    text: str
    engine: str


def joined(actors: Iterable[Mapping[str, Any]]) -> list[Joined]:
    """The actors of articles (rows of the record's view, in the order of the articles) as actors of the record.

    Countries join by code; people by full name and office, else country, else role; bodies by name and country. A name
    that is told of two countries is two people, and a name of one word joins nobody. Those most mentioned come first.
    """
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for actor in actors:
        groups[_key(actor)].append(actor)
    found = [_linked(key, members) for key, members in groups.items()]
    return sorted(found, key=lambda one: (-one.mentions, -one.articles, one.name, one.id))


def _key(actor: Mapping[str, Any]) -> tuple[str, ...]:
    """Reason and what the actor is told by; the same key is the same actor.

    A full name goes with its country, so that who changes office stays one person.
    """
    kind, name, country, role = actor["kind"], plain(actor["name"]), actor["country"], actor["role"]
    alone = (ALONE, actor["article"], actor["id"])
    if kind == "country":
        return (BY_COUNTRY, country) if country else alone
    if kind == "person":
        if len(name.split()) < _FULL:
            return (BY_OFFICE, name, actor["office"]) if actor["office"] else alone
        if country:
            return BY_NAME_AND_COUNTRY, name, country
        if actor["office"]:
            return BY_OFFICE, name, actor["office"]
        return (BY_NAME_AND_ROLE, name, role) if role else alone
    return (BY_NAME, kind, name, country or "") if kind == "organisation" else alone


def plain(name: str) -> str:
    """A name for comparing: small letters without accents and signs."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())


def _linked(key: tuple[str, ...], members: list[Mapping[str, Any]]) -> Joined:
    """One actor out of its mentions; its first article shows it."""
    first = members[0]
    names = _ranked(members, "name")
    return Joined(
        id="A-" + hashlib.sha256("\0".join(key).encode()).hexdigest()[:12],
        name=names[0],
        kind=first["kind"],
        country=next((one["country"] for one in members if one["country"]), None),
        names=names,
        roles=_ranked(members, "role"),
        offices=_ranked(members, "office"),
        articles=len({one["article"] for one in members}),
        mentions=sum(one["mentions"] for one in members),
        because=key[0],
        members=tuple(f"{one['article']}:{one['id']}" for one in members),
        **{name: first[name] for name in ("article", "published_at", "start_char", "end_char", "text", "engine")},
    )


def _ranked(members: list[Mapping[str, Any]], field: str) -> tuple[str, ...]:
    """The values of a field, those of most mentions first, then by letter."""
    counts: dict[str, int] = defaultdict(int)
    for one in members:
        if one[field]:
            counts[one[field]] += one["mentions"]
    return tuple(sorted(counts, key=lambda value: (-counts[value], value)))
