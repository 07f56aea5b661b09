"""Names that people ask by -> what a record calls them: a country's code, a person's or body's usual name."""

from __future__ import annotations

from collections.abc import Iterator

from kawat.knowledge.actors import CountryRow, NameRow
from kawat.knowledge.files import PACKAGE, Folders, languages, layered_rows, rows
from kawat.knowledge.offices import load_people
from kawat.knowledge.who import fold

_CODE = 3  # letters of ISO 3166-1 alpha-3


def usual_name(asked: str, data: Folders = PACKAGE) -> str:
    """The code of a country that is called so in any language, else the usual name of whom the alias means.

    What means two, or nothing that is known, stays as it was asked. A code in capitals is taken as one.
    """
    if (len(asked) == _CODE and asked.isascii() and asked.isupper()) or asked[1:2] == "-":
        return asked
    wanted = fold(asked)
    for found in (_countries(data), _others(data)):
        meant = {usual for name, usual in found if fold(name) == wanted}
        if len(meant) == 1:
            return meant.pop()
    return asked


def _countries(data: Folders) -> Iterator[tuple[str, str]]:
    """Names of countries in all languages, and their codes."""
    for code in languages(data):
        for row in layered_rows(code, "countries.tsv", CountryRow, data):
            yield from ((name, row.code) for name in row.names)


def _others(data: Folders) -> Iterator[tuple[str, str]]:
    """Names and aliases of people and bodies, and their usual names."""
    people = ((row.name, row.aliases) for row in load_people(data))
    files = ("world/organisations.tsv", "world/groups.tsv")
    bodies = ((row.name, row.aliases) for file in files for row in rows(data, file, NameRow))
    for name, aliases in (*people, *bodies):
        yield from ((one, name) for one in (name, *aliases))
