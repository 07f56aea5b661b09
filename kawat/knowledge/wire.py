"""Agencies and outlets, and the words that say that an article relays them.

`world/agencies.tsv` names the sources, `wire.toml` of a language the cues before and after a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from kawat.errors import KnowledgeError
from kawat.knowledge.files import PACKAGE, Folders, last, layers, read_toml, rows
from kawat.knowledge.needles import needles

Takes = Literal["clear", "known", "any"]
_NOT_IN_ADDRESS = re.compile(r"[^a-z0-9]+")

Side = Literal["before", "after"]


class AgencyRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source of news. `plain_word`: the name is also a common word, and only a strong cue makes it a source."""

    name: str
    kind: Literal["agency", "outlet"]
    variants: tuple[str, ...] = ()
    plain_word: Literal["", "yes"] = ""
    source: str = ""


class WireExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text and the agencies that it relays, each as `agency: words of the span`."""

    text: str
    found: tuple[str, ...]


class WireEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cue. `side`: where it stands to the name. `takes`: which names it makes a source.

    `clear` names only are no common words, `known` ones are any in agencies.tsv, `any` takes a name with capitals that
    is in no list as well.
    """

    id: str
    pattern: str
    source: str
    side: Side = "before"
    takes: Takes = "clear"
    examples: tuple[WireExample, ...] = ()
    counterexamples: tuple[str, ...] = ()


class WireFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """wire.toml. `kinds`: words that say what sort of source follows; `never`: words with which no outlet begins;

    `ends`: words that end a name that is in no list; `joins`: words between two sources; `glued`: beginnings of words
    that stand against a name where a blank was lost; `outlet_words`: words in the names of outlets; `domains`: endings
    of web addresses that are names; `name_links`: small words inside a name.
    """

    source: str
    kinds: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    glued: tuple[str, ...] = ()
    outlet_words: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    name_links: tuple[str, ...] = ()
    parts: dict[str, str] = {}
    rules: tuple[WireEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A source of news with its usual name; `addresses` are its names as a web address writes them."""

    name: str
    kind: Literal["agency", "outlet"]
    plain_word: bool
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WireRule:
    """A compiled cue; `id` is the full one, `needles` are strings of which a match holds one."""

    id: str
    pattern: re.Pattern[str]
    needles: tuple[str, ...]
    takes: Takes


@dataclass(frozen=True, slots=True, kw_only=True)
class WireKnowledge:
    """Compiled knowledge about wire. `agencies` are found by the printed name; `unlisted` finds a name in no list."""

    language: str
    agencies: dict[str, Agency]
    name: re.Pattern[str]
    unlisted: re.Pattern[str]
    kind: re.Pattern[str]
    join: re.Pattern[str]
    before: tuple[WireRule, ...]
    after: tuple[WireRule, ...]
    never: frozenset[str]
    ends: frozenset[str]
    outlet_words: frozenset[str]


def load(code: str, data: Folders = PACKAGE) -> WireKnowledge:
    """The wire knowledge of a language, its parent's layers below its own."""
    paths = layers(code, "wire.toml", data)
    files = [read_toml(path, WireFile) for path in paths]
    agencies = _agencies(data)
    entries = {
        (path.parent.name, rule.id): (rule.side, _rule(path, rule))
        for path, file in zip(paths, files, strict=True)
        for rule in file.rules
    }
    rules = list(entries.values())
    glued = "|".join(word for file in files for word in file.glued)
    return WireKnowledge(
        language=code,
        agencies=agencies,
        name=_names(agencies, glued),
        unlisted=_unlisted(_choice(files, "domains"), _choice(files, "name_links")),
        kind=re.compile(rf"(?i:{_choice(files, 'kinds')})(?![a-z])\s*"),
        join=re.compile(rf"\s*(?:,\s*(?:{_choice(files, 'joins')})?|&|{_choice(files, 'joins')})\s*"),
        before=tuple(rule for side, rule in rules if side == "before"),
        after=tuple(rule for side, rule in rules if side == "after"),
        never=frozenset(word for file in files for word in file.never),
        ends=frozenset(word for file in files for word in file.ends),
        outlet_words=frozenset(word for file in files for word in file.outlet_words),
    )


FILE = "world/agencies.tsv"


def _agencies(data: Folders) -> dict[str, Agency]:
    """Printed name -> agency. A variant of two agencies is a mistake in the file."""
    found: dict[str, Agency] = {}
    for row in rows(data, FILE, AgencyRow):
        names = (row.name, *row.variants)
        addresses = frozenset(map(address, names))
        agency = Agency(name=row.name, kind=row.kind, plain_word=row.plain_word == "yes", addresses=addresses)
        for name in names:
            if found.setdefault(name, agency).name != row.name:
                raise KnowledgeError(
                    f"{last(data, FILE)}: {name!r} belongs to {found[name].name} and {row.name}; keep it in one row"
                )
    return found


def address(name: str) -> str:
    """The name as a web address writes it: small letters and figures, without `the` and its ending."""
    return _NOT_IN_ADDRESS.sub("", name.lower().removeprefix("the ").removesuffix(".com").removesuffix(".co"))


def _names(agencies: dict[str, Agency], glued: str) -> re.Pattern[str]:
    """Any printed name, longest first, with its bracketed acronym; `stuck` is one with a word glued to it."""
    choice = _shared(sorted(agencies))
    first = "".join(sorted({re.escape(name[0]) for name in agencies}))
    return re.compile(
        rf"(?<![A-Z\d])(?=[{first}])(?:(?P<name>{choice})(?!\w)(?:\s?\([A-Z]{{2,6}}\))?|(?P<stuck>{choice})(?={glued}))"
    )


def _unlisted(domains: str, links: str) -> re.Pattern[str]:
    """A name with capitals: up to six words, the last one with a capital or a figure, and its acronym."""
    return re.compile(
        rf"(?:[A-Z]|(?<![a-z])[a-z](?=[A-Z]))[\w’'&-]*(?:\.(?:{domains})\b)*"
        rf"(?: (?:(?:{links}) )?[A-Z0-9][\w’'&-]*){{0,5}}(?:\s?\([A-Z]{{2,6}}\))?"
    )


def _shared(words: list[str]) -> str:
    """A pattern for the words that reads each shared beginning once; the longest word wins."""
    by_first: dict[str, list[str]] = {}
    for word in words:
        if word:
            by_first.setdefault(word[0], []).append(word[1:])
    branches = [re.escape(letter) + _shared(rest) for letter, rest in by_first.items()]
    if not branches:
        return ""
    pattern = branches[0] if len(branches) == 1 and "" not in words else "(?:" + "|".join(branches) + ")"
    return pattern + "?" if "" in words else pattern


def _choice(files: list[WireFile], field: str) -> str:
    """The words of a field of all files as alternatives, longest first; what matches nothing where there are none."""
    words = {word for file in files for word in getattr(file, field)}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or "(?!)"


def _rule(path: Path, entry: WireEntry) -> WireRule:
    """The cue compiled; a cue before a name takes the blanks between them."""
    tail = r"\s*" if entry.side == "before" else ""
    try:
        pattern = re.compile(f"(?:{entry.pattern}){tail}", re.MULTILINE)
    except re.error as error:
        raise KnowledgeError(f"{path} rule {entry.id!r}: not a regular expression: {error}; correct it") from None
    name = f"{path.parent.name}/wire/{entry.id}"
    return WireRule(id=name, pattern=pattern, needles=needles(pattern), takes=entry.takes)
