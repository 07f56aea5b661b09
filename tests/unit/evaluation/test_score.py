"""The scorer gives the figures of the reference scorer, and says what it counts."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

import kawat
from kawat.evaluation.gold import read_gold, read_readings
from kawat.evaluation.score import score
from tests.tools.golden import articles
from tests.unit.evaluation.made_readings import Spoiler, perfect

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent / "reference"
REFERENCE = ROOT.parent / "shared" / "score" / "score.py"
SHARED_GOLD = {
    "seed": ROOT.parent / "shared" / "seed",
    "train": ROOT.parent / "shared" / "annotation" / "train",
}


def texts_of(gold, corpus: Path):
    """Article texts by id, as the annotators saw them: title, blank line, body."""
    records = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    return {r["id"]: f"{r['title']}\n\n{r['text'].strip()}\n" if r.get("title") else r["text"] for r in records}


def layers_of_reference(tally):
    """The scores as dicts, without the layer that the reference scorer lacks."""
    scores = msgspec.to_builtins(tally.scores())
    del scores["actor_country"]
    return scores


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference scorer is not on this machine")
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("split", SHARED_GOLD)
def test_spoilt_readings_score_as_the_reference_scorer_says(split, seed, tmp_path):
    folder = SHARED_GOLD[split]
    gold = read_gold(folder / "gold.jsonl")
    texts = texts_of(gold, folder / "corpus.jsonl")
    readings = {key: Spoiler(seed, key)(perfect(one, texts[key])) for key, one in gold.items()}
    for key in list(readings)[5::40]:
        del readings[key]
    saved = tmp_path / "readings.jsonl"
    saved.write_bytes(b"\n".join(map(msgspec.json.encode, readings.values())) + b"\n")

    command = [sys.executable, REFERENCE, folder / "gold.jsonl", saved, "--json"]
    expected = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["layers"]
    assert layers_of_reference(score(gold, readings)) == expected
    assert 0 < expected["event"]["f1"] < 1


def test_kept_readings_score_as_the_reference_scorer_said():
    tally = score(read_gold(HERE / "gold.jsonl"), read_readings(HERE / "readings.jsonl"))
    assert layers_of_reference(tally) == json.loads((HERE / "scores.json").read_text(encoding="utf-8"))


def test_readings_that_say_what_gold_says_are_perfect():
    gold = read_gold(ROOT / "samples" / "gold.jsonl")
    texts = {article.id: article.text for article in (kawat.read(path).article for path in articles())}
    scores = score(gold, {key: perfect(one, texts[key]) for key, one in gold.items()}).scores()
    assert {layer: one.f1 for layer, one in scores.items()} == dict.fromkeys(scores, 1.0)
    assert min(one.gold for one in scores.values()) > 0


def test_an_article_without_a_reading_has_found_nothing():
    gold = read_gold(HERE / "gold.jsonl")
    scores = score(gold, {}).scores()
    assert {one.found for one in scores.values()} == {0}
    assert scores["event"].gold == sum(len(one.events) for one in gold.values())


def test_the_country_of_a_participant_counts_by_its_words_whatever_its_name():
    gold = read_gold(ROOT / "samples" / "gold.jsonl")
    texts = {article.id: article.text for article in (kawat.read(path).article for path in articles())}
    readings = {key: perfect(one, texts[key]) for key, one in gold.items()}
    renamed = {key: with_actors(one, name="somebody") for key, one in readings.items()}
    stateless = {key: with_actors(one, country=None) for key, one in readings.items()}
    before, right, wrong = (score(gold, some).scores()["actor_country"] for some in (readings, renamed, stateless))
    assert before == right
    assert (wrong.recall, wrong.found) == (0.0, 0)
    assert wrong.gold == before.gold > 10


def with_actors(reading, **changes):
    return replace(reading, actors=tuple(replace(actor, **changes) for actor in reading.actors))
