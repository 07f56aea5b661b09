import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kawat import api
from kawat.errors import UsageError
from kawat.extract.engine import load_engine
from kawat.records import Reading, Rejection
from kawat.run.batch import read_pages
from kawat.run.workers import pool
from kawat.sources.files import open_pages
from kawat.store.care import state
from tests.tools import deadly
from tests.unit.run.pages import job, page, unknown

ARTICLES = Path("samples/articles")


@pytest.fixture
def corpus(tmp_path):
    """Many articles, one broken line and one article twice."""
    lines = [
        json.dumps({"id": f"b{number}", "language": "id", "text": page(number).body, "published": "2031-05-12"})
        for number in range(60)
    ]
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join([*lines[:20], "{broken", *lines[20:], lines[3]]) + "\n", encoding="utf-8")
    return path


def ingest(corpus, record, **options):
    with api.ingest(record, model=None, batch=16, **options) as door:
        return [(kept.became, kept.article) for kept in door.keep([str(corpus), str(ARTICLES)])]


def test_answers_come_in_the_order_of_the_pages():
    items = list(open_pages(ARTICLES))
    with pool(job(), 2) as team:
        told = list(team.read(items, unknown))
    assert [item for item, _ in told] == items
    assert [answer for _, answer in told] == list(read_pages(items, load_engine(model=None)))


def test_what_is_known_or_rejected_is_not_read():
    rejected = Rejection(stage="sources", reason="empty", detail="nothing")
    items = [page(1), rejected, page(2)]
    with pool(job(), 2) as team:
        told = list(team.read(items, lambda one: one.id == "a1"))
    assert [item for item, _ in told] == items
    assert told[0][1] is None
    assert told[1][1] is None
    assert isinstance(told[2][1], Reading)


def test_two_workers_make_the_record_of_one(corpus, tmp_path):
    one = ingest(corpus, tmp_path / "one")
    two = ingest(corpus, tmp_path / "two", workers=2)
    assert one == two
    assert [what for what, _ in one].count("unchanged") == 1
    assert state(tmp_path / "one") == state(tmp_path / "two")


def test_killed_workers_are_replaced_and_nothing_is_lost():
    items = [page(number) for number in range(500)]
    with pool(job(), 2) as team:
        told = []
        for pair in team.read(iter(items), unknown):
            told.append(pair)
            if len(told) in (5, 130, 260):
                os.kill(team.processes[(len(told) > 5)], signal.SIGKILL)
        replaced = team.replaced
    assert replaced >= 2  # the last one may have had nothing to do any more
    assert [item for item, _ in told] == items
    assert all(isinstance(answer, Reading) for _, answer in told)


def test_a_page_that_kills_its_workers_is_set_aside_alone():
    items = [
        page(number, "MATIKAN." if number in (3, 17) else "Menteri bertemu gubernur di Medan.") for number in range(24)
    ]
    with pool(job(), 2, deadly.read) as team:
        answers = [answer for _, answer in team.read(items, unknown)]
        replaced = team.replaced
    assert [number for number, answer in enumerate(answers) if isinstance(answer, Rejection)] == [3, 17]
    assert {answers[3].reason, answers[3].article.id} == {"defect", "a3"}
    assert "poison" in answers[3].detail
    assert replaced <= 6  # each killed one at first and one for each of two tries


def test_a_worker_with_another_engine_is_refused():
    with pool(job(fingerprint="kawat 9"), 1) as team, pytest.raises(UsageError, match="install the same version"):
        list(team.read([page(1)], unknown))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupt_ends_quietly(tmp_path, workers):
    corpus = tmp_path / "long.jsonl"
    corpus.write_text("".join(json.dumps({"id": f"c{n}", "text": page(n).body * 20}) + "\n" for n in range(20_000)))
    command = [sys.executable, "-m", "kawat", "ingest", str(corpus), "--into", str(tmp_path / "record")]
    running = subprocess.Popen(
        [*command, "--model", "none", "--workers", workers],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not list((tmp_path / "record" / "segments").glob("0*")) and running.poll() is None:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: all processes of the group get it
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, "", "")
