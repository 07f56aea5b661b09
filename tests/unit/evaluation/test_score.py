"""The scorer gives the figures of the reference scorer, and says what it counts."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from kawat.evaluation.gold import read_gold
from kawat.evaluation.score import score
from tests.unit.evaluation.made_readings import Spoiler, perfect

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT.parent / "shared" / "score" / "score.py"
SHARED_GOLD = {
    "seed": ROOT.parent / "shared" / "seed",
    "train": ROOT.parent / "shared" / "annotation" / "train",
}


def texts_of(gold, corpus: Path):
    """Article texts by id, as the annotators saw them: title, blank line, body."""
    records = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    return {r["id"]: f"{r['title']}\n\n{r['text'].strip()}\n" if r.get("title") else r["text"] for r in records}


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
    assert msgspec.to_builtins(score(gold, readings).scores()) == expected
    assert 0 < expected["event"]["f1"] < 1
