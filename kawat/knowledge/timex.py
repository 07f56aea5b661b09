"""What a language says about time: words with values, and rules with their examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import msgspec

from kawat.errors import KnowledgeError
from kawat.knowledge.files import PACKAGE, Folders, last, layered_rows, layers, missing, read_toml
from kawat.knowledge.timex_pattern import Compiled, Form, PatternCompiler

Operation = Literal[
    "ago",
    "calendar",
    "century",
    "constant",
    "decade",
    "duration",
    "each",
    "hijri",
    "holiday",
    "part_of_year",
    "range",
    "reference",
    "set",
    "shift",
    "skip",
    "weekend",
]


class TimexWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of timex_words.tsv: a form, its kind (the placeholder that finds it) and its value.

    `exact` forms match only as printed. The values are numbers, TIMEX3 units or parts of the day; `today` is 0, or -0
    where it is past, so that nine at night is that of yesterday.
    """

    KEY: ClassVar[tuple[str, ...]] = ("kind", "form")

    kind: str
    form: str
    value: str
    source: str
    exact: bool = False


class FeastRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of timex_feasts.tsv: a feast that moves, and its days in order (`2025-03-31`, or a stretch with `/`).

    `first_year` is, for the months of the Islamic calendar (`hijri-01` to `hijri-12`), the Islamic year of the first
    day; each further day is a year later. Years that stand in no row have no known day.
    """

    name: str
    days: tuple[str, ...]
    source: str
    first_year: int | None = None


class TimexExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence, what the rule finds in it and the value; `published` where it is not the file's date.

    `rule` is the full id of an inherited rule, in the examples of a file.
    """

    text: str
    found: str
    value: str
    published: str | None = None
    rule: str | None = None


class TimexRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: what it looks like and which operation makes its value.

    `not_after`, `not_before` and `after` name words (or `#` for a digit, or a sign) that must not, or must, stand
    beside the match; `@name` stands for a list of the file. `quoted` rules hold only between double quotation marks.
    `unit`, `offset` and `value` are given to the operation. `ahead` says that the words look ahead, whatever stands
    before them.
    """

    id: str
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    pattern: str
    operation: Operation
    source: str
    value: str | None = None
    unit: str | None = None
    offset: int | None = None
    quoted: bool = False
    ahead: bool = False
    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    examples: tuple[TimexExample, ...] = ()
    counterexamples: tuple[str, ...] = ()


class TimexFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """timex.toml: settings of the language and its rules.

    `published` is the publication date of the examples. `future` words before a weekday or a date without a year say
    that it is still to come, unless a `told` word (said, happened) stands between them. `glued` words also begin an
    expression of several words at the end of a longer word, since pages lose the blank after a link (Israelpekan
    lalu). `drop` names rules, `drop_words` kinds and forms (`weekday Minggu`) of the extended language that do not hold
    here. `examples` show inherited rules in this language. `name_links` are small words inside a name of several words
    (`{names}` in patterns).
    """

    published: str
    rule: tuple[TimexRule, ...]
    examples: tuple[TimexExample, ...] = ()
    decimal_sign: str | None = None
    drop: tuple[str, ...] = ()
    drop_words: tuple[str, ...] = ()
    future: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    glued: tuple[str, ...] = ()
    name_links: tuple[str, ...] = ()
    fragments: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyRule:
    """A rule compiled, under its full id (`id/timex/weekday-slash-date`)."""

    id: str
    rule: TimexRule
    pattern: Compiled
    after: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimexKnowledge:
    """Compiled knowledge about time expressions.

    `by_head` gives for a word (in lower case, with a capital, in capitals; or `#`) the rules that can begin with it.
    `values` gives for a kind and a lower-case form its value. `feasts` are the rows of timex_feasts.tsv by name.
    """

    language: str
    published: str
    examples: tuple[TimexExample, ...]
    rules: tuple[ReadyRule, ...]
    by_head: MappingProxyType[str, tuple[ReadyRule, ...]]
    values: MappingProxyType[str, MappingProxyType[str, str]]
    feasts: MappingProxyType[str, FeastRow]
    future: frozenset[str]
    told: frozenset[str]
    glued: tuple[str, ...]
    decimal_sign: str

    def number(self, text: str) -> Decimal | None:
        """What number words or digits say; None where it is vague (beberapa, several)."""
        return read_number(text, self.values["number_word"], self.decimal_sign)


def read_number(text: str, words: Mapping[str, str], decimal_sign: str) -> Decimal | None:
    """What number words or digits say; None where a word is vague.

    The values of the words: a number is added, `x10` multiplies the last digit, `x100` what is below a thousand,
    `x1000` and more everything below it, `+10` turns five into fifteen, `X` is vague, `0` has no weight (and).
    """
    total = group = last = Decimal(0)
    for word in text.lower().replace("-", " ").split():
        value = words.get(word) or _digits(word, decimal_sign)
        if value == "X":
            return None
        if value == "x10":
            group, last = group + last * 10, Decimal(0)
        elif value == "x100":
            group, last = group + (last or 1) * 100, Decimal(0)
        elif value[0] == "x":
            total, group, last = total + (group + last or 1) * Decimal(value[1:]), Decimal(0), Decimal(0)
        else:
            last += Decimal(value)
    return total + group + last


def _digits(text: str, decimal_sign: str) -> str:
    thousands = "," if decimal_sign == "." else "."
    return text.replace(thousands, "").replace(decimal_sign, ".")


def load(code: str, data: Folders = PACKAGE) -> TimexKnowledge:
    """The timex knowledge of a language, its parent's layers below its own."""
    files = [(path, read_toml(path, TimexFile)) for path in layers(code, "timex.toml", data)]
    if not files:
        raise missing(last(data, f"{code}/timex.toml"))
    words = _words(code, data, {name for _, file in files for name in file.drop_words})
    decimal_sign = next((file.decimal_sign for _, file in reversed(files) if file.decimal_sign), ".")
    links = tuple(word for _, file in files for word in file.name_links)
    rules = _rules(files, PatternCompiler(_forms(words), _merged(files, "fragments"), decimal_sign, links))
    return TimexKnowledge(
        language=code,
        published=files[-1][1].published,
        examples=files[-1][1].examples,
        rules=rules,
        by_head=_by_head(rules),
        values=_values(words),
        feasts=_feasts(code, data),
        future=frozenset(word for _, file in files for word in file.future),
        told=frozenset(word for _, file in files for word in file.told),
        glued=tuple(sorted({word for _, file in files for word in file.glued})),
        decimal_sign=decimal_sign,
    )


