import pytest

from kawat.extract.encoder.labels import FEATURES
from kawat.extract.encoder.pieces import Pieces
from kawat.extract.encoder.windows import LONGEST_WORD, cut, cut_words, window
from tests.tools.sights import sight
from tests.tools.tiny_model import vocabulary

PIECES = Pieces(vocabulary())
LIMIT = 38

TEXTS = {
    "nothing": "",
    "blanks": " \n\t ",
    "one word": "Iran",
    "news": "Presiden Iran menolak tuntutan. Kata yang dan.\nIran menuduh.\n" * 40,
    "no full stop": "kata " * 5_000,
    "one endless word": "a" * 200_000,
    "one sign again and again": "!" * 20_000,
    "Chinese": "伊朗总统拒绝了要求。" * 300,
    "Arabic": "رفض الرئيس الإيراني المطالب. " * 300,
    "emoji and combining marks": "👩‍👩‍👧 e\u0301\u0301\u0301 " * 300,
    "zero width": "\u200b\u200d\ufeff " * 300,
}


def runs_of(seen, limit=LIMIT):
    return list(cut(seen, [len(word) for word in cut_words(seen, PIECES)], limit))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("limit", [LONGEST_WORD, LIMIT, 254])
def test_every_word_stands_in_one_window_in_order(text, limit):
    seen = sight(text)
    runs = runs_of(seen, limit)
    assert [word for start, end in runs for word in range(start, end)] == [*range(len(seen.words))]
    assert all(start < end for start, end in runs)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_window_is_longer_than_the_limit(text):
    seen = sight(text)
    cuts = cut_words(seen, PIECES)
    for run in runs_of(seen):
        made = window(seen, cuts, run, PIECES)
        assert len(made.ids) == len(made.features) <= LIMIT + 2


def test_a_window_ends_behind_a_line_before_it_ends_behind_a_sentence():
    seen = sight("Iran menolak dan kata yang dan Iran menuduh.\nIran. Iran dan kata yang dan kata Iran dan kata yang")
    (_, end), *_ = runs_of(seen, 16)
    assert seen.text[: seen.words[end - 1][1]] == "Iran menolak dan kata yang dan Iran menuduh."


def test_a_window_is_not_cut_to_less_than_half():
    seen = sight("Iran.\n" + "kata " * 30)
    assert runs_of(seen, 20)[0] == (0, 20)


def test_a_window_holds_the_first_piece_of_each_word_and_its_features():
    seen = sight("Iran menolak katanya dan")
    made = window(seen, cut_words(seen, PIECES), (1, 4), PIECES)
    pieces = [PIECES.vocabulary.pieces[piece] for piece in made.ids]
    assert pieces == ["<s>", "▁menolak", "▁kata", "n", "y", "a", "▁dan", "</s>"]
    assert made.start == 1
    assert made.first == [1, 2, 6]
    assert made.features[0] == made.features[-1] == bytes(len(FEATURES))
    assert made.features[1:-1] == [seen.features[1], *[seen.features[2]] * 4, seen.features[3]]


def test_of_a_long_word_sixteen_pieces_are_read():
    (pieces,) = cut_words(sight("a" * 100_000), PIECES)
    assert len(pieces) == LONGEST_WORD
