"""Shape and loading of what a language says about actors.

World files (organisations, groups, people, places) hold names in all languages; a language's own files hold
its country names, titles, nouns, words and rules. A rule is a pattern over tags, one letter a piece of the sentence:

    C country   S seat of government   D demonym   L place   O organisation or group   P person known by name
    N unknown name of several capitalised words   U of one   I unknown initials   W other capitalised word
    H honorific   R role   M former, acting   F field of office   G noun of an organisation   A noun of people
    Q determiner or number word   T demonstrative   K both   B pronoun of one   Z pronoun of many
    p place preposition   u linking preposition   a and   y relative pronoun   g possessive 's   v verb
    s reporting verb   e reporting word that may stand before its speaker   k word that opens a phrase
    0 number   c comma   ( )   q quotation mark   x any other
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import ClassVar, Literal

import msgspec

from kawat.errors import KnowledgeError
from kawat.knowledge.files import PACKAGE, Folders, last, layered_rows, layers, read_toml, rows
from kawat.knowledge.offices import Offices, PersonRow, TitleRow, load_people, offices_of
from kawat.knowledge.places import Gazetteer, load_gazetteer, names_of
from kawat.knowledge.tokens import PhraseTable
from kawat.records import ActorKind

Makes = Literal["person", "role", "noun", "organisation", "country", "seat", "pronoun", "pronouns", "both"]


class CountryRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """<language>/countries.tsv: a country's names (the usual one first), its people, its seats of government."""

    code: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    source: str = ""


class NameRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """organisations.tsv, groups.tsv, institutions.tsv: a named body; `country` is None for one of many states."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: ActorKind = "organisation"
    country: str | None = None
    sector: str | None = None
    source: str = ""


class RoleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """roles.tsv: a title or occupation of one person; `role` in English; `tag` R, or H for an honorific."""

    phrase: str
    role: str | None = None
    sector: str | None = None
    tag: Literal["R", "H"] = "R"
    source: str = ""


class NounRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """nouns.tsv: a noun for people (tag A) or for an organisation (tag G).

    `kind` country: the noun stands for the state itself, with the sector given (government, armed forces). `alone` no:
    it means somebody only together with a country or a demonstrative (`jet tempur Israel`).
    """

    phrase: str
    tag: Literal["A", "G"]
    kind: ActorKind
    sector: str | None = None
    alone: Literal["yes", "no"] = "yes"
    source: str = ""


class FieldRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """fields.tsv: the field of a ministry or minister, and its English name."""

    phrase: str
    field: str
    source: str = ""


class WordRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """actor_words.tsv: a word or phrase in lower case and its kind; a kind of one letter is a tag, a word has one."""

    KEY: ClassVar[tuple[str, ...]] = ("word", "kind")

    word: str
    kind: str
    source: str = ""


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence, a mention that must be found in it, and the name of the actor."""

    text: str
    found: str
    name: str
    published: str = "2025-06-12"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pattern over tags; groups `role`, `of`, `name`, `noun` mark the parts that tell who is meant."""

    id: str
    makes: Makes
    pattern: str
    source: str
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[str, ...] = ()


class ActorFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """actors.toml: shapes of words, parts of patterns, rules; a later layer's rule replaces one of the same id.

    `common_shape` is that of capitalised words that open no name, `inner_shape` of those that no name holds;
    `home` is the country that is meant where a text names none; `minister` makes titles from fields of office;
    `same_role` tells which offices a looser title (`leader`) may mean, the likeliest first; `article_shape` is that of
    an article and the beginning of the name that it belongs to; `possessives` are endings that make a name an owner.
    """

    home: str | None = None
    minister: tuple[str, ...] = ()
    same_role: dict[str, tuple[str, ...]] = {}
    verb_shape: str | None = None
    common_shape: str | None = None
    inner_shape: str | None = None
    article_shape: str | None = None
    possessives: tuple[str, ...] = ()
    parts: dict[str, str] = {}
    rule: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexeme:
    """What a word or phrase of a table is: its tag and, for names, whom it names; `alone` is that of NounRow."""

    tag: str
    name: str | None = None
    kind: ActorKind | None = None
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ActorKnowledge:
    """Compiled knowledge about actors; two of them are equal only if they are the same one.

    `exact` holds names as printed, `folded` nouns and words in lower case; `exact_first` and `folded_first` are the
    first words of their phrases. `offices` finds the people who held a role in a country. `rules` is one pattern with a
    group `r<number>` for each rule of `made_by`; `parts_of` names the parts of each and the groups that hold them.
    """

    language: str
    home: str | None
    exact: PhraseTable[Lexeme]
    folded: PhraseTable[Lexeme]
    exact_first: frozenset[str]
    folded_first: frozenset[str]
    words: dict[str, frozenset[str]]
    same_role: dict[str, tuple[str, ...]]
    offices: Offices
    country_names: dict[str, str]
    glue: frozenset[str]
    verb_shape: re.Pattern[str]
    common_shape: re.Pattern[str]
    inner_shape: re.Pattern[str]
    article_shape: re.Pattern[str]
    possessives: tuple[str, ...]
    rules: re.Pattern[str]
    made_by: tuple[Rule, ...]
    parts_of: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def people(self) -> dict[str, tuple[PersonRow, ...]]:
        """A person's offices under the full name."""
        return self.offices.people

    def in_office(self, country: str, role: str, day: str | None) -> PersonRow | None:
        """Who held a role in a country on an ISO day; None where unknown or where no day is given."""
        return self.offices.in_office(country, role, day)


