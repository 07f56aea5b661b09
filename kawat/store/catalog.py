"""The catalog: a SQLite file in WAL mode that says which batches count and where each id is found.

A batch is acknowledged by one transaction, which is on disk before `add_batch` returns. Readers see the catalog as it
was when they asked, and never wait for the writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]

from kawat.errors import RecordError
from kawat.store.segments import Manifest, Segment
from kawat.store.stems import stems_of

NAME = "catalog.sqlite"
VERSION = 1
_TABLES = Path(__file__).with_name("catalog.sql")
_LINK = """CREATE TABLE IF NOT EXISTS link (
    name   TEXT PRIMARY KEY,
    folder INTEGER NOT NULL,
    rows   INTEGER NOT NULL,
    bytes  INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    upto   INTEGER NOT NULL
) WITHOUT ROWID"""  # derived tables; `upto` is the newest batch that they are made of. Made when first needed
_PATIENCE = 30.0  # seconds that a statement waits for another process
_DATA = ("actor", "timex", "quotation", "event", "commitment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article of the record: its number, its address, its text, and who read it."""

    number: int
    url: str | None
    text_sha256: str
    readings: Mapping[str, str]  # engine: SHA-256 of its reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text that stood under an address; the first has the lowest number."""

    number: int
    url: str
    article: str
    seen_at: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that full text found, best first: its number, id and particulars, and the batch that shows it."""

    id: str
    batch: int


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
            catalog._check_version()
            catalog._db.execute("PRAGMA journal_mode = WAL")
            catalog._db.execute("PRAGMA synchronous = FULL")
            return catalog

    @classmethod
    def read(cls, path: Path) -> Catalog:
        """The catalog open for reading alone, also where nobody may write."""
        with _told(path):
            try:
                catalog = cls(_connect(path, "ro"), path)
                catalog._check_version()
            except sqlite3.OperationalError:
                catalog = cls._read_copy(path)
                catalog._check_version()
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

    def last_batch(self) -> int:
        """The number of the newest batch that counts, 0 where there is none."""
        return int(self._value("SELECT coalesce(max(number), 0) FROM batch"))

    def batches(self) -> tuple[int, ...]:
        """The numbers of all batches that count, in order."""
        return tuple(number for (number,) in self._rows("SELECT number FROM batch ORDER BY number"))

    def segments(self) -> dict[int, tuple[Segment, ...]]:
        """The segments of each batch that counts."""
        found: dict[int, tuple[Segment, ...]] = dict.fromkeys(self.batches(), ())
        for batch, *told in self._rows("SELECT batch, name, rows, bytes, sha256 FROM segment ORDER BY batch, name"):
            found[batch] = (*found.get(batch, ()), Segment(*told))
        return found

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

    def batch_of_article(self, article_id: str) -> int | None:
        """The batch with the newest reading of an article."""
        query = """SELECT max(reading.batch) FROM reading JOIN article ON article.number = reading.article
                   WHERE article.id = ?"""
        found = self._value(query, article_id)
        return None if found is None else int(found)

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
        return [(article, engine) for article, engine in self._rows(query)]

    def versions(self, url: str | None = None) -> Iterator[Version]:
        """The texts under each address that had several, oldest first; or under the one address."""
        query = """SELECT number, url, id, seen_at, text_sha256 FROM article a
                   WHERE url IS NOT NULL AND (?1 IS NULL OR url = ?1)
                   AND EXISTS (SELECT 1 FROM article b WHERE b.url = a.url AND b.number <> a.number)
                   ORDER BY url, number"""
        for number, address, article, seen_at, digest in self._rows(query, url):
            yield Version(number=number, url=address, article=article, seen_at=seen_at, text_sha256=digest)

    def search(
        self, wanted: str, *, publisher: str | None, since: str | None, until: str | None, limit: int
    ) -> list[Hit]:
        """The articles whose stems an FTS5 expression finds, best first, then in order of id."""
        query = """SELECT article.id, (SELECT max(batch) FROM reading WHERE reading.article = article.number)
                   FROM words JOIN article ON article.number = words.rowid
                   WHERE words MATCH ?1 AND (?2 IS NULL OR article.publisher = ?2)
                   AND (?3 IS NULL OR article.published_at >= ?3)
                   AND (?4 IS NULL OR substr(article.published_at, 1, 10) <= ?4)
                   ORDER BY words.rank, article.id LIMIT ?5"""
        rows = self._rows(query, wanted, publisher, since, until, limit)
        return [Hit(id=article, batch=batch) for article, batch in rows]

    def contents(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every row of every table but when it was seen, with the name of its table, in an order that lasts."""
        queries = {
            "engine": "SELECT * FROM engine ORDER BY 1",
            "batch": "SELECT number, engine FROM batch ORDER BY 1",
            "segment": "SELECT * FROM segment ORDER BY 1, 2",
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
            self._add_batch(manifest, tables["article"].to_pylist(), digests, seen_at)
            for name in _DATA:
                keys = sorted({key for one in tables[name]["id"].to_pylist() if (key := key_of(one)) is not None})
                self._db.executemany(
                    "INSERT OR IGNORE INTO datum VALUES (?, ?)", ((key, manifest.batch) for key in keys)
                )

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

    def _add_batch(
        self, manifest: Manifest, articles: list[dict[str, Any]], digests: Sequence[str], seen_at: str
    ) -> None:
        """The rows of a batch and its articles."""
        db = self._db
        engine = self._engine(articles[0]["engine"])
        db.execute("INSERT INTO batch VALUES (?, ?, ?)", (manifest.batch, engine, seen_at))
        told = ((manifest.batch, s.table, s.rows, s.bytes, s.sha256) for s in manifest.segments)
        db.executemany("INSERT INTO segment VALUES (?, ?, ?, ?, ?)", told)
        for article, digest in zip(articles, digests, strict=True):
            number = self._article(article, seen_at)
            db.execute("INSERT INTO reading VALUES (?, ?, ?, ?)", (number, engine, manifest.batch, digest))
            page = bytes.fromhex(article["page_sha256"])
            db.execute("INSERT OR IGNORE INTO page VALUES (?, ?, ?)", (page, engine, number))

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

    def _check_version(self) -> None:
        """RecordError where the catalog was made by a newer Kawat."""
        found = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if found > VERSION:
            raise RecordError(
                f"{self._path}: made by a newer Kawat (catalog {found}, this one knows {VERSION}); upgrade Kawat"
            )
        if found < 1:
            raise RecordError(f"{self._path}: is no catalog of a record; `kawat repair` makes it again")

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a question finds."""
        with _told(self._path):
            return self._db.execute(query, values).fetchall()

    def _value(self, query: str, *values: Any) -> Any:
        """The one value that a question finds."""
        with _told(self._path):
            return self._db.execute(query, values).fetchone()[0]


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
