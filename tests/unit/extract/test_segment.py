"""What the segmenter promises about zones, paragraphs, order and time."""

import time
from functools import cache
from types import SimpleNamespace

from kawat.extract.segment import segment
from kawat.knowledge import sentence
from kawat.records import Zone
from tests.tools.articles import article_of

knowledge_of = cache(lambda code: SimpleNamespace(sentence=sentence.load(code)))


def lines_of(text, zones=(), code="id"):
    return segment(article_of(text, language=code, zones=zones), knowledge_of(code))


def words(text, lines):
    return [text[line.start_char : line.end_char] for line in lines]


def test_a_sentence_never_crosses_a_line_break():
    text = "Raja tiba di Oslo\nHujan turun"
    lines = lines_of(text)
    assert words(text, lines) == ["Raja tiba di Oslo", "Hujan turun"]
    assert [line.paragraph for line in lines] == [0, 1]


def test_a_sentence_never_crosses_what_is_not_the_articles_words():
    text = "Raja tiba ADVERTISEMENT di Oslo."
    promo = Zone(kind="promo", start_char=10, end_char=23)
    assert words(text, lines_of(text, (promo,))) == ["Raja tiba", "di Oslo."]


def test_title_and_dateline_are_lines_of_their_own():
    text = "Raja Tiba\n\nOslo - Hujan turun."
    zones = (
        Zone(kind="title", start_char=0, end_char=9),
        Zone(kind="dateline", start_char=11, end_char=17),
        Zone(kind="body", start_char=18, end_char=len(text)),
    )
    assert [(line.zone, line.index) for line in lines_of(text, zones)] == [("title", 0), ("dateline", 1), ("body", 2)]


def test_tokens_quote_the_article():
    text = "Hujan turun.\nRaja pulang."
    assert all(
        text[token.start_char : token.end_char] == token.text for line in lines_of(text) for token in line.tokens
    )


def test_a_text_without_a_stop_is_one_sentence():
    assert words("hujan turun", lines_of("hujan turun")) == ["hujan turun"]
    assert lines_of(" \n ") == ()


def test_long_texts_take_time_in_proportion():
    text = 'Raja berkata "hujan" di Oslo pada 3.5.2021, kata J. B. Dr. X. ' * 3_000
    started = time.process_time()
    lines_of(text)
    assert time.process_time() - started < 6
