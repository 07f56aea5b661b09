"""robots.txt and reservations: what they say, and that nothing in them harms."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawat.sources.net import reservations
from kawat.sources.net.robots import LONGEST, read_robots


def forbids(text, path, agent="kawat"):
    return read_robots(text.encode(), agent).forbids(path)


@pytest.mark.parametrize(
    ("text", "path", "forbidden"),
    [
        ("", "/a", False),
        ("User-agent: *\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow:", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: kawat\nDisallow: /x", "/a", False),
        ("User-agent: *\nDisallow:\n\nUser-agent: KAWAT/2.0\nDisallow: /x", "/x1", True),
        ("User-agent: kawatbot\nDisallow: /", "/a", False),
        ("User-agent: GPTBot\nDisallow: /", "/a", False),
        ("User-agent: a\nUser-agent: kawat\nDisallow: /x", "/x", True),
        ("User-agent: kawat\nDisallow: /x\nUser-agent: kawat\nDisallow: /y", "/y", True),
        ("User-agent: kawat\nDisallow: /x\nUser-agent: b\nUser-agent: kawat\nDisallow: /y", "/x", True),
        ("User-agent: *\nDisallow: /berita\nAllow: /berita/umum", "/berita/umum/1", False),
        ("User-agent: *\nAllow: /berita/umum\nDisallow: /berita", "/berita/lain", True),
        ("User-agent: *\nDisallow: /berita\nAllow: /berita", "/berita", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", False),
        ("User-agent: *\nDisallow: /a$", "/a", True),
        ("User-agent: *\nDisallow: /a$", "/ab", False),
        ("User-agent: *\nDisallow: /*?s=", "/cari?s=beras", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-b-c", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-c-b", False),
        ("User-agent: *\nDisallow: */cetak", "/x/cetak", True),
        ("User-agent: *\nDisallow: /*", "/a", True),
        ("User-agent: *\nDisallow: /~ani", "/%7eani", True),
        ("User-agent: *\nDisallow: /%7Eani", "/~ani", True),
        ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", True),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", False),
        ("User-agent: *\nDisallow: /é", "/%C3%A9", True),
        ("\ufeffuser-agent : *  # all\r\n\r\nDISALLOW : /x # no\rCrawl-delay: 5", "/x", True),
        ("Disallow: /", "/a", False),
        ("User-agent: *\nNonsense\nFoo: bar\nDisallow: /x", "/x", True),
        ("<!doctype html><html><body>Not found</body></html>", "/a", False),
        ("User-agent: *\nSitemap: https://x/\nDisallow: /x", "/x", True),
    ],
)
def test_a_path_is_forbidden_or_not(text, path, forbidden):
    assert bool(forbids(text, path)) == forbidden


def test_the_rule_is_told_as_it_stands():
    assert forbids("user-agent: *\ndisallow: /berita/", "/berita/1") == "Disallow: /berita/"


@pytest.mark.parametrize(
    ("text", "delay"),
    [("Crawl-delay: 10", 10.0), ("Crawl-delay: 0.5", 0.5), ("Crawl-delay: many", None), ("Crawl-delay: -1", None),
     ("Crawl-delay: 999999999", 86_400.0), ("Crawl-delay: 1e9", None), ("Disallow: /x", None)],
)  # fmt: skip
def test_a_delay_is_taken_within_reason(text, delay):
    assert read_robots(f"User-agent: *\n{text}".encode(), "kawat").delay == delay


def test_sitemaps_are_told():
    assert read_robots(b"Sitemap: https://kabar.example/s.xml", "kawat").sitemaps == ("https://kabar.example/s.xml",)


def test_what_is_behind_the_bound_is_not_looked_at():
    text = b"User-agent: *\n" + b"#" * LONGEST + b"\nDisallow: /"
    assert read_robots(text, "kawat").forbids("/a") is None


@pytest.mark.parametrize(
    "text",
    [
        b"User-agent: *\n" + b"Disallow: /" + b"*a" * 250_000,
        b"User-agent: *\n" + b"Disallow: /a*b\n" * 34_000,
        b"User-agent: *\n" * 36_000,
        b"User-agent: *\nDisallow: /" + b"%" * 500_000,
        b"\r" * 512_000,
        b":" * 512_000,
    ],
)
def test_a_hostile_file_costs_little(text):
    began = time.process_time()
    read_robots(text, "kawat").forbids("/" + "a" * 4_000)
    assert time.process_time() - began < 2.0


LINES = st.sampled_from(
    ["User-agent: *", "User-agent: kawat", "user-agent:", "Disallow: /", "Disallow: /a*", "Allow: /a$", "Allow:", "#", "",
     "Crawl-delay: 3", "Disallow: %zz", "Disallow: *", "Allow: /%C3%A9*$", "Sitemap: x"]
)  # fmt: skip
files = st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=30).map("\n".join)
paths = st.text(max_size=30).map(lambda text: f"/{text}")


@given(st.one_of(files.map(str.encode), st.binary(max_size=300)), paths)
@settings(max_examples=150, deadline=2_000)
def test_any_bytes_say_something_or_nothing(data, path):
    rules = read_robots(data, "kawat")
    said = rules.forbids(path)
    assert said is None or said.startswith("Disallow:")
    assert rules.delay is None or 0 <= rules.delay <= 86_400
    assert reservations.of_rules(reservations.read_rules(data), path) is None or b"location" in data


@given(st.lists(st.sampled_from(["/", "/a", "/a*", "/*b", "/a/b$", "/a/b"]), max_size=6), paths)
@settings(max_examples=100, deadline=2_000)
def test_what_is_forbidden_to_all_paths_is_allowed_by_no_shorter_rule(patterns, path):
    text = "User-agent: *\n" + "\n".join(f"Disallow: {one}" for one in patterns)
    assert bool(forbids(text, path)) == any(
        read_robots(f"User-agent: *\nDisallow: {p}".encode(), "kawat").forbids(path) for p in patterns
    )


@pytest.mark.parametrize(
    ("headers", "against"),
    [
        ({}, False),
        ({"x-robots-tag": "noai"}, True),
        ({"x-robots-tag": "noindex, NoImageAI"}, True),
        ({"x-robots-tag": "noindex, noarchive"}, False),
        ({"x-robots-tag": "otherbot: noai, noindex"}, False),
        ({"x-robots-tag": "otherbot: noindex, kawat: none"}, True),
        ({"x-robots-tag": "kawat: noindex"}, True),
        ({"x-robots-tag": "unavailable_after: 25 Jun 2031 15:00:00 PST, noai"}, True),
        ({"tdm-reservation": "1", "tdm-policy": "https://kabar.example/tdm"}, True),
        ({"tdm-reservation": "0"}, False),
        ({"tdm-reservation": " 1 "}, True),
        ({"x-robots-tag": "noaid"}, False),
    ],
)
def test_a_header_speaks_against_us_or_not(headers, against):
    assert bool(reservations.of_headers(headers)) == against


@pytest.mark.parametrize(
    ("page", "against"),
    [
        (b"<meta name='robots' content='noai'>", True),
        (b'<META CONTENT="noindex, noimageai" NAME="ROBOTS" />', True),
        (b"<meta name=robots content=noai>", True),
        (b"<meta name=kawat content='noindex'>", True),
        (b"<meta name=robots content='noindex,nofollow,noarchive'>", False),
        (b"<meta name='tdm-reservation' content='1'><meta name='tdm-policy' content='https://x/'>", True),
        (b"<meta name='tdm-reservation' content='0'>", False),
        (b"<meta name='robots' content='index'><meta name='robots' content='noai'>", True),
        (b"<p>noai</p><meta name=description content='noai'>", False),
        (b"<meta name='robots' content='no&#97;i'>", True),
    ],
)
def test_a_page_speaks_against_us_or_not(page, against):
    assert bool(reservations.of_page(page)) == against


@pytest.mark.parametrize(
    ("rules", "path", "against"),
    [
        (b'[{"location": "/", "tdm-reservation": 1}]', "/a", True),
        (
            b'[{"location": "/", "tdm-reservation": 1}, {"location": "/bebas/*", "tdm-reservation": 0}]',
            "/bebas/1",
            False,
        ),
        (b'[{"location": "/*.pdf$", "tdm-reservation": "1"}]', "/a.pdf", True),
        (b'[{"location": "/x", "tdm-reservation": 1}]', "/a", False),
        (b'{"location": "*", "tdm-reservation": 1, "tdm-policy": 5}', "/a", True),
        (b"[1, null, {}]", "/a", False),
        (b"[" * 100_000, "/a", False),
        (b"<html>", "/a", False),
    ],
)
def test_the_rules_of_a_site_reserve_a_path_or_not(rules, path, against):
    assert bool(reservations.of_rules(reservations.read_rules(rules), path)) == against


def test_a_hostile_page_costs_little():
    began = time.process_time()
    for page in (b"<meta " * 60_000, b"<meta name=" + b"a" * 300_000, b"<meta " + b"a='" * 100_000):
        reservations.of_page(page)
    reservations.of_headers({"x-robots-tag": "kawat: " * 100_000})
    assert time.process_time() - began < 2.0
