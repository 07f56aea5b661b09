"""Walks over real sites on loopback: pages, feeds, sitemaps, lists."""

import gzip
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawat.extract.clean import clean
from kawat.records import RawPage, Rejection
from kawat.sources.files import Defaults
from kawat.sources.net import further
from kawat.sources.net.client import Answer
from kawat.sources.net.lists import read_list
from kawat.sources.net.walk import Walk, feed_of, key_of, kind_of, page_of
from kawat.sources.packed import BROKEN
from kawat.sources.tables import TableError
from tests.tools.sites import article, site, visitor

XML = {"Content-Type": "application/xml"}


def walk(there, url, **more):
    told = []
    found = list(Walk(visitor=visitor(there), tell=told.append, **more).open(url))
    return (
        [one for one in found if isinstance(one, RawPage)],
        [one for one in found if isinstance(one, Rejection)],
        told,
    )


def urlset(*urls, date=""):
    inner = "".join(f"<url><loc>{url}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>" for url in urls)
    return (200, XML, f"<?xml version='1.0'?><urlset>{inner}</urlset>".encode())


def index(*urls):
    inner = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return (200, XML, f"<?xml version='1.0'?><sitemapindex>{inner}</sitemapindex>".encode())


def test_a_page_is_got_from_where_it_is_in_the_end():
    with site({"/a": (301, {"Location": "/b"}, b""), "/b": article(1)}) as there:
        ((page,), rejections, _) = walk(there, there.url("/a"))
    assert (page.url, page.media_type, page.body, rejections) == (there.url("/b"), "text/html", article(1), [])


def test_the_entries_of_a_feed_are_read_or_their_pages_got():
    long = "Menteri menyatakan usulan itu dibahas. " * 10
    with site({"/1": article(1)}) as there:
        feed = (
            f"<rss><channel><title>Kabar</title><item><link>{there.url('/1')}</link><description>Ringkas</description></item>"
            f"<item><link>{there.url('/2')}</link><description>{long}</description></item>"
            f"<item><link>{there.url('/1')}#atas</link></item></channel></rss>"
        )
        there.pages["/feed"] = (200, {"Content-Type": "text/html"}, feed.encode())
        pages, rejections, _ = walk(there, there.url("/feed"))
        assert there.paths() == ["/feed", "/1"]
    assert ([page.url for page in pages], rejections) == ([there.url("/1"), there.url("/2")], [])
    assert pages[1].publisher == "Kabar"


def test_a_json_feed_is_followed():
    with site({"/1": article(1)}) as there:
        text = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"url": "{there.url("/1")}"}}]}}'
        there.pages["/feed"] = (200, {"Content-Type": "application/json"}, text.encode())
        pages, rejections, _ = walk(there, there.url("/feed"))
    assert ([page.url for page in pages], rejections) == ([there.url("/1")], [])


def test_a_sitemap_of_fifty_thousand_links_to_itself_ends():
    with site({}) as there:
        there.pages["/s.xml"] = urlset(*[there.url("/s.xml")] * 50_000)
        pages, rejections, _ = walk(there, there.url("/s.xml"))
        assert there.paths() == ["/s.xml"]
    assert (pages, rejections) == ([], [])


def test_indexes_that_name_each_other_end():
    with site({"/1": article(1)}) as there:
        there.pages["/a.xml"] = index(there.url("/b.xml"), there.url("/a.xml"))
        there.pages["/b.xml"] = index(there.url("/a.xml"), there.url("/c.xml.gz"))
        there.pages["/c.xml.gz"] = (
            200,
            {"Content-Type": "application/gzip"},
            gzip.compress(urlset(there.url("/1"))[2]),
        )
        pages, rejections, _ = walk(there, there.url("/a.xml"))
        assert there.paths() == ["/a.xml", "/b.xml", "/c.xml.gz", "/1"]
    assert (len(pages), rejections) == (1, [])


def test_an_index_that_goes_deeper_and_deeper_ends():
    with site({}) as there:
        for n in range(12):
            there.pages[f"/{n}.xml"] = index(there.url(f"/{n + 1}.xml"))
        _, _, told = walk(there, there.url("/0.xml"))
        assert len(there.paths()) == 4
    assert "deeper" in told[0]


def test_a_sitemap_does_not_send_us_to_other_sites():
    with site({"/1": article(1)}) as there, site({"/x": article(2)}) as other:
        there.pages["/s.xml"] = urlset(other.url("/x", host="127.0.0.1"), there.url("/1"), "http://127.0.0.1/")
        pages, rejections, told = walk(there, there.url("/s.xml"))
        assert other.asked == []
    assert (len(pages), rejections, "2 addresses of other sites" in told[0]) == (1, [], True)


