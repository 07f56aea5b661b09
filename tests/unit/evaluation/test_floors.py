"""Floors hold, break and rise; a corpus is known by what is in it."""

import json
from pathlib import Path

import pytest

from kawat.errors import InputError, UsageError
from kawat.evaluation.evaluate import digest
from kawat.evaluation.floors import HELD, Floors
from kawat.evaluation.tally import Score


@pytest.fixture
def corpus(tmp_path) -> Path:
    (tmp_path / "gold.jsonl").write_text("{}\n")
    (tmp_path / "corpus.jsonl").write_text("{}\n")
    return tmp_path


def floors_of(folder, sha256, **f1):
    entry = {"gold": "gold.jsonl", "corpus": "corpus.jsonl", "sha256": sha256, "f1": f1}
    away = {"gold": "away/gold.jsonl", "corpus": "away/corpus.jsonl", "sha256": "", "f1": {}}
    path = folder / "floors.json"
    path.write_text(json.dumps({"here": entry, "away": away}))
    return Floors(path)


def right_digest(folder):
    return digest(folder / "gold.jsonl", folder / "corpus.jsonl")


def f1(value):
    return Score(precision=value, recall=value, f1=value, gold=10, found=10)


def test_a_layer_below_its_floor_is_named_with_both_figures(corpus):
    floors = floors_of(corpus, right_digest(corpus), event=0.4, timex=0.8)
    (broken,) = floors.breaks("here", {"event": f1(0.39), "timex": f1(0.8)})
    assert str(broken) == "here: event F1 0.3900 is below its floor 0.40"


def test_a_layer_that_is_no_longer_measured_breaks_its_floor(corpus):
    floors = floors_of(corpus, right_digest(corpus), event=0.4)
    assert [one.layer for one in floors.breaks("here", {})] == ["event"]


def test_a_corpus_is_found_by_its_digest(corpus):
    floors = floors_of(corpus, right_digest(corpus))
    assert floors.name_of(corpus / "gold.jsonl", corpus / "corpus.jsonl") == "here"
    assert floors.changed() == ()


def test_a_changed_corpus_is_noticed(corpus):
    floors = floors_of(corpus, "0" * 64)
    assert floors.changed() == ("here",)
    with pytest.raises(UsageError, match="make floors"):
        floors.name_of(corpus / "gold.jsonl", corpus / "corpus.jsonl")


def test_a_corpus_that_is_elsewhere_is_not_checked(corpus):
    floors = floors_of(corpus, right_digest(corpus))
    assert list(floors.present()) == ["here"]
    assert floors.absent() == ("away",)


def test_floors_are_written_rounded_down_with_the_digest_of_the_corpus(corpus):
    floors = floors_of(corpus, "old")
    floors.write({"here": floors.raised("here", dict.fromkeys(HELD, f1(0.3999)))})
    written = json.loads((corpus / "floors.json").read_text())
    assert written["here"]["f1"] == dict.fromkeys(HELD, 0.39)
    assert written["here"]["sha256"] == right_digest(corpus)
    assert list(written) == ["here", "away"]


def test_a_missing_or_broken_file_of_floors_says_what_is_expected(tmp_path):
    with pytest.raises(InputError, match=r"eval/floors\.json"):
        Floors(tmp_path / "none.json")
    (tmp_path / "floors.json").write_text('{"here": {"gold": "x"}}')
    with pytest.raises(InputError, match="corpus"):
        Floors(tmp_path / "floors.json")
