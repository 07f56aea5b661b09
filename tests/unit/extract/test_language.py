"""Which language a text shows."""

import pytest

from kawat.extract.language import identify


def test_malay_and_indonesian_are_told_apart_by_their_telling_words():
    assert identify("Polisi mengatakan harga naik karena banjir.") == "id"
    assert identify("Polis berkata harga naik kerana banjir.") == "ms"


@pytest.mark.parametrize(
    "text",
    ["", "2021", "😀 😀", "Это новость о дожде.", "これはニュースです。", "xyzzy " * 60, "xyzzy " * 60 + "yang dan"],
)
def test_a_text_that_shows_no_language_is_none(text):
    assert identify(text) is None


def test_a_language_that_kawat_does_not_read_is_named():
    assert identify("De regering heeft gezegd dat het niet waar is en dat zij naar de rechter gaat.") == "nl"


def test_a_few_words_are_enough_where_one_tells():
    assert identify("Raja itu pulang.") == "id"
    assert identify("The king left.") == "en"


def test_a_short_text_that_shows_no_language_is_read_as_indonesian():
    assert identify("Raja tiba.") == "id"
