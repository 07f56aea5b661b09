"""Shape and loading of what an ontology and a language say about events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Literal

import msgspec

from kawat.errors import KnowledgeError
from kawat.knowledge import affixes
from kawat.knowledge.affixes import changed_end, changed_start, named
from kawat.knowledge.files import PACKAGE, Folders, chain, last, layers, read_toml, rows
from kawat.knowledge.tokens import PhraseTable
from kawat.records import EventOutcome

ONTOLOGY = "plover"
NO_EVENT = "NONE"  # the type of rows whose words only hide shorter ones
Frame = Literal[
    "act", "noun", "deed", "meet", "talks", "war", "visit", "must", "undergo", "alone", "charge", "want", "urge"
]
Voice = Literal["active", "passive", "noun"]
Nominal = Literal["base", "third", "marked"]
MUTUAL: frozenset[Frame] = frozenset({"meet", "talks", "war"})
"""Frames of acts that all parties do to each other."""


class Mode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way of doing an event type, with the conflict-cooperation value of that way."""

    id: str
    intensity: float


class EventType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the ontology.

    `recipients` says whether an event of the type needs somebody to receive it, and whether the
    clause itself must name them. `future` is the type that an act of
    this type becomes when it is only announced, None where it stays. `speech` marks acts done by saying something:
    inside a quotation its speaker does them, so they occurred. `strikes` marks acts that happen where they hit,
    `asks` those that ask somebody to act, `meets` those that are meetings and talks.
    `announced` is the status of an act of the type that stands for an announced one: a threat is done by saying it.
    `frames` is how to read words of the type that no row names, by their voice; `act` where it says nothing.
    """

    id: str
    definition: str
    quad: str
    intensity: float
    recipients: Literal["named", "needed", "optional"]
    speech: bool = False
    strikes: bool = False
    asks: bool = False
    meets: bool = False
    announced: Literal["occurred", "planned"] = "planned"
    future: str | None = None
    modes: tuple[Mode, ...] = ()
    frames: dict[Voice, Frame] = {}


class Ontology(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """ontology.toml: name, where it comes from, its types."""

    name: str
    source: str
    type: tuple[EventType, ...]


class TriggerRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of plover/<language>.tsv: words that tell an event type.

    `words` may hold roots: `meN-serang` stands for menyerang, diserang and the bare serang of headlines,
    `urge*` for urges, urged and urging. `near` are words of which one must follow within `reach` words, `unless`
    words of which none may stand there or just before; `@name` takes a class of events.toml.
    """

    id: str
    words: tuple[str, ...]
    type: str
    frame: Frame
    mode: str | None = None
    near: tuple[str, ...] = ()
    reach: int = 8
    unless: tuple[str, ...] = ()
    score: float = 0.5


class ModeRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of event_modes.tsv: words that tell the mode of a type wherever they stand in a trigger, roots as there.

    They overrule the mode of the trigger's own row; without a mode they say that the act has none.
    """

    KEY: ClassVar[tuple[str, ...]] = ("type", "mode")

    type: str
    words: tuple[str, ...]
    mode: str | None = None


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence and the event that it tells, as `TYPE status: actors > recipients`, parties joined by commas.

    `speaker` says the words in quotation marks. `outcome` and `ordinal` are what the event has there.
    """

    text: str
    event: str
    speaker: str | None = None
    outcome: EventOutcome | None = None
    ordinal: int | None = None


class Construction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way of putting parties around a trigger: `frame` says how the code reads it, the sentences show it."""

    id: str
    frame: Frame
    source: str
    examples: tuple[Example, ...]
    counterexamples: tuple[str, ...] = ()


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form of a verb: its voice, the changes of the root's start and end, and whether it holds in headlines alone.

    `nominal` says that the form may also be a noun: `base` unless a word before it asks for a verb (`will attack`),
    `third` as soon as a word around asks for a noun (`their demands`), `marked` only with a determiner before it
    (`the bombing`); what is `marked` and no noun takes the noun right before it as its subject (`rebels holding`).
    """

    voice: Voice
    nominal: Nominal | None = None
    initials: tuple[str, ...] = ()
    finals: tuple[str, ...] = ()
    headline: bool = False