def _words(code: str, data: Folders, drop: set[str]) -> tuple[TimexWord, ...]:
    words = {(row.kind, row.form): row for row in layered_rows(code, "timex_words.tsv", TimexWord, data)}
    return tuple(row for row in words.values() if f"{row.kind} {row.form}" not in drop)


def _feasts(code: str, data: Folders) -> MappingProxyType[str, FeastRow]:
    """The feasts by name; a row of a later layer replaces an earlier one."""
    return MappingProxyType({row.name: row for row in layered_rows(code, "timex_feasts.tsv", FeastRow, data)})


def _forms(words: Iterable[TimexWord]) -> dict[str, tuple[Form, ...]]:
    forms: dict[str, list[Form]] = {}
    for word in words:
        forms.setdefault(word.kind, []).append(Form(word.form, word.exact))
    return {kind: tuple(found) for kind, found in forms.items()}


def _values(words: Iterable[TimexWord]) -> MappingProxyType[str, MappingProxyType[str, str]]:
    values: dict[str, dict[str, str]] = {}
    for word in words:
        values.setdefault(word.kind, {})[word.form.lower()] = word.value
    return MappingProxyType({kind: MappingProxyType(found) for kind, found in values.items()})


def _merged(files: Iterable[tuple[Path, TimexFile]], name: Literal["fragments", "lists"]) -> dict[str, Any]:
    """One table over all layers; a later layer's entry replaces an earlier one."""
    return {key: value for _, file in files for key, value in getattr(file, name).items()}


def _rules(files: list[tuple[Path, TimexFile]], compiler: PatternCompiler) -> tuple[ReadyRule, ...]:
    dropped = {name for _, file in files for name in file.drop}
    lists = _merged(files, "lists")
    ready: dict[str, ReadyRule] = {}
    for path, file in files:
        for rule in file.rule:
            if rule.id not in dropped:
                ready[rule.id] = _ready(path, rule, compiler, lists)
    return tuple(ready.values())


def _ready(path: Path, rule: TimexRule, compiler: PatternCompiler, lists: dict[str, tuple[str, ...]]) -> ReadyRule:
    where = f"{path} rule {rule.id!r}"
    return ReadyRule(
        id=f"{path.parent.name}/timex/{rule.id}",
        rule=rule,
        pattern=compiler.compile(rule.pattern, where),
        after=_neighbours(rule.after, lists, where),
        not_after=_neighbours(rule.not_after, lists, where),
        not_before=_neighbours(rule.not_before, lists, where),
    )


def _neighbours(names: tuple[str, ...], lists: dict[str, tuple[str, ...]], where: str) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        if name.startswith("@") and name[1:] not in lists:
            raise KnowledgeError(f"{where}: no list {name[1:]!r} under [lists] (known: {', '.join(sorted(lists))})")
        found.update(lists[name[1:]] if name.startswith("@") else (name,))
    return frozenset(found)


def _by_head(rules: tuple[ReadyRule, ...]) -> MappingProxyType[str, tuple[ReadyRule, ...]]:
    table: dict[str, list[ReadyRule]] = {}
    for rule in rules:
        for head in rule.pattern.heads:
            table.setdefault(head, []).append(rule)
    ready = {head: tuple(found) for head, found in table.items()}
    return MappingProxyType({form: found for head, found in ready.items() for form in _cases(head)})


def _cases(word: str) -> tuple[str, str, str]:
    """The word as text may print it: in lower case, with a capital, in capitals."""
    return word, word.capitalize(), word.upper()
