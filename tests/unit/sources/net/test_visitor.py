"""Manners: rules are asked for and kept, hosts are left in peace, redirects are checked."""

from itertools import pairwise

import pytest

from kawat.sources.net.visitor import Refusal, Visit, pause_of, retry_after
from tests.tools.sites import Clock, article, client, drip, site, visitor

ROBOTS = "/robots.txt"


def moved(place, status=302):
    return (status, {"Location": place}, b"")


def test_rules_are_asked_for_once_and_then_kept():
    with site({ROBOTS: b"User-agent: *\nDisallow: /rahasia", "/a": b"a", "/b": b"b", "/rahasia": b"x"}) as there:
        asks = visitor(there)
        assert isinstance(asks.visit(there.url("/a")), Visit)
        assert isinstance(asks.visit(there.url("/b")), Visit)
        refused = asks.visit(there.url("/rahasia"))
    assert (refused.reason, "Disallow: /rahasia" in refused.detail) == ("forbidden", True)
    assert there.asked == [ROBOTS, "/.well-known/tdmrep.json", "/a", "/b"]


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        ((404, {}, b""), True),
        ((403, {}, b""), True),
        ((401, {}, b""), True),
        ((429, {}, b""), False),
        ((500, {}, b""), False),
        ((503, {}, b""), False),
        (b"\0\0\0", True),
        (b"a" * 3_000_000, True),
        (b"a" * 11_000_000, False),
        (moved("/rules"), False),
        (moved("/robots.txt"), True),
        (drip(b"", b"a", every=0.05, most=100), False),
        ((200, {"Content-Encoding": "compress"}, b"User-agent: *\nDisallow: /"), False),
        (moved("http://["), None),
        (moved("http://127.0.0.2/robots.txt"), None),
    ],
)
def test_what_becomes_of_a_robots_txt_that_is_none(answer, allowed):
    with site({ROBOTS: answer, "/rules": b"User-agent: *\nDisallow: /", "/a": b"a"}) as there:
        found = visitor(there, total=2.0).visit(there.url("/a"))
    assert isinstance(found, Visit) == bool(allowed)
    if allowed is None:
        assert found.reason == "forbidden"
    assert ("/a" in there.asked) == bool(allowed)


def test_a_host_is_left_in_peace_between_requests():
    clock = Clock()
    with site({"/a": b"a"}) as there, site({"/b": b"b"}) as other:
        asks = visitor(there, other, clock=clock, delay=3.0)
        for _ in range(3):
            asks.visit(there.url("/a"))
        assert clock.slept == [pytest.approx(3.0)] * 4
        asks.visit(other.url("/b", host="127.0.0.1"))
        assert len(clock.slept) == 6  # the other host's rules and page wait for each other alone


def test_the_delay_that_a_site_asks_for_is_kept():
    clock = Clock()
    with site({ROBOTS: b"User-agent: *\nCrawl-delay: 20", "/a": b"a"}) as there:
        asks = visitor(there, clock=clock)
        asks.visit(there.url("/a"))
        asks.visit(there.url("/a"))
    assert clock.slept[-1] == pytest.approx(20.0)