def test_no_more_pages_are_taken_than_are_asked_for():
    with site({f"/{n}": article(n) for n in range(9)}) as there:
        there.pages["/s.xml"] = urlset(*(there.url(f"/{n}") for n in range(9)))
        pages, _, told = walk(there, there.url("/s.xml"), most=3)
        later, _, _ = walk(there, there.url("/s.xml"), most=3, known={page.url for page in pages}.__contains__)
    assert (len(pages), "--pages" in told[0]) == (3, True)
    assert [page.url for page in later] == [there.url(f"/{n}") for n in (3, 4, 5)]


@pytest.mark.parametrize(
    ("date", "since", "until", "taken"),
    [("2031-03-04", "2031-03-04", "2031-03-04", True), ("2031-03-03T23:00:00+07:00", "2031-03-04", None, False),
     ("2031-03-05", None, "2031-03-04", False), ("", "2031-03-04", None, True), ("2031-03", "2031-03-04", None, True),
     ("2031", "2032-01-01", None, False)],
)  # fmt: skip
def test_pages_are_taken_by_their_dates(date, since, until, taken):
    with site({"/1": article(1)}) as there:
        there.pages["/s.xml"] = urlset(there.url("/1"), date=date)
        pages, _, _ = walk(there, there.url("/s.xml"), since=since, until=until)
    assert bool(pages) == taken


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"), "not_an_article"),
        ((200, {"Content-Type": "image/png"}, b"\x89PNG"), "not_an_article"),
        ((200, XML, b"<rss><channel>"), "wrong_shape"),
        ((200, XML, b"<rss><channel></channel></rss>"), "empty"),
        ((200, XML, b"<urlset><url>"), "wrong_shape"),
        ((403, {}, article(1)), "forbidden"),
        ((404, {}, article(1)), "unreachable"),
        ((200, {"Content-Length": "200000000"}, b"a"), "too_long"),
    ],
)
def test_what_is_no_article_is_rejected_with_its_reason(answer, reason):
    with site({"/a": answer}) as there:
        pages, rejections, _ = walk(there, there.url("/a"))
    assert pages == []
    assert [one.reason for one in rejections] == [reason]
    assert rejections[0].article.url == there.url("/a")


@pytest.mark.parametrize("charset", ["utf-16", "latin-9000", "utf-8"])
def test_a_server_that_lies_about_its_letters_is_not_believed(charset):
    body = "<!doctype html><p>Café “résumé”</p>".encode()
    with site({"/a": (200, {"Content-Type": f"text/html; charset={charset}"}, body)}) as there:
        ((page,), _, _) = walk(there, there.url("/a"))
    assert page.body == body


def test_what_a_server_says_of_its_letters_counts_where_the_page_says_nothing():
    body = "<!doctype html><p>Привет</p>".encode("cp1251")
    with site({"/a": (200, {"Content-Type": "text/html; charset=windows-1251"}, body)}) as there:
        ((page,), _, _) = walk(there, there.url("/a"))
    assert "Привет" in page.body


