"""Shape and loading of what a language says about cues: the words that report what someone said.

`cues.tsv` lists roots, `cues.toml` says how roots grow into forms and which small words stand around a cue. A form
is data: nothing about a single word is in code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from kawat.errors import KnowledgeError
from kawat.knowledge import affixes as affix_changes
from kawat.knowledge.affixes import changed_end, changed_start, named
from kawat.knowledge.files import PACKAGE, Folders, chain, last, layers, read_toml, rows
from kawat.knowledge.tokens import PhraseTable

Side = Literal["before", "after", "either", "none", "noun", "preposition"]
Takes = Literal["clause", "predicate", "linked", "quote"]
Stance = Literal["assertive", "directive", "commissive", "expressive", "declarative"]


class Affix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a root becomes a form.

    `initials` and `finals` are `from>to` changes of the root's start and end (affixes.py); `@meN` stands for those of
    that name in affixes.toml. `side` says where the source stands: before the cue (active), after it (`kata X`), on
    either side (`said`), nowhere (an agentless passive), or inside a noun phrase (`laporan X`). `in_title` replaces
    it in headlines, where bare verbs are active. `fuses` are clitics that may follow and are then the source;
    `carries` are clitics that may follow and are no source.
    """

    id: str
    side: Side
    source: str
    in_title: Side | None = None
    initials: tuple[str, ...] = (">",)
    finals: tuple[str, ...] = (">",)
    fuses: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()


class CueRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of cues.tsv: a root, the affixes that make cues of it, and what such a cue takes.

    `takes`: `clause` any reported clause; `predicate` a clause that is linked or shows a predicate, no bare noun
    phrase; `linked` only a clause with a linking word, a comma, a colon or quoted words; `quote` only a quotation in
    marks that stands beside it.
    """

    root: str
    affixes: tuple[str, ...]
    takes: Takes
    stance: Stance
    source: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The small words around a cue, one list for each idea; each list may hold phrases."""

    source: str = ""

    linkers: tuple[str, ...] = ()
    firm_linkers: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    infinitives: tuple[str, ...] = ()
    naming: tuple[str, ...] = ()
    no_speakers: tuple[str, ...] = ()
    verb_nouns: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    issuing: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    aims: tuple[str, ...] = ()
    contrasts: tuple[str, ...] = ()
    likening: tuple[str, ...] = ()
    likening_clause: tuple[str, ...] = ()
    closers: tuple[str, ...] = ()
    relayed: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    auxiliaries: tuple[str, ...] = ()
    possessives: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    no_predicates: tuple[str, ...] = ()
    negators: tuple[str, ...] = ()
    unreal: tuple[str, ...] = ()
    adverbs: tuple[str, ...] = ()
    joiners: tuple[str, ...] = ()
    subordinators: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    adjuncts: tuple[str, ...] = ()
    trailers: tuple[str, ...] = ()
    relayers: tuple[str, ...] = ()
    addressing: tuple[str, ...] = ()
    listeners: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    plural_pronouns: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    continuers: tuple[str, ...] = ()
    nominal: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence and the contents that must be found in it, with the cue and source where they matter."""

    text: str
    found: tuple[str, ...]
    cue: str | None = None
    source: str | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A construction: its id, how often it is right, and sentences that show it."""

    id: str
    score: float
    source: str
    examples: tuple[Example, ...]
    counterexamples: tuple[str, ...] = ()


class CueFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """cues.toml."""

    affix: tuple[Affix, ...] = ()
    predicate_prefixes: tuple[str, ...] = ()
    active_prefixes: tuple[str, ...] = ()
    words: Words = Words()
    rule: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A reporting word: its root, where its source stands, what it takes. `clitic` is the source fused to its end."""

    form: str
    root: str
    side: Side
    in_title: Side
    takes: Takes
    stance: Stance
    clitic: str | None = None


class WordLists(dict[str, PhraseTable[str]]):
    """The lists of small words as phrase tables, by name; several names with blanks between give one table of all."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._lists = lists

    def __missing__(self, names: str) -> PhraseTable[str]:
        """The table of the lists named, made when it is first asked for. Raises KeyError for an unknown name."""
        phrases = (phrase for name in names.split() for phrase in self._lists[name])
        self[names] = table = PhraseTable((phrase, phrase) for phrase in phrases)
        return table


