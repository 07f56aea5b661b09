"""What a language says about zones: what is not the article's own words, headlines of links, and datelines.

`boilerplate.toml` holds the rules and what a headline looks like, `dateline.toml` the forms of an opening dateline,
`world/places.tsv` the cities that news is dated from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from kawat.errors import KnowledgeError
from kawat.knowledge.files import PACKAGE, Folders, chain, layers, paths, read_toml
from kawat.knowledge.needles import needles
from kawat.knowledge.places import Gazetteer, load_gazetteer, names_of

BoilerplateKind = Literal["promo", "related", "ad", "credit", "caption", "share"]
Extent = Literal["match", "headline", "headline_below", "line", "whole_line", "sentence"]
Where = Literal["anywhere", "line", "tail", "head"]


class ZoneExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text and the stretches of it that a rule marks; `\\n` parts its lines."""

    text: str
    found: tuple[str, ...]


class BoilerplateEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule of boilerplate.toml.

    `where`: `anywhere` in the body, at the start of a `line`, at the `tail` (only what is no article either follows) or
    in the `head` (the first lines). `extent`: the `match` alone, the match and the `headline` after it
    (`headline_below`: in the next line where its own line ends), the match and the rest of its `line`, the
    `whole_line`, or the match and the rest of its `sentence`.
    """

    id: str
    kind: BoilerplateKind
    pattern: str
    source: str
    where: Where = "anywhere"
    extent: Extent = "match"
    examples: tuple[ZoneExample, ...] = ()
    counterexamples: tuple[str, ...] = ()


class HeadlineWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How headlines differ from sentences.

    `small`: words that a headline writes small; `openers`: words that open a sentence but stand inside no headline with
    a capital; `titles`: words that belong to the name after them; `stops`: beginnings of other things that end it;
    `here`: words behind a quoted headline that point at its link (`di sini`).
    """

    small: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    here: tuple[str, ...] = ()


class BoilerplateFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """boilerplate.toml: named parts of patterns, headline words and rules."""

    source: str
    headline: HeadlineWords = HeadlineWords()
    parts: dict[str, str] = {}
    rules: tuple[BoilerplateEntry, ...] = ()


class DatelineEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form of the dateline that opens a body.

    `strong`: it is looked for below the first line too. `after_caption`: what stands before it is a caption.
    """

    id: str
    pattern: str
    source: str
    strong: bool = False
    after_caption: bool = False
    examples: tuple[ZoneExample, ...] = ()
    counterexamples: tuple[str, ...] = ()


class DatelineFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """dateline.toml: named parts of patterns, and forms in order of trial."""

    source: str
    parts: dict[str, str] = {}
    rules: tuple[DatelineEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateRule:
    """A compiled rule; `id` is the full one, `needles` are strings of which a match holds one."""

    id: str
    kind: BoilerplateKind
    pattern: re.Pattern[str]
    needles: tuple[str, ...]
    where: Where
    extent: Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class DatelineRule:
    """A compiled form of the dateline; matched where the body begins."""

    id: str
    pattern: re.Pattern[str]
    strong: bool
    after_caption: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneKnowledge:
    """Compiled knowledge about zones; words are as printed in `openers` and `titles`, in lower case in `small`.

    `quoted` finds a headline between quotation marks, `after_quoted` what belongs to it behind them.
    """

    language: str
    rules: tuple[BoilerplateRule, ...]
    tail: tuple[BoilerplateRule, ...]
    datelines: tuple[DatelineRule, ...]
    small: frozenset[str]
    openers: frozenset[str]
    titles: frozenset[str]
    stop: re.Pattern[str]
    quoted: re.Pattern[str]
    after_quoted: re.Pattern[str]

    def with_rules(self, rules: Sequence[BoilerplateRule]) -> ZoneKnowledge:
        """The same with rules that come before its own."""
        if not rules:
            return self
        tail = tuple(rule for rule in rules if rule.where == "tail")
        others = tuple(rule for rule in rules if rule.where != "tail")
        return replace(self, rules=(*others, *self.rules), tail=(*tail, *self.tail))


def load(code: str, data: Folders = PACKAGE, gazetteer: Gazetteer | None = None) -> ZoneKnowledge:
    """The zones knowledge of a language, its parent's layers below its own."""
    found = layers(code, "boilerplate.toml", data)
    files = [read_toml(path, BoilerplateFile) for path in found]
    rules = _latest(
        rule
        for path, file in zip(found, files, strict=True)
        for rule in compiled(path, file.rules, path.parent.name, file.parts)
    )
    here = tuple(word for file in files for word in file.headline.here)
    return ZoneKnowledge(
        language=code,
        rules=tuple(rule for rule in rules if rule.where != "tail"),
        tail=tuple(rule for rule in rules if rule.where == "tail"),
        datelines=_datelines(code, data, gazetteer or load_gazetteer(data)),
        small=frozenset(word.lower() for file in files for word in file.headline.small),
        openers=frozenset(word for file in files for word in file.headline.openers),
        titles=frozenset(word for file in files for word in file.headline.titles),
        stop=re.compile("|".join(re.escape(word) for file in files for word in file.headline.stops) or r"(?!)"),
        quoted=_quoted(here),
        after_quoted=re.compile(rf"\s*(?:{_any(here)})?\s*:?", re.IGNORECASE),
    )


