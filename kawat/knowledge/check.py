"""What is wrong with knowledge that loads: rows without a source, offices that two people hold, names of two things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain as joined
from pathlib import Path

from kawat.errors import KnowledgeError
from kawat.knowledge.actors import CountryRow, NameRow
from kawat.knowledge.faults import Fault, coordinates, days, fault_of, hidden_signs, successions
from kawat.knowledge.files import (
    Folders,
    cut,
    knowledge_files,
    language,
    languages,
    last,
    layered_rows,
    paths,
    read_lines,
    rows,
    shown,
    unread,
)
from kawat.knowledge.load import load_knowledge
from kawat.knowledge.offices import contradictions, load_people
from kawat.knowledge.outlet_rules import read_outlet_rules
from kawat.knowledge.outlets import read_outlets
from kawat.knowledge.who import Almanac

PEOPLE = "world/people.tsv"
BODIES = ("world/organisations.tsv", "world/groups.tsv")


def check(data: Folders) -> Iterator[Fault]:
    """All faults of the folders together, each once; where a file does not load, faults of files alone."""
    broken = tuple(dict.fromkeys(joined(map(fault_of, unread(data)), hidden_signs(data), _broken(data))))
    if broken:
        yield from broken
        return
    yield from dict.fromkeys(_in_rows(data))


def _in_rows(data: Folders) -> Iterator[Fault]:
    """What rows say that cannot be so, by themselves or beside others."""
    yield from _without_source(data)
    yield from days(data)
    yield from coordinates(data)
    yield from successions(data)
    yield from _offices(data)
    yield from _codes(data)
    yield from _clashes(data)


def _broken(data: Folders) -> Iterator[Fault]:
    """Files that a language, the answers to `who`, or the outlets cannot be made from."""
    for code in languages(data):
        try:
            if language(code, data).code != code:
                path = last(data, f"{code}/language.toml")
                yield Fault(str(path), f"code is {shown(language(code, data).code)}", f"name the folder's: {code!r}")
            load_knowledge(code, data)
        except KnowledgeError as error:
            yield fault_of(error)
    for made in (Almanac, read_outlets, read_outlet_rules):
        try:
            made(data)
        except KnowledgeError as error:
            yield fault_of(error)


def _without_source(data: Folders) -> Iterator[Fault]:
    """Rows of lists that do not say where they are from; a line `# source: ...` says it for a whole file."""
    for path in joined.from_iterable(map(knowledge_files, data)):
        if path.suffix != ".tsv":
            continue
        lines = tuple(read_lines(path))
        if any(line.startswith("# source: ") for _, line in lines):
            continue
        cells_of = [(number, line.split("\t")) for number, line in lines if not line.startswith("#")]
        if not cells_of:
            yield Fault(str(path), "the file is empty", "name the columns in its first line, or remove it")
            continue
        header, *listed = cells_of
        place = header[1].index("source") if "source" in header[1] else None
        for number, cells in listed:
            if place is None or len(cells) <= place or not cells[place].strip():
                yield Fault(
                    f"{path}:{number}", f"{shown(cells[0])} has no source", "say in `source` where the row is from"
                )


def _offices(data: Folders) -> Iterator[Fault]:
    """Two holders of one office on a day, and terms that cannot be."""
    for row, fault in contradictions(load_people(data)):
        yield Fault(_place_of(paths(data, PEOPLE), row.name, row.office), cut(fault), "correct the dates, or `shared`")


def _codes(data: Folders) -> Iterator[Fault]:
    """Countries that no language names."""
    known = {row.code for code in languages(data) for row in layered_rows(code, "countries.tsv", CountryRow, data)}
    people = ((PEOPLE, row.name, row.country) for row in load_people(data))
    bodies = ((name, row.name, row.country) for name in BODIES for row in rows(data, name, NameRow))
    for file, name, country in joined(people, bodies):
        if country and country not in known:
            where, mend = _place_of(paths(data, file), name, country), "write an ISO 3166 code of countries.tsv"
            yield Fault(where, f"{shown(name)} is of no known country {shown(country)}", mend)


def _clashes(data: Folders) -> Iterator[Fault]:
    """Names that two rows claim: of people, of bodies that all languages share, of a language's bodies and states.

    A language may call a body of the world by a name of its own, and a seat of government may be a body too.
    """
    people = [(name, row.name) for row in load_people(data) for name in (row.name, *row.short, *row.aliases)]
    shared = [pair for name in BODIES for pair in _called(rows(data, name, NameRow))]
    yield from _claimed("world", [*people, *shared])
    for code in languages(data):
        yield from _claimed(code, _called(rows(data, f"{code}/institutions.tsv", NameRow)))
        yield from _claimed(code, _states(rows(data, f"{code}/countries.tsv", CountryRow)))


def _called(bodies: Iterable[NameRow]) -> Iterator[tuple[str, str]]:
    """Each name of a body, and the body."""
    return ((name, row.name) for row in bodies for name in (row.name, *row.aliases))


def _states(states: Iterable[CountryRow]) -> Iterator[tuple[str, str]]:
    """Each word that stands for a state, and its code."""
    return ((name, row.code) for row in states for name in (*row.names, *row.demonyms, *row.seats))


def _claimed(where: str, called: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """A fault for each name of two things."""
    meant: dict[str, list[str]] = {}
    for name, meaning in called:
        if meaning not in meant.setdefault(name, []):
            meant[name].append(meaning)
    for name, meanings in meant.items():
        if len(meanings) > 1:
            found = f"{shown(name)} is {' and '.join(map(shown, meanings))}"
            yield Fault(where, found, "keep the name in one row, or make two names of it")


def _place_of(found: Iterable[Path], name: str, other: str | None) -> str:
    """File and line of the last row that begins with the name and holds the other words."""
    place = ""
    for path in found:
        for number, line in read_lines(path):
            if line.startswith(f"{name}\t") and (other is None or other in line):
                place = f"{path}:{number}"
    return place
