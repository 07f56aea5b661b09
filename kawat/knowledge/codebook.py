"""The codebook: what the codes of a reading mean, with sentences that show each. Not loaded to read articles.

The entries are those of codebook/*.toml; text is given in each language of the interface. An entry of an added folder
takes the place of the package's of the same name.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

import msgspec

from kawat.knowledge.events import ONTOLOGY, EventType, Ontology
from kawat.knowledge.files import PACKAGE, Folders, last, paths, read_toml

FOLDER = "codebook"
FILES = ("types", "statuses", "commitments")
Layer = Literal["type", "mode", "status", "commitment", "polarity"]
Text = dict[str, str]
"""The same in each language of the interface, by its code."""


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence and all that Kawat reads in it by rules alone.

    `shows` has `TYPE/mode status: actors > recipients` for each event, or `kind: holder > addressee: content
    [polarity: condition]` for each commitment, in the order of the reading.
    """

    language: str
    text: str
    shows: tuple[str, ...]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One code. `type` is the event type that a mode belongs to.

    `borderline`: how to decide where two codes are near. `differences`: from the manual of 2021, and why. `limits`:
    what Kawat does not do yet. `left_out`: events of this status are recognised but do not enter a reading.
    """

    layer: Layer
    id: str
    definition: Text
    examples: tuple[Example, ...]
    type: str | None = None
    borderline: tuple[Text, ...] = ()
    differences: tuple[Text, ...] = ()
    limits: tuple[Text, ...] = ()
    left_out: bool = False

    @property
    def name(self) -> str:
        """What people call it: `ACCUSE`, `ACCUSE/allege`, `claimed`."""
        return f"{self.type}/{self.id}" if self.type else self.id


class EntryFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """types.toml, statuses.toml, commitments.toml."""

    source: str
    entry: tuple[Entry, ...]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Text that stands before the entries of a layer, in Markdown."""

    before: Layer
    title: Text
    text: Text


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a version of the codebook changed."""

    version: str
    text: Text


class Overview(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """overview.toml: version, title, sections, changes with the newest first."""

    source: str
    version: str
    title: Text
    section: tuple[Section, ...]
    change: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """Everything that the codebook says; types by id as the ontology has them."""

    overview: Overview
    entries: tuple[Entry, ...]
    types: dict[str, EventType]

    def named(self, name: str) -> tuple[Entry, ...]:
        """The entries of a name, in any case: one, a mode of several types, none. `ACCUSE/allege` names one mode."""
        return tuple(entry for entry in self.entries if _plain(name) in (_plain(entry.name), _plain(entry.id)))

    def nearest(self, name: str) -> tuple[str, ...]:
        """Names that look like this one, the most like first, at most three."""
        known = {_plain(known): known for entry in self.entries for known in (entry.id, entry.name)}
        return tuple(known[near] for near in difflib.get_close_matches(_plain(name), sorted(known), n=3, cutoff=0.5))

    def modes_of(self, type_id: str) -> tuple[Entry, ...]:
        """The modes of an event type."""
        return tuple(entry for entry in self.entries if entry.type == type_id)


def load(data: Folders = PACKAGE) -> Codebook:
    """The codebook. Raises KnowledgeError with file and remedy."""
    found: dict[tuple[Layer, str], Entry] = {}
    for file in FILES:
        for path in paths(data, f"{FOLDER}/{file}.toml"):
            found |= {(entry.layer, entry.name): entry for entry in read_toml(path, EntryFile).entry}
    ontology = read_toml(last(data, f"{ONTOLOGY}/ontology.toml"), Ontology)
    return Codebook(
        overview=read_toml(last(data, f"{FOLDER}/overview.toml"), Overview),
        entries=tuple(found.values()),
        types={kind.id: kind for kind in ontology.type},
    )


def _plain(name: str) -> str:
    """A name without what people spell differently: case, underscores, blanks."""
    return name.strip().casefold().replace("_", "-").replace(" ", "-")
