"""Pages that hold words and are still no article, each rejected with what it is."""

import pytest

from kawat.extract.clean import clean
from kawat.records import Article, RawPage

FIRST = "Pemerintah Kastelia menolak usul Norwandia tentang batas laut di selat utara, Senin."
SECOND = "“Kami tidak akan mundur,” kata Menteri Luar Negeri Ole Berg dalam jumpa pers di ibu kota."
THIRD = "Kedua negara berunding sejak tahun lalu, tetapi belum mencapai kata sepakat soal pulau itu."
PROSE = f"<h1>Kastelia Menolak</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
HEADLINES = "</article>" + "".join(
    f"<div><h3><a href='/{n}'>Raja Kastelia tiba di ibu kota Norwandia {n}</a></h3></div>" for n in range(60)
)
PAID = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Kastelia Menolak",
"isAccessibleForFree": FREE}</script>"""


def page_of(body, head="", url=None):
    source = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    return clean(RawPage(body=source, media_type="text/html", url=url), 200_000)


def detail(body, head="", url=None):
    rejection = page_of(body, head, url)
    assert rejection.reason == "not_an_article"
    return rejection.detail


def test_a_page_of_headlines_with_an_introduction_is_none():
    assert "lists headlines" in detail(PROSE + HEADLINES)


def test_a_page_of_nothing_but_headlines_is_told_so():
    assert "lists headlines" in detail(HEADLINES)


def test_an_article_beside_headlines_is_one():
    assert isinstance(page_of(PROSE * 3 + HEADLINES), Article)
    assert isinstance(page_of(PROSE + HEADLINES, '<meta property="og:type" content="article">'), Article)


def test_at_the_address_of_a_site_fewer_headlines_make_a_front_page():
    body = PROSE * 3 + HEADLINES
    assert "lists headlines" in detail(body, url="https://kabar.example/")
    assert isinstance(page_of(body, url="https://kabar.example/1"), Article)
    assert isinstance(page_of(body, url="https://kabar.example/?p=7"), Article)


@pytest.mark.parametrize("free", ["false", '"False"', '"http://schema.org/False"'])
def test_the_beginning_of_an_article_that_must_be_paid_for_is_none(free):
    assert "must be paid for" in detail(PROSE, PAID.replace("FREE", free))


def test_an_article_that_must_be_paid_for_and_is_whole_is_one():
    assert isinstance(page_of(PROSE * 4, PAID.replace("FREE", "false")), Article)
    assert isinstance(page_of(PROSE, PAID.replace("FREE", "true")), Article)


def test_a_line_that_asks_for_payment_makes_a_stub():
    line = "<div class='box'><p>Silakan berlangganan untuk membaca berita ini.</p></div>"
    assert "must be paid for" in detail(PROSE + line)
    assert isinstance(page_of(PROSE * 4 + line), Article)


@pytest.mark.parametrize("title", ["404", "Page not found | Kabar", "Halaman tidak ditemukan"])
def test_a_page_that_is_gone_is_told_so(title):
    assert "no such page" in detail(f"<p>{FIRST} {SECOND}</p><p>{THIRD}</p>", f"<title>{title}</title>")


def test_an_article_about_what_was_not_found_is_one():
    assert isinstance(page_of(PROSE, "<title>Pesawat Kastelia tidak ditemukan</title>"), Article)


def test_a_feed_with_a_style_sheet_is_no_article():
    source = (
        '<?xml version="1.0"?>\n<?xml-stylesheet href="x.css"?>\n'
        f"<rss><channel><description>{FIRST * 9}</description></channel></rss>"
    )
    assert clean(RawPage(body=source, media_type="text/html"), 200_000).reason == "not_an_article"
