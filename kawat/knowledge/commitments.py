"""Shape and loading of what a language says about commitments.

`commitments.toml` holds the rules: words that perform or report a commitment, and the frame in which they stand.
`commitment_words.tsv` holds the small words that the frames read: links, pronouns, condition and deadline marks.
`plover/commitments.toml` says what commitments take from the ontology, in all languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

import msgspec

from kawat.knowledge.files import PACKAGE, Folders, last, layered_rows, layers, read_toml
from kawat.knowledge.tokens import PhraseTable
from kawat.records import CommitmentKind, Polarity

Frame = Literal["ask", "asked", "ask_noun", "must", "act", "act_noun", "consequence", "imperative", "nothing"]
"""Who is where around the words of a rule.

ask: holder, words, addressee, link, content. asked: addressee, words, link, content. ask_noun: a noun for a demand.
must: addressee, words, content; the speaker is the holder. act: holder, words, content. act_noun: a noun for an act.
consequence: the speaker threatens with what the words name. imperative: the speaker orders whoever is spoken to.
nothing: words that look like a commitment and are none.
"""

Where = Literal["any", "title", "statement", "direct"]
"""Where a rule reads: anywhere, in titles, inside what someone is reported to say, inside quotation marks."""

Role = Literal[
    "act_link",
    "adverb",
    "agenda",
    "and",
    "arms",
    "before_addressee",
    "by",
    "by_means",
    "clause",
    "clitic",
    "deadline",
    "doubt",
    "dull",
    "escalate",
    "genitive",
    "give_up",
    "harm",
    "if",
    "in_exchange_for",
    "know",
    "link",
    "meeting",
    "mute",
    "not",
    "office",
    "own",
    "passive",
    "passive_prefix",
    "peace",
    "possessive",
    "preposition",
    "relative",
    "restraint",
    "self",
    "selves",
    "stop",
    "then",
    "they",
    "third",
    "ties",
    "title",
    "unless",
    "until",
    "voice",
    "void",
    "warning",
    "whether",
]

POLARITIES: tuple[Polarity, ...] = ("if", "unless", "in_exchange_for", "until")


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence and the commitment that the rule must find in it.

    `actors` are names that stand in the text; what stands between quotation marks is said by `speaker`, as is the
    stretch `said` without marks. `times` are `words=TIMEX3 value`.
    """

    text: str
    kind: CommitmentKind
    holder: tuple[str, ...]
    content: str
    actors: tuple[str, ...]
    addressee: tuple[str, ...] | None = None
    speaker: str | None = None
    said: str | None = None
    polarity: Polarity | None = None
    condition: str | None = None
    deadline: str | None = None
    times: tuple[str, ...] = ()
    title: bool = False


class Counterexample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in which the rule must find nothing; the fields are those of Example."""

    text: str
    actors: tuple[str, ...] = ()
    speaker: str | None = None
    said: str | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One construction.

    `needs_link`: without a link word behind it, it is no demand. `needs_addressee`: without a named addressee it is
    none. `abroad`: an order to one's own people is none. `keeps_words`: the words are part of the content
    (`tidak akan`). `weak`: common words, which doubt, a question or a relative clause before them turn into
    something else. `about`: a word with this role must follow soon. `reach`: words that may stand between the
    subject and the rule's words. `score` is the share of right ones among what it found when it was written.
    """

    id: str
    kind: CommitmentKind
    frame: Frame
    words: tuple[str, ...]
    score: float
    source: str
    where: Where = "any"
    needs_link: bool = False
    needs_addressee: bool = False
    abroad: bool = False
    keeps_words: bool = False
    weak: bool = False
    about: Role | None = None
    reach: int = 14
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Counterexample, ...] = ()
    language: str = ""

    @property
    def full_id(self) -> str:
        """The id as it stands in records."""
        return f"{self.language}/commitments/{self.id}"


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """commitments.toml."""

    rule: tuple[Rule, ...]


class Basis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """plover/commitments.toml: event types that a kind `rests_on`, the likeliest first, and sectors of actors.

    `binding`: bound by weak words too; `press`: never bound; `state`: their "we" is the state.
    """

    source: str
    rests_on: dict[CommitmentKind, tuple[str, ...]]
    binding: tuple[str, ...]
    press: tuple[str, ...]
    state: tuple[str, ...]


class WordRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of commitment_words.tsv.

    `opens`: the mark may open a sentence of its own that limits the one before. `only`: it is a condition mark only
    beside this kind of commitment (`tidak akan berunding sebelum ...`).
    """

    KEY: ClassVar[tuple[str, ...]] = ("word", "role")

    word: str
    role: Role
    source: str
    opens: bool = False
    only: CommitmentKind | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a condition mark says."""

    polarity: Polarity
    opens: bool
    only: CommitmentKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentKnowledge:
    """Compiled knowledge about commitments."""

    language: str
    rules: tuple[Rule, ...]
    triggers: PhraseTable[tuple[Rule, ...]]
    roles: dict[str, frozenset[str]]
    conditions: PhraseTable[Mark]
    deadlines: PhraseTable[bool]
    stops: PhraseTable[bool]
    clitics: tuple[str, ...]
    passives: tuple[str, ...]
    stems: frozenset[str]
    basis: Basis

    def is_a(self, word: str, role: Role) -> bool:
        """Whether the word (lower case) has the role."""
        return role in self.roles.get(word, ())

    def is_about(self, word: str, role: Role) -> bool:
        """Whether the word, or what is left of it without a clitic (`senjatanya`), has the role."""
        bare = (word.removesuffix(clitic) for clitic in self.clitics)
        return self.is_a(word, role) or any(self.is_a(stem, role) for stem in bare)


def load(code: str, data: Folders = PACKAGE) -> CommitmentKnowledge:
    """The commitments knowledge of a language, its parent's layers below its own.

    A rule replaces the parent's rule of the same id.
    """
    rules = _rules(code, data)
    rows = tuple(layered_rows(code, "commitment_words.tsv", WordRow, data))
    phrases = _phrases(rules)
    return CommitmentKnowledge(
        language=code,
        rules=rules,
        triggers=PhraseTable(phrases.items()),
        roles=_roles(rows),
        conditions=PhraseTable(
            (row.word, Mark(polarity, row.opens, row.only))
            for polarity in POLARITIES
            for row in rows
            if row.role == polarity
        ),
        deadlines=PhraseTable((row.word, True) for row in rows if row.role == "deadline"),
        stops=PhraseTable((row.word, True) for row in rows if row.role == "stop"),
        clitics=tuple(row.word for row in rows if row.role == "clitic"),
        passives=tuple(row.word for row in rows if row.role == "passive_prefix"),
        stems=frozenset(phrase for phrase in phrases if " " not in phrase),
        basis=read_toml(last(data, "plover/commitments.toml"), Basis),
    )


def _rules(code: str, data: Folders) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for path in layers(code, "commitments.toml", data):
        for rule in read_toml(path, RuleFile).rule:
            found[rule.id] = msgspec.structs.replace(rule, language=path.parent.name)
    return tuple(found.values())


def _phrases(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    phrases: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        for word in rule.words:
            phrases[word] = (*phrases.get(word, ()), rule)
    return phrases


def _roles(rows: Iterable[WordRow]) -> dict[str, frozenset[str]]:
    roles: dict[str, frozenset[str]] = {}
    for row in rows:
        roles[row.word] = roles.get(row.word, frozenset()) | {row.role}
    return roles
