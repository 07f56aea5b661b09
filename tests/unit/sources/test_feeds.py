"""Feeds as entries, from feeds made here."""

import json
import time

import pytest

from kawat.records import RawPage
from kawat.sources.feeds import iso_of, read_feed, read_json_feed
from kawat.sources.files import open_pages

WORDS = "Kastelia menolak usul Norwandia tentang batas laut di selat utara, Senin. " * 5
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar</title><language>id-ID</language>
<item><title>Kastelia &amp; Norwandia</title><link>https://kabar.example/1</link>
<pubDate>Mon, 03 Feb 2031 04:05:06 +0700</pubDate><description>Ringkas.</description>
<content:encoded xmlns:content="x"><![CDATA[<p>{WORDS}</p>]]></content:encoded></item>
<item><title>Dua</title><link>https://kabar.example/2</link><description>Ringkas.</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar</title><entry><title>Satu</title>
<link rel="self" href="https://kabar.example/s"/><link href="https://kabar.example/1"/><updated>2031-02-04T00:00:00Z</updated>
<published>2031-02-03T04:05:06+08:00</published>
<content type="xhtml"><div><p>{WORDS}</p><p>a &lt; b</p></div></content></entry></feed>"""


def pages(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(open_pages(path))


def test_an_entry_with_its_text_is_a_page_and_one_without_is_told(tmp_path):
    page, rejection = pages(tmp_path, "a.xml", RSS)
    assert isinstance(page, RawPage)
    assert (page.title, page.url, page.publisher) == ("Kastelia & Norwandia", "https://kabar.example/1", "Kabar")
    assert (page.published, page.language, page.line) == ("2031-02-03T04:05:06+07:00", "id", 1)
    assert page.body == f"<html><body><p>{WORDS}</p>"
    assert (rejection.reason, rejection.article.url) == ("not_an_article", "https://kabar.example/2")


def test_an_atom_entry_has_the_address_of_its_page_and_the_date_of_its_publication(tmp_path):
    (page,) = pages(tmp_path, "a.atom", ATOM)
    assert (page.url, page.published) == ("https://kabar.example/1", "2031-02-03T04:05:06+08:00")
    assert page.body == f"<html><body><div><p>{WORDS}</p><p>a &lt; b</p></div>"


def test_a_json_feed_is_read(tmp_path):
    item = {"content_html": f"<p>{WORDS}</p>", "url": "https://kabar.example/1", "title": "Satu"}
    feed = {"version": "https://jsonfeed.org/version/1", "title": "Kabar", "items": [item, 7]}
    page, rejection = pages(tmp_path, "a.json", json.dumps(feed))
    assert (page.title, page.publisher, page.media_type) == ("Satu", "Kabar", "text/html")
    assert rejection.detail.startswith("item 2 is no object")


def test_a_feed_without_a_name_is_known_by_its_content(tmp_path):
    assert isinstance(pages(tmp_path, "feed", RSS)[0], RawPage)


def test_a_broken_feed_gives_the_entries_before_the_fault(tmp_path):
    page, rejection = pages(
        tmp_path, "a.rss", RSS.replace("</item>", "</item>", 1).replace("<title>Dua", "<b><title>Dua")
    )
    assert isinstance(page, RawPage)
    assert (rejection.reason, "not XML" in rejection.detail) == ("unreadable", True)


@pytest.mark.parametrize(
    "inner",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        "<!DOCTYPE rss [<!ELEMENT rss ANY>]>",
    ],
    ids=["bomb", "file", "dtd"],
)
def test_entities_and_dtds_are_refused(inner):
    feed = read_feed(
        f'<?xml version="1.0"?>{inner}<rss><channel><item><title>&b;</title></item></channel></rss>'.encode()
    )
    assert feed.entries == []
    assert "DTD" in feed.fault or "entities" in feed.fault


@pytest.mark.parametrize("text", ["<html><body>x</body></html>", "<urlset><url/></urlset>", "halo", ""])
def test_what_is_no_feed_is_one_rejection(tmp_path, text):
    assert len(pages(tmp_path, "a.xml", text)) == 1


def test_declared_encodings_hold():
    feed = read_feed(
        '<?xml version="1.0" encoding="koi8-r"?><rss><channel><title>Мир</title></channel></rss>'.encode("koi8-r")
    )
    assert feed.name == "Мир"


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("Mon, 03 Feb 2031 04:05:06 WITA", "2031-02-03T04:05:06+08:00"),
        ("Mon, 03 Feb 2031 04:05:06 GMT", "2031-02-03T04:05:06+00:00"),
        ("2031-02-03", "2031-02-03"),
        ("kemarin sore", None),
        ("2031-02-31T00:00:00Z", None),
    ],
)
def test_dates_of_feeds(value, date):
    assert iso_of(value) == date


@pytest.mark.parametrize(
    "text",
    ["<a>" * 300_000, "<rss>" + "<item><title>x</title></item>" * 100_000 + "</rss>", "<rss><item>" + "<b/>" * 300_000],
    ids=["deep", "entries", "marks"],
)
def test_hostile_feeds_take_bounded_time(text):
    start = time.process_time()
    read_feed(text.encode())
    assert time.process_time() - start < 5


@pytest.mark.parametrize("page", ["<!doctype html><html>", "\ufeff <!-- x --> <HTML lang=id>", "<html>"])
def test_a_feed_that_is_a_web_page_is_told_as_such(page, tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(f"{page}<body><p>Halaman</p></body></html>", encoding="utf-8")
    (rejection,) = open_pages(path)
    assert (rejection.reason, "found a web page (HTML), expected a feed" in rejection.detail) == ("wrong_shape", True)


def test_half_a_character_in_a_json_feed_does_no_harm():
    feed = read_json_feed({"items": [{"url": "https://kabar.example/\ud800", "content_text": "a\udfff" * 200}]})
    assert (feed.entries[0].url, "\ud800" in feed.entries[0].body) == ("https://kabar.example/\ufffd", False)
