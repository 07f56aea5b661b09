"""Nothing acknowledged is lost, nothing is doubled, and what cannot be kept is said in words."""

import errno
import os
import shutil
from contextlib import suppress

import msgspec
import pytest

import kawat
from kawat.errors import RecordError
from kawat.knowledge.files import with_added
from kawat.store import lock, segments, writer
from kawat.store.care import check, state
from kawat.store.catalog import Catalog
from kawat.store.reader import Reader
from tests.tools.small import article, ingest, write


@pytest.fixture
def source(tmp_path):
    return write(tmp_path / "in.jsonl", [article(number) for number in range(10)])


@pytest.fixture
def record(tmp_path):
    return tmp_path / "record"


def whole(record):
    return list(check(record)) == []


def test_a_reading_comes_back_to_the_byte(record):
    ingest(record, "samples/articles")
    read = {one.article.id: one for one in kawat.read_all("samples/articles", model=None)}

    reader = Reader(record)
    for article_id, reading in read.items():
        (kept,) = reader.readings(article_id)
        assert msgspec.json.encode(kept) == msgspec.json.encode(reading)
    assert whole(record)


def test_a_second_run_changes_nothing(record, source):
    assert ingest(record, source) == {"new": 10}
    before = state(record)

    assert ingest(record, source) == {"unchanged": 10}
    assert state(record) == before


def test_known_articles_are_not_read_again(record, source, monkeypatch):
    ingest(record, source)
    monkeypatch.setattr("kawat.run.ingest.read_pages", lambda *_, **__: pytest.fail("was read again"))

    assert ingest(record, source) == {"unchanged": 10}


def test_an_article_told_a_thousand_times_is_one_article(record, tmp_path):
    source = write(tmp_path / "in.jsonl", [article(7)] * 1000)

    assert ingest(record, source) == {"new": 1, "unchanged": 999}
    assert Reader(record).counts()["articles"] == 1


def test_an_id_that_stands_for_another_text_is_rejected(record, tmp_path):
    source = write(tmp_path / "in.jsonl", [article(1), article(2, id="n0001")])

    assert ingest(record, source) == {"new": 1, "rejected": 1}
    (kept,) = Reader(record).readings("n0001")
    assert kept.article.text == article(1)["text"]


def test_words_told_with_another_date_are_rejected_and_the_first_telling_stands(record, tmp_path):
    source = write(tmp_path / "in.jsonl", [article(1), article(1, published="2022-01-01")])

    assert ingest(record, source) == {"new": 1, "rejected": 1}
    assert Reader(record).readings("n0001")[0].article.published_at == "2021-05-04"


@pytest.mark.parametrize("ids", [{}, {"id": "n0001"}])
def test_a_page_that_changed_is_a_version_beside_the_old(record, tmp_path, ids):
    old, new = article(1, url="https://kabar.example/1"), article(2, url="https://kabar.example/1") | ids
    if not ids:
        del old["id"], new["id"]
    source = write(tmp_path / "in.jsonl", [old, new])

    assert ingest(record, source) == {"new": 1, "version": 1}
    assert ingest(record, source) == {"unchanged": 2}
    first, second = Reader(record).versions("https://kabar.example/1")
    assert first.number < second.number
    assert [Reader(record).readings(one.article)[0].article.text for one in (first, second)] == [
        old["text"],
        new["text"],
    ]


def test_another_engine_reads_beside_and_the_newest_reading_is_shown(record, source, tmp_path):
    ingest(record, source)
    added = tmp_path / "added" / "id"
    added.mkdir(parents=True)
    (added / "countries.tsv").write_text("code\tnames\tdemonyms\tseats\tsource\nNRV\tNarvia\t\tOrmund\tmade up\n")

    assert ingest(record, source, knowledge=with_added([tmp_path / "added"])) == {"reread": 10}
    reader = Reader(record)
    assert reader.counts() | {"articles": 10, "readings": 20, "engines": 2} == reader.counts()
    shown = reader.sql("SELECT count(*) AS n, count(DISTINCT id) AS ids, count(DISTINCT engine) AS e FROM article")
    assert [row for batch in shown.batches() for row in batch.to_pylist()] == [{"n": 10, "ids": 10, "e": 1}]
    assert ingest(record, source) == {"unchanged": 10}
    assert whole(record)


class StopError(Exception):
    pass


def fail(*_, **__):
    raise StopError


@pytest.mark.parametrize(
    "place",
    ["segments._write_rows", "segments.write_file", "segments.sync_folder", "catalog.Catalog._add_batch"],
)
@pytest.mark.parametrize("calls", [0, 1, 7])
def test_a_run_that_stops_anywhere_is_finished_by_the_next(record, source, tmp_path, monkeypatch, place, calls):
    module, _, name = place.partition(".")
    owner = {"segments": segments, "catalog": Catalog}[module]
    name = name.rpartition(".")[2]
    right, left = getattr(owner, name), [calls]

    def sometimes(*given):
        left[0] -= 1
        return right(*given) if left[0] >= 0 else fail()

    with monkeypatch.context() as patch, suppress(StopError):
        patch.setattr(owner, name, sometimes)
        ingest(record, source)
    ingest(record, source)
    ingest(tmp_path / "calm", source)

    assert state(record) == state(tmp_path / "calm")
    assert whole(record)