def load(code: str, data: Folders = PACKAGE, gazetteer: Gazetteer | None = None) -> ActorKnowledge:
    """The actors knowledge of a language, its parent's layers below its own."""
    files = [read_toml(path, ActorFile) for path in layers(code, "actors.toml", data)]
    people = load_people(data)
    listed = tuple(layered_rows(code, "actor_words.tsv", WordRow, data))
    named = tuple(_names(code, people, gazetteer or load_gazetteer(data), data))
    tagged = ((row.word, Lexeme(tag=row.kind)) for row in listed if len(row.kind) == 1)
    exact = PhraseTable(named, fold=False)
    folded = PhraseTable((*tagged, *_nouns(code, files, data)))
    rules = _rules(files)
    pattern = _pattern(rules, files, last(data, f"{code}/actors.toml"))
    return ActorKnowledge(
        language=code,
        home=next((file.home for file in reversed(files) if file.home), None),
        exact=exact,
        folded=folded,
        exact_first=exact.first_words,
        folded_first=folded.first_words,
        words=_words(listed),
        same_role={role: same for file in files for role, same in file.same_role.items()},
        offices=offices_of(people),
        country_names={row.code: row.names[0] for row in layered_rows(code, "countries.tsv", CountryRow, data)},
        glue=frozenset(word for phrase, lexeme in named for word in _glue_words(phrase, lexeme)),
        verb_shape=_shape(files, "verb_shape"),
        common_shape=_shape(files, "common_shape"),
        inner_shape=_shape(files, "inner_shape"),
        article_shape=_shape(files, "article_shape"),
        possessives=tuple(ending for file in files for ending in file.possessives),
        rules=pattern,
        made_by=rules,
        parts_of=tuple(_parts_of(pattern, number) for number in range(len(rules))),
    )


def _words(rows: Iterable[WordRow]) -> dict[str, frozenset[str]]:
    """Words by kind, all layers together."""
    words: dict[str, set[str]] = {}
    for row in rows:
        words.setdefault(row.kind, set()).add(row.word)
    return {kind: frozenset(listed) for kind, listed in words.items()}


def _names(code: str, people: Iterable[PersonRow], gazetteer: Gazetteer, data: Folders) -> Iterator[tuple[str, Lexeme]]:
    """Names as printed, the least particular first, so that a later one wins an equal name."""
    for place in gazetteer.rows:
        if "name" in place.uses:
            yield from ((name, Lexeme(tag="L", name=name, country=place.country)) for name in names_of(place))
    for person in people:
        if person.common == "yes":
            continue
        lexeme = Lexeme(tag="P", name=person.name, kind="person", country=person.country)
        yield from ((name, lexeme) for name in (person.name, *person.short, *person.aliases))
    bodies = [rows(data, f"world/{name}", NameRow) for name in ("organisations.tsv", "groups.tsv")]
    for row in chain(*bodies, layered_rows(code, "institutions.tsv", NameRow, data)):
        lexeme = Lexeme(tag="O", name=row.name, kind=row.kind, country=row.country, sector=row.sector)
        yield from ((name, lexeme) for name in (row.name, *row.aliases))
    for country in layered_rows(code, "countries.tsv", CountryRow, data):
        yield from _country_names(country)


