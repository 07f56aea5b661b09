"""The gazetteer, and what a language says about words for places.

`world/places.tsv` holds cities with coordinates and regions, seas and straits without; countries stand in a language's
countries.tsv. `<language>/places.toml` holds prepositions, nouns for places and examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import msgspec

from kawat.knowledge.files import PACKAGE, Folders, layers, read_toml, rows
from kawat.knowledge.tokens import Token
from kawat.records import Precision

Use = Literal["dateline", "name"]

LONGEST = 5  # words of a name that are looked at


class PlaceRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """world/places.tsv: a place, its names in all languages, where it lies (WGS84 degrees), how many people live there.

    `kind` region is a province, an island, a sea, a strait or a part of the world: an area, so it has no coordinates.
    `country` is ISO 3166 alpha-3, empty where the place belongs to several or to none; `region` is the name of the
    region that holds it. `uses`: `dateline` where news is dated from it, `name` where it is a place wherever its name
    is printed; other names are places only after words that ask for one (`di`, `in`).
    """

    name: str
    names: tuple[str, ...] = ()
    kind: Literal["point", "city", "region"] = "city"
    country: str | None = None
    region: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    uses: tuple[Use, ...] = ()
    source: str = ""

    KEY: ClassVar[tuple[str, ...]] = ("name", "country", "region")


class PlaceExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text whose last sentence tells one place, the words that name it (none: it tells no place) and what they mean.

    `near` is a pair of latitude and longitude in whole degrees; without it the place has no coordinates.
    """

    text: str
    name: str | None = None
    country: str | None = None
    precision: Precision | None = None
    near: tuple[int, int] | None = None


class PlaceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """places.toml: words in lower case. A later layer adds to an earlier one.

    `inside` stand before the place of an act (`di`), `towards` before the aim of a blow or a journey (`ke`); `here`
    means the place of the dateline. `cities` and `regions` are nouns that tell what the name after them names,
    `around` words that put the act near it, not in it; `directions` beside a country's name mean a part of it;
    `borders` lie between countries; `buildings` may be called after somebody's title (`kantor Gubernur`). After
    `abroad` a country is an owner (`kedutaan Rusia`), `nowhere` words after a preposition make it no place
    (`di antara`). `follows` are capitalised words that continue no name (`di Jakarta Senin`), `joining` words stand
    between two countries of a border, `stays` words tie a place to somebody rather than to the act (`yang tinggal di`).
    """

    source: str = ""
    inside: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    borders: tuple[str, ...] = ()
    buildings: tuple[str, ...] = ()
    abroad: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    joining: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    examples: tuple[PlaceExample, ...] = ()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The rows of the gazetteer, in order of the file, and by each of their names as printed."""

    rows: tuple[PlaceRow, ...]
    by_name: dict[str, tuple[PlaceRow, ...]]

    def at(self, text: str, tokens: Sequence[Token], index: int) -> tuple[int, tuple[PlaceRow, ...]]:
        """The longest name of a place that starts at a token of `text`: one past its last token, and who bears it.

        Without one, `index` and nobody.
        """
        start_char = tokens[index].start_char
        for end in range(min(len(tokens), index + LONGEST), index, -1):
            named = self.by_name.get(text[start_char : tokens[end - 1].end_char])
            if named is not None:
                return end, named
        return index, ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceKnowledge:
    """The gazetteer and the classes of words of a language."""

    gazetteer: Gazetteer
    words: dict[str, frozenset[str]]


def names_of(row: PlaceRow) -> tuple[str, ...]:
    """All names of a place, the usual one first."""
    return (row.name, *row.names)


def load_gazetteer(data: Folders = PACKAGE) -> Gazetteer:
    """The world's places; none where a data folder lacks the file."""
    found = tuple(rows(data, "world/places.tsv", PlaceRow))
    by_name: dict[str, tuple[PlaceRow, ...]] = {}
    for row in found:
        for name in names_of(row):
            by_name[name] = (*by_name.get(name, ()), row)
    return Gazetteer(found, by_name)


def load(code: str, gazetteer: Gazetteer, data: Folders = PACKAGE) -> PlaceKnowledge:
    """What a language says about places, its parent's layers below its own."""
    files = [read_toml(path, PlaceWords) for path in layers(code, "places.toml", data)]
    names = [field for field in PlaceWords.__struct_fields__ if field not in ("source", "examples")]
    words = {name: frozenset(word for file in files for word in getattr(file, name)) for name in names}
    return PlaceKnowledge(gazetteer=gazetteer, words=words)