class Inflection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The forms of a verb that a row asks for by a mark on it: `meN-serang`, `meN-jatuh-kan`, `urge*`.

    `prefix` or `suffix` is the mark; what follows `joint` inside the root is an ending that every form keeps.
    """

    prefix: str = ""
    suffix: str = ""
    joint: str = ""
    form: tuple[Form, ...] = ()

    def asked_by(self, word: str) -> bool:
        """Whether the word carries the mark."""
        return word.startswith(self.prefix) and word.endswith(self.suffix)

    def forms_of(self, word: str) -> Iterator[tuple[str, Form]]:
        """Each form of the marked word, with what it shows."""
        marked = word.removeprefix(self.prefix).removesuffix(self.suffix)
        root, _, ending = marked.partition(self.joint) if self.joint else (marked, "", "")
        for form in self.form:
            yield changed_end(changed_start(root, form.initials) + ending, form.finals), form


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases that tell how a meeting ended.

    `always` holds behind every word for a meeting, `nouns` only behind a noun, `before` only right before one.
    """

    value: EventOutcome
    source: str
    always: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


class EventWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """events.toml: the small words of a language that tell who does what, and whether it happened.

    In `counted_times` and `counted_meetings` each of the `ordinals` may stand for `{n}`.
    """

    source: str
    verb_pattern: str | None = None
    passive_pattern: str | None = None
    participle_pattern: str | None = None
    noun_pattern: str | None = None
    marked_pattern: str | None = None
    owner_before: bool = False
    plain_words: tuple[str, ...] = ()
    verb_words: tuple[str, ...] = ()
    passive_auxiliaries: tuple[str, ...] = ()
    clitics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    prepositions: tuple[str, ...] = ()
    determiners: tuple[str, ...] = ()
    possessives: tuple[str, ...] = ()
    noun_links: tuple[str, ...] = ()
    owning: tuple[str, ...] = ()
    owner_pronouns: tuple[str, ...] = ()
    object_pronouns: tuple[str, ...] = ()
    approximators: tuple[str, ...] = ()
    pointing: tuple[str, ...] = ()
    joining: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    object_breaks: tuple[str, ...] = ()
    relative: tuple[str, ...] = ()
    adverbs: tuple[str, ...] = ()
    manner: tuple[str, ...] = ()
    sharing: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    answering: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    merely: tuple[str, ...] = ()
    futures: tuple[str, ...] = ()
    ongoing: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    before_verbs: tuple[str, ...] = ()
    infinitives: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    commanding: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    demonstratives: tuple[str, ...] = ()
    halting: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    third_person: tuple[str, ...] = ()
    third_persons: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    pair_nouns: tuple[str, ...] = ()
    place_prepositions: tuple[str, ...] = ()
    reporting: tuple[str, ...] = ()
    averted: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    perceiving: tuple[str, ...] = ()
    perceived: tuple[str, ...] = ()
    perceived_as: tuple[str, ...] = ()
    perceived_what: tuple[str, ...] = ()
    counted_times: tuple[str, ...] = ()
    counted_meetings: tuple[str, ...] = ()
    ordinals: dict[str, int] = {}
    outcome: tuple[Outcome, ...] = ()
    classes: dict[str, tuple[str, ...]] = {}
    construction: tuple[Construction, ...] = ()
    inflection: tuple[Inflection, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A trigger row, compiled for one voice. `headline` patterns hold in titles alone."""

    id: str
    type: str
    mode: str | None
    frame: Frame
    voice: Voice
    headline: bool
    near: PhraseTable[bool] | None
    reach: int
    unless: PhraseTable[bool] | None
    score: float
    nominal: Nominal | None = None


@dataclass(frozen=True, slots=True)
class Voices:
    """How the first word of a phrase shows its voice."""

    passive: re.Pattern[str] | None
    noun: re.Pattern[str] | None

    def of(self, head: str) -> Voice:
        """The voice of a phrase that begins with the word."""
        if self.passive and self.passive.match(head):
            return "passive"
        return "noun" if self.noun and self.noun.match(head) else "active"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Phrases that tell how a meeting ended, by where they hold: see `Outcome`."""

    always: PhraseTable[EventOutcome]
    nouns: PhraseTable[EventOutcome]
    before: PhraseTable[EventOutcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKnowledge:
    """Compiled knowledge about events."""

    language: str
    ontology: str
    types: dict[str, EventType]
    triggers: PhraseTable[tuple[Pattern, ...]]
    words: EventWords
    verb: re.Pattern[str] | None
    participle: re.Pattern[str] | None
    voices: Voices
    sets: dict[str, frozenset[str]]
    outcomes: Outcomes
    times: PhraseTable[int]
    meetings: PhraseTable[int]

    def voice_of(self, word: str) -> Voice:
        """The voice that the form of a word shows, in lower case."""
        return self.voices.of(word)


def load(code: str, data: Folders = PACKAGE) -> EventKnowledge:
    """The events knowledge of a language, its parent's layers below its own."""
    ontology = read_toml(last(data, f"{ONTOLOGY}/ontology.toml"), Ontology)
    types = {kind.id: kind for kind in ontology.type}
    words = _words(code, data)
    return EventKnowledge(
        language=code,
        ontology=ontology.name,
        types=types,
        triggers=_triggers(code, data, words, types),
        words=words,
        verb=_compiled(words.verb_pattern),
        participle=_compiled(words.participle_pattern),
        voices=Voices(_compiled(words.passive_pattern), _compiled(words.noun_pattern)),
        sets={name: frozenset(getattr(words, name)) for name in _LISTS},
        outcomes=Outcomes(
            PhraseTable((phrase, row.value) for row in words.outcome for phrase in row.always),
            PhraseTable((phrase, row.value) for row in words.outcome for phrase in row.nouns),
            PhraseTable((phrase, row.value) for row in words.outcome for phrase in row.before),
        ),
        times=_counted(words.counted_times, words.ordinals),
        meetings=_counted(words.counted_meetings, words.ordinals),
    )


def _counted(phrases: tuple[str, ...], ordinals: dict[str, int]) -> PhraseTable[int]:
    """The phrases with each ordinal in its place."""
    return PhraseTable((phrase.replace("{n}", word), n) for phrase in phrases for word, n in ordinals.items())


_LISTS = tuple(f.name for f in msgspec.structs.fields(EventWords) if str(f.type).startswith("tuple[str"))


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    """The pattern, compiled; None for none."""
    return re.compile(pattern) if pattern else None


def _words(code: str, data: Folders) -> EventWords:
    """events.toml of the language; a later layer adds to the lists of an earlier one and replaces its patterns."""
    merged = EventWords(source="")
    known = affixes.load(code, data)
    for path in layers(code, "events.toml", data):
        own = read_toml(path, EventWords)
        lists = {name: (*getattr(merged, name), *getattr(own, name)) for name in _LISTS}
        merged = EventWords(
            **lists,
            source=own.source,
            verb_pattern=own.verb_pattern or merged.verb_pattern,
            passive_pattern=own.passive_pattern or merged.passive_pattern,
            participle_pattern=own.participle_pattern or merged.participle_pattern,
            noun_pattern=own.noun_pattern or merged.noun_pattern,
            marked_pattern=own.marked_pattern or merged.marked_pattern,
            owner_before=own.owner_before or merged.owner_before,
            ordinals={**merged.ordinals, **own.ordinals},
            outcome=(*merged.outcome, *own.outcome),
            classes={**merged.classes, **own.classes},
            construction=(*merged.construction, *own.construction),
            inflection=(*merged.inflection, *(_spelled(i, known, path) for i in own.inflection)),
        )
    return merged


def _spelled(inflection: Inflection, known: dict[str, affixes.Changes], path: Path) -> Inflection:
    """The inflection with the changes that affixes.toml names put in."""
    where = f"{path} inflection {inflection.prefix or inflection.suffix!r}"
    forms = tuple(
        msgspec.structs.replace(
            form, initials=named(form.initials, known, where), finals=named(form.finals, known, where)
        )
        for form in inflection.form
    )
    return msgspec.structs.replace(inflection, form=forms)


def _triggers(
    code: str, data: Folders, words: EventWords, types: dict[str, EventType]
) -> PhraseTable[tuple[Pattern, ...]]:
    """All trigger phrases; a phrase with several rows keeps them all, rows that ask for near words first."""
    found: dict[str, list[Pattern]] = {}
    voices = Voices(_compiled(words.passive_pattern), _compiled(words.noun_pattern))
    modes = _modes(code, data, words, types)
    for layer in chain(code, data):
        name = f"{ONTOLOGY}/{layer}.tsv"
        for row in rows(data, name, TriggerRow):
            _check(last(data, name), row.id, row.type, row.mode, types)
            for phrase, pattern in _compile(layer, row, words, voices):
                found.setdefault(phrase, []).append(_with_mode(pattern, phrase, modes.get(row.type)))
    order = {phrase: sorted(patterns, key=lambda p: (p.near is None, -p.score)) for phrase, patterns in found.items()}
    return PhraseTable((phrase, tuple(patterns)) for phrase, patterns in order.items())


def _modes(
    code: str, data: Folders, words: EventWords, types: dict[str, EventType]
) -> dict[str, dict[str, str | None]]:
    """For each type the phrases that tell its mode."""
    found: dict[str, dict[str, str | None]] = {}
    for layer in chain(code, data):
        name = f"{layer}/event_modes.tsv"
        for row in rows(data, name, ModeRow):
            _check(last(data, name), "|".join(row.words), row.type, row.mode, types)
            own = found.setdefault(row.type, {})
            for phrase in row.words:
                head, _, rest = phrase.partition(" ")
                inflection = next((i for i in words.inflection if i.asked_by(head)), None)
                heads = [form[0] for form in inflection.forms_of(head)] if inflection else [head]
                own |= {f"{form} {rest}".strip(): row.mode for form in heads}
    return found


def _with_mode(pattern: Pattern, phrase: str, modes: dict[str, str | None] | None) -> Pattern:
    """The pattern with the mode that the longest words of its phrase tell, the first of those; else as it is."""
    words = phrase.split(" ") if modes else []
    for length in range(len(words), 0, -1):
        for first in range(len(words) - length + 1):
            told = " ".join(words[first : first + length])
            if modes and told in modes:
                return replace(pattern, mode=modes[told])
    return pattern


def _check(path: Path, row: str, kind: str, mode: str | None, types: dict[str, EventType]) -> None:
    """Whether the ontology knows the type and mode of a row."""
    if kind not in types and kind != NO_EVENT:
        raise KnowledgeError(f"{path} row {row!r}: no type {kind!r}; known: {', '.join(types)}")
    modes = [known.id for known in types[kind].modes] if kind in types else []
    if mode is not None and mode not in modes:
        raise KnowledgeError(
            f"{path} row {row!r}: {kind} has no mode {mode!r}; "
            f"take one of {', '.join(modes) or 'none'} or add it to ontology.toml"
        )


def _compile(layer: str, row: TriggerRow, words: EventWords, voices: Voices) -> Iterator[tuple[str, Pattern]]:
    """Each phrase that the row stands for, with its pattern."""
    near, unless = _table(row.near, words), _table(row.unless, words)
    rule = f"{layer}/{ONTOLOGY}/{row.id}"
    for phrase, form in _phrases(row, voices, words):
        if form.headline and phrase in words.plain_words:
            continue
        pattern = Pattern(
            rule,
            row.type,
            row.mode,
            row.frame,
            form.voice,
            form.headline,
            near,
            row.reach,
            unless,
            row.score,
            form.nominal,
        )
        yield phrase, pattern
        for clitic in words.clitics:
            yield phrase + clitic, pattern
        if form.voice == "noun" and words.clitics and phrase.isalpha():
            yield f"{phrase}-{phrase}", pattern


def _table(names: tuple[str, ...], words: EventWords) -> PhraseTable[bool] | None:
    """Context words as a table; `@name` is replaced by the class of that name."""
    flat: list[str] = []
    for name in names:
        if name.startswith("@") and name[1:] not in words.classes:
            raise KnowledgeError(f"events.toml: no class {name[1:]!r}; known: {', '.join(sorted(words.classes))}")
        flat.extend(words.classes[name[1:]] if name.startswith("@") else (name,))
    return PhraseTable((word, True) for word in flat) if flat else None


def _phrases(row: TriggerRow, voices: Voices, words_of: EventWords) -> Iterator[tuple[str, Form]]:
    """Phrases of a row with what their form shows; only a word alone may be verb or noun."""
    for words in row.words:
        head, _, rest = words.partition(" ")
        tail = f" {rest}" if rest else ""
        inflection = next((i for i in words_of.inflection if i.asked_by(head)), None)
        if inflection is not None:
            for word, form in inflection.forms_of(head):
                yield word + tail, msgspec.structs.replace(form, nominal=None) if tail else form
        elif row.frame in ("noun", "deed", "talks", "war"):
            yield words, Form("noun")
        else:
            marked = not tail and words_of.marked_pattern and re.match(words_of.marked_pattern, words)
            yield words, Form(voices.of(head), "marked" if marked else None)