@dataclass(frozen=True, slots=True, kw_only=True)
class CueKnowledge:
    """Compiled knowledge about cues: forms and small words as phrase tables, rules by id."""

    language: str
    cues: PhraseTable[Cue]
    forms: frozenset[str]
    words: WordLists
    phrases: dict[str, frozenset[str]]
    predicate_prefixes: tuple[str, ...]
    active_prefixes: tuple[str, ...]
    rules: dict[str, Rule]


def load(code: str, data: Folders = PACKAGE) -> CueKnowledge:
    """The cues knowledge of a language, its parent's layers below its own."""
    files = [read_toml(path, CueFile) for path in layers(code, "cues.toml", data)]
    affixes = {affix.id: affix for affix in _affixes(code, files, data)}
    cues: dict[str, Cue] = {}
    for known in chain(code, data):
        name = f"{known}/cues.tsv"
        cues.update(_cues_in(rows(data, name, CueRow), last(data, name), affixes))
    lists = {
        name: tuple(phrase for file in files for phrase in getattr(file.words, name))
        for name in Words.__struct_fields__
        if name != "source"
    }
    return CueKnowledge(
        language=code,
        cues=PhraseTable(cues.items()),
        forms=frozenset(form for form in (*cues, *lists["relayers"]) if " " not in form),
        words=WordLists(lists),
        phrases={name: frozenset(phrases) for name, phrases in lists.items()},
        predicate_prefixes=tuple(prefix for file in files for prefix in file.predicate_prefixes),
        active_prefixes=tuple(prefix for file in files for prefix in file.active_prefixes),
        rules={rule.id: rule for file in files for rule in file.rule},
    )


def _affixes(code: str, files: list[CueFile], data: Folders) -> Iterator[Affix]:
    """The affixes of the files, with the changes that affixes.toml names put in."""
    known = affix_changes.load(code, data)
    for affix in (affix for file in files for affix in file.affix):
        yield msgspec.structs.replace(affix, initials=named(affix.initials, known, f"cues.toml affix {affix.id!r}"))


def _cues_in(listed: Iterable[CueRow], path: Path, affixes: dict[str, Affix]) -> dict[str, Cue]:
    """The cues of a language's own rows by form. Raises KnowledgeError where two rows make one form."""
    cues: dict[str, Cue] = {}
    for row in listed:
        for cue in _cues_of(row, affixes, path):
            other = cues.setdefault(cue.form, cue)
            if other is not cue:
                raise KnowledgeError(
                    f"{path} row {row.root!r}: the form {cue.form!r} is already made by row {other.root!r}; keep one"
                )
    return cues


def _cues_of(row: CueRow, affixes: dict[str, Affix], path: Path) -> Iterator[Cue]:
    """The cues that a row makes, one for each affix and each clitic that may follow."""
    for name in row.affixes:
        affix = affixes.get(name)
        if affix is None:
            raise KnowledgeError(
                f"{path} row {row.root!r}: no affix {name!r} in cues.toml (known: {', '.join(affixes)})"
            )
        form = changed_end(changed_start(row.root, affix.initials), affix.finals)
        for ending, clitic in (("", None), *((c, c) for c in affix.fuses), *((c, None) for c in affix.carries)):
            yield Cue(
                form=form + ending,
                root=row.root,
                side=affix.side,
                in_title=affix.in_title or affix.side,
                takes=row.takes,
                stance=row.stance,
                clitic=clitic,
            )
