"""`kawat ingest` and the commands that ask a record: what they print, where they write, with which status they end."""

import csv
import json

import pyarrow.parquet as pq
import pytest

from kawat.cli import main
from tests.tools.small import article, ingest, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    record = tmp_path_factory.mktemp("cli") / "record"
    ingest(record, "samples/articles", batch=64)
    return record


@pytest.fixture
def ran(capsys, monkeypatch, folder):
    monkeypatch.setenv("KAWAT_RECORD", str(folder))

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


def test_ingest_tells_what_became_of_everything(ran, tmp_path):
    source = write(tmp_path / "in.jsonl", [article(1), article(2), article(1), article(3, id="n0001"), {"text": ""}])
    source.write_text(source.read_text() + "{broken\n")
    into = ("ingest", source, "--into", tmp_path / "new", "--model", "none")

    status, out, err = ran(*into)
    assert status == 1
    assert out.endswith("2 new, 0 new versions, 0 read again by another engine, 1 unchanged, 3 rejected\n")
    assert f"rejected {source}:4 (n0001): id_taken: the record has another text under this id" in err
    assert f"{source}:6: broken_json" in err
    assert ", 0 new versions, 0 read again by another engine, 3 unchanged, 3 rejected\n" in ran(*into)[1]


def test_ingest_of_nothing_that_is_there_makes_no_record(ran, tmp_path):
    assert ran("ingest", tmp_path / "none", "--into", tmp_path / "new", "--model", "none")[0] == 2
    assert not (tmp_path / "new").exists()


def test_events_in_every_format(ran, tmp_path):
    rows = [json.loads(line) for line in ran("events", "--actor", "PRK")[1].splitlines()]
    assert len(rows) == 8
    out = ran("events", "--actor", "PRK", "--format", "csv")[1]
    table = list(csv.DictReader(out.splitlines()))
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    assert [row["actor_names"] for row in table] == ["; ".join(row["actor_names"]) for row in rows]
    assert ran("events", "--actor", "PRK", "-o", tmp_path / "e.parquet", "--format", "parquet")[0] == 0
    assert pq.read_table(tmp_path / "e.parquet").column("id").to_pylist() == [row["id"] for row in rows]
    shown = ran("events", "--actor", "PRK", "--format", "table", "--limit", 2)[1]
    assert "the first 2 rows" in shown
    assert rows[0]["text"] in shown


def test_quotes_search_and_sql_answer(ran):
    (row,) = [json.loads(line) for line in ran("quotes", "Ratna Wulandari", "--limit", 1)[1].splitlines()]
    assert (row["speaker_name"], row["speaker_country"]) == ("Ratna Wulandari", "IDN")
    assert json.loads(ran("search", "penerbangan", "langsung")[1])["id"] == "suva"
    assert json.loads(ran("sql", "select count(*) as n from article")[1]) == {"n": 15}


def test_show_tells_an_article_or_a_datum(ran):
    assert "Yongbyon" in ran("show", "c-cd782c8532")[1]
    assert json.loads(ran("show", "hanoi", "--format", "json")[1])["article"]["id"] == "hanoi"
    status, _, err = ran("show", "q-0000000000")
    assert status == 2
    assert "has nothing of id 'q-0000000000'" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("events", "--since", "soon"), "no day, month or year"),
        (("sql", "drop view event"), "a record is asked with one SELECT"),
        (("events", "--record", "/nowhere"), "no record there"),
        (("check", "/nowhere"), "no record there"),
        (("repair", "/nowhere"), "no record there"),
        (("search", "--", "-"), "no words"),
    ],
)
def test_a_mistake_is_told_with_status_two(ran, arguments, words):
    status, _, err = ran(*arguments)
    assert status == 2
    assert words in err


def test_check_and_repair_tell_what_they_find(ran, tmp_path):
    source = write(tmp_path / "in.jsonl", [article(number) for number in range(3)])
    record = tmp_path / "new"
    ingest(record, source, batch=2)
    assert ran("check", record)[:2] == (
        0,
        f"{record}: whole; 2 batches, 3 articles, 3 readings, 1 engines, 3 searchable\n",
    )
    (record / "segments" / "000001" / "event.parquet").write_bytes(b"")

    status, out, _ = ran("check", record)
    assert status == 1
    assert "event.parquet: has 0 bytes, expected" in out
    status, out, _ = ran("repair", "--record", record)
    assert status == 1
    assert out.endswith("2 articles must be ingested again\n")
    assert ran("check", record)[0] == 0
