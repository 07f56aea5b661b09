"""Readings as tables: a row for each quotation, event, time expression, commitment or actor.

Every row names its article and carries its evidence (start_char, end_char, text), its rule and its id. Libraries for
data frames are loaded only when a table is turned into one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, get_args

from kawat.errors import UsageError
from kawat.exporters.marks import Datum, main_span
from kawat.records import Actor, Commitment, Event, Quotation, Reading, Timex

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow  # type: ignore[import-untyped]

TableName = Literal["quotations", "events", "timexes", "commitments", "actors"]
Row = dict[str, Any]

_TEXT, _LIST, _WHOLE, _SHARE, _DAY = "string", "strings", "int64", "float64", "date"
_PLACE = {"article": _TEXT, "url": _TEXT, "published_at": _TEXT, "id": _TEXT}
_EVIDENCE = {"start_char": _WHOLE, "end_char": _WHOLE, "text": _TEXT, "rule": _TEXT}
_COLUMNS: dict[str, dict[str, str]] = {
    "quotations": {
        "mode": _TEXT,
        "speaker": _TEXT,
        "speaker_name": _TEXT,
        "speaker_country": _TEXT,
        "cue": _TEXT,
        "source": _TEXT,
        "addressees": _LIST,
        "score": _SHARE,
    },
    "events": {
        "type": _TEXT,
        "mode": _TEXT,
        "contexts": _LIST,
        "quad": _TEXT,
        "intensity": _SHARE,
        "actors": _LIST,
        "actor_names": _LIST,
        "recipients": _LIST,
        "recipient_names": _LIST,
        "date": _TEXT,
        "earliest": _DAY,
        "latest": _DAY,
        "place": _TEXT,
        "country": _TEXT,
        "latitude": _SHARE,
        "longitude": _SHARE,
        "precision": _TEXT,
        "status": _TEXT,
        "outcome": _TEXT,
        "ordinal": _WHOLE,
        "quotation": _TEXT,
        "score": _SHARE,
    },
    "timexes": {"type": _TEXT, "value": _TEXT, "earliest": _DAY, "latest": _DAY},
    "commitments": {
        "kind": _TEXT,
        "holder": _LIST,
        "holder_names": _LIST,
        "addressee": _LIST,
        "addressee_names": _LIST,
        "polarity": _TEXT,
        "condition": _TEXT,
        "deadline": _TEXT,
        "made": _TEXT,
        "quotation": _TEXT,
        "event": _TEXT,
        "score": _SHARE,
    },
    "actors": {
        "name": _TEXT,
        "kind": _TEXT,
        "country": _TEXT,
        "sector": _TEXT,
        "role": _TEXT,
        "office": _TEXT,
        "mentions": _WHOLE,
    },
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind with typed columns, ready to become an Arrow table or a data frame.

    `types` gives the type of each column in order: string, strings (a list), int64, float64 or date.
    """

    name: TableName
    types: dict[str, str]
    rows: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def arrow(self) -> pyarrow.Table:
        """The table as a pyarrow.Table; needs the `frames` extra."""
        pa = _guest("pyarrow")
        kinds = {
            _TEXT: pa.string(),
            _LIST: pa.list_(pa.string()),
            _WHOLE: pa.int64(),
            _SHARE: pa.float64(),
            _DAY: pa.date32(),
        }
        schema = pa.schema([(name, kinds[kind]) for name, kind in self.types.items()])
        table: pyarrow.Table = pa.Table.from_pylist(list(self.rows), schema=schema)
        return table

    def pl(self) -> polars.DataFrame:
        """The table as a polars.DataFrame; needs the `frames` extra."""
        frame: polars.DataFrame = _guest("polars").from_arrow(self.arrow())
        return frame

    def df(self) -> pandas.DataFrame:
        """The table as a pandas.DataFrame; needs the `frames` extra."""
        _guest("pandas")
        frame: pandas.DataFrame = self.arrow().to_pandas()
        return frame


def table(readings: Iterable[Reading], name: TableName) -> Table:
    """The rows of one kind from many readings, in their order."""
    if name not in get_args(TableName):
        raise UsageError(f"no table {name!r}; the tables are {', '.join(get_args(TableName))}")
    types = {**_PLACE, **_COLUMNS[name], **_EVIDENCE}
    rows = (_row(reading, datum) for reading in readings for datum in getattr(reading, name))
    return Table(name, types, tuple({column: row[column] for column in types} for row in rows))


