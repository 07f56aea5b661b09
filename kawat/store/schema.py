"""The tables of a record as Arrow schemas, and readings as rows of them and back.

A row holds its whole record (kawat.records), field by field, so that a reading can be put together again to the byte;
before it stand columns to find it by, behind it names and countries of the actors that it points at,
and all the words that a quotation of several parts runs over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.json  # type: ignore[import-untyped]

from kawat.records import Actor, Article, Commitment, Event, Quotation, Reading, Sentence, Timex

Row = dict[str, Any]
TABLES: tuple[str, ...] = ("article", "actor", "timex", "quotation", "event", "commitment")
DERIVED: tuple[str, ...] = ("dyad", "month", "coverage")  # made from the events and articles of a folder
_DYAD: dict[str, Any] = {
    "actor_country": pa.string(),
    "recipient_country": pa.string(),
    "published_at": pa.string(),
    "earliest": pa.string(),
    "latest": pa.string(),
    "type": pa.string(),
    "quad": pa.string(),
    "intensity": pa.float64(),
    "status": pa.string(),
    "publisher": pa.string(),
}
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
_MONTH: dict[str, Any] = {
    "one": pa.string(),
    "other": pa.string(),
    "acts": pa.int8(),
    "month": pa.string(),
    **{quad.replace(" ", "_"): pa.int32() for quad in QUADS},
    "events": pa.int32(),
    "intensity": pa.float64(),
    "publishers": pa.list_(pa.string()),
}
_COVERAGE: dict[str, Any] = {"publisher": pa.string(), "told": pa.string(), "articles": pa.int32()}
_LISTS: dict[str, tuple[str, type[Any]]] = {
    "actor": ("actors", Actor),
    "timex": ("timexes", Timex),
    "quotation": ("quotations", Quotation),
    "event": ("events", Event),
    "commitment": ("commitments", Commitment),
}
_PLACE: dict[str, Any] = {
    "engine": pa.string(),
    "article": pa.string(),
    "url": pa.string(),
    "publisher": pa.string(),
    "published_at": pa.string(),
    "position": pa.int32(),
}
_STRINGS = pa.list_(pa.string())
_NAMES: dict[str, dict[str, Any]] = {
    "actor": {},
    "timex": {},
    "quotation": dict.fromkeys(("text", "speaker_name", "speaker_country", "speaker_role"), pa.string()),
    "event": dict.fromkeys(("actor_names", "actor_countries", "recipient_names", "recipient_countries"), _STRINGS),
    "commitment": dict.fromkeys(
        ("holder_names", "holder_countries", "addressee_names", "addressee_countries"), _STRINGS
    ),
}
_PLAIN = {str: pa.string(), int: pa.int64(), float: pa.float64()}
_WHOLE = pa.int32()  # offsets, of which a reading has most of its numbers


@cache
def schema_of(table: str) -> pa.Schema:
    """The columns of a table, in order."""
    if table in DERIVED:
        return pa.schema({"dyad": _DYAD, "month": _MONTH, "coverage": _COVERAGE}[table])
    if table == "article":
        own = {**_struct(Article), "sentences": pa.list_(_type(Sentence))}
        return pa.schema({"engine": pa.string(), "page_sha256": pa.string(), **own})
    return pa.schema({**_PLACE, **_struct(_LISTS[table][1]), **_NAMES[table]})


def tables_of(readings: Sequence[Reading], pages: Sequence[str]) -> dict[str, pa.Table]:
    """One batch of readings as tables; `pages` are the digests of the pages that they were read from."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for reading, page in zip(readings, pages, strict=True):
        whole = msgspec.to_builtins(reading)
        rows["article"].append(
            {"engine": reading.engine, "page_sha256": page, "sentences": whole["sentences"], **whole["article"]}
        )
        for name, (key, _) in _LISTS.items():
            rows[name] += _rows(name, whole[key], whole)
    return {name: _table(name, rows[name]) for name in TABLES}


def table_of(name: str, columns: Mapping[str, Any]) -> pa.Table:
    """Columns as a table; those that are not there are null, or lists of nothing."""
    return _filled(schema_of(name), columns, len(columns["id"]))


def fitted(name: str, rows: pa.Table) -> pa.Table:
    """The rows of a table as it is now; a column that an older Kawat did not write tells nothing."""
    return _filled(schema_of(name), {column: rows[column] for column in rows.column_names}, rows.num_rows)


def _filled(schema: pa.Schema, columns: Mapping[str, Any], rows: int) -> pa.Table:
    """Columns in the order and types of the schema, missing ones without values."""
    arrays = [columns[f.name] if f.name in columns else _nothing(f.type, rows) for f in schema]
    cast = [one if one.type == f.type else one.cast(f.type) for one, f in zip(arrays, schema, strict=True)]
    return pa.Table.from_arrays(cast, schema=schema)


def _nothing(kind: Any, rows: int) -> Any:
    """A column in which nothing is told."""
    if not pa.types.is_list(kind):
        return pa.nulls(rows, kind)
    return pa.ListArray.from_arrays(pa.array([0] * (rows + 1), pa.int32()), pa.nulls(0, kind.value_type))


def _table(name: str, rows: list[Row]) -> pa.Table:
    """Rows as a table; by way of JSON, which takes a tenth of the time of `Table.from_pylist`."""
    schema = schema_of(name)
    if not rows:
        return schema.empty_table()
    lines = msgspec.json.Encoder().encode_lines(rows)
    shape = pyarrow.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    block = pyarrow.json.ReadOptions(use_threads=False, block_size=len(lines) + 1)
    return pyarrow.json.read_json(pa.BufferReader(lines), block, shape).select(schema.names).combine_chunks()