def _country_names(row: CountryRow) -> Iterator[tuple[str, Lexeme]]:
    """Seats of government, demonyms and names of a country."""
    for tag, names in (("S", row.seats), ("D", row.demonyms), ("C", row.names)):
        lexeme = Lexeme(tag=tag, name=row.names[0], kind="country", country=row.code, sector="GOV")
        yield from ((name, lexeme) for name in names)


def _nouns(code: str, files: Iterable[ActorFile], data: Folders) -> Iterator[tuple[str, Lexeme]]:
    """Titles, nouns, fields of office and ministers by construction, in lower case."""
    fields = tuple(layered_rows(code, "fields.tsv", FieldRow, data))
    for field in fields:
        yield field.phrase, Lexeme(tag="F", name=field.field)
    for noun in layered_rows(code, "nouns.tsv", NounRow, data):
        alone = noun.alone == "yes"
        yield noun.phrase, Lexeme(tag=noun.tag, name=noun.phrase, kind=noun.kind, sector=noun.sector, alone=alone)
    for file in files:
        for form in file.minister:
            for field in fields:
                role = f"{field.field} minister"
                yield form.format(field.phrase), Lexeme(tag="R", role=role, sector="GOV")
    for title in layered_rows(code, "offices.tsv", TitleRow, data):
        if title.body is None:  # the words of a body tell whose office it is, so they are read by themselves
            sector = title.sector or "GOV"
            yield title.phrase, Lexeme(tag="R", role=title.role, country=title.country, sector=sector)
    for row in layered_rows(code, "roles.tsv", RoleRow, data):
        yield row.phrase, Lexeme(tag=row.tag, role=row.role, sector=row.sector)


def _glue_words(phrase: str, lexeme: Lexeme) -> tuple[str, ...]:
    """Words of a name that a faulty page may glue to the next word: whole one-word names, last words of others."""
    words = phrase.split()
    if not words:
        return ()
    if lexeme.tag == "P":
        return tuple(word for word in (words[0], words[-1]) if len(word) > 3)
    if len(words) == 1:
        return (phrase,) if len(phrase) > 3 or phrase.isupper() else ()
    return (words[-1],) if len(words[-1]) > 4 or (len(words[-1]) > 1 and words[-1].isupper()) else ()


def _shape(
    files: Iterable[ActorFile], name: Literal["verb_shape", "common_shape", "inner_shape", "article_shape"]
) -> re.Pattern[str]:
    """The shape of words that the last layer gives; without one, a shape that no word has."""
    shapes = [getattr(file, name) for file in files if getattr(file, name)]
    return re.compile(shapes[-1] if shapes else r"(?!)")


def _rules(files: Iterable[ActorFile]) -> tuple[Rule, ...]:
    """Rules in order; a later layer's rule replaces one of the same id in its place."""
    found: dict[str, Rule] = {}
    for file in files:
        for rule in file.rule:
            found[rule.id] = rule
    return tuple(found.values())


_NO_START = "(?![acekpqsuvxyT()])"  # no mention begins at these tags; said once, it spares trying every rule there


def _pattern(rules: tuple[Rule, ...], files: Iterable[ActorFile], path: Path) -> re.Pattern[str]:
    """All rules as one pattern, earlier rules first; `{part}` stands for a pattern under [parts]."""
    parts: dict[str, str] = {}
    for file in files:
        parts |= file.parts
    choices = []
    for number, rule in enumerate(rules):
        pattern = _filled(rule, parts, path)
        numbered = re.sub(r"[(][?]P([<=])([a-z]+)([>)])", rf"(?P\g<1>\g<2>{number}\g<3>", pattern)
        choices.append(f"(?P<r{number}>{numbered})")
    return re.compile(f"{_NO_START}(?:{'|'.join(choices)})" if choices else "(?!)")


def _filled(rule: Rule, parts: dict[str, str], path: Path) -> str:
    """A rule's pattern with its parts put in, checked alone so that a mistake names the rule."""
    pattern = rule.pattern
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    try:
        re.compile(pattern)
    except re.error as error:
        raise KnowledgeError(
            f"{path} rule {rule.id!r}: {error} in {pattern!r}; known parts: {', '.join(parts)}"
        ) from None
    return pattern


def _parts_of(pattern: re.Pattern[str], number: int) -> tuple[tuple[str, str], ...]:
    """Names of the parts of the rule of a number, and of the groups that hold them."""
    groups = (name for name in pattern.groupindex if re.fullmatch(rf"[a-z]{{2,}}{number}", name))
    return tuple((name.removesuffix(str(number)), name) for name in groups)
