"""`kawat eval` scores, lists faults, and fails where a floor breaks."""

import json

import pytest

from kawat.cli import main
from tests.tools.golden import ARTICLES, SAMPLES
from tests.unit.evaluation.test_score import HERE

GOLD = str(SAMPLES / "gold.jsonl")
SAVED = [str(HERE / "gold.jsonl"), str(ARTICLES), "--readings", str(HERE / "readings.jsonl")]


def run(capsys, *arguments):
    """Exit status, standard output and standard error of `kawat eval`."""
    with pytest.raises(SystemExit) as end:
        main(["eval", *arguments])
    said = capsys.readouterr()
    return end.value.code or 0, said.out, said.err


def test_a_table_has_a_line_for_each_layer(capsys):
    status, out, _ = run(capsys, *SAVED)
    assert status == 0
    assert out.splitlines()[0] == "4 articles, 1 without a reading"
    layers = {line.split()[0] for line in out.splitlines()[2:]}
    assert {"boilerplate", "wire", "timex", "quotation", "speaker", "event", "commitment"} <= layers


def test_scores_as_json_are_those_of_the_reference(capsys):
    _, out, _ = run(capsys, *SAVED, "--json")
    layers = json.loads(out)["layers"]
    assert layers.pop("actor_country")["gold"] >= 0
    assert layers == json.loads((HERE / "scores.json").read_text(encoding="utf-8"))


def test_errors_of_a_layer_name_article_sort_and_words(capsys):
    _, out, _ = run(capsys, *SAVED, "--errors", "event")
    faults = [line.split(" | ") for line in out.splitlines() if " | " in line]
    assert {len(fault) for fault in faults} == {3}
    assert {fault[1].split()[0] for fault in faults} == {"missed", "extra"}


def test_an_unknown_layer_is_answered_with_those_there_are(capsys):
    status, _, err = run(capsys, *SAVED, "--errors", "sentiment")
    assert status == 2
    assert "'sentiment'" in err
    assert "quotation_direct" in err


def test_the_samples_are_scored_by_language(capsys):
    status, out, _ = run(capsys, GOLD, str(ARTICLES), "--by-language")
    assert status == 0
    assert [line for line in out.splitlines() if line in ("en", "id", "ms")] == ["en", "id", "ms"]


@pytest.mark.parametrize(("floor", "expected"), [(0.0, 0), (1.01, 1)])
def test_a_broken_floor_ends_with_status_1_and_says_which_layer(capsys, tmp_path, floor, expected):
    entry = {"gold": GOLD, "corpus": str(ARTICLES), "sha256": "", "f1": {}}
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"samples": entry}))
    assert run(capsys, "--floors", str(path), "--set-floors")[0] == 0
    floors = json.loads(path.read_text())
    floors["samples"]["f1"] = {"event": floor}
    path.write_text(json.dumps(floors))

    status, _, err = run(capsys, "--floors", str(path))
    assert status == expected
    assert ("samples: event F1" in err) == bool(expected)
    assert run(capsys, GOLD, str(ARTICLES), "--floors", str(path))[0] == expected


def test_a_changed_corpus_breaks_its_floors(capsys, tmp_path):
    entry = {"gold": GOLD, "corpus": str(ARTICLES), "sha256": "0", "f1": {}}
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"samples": entry}))
    status, _, err = run(capsys, "--floors", str(path))
    assert status == 1
    assert "make floors" in err


@pytest.mark.parametrize("arguments", [[], [GOLD], ["--set-floors"], ["no.jsonl", str(ARTICLES)]])
def test_wrong_use_is_status_2_with_a_remedy(capsys, arguments):
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert "give" in err or "name it" in err
