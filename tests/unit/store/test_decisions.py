"""The log of what people decided: whole after crashes, shared by writers, and never guessed at."""

import json
import random
import signal
import subprocess
import sys
from itertools import pairwise

import pytest

from kawat.store import decisions
from kawat.store.care import check, repair
from kawat.store.decisions import standing
from tests.tools.small import article, ingest, write


def add(record, verdict, *subjects, **told):
    return decisions.add(record, verdict, subjects, **{"by": "Sari", "value": {}, "note": None, **told})


def test_a_decision_is_read_back_as_it_was_made(tmp_path):
    made = add(
        tmp_path, "correct", "e-0123456789", value={"type": "REJECT"}, note='a "note"\nof two lines', at="2026-01-02"
    )

    assert decisions.read(tmp_path) == ((made,), ())
    assert (made.kind, made.at) == ("event", "2026-01-02")


@pytest.mark.parametrize(
    ("verdict", "subject", "kind"),
    [
        ("accept", "q-0123456789", "quotation"),
        ("reject", "c-0123456789", "commitment"),
        ("join", "hanoi", "article"),
        ("confirm", "p-0123456789", "posting"),
        ("suppress", "a name", "person"),
        ("undo", "d-0123456789", "decision"),
    ],
)
def test_the_kind_is_that_of_what_is_ruled(tmp_path, verdict, subject, kind):
    assert add(tmp_path, verdict, subject).kind == kind


def test_the_last_of_two_answers_to_one_question_stands(tmp_path):
    add(tmp_path, "reject", "e-1")
    accepted = add(tmp_path, "accept", "e-1")
    joined = add(tmp_path, "join", "one", "two")
    split = add(tmp_path, "split", "two", "one")

    assert standing(decisions.read(tmp_path).decisions) == (accepted, split)
    assert joined.id != split.id


def test_what_is_undone_was_never_made(tmp_path):
    first = add(tmp_path, "reject", "e-1")
    second = add(tmp_path, "accept", "e-1")
    undo = add(tmp_path, "undo", second.id)
    assert standing(decisions.read(tmp_path).decisions) == (first,)

    add(tmp_path, "undo", undo.id)
    assert standing(decisions.read(tmp_path).decisions) == (second,)


def test_a_line_torn_by_a_crash_gives_way_to_the_next(tmp_path):
    first = add(tmp_path, "accept", "e-1")
    with (tmp_path / decisions.NAME).open("ab") as file:
        file.write(b'{"id":"d-torn","verdict":"rej')
    log = decisions.read(tmp_path)
    assert (log.decisions, len(log.faults)) == ((first,), 1)

    second = add(tmp_path, "accept", "e-2")
    assert decisions.read(tmp_path) == ((first, second), ())


def test_a_line_that_was_changed_does_not_count_and_is_put_aside(tmp_path):
    record = tmp_path / "record"
    ingest(record, write(tmp_path / "in.jsonl", [article(1)]))
    made = [add(record, "accept", f"e-{number}") for number in range(3)]
    path = record / decisions.NAME
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"accept", b"reject")
    path.write_bytes(b"".join(lines))

    assert decisions.read(record).decisions == (made[0], made[2])
    assert any("line 2" in trouble.what for trouble in check(record))
    list(repair(record))
    assert list(check(record)) == []
    assert decisions.read(record) == ((made[0], made[2]), ())
    assert (record / "decisions.damaged").read_bytes() == lines[1]


WRITER = """
import sys
from pathlib import Path
from kawat.store import decisions
for number in range(int(sys.argv[3])):
    made = decisions.add(Path(sys.argv[1]), "accept", [f"e-{sys.argv[2]}-{number}"], by=sys.argv[2], value={}, note=None)
    print(made.id, flush=True)
"""


def writer(record, name, count):
    command = [sys.executable, "-c", WRITER, str(record), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_decide_at_once_keep_all(tmp_path):
    with writer(tmp_path, "a", 40) as one, writer(tmp_path, "b", 40) as other:
        told = {*one.stdout.read().split(), *other.stdout.read().split()}

    log = decisions.read(tmp_path)
    assert log.faults == ()
    assert {one.id for one in log.decisions} == told
    assert len(told) == 80
    for name in "ab":
        numbers = [int(one.subjects[0].rsplit("-")[-1]) for one in log.decisions if one.by == name]
        assert all(first < second for first, second in pairwise(numbers))


def test_mending_while_another_decides_loses_nothing(tmp_path):
    with writer(tmp_path, "a", 60) as one:
        while one.poll() is None:
            with (tmp_path / decisions.NAME).open("ab") as file:
                file.write(b"not a line\n")
            decisions.mend(tmp_path)
        told = one.stdout.read().split()

    decisions.mend(tmp_path)
    assert [one.id for one in decisions.read(tmp_path).decisions] == told


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path):
    chance, told = random.Random(4), []
    for round_ in range(6):
        with writer(tmp_path, f"w{round_}", 100_000) as process:
            told += [process.stdout.readline().strip() for _ in range(chance.randrange(1, 30))]
            process.send_signal(signal.SIGKILL)
            told += [line for line in process.stdout.read().split("\n")[:-1] if line]

    log = decisions.read(tmp_path)
    assert set(told) <= {one.id for one in log.decisions}
    assert all(json.loads(line) for line in (tmp_path / decisions.NAME).read_bytes().split(b"\n")[:-1])