LISTS = {
    "lines": b"\xef\xbb\xbf# mine\nhttps://kabar.example/1\n\n  https://kabar.example/2,a  \r\nhttps://kabar.example/1\n",
    "media cloud": b'id,publish_date,title,url,media_name\n1,2031-03-04,"Ya, ""baik""",https://kabar.example/1,Kabar\n2,,x,https://kabar.example/2,"a"\n3,,none,,\n',
    "gdelt query": b'"SourceCommonName"\t"DocumentIdentifier"\nkabar\thttps://kabar.example/1\nkabar\thttps://kabar.example/2\n',
    "gdelt gkg": b'20310304-1\t20310304\t1\tkabar.example\thttps://kabar.example/1\tx\n20310304-2\t20310304\t1\t"kabar\thttps://kabar.example/2\ty\n',
    "semicolons": b"URL;title\nhttps://kabar.example/1;a\nhttps://kabar.example/2;b\n",
    "packed": gzip.compress(b"https://kabar.example/1\nhttps://kabar.example/2\n"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_addresses_is_read(name):
    urls = [url for _, url in read_list(io.BytesIO(LISTS[name]))]
    assert [url.removesuffix(",a") for url in urls] == ["https://kabar.example/1", "https://kabar.example/2"]


LINES = st.sampled_from(
    ["https://kabar.example/1", "url,title", '"a', "\t", ",", "#", "\r", "DocumentIdentifier\tx", "http://", "\x1f\x8b"]
)


@given(
    st.one_of(
        st.lists(st.one_of(LINES, st.text(max_size=10)), max_size=12).map("\n".join).map(str.encode),
        st.binary(max_size=80),
    )
)
@settings(max_examples=200, deadline=2_000)
def test_any_bytes_are_a_list_or_told_to_be_none(data):
    with suppress(TableError, *BROKEN):
        assert all(
            number > 0 and url.startswith(("http://", "https://")) for number, url in read_list(io.BytesIO(data))
        )


BODIES = st.sampled_from(
    [
        "<rss>",
        "<channel>",
        "<item>",
        "<link>http://localhost/x</link>",
        "</item>",
        "<urlset>",
        "<url>",
        "<loc>",
        '{"version": "https://jsonfeed.org/version/1", "items": [',
        '{"url": "https://x/\\ud800"}',
        "]}",
        "<!doctype html>",
        "\ufeff",
        "\x80",
    ]
)


@given(
    st.lists(BODIES, max_size=8).map("".join).map(lambda text: text.encode("latin-1", "replace")),
    st.sampled_from(
        ["text/html", "application/json", "", "text/html; charset=punycode", "text/html; charset=unicode_escape"]
    ),
)
@settings(max_examples=150, deadline=2_000)
def test_whatever_a_server_answers_becomes_pages_or_rejections(body, kind):
    answer = Answer(url="http://localhost/", status=200, headers={"content-type": kind}, body=body)
    feed = feed_of(answer) if kind_of(answer) != "page" else None
    page = page_of(answer, Defaults())
    assert isinstance(page, RawPage | Rejection)
    assert feed is None or all(entry.url is None or entry.url.encode() for entry in feed.entries)


@pytest.mark.parametrize(
    "data", [b"title,text\na,b\n", b"kabar.example\n", b"\0\1\2\n", b"text about https://kabar.example\n"]
)
def test_a_list_without_addresses_is_told(data):
    with pytest.raises(TableError, match="expected an address"):
        list(read_list(io.BytesIO(data)))


def test_what_is_wrong_with_a_page_of_a_list_is_told_with_its_line():
    with site({"/1": article(1)}) as there:
        data = f"{there.url('/1')}\n{there.url('/none')}\n".encode()
        page, rejection = Walk(visitor=visitor(there)).open_list(io.BytesIO(data), "list.txt")
    assert page.url == there.url("/1")
    assert (rejection.line, rejection.article.name, rejection.reason) == (2, "list.txt", "unreachable")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://Kabar.example?utm_source=x&id=2#top", "https://kabar.example/?id=2"),
        ("https://kabar.example/a?b=%20&c", "https://kabar.example/a?b=%20&c"),
        ("https://[", "https://["),
    ],
)
def test_an_address_is_known_again(url, key):
    assert key_of(url) == key


def cut_up(there, path, most, whole=None, robots=b""):
    """An article of `most` pages, each of which leads to the next, and to the page that shows all where there is one."""
    kind = "<meta property='og:type' content='article'>"
    for number in range(1, most + 1):
        links = f"<a href='{path}?page={number + 1}'>Selanjutnya</a>" if number < most else ""
        links += f"<a href='{path}?page=all'>Semua halaman</a>" if whole else ""
        name = path if number == 1 else f"{path}?page={number}"
        there.pages[name] = article(number, extra=links, head=kind)
    if whole:
        there.pages[f"{path}?page=all"] = whole
    there.pages["/robots.txt"] = robots


def test_the_further_pages_of_an_article_are_got_and_joined():
    with site({}) as there:
        cut_up(there, "/usulan-baru-nelayan", 3)
        (pages, rejections, _) = walk(there, there.url("/usulan-baru-nelayan"))
        assert there.paths() == [f"/usulan-baru-nelayan{end}" for end in ("", "?page=2", "?page=3")]
    assert rejections == []
    assert [(page.url, len(page.parts)) for page in pages] == [(there.url("/usulan-baru-nelayan"), 2)]
    told = clean(pages[0], 200_000).text
    assert all(f"usulan nomor {number} bagian 3" in told for number in (1, 2, 3))


def test_the_page_that_shows_all_is_got_instead_of_the_parts():
    with site({}) as there:
        cut_up(there, "/a-b-c", 3, whole=article(9))
        ((page,), _, _) = walk(there, there.url("/a-b-c"))
        assert there.paths() == ["/a-b-c", "/a-b-c?page=all"]
    assert (page.url, page.body, page.parts) == (there.url("/a-b-c"), article(9), ())


