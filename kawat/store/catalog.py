"""The catalog: a SQLite file in WAL mode that says which batches count and where each id is found.

A batch is acknowledged by one transaction, which is on disk before `add_batch` returns. Readers see the catalog as it
was when they asked, and never wait for the writer.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]

from kawat.errors import RecordError
from kawat.store.segments import Manifest, Segment
from kawat.store.stems import stems_of

NAME = "catalog.sqlite"
VERSION = 2
_TABLES = Path(__file__).with_name("catalog.sql")
_PARTS = (
    "CREATE TABLE part" + _TABLES.read_text("utf-8").partition("CREATE TABLE part")[2].partition(";")[0]
)  # version 2
_LINK = """CREATE TABLE IF NOT EXISTS link (
    name   TEXT PRIMARY KEY,
    folder INTEGER NOT NULL,
    rows   INTEGER NOT NULL,
    bytes  INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    upto   INTEGER NOT NULL
) WITHOUT ROWID"""  # derived tables; `upto` is the newest batch that they are made of. Made when first needed
_PATIENCE = 30.0  # seconds that a statement waits for another process
_OF_ARTICLES = ["engine", "page_sha256", "id", "url", "publisher", "title", "published_at", "text_sha256", "text"]
_DATA = ("actor", "timex", "quotation", "event", "commitment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article of the record: its number, its address, its text, and who read it."""

    number: int
    url: str | None
    text_sha256: str
    readings: Mapping[str, str]  # engine: SHA-256 of its reading


class Newest(NamedTuple):
    """Where the newest reading of an article is: batch, and for each table its first row in the batch and how many.

    An old catalog does not tell the rows.
    """

    batch: int
    rows: Mapping[str, tuple[int, int]] | None


class Place(NamedTuple):
    """Where the rows of one table of a batch lie: in which folder, from which row on, how many."""

    folder: int
    start: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text that stood under an address; the first has the lowest number."""

    number: int
    url: str
    article: str
    seen_at: str
    text_sha256: str


class Arrived(NamedTuple):
    """A batch that the catalog does not know yet: its tables, and the SHA-256 of its readings."""

    batch: int
    tables: Mapping[str, pa.Table]
    digests: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that full text found, and where its newest reading is."""

    id: str
    newest: Newest


class Published(NamedTuple):
    """A derived table that is published: its name, the number of its folder, rows, bytes, SHA-256 of the file."""

    name: str
    folder: int
    rows: int
    bytes: int
    sha256: str


