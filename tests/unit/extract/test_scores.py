"""Measured probabilities take the place of estimates, rule by rule."""

from dataclasses import replace

import kawat
from kawat.extract.engine import load_engine
from kawat.extract.scores import with_scores
from kawat.knowledge.scores import ScoreKnowledge

READING = kawat.read_text('"Panen tahun ini cukup," kata Presiden Fiji Jone Vakatawa.', language="id")


def knowing(**shares):
    return replace(load_engine().knowledge("id"), scores=ScoreKnowledge(shares=shares))


def test_a_datum_has_the_measured_probability_of_its_rule():
    (quotation,) = READING.quotations
    (scored,) = with_scores((quotation,), "quotation", knowing(**{quotation.rule: 0.875, "quotation": 0.5}))
    assert scored == replace(quotation, score=0.875)


def test_a_rule_that_was_not_measured_has_the_probability_of_its_topic():
    (scored,) = with_scores(READING.quotations, "quotation", knowing(quotation=0.5))
    assert scored.score == 0.5


def test_without_any_measurement_the_estimate_stays():
    assert with_scores(READING.quotations, "quotation", knowing()) == READING.quotations
