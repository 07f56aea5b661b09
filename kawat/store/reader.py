"""Asking a record: DuckDB in memory over the segments that count, the catalog for look-ups and full text.

Any number of processes may read while one writes; each question sees the batches that counted when it was put.
"""

from __future__ import annotations

import os
import re
import stat
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from kawat.errors import RecordError, UsageError
from kawat.records import Reading
from kawat.store import decisions, home, links, lock, months, questions, rejections, segments
from kawat.store.catalog import NAME as CATALOG
from kawat.store.catalog import Catalog, Newest, Version
from kawat.store.questions import WITH_ARTICLE
from kawat.store.ruled import Ruled
from kawat.store.schema import DERIVED, TABLES, needed, reading_of, schema_of
from kawat.store.stems import stems_of, words_of

SECONDS, MEMORY = 60.0, "1GB"
"""How long a question in SQL may take, and how much memory any question may use, where nothing else is asked for."""

_VIEWS = Path(__file__).with_name("views.sql")
_LOOKED_AT = 1_000  # of the best articles of a search are those of a language or with an actor
_HELD = 64  # segments of which it is remembered what lies where
_CHUNK = 10_000  # rows that are held at once while an answer is streamed
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_CODE = re.compile(r"[A-Z]{3}")
_LARGE, _EARLY = 50_000, 0.05  # articles of a record from which on its first days are looked through first; their share
_BY_DAY = "ORDER BY published_at, article, start_char, id LIMIT $limit"
_FIRST_DAYS = """CREATE TABLE first_days AS
SELECT told FROM (SELECT told, sum(sum(articles)) OVER (ORDER BY told) AS reached, sum(sum(articles)) OVER () AS whole
    FROM counted_days GROUP BY told)
WHERE whole >= $least AND reached >= $share * whole AND told IS NOT NULL ORDER BY told LIMIT 1
"""
_DAYS = """CREATE VIEW counted_days AS
SELECT publisher, left(published_at, 10) AS told, count(*) AS articles FROM stored_article GROUP BY ALL"""
_Files = dict[str, list[str]]  # the files of each table
_FOUND = pa.schema(
    {
        "id": pa.string(),
        "url": pa.string(),
        "publisher": pa.string(),
        "language": pa.string(),
        "published_at": pa.string(),
        "title": pa.string(),
        "start_char": pa.int64(),
        "end_char": pa.int64(),
        "text": pa.string(),
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """SQL and its values, put to a record when the answer is wanted. `seconds` bounds how long it may take."""

    reader: Reader
    sql: str
    values: Mapping[str, Any]
    seconds: float | None = None

    def with_articles(self) -> Question:
        """The same, whose rows bring the texts of their articles (`article_text`)."""
        return replace(self, sql=WITH_ARTICLE.format(asked=self.sql))

    def batches(self, limit: int | None = None) -> Iterator[pa.RecordBatch]:
        """The answer (its first `limit` rows) in pieces; the first tells the columns, even where there are no rows.

        Raises UsageError where the question cannot be understood, RecordError where it takes too long or too much.
        """
        with (
            lock.reading(self.reader.record),
            self.reader.connection() as connection,
            _bounded(connection, self.seconds),
        ):
            if self.values:
                sql, values = self.reader.sharpened(connection, self.sql, {**self.values, "limit": limit})
                early = _found_early(connection, sql, values)
                if early is not None:
                    yield from early.to_batches() or [_empty(early.schema)]
                    return
                found = connection.sql(sql, params=values)
            else:
                counted = self.sql == questions.BUSIEST and _has_view(connection, "stored_month")
                found = connection.sql(questions.BUSIEST_MONTHS if counted else self.sql)
                found = found if limit is None else found.limit(limit)
            answer = found.to_arrow_reader(_CHUNK)
            yield _empty(answer.schema)
            yield from answer


@dataclass(frozen=True, slots=True)
class Search:
    """A full-text search, made when its answer is wanted: the best article first, each with the best sentence of it."""

    reader: Reader
    stems: frozenset[str]
    expression: str
    narrowed: Mapping[str, Any]
    language: str | None = None
    actor: str | None = None

    def with_articles(self) -> Search:
        """The same; a search shows sentences, `kawat show` an article."""
        return self

    def batches(self, limit: int | None = None) -> Iterator[pa.RecordBatch]:
        """The answer (its first `limit` rows), in one piece."""
        found = self.reader.found(self.stems, self.expression, self.narrowed, self.language, self.actor)
        rows = list(islice(found, self.narrowed["limit"]))
        yield pa.RecordBatch.from_pylist(
            [{name: row[name] for name in _FOUND.names} for row in rows[:limit]], schema=_FOUND
        )


class Reader:
    """A record that is asked. Raises RecordError where there is none, or it cannot be read."""

    def __init__(self, record: Path, memory: str = MEMORY, *, with_rejected: bool = False) -> None:
        home.check_format(record)
        self.record = record
        self._with_rejected = with_rejected
        self._memory = memory
        self._catalog = Catalog.read(record / CATALOG)
        self._files_held: dict[Path, segments.Rows] = {}
        self._asked: tuple[tuple[_Files, dict[str, str], Ruled], duckdb.DuckDBPyConnection] | None = None

    @property
    def format(self) -> int:
        """The record's format."""
        return home.FORMAT

    def close(self) -> None:
        """Let go of the files."""
        self._catalog.close()
        self._files_held.clear()
        self._asked = None

    def question(self, sql: str, values: Mapping[str, Any]) -> Question:
        """One of our own questions, to be put later."""
        return Question(self, sql, values)

    def sharpened(
        self, connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any]
    ) -> tuple[str, Mapping[str, Any]]:
        """The question so that less must be read for the same answer.

        Actors who are countries of the record are looked for as such: PAN is Panama, and `pan` the words of a name.
        Events between two of them are looked for in the days that have some; their months were counted before.
        """
        counted = self._counted(connection, sql, values)
        if counted is not None:
            return counted
        for name, value in values.items():
            may_be = f"is_among(${name}," in sql and isinstance(value, str) and _CODE.fullmatch(value)
            if may_be and connection.execute("SELECT 1 FROM country WHERE code = ?", [value]).fetchall():
                sql = sql.replace(f"is_among(${name},", f"is_country_among(${name},")
        asked = {name: values[name] for name in questions.OF_EVENT_DAYS if name in values}
        if _asks_two_countries(sql) and all(values[name] is None for name in values.keys() - asked):
            first, last, undated = connection.execute(questions.EVENT_DAYS, asked).fetchall()[0]
            if not undated:
                days = "AND published_at BETWEEN $first AND $last\nORDER BY"
                return sql.replace("ORDER BY", days, 1), {**values, "first": first, "last": last}
        return sql, values

    def _counted(
        self, connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any]
    ) -> tuple[str, Mapping[str, Any]] | None:
        """The question put to months that were counted before; None where these do not tell all that is asked."""
        shares = questions.DYADS.get(sql)
        asked = months.asked_of(values) if shares is not None and _has_view(connection, "stored_month") else None
        if (
            shares is None
            or asked is None
            or (shares and (self.links_behind() or not _has_view(connection, "pair_month")))
        ):
            return None
        sides = [side for side in (values["one"], values["other"]) if side is not None]
        known = connection.execute("SELECT 1 FROM country WHERE list_contains($1, code)", [sides]).fetchall()
        return (questions.MONTHS[shares], {**asked, "limit": values["limit"]}) if len(known) == len(sides) else None

    def sql(self, query: str, seconds: float = SECONDS) -> Question:
        """A question in SQL: one that reads the tables, and nothing else. Raises UsageError for any other."""
        try:
            statements = duckdb.extract_statements(query)
        except duckdb.Error as error:
            raise UsageError(f"the question is no SQL: {error}") from None
        kinds = [statement.type.name for statement in statements]
        if kinds != ["SELECT"]:
            raise UsageError(f"found {' and '.join(kinds) or 'nothing'}; a record is asked with one SELECT")
        return Question(self, query, {}, seconds)

    def counts(self) -> dict[str, int]:
        """How many batches, articles, readings and engines there are, and how many articles can be searched."""
        return self._catalog.counts()

    def linked(self, name: str) -> None:
        """RecordError where no table of that name is published, or it is cut off."""
        if name not in self.links():
            raise RecordError(
                f"{self.record}: nothing is linked there yet; `kawat link --record {self.record}` does it"
            )
        with links.held(self.record, self._catalog) as files:
            if name not in files:
                raise RecordError(f"{self.record}: its table {name} is damaged; `kawat link` makes it again")

    def links(self) -> dict[str, int]:
        """The derived tables that are published, and their rows."""
        return {one.name: one.rows for one in self._catalog.links()}

    def links_behind(self) -> int:
        """How many batches came in since the derived tables were made."""
        return self._catalog.links_behind()

    def link_table(self, name: str) -> pa.Table:
        """A derived table, whole. Raises RecordError where it is not published."""
        self.linked(name)
        with links.held(self.record, self._catalog) as files:
            return links.read(files[name])

    def versions(self, url: str | None = None) -> Iterator[Version]:
        """The texts under each address that had several, oldest first; or under the one address."""
        return self._catalog.versions(url)

    def seen_since(self, time: str) -> list[str]:
        """The articles that came in at a time (ISO 8601, UTC) or later."""
        return self._catalog.seen_since(time)

    def batches(self) -> dict[int, str]:
        """The batches that count, in the order in which they came in, each with a word that tells its readings."""
        return self._catalog.digests()

    def articles(self, batch: int) -> pa.Table:
        """Id, text and zones of the articles of a batch."""
        place = self._catalog.place(batch, "article")
        file = self._file(segments.path_of(self.record, place.folder, "article"))
        return file.read(place.start, place.rows, ["id", "text", "zones"])

    def readings(self, id_: str) -> list[Reading]:
        """The readings that have this id: the newest of the article, or those with a datum of that id.

        Ten hex digits are few for millions of articles, so an id of a datum may be found in more than one.
        """
        with lock.reading(self.record):
            newest = self._catalog.newest(id_)
            if newest is not None:
                return [self._reading(newest, id_)]
            table = decisions.TABLE_OF.get(id_[:1])
            found: dict[str, None] = {}
            for number in self._catalog.batches_of_datum(id_) if table else ():
                rows = self._rows(number, table or "", ["id", "article"], id=id_)
                found.update(dict.fromkeys(row["article"] for row in rows))
            known = ((article, self._catalog.newest(article)) for article in found)
            readings = [self._reading(newest, article) for article, newest in known if newest is not None]
        return [one for one in readings if _has(one, id_)]

    def search(
        self,
        wanted: str,
        *,
        publisher: str | None = None,
        language: str | None = None,
        actor: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 20,
    ) -> Search:
        """A search for articles that have all the words (or "phrases"), to be made later; `since`, `until`: ISO days.

        Those in a `language` or with an `actor` (a country, words of a name, an id) are found among the best thousand.
        Raises UsageError where there is no word to search for.
        """
        stems, expression = _expression(wanted)
        narrowed = {"publisher": publisher, "since": since, "until": until, "limit": limit}
        return Search(self, stems, expression, narrowed, language, actor)

    def facets(
        self, wanted: str, *, publisher: str | None = None, since: str | None = None, until: str | None = None
    ) -> list[tuple[str | None, str | None, int]]:
        """Publisher, month and number of the best articles that have all the words."""
        narrowed = {"publisher": publisher, "since": since, "until": until}
        return self._catalog.facets(_expression(wanted)[1], **narrowed, most=_LOOKED_AT)

    def found(
        self,
        stems: frozenset[str],
        expression: str,
        narrowed: Mapping[str, Any],
        language: str | None,
        actor: str | None,
    ) -> Iterator[dict[str, Any]]:
        """The rows of a search."""
        columns = [*_FOUND.names[:6], "text", "sentences"]
        most = narrowed["limit"] if language is None and actor is None else max(_LOOKED_AT, narrowed["limit"])
        with lock.reading(self.record):
            for hit in self._catalog.search(expression, **{**narrowed, "limit": most}):
                if actor is not None and not self._has_actor(hit.newest, hit.id, actor):
                    continue
                for row in self._rows_of(hit.newest, "article", hit.id, columns):
                    if language in (None, row["language"]):
                        yield {**row, **_passage(row, stems)}

    def _has_actor(self, newest: Newest, article: str, wanted: str) -> bool:
        """Whether an article has an actor of this country, id, or name that has these words in a row."""
        rows = self._rows_of(newest, "actor", article, ["id", "name", "country"])
        words = re.findall(r"\w+", wanted.lower())
        return any(
            wanted in (row["country"], row["id"]) or _in_a_row(words, re.findall(r"\w+", (row["name"] or "").lower()))
            for row in rows
        )

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """DuckDB with the tables of the record, that can read these files and do nothing else.

        What DuckDB knows of the files is kept for the next question, as long as the record stays as it is.
        """
        files = self._files()
        with links.held(self.record, self._catalog) as linked:
            paths = {name: str(path.absolute()) for name, path in linked.items()}
            told = files, paths, Ruled.of(self.decisions(), with_rejected=self._with_rejected)
            if self._asked is None or self._asked[0] != told:
                self._asked = told, self._opened(*told)
            with self._asked[1].cursor() as connection:
                yield connection

    def state(self) -> tuple[object, ...]:
        """What is another value once the record holds something else; to be compared within this reader alone."""
        logs = (self.record / name for name in (decisions.NAME, rejections.NAME))
        told = [path.stat() for path in logs if path.exists()]
        return self._catalog.state(), *((one.st_mtime_ns, one.st_size) for one in told)

    def rejections(self) -> tuple[rejections.Rejected, ...]:
        """What input is rejected as things stand, the last first."""
        return rejections.read(self.record)

    def decisions(self) -> tuple[decisions.Decision, ...]:
        """What people decided, in order; lines that are damaged do not count."""
        return decisions.read(self.record).decisions

    def _opened(self, files: _Files, linked: Mapping[str, str], rulings: Ruled) -> duckdb.DuckDBPyConnection:
        """DuckDB with views of the tables."""
        connection = duckdb.connect()
        rulings.tell(connection)
        outdated = self._catalog.outdated()
        _tell_outdated(connection, outdated)
        told = set() if outdated or rulings.change("event") else {Path(path).parent for path in files["dyad"]}
        for table in TABLES:
            _view(connection, table, files[table], f"kept_{table}")
            own = "id" if table == "article" else "article"
            newest = f"WHERE ({own}, engine) NOT IN (FROM outdated)" if outdated else ""
            connection.execute(f"CREATE VIEW newest_{table} AS FROM kept_{table} {newest}")
            connection.execute(f"CREATE VIEW stored_{table} AS {rulings.view(table)}")
        _view(connection, "dyad", files["dyad"] if told else [], "stored_dyad")
        counted = {Path(path).parent for path in files["month"]}
        if told and counted >= {Path(path).parent for path in files["article"]}:
            _view(connection, "month", files["month"], "stored_month")
            _view(connection, "coverage", files["coverage"], "counted_days")
        else:
            connection.execute(_DAYS)
        if told:
            apart = [path for path in files["event"] if Path(path).parent not in told]
            _view(connection, "event", apart, "event_apart")
        else:
            connection.execute("CREATE VIEW event_apart AS FROM stored_event")
        for name, path in linked.items():
            connection.read_parquet(path).create_view(name)
        connection.execute(_VIEWS.read_text(encoding="utf-8"))
        connection.execute(_FIRST_DAYS, {"least": _LARGE, "share": _EARLY})
        connection.execute("CREATE TABLE country AS SELECT DISTINCT country AS code FROM kept_actor")
        self._confine(connection, [*(path for paths in files.values() for path in paths), *linked.values()])
        return connection

    def _confine(self, connection: duckdb.DuckDBPyConnection, files: list[str]) -> None:
        """No file but the segments, no network, no extension, bounded memory; and no way back."""
        quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
        for setting in (
            f"allowed_paths = [{quoted}]",
            f"memory_limit = '{self._memory}'",
            "temp_directory = ''",
            "GLOBAL parquet_metadata_cache = true",
            "python_enable_replacements = false",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")

    def _files(self) -> _Files:
        """The files of each table. Raises RecordError where one is missing or cut off."""
        found: _Files = {table: [] for table in (*TABLES, *DERIVED)}
        for batch, parts in self._catalog.segments().items():
            folder = segments.folder_of(self.record, batch).absolute()
            _no_link(folder, folder.is_symlink())
            for part in parts:
                path = f"{folder}/{part.table}.parquet"
                try:
                    told = os.lstat(path)
                except FileNotFoundError:
                    told = None
                _no_link(path, told is not None and stat.S_ISLNK(told.st_mode))
                size = told.st_size if told is not None else 0
                if size != part.bytes:
                    raise RecordError(
                        f"{path}: has {size:,} bytes, expected {part.bytes:,}; `kawat repair` sets its batch aside"
                    )
                if part.rows or part.table == "month":  # a folder without such a file has months that nobody counted
                    found[part.table].append(path)
        return found

    def _reading(self, newest: Newest, article: str) -> Reading:
        """One reading, put together again."""
        told = {name: self._rows_of(newest, name, article, needed(name)) for name in TABLES}
        (row,) = told.pop("article")
        return reading_of(row, told)

    def _rows_of(self, newest: Newest, table: str, article: str, columns: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of one reading."""
        if newest.rows is None:
            return self._rows(newest.batch, table, columns, **{"id" if table == "article" else "article": article})
        (start, many), place = newest.rows[table], self._catalog.place(newest.batch, table)
        if not many:
            return []
        file = self._file(segments.path_of(self.record, place.folder, table))
        rows: list[dict[str, Any]] = file.read(place.start + start, many, columns).to_pylist()
        return rows

    def _rows(self, batch: int, table: str, columns: Sequence[str], **equal: str) -> list[dict[str, Any]]:
        """The rows of a batch that have this value; those of one article lie beside each other."""
        (column, value), place = next(iter(equal.items())), self._catalog.place(batch, table)
        file = self._file(segments.path_of(self.record, place.folder, table))
        where = pc.equal(file.read(place.start, place.rows, [column])[column], value)
        found = pc.indices_nonzero(where)
        if not len(found):
            return []
        first, last = found[0].as_py(), found[-1].as_py()
        near: list[dict[str, Any]] = file.read(place.start + first, last - first + 1, columns).to_pylist()
        return [near[at - first] for at in found.to_pylist()]

    def _file(self, path: Path) -> segments.Rows:
        """A segment; those that were read last are held."""
        held = self._files_held.pop(path, None) or segments.Rows(path)
        self._files_held[path] = held
        if len(self._files_held) > _HELD:
            del self._files_held[next(iter(self._files_held))]
        return held


def _in_a_row(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether the words follow each other in a name."""
    width = len(words)
    return bool(words) and any(name[at : at + width] == words for at in range(len(name) - width + 1))


def _asks_two_countries(sql: str) -> bool:
    """Whether events between two countries are wanted."""
    return "FROM event\n" in sql and all(f"is_country_among(${side}," in sql for side in ("actor", "recipient"))


def _no_link(path: Path | str, is_link: bool) -> None:
    """RecordError where a file or folder of the record is a link."""
    if is_link:
        raise RecordError(f"{path}: is a symbolic link, or lies in one; `kawat repair` sets its batch aside")


def _found_early(connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any]) -> pa.Table | None:
    """The rows that come first by day of publication, where the first days of a large record have as many as wanted.

    The files are mostly in order of time, so that what lies behind these days is passed over unread.
    """
    limit = values["limit"]
    if limit is None or sql.count(_BY_DAY) != 1 or "published_at BETWEEN" in sql:
        return None
    bound = connection.execute("FROM first_days").fetchall()
    if not bound:
        return None
    narrowed = sql.replace(_BY_DAY, f"AND published_at <= $bound {_BY_DAY}")
    rows = connection.sql(narrowed, params={**values, "bound": f"{bound[0][0]}~"}).to_arrow_table()
    return rows if rows.num_rows >= limit else None


def _has_view(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether there is a view of this name."""
    return bool(connection.execute("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [name]).fetchall())


def _tell_outdated(connection: duckdb.DuckDBPyConnection, outdated: Sequence[tuple[str, str]]) -> None:
    """The table of readings that a newer one stands before."""
    connection.execute("CREATE TABLE outdated (article VARCHAR, engine VARCHAR)")
    if outdated:
        sides = {"articles": [article for article, _ in outdated], "engines": [engine for _, engine in outdated]}
        connection.execute("INSERT INTO outdated SELECT unnest($articles), unnest($engines)", sides)


def _view(connection: duckdb.DuckDBPyConnection, table: str, paths: list[str], name: str) -> None:
    """A view of some files of a table, also of none."""
    if paths:
        connection.read_parquet(paths).create_view(name)
    else:
        connection.from_arrow(pa.Table.from_batches([_empty(schema_of(table))])).create(name)


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    """No rows; made so that pyarrow does not import pandas, which takes longer than most answers."""
    return pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


@contextmanager
def _bounded(connection: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[None]:
    """Stop a question that takes too long; DuckDB's errors in words that people can act on."""
    clock = threading.Timer(seconds, connection.interrupt) if seconds else None
    if clock is not None:
        clock.daemon = True
        clock.start()
    try:
        yield
    except (duckdb.InterruptException, duckdb.OutOfMemoryException) as error:
        what = f"memory than {error}" if isinstance(error, duckdb.OutOfMemoryException) else f"than {seconds:g} seconds"
        raise RecordError(f"the question takes more {what}; ask for less, or allow more") from None
    except duckdb.IOException as error:
        raise RecordError(f"a segment cannot be read ({error}); `kawat check` tells what is wrong") from None
    except duckdb.CatalogException as error:
        raise UsageError(f"the question cannot be answered: {error}; `kawat link` makes the tables of links") from None
    except duckdb.Error as error:
        raise UsageError(f"the question cannot be answered: {error}") from None
    finally:
        if clock is not None:
            clock.cancel()


def _expression(wanted: str) -> tuple[frozenset[str], str]:
    """The stems of a search, and the FTS5 expression that asks for all of them. Raises UsageError for no words."""
    parts = [stems_of(phrase or word) for phrase, word in _PHRASE.findall(wanted)]
    parts = [part for part in parts if part]
    if not parts:
        raise UsageError(f"no words in {wanted!r}; search for one or more")
    return frozenset(stem for part in parts for stem in part.split()), " AND ".join(f'"{part}"' for part in parts)


def _passage(row: Mapping[str, Any], stems: frozenset[str]) -> dict[str, Any]:
    """Offsets and words of the sentence that has most of the stems, the earliest of several."""
    text: str = row["text"]
    places = [(start, stem) for stem, start, _ in words_of(text) if stem in stems]
    sentences = [(one["start_char"], one["end_char"]) for one in row["sentences"]] or [(0, len(text))]

    def wealth(sentence: tuple[int, int]) -> tuple[int, int]:
        return -len({stem for start, stem in places if sentence[0] <= start < sentence[1]}), sentence[0]

    start, end = min(sentences, key=wealth)
    return {"start_char": start, "end_char": end, "text": text[start:end]}


def _has(reading: Reading, id_: str) -> bool:
    """Whether a reading has a datum of that id; an older reading may have had it alone."""
    lists = (reading.actors, reading.timexes, reading.quotations, reading.events, reading.commitments)
    return any(datum.id == id_ for data in lists for datum in data)
