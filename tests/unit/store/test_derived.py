"""Derived tables: published whole, seen by readers, replaced, never taken from under a reader."""

import duckdb
import pyarrow as pa
import pytest

import kawat
from kawat import api
from kawat.errors import RecordError, UsageError
from kawat.store import care, writer
from kawat.store.reader import Reader

ROWS = pa.table({"id": ["s-1", "s-2"], "lead": ["a", "b"]})
OTHER = pa.table({"id": ["p-1"], "text": ["x"]})


@pytest.fixture
def record(tmp_path):
    (tmp_path / "one.txt").write_text("JAKARTA - Pemerintah menolak usul itu pada Senin.\n", encoding="utf-8")
    with api.ingest(tmp_path / "record", model=None) as door:
        list(door.keep([str(tmp_path / "one.txt")]))
    return tmp_path / "record"


def publish(record, **tables):
    with writer.opened(record, batch=1) as door:
        door.publish(tables)


def asked(record, query):
    with kawat.open(record) as held:
        return list(held.sql(query))


def folders(record):
    return sorted(path.name for path in (record / "links").iterdir())


def test_a_published_table_is_asked_like_any_other(record):
    publish(record, story=ROWS)

    assert asked(record, "SELECT id, lead FROM story ORDER BY id") == [
        {"id": "s-1", "lead": "a"},
        {"id": "s-2", "lead": "b"},
    ]
    assert asked(record, "SELECT count(*) AS n FROM article") == [{"n": 1}]
    assert list(care.check(record)) == []


def test_a_new_publication_takes_the_place_of_the_old_and_leaves_other_names(record):
    publish(record, story=ROWS)
    publish(record, posting=OTHER)
    publish(record, story=ROWS.slice(1))

    assert asked(record, "SELECT (SELECT count(*) FROM story) AS s, (SELECT count(*) FROM posting) AS p") == [
        {"s": 1, "p": 1}
    ]
    assert folders(record) == ["000002", "000003"]


def test_the_same_tables_again_write_nothing(record):
    publish(record, story=ROWS)
    before = care.state(record), folders(record)
    publish(record, story=ROWS)

    assert (care.state(record), folders(record)) == before


def test_a_table_is_not_removed_while_a_reader_holds_it(record):
    publish(record, story=ROWS)
    reader = Reader(record)
    with reader.connection() as connection:
        publish(record, story=ROWS.slice(1))

        assert connection.sql("SELECT count(*) FROM story").fetchall() == [(2,)]
        assert folders(record) == ["000001", "000002"]
    reader.close()
    publish(record, posting=OTHER)

    assert folders(record) == ["000002", "000003"]


def test_a_publication_that_was_stopped_does_not_count(record, monkeypatch):
    publish(record, story=ROWS)

    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("kawat.store.catalog.Catalog.set_links", stopped)
        with pytest.raises(KeyboardInterrupt):
            publish(record, story=ROWS.slice(1))

    assert asked(record, "SELECT count(*) AS n FROM story") == [{"n": 2}]
    publish(record, story=ROWS.slice(1))
    assert asked(record, "SELECT count(*) AS n FROM story") == [{"n": 1}]
    assert folders(record) == ["000003"]


def test_a_record_that_nothing_was_linked_in_says_how_to(record):
    with kawat.open(record) as held, pytest.raises(UsageError) as error:
        list(held.sql("SELECT * FROM story"))
    assert "kawat link" in str(error.value)
    reader = Reader(record)
    with pytest.raises(RecordError, match=r"kawat link --record"):
        reader.linked("story")
    assert reader.links() == {}


def test_links_that_new_articles_are_not_in_say_so(record, tmp_path):
    publish(record, story=ROWS)
    assert Reader(record).links_behind() == 0
    (tmp_path / "two.txt").write_text("JAKARTA - Pemerintah menerima usul itu pada Selasa.\n", encoding="utf-8")
    with api.ingest(record, model=None) as door:
        list(door.keep([str(tmp_path / "two.txt")]))

    assert Reader(record).links_behind() == 1


def test_a_damaged_table_is_found(record):
    publish(record, story=ROWS)
    path = record / "links" / "000001" / "story.parquet"
    path.write_bytes(path.read_bytes()[:-9] + b"123456789")

    assert [one.mend for one in care.check(record)] == ["kawat link makes the tables of links again"]


@pytest.mark.parametrize(("name", "table"), [("event", ROWS), ("Story", ROWS), ("story", pa.table({"a": [1]}))])
def test_a_table_that_would_hide_another_or_has_no_ids_is_refused(record, name, table):
    with pytest.raises(UsageError, match="cannot be published"):
        publish(record, **{name: table})


def test_plain_duckdb_reads_the_file(record):
    publish(record, story=ROWS)

    assert duckdb.sql(f"SELECT count(*) FROM '{record}/links/000001/story.parquet'").fetchall() == [(2,)]
