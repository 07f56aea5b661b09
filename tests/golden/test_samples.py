"""The sample articles read as they did when their readings were last reviewed (`make golden` writes them anew)."""

import json

import pytest

import kawat
from tests.tools import gold
from tests.tools.golden import ARTICLES, EXPECTED, SAMPLES, articles, expected_path, golden_text

STEMS = [path.stem for path in articles()]


@pytest.mark.parametrize("path", articles(), ids=STEMS)
def test_a_sample_reads_as_reviewed(path):
    kept = expected_path(path).read_text(encoding="utf-8")
    assert golden_text(path) == kept, "where the change is meant: make golden, and review the difference"


def test_every_reviewed_reading_has_its_article():
    assert sorted(path.stem for path in EXPECTED.iterdir()) == STEMS


def test_gold_of_the_samples_is_what_their_annotations_say():
    built = "".join(gold.build(ARTICLES, SAMPLES / "annotations"))
    assert built == (SAMPLES / "gold.jsonl").read_text(encoding="utf-8")


def test_a_sample_tells_what_north_korea_demanded_in_hanoi():
    reading = kawat.read(ARTICLES / "hanoi.json")
    names = {actor.id: actor.country for actor in reading.actors}
    demands = [c for c in reading.commitments if c.kind == "demand" and "sanksi" in c.content.text]

    (demand,) = demands
    assert [names[who] for who in demand.holder] == ["PRK"]
    assert [names[who] for who in demand.addressee] == ["USA"]
    assert demand.made == "2019-02"
    assert demand.condition.polarity == "in_exchange_for"
    assert "Yongbyon" in demand.condition.span.text


def test_every_annotation_points_at_an_article_of_the_samples():
    named = [
        json.loads(path.read_text(encoding="utf-8"))["article"] for path in (SAMPLES / "annotations").glob("*.json")
    ]
    assert sorted(named) == sorted(path.name for path in articles())
