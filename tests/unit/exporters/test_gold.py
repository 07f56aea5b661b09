"""What people judged as gold: only articles of which all was judged, without what they rejected, as they corrected it."""

import json

import pytest

import kawat
from kawat import api
from kawat.cli import main

LAYERS = ("quotations", "events", "commitments")


@pytest.fixture
def record(tmp_path):
    with api.ingest(tmp_path / "record", model=None) as door:
        list(door.keep(["samples/articles/hanoi.json"]))
    return tmp_path / "record"


def data(record, layer):
    return getattr(kawat.open(record).readings("hanoi")[0], layer)


def judge(record, verdict, ids, **told):
    for one in ids:
        kawat.decide(record, verdict, [one], by="Sari", **told)


def gold(record):
    return list(kawat.open(record).gold())


def test_an_article_is_gold_when_all_that_was_found_is_judged(record):
    ids = [one.id for layer in LAYERS for one in data(record, layer)]
    judge(record, "accept", ids[:-1])
    assert gold(record) == []

    judge(record, "reject", ids[-1:])
    assert [one["article"] for one in gold(record)] == ["hanoi"]


def test_what_was_rejected_is_out_and_what_was_corrected_is_so(record):
    events = data(record, "events")
    judge(record, "accept", [one.id for layer in ("quotations", "commitments") for one in data(record, layer)])
    judge(record, "reject", [events[0].id])
    judge(record, "correct", [events[1].id], value={"status": "denied"})
    judge(record, "accept", [one.id for one in events[2:]])
    (told,) = gold(record)

    assert [one["id"] for one in told["events"]] == [one.id for one in events[1:]]
    assert told["events"][0]["status"] == "denied"


def test_kawat_eval_reads_it(record, tmp_path, capsysbinary):
    judge(record, "accept", [one.id for layer in LAYERS for one in data(record, layer)])
    with pytest.raises(SystemExit) as ended:
        main(["decisions", "--gold", "--record", str(record), "-o", str(tmp_path / "gold.jsonl")])
    assert ended.value.code == 0
    with pytest.raises(SystemExit) as ended:
        main(["eval", str(tmp_path / "gold.jsonl"), "samples/articles/hanoi.json", "--model", "none", "--json"])
    scores = json.loads(capsysbinary.readouterr().out)

    assert ended.value.code == 0
    for layer in ("quotation", "event", "commitment", "timex", "speaker"):
        assert scores["layers"][layer]["f1"] == 1.0
