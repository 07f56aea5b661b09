"""What was rejected stands in a log: once for each place, gone when it is kept, bounded, and mended by itself."""

import random
import signal
import subprocess
import sys
import time

import msgspec
import pytest

from kawat.cli import main
from kawat.errors import RecordError
from kawat.records import RejectedArticle, Rejection
from kawat.store import rejections, writer
from kawat.store.rejections import NAME, Log, read
from tests.tools.small import article, ingest, write


def refused(name, line=None, detail="no words"):
    return Rejection(article=RejectedArticle(name=name), line=line, stage="clean", reason="empty", detail=detail)


def told(record):
    return [(one.source, one.line, one.reason) for one in read(record)]


def test_the_last_rejection_of_each_place_counts(tmp_path):
    log = Log.of(tmp_path)
    for one in (refused("a"), refused("b", 2), refused("b", 3), refused("a", detail="no words at all")):
        log.reject(one)
    log.flush()

    assert told(tmp_path) == [("a", None, "empty"), ("b", 3, "empty"), ("b", 2, "empty")]
    assert read(tmp_path)[0].detail == "no words at all"


def test_the_same_rejection_is_written_once(tmp_path):
    for _ in range(3):
        log = Log.of(tmp_path)
        log.reject(refused("a"))
        log.flush()

    assert len((tmp_path / NAME).read_bytes().splitlines()) == 1


def test_what_is_kept_later_is_rejected_no_more(tmp_path):
    log = Log.of(tmp_path)
    log.reject(refused("a"))
    log.flush()
    again = Log.of(tmp_path)
    again.keep("a", None)
    again.keep("b", None)
    again.flush()

    assert told(tmp_path) == []
    assert len((tmp_path / NAME).read_bytes().splitlines()) == 2


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_torn_line_is_passed_over_and_hides_no_other(tmp_path, cut):
    log = Log.of(tmp_path)
    log.reject(refused("a"))
    log.reject(refused("b"))
    log.flush()
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:-cut])
    assert told(tmp_path) == [("a", None, "empty")]

    log = Log.of(tmp_path)
    log.reject(refused("b"))
    log.reject(refused("c"))
    log.flush()
    assert told(tmp_path) == [("c", None, "empty"), ("b", None, "empty"), ("a", None, "empty")]


def test_the_log_stays_small(tmp_path, monkeypatch):
    monkeypatch.setattr(rejections, "MOST", 10)
    log = Log.of(tmp_path)
    for number in range(95):
        log.reject(refused("pages", number, "x" * 2_000))
        log.flush()

    lines = (tmp_path / NAME).read_bytes().splitlines()
    assert len(lines) <= 20
    assert told(tmp_path)[:10] == [("pages", number, "empty") for number in range(94, 84, -1)]
    assert max(map(len, lines)) < 1_000


def test_a_run_notes_what_it_rejects_and_what_it_keeps_after_all(tmp_path):
    record = tmp_path / "record"
    source = write(tmp_path / "in.jsonl", [article(1), {**article(2), "text": ""}, article(3)])
    assert ingest(record, source) == {"new": 2, "rejected": 1}
    assert [(line, reason) for _, line, reason in told(record)] == [(2, "empty")]

    write(tmp_path / "in.jsonl", [article(1), article(2), article(3)])
    assert ingest(record, source) == {"new": 1, "unchanged": 2}
    assert told(record) == []


def test_many_rejections_in_a_row_are_told_as_they_come(tmp_path, monkeypatch):
    monkeypatch.setattr("kawat.run.ingest._MANY", 5)
    source = write(tmp_path / "in.jsonl", [{**article(number), "text": ""} for number in range(23)])
    flushes = []
    flush = writer.Writer.flush
    monkeypatch.setattr(writer.Writer, "flush", lambda self: (flushes.append(1), flush(self)))

    assert ingest(tmp_path / "record", source) == {"rejected": 23}
    assert len(flushes) == 5
    assert len(told(tmp_path / "record")) == 23