class Catalog:
    """The catalog of a record, open for writing or for reading alone."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, copied: TemporaryDirectory[str] | None = None
    ) -> None:
        self._db = connection
        self._path = path
        self._copied = copied

    @classmethod
    def create(cls, path: Path) -> Catalog:
        """A new, empty catalog, open for writing."""
        with _told(path):
            catalog = cls(_connect(path, "rwc"), path)
            catalog._db.executescript(_TABLES.read_text(encoding="utf-8"))
            return catalog

    @classmethod
    def write(cls, path: Path) -> Catalog:
        """The catalog open for writing; what the last writer left in the log is taken in."""
        with _told(path):
            catalog = cls(_connect(path, "rw"), path)
            version = catalog._check_version()
            catalog._db.execute("PRAGMA journal_mode = WAL")
            catalog._db.execute("PRAGMA synchronous = FULL")
            if version == 1:
                with catalog._transaction():
                    catalog._db.execute(_PARTS)
                    catalog._db.execute("ALTER TABLE reading ADD COLUMN rows BLOB")
                    catalog._db.execute(f"PRAGMA user_version = {VERSION}")
            return catalog

    @classmethod
    def read(cls, path: Path) -> Catalog:
        """The catalog open for reading alone, also where nobody may write."""
        with _told(path):
            try:
                catalog = cls(_connect(path, "ro"), path)
                version = catalog._check_version()
            except sqlite3.OperationalError:
                catalog = cls._read_copy(path)
                version = catalog._check_version()
            if version == 1:
                catalog._db.execute(_PARTS.replace("TABLE part", "TEMP TABLE part"))
                catalog._db.execute("CREATE TEMP VIEW reading AS SELECT *, NULL AS rows FROM main.reading")
            return catalog

    @classmethod
    def _read_copy(cls, path: Path) -> Catalog:
        """A copy to read from: SQLite must write beside the catalog to read its log."""
        if not path.exists():
            raise RecordError(f"{path}: missing; `kawat repair` makes it again from the segments")
        folder = TemporaryDirectory(prefix="kawat-")
        for ending in ("", "-wal"):
            source = path.with_name(path.name + ending)
            if source.exists():
                copyfile(source, Path(folder.name) / source.name)
        return cls(_connect(Path(folder.name) / path.name, "rw"), path, folder)

    def close(self) -> None:
        """Let go of the file."""
        with _told(self._path):
            self._db.close()
        if self._copied is not None:
            self._copied.cleanup()

    def fold(self) -> None:
        """Move the log into the file itself, so that one file is all there is to copy."""
        with _told(self._path):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # what is known

    def last_number(self) -> int:
        """The highest number of a batch or folder that counts, 0 where there is none."""
        return int(
            self._value(
                "SELECT max(coalesce(max(number), 0), (SELECT coalesce(max(batch), 0) FROM segment)) FROM batch"
            )
        )

    def batches(self) -> tuple[int, ...]:
        """The numbers of all batches that count, in order."""
        return tuple(number for (number,) in self._rows("SELECT number FROM batch ORDER BY number"))

    def digests(self) -> dict[int, str]:
        """All batches that count, in order, each with a word that is another where its readings are others."""
        query = "SELECT batch, count(*), min(sha256), max(sha256) FROM reading GROUP BY batch ORDER BY batch"
        return {batch: f"{first[:8]}{last[:8]}{many:x}" for batch, many, first, last in self._rows(query)}

    def segments(self) -> dict[int, tuple[Segment, ...]]:
        """The segments of each folder that counts."""
        found: dict[int, tuple[Segment, ...]] = {}
        for batch, *told in self._rows("SELECT batch, name, rows, bytes, sha256 FROM segment ORDER BY batch, name"):
            found[batch] = (*found.get(batch, ()), Segment(*told))
        return found

    def folders(self) -> list[tuple[int, int]]:
        """Each folder that counts and how many articles it holds, in the order in which they came in."""
        query = """SELECT segment.batch, segment.rows FROM segment LEFT JOIN part
                   ON part.folder = segment.batch AND part.name = 'article' WHERE segment.name = 'article'
                   GROUP BY segment.batch ORDER BY coalesce(min(part.batch), segment.batch)"""
        return [(folder, rows) for folder, rows in self._rows(query)]

    def place(self, batch: int, table: str) -> Place:
        """Where rows of a batch lie. Raises RecordError where the catalog does not say."""
        query = """SELECT folder, start, rows FROM part WHERE batch = ?1 AND name = ?2
                   UNION ALL SELECT batch, 0, rows FROM segment WHERE batch = ?1 AND name = ?2 LIMIT 1"""
        for folder, start, rows in self._rows(query, batch, table):
            return Place(folder, start, rows)
        raise RecordError(f"{self._path}: does not say where batch {batch} lies; `kawat repair` makes it again")

    def article_of_page(self, page: bytes, engine: str) -> str | None:
        """The id of the article that a page was, if this engine has read it."""
        query = """SELECT article.id FROM page JOIN article ON article.number = page.article
                   JOIN engine ON engine.number = page.engine WHERE page.sha256 = ? AND engine.name = ?"""
        return next((article for (article,) in self._rows(query, page, engine)), None)

    def article(self, article_id: str) -> Known | None:
        """The article of that id."""
        for number, url, digest in self._rows("SELECT number, url, text_sha256 FROM article WHERE id = ?", article_id):
            query = """SELECT engine.name, reading.sha256 FROM reading JOIN engine ON engine.number = reading.engine
                       WHERE reading.article = ?"""
            return Known(number=number, url=url, text_sha256=digest, readings=dict(self._rows(query, number)))
        return None

    def has_url(self, url: str) -> bool:
        """Whether an article of that address is kept."""
        return bool(self._rows("SELECT 1 FROM article WHERE url = ? LIMIT 1", url))

    def readings(self, batch: int) -> dict[str, str]:
        """The articles of a batch, and the SHA-256 of each reading."""
        query = """SELECT article.id, reading.sha256 FROM reading JOIN article ON article.number = reading.article
                   WHERE reading.batch = ?"""
        return dict(self._rows(query, batch))

    def keys(self, batch: int) -> set[int]:
        """The keys of all data of a batch."""
        return {key for (key,) in self._rows("SELECT key FROM datum WHERE batch = ?", batch)}

    def counts(self) -> dict[str, int]:
        """How many batches, articles, readings and engines there are, and how many articles full text knows."""
        tables = {
            "batches": "SELECT count(*) FROM batch",
            "articles": "SELECT count(*) FROM article",
            "readings": "SELECT count(*) FROM reading",
            "engines": "SELECT count(*) FROM engine",
            "searchable": "SELECT count(*) FROM words_docsize",
        }
        return {name: int(self._value(query)) for name, query in tables.items()}

    def newest(self, article_id: str) -> Newest | None:
        """The newest reading of an article."""
        query = """SELECT reading.batch, reading.rows FROM reading JOIN article ON article.number = reading.article
                   WHERE article.id = ? ORDER BY reading.batch DESC LIMIT 1"""
        return next((Newest(batch, _stretches(rows)) for batch, rows in self._rows(query, article_id)), None)

    def batches_of_datum(self, datum_id: str) -> tuple[int, ...]:
        """The batches that hold a datum of that id; none where the id is of no known form."""
        key = key_of(datum_id)
        if key is None:
            return ()
        return tuple(batch for (batch,) in self._rows("SELECT batch FROM datum WHERE key = ? ORDER BY batch", key))

    def outdated(self) -> list[tuple[str, str]]:
        """Article and engine of each reading that a newer one stands before."""
        query = """SELECT article.id, engine.name FROM reading
                   JOIN article ON article.number = reading.article JOIN engine ON engine.number = reading.engine
                   WHERE reading.batch < (SELECT max(batch) FROM reading r WHERE r.article = reading.article)"""
        if int(self._value("SELECT count(*) FROM engine")) < 2:
            return []
        if int(self._value("SELECT count(*) - count(DISTINCT article) FROM reading")) == 0:
            return []  # a third of the time of the question below
        return [(article, engine) for article, engine in self._rows(query)]

    def versions(self, url: str | None = None) -> Iterator[Version]:
        """The texts under each address that had several, oldest first; or under the one address."""
        query = """SELECT number, url, id, seen_at, text_sha256 FROM article a
                   WHERE url IS NOT NULL AND (?1 IS NULL OR url = ?1)
                   AND EXISTS (SELECT 1 FROM article b WHERE b.url = a.url AND b.number <> a.number)
                   ORDER BY url, number"""
        for number, address, article, seen_at, digest in self._rows(query, url):
            yield Version(number=number, url=address, article=article, seen_at=seen_at, text_sha256=digest)

    def seen_since(self, time: str) -> list[str]:
        """The articles that came in at a time (ISO 8601, UTC) or later, in the order in which they did."""
        return [article for (article,) in self._rows("SELECT id FROM article WHERE seen_at >= ? ORDER BY number", time)]

    def search(
        self, wanted: str, *, publisher: str | None, since: str | None, until: str | None, limit: int
    ) -> list[Hit]:
        """The articles whose stems an FTS5 expression finds, best first, then in order of id."""
        # ranks are made once for all that is found; only what may be among the best is looked up
        query = """WITH found AS MATERIALIZED (
                       SELECT words.rowid AS number, words.rank AS score FROM words WHERE words MATCH ?1
                       AND (coalesce(?2, ?3, ?4) IS NULL OR EXISTS (
                           SELECT 1 FROM article WHERE number = words.rowid AND (?2 IS NULL OR publisher = ?2)
                           AND (?3 IS NULL OR published_at >= ?3)
                           AND (?4 IS NULL OR substr(published_at, 1, 10) <= ?4)))
                   )
                   SELECT article.id FROM found JOIN article ON article.number = found.number
                   WHERE score <= ifnull((SELECT score FROM found ORDER BY score LIMIT 1 OFFSET ?5 - 1), 0)
                   ORDER BY score, article.id LIMIT ?5"""
        rows = self._rows(query, wanted, publisher, since, until, limit)
        return [Hit(id=article, newest=newest) for (article,) in rows if (newest := self.newest(article)) is not None]

    def state(self) -> int:
        """A number that is another one when another process changed the catalog since it was last asked for."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def facets(
        self, wanted: str, *, publisher: str | None, since: str | None, until: str | None, most: int
    ) -> list[tuple[str | None, str | None, int]]:
        """Publisher and month of the best articles that an FTS5 expression finds, and how many there are of each."""
        query = """WITH found AS (
                       SELECT article.publisher, substr(article.published_at, 1, 7) AS month
                       FROM words JOIN article ON article.number = words.rowid
                       WHERE words MATCH ?1 AND (?2 IS NULL OR publisher = ?2)
                       AND (?3 IS NULL OR published_at >= ?3)
                       AND (?4 IS NULL OR substr(published_at, 1, 10) <= ?4)
                       ORDER BY words.rank LIMIT ?5
                   ) SELECT publisher, month, count(*) FROM found GROUP BY 1, 2 ORDER BY 1, 2"""
        return [(name, month, many) for name, month, many in self._rows(query, wanted, publisher, since, until, most)]

    def contents(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every row of every table but when it was seen, with the name of its table, in an order that lasts."""
        queries = {
            "engine": "SELECT * FROM engine ORDER BY 1",
            "batch": "SELECT number, engine FROM batch ORDER BY 1",
            "segment": "SELECT * FROM segment ORDER BY 1, 2",
            "part": "SELECT * FROM part ORDER BY 1, 2",
            "article": "SELECT number, id, url, publisher, title, published_at, text_sha256 FROM article ORDER BY 1",
            "reading": "SELECT * FROM reading ORDER BY 1, 2",
            "page": "SELECT * FROM page ORDER BY 1, 2",
            "datum": "SELECT * FROM datum ORDER BY 1, 2",
            "words": "SELECT rowid FROM words ORDER BY 1",
        }
        if self.links():
            queries["link"] = "SELECT name, rows, bytes, sha256 FROM link ORDER BY 1"
        for table, query in queries.items():
            yield from ((table, row) for row in self._rows(query))

    def sizes(self) -> dict[str, int]:
        """How many bytes the catalog takes, and the full-text index in it."""
        page = int(self._value("PRAGMA page_size"))
        index = int(self._value("SELECT coalesce(sum(length(block)), 0) FROM words_data"))
        return {"full text": index, "all else": page * int(self._value("PRAGMA page_count")) - index}

    def damage(self) -> str | None:
        """What SQLite finds wrong with the file, None where it finds nothing."""
        try:
            told = [line for (line,) in self._db.execute("PRAGMA integrity_check(5)")]
        except sqlite3.DatabaseError as error:
            return str(error)
        return None if told == ["ok"] else "; ".join(told)

    # what is added

    def add_batch(
        self, manifest: Manifest, tables: Mapping[str, pa.Table], digests: Sequence[str], seen_at: str
    ) -> None:
        """Acknowledge a batch that is safely on disk: it counts when this returns, and not before.

        `digests` are the SHA-256 of its readings, in order.
        """
        with _told(self._path), self._transaction():
            self._add_batch(manifest.batch, tables, digests, seen_at)
            self._add_segments(manifest)

    def add_merged(self, manifest: Manifest, unknown: Iterable[Arrived], seen_at: str) -> None:
        """Let a folder that holds several batches stand for those that held them before.

        `unknown` are those of its batches that the catalog does not have yet. Readers see all before or all after.
        """
        with _told(self._path), self._transaction():
            for arrived in unknown:
                self._add_batch(arrived.batch, arrived.tables, arrived.digests, seen_at)
            starts: dict[str, int] = {}
            for part in manifest.parts:
                self._db.execute(
                    """DELETE FROM segment WHERE batch = ?1
                       OR batch IN (SELECT folder FROM part WHERE batch = ?1 AND name = 'article')""",
                    (part.batch,),
                )
                for name, rows in part.rows.items():
                    row = (part.batch, name, manifest.batch, starts.get(name, 0), rows)
                    self._db.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?)", row)
                    starts[name] = starts.get(name, 0) + rows
            self._add_segments(manifest)

    def add_pages(self, pages: Sequence[tuple[bytes, str, str]]) -> None:
        """Note pages (digest, engine, id of the article) that repeat an article, so that they are not read again."""
        query = """INSERT OR IGNORE INTO page SELECT ?, engine.number, article.number FROM engine, article
                   WHERE engine.name = ? AND article.id = ?"""
        with _told(self._path), self._transaction():
            self._db.executemany(query, pages)

    def links(self) -> tuple[Published, ...]:
        """The derived tables that are published, by name; none where nothing was linked yet."""
        if not self._rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'link'"):
            return ()
        rows = self._rows("SELECT name, folder, rows, bytes, sha256 FROM link ORDER BY name")
        return tuple(Published(*row) for row in rows)

    def links_behind(self) -> int:
        """How many batches came in since the oldest of the derived tables was made."""
        if not self.links():
            return 0
        return int(self._value("SELECT count(*) FROM batch WHERE number > (SELECT min(upto) FROM link)"))

    def set_links(self, tables: Sequence[Published]) -> None:
        """Let derived tables count, made of all batches that count now; those of other names stay."""
        with _told(self._path), self._transaction():
            self._db.execute(_LINK)
            query = "INSERT OR REPLACE INTO link SELECT ?, ?, ?, ?, ?, coalesce(max(number), 0) FROM batch"
            self._db.executemany(query, tables)

    def keep_times(self, older: Path) -> None:
        """Take over when batches and articles were first seen from another catalog, as far as it can be read."""
        with _told(self._path):
            try:
                with closing(_connect(older, "ro")) as db:
                    batches = db.execute("SELECT seen_at, number FROM batch").fetchall()
                    articles = db.execute("SELECT seen_at, id FROM article").fetchall()
            except sqlite3.DatabaseError:
                return
            with self._transaction():
                self._db.executemany("UPDATE batch SET seen_at = ? WHERE number = ?", batches)
                self._db.executemany("UPDATE article SET seen_at = ? WHERE id = ?", articles)

    def _add_batch(self, number: int, tables: Mapping[str, pa.Table], digests: Sequence[str], seen_at: str) -> None:
        """The rows of a batch, its articles and its data."""
        db, articles = self._db, tables["article"].select(_OF_ARTICLES).to_pylist()
        engine = self._engine(articles[0]["engine"])
        db.execute("INSERT INTO batch VALUES (?, ?, ?)", (number, engine, seen_at))
        for article, digest, rows in zip(articles, digests, _rows_of(tables), strict=True):
            known = self._article(article, seen_at)
            db.execute("INSERT INTO reading VALUES (?, ?, ?, ?, ?)", (known, engine, number, digest, rows))
            page = bytes.fromhex(article["page_sha256"])
            db.execute("INSERT OR IGNORE INTO page VALUES (?, ?, ?)", (page, engine, known))
        for name in _DATA:
            keys = sorted({key for one in tables[name]["id"].to_pylist() if (key := key_of(one)) is not None})
            db.executemany("INSERT OR IGNORE INTO datum VALUES (?, ?)", ((key, number) for key in keys))

    def _add_segments(self, manifest: Manifest) -> None:
        """The files of a folder."""
        told = ((manifest.batch, s.table, s.rows, s.bytes, s.sha256) for s in manifest.segments)
        self._db.executemany("INSERT INTO segment VALUES (?, ?, ?, ?, ?)", told)

    def _engine(self, name: str) -> int:
        """The number of an engine."""
        self._db.execute("INSERT OR IGNORE INTO engine (name) VALUES (?)", (name,))
        return int(self._value("SELECT number FROM engine WHERE name = ?", name))

    def _article(self, article: dict[str, Any], seen_at: str) -> int:
        """The number of an article; its words are made findable when it is new."""
        particulars = tuple(article[key] for key in ("url", "publisher", "title", "published_at", "text_sha256"))
        for (number,) in self._rows("SELECT number FROM article WHERE id = ?", article["id"]):
            change = "UPDATE article SET url = ?, publisher = ?, title = ?, published_at = ?, text_sha256 = ?"
            self._db.execute(change + " WHERE number = ?", (*particulars, number))
            return int(number)
        row = self._db.execute(
            "INSERT INTO article VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", (article["id"], *particulars, seen_at)
        )
        number = int(row.lastrowid or 0)
        self._db.execute("INSERT INTO words (rowid, stems) VALUES (?, ?)", (number, stems_of(article["text"])))
        return number

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _check_version(self) -> int:
        """The catalog's version. Raises RecordError where it was made by a newer Kawat."""
        found = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if found > VERSION:
            raise RecordError(
                f"{self._path}: made by a newer Kawat (catalog {found}, this one knows {VERSION}); upgrade Kawat"
            )
        if found < 1:
            raise RecordError(f"{self._path}: is no catalog of a record; `kawat repair` makes it again")
        return found

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a question finds."""
        with _told(self._path):
            return self._db.execute(query, values).fetchall()

    def _value(self, query: str, *values: Any) -> Any:
        """The one value that a question finds."""
        with _told(self._path):
            return self._db.execute(query, values).fetchone()[0]


def _rows_of(tables: Mapping[str, pa.Table]) -> Iterator[bytes]:
    """For each article of a batch, which rows of each table are its own; they lie beside each other."""
    counts = {name: Counter(tables[name]["article"].to_pylist()) for name in _DATA}
    starts = dict.fromkeys(_DATA, 0)
    for position, article in enumerate(tables["article"]["id"].to_pylist()):
        rows = [position, 1]
        for name in _DATA:
            many = counts[name][article]
            rows += [starts[name], many]
            starts[name] += many
        yield msgspec.msgpack.encode(rows)


def _stretches(rows: bytes | None) -> Mapping[str, tuple[int, int]] | None:
    """First row and how many, by table."""
    if rows is None:
        return None
    told = iter(msgspec.msgpack.decode(rows, type=list[int]))
    return dict(zip(("article", *_DATA), zip(told, told, strict=True), strict=True))


def key_of(datum_id: str) -> int | None:
    """The id of a datum as a number below 2**63: seven bits of its letter, forty of its hex digits."""
    letter, _, digits = datum_id.partition("-")
    if len(letter) != 1 or len(digits) != 10 or not letter.isascii():
        return None
    try:
        return ord(letter) << 40 | int(digits, 16)
    except ValueError:
        return None


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection in which every statement stands alone unless it is put into a transaction."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE, isolation_level=None)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's errors in words that people can act on."""
    try:
        yield
    except sqlite3.OperationalError as error:
        remedy = "what was kept before is safe; make room, or see who may write"
        raise RecordError(f"{path}: {error}; {remedy}") from error
    except sqlite3.DatabaseError as error:
        raise RecordError(f"{path}: damaged ({error}); `kawat repair` makes it again from the segments") from error
