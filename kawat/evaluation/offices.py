"""How many office questions of a table are answered as their sources answer them: `python -m kawat.evaluation.offices`.

A wrong name counts against the answers; so does "unknown" where the sources know, and a name where they know of none.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kawat.knowledge.files import read_tsv
from kawat.knowledge.offices import PersonRow
from kawat.knowledge.who import Almanac, fold

TABLE = Path("eval/offices.tsv")


class QuestionRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question in a language about an ISO day, and the holder's name or surname; None where nobody is known."""

    phrase: str
    language: str
    on: str
    holder: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A question and the names that were answered; none for "unknown"."""

    row: QuestionRow
    names: tuple[str, ...]
    right: bool


def measure(rows: Iterable[QuestionRow], almanac: Almanac | None = None) -> Iterator[Outcome]:
    """What each question is answered with, and whether that is right."""
    asked = almanac or Almanac()
    for row in rows:
        answer = asked.ask(row.phrase, row.on, row.language)
        right = any(_is_named(row.holder, person) for person in answer.found) if row.holder else not answer.known
        yield Outcome(row=row, names=tuple(person.name for person in answer.found), right=right)


def _is_named(holder: str | None, person: PersonRow) -> bool:
    """Whether the words of the expected name all stand in one spelling of the person's."""
    words = set(fold(holder or "").split())
    return any(words <= set(fold(name).split()) for name in (person.name, *person.aliases, *person.short))


def main(path: Path = TABLE) -> int:
    """Print the share of right answers and every fault; 1 where there is a fault."""
    outcomes = tuple(measure(read_tsv(path, QuestionRow)))
    faults = [outcome for outcome in outcomes if not outcome.right]
    for outcome in faults:
        row = outcome.row
        found = ", ".join(outcome.names) or "unknown"
        sys.stdout.write(f"{row.phrase} ({row.language}, {row.on}): {found}; expected {row.holder or 'unknown'}\n")
    right = len(outcomes) - len(faults)
    sys.stdout.write(f"{right} of {len(outcomes)} office questions right ({right / max(len(outcomes), 1):.3f})\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
