import numpy as np
import pytest

from kawat.extract.encoder.labels import HEADS, LABELS, LINK_WIDTH, LINKS, SLICES
from kawat.extract.encoder.scores import Scores, log_softmax

WORDS = 6


@pytest.fixture
def scores():
    """Two windows of three words; word 1 asks of an actor what word 2 answers."""
    asks = np.zeros((WORDS, len(LINKS), LINK_WIDTH), np.float32)
    asks[1, LINKS.index("actor"), 0] = 8
    answers = np.zeros((WORDS, LINK_WIDTH), np.float32)
    answers[2, 0] = answers[4, 0] = 3
    lean = np.zeros((WORDS, len(LINKS)), np.float32)
    lean[0, LINKS.index("place")] = 2
    labels = np.zeros((WORDS, LABELS), np.float32)
    return Scores(labels=labels, asks=asks.reshape(WORDS, -1), answers=answers, lean=lean, starts=(0, 3))


def softmax(*raw):
    return np.exp(raw) / np.exp(raw).sum()


def test_heads_share_the_columns_in_their_order():
    assert [one.stop - one.start for one in SLICES.values()] == [len(labels) for labels in HEADS.values()]
    assert next(iter(SLICES.values())).start == 0
    assert max(one.stop for one in SLICES.values()) == LABELS


def test_a_link_is_likely_where_the_answer_meets_what_is_asked(scores):
    found = scores.links(1, 0, 3)
    assert found.shape == (3, len(LINKS))
    assert LINKS[found[2].argmax()] == "actor"
    np.testing.assert_allclose(found[2], softmax(0, 3, *[0] * 8), atol=1e-6)  # 8 x 3 / the root of 64
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)


def test_a_word_leans_to_a_link_whoever_asks(scores):
    np.testing.assert_allclose(scores.links(2, 0, 1)[0], softmax(0, 0, 0, 2, *[0] * 6), atol=1e-6)


def test_words_of_another_window_are_not_linked(scores):
    nothing = np.eye(len(LINKS))[LINKS.index("none")]
    assert (scores.links(1, 3, 6) == nothing).all()
    assert (scores.links(5, 0, 6)[:3] == nothing).all()
    assert not (scores.links(5, 0, 6)[3:] == nothing).any()


def test_a_part_is_what_it_is_in_the_whole(scores):
    np.testing.assert_array_equal(scores.links(1, 1, 5), scores.links(1, 0, 6)[1:5])


def test_no_words_have_no_links(scores):
    assert scores.links(1, 2, 2).shape == (0, len(LINKS))


@pytest.mark.parametrize("asked", [(6, 0, 1), (-1, 0, 1), (0, 0, 7), (0, -1, 2), (0, 3, 2)])
def test_words_that_are_not_there_are_an_error(scores, asked):
    with pytest.raises(IndexError, match="the page has 6 words"):
        scores.links(*asked)


def test_probabilities_add_up_to_one_however_large_the_scores():
    found = np.exp(log_softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]], np.float32)))
    np.testing.assert_allclose(found, [[0.5, 0.5], [0, 1]])
