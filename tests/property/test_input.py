"""Whatever the input, it becomes an article or a rejection, and every zone, sentence and source quotes its text."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kawat.extract.clean import clean
from kawat.extract.language import identify
from kawat.extract.segment import segment
from kawat.extract.wire import find_wire
from kawat.extract.zones import find_zones
from kawat.knowledge.load import load_knowledge
from kawat.records import NOT_THE_ARTICLES_WORDS, Article, RawPage, Rejection
from kawat.sources.files import open_pages

KNOWLEDGE = {code: load_knowledge(code) for code in ("id", "ms", "en")}
PIECES = [
    "Baca juga: ",
    "Baca juga:Raja Kastelia Tiba di Oslo ",
    "SCROLL TO CONTINUE WITH CONTENT",
    "[Gambas:Video 20detik]",
    "Simak Video '",
    'Tonton juga "',
    "KABAR.CO, Oslo - ",
    "Jakarta (ANTARA) - ",
    "seperti dilansir",
    "AFP",
    "ReutersdanAl Arabiya",
    "kantor berita Rusia, ",
    "(rst/uvw)",
    " - Bernama",
    "&nbsp;",
    "Dr. ",
    "J. B. ",
    "Hujan turun.",
    "Raja berkata",
    '."',
    "“",
    "”",
    "\n",
    "\n\n",
    "\r\n",
    "\u200f",
    "😀",
    "e\u0301",
    "\ud800",
    "\0",
    " ",
]
news = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join)
tags = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<article>",
        "<script>",
        "</script>",
        "<meta content=x>",
        "<time datetime='2031-02-03'>",
        "<h1>",
        "<!--",
        "-->",
    ]
)
markup = st.lists(st.one_of(tags, st.sampled_from(PIECES), st.text(max_size=20)), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(news, st.one_of(st.none(), news), st.sampled_from(["id", "ms", "en"]))
def test_zones_sentences_and_sources_quote_the_text_and_do_not_overlap(text, title, code):
    page = RawPage(body=text, media_type="application/json", id="x", title=title, publisher="kabar.example")
    article = clean(page, 200_000)
    if isinstance(article, Rejection):
        return
    knowledge = KNOWLEDGE[code]
    zones = find_zones(article, knowledge)
    assert all(0 <= zone.start_char < zone.end_char <= len(article.text) for zone in zones)
    assert all(one.end_char <= two.start_char for one, two in pairwise(zones))
    marked = Article(**{**{k: getattr(article, k) for k in article.__slots__}, "zones": zones})
    for wire in find_wire(marked, knowledge):
        assert article.text[wire.span.start_char : wire.span.end_char] == wire.span.text
    asides = [zone for zone in zones if zone.kind in NOT_THE_ARTICLES_WORDS]
    lines = segment(marked, knowledge)
    assert all(one.end_char <= two.start_char for one, two in pairwise(lines))
    for line in lines:
        words = article.text[line.start_char : line.end_char]
        assert words.strip() == words != ""
        assert "\n" not in words
        assert not any(z.start_char < line.end_char and line.start_char < z.end_char for z in asides)
    assert identify(article.text) is None or identify(article.text).isalpha()


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=400), news.map(lambda text: text.encode("utf-16", "surrogatepass"))))
def test_any_bytes_are_an_article_or_a_rejection(data):
    assert isinstance(clean(RawPage(body=data, media_type="text/plain"), 200_000), Article | Rejection)


@settings(max_examples=200, deadline=None)
@given(markup)
def test_any_page_is_an_article_or_a_rejection(source):
    page = RawPage(body=source.encode("utf-8", "surrogatepass"), media_type="text/html", url="https://[x")
    assert isinstance(clean(page, 200_000), Article | Rejection)


@settings(max_examples=100, deadline=None)
@given(
    data=st.binary(max_size=300), name=st.sampled_from(["a.txt", "a.json", "a.jsonl", "a.html", "a.jsonl.gz", "a.zst"])
)
def test_any_file_is_pages_and_rejections(tmp_path_factory, data, name):
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data)
    assert all(isinstance(page, RawPage | Rejection) for page in open_pages(path))