@pytest.mark.parametrize(
    "whole", [(404, {}, b""), (302, {"Location": "/a-b-c"}, b""), (200, {"Content-Type": "application/pdf"}, b"%PDF")]
)
def test_parts_are_got_where_the_whole_is_not_to_be_had(whole):
    with site({}) as there:
        cut_up(there, "/a-b-c", 3, whole=whole)
        ((page,), rejections, _) = walk(there, there.url("/a-b-c"))
    assert (len(page.parts), rejections) == (2, [])


def test_robots_txt_counts_for_further_pages_too():
    with site({}) as there:
        cut_up(there, "/a-b-c", 3, whole=article(9), robots=b"User-agent: *\nDisallow: /*page=all\nDisallow: /*page=3")
        ((page,), rejections, told) = walk(there, there.url("/a-b-c"))
        assert there.paths() == ["/a-b-c", "/a-b-c?page=2"]
    assert (len(page.parts), rejections) == (1, [])
    assert ["page=all)" in told[0], "page=3)" in told[1], len(told)] == [True, True, 2]


def test_an_article_that_goes_on_for_ever_ends():
    with site({}) as there:
        cut_up(there, "/a-b-c", 39)
        ((page,), _, _) = walk(there, there.url("/a-b-c"))
        assert len(there.paths()) == 20
    assert len(page.parts) == 19


@pytest.mark.parametrize("to", ["/a-b-c", "/other-words-here", "/a-b-c?page=3"])
def test_a_further_page_that_leads_elsewhere_adds_nothing(to):
    with site({"/other-words-here": article(8)}) as there:
        cut_up(there, "/a-b-c", 3)
        there.pages["/a-b-c?page=2"] = (302, {"Location": to}, b"")
        ((page,), rejections, _) = walk(there, there.url("/a-b-c"))
    assert (page.url, page.parts, rejections) == (there.url("/a-b-c"), (), [])


def test_an_article_that_a_further_page_led_to_is_read_where_it_is_named():
    with site({"/other-words-here": article(8)}) as there:
        cut_up(there, "/a-b-c", 2)
        there.pages["/a-b-c?page=2"] = (302, {"Location": "/other-words-here"}, b"")
        there.pages["/s.xml"] = urlset(there.url("/a-b-c"), there.url("/other-words-here"))
        pages, _, _ = walk(there, there.url("/s.xml"))
    assert [page.url for page in pages] == [there.url("/a-b-c"), there.url("/other-words-here")]


def test_further_pages_on_another_host_are_not_asked_for():
    with site({}) as there, site({}) as other:
        cut_up(there, "/a-b-c", 1)
        there.pages["/a-b-c"] = article(1, extra=f"<a href='{other.url('/a-b-c?page=2')}'>2</a>")
        ((page,), _, _) = walk(there, there.url("/a-b-c"))
        assert other.asked == []
    assert page.parts == ()


@pytest.mark.parametrize(
    ("head", "count"),
    [("<meta content='website' property='og:type'>", 1), ("<meta property=og:type content=article>", 2), ("", 1)],
)
def test_a_list_of_articles_is_not_followed(head, count):
    """What calls itself an article is one; what does not tell is one where it holds a single article."""
    with site({}) as there:
        extra = "<article>b</article><a href='?page=2'>2</a>"
        there.pages |= {"/kabar-hari-ini": article(1, extra, head), "/kabar-hari-ini?page=2": article(2)}
        walk(there, there.url("/kabar-hari-ini"))
        assert len(there.paths()) == count


def test_an_article_of_several_pages_is_no_longer_than_a_page_may_be(monkeypatch):
    monkeypatch.setattr(further, "LONGEST_PAGE", 2 * len(article(1)) + 1_000)
    with site({}) as there:
        cut_up(there, "/a-b-c", 9)
        ((page,), _, _) = walk(there, there.url("/a-b-c"))
    assert len(page.parts) == 1


def test_a_further_page_that_a_sitemap_names_too_is_got_once():
    with site({}) as there:
        cut_up(there, "/a-b-c", 2)
        there.pages["/s.xml"] = urlset(there.url("/a-b-c"), there.url("/a-b-c?page=2"))
        (pages, _, _) = walk(there, there.url("/s.xml"))
        assert there.paths() == ["/s.xml", "/a-b-c", "/a-b-c?page=2"]
    assert len(pages) == 1