def test_a_log_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / NAME).mkdir()
    with pytest.raises(RecordError, match=r"rejections\.jsonl: cannot be read"):
        Log.of(tmp_path)


def test_the_command_tells_them(tmp_path, capsysbinary):
    record = tmp_path / "record"
    source = write(tmp_path / "in.jsonl", [article(1), {**article(2), "text": ""}])
    ingest(record, source)
    with pytest.raises(SystemExit) as ended:
        main(["rejections", "--record", str(record), "--format", "jsonl"])
    row = msgspec.json.decode(capsysbinary.readouterr().out)

    assert ended.value.code == 0
    assert (row["line"], row["reason"]) == (2, "empty")
    with pytest.raises(SystemExit):
        main(["rejections", "--record", str(record), "--format", "jsonl", "--reason", "binary"])
    assert capsysbinary.readouterr().out == b""


WRITER = """
import sys
from pathlib import Path
from kawat.records import RejectedArticle, Rejection
from kawat.store import rejections
rejections.MOST = int(sys.argv[4])
log = rejections.Log.of(Path(sys.argv[1]))
for number in range(1_000_000):
    about = RejectedArticle(name=f"{sys.argv[2]}-{number}")
    log.reject(Rejection(article=about, line=number, stage="clean", reason="empty", detail="x" * (number % 400)))
    if number % int(sys.argv[3]) == 0:
        log.flush()
        print(number, flush=True)
"""


def killed(record, name, chance, *, together, most):
    """A process that rejects and acknowledges, killed at a random moment; the number that it acknowledged last."""
    command = [sys.executable, "-c", WRITER, str(record), name, str(together), str(most)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        last = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().split("\n")[:-1]
    return int(told[-1] if told else last)


@pytest.mark.parametrize("together", [1, 7])
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path, together):
    chance, wanted = random.Random(together), set()
    for round_ in range(12):
        last = killed(tmp_path, f"w{round_}", chance, together=together, most=1_000_000)
        wanted |= {(f"w{round_}-{number}", number) for number in range(last + 1)}
        kept = {one.place for one in read(tmp_path)}
        assert wanted <= kept
        assert all(one.detail == "x" * (one.line % 400) for one in read(tmp_path))


def test_the_log_is_whole_when_the_process_is_killed_while_it_is_shortened(tmp_path):
    """With ten kept of at most twenty lines it is shortened all the time: the last ten acknowledged are always there."""
    chance = random.Random(3)
    for round_ in range(12):
        last = killed(tmp_path, f"w{round_}", chance, together=1, most=10)
        kept = [one.place for one in read(tmp_path) if one.source.startswith(f"w{round_}-")]
        newest = [number for _, number in kept]
        assert newest == list(range(newest[0], newest[-1], -1)) + newest[-1:]
        assert newest[0] >= last
        assert len(newest) >= min(10, newest[0] + 1)
        assert len((tmp_path / NAME).read_bytes().splitlines()) <= 21


@pytest.mark.parametrize("seed", range(20))
def test_a_line_torn_at_any_place_costs_itself_alone(tmp_path, seed):
    chance, kept = random.Random(seed), []
    for round_ in range(8):
        log = Log.of(tmp_path)
        assert [one.source for one in reversed(read(tmp_path))] == kept
        for number in range(3):
            log.reject(refused(f"s{round_}-{number}", detail="é" * 30))
        log.flush()
        kept += [f"s{round_}-{number}" for number in range(3)]
        path = tmp_path / NAME
        whole = path.read_bytes()
        torn = chance.randrange(1, len(whole) - whole[:-1].rfind(b"\n") - 1)
        path.write_bytes(whole[:-torn])
        kept.pop()


def test_an_endless_line_without_an_end_hides_no_other(tmp_path):
    (tmp_path / NAME).write_bytes(b"x" * 200_000)
    log = Log.of(tmp_path)
    log.reject(refused("a"))
    log.flush()
    assert told(tmp_path) == [("a", None, "empty")]
