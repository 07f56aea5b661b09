"""What a score is worth, and how signs are weighed."""

import random

import pytest

from kawat.extract.guide import SIGNS, Weights, settings_of

tune = pytest.importorskip("kawat_training.tune")


def test_points_rise_and_tell_the_share_that_is_right():
    dice = random.Random(0)
    pairs = [(said, dice.random() < said / 2) for said in (dice.random() for _ in range(4000))]
    points = tune.isotonic(pairs)
    assert points == sorted(points)
    assert [share for _, share in points] == sorted(share for _, share in points)
    assert all(abs(share - said / 2) < 0.12 for said, share in points)


def test_a_pool_is_never_small():
    points = tune.isotonic([(0.1, False)] * 20 + [(0.9, True)] * 3)
    assert len(points) == 1


def test_equal_scores_make_one_point():
    assert tune.isotonic([(0.5, True), (0.5, False)] * 20) == [(0.5, 0.5)]


def test_more_signs_for_an_event_make_it_likelier():
    weights = Weights(bias=-1.0, weights=tuple(1.0 for _ in SIGNS))
    assert weights.belief([0.0] * len(SIGNS)) < weights.belief([1.0] * len(SIGNS)) < 1
    assert weights.belief([1e9] * len(SIGNS)) <= 1


def test_regression_finds_the_sign_that_tells():
    dice = random.Random(1)
    signs = [(float(dice.random() < 0.5), dice.random()) for _ in range(600)]
    weights = tune.regression(signs, [told > 0.5 for told, _ in signs])
    assert weights.weights[0] > 2
    assert abs(weights.weights[1]) < 1
    assert weights.belief((1.0, 0.5)) > 0.9 > 0.1 > weights.belief((0.0, 0.5))


def test_settings_go_to_model_json_and_back():
    told = tune.as_json(tune.Settings())
    assert settings_of("trial", told, {}) == tune.Settings()
