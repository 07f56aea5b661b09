"""Scores are shares of what was right, drawn toward the topic's share, and foretell what is right elsewhere."""

import random

import pytest

from kawat.evaluation.calibrate import Outcome, brier, foretold, outcomes, reliability, shares, table_of
from kawat.evaluation.gold import read_gold, read_readings
from kawat.knowledge.files import read_tsv
from kawat.knowledge.scores import Row, ScoreKnowledge
from tests.unit.evaluation.test_score import HERE


def seen(rule, right, wrong):
    return [Outcome(f"a{n}", "event", rule, n < right) for n in range(right + wrong)]


def test_a_rule_seen_much_has_its_own_share_and_one_seen_little_the_topics():
    table = shares([*seen("id/event/much", 900, 100), *seen("id/event/little", 0, 1)])
    assert table["event"].score == pytest.approx(900 / 1001)
    assert table["id/event/much"].score == pytest.approx(0.9, abs=0.01)
    assert 0.7 < table["id/event/little"].score < table["event"].score


def test_the_table_is_a_knowledge_file(tmp_path):
    path = tmp_path / "scores.tsv"
    path.write_text(table_of(shares(seen("id/event/one", 3, 1))), encoding="utf-8")
    rows = list(read_tsv(path, Row))
    assert [(row.rule, row.n, row.right) for row in rows] == [("event", 4, 3), ("id/event/one", 4, 3)]


def test_an_unseen_rule_has_the_score_of_its_topic_and_an_unseen_topic_none():
    scores = ScoreKnowledge(shares={"event": 0.4, "id/event/one": 0.7})
    assert scores.of("id/event/one", "event") == 0.7
    assert scores.of("id/event/two", "event") == 0.4
    assert scores.of("id/quotation/two", "quotation") is None


def test_scores_foretell_what_is_right_in_other_articles():
    dice = random.Random(1)
    made = [
        Outcome(f"a{n}", "event", f"id/event/{int(share * 10)}", dice.random() < share)
        for share in (0.2, 0.5, 0.9)
        for n in range(600)
    ]
    for one in reliability(foretold(made)):
        assert one.n < 100 or one.right == pytest.approx(one.foretold, abs=0.07)
    assert brier(foretold(made)) < 0.19


def test_each_datum_of_an_annotated_article_has_its_outcome():
    gold, readings = read_gold(HERE / "gold.jsonl"), read_readings(HERE / "readings.jsonl")
    found = list(outcomes(gold, readings))
    assert len(found) == sum(len(r.quotations) + len(r.events) + len(r.commitments) for r in readings.values())
    assert {one.topic for one in found} == {"quotation", "event", "commitment"}
    assert 0 < sum(one.right for one in found) < len(found)
