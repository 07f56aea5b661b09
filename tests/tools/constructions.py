"""Examples of the constructions that Kawat is to read: tests/constructions/<language>/<layer>.toml.

    python -m tests.tools.constructions [LANGUAGE [CONSTRUCTION]]

prints how many of each construction's examples are read as they say, by rules alone; with a language or a construction
named, also what is read in those that are not.

A file has tables of constructions: `[[construction]]` with `id`, `about` and `examples`. An example is a `text` and all
that the file's layer must say of it, `shows`, one string a datum in any order:

    events         TYPE status [trigger]: actors > recipients; ordinal 3; outcome failed; told 2
    commitments    kind: holders > addressees [content] polarity: condition
    quotations     mode: speaker > addressees [content | further content]

Several names stand with commas between them, `?` is nobody. A name fits where the text calls the actor so. Words fit
where the shorter of two stretches stands in the longer and has enough of its words: any for triggers, half of them for
commitments and conditions, nearly all in quotations, whose parts stand in one pair of brackets with `|` between them.
`told` counts the places that tell the act. An empty `shows` says that there is nothing to read. `known` says why an
example is not read yet; it fails as soon as it is.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

import kawat
from kawat.knowledge.files import read_toml
from kawat.records import Commitment, Event, Quotation, Reading

HOME = Path(__file__).parents[1] / "constructions"
PUBLISHED = "2031-03-04"
LAYERS = ("events", "commitments", "quotations")
EVENT = re.compile(r"(?P<head>[A-Z]+ [a-z_]+) \[(?P<words>[^\]]+)\]: (?P<who>[^;]*)(?P<more>(?:; [^;]+)*)")
COMMITMENT = re.compile(r"(?P<head>[a-z]+): (?P<who>[^\[]*) \[(?P<words>[^\]]+)\](?: (?P<more>[a-z_]+: .+))?")
QUOTATION = re.compile(r"(?P<head>[a-z]+): (?P<who>[^\[]*) (?P<words>\[.+\])(?P<more>)")
LEAST = {"events": 0.0, "commitments": 0.5, "quotations": 0.9}
"""The share of the longer stretch's words that the shorter must have."""
FORMS = {"events": EVENT, "commitments": COMMITMENT, "quotations": QUOTATION}


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text with or without a title, what it shows, and why that is not read yet."""

    text: str
    shows: tuple[str, ...]
    title: str | None = None
    known: str | None = None


class Construction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way of telling things, and ten or more examples of it."""

    id: str
    about: str
    examples: tuple[Example, ...]


class ConstructionFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All constructions of a layer in a language."""

    source: str
    construction: tuple[Construction, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """An example where it stands."""

    language: str
    layer: str
    construction: str
    number: int
    example: Example

    @property
    def name(self) -> str:
        """What a test calls it: `id-passive-3`, counted from 1."""
        return f"{self.language}-{self.construction}-{self.number}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One datum as examples write it: sides are tuples of the names that each party goes by."""

    head: str
    sides: tuple[tuple[frozenset[str], ...], ...]
    words: str
    more: tuple[str, ...]


def cases() -> Iterator[Case]:
    """Every example of every file, in order."""
    for path in sorted(HOME.glob("*/*.toml")):
        for construction in read_toml(path, ConstructionFile).construction:
            for number, example in enumerate(construction.examples, 1):
                yield Case(path.parent.name, path.stem, construction.id, number, example)


def told(layer: str, line: str) -> Shown:
    """What a string of `shows` says. Raises ValueError where it is not of the layer's form."""
    match = FORMS[layer].fullmatch(line)
    if match is None:
        raise ValueError(f"{line!r} is no line of {layer}; see the forms in tests/tools/constructions.py")
    sides = tuple(
        tuple(frozenset({name.casefold()}) for name in side.split(", ") if name != "?")
        for side in [*match["who"].split(" > "), "?"][:2]
    )
    more = tuple(part for part in (match["more"] or "").split("; ") if part)
    return Shown(match["head"], sides, match["words"], more)


def read(case: Case) -> tuple[list[Shown], list[str]]:
    """What is read in an example, to compare and to print."""
    example = case.example
    reading = kawat.read_text(
        example.text, title=example.title, language=case.language, published=PUBLISHED, model=None
    )
    shown: Callable[..., Shown] = {"events": _event, "commitments": _commitment, "quotations": _quotation}[case.layer]
    data = [shown(datum, _names(reading)) for datum in getattr(reading, case.layer)]
    return data, [_line(datum, case.layer) for datum in data]