def test_more_patience_than_one_has_is_not_used():
    clock = Clock()
    with site({ROBOTS: b"User-agent: *\nCrawl-delay: 4000", "/a": b"a"}) as there:
        asks = visitor(there, clock=clock)
        asks.visit(there.url("/a"))
        refused = asks.visit(there.url("/a"))
    assert (refused.again, refused.wait) == (True, pytest.approx(4_000, abs=10))
    assert there.paths() == ["/a"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_to_where_the_page_is(status):
    with site({"/a": moved("b?x=1#y", status), "/b?x=1": b"b"}) as there:
        found = visitor(there).visit(there.url("/a"))
    assert (found.answer.url, found.answer.body) == (there.url("/b?x=1"), b"b")


@pytest.mark.parametrize(
    "place",
    ["http://127.0.0.1:1/", "http://127.0.0.2/", "http://[::1]/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/",
     "file:///etc/passwd", "http://2130706433/", "ftp://localhost/", "http://a:b@localhost/", "http://localhost:22/",
     "javascript:alert(1)", "http://[", "http://127.0.0.2#@localhost/", "http://localhost@127.0.0.2/",
     "http://[::ffff:7f00:1]/"],
)  # fmt: skip
def test_a_redirect_to_a_private_place_is_not_followed(place):
    with site({"/a": moved(place)}) as there:
        refused = visitor(there).visit(there.url("/a").replace("127.0.0.1", "localhost"))
    assert isinstance(refused, Refusal)
    assert refused.reason == "forbidden"


@pytest.mark.parametrize(
    "place",
    [
        "//[::1",
        "http://ka\tbar\x7f/",
        "\\\\127.0.0.2/",
        "http:127.0.0.2",
        "http:///",
        "?",
        "\x01",
        "http://kabar..example/",
    ],
)
def test_an_odd_redirect_leads_nowhere(place):
    with site({"/a": moved(place)}) as there:
        assert isinstance(visitor(there).visit(there.url("/a")), Refusal)


def test_the_rules_of_the_site_behind_a_redirect_count():
    with site({ROBOTS: b"User-agent: *\nDisallow: /", "/b": b"b"}) as other, site({}) as there:
        there.pages["/a"] = moved(other.url("/b", host="127.0.0.1"))
        refused = visitor(there, other).visit(there.url("/a"))
    assert refused.reason == "forbidden"
    assert other.paths() == []


@pytest.mark.parametrize("place", ["/a", "/b", ""])
def test_redirects_have_an_end(place):
    with site({"/a": moved(place), "/b": moved("/a")}) as there:
        refused = visitor(there).visit(there.url("/a"))
    assert isinstance(refused, Refusal)
    assert len(there.paths()) <= 6


@pytest.mark.parametrize(
    ("status", "reason", "again"),
    [(401, "forbidden", False), (402, "forbidden", False), (403, "forbidden", False), (451, "forbidden", False),
     (404, "unreachable", False), (410, "unreachable", False), (429, "unreachable", True), (500, "unreachable", True),
     (503, "unreachable", True), (418, "unreachable", False), (206, "unreachable", False), (204, "unreachable", False)],
)  # fmt: skip
def test_a_status_is_a_reason(status, reason, again):
    with site({"/a": (status, {}, article(1) if status != 204 else b"")}) as there:
        refused = visitor(there).visit(there.url("/a"))
    assert (refused.reason, refused.again, str(status) in refused.detail) == (reason, again, True)


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"X-Robots-Tag": "noai"}, b"a"),
        (200, {"TDM-Reservation": "1"}, b"a"),
        article(1, head="<meta name=robots content=noai>"),
    ],
)
def test_a_page_that_is_reserved_is_not_taken(answer):
    with site({"/a": answer}) as there:
        assert visitor(there).visit(there.url("/a")).reason == "forbidden"


def test_a_site_that_reserves_its_pages_is_not_asked_for_them():
    rules = b'[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://kabar.example/terms"}]'
    with site({"/.well-known/tdmrep.json": rules, "/a": b"a"}) as there:
        refused = visitor(there).visit(there.url("/a"))
    assert (refused.reason, "https://kabar.example/terms" in refused.detail) == ("forbidden", True)
    assert there.paths() == []


def test_what_is_over_later_is_tried_again_within_patience():
    turns = iter([503, 503, 200])
    clock = Clock()
    with site({"/a": lambda talk: (talk.send_response(next(turns)), talk.end_headers())}) as there:
        found = visitor(there, clock=clock).visit_patiently(there.url("/a"))
    assert isinstance(found, Visit)
    assert there.paths() == ["/a"] * 3


def test_a_server_that_asks_for_peace_gets_it():
    clock = Clock()
    with site({"/a": (429, {"Retry-After": "100"}, b""), "/b": b"b"}) as there:
        asks = visitor(there, clock=clock)
        asks.visit(there.url("/a"))
        before = clock.time
        asks.visit(there.url("/b"))
    assert clock.time - before >= 100


def test_a_site_whose_rules_cannot_be_had_is_left_in_peace_as_long_as_it_asks():
    with site({ROBOTS: (503, {"Retry-After": "4000"}, b""), "/a": b"a"}) as there:
        asks = visitor(there)
        assert asks.visit(there.url("/a")).again
        assert asks.wait_of(there.url("/a")) == pytest.approx(4_000, abs=10)
    assert there.asked == [ROBOTS]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("0", 0.0), ("Thu, 01 Jan 1970 00:01:40 GMT", 100.0), ("Thu, 01 Jan 1960 00:00:00 GMT", 0.0), ("soon", None),
     ("-5", None), ("", None), ("9" * 50, 86_400.0), ("Thu, 99 Jan 9999 00:00:00 GMT", None)],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value, seconds):
    assert retry_after(value, now=0.0) == seconds


def test_pauses_double_scatter_and_end():
    pauses = [pause_of("a", turn) for turn in range(1, 40)]
    assert pauses == [pause_of("a", turn) for turn in range(1, 40)]
    assert all(first * 1.5 < second for first, second in pairwise(pauses[:11]))
    assert max(pauses) <= 86_400 * 1.25
    assert pause_of("a", 1) != pause_of("b", 1)


def test_a_step_from_https_to_http_is_noted(monkeypatch):
    answers = {"https://kabar.example/a": "http://kabar.example/b", "http://kabar.example/b": ""}
    asks = visitor()

    def get(self, url, *, most=0, headers=None):
        from kawat.sources.net.client import Answer

        place = answers.get(url)
        if place is None:
            return Answer(url=url, status=404, headers={}, body=b"")
        return Answer(url=url, status=302 if place else 200, headers={"location": place}, body=b"")

    monkeypatch.setattr(type(client()), "get", get)
    found = asks.visit("https://kabar.example/a")
    assert [("from https to http" in note) for note in found.notes] == [True]
