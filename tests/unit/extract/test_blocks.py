"""Which blocks of a page are its article."""

import html
import json
import time

import pytest
from resiliparse.parse.html import HTMLTree

from kawat.extract.blocks import article_blocks, scan

FIRST = "Pemerintah Kastelia menolak usul Norwandia tentang batas laut di selat utara, Senin."
SECOND = "“Kami tidak akan mundur,” kata Menteri Luar Negeri Ole Berg dalam jumpa pers di ibu kota."
THIRD = "Kedua negara berunding sejak tahun lalu, tetapi belum mencapai kata sepakat soal pulau itu."
TEASER = "Raja Kastelia bertolak ke Oslo untuk kunjungan tiga hari bersama para menterinya."


def sheet_of(body):
    return scan(str(HTMLTree.parse(f"<html><body>{body}</body></html>")))


def kept(body, told=None):
    return [block.text for block in article_blocks(sheet_of(body), told)]


def paragraphs(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def test_inline_elements_do_not_break_a_paragraph_and_br_does():
    assert kept(f"<div><p>{FIRST} <b>{SECOND}</b><br>{THIRD}</p></div>") == [f"{FIRST} {SECOND}", THIRD]


@pytest.mark.parametrize("attributes", ['class="related-box"', 'id="comments"', 'style="display:none"', "hidden"])
def test_what_its_name_sets_apart_is_left_out(attributes):
    body = f"<div>{paragraphs(FIRST, SECOND)}<div {attributes}><p>{TEASER}</p></div><p>{THIRD}</p></div>"
    assert kept(body) == [FIRST, SECOND, THIRD]


def test_a_name_does_not_cost_what_holds_most_of_the_page():
    assert kept(f'<div class="sidebar">{paragraphs(FIRST, SECOND, THIRD)}</div>') == [FIRST, SECOND, THIRD]


def test_links_and_headlines_beside_the_article_are_left_out():
    headline = f"<h3><a href='/x'>Raja Kastelia Tiba di Oslo</a></h3><p>{TEASER}</p>"
    body = f"<div><div>{paragraphs(FIRST, SECOND, THIRD)}</div><div>{headline * 3}</div></div>"
    assert kept(body) == [FIRST, SECOND, THIRD]


def test_a_link_between_paragraphs_goes_and_a_heading_stays():
    body = f"<div><p>{FIRST}</p><p><a href='/x'>Raja Tiba</a></p><h2>Batas laut</h2>{paragraphs(SECOND, THIRD)}</div>"
    assert kept(body) == [FIRST, "Batas laut", SECOND, THIRD]


def test_short_lines_of_one_element_are_running_text_together():
    lines = ["1 Maret: Oslo", "2 Maret: Bergen", "3 Maret: Narvik", "4 Maret: Tromso", "5 Maret: Hammerfest", "6 Maret"]
    assert kept(f"<div><p>{'<br>'.join(lines)}</p></div>") == lines


def test_linked_data_chooses_where_the_page_shows_what_it_tells():
    told = f"{FIRST} {THIRD} {SECOND}"
    body = f"<div>{paragraphs(FIRST, TEASER, THIRD, SECOND)}</div>"
    assert kept(body, told) == [FIRST, THIRD, SECOND]


def test_linked_data_that_tells_another_text_is_doubted():
    assert kept(f"<div>{paragraphs(FIRST, SECOND, THIRD)}</div>", TEASER * 5) == [FIRST, SECOND, THIRD]


def test_linked_data_that_holds_a_summary_only_is_doubted():
    told = f"{FIRST} {SECOND} " * 1
    body = f"<div>{paragraphs(FIRST, SECOND, THIRD, TEASER, FIRST + THIRD, SECOND + TEASER)}</div>"
    assert len(kept(body, told + THIRD[:40])) == 6


def test_names_that_stand_at_all_the_articles_parts_are_not_believed():
    parts = "".join(f'<div><p class="paywall">{text}</p></div>' for text in (FIRST, SECOND, THIRD))
    assert kept(f"<article>{parts}</article>") == [FIRST, SECOND, THIRD]


def test_signs_written_as_references_are_read():
    assert kept(f"<div>{paragraphs(html.escape('Kata <Berg> & Dahl.'), FIRST, SECOND)}</div>")[0] == FIRST
    assert sheet_of("<p>Berg &amp; Dahl &lt;1&gt;</p>").blocks[0].text == "Berg & Dahl <1>"


def test_scripts_and_comments_hold_no_text_but_linked_data_is_kept():
    data = json.dumps({"@type": "NewsArticle"})
    sheet = sheet_of(
        f'<script>var a = "<p>x</p>";</script><!-- <p>y</p> --><script type="application/ld+json">{data}</script>'
    )
    assert (sheet.blocks, sheet.linked_data) == ([], [data])


@pytest.mark.parametrize(
    "body",
    [
        "<b>" * 100_000 + FIRST,
        "<b>" * 30_000 + "x<br>" * 30_000,
        "<div>" * 900 + "<p>a</p>" * 100_000,
        "<aside>" * 900 + "<p>a</p>" * 20_000,
        f"<p class=share>{FIRST}</p>" * 20_000,
        "<" * 300_000,
        '<p a="' * 100_000,
        "<!--" * 100_000,
        "<script>" * 100_000,
        f"<table><tr><td>{FIRST}" * 5_000,
    ],
    ids=["inline", "breaks", "blocks", "asides", "names", "brackets", "quotes", "comments", "scripts", "tables"],
)
def test_the_walk_takes_time_by_the_length_of_the_page(body):
    sheet = str(HTMLTree.parse(body))
    start = time.process_time()
    article_blocks(scan(sheet), FIRST * 500)
    assert time.process_time() - start < 3