def dyads_of(events: pa.Table) -> pa.Table:
    """One row for each pair of countries of which one acted on the other in an event."""
    sides = zip(events["actor_countries"].to_pylist(), events["recipient_countries"].to_pylist(), strict=True)
    pairs = [
        (row, one, other)
        for row, (actors, recipients) in enumerate(sides)
        for one in sorted(set(actors or ()) - {None})
        for other in sorted(set(recipients or ()) - {None})
    ]
    of = events.take(pa.array([row for row, _, _ in pairs], pa.int64()))
    date = of["date"].combine_chunks()
    made = {"actor_country": [one for _, one, _ in pairs], "recipient_country": [other for _, _, other in pairs]}
    columns = {name: pa.array(values, pa.string()) for name, values in made.items()}
    columns |= {name: pc.struct_field(date, name) for name in ("earliest", "latest")}
    return pa.table({name: columns[name] if name in columns else of[name] for name in _DYAD}, schema=schema_of("dyad"))


def coverage_of(articles: pa.Table) -> pa.Table:
    """How many articles there are of each outlet and day, the day as the first ten characters of `published_at`."""
    told = pc.utf8_slice_codeunits(articles["published_at"], 0, 10)
    named = pa.table({"publisher": articles["publisher"], "told": told})
    counted = named.group_by(["publisher", "told"]).aggregate([([], "count_all")])
    counted = counted.select(["publisher", "told", "count_all"]).rename_columns(list(_COVERAGE))
    return counted.cast(schema_of("coverage")).sort_by([("told", "ascending"), ("publisher", "ascending")])


def readings_of(tables: Mapping[str, pa.Table]) -> Iterator[Reading]:
    """The readings that a batch's tables hold, in order, as they were before they became rows.

    Raises msgspec.ValidationError where a row is no record.
    """
    data: dict[tuple[str, str, str], list[Row]] = {}
    for name in _LISTS:
        for row in tables[name].to_pylist():
            data.setdefault((row["engine"], row["article"], name), []).append(row)
    for row in tables["article"].to_pylist():
        yield reading_of(row, {name: data.get((row["engine"], row["id"], name), []) for name in _LISTS})


def needed(table: str) -> tuple[str, ...]:
    """The columns that a reading is put together from; the others repeat what stands elsewhere."""
    if table == "article":
        return (*(field.name for field in fields(Article)), "sentences", "engine")
    return (*(field.name for field in fields(_LISTS[table][1])), "position")


def reading_of(article: Row, data: Mapping[str, list[Row]]) -> Reading:
    """One reading from the row of its article and the rows of its data."""
    parts: dict[str, Any] = {
        key: tuple(_record(row, kind) for row in sorted(data[name], key=lambda row: int(row["position"])))
        for name, (key, kind) in _LISTS.items()
    }
    sentences = msgspec.convert(article["sentences"], tuple[Sentence, ...])
    return Reading(engine=article["engine"], article=_record(article, Article), sentences=sentences, **parts)


def _record(row: Row, kind: type[Any]) -> Any:
    """The record in a row; what an older Kawat did not write is as the record has it by itself."""
    return msgspec.convert({field.name: row[field.name] for field in fields(kind) if field.name in row}, kind)


def _rows(table: str, data: list[Row], whole: Row) -> Iterator[Row]:
    """The rows of one kind from one reading."""
    article = whole["article"]
    place = {
        "engine": whole["engine"],
        "article": article["id"],
        "url": article["url"],
        "publisher": article["publisher"],
        "published_at": article["published_at"],
    }
    actors = {actor["id"]: actor for actor in whole["actors"]}
    for position, datum in enumerate(data):
        row = {**place, "position": position, **datum, **_named(table, datum, actors)}
        if table == "quotation" and len(datum["content"]) > 1:  # else it is the text of the one part
            row["text"] = article["text"][datum["content"][0]["start_char"] : datum["content"][-1]["end_char"]]
        yield row


def _named(table: str, datum: Row, actors: Mapping[str, Row]) -> Row:
    """Names and countries of the actors that a datum points at, in the order in which it does."""
    if table == "quotation":
        speaker = actors.get(datum["speaker"], {})
        return {f"speaker_{key}": speaker.get(key) for key in ("name", "country", "role")}
    if table == "event":
        sides = {side: [one["actor"] for one in datum[f"{side}s"]] for side in ("actor", "recipient")}
    elif table == "commitment":
        sides = {side: datum[side] for side in ("holder", "addressee")}
    else:
        return {}
    told = {"names": "name", "countries": "country"}
    return {
        f"{side}_{column}": [actors.get(one, {}).get(key) for one in ids]
        for side, ids in sides.items()
        for column, key in told.items()
    }


def _struct(kind: type[Any]) -> dict[str, Any]:
    """Names and Arrow types of a record's fields."""
    hints = get_type_hints(kind)
    return {field.name: _type(hints[field.name]) for field in fields(kind)}


def _type(hint: Any) -> Any:
    """The Arrow type of a field's type; every column may be null, the records themselves say which may not."""
    if get_origin(hint) in (UnionType, Union):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is Literal:
        return pa.string()
    if get_origin(hint) is tuple:
        return pa.list_(_type(get_args(hint)[0]))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return pa.struct({f.name: _WHOLE if hints[f.name] is int else _type(hints[f.name]) for f in fields(hint)})
    return _PLAIN[hint]