def _quoted(here: Iterable[str]) -> re.Pattern[str]:
    """A headline between quotation marks; a single mark is an apostrophe unless the headline is seen to end there."""
    first = _any(sorted({word.split()[0] for word in here}))
    return re.compile(
        rf"\s*(?:\"[^\"\n]{{1,200}}\"|“[^”\n]{{1,200}}”|‘[^’\n]{{1,200}}’(?=\W)"
        rf"|'[^\n]{{1,200}}?'(?=\s*(?::|$|\[| (?:{first}) )))"
    )


def _any(words: Iterable[str]) -> str:
    """The words as alternatives, any white space for a blank; what matches nothing where there are none."""
    return "|".join(r"\s".join(map(re.escape, word.split())) for word in words) or "(?!)"


def compiled(
    path: Path, entries: Iterable[BoilerplateEntry], owner: str, parts: dict[str, str] | None = None
) -> tuple[BoilerplateRule, ...]:
    """Rules of a file, compiled; `owner` is a language or an outlet. Those of lines, heads and tails are anchored."""
    anchors = {"anywhere": "{}", "line": r"^[ \t]*(?:{})", "head": r"^[ \t]*(?:{})", "tail": r"(?:{})\s*\Z"}
    found: list[BoilerplateRule] = []
    for entry in entries:
        pattern = _compiled(
            path, entry.id, anchors[entry.where].format(fill(path, entry.id, entry.pattern, parts or {}))
        )
        found.append(
            BoilerplateRule(
                id=f"{owner}/zones/{entry.id}",
                kind=entry.kind,
                pattern=pattern,
                needles=needles(pattern),
                where=entry.where,
                extent=entry.extent,
            )
        )
    return tuple(found)


def _datelines(code: str, data: Folders, gazetteer: Gazetteer) -> tuple[DatelineRule, ...]:
    """Forms of the dateline: the language's own first, then those of the language that it extends."""
    names = sorted(
        {name for row in gazetteer.rows if "dateline" in row.uses for name in names_of(row)},
        key=lambda name: (-len(name), name),
    )
    known = "(?:" + "|".join(re.escape(name) for name in names) + ")"
    found: list[DatelineRule] = []
    for path in (path for known in reversed(chain(code, data)) for path in paths(data, f"{known}/dateline.toml")):
        file = read_toml(path, DatelineFile)
        parts = {"known": known, **file.parts}
        for entry in file.rules:
            pattern = _compiled(path, entry.id, fill(path, entry.id, entry.pattern, parts))
            identity = f"{path.parent.name}/zones/{entry.id}"
            found.append(
                DatelineRule(id=identity, pattern=pattern, strong=entry.strong, after_caption=entry.after_caption)
            )
    return _latest(found)


Ruled = TypeVar("Ruled", BoilerplateRule, DatelineRule)


def _latest(rules: Iterable[Ruled]) -> tuple[Ruled, ...]:
    """The rules in order, a later one of the same id in place of an earlier one."""
    return tuple({rule.id: rule for rule in rules}.values())


def fill(path: Path, rule: str, pattern: str, parts: dict[str, str]) -> str:
    """The pattern with each `{name}` replaced by the part of that name; parts may use parts named before them."""
    for name, part in reversed(parts.items()):
        pattern = pattern.replace("{" + name + "}", part)
    left = re.search(r"\{[a-z_]+\}", pattern)
    if left:
        raise KnowledgeError(
            f"{path} rule {rule!r}: no part is named {left.group()}; add it under [parts] or correct the pattern "
            f"(known: {', '.join(parts)})"
        )
    return pattern


def _compiled(path: Path, rule: str, pattern: str) -> re.Pattern[str]:
    """The pattern, `^` and `$` meaning line ends."""
    try:
        return re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise KnowledgeError(f"{path} rule {rule!r}: not a regular expression: {error}; correct it") from None
