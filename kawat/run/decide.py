"""Deciding of a record: a subject must be there before a person's word on it is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import get_args

from kawat.errors import UsageError
from kawat.knowledge import codebook
from kawat.records import ActorKind, QuotationMode, TimexType, Verdict
from kawat.store import decisions
from kawat.store.decisions import Decision, table_of
from kawat.store.reader import Reader
from kawat.store.ruled import CORRECTABLE

LONGEST = {"name": 200, "note": 4_000, "value": 1_000}  # characters
MOST = 1_000  # subjects
_DATA = ("accept", "reject", "correct")
_PAIRS = ("join", "split")
_POSTINGS = "SELECT id FROM posting WHERE id = $id LIMIT $limit"
_PEOPLE = "SELECT id FROM actor WHERE lower(name) = lower($id) AND kind = 'person' LIMIT $limit"


def decide(
    record: Path,
    verdict: Verdict,
    subjects: Sequence[str],
    *,
    by: str,
    at: str | None = None,
    value: Mapping[str, str] | None = None,
    note: str | None = None,
) -> Decision:
    """Keep a person's decision; when this returns it is safe on disk.

    Raises UsageError where a subject is not in the record, is of a kind that the verdict does not rule, or has no such
    field; RecordError where the record cannot be read or written.
    """
    given = dict(value or {})
    if verdict not in get_args(Verdict):
        raise UsageError(f"{verdict!r} is no verdict; give one of {', '.join(get_args(Verdict))}")
    if not by.strip():
        raise UsageError("nobody named who decides; say who with --by NAME, or in KAWAT_BY")
    for fault in _too_long(by, note, given, len(subjects)):
        raise UsageError(fault)
    reader = Reader(record, with_rejected=True)
    try:
        for fault in _faults(reader, verdict, tuple(subjects), given):
            raise UsageError(fault)
    finally:
        reader.close()
    return decisions.add(record, verdict, subjects, by=by.strip(), at=at, value=given, note=note)


@cache
def choices() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What a corrected field may be, by table and field, where that is one of few codes."""
    book = codebook.load()

    def codes(layer: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry.id for entry in book.entries if entry.layer == layer))

    return {
        "event": {"type": codes("type"), "mode": codes("mode"), "status": codes("status")},
        "commitment": {"kind": codes("commitment")},
        "quotation": {"mode": get_args(QuotationMode)},
        "actor": {"kind": get_args(ActorKind)},
        "timex": {"type": get_args(TimexType)},
    }


def _too_long(by: str, note: str | None, value: Mapping[str, str], subjects: int) -> Iterator[str]:
    """What is longer than a line of the log should be."""
    told = [("name", by), ("note", note or ""), *(("value", one) for one in value.values())]
    for what, words in told:
        if len(words) > LONGEST[what]:
            yield f"the {what} has {len(words):,} characters, at most {LONGEST[what]:,} are kept; say it shorter"
    if subjects > MOST:
        yield f"{subjects:,} subjects at once, at most {MOST:,}; decide in several steps"


def _faults(reader: Reader, verdict: Verdict, subjects: tuple[str, ...], value: dict[str, str]) -> Iterator[str]:
    """Why this cannot be decided."""
    least = 2 if verdict in _PAIRS else 1
    if len(set(subjects)) < least:
        yield f"{verdict} needs {least} different ids, found {len(set(subjects))}"
    if (verdict == "correct") != bool(value):
        yield "a correction says which fields are what, such as --set type=REJECT; no other verdict does"
    if verdict in _PAIRS and len({table_of(one) for one in subjects}) > 1:
        yield (
            f"{verdict}: {' and '.join(subjects)} are of different kinds; "
            "give articles, events, commitments or actors alone"
        )
    for one in subjects:
        if not _is_there(reader, verdict, one):
            yield f"{verdict}: the record has nothing of id or name {one!r} that this can be said of"
        allowed = CORRECTABLE.get(table_of(one) or "", ())
        for name in sorted(set(value) - set(allowed)):
            yield f"{one} has no field {name!r} that can be corrected; it has {', '.join(allowed) or 'none'}"
        for name, codes in choices().get(table_of(one) or "", {}).items():
            if value.get(name, codes[0]) not in codes:
                yield f"{name} cannot be {value[name]!r}; give one of {', '.join(codes)}"


def _is_there(reader: Reader, verdict: Verdict, subject: str) -> bool:
    """Whether the record has the subject, and it is of a kind that the verdict rules."""
    if verdict == "undo":
        return any(one.id == subject for one in reader.decisions())
    if verdict == "suppress":
        return _has_rows(reader, _PEOPLE, subject)
    if verdict in ("confirm", "refuse"):
        return "posting" in reader.links() and _has_rows(reader, _POSTINGS, subject)
    kind = table_of(subject)
    wanted = kind is not None if verdict in _DATA else kind in (None, "event", "commitment", "actor")
    return wanted and bool(reader.readings(subject))


def _has_rows(reader: Reader, query: str, subject: str) -> bool:
    return any(batch.num_rows for batch in reader.question(query, {"id": subject}).batches(1))


def agreement(told: Iterable[Decision]) -> dict[str, float | None]:
    """Krippendorff's alpha (nominal) of the verdicts on data by all who decided, by table; None where none is paired.

    Each reviewer's last word on a datum counts. Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.
    """
    units: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for one in told:
        for subject in one.subjects if one.verdict in _DATA else ():
            units[one.kind][subject][one.by] = one.verdict
    return {table: alpha([list(unit.values()) for unit in of.values()]) for table, of in sorted(units.items())}


def alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for nominal values; each unit holds the values that its coders gave."""
    pairs: dict[tuple[str, str], float] = defaultdict(float)
    for values in units:
        for one, other in permutations(values, 2):
            pairs[one, other] += 1 / (len(values) - 1)
    totals: dict[str, float] = defaultdict(float)
    for (one, _), weight in pairs.items():
        totals[one] += weight
    count = sum(totals.values())
    expected = sum(totals[one] * totals[other] for one, other in permutations(totals, 2))
    if not pairs:
        return None
    observed = sum(weight for (one, other), weight in pairs.items() if one != other)
    return 1.0 if not expected else 1 - (count - 1) * observed / expected
