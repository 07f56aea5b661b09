"""What a raw page becomes: an article, or a rejection whose reason a person understands."""

import json
import sys
from pathlib import Path

import pytest

from kawat.extract.clean import PAGE_BYTES, clean
from kawat.records import Article, RawPage, Rejection

LIMIT = 200_000
TRAIN = Path("/work/shared/annotation/train/corpus.jsonl")


def json_page(text, **fields):
    return RawPage(body=text, media_type="application/json", **fields)


def plain(body, limit=LIMIT, **fields):
    return clean(RawPage(body=body, media_type="text/plain", **fields), limit)


def test_the_text_is_title_blank_line_body():
    article = clean(json_page("Hujan turun.\nRaja pulang.\n", title=" Banjir "), LIMIT)
    assert article.text == "Banjir\n\nHujan turun.\nRaja pulang.\n"
    assert article.title == "Banjir"


def test_nothing_but_newlines_is_changed():
    article = clean(json_page("  Hujan\tturun. \r\nRaja\u200f 😀\rpulang"), LIMIT)
    assert article.text == "  Hujan\tturun. \nRaja\u200f 😀\npulang"


def test_the_first_line_of_a_plain_text_is_no_title():
    assert plain(b"Banjir\n\nHujan turun.").title is None


def test_an_id_is_made_from_address_and_text_where_none_is_given():
    one, two = plain(b"Hujan turun."), plain(b"Hujan turun.", url="https://kabar.example/1")
    assert one.id == plain(b"Hujan turun.").id != two.id
    assert plain(b"Hujan turun.", id="x7").id == "x7"


def test_a_given_date_is_from_the_input():
    article = plain(b"Hujan turun.", published="2131-05-06")
    assert (article.published_at, article.published_from) == ("2131-05-06", "input")
    assert plain(b"Hujan turun.").published_from is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_usual_encodings_are_read(encoding):
    text = "“Kami kecewa,” kata Menteri Luar Negeri José – Senin."
    assert plain(text.encode(encoding)).text == text


def test_a_few_broken_bytes_do_not_turn_utf8_into_another_encoding():
    article = plain("“Kami kecewa,” kata “Reed”".encode() + b"\xff")
    assert article.text == "“Kami kecewa,” kata “Reed”\ufffd"


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7 abc",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04zip",
        bytes(range(256)) * 8,
        b"Hujan\x00turun\x00\x00\x00 dan raja pulang",
        b"\x01\x02\x03\x04\x05\x06\x07\x08" * 20,
    ],
)
def test_binary_input_is_rejected(body):
    rejection = plain(body, name="x.txt")
    assert isinstance(rejection, Rejection)
    assert rejection.reason == "binary"
    assert rejection.article.name == "x.txt"


@pytest.mark.parametrize("body", [b"", b" \n\t\r\n", b"\xef\xbb\xbf"])
def test_an_empty_text_is_rejected(body):
    assert plain(body).reason == "empty"


def test_a_title_without_text_is_rejected():
    rejection = clean(json_page("\n", title="Banjir", id="x7", line=None), LIMIT)
    assert (rejection.reason, rejection.detail, rejection.article.id) == ("empty", "found a title but no text", "x7")


def test_one_sentence_is_an_article():
    assert isinstance(plain(b"Hujan."), Article)


def test_a_text_beyond_the_limit_is_rejected_and_one_at_the_limit_is_read():
    assert plain(b"a" * 11, limit=10).reason == "too_long"
    assert isinstance(plain(b"a" * 10, limit=10), Article)
    assert plain(b"a" * 100_000_000).reason == "too_long"


def test_halves_of_characters_are_replaced_in_place():
    article = clean(json_page("Hujan \ud83d turun.", title="Ban\ude00jir", id="x\ud800"), LIMIT)
    assert article.text == "Ban\ufffdjir\n\nHujan \ufffd turun."
    assert article.id == "x\ufffd"


def test_a_page_of_many_bytes_is_not_parsed():
    page = RawPage(body=b"<p>" + b"a" * PAGE_BYTES, media_type="text/html")
    assert clean(page, LIMIT).reason == "too_long"


@pytest.mark.skipif(not TRAIN.exists(), reason="the shared annotations are not on this machine")
def test_the_text_of_an_annotated_article_is_the_one_that_was_annotated():
    sys.path.insert(0, str(TRAIN.parents[1]))
    try:
        import annot
    finally:
        sys.path.pop(0)
    for line in TRAIN.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        article = clean(json_page(item["text"], title=item.get("title")), LIMIT)
        assert article.text.rstrip() == annot.text_of(item).rstrip()


def test_a_stray_nul_does_not_make_a_text_binary():
    assert plain(b"Hujan\0turun di Oslo. " * 10 + b"Sungai meluap sampai ke jalan raya kota. " * 30).text.startswith(
        "Hujan\0"
    )


def test_half_a_character_in_the_language_or_name_can_be_written():
    assert clean(json_page("Hujan.", language="\ud800"), LIMIT).language == "\ufffd"
    assert clean(json_page("", name="\udcff.txt"), LIMIT).article.name == "\ufffd.txt"