def fits(case: Case) -> bool:
    """Whether an example is read as it says: each datum that it shows, and no other."""
    found, _ = read(case)
    wanted = [told(case.layer, line) for line in case.example.shows]
    for want in wanted:
        same = next((datum for datum in found if _fit(want, datum, case.layer)), None)
        if same is None:
            return False
        found.remove(same)
    return not found


def _fit(want: Shown, datum: Shown, layer: str) -> bool:
    return (
        want.head == datum.head
        and all(_parties_fit(a, b) for a, b in zip(want.sides, datum.sides, strict=True))
        and _words_fit(want.words, datum.words, LEAST[layer])
        and _more_fit(want.more, datum.more)
    )


def _parties_fit(want: tuple[frozenset[str], ...], found: tuple[frozenset[str], ...]) -> bool:
    return len(want) == len(found) and all(
        any(_is_called(name, other) for other in found) for names in want for name in names
    )


def _is_called(name: str, names: frozenset[str]) -> bool:
    """Whether a party goes by a name; a name of several words may have a title before it (`Senator Ines Rojas`)."""
    return name in names or (" " in name and any(other.endswith(f" {name}") for other in names))


def _words_fit(want: str, found: str, least: float) -> bool:
    """Whether one stretch stands in the other and has at least that share of its words."""
    short, long = sorted((re.findall(r"[\w|]+", want.casefold()), re.findall(r"[\w|]+", found.casefold())), key=len)
    return f" {' '.join(short)} " in f" {' '.join(long)} " and len(short) >= least * len(long)


def _more_fit(want: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """Whether outcome, ordinal, number of tellings and condition agree; tellings count only where they are named."""
    keys = {part.partition(" ")[0] for part in want}
    rest = [part for part in found if part.partition(" ")[0] in keys or not part.startswith("told ")]
    return len(rest) == len(want) and all(
        any(a == b or (":" in a and _condition_fits(a, b)) for b in rest) for a in want
    )


def _condition_fits(want: str, found: str) -> bool:
    (polarity, _, words), (other, _, others) = want.partition(": "), found.partition(": ")
    return polarity == other and _words_fit(words, others, 0.5)


def _names(reading: Reading) -> dict[str, frozenset[str]]:
    return {
        actor.id: frozenset({actor.name.casefold(), *(m.span.text.casefold() for m in actor.mentions)})
        for actor in reading.actors
    }


def _event(event: Event, names: dict[str, frozenset[str]]) -> Shown:
    more = [f"told {1 + len(event.mentions)}"]
    more += [f"ordinal {event.ordinal}"] * (event.ordinal is not None)
    more += [f"outcome {event.outcome}"] * (event.outcome is not None)
    sides = tuple(tuple(names[part.actor] for part in side) for side in (event.actors, event.recipients))
    return Shown(f"{event.type} {event.status}", sides, event.trigger.text, tuple(more))


def _commitment(one: Commitment, names: dict[str, frozenset[str]]) -> Shown:
    more = (f"{one.condition.polarity}: {one.condition.span.text}",) if one.condition else ()
    sides = tuple(tuple(names[actor] for actor in side) for side in (one.holder, one.addressee))
    return Shown(one.kind, sides, one.content.text, more)


def _quotation(one: Quotation, names: dict[str, frozenset[str]]) -> Shown:
    speaker = (names[one.speaker],) if one.speaker else ()
    words = " ".join(f"[{span.text}]" for span in one.content).replace("] [", " | ")
    return Shown(one.mode, (speaker, tuple(names[actor] for actor in one.addressees)), words, ())


def _line(datum: Shown, layer: str) -> str:
    sides = " > ".join(", ".join("/".join(sorted(names)) for names in side) or "?" for side in datum.sides)
    words = datum.words if layer == "quotations" else f"[{datum.words}]"
    if layer == "events":
        return "; ".join((f"{datum.head} {words}: {sides}", *datum.more))
    return " ".join((f"{datum.head}: {sides} {words}", *datum.more))


def main(language: str = "", construction: str = "") -> None:
    """Prints the table."""
    passed: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for case in cases():
        if not (case.language.startswith(language) and case.construction.startswith(construction)):
            continue
        place = (case.construction, case.language)
        total[place] += 1
        if fits(case):
            passed[place] += 1
        elif language:
            print(f"{case.name}: {case.example.text}", *case.example.shows, sep="\n    ")
            print(*(f"  - {line}" for line in read(case)[1]), sep="\n")
    for (name, code), count in total.items():
        print(f"{name:24} {code} {passed[name, code]:3} of {count}")
    print(f"{'all':27} {sum(passed.values()):3} of {total.total()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
