import json
import time
from itertools import product

import pytest

from kawat.errors import ModelError
from kawat.extract.encoder.pieces import LETTERS, MARK, Pieces, Vocabulary, decode_vocabulary, encode_vocabulary
from tests.tools.tiny_model import vocabulary

PIECES = Pieces(vocabulary())


def shown(word, *, space=True):
    return [PIECES.vocabulary.pieces[piece] for piece in PIECES.word(word, space=space)]


def test_a_word_behind_a_space_carries_the_mark():
    assert shown("menolak") == [MARK + "menolak"]
    assert shown("menolak", space=False) == list("menolak")


def test_a_word_that_has_no_piece_of_its_own_is_cut_where_that_is_likeliest():
    assert shown("katanya") == [MARK + "kata", *"nya"]


def test_a_letter_that_no_piece_has_is_unknown():
    assert shown("kata7") == [MARK + "kata", "<unk>"]
    assert shown("日本") == [MARK, "<unk>", "<unk>"]


def test_characters_are_replaced_before_a_word_is_cut():
    assert shown("ﬁn") == [MARK, *"fin"]


@pytest.mark.parametrize("word", ["\t", ""])
def test_a_word_of_which_nothing_is_left_is_one_unknown_piece(word):
    assert shown(word) == ["<unk>"]


def cuts(word):
    """Every way to cut a word into pieces, with its score."""
    if not word:
        yield 0.0, ()
    for piece, score in zip(PIECES.vocabulary.pieces[4:], PIECES.vocabulary.scores[4:], strict=True):
        if word.startswith(piece):
            for rest, behind in cuts(word[len(piece) :]):
                yield score + rest, (piece, *behind)


@pytest.mark.parametrize("word", ["".join(parts) for parts in product(("kata", "dan", "yang"), repeat=2)])
def test_no_other_cut_is_likelier(word):
    assert tuple(shown(word)) == max(cuts(MARK + word))[1]


def test_a_word_is_cut_alike_the_second_time():
    fresh = Pieces(vocabulary())
    assert [fresh.word("katanya", space=True) for _ in range(2)] == [PIECES.word("katanya", space=True)] * 2


def test_of_an_endless_word_only_the_beginning_is_cut():
    long, begun = (PIECES.word("a" * size, space=True) for size in (1_000_000, LETTERS))
    assert long == begun
    assert len(PIECES.word("ﬁ" * 1_000, space=True)) <= LETTERS + 1


def test_words_are_cut_fast():
    words = [f"katakanlah{number % 30_000}" for number in range(60_000)]
    fresh, start = Pieces(vocabulary()), time.process_time()
    for word in words:
        fresh.word(word, space=True)
    assert time.process_time() - start < 6  # 10 thousand a second, where 60 thousand new ones were measured


def test_words_are_kept_in_bounded_memory():
    fresh = Pieces(vocabulary())
    for number in range(60_000):
        fresh.word(str(number), space=True)
    fresh.word("a" * 1_000, space=True)
    assert len(fresh._spaced) <= 50_000
    assert max(map(len, fresh._spaced)) < 10


def test_a_vocabulary_comes_back_as_it_was_written():
    odd = Vocabulary(("<s>", "\x85\n\t", "\u2028", "ﷺ"), (0.0, -3.4635426998138428, -1e-9, -20.5), {1: ""}, 0, 1, 2, 3)
    assert decode_vocabulary(encode_vocabulary(odd), "pieces.json") == odd


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("scores", [0.0], "1 scores"),
        ("unknown", 1000, "1000"),
        ("pieces", None, "Expected `array`"),
    ],
)
def test_a_vocabulary_that_cannot_be_is_named(key, value, told):
    broken = json.loads(encode_vocabulary(vocabulary())) | {key: value}
    with pytest.raises(ModelError, match=rf"^a/pieces\.json: .*{told}"):
        decode_vocabulary(json.dumps(broken).encode(), "a/pieces.json")


def test_bytes_that_are_no_vocabulary_are_named():
    with pytest.raises(ModelError, match=r"^a/pieces\.json: .*expected a vocabulary"):
        decode_vocabulary(b"\xff\x00", "a/pieces.json")
