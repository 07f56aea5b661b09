"""Small batches are merged; nothing is lost, doubled or changed by it, wherever it is stopped, and readers go on."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

import msgspec
import pytest

from kawat.errors import RecordError
from kawat.store import lock, merging, segments, writer
from kawat.store.care import check, repair, state
from kawat.store.catalog import Catalog
from kawat.store.reader import Reader
from tests.tools.small import article, ingest, write

ARTICLES = 20


@pytest.fixture
def source(tmp_path):
    return write(tmp_path / "in.jsonl", [article(number) for number in range(ARTICLES)])


@pytest.fixture
def apart(tmp_path, source, monkeypatch):
    """A record of many small batches, of which none is merged."""
    with monkeypatch.context() as patch:
        patch.setattr(merging, "_MANY", 1000)
        ingest(tmp_path / "apart", source, batch=2)
    return tmp_path / "apart"


def folders(record):
    return [path.name for path in sorted((record / "segments").iterdir())]


def rows(record, query):
    reader = Reader(record)
    found = [row for batch in reader.sql(query).batches() for row in batch.to_pylist()]
    reader.close()
    return found


def contents(record):
    """All that a record says: its readings, in the order of their numbers, and its rows."""
    reader = Reader(record)
    ids = [f"n{number:04d}" for number in range(ARTICLES)]
    kept = [hashlib.sha256(msgspec.json.encode(reader.readings(one))).hexdigest() for one in ids]
    reader.close()
    catalog = Catalog.read(record / "catalog.sqlite")
    order = catalog._rows("SELECT number, id FROM article ORDER BY number")
    catalog.close()
    return (
        kept,
        order,
        rows(record, "SELECT * FROM event ORDER BY ALL"),
        rows(record, "SELECT * FROM dyad ORDER BY ALL"),
    )


def test_many_small_batches_become_few_by_nature_and_say_the_same(tmp_path, source, apart):
    ingest(tmp_path / "merged", source, batch=1)

    assert len(folders(apart)) == 10
    assert folders(tmp_path / "merged") == ["000017", "000018", "000019", "000020", "000021"]
    assert contents(tmp_path / "merged") == contents(apart)
    assert list(check(tmp_path / "merged")) == []


def test_all_that_fit_are_merged_when_asked_and_then_nothing_is_left_to_do(apart, source):
    before = contents(apart)

    assert writer.compact(apart) == (10, 1)
    assert folders(apart) == ["000011"]
    assert contents(apart) == before
    assert list(check(apart)) == []
    assert writer.compact(apart) == (1, 1)
    assert ingest(apart, source) == {"unchanged": ARTICLES}


def test_merged_batches_are_merged_again(apart, tmp_path):
    writer.compact(apart)
    more = write(tmp_path / "more.jsonl", [article(number) for number in range(ARTICLES, ARTICLES + 4)])
    ingest(apart, more, batch=2)
    before = contents(apart)

    assert writer.compact(apart) == (3, 1)
    assert contents(apart) == before
    assert list(check(apart)) == []


def test_a_folder_is_not_filled_over_its_size(apart, monkeypatch):
    before = contents(apart)
    monkeypatch.setattr(merging, "MOST", 6)

    assert writer.compact(apart) == (10, 4)
    assert contents(apart) == before


def test_only_neighbours_are_merged_so_that_the_order_stays():
    sizes = [(1, 10), (2, 70_000), (3, 10), (4, 65_000), (5, 600)]
    assert list(merging._neighbours(sizes)) == [[3, 4]]


class StopError(Exception):
    pass


@pytest.mark.parametrize(
    "place", ["_write_rows", "_write_derived", "write_file", "sync_folder", "add_merged", "retire"]
)
@pytest.mark.parametrize("calls", [0, 1, 2, 5])
def test_a_merge_that_stops_anywhere_costs_nothing_and_is_finished_by_the_next(
    apart, tmp_path, monkeypatch, place, calls
):
    calm = tmp_path / "calm"
    shutil.copytree(apart, calm)
    writer.compact(calm)
    owner = Catalog if place == "add_merged" else segments
    right, left = getattr(owner, place), [calls]

    def sometimes(*given):
        left[0] -= 1
        if left[0] < 0:
            raise StopError
        return right(*given)

    with monkeypatch.context() as patch, suppress(StopError):
        patch.setattr(owner, place, sometimes)
        writer.compact(apart)

    assert contents(apart) == contents(calm)
    writer.compact(apart)
    assert state(apart) == state(calm)
    assert list(check(apart)) == []


def test_a_full_disk_puts_merging_off_and_costs_ingest_nothing(tmp_path, source, apart, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(segments, "write_merged", full)
        assert ingest(tmp_path / "record", source, batch=1) == {"new": ARTICLES}
        with pytest.raises(RecordError, match=r"No space left on device; all that the record holds is safe: make room"):
            writer.compact(apart)
    assert len(folders(tmp_path / "record")) == ARTICLES
    assert ingest(tmp_path / "record", source) == {"unchanged": ARTICLES}
    assert len(folders(tmp_path / "record")) == 1
    assert contents(tmp_path / "record") == contents(apart)


def test_damage_is_not_copied_into_a_merged_folder(apart, source, tmp_path):
    path = apart / "segments" / "000003" / "event.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(RecordError, match=r"000003/event\.parquet.*SHA-256 differs.*`kawat repair"):
        writer.compact(apart)
    assert len(folders(apart)) == 10
    more = write(tmp_path / "more.jsonl", [article(number) for number in range(100, 120)])
    assert ingest(apart, more, batch=2) == {"new": 20}
    assert [trouble.where for trouble in check(apart)] == ["batch 3"]


def test_who_is_reading_finds_every_folder_until_the_end(apart, monkeypatch):
    monkeypatch.setattr("kawat.store.reader._CHUNK", 1)
    expected = rows(apart, "SELECT id FROM event")
    reader = Reader(apart)
    answer = reader.sql("SELECT id FROM event").batches()
    next(answer)

    writer.compact(apart)
    assert len(folders(apart)) == 11
    assert [row for batch in answer for row in batch.to_pylist()] == expected
    assert list(check(apart)) == []
    assert len(rows(apart, "SELECT id FROM event")) == len(expected)
    reader.close()
    assert lock.nobody_reads(apart)
    assert writer.compact(apart) == (1, 1)
    assert folders(apart) == ["000011"]


def test_a_reader_that_is_open_sees_what_is_merged(apart):
    reader = Reader(apart)
    question = reader.sql("SELECT count(*) AS n FROM event")
    first = [batch.to_pylist() for batch in question.batches()]

    writer.compact(apart)
    assert [batch.to_pylist() for batch in question.batches()] == first
    assert reader.readings("n0007")[0].article.id == "n0007"


def test_a_catalog_older_than_a_merge_takes_it_in(apart, source, tmp_path):
    few = tmp_path / "few"
    ingest(few, write(tmp_path / "few.jsonl", [article(number) for number in range(8)]), batch=2)
    shutil.copy(few / "catalog.sqlite", tmp_path / "backup")
    writer.compact(apart)
    after = state(apart)
    shutil.copy(tmp_path / "backup", apart / "catalog.sqlite")

    assert "batch 11" in {trouble.where for trouble in check(apart)}
    assert ingest(apart, source) == {"unchanged": ARTICLES}
    assert state(apart) == after
    assert list(check(apart)) == []


def test_the_catalog_of_merged_folders_is_made_again(apart):
    writer.compact(apart)
    after = state(apart)
    (apart / "catalog.sqlite").unlink()

    assert [step.lost for step in repair(apart)] == [0]
    assert state(apart) == after


def test_a_merged_folder_that_is_damaged_is_made_good_from_those_it_was_made_of(apart):
    before = contents(apart)
    with lock.reading(apart):  # so that the small ones stay
        writer.compact(apart)
    path = apart / "segments" / "000011" / "event.parquet"
    path.write_bytes(path.read_bytes()[:-100])

    assert [step.lost for step in repair(apart) if step.lost] == []
    assert contents(apart) == before


def test_a_merged_folder_that_is_damaged_is_told_with_what_must_be_read_again(apart, source):
    writer.compact(apart)
    path = apart / "segments" / "000011" / "event.parquet"
    path.write_bytes(path.read_bytes()[:-100])

    assert {trouble.where for trouble in check(apart)} == {"batch 11"}
    assert sum(step.lost for step in repair(apart)) == ARTICLES
    assert ingest(apart, source) == {"new": ARTICLES}
    assert list(check(apart)) == []


def test_compact_that_is_killed_loses_and_doubles_nothing(apart, tmp_path):
    calm = tmp_path / "calm"
    shutil.copytree(apart, calm)
    command = [sys.executable, "-m", "kawat", "compact"]
    began = time.monotonic()
    subprocess.run([*command, str(calm)], check=True, capture_output=True)
    seconds, chance = time.monotonic() - began, random.Random(7)

    for number in range(6):
        struck = tmp_path / f"struck-{number}"
        shutil.copytree(apart, struck)
        process = subprocess.Popen([*command, str(struck)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds * chance.uniform(0.5, 1.0))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert contents(struck) == contents(calm)
        writer.compact(struck)
        assert state(struck) == state(calm)
        assert list(check(struck)) == []
