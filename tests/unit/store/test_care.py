"""`check` finds what is wrong, `repair` mends what can be mended and says what it could not."""

import shutil
from dataclasses import replace

import pytest

from kawat.errors import RecordError
from kawat.extract.engine import LIMIT
from kawat.run.local import read_source
from kawat.store import writer
from kawat.store.care import check, repair, state
from kawat.store.catalog import Catalog
from kawat.store.reader import Reader
from tests.tools.small import article, ingest, write


@pytest.fixture
def source(tmp_path):
    return write(tmp_path / "in.jsonl", [article(number) for number in range(10)])


@pytest.fixture
def record(tmp_path, source):
    ingest(tmp_path / "record", source)
    return tmp_path / "record"


def told(steps):
    return [(step.where, step.lost) for step in steps]


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def turn(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [cut, turn, lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("table", ["event", "article"])
def test_a_damaged_segment_is_found_set_aside_and_read_again(record, source, harm, table):
    before = Reader(record).counts()
    harm(record / "segments" / "000002" / f"{table}.parquet")

    assert [trouble.where for trouble in check(record)] == ["batch 2"]
    assert ("batch 2", 4) in told(repair(record))
    assert (record / "set-aside" / "000002" / "manifest.json").exists()
    assert list(check(record)) == []
    assert ingest(record, source) == {"unchanged": 6, "new": 4}
    assert Reader(record).counts() == before
    assert list(check(record)) == []


def test_a_question_to_a_record_with_a_segment_cut_off_is_refused(record):
    cut(record / "segments" / "000002" / "event.parquet")

    with pytest.raises(RecordError, match=r"event\.parquet: has .* bytes, expected .*`kawat repair`"):
        list(Reader(record).sql("SELECT * FROM article").batches())


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"\0" * 5000), cut, turn])
def test_a_catalog_that_is_lost_or_damaged_is_made_again(record, harm):
    before = state(record)
    harm(record / "catalog.sqlite")

    list(check(record))
    assert [step.lost for step in repair(record)] == [0]
    assert state(record) == before
    assert list(check(record)) == []


def test_repair_of_a_whole_record_changes_nothing_and_keeps_when_things_were_seen(record, monkeypatch):
    before = state(record)
    seen = Catalog.read(record / "catalog.sqlite")._rows("SELECT id, seen_at FROM article ORDER BY id")
    monkeypatch.setattr("kawat.store.lock.now", lambda: "1999-01-01T00:00:00Z")

    assert told(repair(record)) == [("catalog.sqlite", 0)]
    assert state(record) == before
    assert Catalog.read(record / "catalog.sqlite")._rows("SELECT id, seen_at FROM article ORDER BY id") == seen


def test_a_batch_whose_folder_is_gone_is_told_as_lost(record, source):
    shutil.rmtree(record / "segments" / "000001")

    assert [trouble.where for trouble in check(record)] == ["batch 1"]
    assert ("batch 1", 4) in told(repair(record))
    assert ingest(record, source) == {"new": 4, "unchanged": 6}
    assert list(check(record)) == []


def test_a_catalog_that_says_other_than_its_segments_is_found(record):
    catalog = Catalog.write(record / "catalog.sqlite")
    catalog._db.execute("DELETE FROM datum WHERE key = (SELECT min(key) FROM datum)")
    catalog._db.execute("UPDATE reading SET sha256 = 'x' WHERE article = 1")
    catalog.close()

    assert [trouble.what for trouble in check(record)] == [
        "article n0000: is not the reading that was kept",
        "1 ids of data are in the catalog or in the segments alone",
    ]


def test_a_span_that_does_not_quote_its_article_is_found(tmp_path, source):
    reading = next(iter(read_source(str(source), {}, limit=LIMIT, model=None)))
    event = reading.events[0]
    wrong = replace(reading, events=(replace(event, trigger=replace(event.trigger, text="sepakat")),))
    with writer.opened(tmp_path / "wrong", batch=4) as door:
        door.add(wrong, "00" * 32)
        door.flush()

    assert "'sepakat' does not stand at" in " ".join(trouble.what for trouble in check(tmp_path / "wrong"))


def test_a_record_that_is_held_is_not_repaired(record):
    with writer.opened(record, batch=4), pytest.raises(RecordError, match="writes to it"):
        list(repair(record))


def test_there_is_nothing_to_check_or_repair_where_no_record_is(tmp_path):
    for use in (check, repair):
        with pytest.raises(RecordError, match="no record there"):
            list(use(tmp_path))
