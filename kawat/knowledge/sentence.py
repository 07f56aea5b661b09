"""Where sentences end: abbreviations, sentence openers and address endings of a language.

`abbreviations.tsv` lists words after which a stop need not end the sentence; `sentence.toml` the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from kawat.knowledge.files import PACKAGE, Folders, layered_rows, layers, read_toml

AbbreviationKind = Literal["title", "number", "closing"]


class AbbreviationRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word that is written with a stop.

    `title`: a name or word always follows (`Dr.`); `number`: a figure follows (`No.`); `closing`: it may end a
    sentence, which only the opener of the next one shows (`Inc.`).
    """

    text: str
    kind: AbbreviationKind
    source: str


class SentenceExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text and the sentences it is cut into; a test of its own."""

    text: str
    sentences: tuple[str, ...]


class SentenceFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """sentence.toml. `openers`: words that begin a new sentence after initials; `domains`: endings of web addresses."""

    source: str
    openers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    examples: tuple[SentenceExample, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceKnowledge:
    """Abbreviations in lower case without their stop, openers as printed, domains in lower case."""

    language: str
    abbreviations: dict[str, AbbreviationKind]
    openers: frozenset[str]
    domains: frozenset[str]


def load(code: str, data: Folders = PACKAGE) -> SentenceKnowledge:
    """The sentence knowledge of a language, its parent's layers below its own."""
    files = [read_toml(path, SentenceFile) for path in layers(code, "sentence.toml", data)]
    rows = layered_rows(code, "abbreviations.tsv", AbbreviationRow, data)
    return SentenceKnowledge(
        language=code,
        abbreviations={row.text.rstrip(".").lower(): row.kind for row in rows},
        openers=frozenset(word for file in files for word in file.openers),
        domains=frozenset(word for file in files for word in file.domains),
    )
