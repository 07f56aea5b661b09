"""What goes wrong around a record: each is told (where, what, what to do), and costs nothing that was acknowledged."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kawat.errors import RecordError
from kawat.store import writer
from kawat.store.care import check, repair, state
from kawat.store.catalog import Catalog
from kawat.store.reader import Reader
from tests.tools.small import article, ingest, write

NOBODY = 65534


@pytest.fixture
def source(tmp_path):
    return write(tmp_path / "in.jsonl", [article(number) for number in range(10)])


@pytest.fixture
def record(tmp_path):
    ingest(tmp_path / "record", write(tmp_path / "few.jsonl", [article(number) for number in range(4)]))
    return tmp_path / "record"


def told(steps):
    return " ".join(step.what for step in steps)


@pytest.mark.parametrize("most", [1_000, 10_000, 70_000])
def test_files_that_may_grow_no_further_are_told_and_cost_nothing(record, tmp_path, most):
    """A real limit of the system, in a process of its own: a segment or the catalog cannot be written to its end."""
    many = write(tmp_path / "many.jsonl", [article(number) for number in range(60)])
    before = state(record)
    command = [sys.executable, "-m", "kawat", "ingest", str(many), "--into", str(record), "--model", "none"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )

    assert done.returncode == 2
    assert str(record) in done.stderr
    assert "safe" in done.stderr
    assert "Traceback" not in done.stderr
    assert all(state(record)[key] == before[key] for key in before if key.startswith("segments/"))
    assert Reader(record).counts()["articles"] == 4
    assert ingest(record, many, batch=60).total() == 60  # new, or known where their segments were whole
    assert Reader(record).counts()["articles"] == 60
    assert list(check(record)) == []


@pytest.fixture
def locked():
    """A record in a folder in which this process may only read, and its source."""
    folder = Path(tempfile.mkdtemp())
    source = write(folder / "in.jsonl", [article(number) for number in range(4)])
    ingest(folder / "record", source)
    list(Reader(folder / "record").sql("SELECT * FROM event").batches())  # loads what is loaded late
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    yield folder / "record", source
    os.seteuid(os.getuid())
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)
    shutil.rmtree(folder)


def test_a_folder_in_which_nobody_may_write_is_asked_and_checked_but_not_written(locked):
    record, source = locked

    assert Reader(record).counts()["articles"] == 4
    assert Reader(record).readings("n0001")[0].article.id == "n0001"
    assert sum(len(batch) for batch in Reader(record).sql("SELECT * FROM article").batches()) == 4
    assert list(check(record)) == []
    for use in (lambda: ingest(record, source), lambda: list(repair(record)), lambda: writer.compact(record)):
        with pytest.raises(
            RecordError, match=r"lock: cannot be opened for writing \(Permission denied\); check who may"
        ):
            use()


@pytest.mark.parametrize("name", ["catalog.sqlite", "lock", "record.json", "segments", "readers"])
def test_a_link_in_a_record_is_refused_and_what_it_points_to_is_left_alone(record, source, tmp_path, name):
    other = tmp_path / "other"
    shutil.move(record / name, other)
    (record / name).symlink_to(other)
    before = other.read_bytes() if other.is_file() else sorted(other.rglob("*"))

    for use in (
        lambda: ingest(record, source),
        lambda: Reader(record),
        lambda: list(check(record)),
        lambda: list(repair(record)),
    ):
        with pytest.raises(
            RecordError, match=rf"{name}: is a symbolic link \(to .*other\); a record holds its own files"
        ):
            use()
    assert (other.read_bytes() if other.is_file() else sorted(other.rglob("*"))) == before


@pytest.mark.parametrize("place", ["000001", "000001/event.parquet"])
def test_a_link_in_place_of_a_segment_is_found_and_set_aside(record, tmp_path, place):
    other = tmp_path / "other"
    shutil.move(record / "segments" / place, other)
    (record / "segments" / place).symlink_to(other)

    with pytest.raises(RecordError, match=r"is a symbolic link, or lies in one; `kawat repair` sets its batch aside"):
        list(Reader(record).sql("SELECT * FROM event").batches())
    assert "is a symbolic link, or lies in one" in told(check(record))
    assert sum(step.lost for step in repair(record)) == 4
    assert other.exists()
    assert list(check(record)) == []


@pytest.mark.parametrize("harm", [b"\0" * 5000, b"not a catalog at all, but words\n" * 100, b"SQLite format 3\0"])
def test_a_catalog_that_is_none_is_told_with_its_remedy(record, source, harm):
    before = state(record)
    (record / "catalog.sqlite").write_bytes(harm)

    for use in (lambda: ingest(record, source), lambda: Reader(record)):
        with pytest.raises(RecordError, match=r"catalog\.sqlite: .*`kawat repair` makes it"):
            use()
    assert "kawat repair" in " ".join(trouble.mend for trouble in check(record))
    assert [step.lost for step in repair(record)] == [0]
    assert state(record) == before


def test_a_catalog_of_something_else_is_told_with_its_remedy(record, source):
    (record / "catalog.sqlite").unlink()
    with sqlite3.connect(record / "catalog.sqlite") as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")

    for use in (lambda: ingest(record, source), lambda: Reader(record)):
        with pytest.raises(RecordError, match=r"is no catalog of a record; `kawat repair` makes it"):
            use()
    assert [step.lost for step in repair(record)] == [0]
    assert list(check(record)) == []


def test_an_empty_catalog_finds_its_batches_again(record, source):
    Catalog.create(record / "empty").close()
    shutil.move(record / "empty", record / "catalog.sqlite")

    assert [trouble.where for trouble in check(record)] == ["batch 1"]
    assert ingest(record, source) == {"unchanged": 4, "new": 6}
    assert list(check(record)) == []


def test_many_sources_that_repeat_are_one(record, tmp_path):
    """A thousand tellings in a row, over several batches, and again under other names."""
    again = write(tmp_path / "again.jsonl", [article(number % 6) for number in range(1000)])

    assert ingest(record, again, batch=2) == {"unchanged": 998, "new": 2}
    copy = shutil.copy(again, tmp_path / "copy.jsonl")
    assert ingest(record, Path(copy)) == {"unchanged": 1000}
    assert Reader(record).counts()["articles"] == 6
    assert list(check(record)) == []
