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

from kawat.link.rulings import NOTHING, Rulings

BY_COUNTRY = "by country"
BY_OFFICE = "by name and office held on the day of the article"
BY_NAME_AND_COUNTRY = "by full name and country"
BY_NAME_AND_ROLE = "by full name and role"
BY_NAME = "by name of the body"
BY_PERSON = "as a person decided"
ALONE = "alone: one word, or nothing else is known"

_FULL = 2  # words of a full name
_Node = str | tuple[str, ...]
"""An actor of an article by its id, or a key."""


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


def joined(actors: Iterable[Mapping[str, Any]], rulings: Rulings = NOTHING) -> list[Joined]:
    """The actors of articles (rows of the record's view, in the order of the articles) as actors of the record.

    Countries join by code; people by full name and office, else country, else role; bodies by name and country. A name
    that is told of two countries is two people, and a name of one word joins nobody. Those most mentioned come first.

    What people ruled of actors stands before all that: who was joined is one with all that is one with it; of those
    who were split, the first stays with the others and each other one leaves, with whom it was joined to.
    """
    told, ruled = list(actors), rulings.actors()
    sets = _Sets(rulings)
    for actor in (one for one in told if one["id"] in ruled) if ruled else ():
        sets.join(_key(actor), actor["id"])
    groups: dict[_Node, list[Mapping[str, Any]]] = defaultdict(list)
    for actor in told:
        groups[sets.root(actor["id"] if actor["id"] in ruled else _key(actor))].append(actor)
    found = [_linked(*_why(sets, root, members, rulings), members) for root, members in groups.items()]
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


class _Sets:
    """What is one: keys, and actors that people ruled of; two sets join unless some of theirs were split."""

    def __init__(self, rulings: Rulings) -> None:
        self._rulings = rulings
        self._parent: dict[_Node, _Node] = {}
        self._ruled: dict[_Node, frozenset[str]] = {}
        for one, other in rulings.together:
            self.join(one, other)

    def root(self, node: _Node) -> _Node:
        """What stands for the set of a node."""
        while node in self._parent:
            node = self._parent[node]
        return node

    def join(self, one: _Node, other: _Node) -> None:
        """Make two sets one, if that is not against a ruling."""
        first, second = self.root(one), self.root(other)
        theirs, others = self._of(first), self._of(second)
        if first != second and not any(self._rulings.part(a, b) for a in theirs for b in others):
            self._parent[second] = first
            self._ruled[first] = theirs | others

    def _of(self, root: _Node) -> frozenset[str]:
        """The ruled actors of a set."""
        return self._ruled.get(root, frozenset({root}) if isinstance(root, str) else frozenset())


def _why(sets: _Sets, root: _Node, members: list[Mapping[str, Any]], rulings: Rulings) -> tuple[tuple[str, ...], str]:
    """What the actor is told by, and why its mentions are one."""
    first = members[0]
    key = _key(first)
    away = sets.root(key) != root
    if not away and (rulings == NOTHING or all(_key(one) == key for one in members)):
        return key, key[0]
    by = dict.fromkeys(told for one in members for told in rulings.joining.get(one["id"], ()))
    return ((BY_PERSON, first["article"], first["id"]) if away else key), f"{BY_PERSON}: {'; '.join(by)}"


def names(found: Iterable[Joined], rulings: Rulings) -> dict[tuple[str, str], str]:
    """What linking calls the actors of articles (article, id) that people ruled of: one name for each who is one."""
    told: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for one in found:
        members = [(article, id_) for article, _, id_ in (member.rpartition(":") for member in one.members)]
        if rulings.actors().isdisjoint(id_ for _, id_ in members):
            continue
        name = (
            "·".join([*one.name.split(), one.id]) if plain(one.name) in taken else one.name
        )  # one word: no part of it
        taken.add(plain(one.name))
        told.update(dict.fromkeys(members, name))
    return told


def _linked(key: tuple[str, ...], because: str, members: list[Mapping[str, Any]]) -> Joined:
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
        because=because,
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
