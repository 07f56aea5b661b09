import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawat.sources.sitemaps import MOST_PLACES, Place, is_sitemap, read_sitemap

HEAD = "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"


def test_addresses_and_dates_are_taken():
    text = (
        f"{HEAD}<url><loc> https://kabar.example/a?x=1&amp;y=2 </loc><lastmod>2031-03-04</lastmod></url>"
        "<url><loc><![CDATA[https://kabar.example/b]]></loc><lastmod>2031-03-05T08:00:00+07:00</lastmod></url>"
        "<url><loc>https://kabar.example/c</loc><lastmod>2031-03</lastmod></url>"
        "<url><loc>/relative</loc></url><url><loc>javascript:x</loc></url><url/></urlset>"
    )
    assert read_sitemap(text.encode()).pages == [
        Place("https://kabar.example/a?x=1&y=2", "2031-03-04"),
        Place("https://kabar.example/b", "2031-03-05T08:00:00+07:00"),
        Place("https://kabar.example/c", "2031-03"),
    ]


def test_a_news_sitemap_tells_when_its_pages_were_published():
    text = (
        f"{HEAD}<url><loc>https://kabar.example/a</loc><lastmod>2031-03-09</lastmod><news:news>"
        "<news:publication_date>2031-03-04T10:00:00+07:00</news:publication_date></news:news>"
        "<image:image><image:loc>https://kabar.example/a.jpg</image:loc></image:image></url></urlset>"
    )
    assert read_sitemap(text.encode()).pages == [Place("https://kabar.example/a", "2031-03-04T10:00:00+07:00")]


def test_an_index_names_further_sitemaps():
    text = "<sitemapindex><sitemap><loc>https://kabar.example/1.xml</loc></sitemap></sitemapindex>"
    found = read_sitemap(text.encode())
    assert (found.maps, found.pages, found.fault) == ([Place("https://kabar.example/1.xml")], [], None)


def test_what_stands_before_a_fault_is_taken():
    found = read_sitemap(f"{HEAD}<url><loc>https://kabar.example/a</loc></url><url><loc>".encode())
    assert (len(found.pages), "not XML" in found.fault) == (1, True)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("<!DOCTYPE urlset [<!ENTITY a 'b'>]><urlset/>", "DTD"),
        ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&x;</loc></url></urlset>", "DTD"),
        ("<html><body></body></html>", "html"),
        ("", "not XML"),
        ("<urlset>" + "<a>" * 1_000, "deep"),
    ],
)
def test_what_is_no_sitemap_is_told(text, word):
    found = read_sitemap(text.encode())
    assert (word in found.fault, found.pages) == (True, [])


def test_a_sitemap_has_an_end():
    text = HEAD + "".join(f"<url><loc>https://kabar.example/{n}</loc></url>" for n in range(MOST_PLACES + 5))
    found = read_sitemap(text.encode())
    assert (len(found.pages), "50,000" in found.fault) == (MOST_PLACES, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(b"<urlset>", True), (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><sitemapindex xmlns='x'>", True), (b"<html>", False),
     (b"<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='/s.xsl'?><urlset xmlns='x'>", True), (b"<rss>", False),
     (b"<ns:urlset xmlns:ns='x'>", True), (b"", False)],
)  # fmt: skip
def test_a_sitemap_is_known_by_its_beginning(text, expected):
    assert is_sitemap(text) == expected


PIECES = st.sampled_from(
    [HEAD, "<url>", "</url>", "<loc>", "</loc>", "https://kabar.example/a", "<sitemap>", "</sitemap>", "<lastmod>", "</lastmod>",
     "2031-03-04", "</urlset>", "<sitemapindex>", "]]>", "<![CDATA[", "&amp;", "&x;", "<news:publication_date>", "\0", "<!--", "-->"]
)  # fmt: skip


@given(
    st.one_of(
        st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map(
            lambda p: "".join(p).encode("utf-8", "replace")
        ),
        st.binary(max_size=200),
    )
)
@settings(max_examples=150, deadline=2_000)
def test_any_bytes_hold_addresses_or_a_fault(data):
    found = read_sitemap(data)
    assert all(place.url.startswith(("http://", "https://")) for place in found.pages + found.maps)
    is_sitemap(data)


@pytest.mark.parametrize(
    "text",
    ["<urlset>" + "<url><loc>" * 200_000, "<urlset><url><loc>" + "a" * 5_000_000, "<?" * 100_000, "<!--" * 90_000],
)
def test_a_hostile_sitemap_costs_little(text):
    began = time.process_time()
    read_sitemap(text.encode())
    is_sitemap(text.encode())
    assert time.process_time() - began < 2.0
