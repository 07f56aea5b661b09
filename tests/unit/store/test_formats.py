"""A record of format 1 (made by Kawat 0.3, kept in `format-1`) can be asked as it is, and is written on as format 3."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from kawat.store import writer
from kawat.store.care import check, repair
from kawat.store.catalog import Catalog
from kawat.store.reader import Reader
from tests.tools.small import article, ingest, write

OLD = Path(__file__).with_name("format-1")


@pytest.fixture
def record(tmp_path):
    shutil.copytree(OLD, tmp_path / "old")
    return tmp_path / "old"


def asked(record):
    reader = Reader(record)

    def sql(query):
        return [row for batch in reader.sql(query).batches() for row in batch.to_pylist()]

    said = reader.readings("n0003")[0].quotations[0].id
    found = {
        "articles": sql("SELECT * FROM article ORDER BY id"),
        "quotations": sql("SELECT * FROM quotation ORDER BY article, start_char"),
        "dyads": sql("SELECT * FROM dyad ORDER BY ALL"),
        "reading": reader.readings("n0003"),
        "by datum": [one.article.id for one in reader.readings(said)],
        "search": [row["id"] for row in _rows(reader.search("perikanan"))],
        "versions": list(reader.versions()),
    }
    reader.close()
    return found


def _rows(question):
    return [row for batch in question.batches() for row in batch.to_pylist()]


def bytes_of(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("catalog.sqlite-wal", "catalog.sqlite-shm")
    }


def test_it_is_asked_without_being_changed(record):
    found = asked(record)

    assert [row["id"] for row in found["articles"]] == [f"n{number:04d}" for number in range(6)]
    assert len(found["quotations"]) == 6
    assert all(row["text"].startswith("Kami akan membahas") for row in found["quotations"])
    assert {(row["actor_country"], row["recipient_country"]) for row in found["dyads"]} >= {("FJI", "IDN")}
    assert found["by datum"] == ["n0003"]
    assert len(found["search"]) == 6
    assert list(check(record)) == []
    assert bytes_of(record) == bytes_of(OLD)


def test_it_becomes_the_new_format_when_it_is_written_to_and_says_the_same(record, tmp_path):
    before, segments = asked(record), bytes_of(OLD / "segments")

    with writer.opened(record, batch=4):
        pass
    assert json.loads((record / "record.json").read_bytes())["format"] == 3
    assert bytes_of(record / "segments") == segments
    assert asked(record) == before
    assert list(check(record)) == []
    assert ingest(record, write(tmp_path / "in.jsonl", [article(number) for number in range(6, 10)])) == {"new": 4}
    assert Reader(record).counts()["articles"] == 10
    assert list(check(record)) == []


def test_it_is_merged_and_says_the_same(record):
    before = asked(record)

    assert writer.compact(record) == (2, 1)
    assert asked(record) == before
    assert list(check(record)) == []


def test_its_catalog_is_made_again(record):
    before = asked(record)
    (record / "catalog.sqlite").unlink()

    assert [step.lost for step in repair(record)] == [0]
    assert asked(record) == before
    catalog = Catalog.write(record / "catalog.sqlite")
    assert catalog._value("PRAGMA user_version") == 2
    catalog.close()


def test_a_move_to_the_new_format_that_stops_is_made_by_the_next(record, monkeypatch):
    before = asked(record)
    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "write", lambda _: (_ for _ in ()).throw(RuntimeError("stopped")))
        with pytest.raises(RuntimeError), writer.opened(record, batch=4):
            pass

    assert asked(record) == before
    with writer.opened(record, batch=4):
        pass
    assert asked(record) == before