def test_a_full_disk_is_told_and_costs_nothing_that_was_kept(record, source, tmp_path, monkeypatch):
    few = write(tmp_path / "few.jsonl", [article(number) for number in range(4)])
    ingest(record, few)
    before = state(record)

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(RecordError, match=r"No space left on device.*is\s+safe: make room"):
            ingest(record, source)

    assert state(record) == before
    assert ingest(record, source) == {"unchanged": 4, "new": 6}
    assert whole(record)


def test_a_batch_that_was_whole_but_not_acknowledged_is_taken_in(record, source, tmp_path, monkeypatch):
    with monkeypatch.context() as patch, suppress(StopError):
        patch.setattr(Catalog, "add_batch", fail)
        ingest(record, source)

    with writer.opened(record, batch=4) as door:
        assert door.recovered == 1
    assert Reader(record).counts()["articles"] == 4


def test_an_unfinished_batch_is_removed(record, source):
    ingest(record, source)
    part = record / "segments" / ".000009.part"
    part.mkdir()
    (part / "event.parquet").write_bytes(b"PAR1")

    assert [trouble.where for trouble in check(record)] == [".000009.part"]
    ingest(record, source)
    assert not part.exists()


def test_a_catalog_from_a_backup_takes_in_what_came_after_it(record, source, tmp_path):
    few = write(tmp_path / "few.jsonl", [article(number) for number in range(4)])
    ingest(record, few)
    shutil.copy(record / "catalog.sqlite", tmp_path / "backup")
    ingest(record, source)
    after = state(record)
    shutil.copy(tmp_path / "backup", record / "catalog.sqlite")

    assert [trouble.where for trouble in check(record)] == ["batch 2", "batch 3"]
    assert ingest(record, source) == {"unchanged": 10}
    assert state(record) == after


def test_two_writers_the_second_says_who_holds_it(record, source):
    with writer.opened(record, batch=4), pytest.raises(RecordError, match=rf"process {os.getpid()} on .* \(since 20"):
        ingest(record, source)
    assert ingest(record, source) == {"new": 10}


def test_a_second_writer_waits_when_told_so(record, source, monkeypatch):
    holder = writer.opened(record, batch=4)
    holder.__enter__()
    monkeypatch.setattr(lock.time, "sleep", lambda _: holder.__exit__(None, None, None))

    assert ingest(record, source, wait=60.0) == {"new": 10}


def test_readers_are_not_blocked_and_see_what_was_kept(record, source, tmp_path):
    few = write(tmp_path / "few.jsonl", [article(number) for number in range(4)])
    ingest(record, few)
    reader = Reader(record)
    with writer.opened(record, batch=4) as door:
        door._catalog._db.execute("BEGIN IMMEDIATE")
        door._catalog._db.execute("DELETE FROM page")
        assert reader.counts()["articles"] == 4
        assert Reader(record).counts()["articles"] == 4
        door._catalog._db.execute("ROLLBACK")
    ingest(record, source)
    assert reader.counts()["articles"] == 10


def test_a_clock_that_goes_backwards_changes_no_order(record, source, tmp_path, monkeypatch):
    times = iter(f"20{year}-01-01T00:00:00Z" for year in range(90, 10, -1))
    monkeypatch.setattr(lock, "now", lambda: next(times))
    ingest(record, source)
    monkeypatch.undo()
    ingest(tmp_path / "calm", source)

    assert state(record) == state(tmp_path / "calm")
    assert whole(record)


@pytest.mark.parametrize("way", ["format", "catalog"])
def test_a_record_of_a_newer_kawat_is_refused(record, source, way):
    ingest(record, source)
    if way == "format":
        (record / "record.json").write_text('{"format": 99, "more": true}')
    else:
        catalog = Catalog.write(record / "catalog.sqlite")
        catalog._db.execute("PRAGMA user_version = 99")
        catalog.close()

    for use in (lambda: ingest(record, source), lambda: Reader(record)):
        with pytest.raises(RecordError, match=r"newer Kawat \((format|catalog) 99.*upgrade Kawat"):
            use()


def test_a_folder_that_holds_other_things_is_not_made_a_record(source, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("")

    with pytest.raises(RecordError, match=r"no record and not empty \(found 'thesis.txt'\)"):
        ingest(folder, source)
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_a_place_where_nobody_may_write_is_told(source, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(RecordError, match="name a folder that you may write to"):
        ingest(tmp_path / "file" / "record", source)


def test_a_beginning_that_was_interrupted_is_begun_again(record, source, monkeypatch):
    with monkeypatch.context() as patch, suppress(StopError):
        patch.setattr("kawat.store.home.write_whole", fail)
        ingest(record, source)

    assert ingest(record, source) == {"new": 10}
    assert whole(record)