def _row(reading: Reading, datum: Datum) -> Row:
    """One datum as a row: where it stands, what it says, which words prove it."""
    names = {actor.id: actor.name for actor in reading.actors}
    span = main_span(datum)
    return {
        "article": reading.article.id,
        "url": reading.article.url,
        "published_at": reading.article.published_at,
        "id": datum.id,
        "start_char": span.start_char if span else None,
        "end_char": span.end_char if span else None,
        "text": span.text if span else None,
        "rule": datum.rule,
        **_SAYS[type(datum)](datum, reading, names),
    }


def _quotation(datum: Quotation, reading: Reading, names: dict[str, str]) -> Row:
    """A quotation's own columns; text and offsets run from its first content span to its last."""
    country = {actor.id: actor.country for actor in reading.actors}
    return {
        "mode": datum.mode,
        "speaker": datum.speaker,
        "speaker_name": names.get(datum.speaker or ""),
        "speaker_country": country.get(datum.speaker or ""),
        "cue": datum.cue.text if datum.cue else None,
        "source": datum.source.text if datum.source else None,
        "addressees": list(datum.addressees),
        "score": datum.score,
        "end_char": datum.content[-1].end_char,
        "text": reading.article.text[datum.content[0].start_char : datum.content[-1].end_char],
    }


def _event(datum: Event, _: Reading, names: dict[str, str]) -> Row:
    """An event's own columns; actors and recipients as ids and as names in the same order."""
    actors, recipients = [p.actor for p in datum.actors], [p.actor for p in datum.recipients]
    when, place = datum.date, datum.place
    return {
        "type": datum.type,
        "mode": datum.mode,
        "contexts": list(datum.contexts),
        "quad": datum.quad,
        "intensity": datum.intensity,
        "actors": actors,
        "actor_names": [names.get(a) for a in actors],
        "recipients": recipients,
        "recipient_names": [names.get(a) for a in recipients],
        "date": when.value if when else None,
        "earliest": _day(datum.id, when.earliest) if when else None,
        "latest": _day(datum.id, when.latest) if when else None,
        "place": place.name if place else None,
        "country": place.country if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "precision": place.precision if place else None,
        "status": datum.status,
        "outcome": datum.outcome,
        "ordinal": datum.ordinal,
        "quotation": datum.quotation,
        "score": datum.score,
    }


def _timex(datum: Timex, *_: object) -> Row:
    """A time expression's own columns."""
    return {
        "type": datum.type,
        "value": datum.value,
        "earliest": _day(datum.id, datum.earliest),
        "latest": _day(datum.id, datum.latest),
    }


def _commitment(datum: Commitment, _: Reading, names: dict[str, str]) -> Row:
    """A commitment's own columns."""
    return {
        "kind": datum.kind,
        "holder": list(datum.holder),
        "holder_names": [names.get(a) for a in datum.holder],
        "addressee": list(datum.addressee),
        "addressee_names": [names.get(a) for a in datum.addressee],
        "polarity": datum.condition.polarity if datum.condition else None,
        "condition": datum.condition.span.text if datum.condition else None,
        "deadline": datum.deadline,
        "made": datum.made,
        "quotation": datum.quotation,
        "event": datum.event,
        "score": datum.score,
    }


def _actor(datum: Actor, *_: object) -> Row:
    """An actor's own columns; `mentions` counts them."""
    return {
        "name": datum.name,
        "kind": datum.kind,
        "country": datum.country,
        "sector": datum.sector,
        "role": datum.role,
        "office": datum.office,
        "mentions": len(datum.mentions),
    }


_SAYS: dict[type[Any], Callable[[Any, Reading, dict[str, str]], Row]] = {
    Quotation: _quotation,
    Event: _event,
    Timex: _timex,
    Commitment: _commitment,
    Actor: _actor,
}


def _day(datum: str, value: str | None) -> date | None:
    """An ISO date as a date."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise UsageError(f"{datum}: {value!r} is no ISO date; expected one like 2031-03-04") from None


def _guest(name: str) -> Any:
    """A library for data frames; UsageError names the extra that brings it."""
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(
            f"{name} is not installed; data frames need the extra `frames`: pip install 'kawat[frames]', "
            "in a checkout pip install '.[frames]'"
        ) from None
