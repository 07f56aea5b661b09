"""Feeds watched on loopback: politely, each page once, whatever happens in between."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from kawat.errors import InputError, UsageError
from kawat.records import RawPage
from kawat.run.fetch import Manners
from kawat.run.ingest import Kept
from kawat.run.watch import Watch, state_of, watch
from kawat.sources.net import memory as memories
from kawat.sources.net.memory import FeedState, Found, Memory
from kawat.sources.net.watchlist import Watched, Watchlist, read_watchlist
from tests.tools.sites import Clock, article, site
from tests.tools.sites import visitor as visitor_of

ROOT = Path(__file__).parents[3]
LONG = "Menteri menyatakan usulan itu dibahas. " * 10


def rss(*items, **headers):
    inner = "".join(f"<item><link>{link}</link><description>{words}</description></item>" for link, words in items)
    return (200, {"Content-Type": "application/rss+xml", **headers}, f"<rss><channel>{inner}</channel></rss>".encode())


def entries(there, *numbers):
    return [(there.url(f"/{number}"), "Ringkas") for number in numbers]


class Desk:
    """A watch with a clock of its own; `run` is one round, as after a restart."""

    def __init__(self, there, tmp_path, *feeds, every=60, **more):
        self.clock = Clock()
        self.clock.time = 1_000_000.0
        self.told = []
        self.pages: list[RawPage] = []
        self.path = tmp_path / "record.watch.sqlite"
        self.there = there
        self.listed = Watchlist(
            feed=tuple(
                Watched(name=feed, url=there.url(feed), source="own", every=every, **more)
                for feed in feeds or ["/feed"]
            )
        )
        self.keep = self.kept

    def kept(self, pages):
        self.pages += pages
        return [Kept(became="new", article=page.url) for page in pages]

    def run(self, **how):
        memory = Memory(self.path)
        try:
            asks = visitor_of(self.there, clock=self.clock, patience=30.0)
            return Watch(
                listed=self.listed, memory=memory, visitor=asks, keep=self.keep, tell=self.told.append,
                now=self.clock.now, sleep=self.clock.sleep,
            ).run(**(how or {"once": True}))  # fmt: skip
        finally:
            memory.close()


@pytest.fixture
def there():
    with site({f"/{number}": article(number) for number in range(40)}) as one:
        yield one


def test_new_pages_are_got_and_known_ones_are_not(there, tmp_path):
    desk = Desk(there, tmp_path)
    there.pages["/feed"] = rss(*entries(there, 1, 2))
    assert desk.run()["pages"] == 2
    there.pages["/feed"] = rss(*entries(there, 3, 2, 1))
    desk.clock.time += 3_600
    assert desk.run()["pages"] == 1
    assert there.paths() == ["/feed", "/1", "/2", "/feed", "/3"]
    assert [page.url for page in desk.pages] == [there.url(f"/{n}") for n in (1, 2, 3)]


def test_a_feed_that_is_not_due_is_not_asked(there, tmp_path):
    desk = Desk(there, tmp_path)
    there.pages["/feed"] = rss(*entries(there, 1))
    desk.run()
    desk.clock.time += 1_200
    desk.run()
    assert there.paths().count("/feed") == 1


def test_a_feed_is_asked_whether_it_changed(there, tmp_path):
    desk = Desk(there, tmp_path)
    there.pages["/feed"] = rss(*entries(there, 1), ETag='W/"7"', **{"Last-Modified": "Tue, 04 Mar 2031 10:00:00 GMT"})
    desk.run()
    there.pages["/feed"] = (304, {}, b"")
    desk.clock.time += 3_600
    assert desk.run()["feeds"] == 1
    head = there.heads[-1]
    assert (head["if-none-match"], head["if-modified-since"]) == ('W/"7"', "Tue, 04 Mar 2031 10:00:00 GMT")
    assert desk.told[-1] == "/feed: nothing new (304)"


def test_hosts_are_left_in_peace(there, tmp_path):
    desk = Desk(there, tmp_path)
    there.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 7"
    there.pages["/feed"] = rss(*entries(there, *range(5)))
    began = desk.clock.time
    desk.run()
    assert len(there.paths()) == 6
    assert desk.clock.time - began >= 5 * 7


def test_pages_are_kept_together_though_their_host_makes_us_wait(there, tmp_path):
    desk = Desk(there, tmp_path)
    there.pages["/feed"] = rss(*entries(there, *range(8)))
    desk.run(until=desk.clock.time + 600)
    assert [words for words in desk.told if words.startswith("kept")] == ["kept 8 new"]


def test_hosts_take_turns(there, tmp_path):
    desk = Desk(there, tmp_path)
    other = [(there.url(f"/{number}", host="127.0.0.1"), "Ringkas") for number in (20, 21)]
    there.pages["/feed"] = rss(*entries(there, *range(9)), *other)
    desk.run()
    paths = there.paths()
    assert max(paths.index("/20"), paths.index("/21")) < paths.index("/5")


def test_entries_that_are_whole_are_not_got_again(there, tmp_path):
    desk = Desk(there, tmp_path, language="id", outlet="Kabar")
    there.pages["/feed"] = rss((there.url("/1"), LONG))
    desk.run()
    assert there.paths() == ["/feed"]
    assert [(page.url, page.language, page.publisher) for page in desk.pages] == [(there.url("/1"), "id", "Kabar")]


def test_one_page_under_two_addresses_is_kept_once(there, tmp_path):
    desk = Desk(there, tmp_path)
    there.pages["/alias"] = (301, {"Location": "/1"}, b"")
    there.pages["/feed"] = rss(
        (there.url("/alias"), "a"), (there.url("/1") + "?utm_source=rss#x", "b"), (there.url("/1"), "c")
    )
    desk.run()
    desk.clock.time += 3_600
    desk.run()
    assert [page.url for page in desk.pages] == [there.url("/1")]
    assert there.paths() == ["/feed", "/alias", "/1", "/feed"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (article(1), "found a web page (HTML), expected a feed"),
        ((200, {}, b"<rss><channel>"), "not XML"),
        (
            (200, {}, b"<sitemapindex><sitemap><loc>http://kabar.example/1.xml</loc></sitemap></sitemapindex>"),
            "index of sitemaps",
        ),
        ((500, {}, b""), "500"),
        ((403, {}, b""), "403"),
    ],
)
def test_a_feed_that_is_none_is_told_and_asked_ever_later(there, tmp_path, answer, words):
    desk = Desk(there, tmp_path)
    there.pages["/feed"] = answer
    assert desk.run()["feeds that failed"] == 1
    assert words in desk.told[-1]
    times = []
    for _ in range(300):
        desk.clock.time += 900
        before = there.paths().count("/feed")
        desk.run()
        if there.paths().count("/feed") > before:
            times.append(desk.clock.time)
    assert 2 <= len(times) <= 8
    assert all(second - first >= 2 * 3_600 for first, second in pairwise(times))


def test_a_server_that_asks_for_peace_gets_it_over_a_restart(there, tmp_path):
    desk = Desk(there, tmp_path, "/feed", "/other", every=5)
    there.pages["/feed"] = (429, {"Retry-After": "5000"}, b"")
    there.pages["/other"] = rss(*entries(there, 1))
    desk.run()
    asked = len(there.asked)
    desk.clock.time += 4_000
    desk.run()
    assert len(there.asked) == asked
    desk.clock.time += 1_100
    desk.run()
    assert "/1" in there.paths()


def test_a_page_that_fails_is_asked_for_later_and_then_given_up(there, tmp_path):
    desk = Desk(there, tmp_path)
    there.pages["/1"] = (503, {}, b"")
    there.pages["/feed"] = rss(*entries(there, 1, 2))
    desk.run()
    assert there.paths() == ["/feed", "/1", "/2"]
    for _ in range(60):
        desk.clock.time += 1_800
        desk.run()
    assert there.paths().count("/1") == 8
    assert [words for words in desk.told if words.startswith("rejected")] == [
        f"rejected {there.url('/1')}: unreachable: the server answers 503"
    ]


@pytest.mark.parametrize("status", [401, 402, 403, 404, 410, 451])
def test_a_page_that_is_closed_or_gone_is_not_asked_for_again(there, tmp_path, status):
    desk = Desk(there, tmp_path)
    there.pages["/1"] = (status, {}, article(1))
    there.pages["/feed"] = rss(*entries(there, 1))
    for _ in range(3):
        desk.run()
        desk.clock.time += 90_000
    assert there.paths().count("/1") == 1
    assert desk.pages == []


def test_a_news_sitemap_is_watched_as_a_feed_is(there, tmp_path):
    desk = Desk(there, tmp_path)
    there.pages["/feed"] = (200, {}, f"<urlset><url><loc>{there.url('/1')}</loc></url></urlset>".encode())
    desk.run()
    assert [page.url for page in desk.pages] == [there.url("/1")]


def test_what_was_got_before_a_crash_is_kept_after_it_and_not_got_again(there, tmp_path):
    desk = Desk(there, tmp_path)
    there.pages["/feed"] = rss(*entries(there, 1, 2, 3))

    def falls(pages):
        raise OSError("no room")

    desk.keep = falls
    with pytest.raises(OSError, match="no room"):
        desk.run()
    desk.keep = desk.kept
    desk.run()
    assert len(desk.pages) == 3
    assert there.paths() == ["/feed", "/1", "/2", "/3"]


def test_a_watch_ends_at_its_time_and_looks_when_feeds_are_due(there, tmp_path):
    desk = Desk(there, tmp_path, every=60)
    there.pages["/feed"] = rss(*entries(there, 1))
    desk.run(until=desk.clock.time + 4 * 3_600)
    assert there.paths().count("/feed") in (4, 5)
    assert desk.clock.time - 1_000_000 == pytest.approx(4 * 3_600, abs=30)


def test_hundreds_of_entries_are_taken_in_turns_of_a_thousand(tmp_path):
    with site({}) as there:
        there.pages["/feed"] = rss(*entries(there, *range(2_500)))
        memory = Memory(tmp_path / "m.sqlite")
        desk = Desk(there, tmp_path)
        Watch(
            listed=desk.listed,
            memory=memory,
            visitor=visitor_of(there, clock=desk.clock),
            keep=desk.kept,
            now=desk.clock.now,
        )._look(desk.listed.feed[0])
        assert memory.count("wanted") == 1_000
        memory.close()


def test_pages_that_wait_do_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(memories, "_ROOM", 5_000)
    memory = Memory(tmp_path / "m.sqlite")
    found = [Found(key=str(n), url="", page=RawPage(body=b"a" * 2_000, media_type="text/html")) for n in range(9)]
    memory.feed_told("https://kabar.example/", FeedState(), "read", found)
    assert [key for key, _ in memory.held(64)] == ["0", "1", "2"]
    memory.close()


def test_two_watches_of_one_record_do_not_run_at_once(tmp_path):
    first = Memory(tmp_path / "m.sqlite")
    with pytest.raises(InputError, match="another `kawat watch`"):
        Memory(tmp_path / "m.sqlite")
    first.close()
    Memory(tmp_path / "m.sqlite").close()


def test_a_file_that_is_no_memory_is_told(tmp_path):
    (tmp_path / "m.sqlite").write_bytes(b"no database at all " * 100)
    with pytest.raises(InputError, match="move it away"):
        Memory(tmp_path / "m.sqlite")


def test_a_watch_needs_somebody_to_write_to(tmp_path):
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[feed]]\nname = "a"\nurl = "https://kabar.example/"\nsource = "own"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="--contact"):
        watch(feeds, tmp_path / "record", Manners(), lambda pages: [], once=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "feed"),
        ("[[feed]]\nname = 'a'\nurl = 'https://kabar.example/'", "source"),
        ("[[feed]]\nname = 'a'\nurl = 'https://kabar.example/'\nsource = 'x'\nevry = 5", "evry"),
        ("[[feed]]\nname = 'a'\nurl = 'https://kabar.example/'\nsource = 'x'\nevery = 1", "every"),
        ("[[feed]]\nname = 'a'\nurl = 'file:///etc/passwd'\nsource = 'x'", "expected https"),
        ("[[feed]]\nname = 'a'\nurl = 'https://kabar.example/'\nsource = 'x'\n" * 2, "twice"),
        ("[[feed", "no TOML"),
    ],
)
def test_a_list_of_feeds_that_is_wrong_is_told(tmp_path, text, words):
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_watchlist(path)


def test_the_sample_names_a_source_for_each_feed_and_not_who_forbids_it():
    feeds = read_watchlist(ROOT / "samples" / "feeds.toml").feed
    assert all("to be checked" in feed.source for feed in feeds)
    assert [feed.url for feed in feeds if "antara" in feed.url] == []


def cut_up(there, most):
    """An article of so many pages."""
    for number in range(1, most + 1):
        links = f"<a href='/a-b-c?page={number + 1}'>Selanjutnya</a>" if number < most else ""
        there.pages["/a-b-c" if number == 1 else f"/a-b-c?page={number}"] = article(number, links)
    there.pages["/feed"] = rss((there.url("/a-b-c"), "Ringkas"), *entries(there, 1))


def test_an_article_of_several_pages_is_kept_as_one(there, tmp_path):
    desk = Desk(there, tmp_path)
    cut_up(there, 3)
    began = desk.clock.time
    assert desk.run()["pages"] == 2
    assert desk.clock.time - began >= 4 * 2.0  # each further page waits for its turn
    assert there.paths() == ["/feed", "/a-b-c", "/a-b-c?page=2", "/a-b-c?page=3", "/1"]
    assert sorted((page.url, len(page.parts)) for page in desk.pages) == [
        (there.url("/1"), 0),
        (there.url("/a-b-c"), 2),
    ]


def test_a_watch_that_was_killed_between_two_pages_of_an_article_goes_on_there(there, tmp_path):
    desk = Desk(there, tmp_path)
    cut_up(there, 3)
    second = there.pages["/a-b-c?page=2"]

    def killed(talk):
        raise OSError

    there.pages["/a-b-c?page=2"] = killed
    desk.run()
    assert [page.url for page in desk.pages] == [there.url("/1")]
    there.pages["/a-b-c?page=2"] = second
    desk.clock.time += 1_000
    desk.run()
    assert there.paths().count("/a-b-c") == 1
    assert [(page.url, len(page.parts)) for page in desk.pages[1:]] == [(there.url("/a-b-c"), 2)]


@pytest.mark.parametrize(
    "found", [(404, {}, b""), (302, {"Location": "/2"}, b""), (200, {"Content-Type": "image/png"}, b"PNG")]
)
def test_an_article_is_kept_without_a_page_that_cannot_be_had(there, tmp_path, found):
    desk = Desk(there, tmp_path)
    cut_up(there, 4)
    there.pages["/a-b-c?page=3"] = found
    there.pages["/feed"] = rss((there.url("/a-b-c"), "Ringkas"), *entries(there, 2))
    desk.run()
    assert sorted((page.url, len(page.parts)) for page in desk.pages) == [
        (there.url("/2"), 0),
        (there.url("/a-b-c"), 1),
    ]


def test_a_further_page_that_a_feed_names_too_is_got_once(there, tmp_path):
    desk = Desk(there, tmp_path)
    cut_up(there, 2)
    there.pages["/feed"] = rss((there.url("/a-b-c"), "Ringkas"), (there.url("/a-b-c?page=2"), "Ringkas"))
    desk.run()
    assert [page.url for page in desk.pages] == [there.url("/a-b-c")]
    assert there.paths().count("/a-b-c?page=2") == 1


@pytest.mark.parametrize("after", [2, 5, 9])
def test_a_watch_that_is_killed_asks_for_no_page_twice(there, tmp_path, after):
    """Killed with pages on their way, and then while the record is written: all is kept, and nothing got again."""
    numbers = range(10)
    for number in numbers:
        body = article(number)

        def slow(talk, body=body):
            time.sleep(0.02)
            talk.send_response(200)
            talk.send_header("Content-Length", str(len(body)))
            talk.end_headers()
            talk.wfile.write(body)

        there.pages[f"/{number}"] = slow
    there.pages["/feed"] = rss(*entries(there, *numbers))
    feeds, record = tmp_path / "feeds.toml", tmp_path / "record"
    feeds.write_text(
        f'[[feed]]\nname = "a"\nurl = "{there.url("/feed")}"\nsource = "own"\nlanguage = "id"\n', encoding="utf-8"
    )
    command = [
        sys.executable,
        "-m",
        "kawat",
        "watch",
        str(feeds),
        "--into",
        str(record),
        "--once",
        "--delay",
        "0",
        "--no-link",
    ]
    command += ["--model", "none", "--contact", "test@example.org", "--allow-host", f"localhost:{there.port}"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while len(there.paths()) < 1 + after and running.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    if after == 9:
        time.sleep(0.3)  # the last page is here, and the record is being opened
    os.kill(running.pid, signal.SIGKILL)
    running.wait()

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    asked = Counter(there.paths())
    assert set(asked) == {"/feed", *(f"/{number}" for number in numbers)}
    assert sum(asked.values()) - len(asked) <= 1  # the page that was on its way
    count = subprocess.run(
        [sys.executable, "-m", "kawat", "sql", "select count(*) as n, count(distinct url) as d from article", "--record", str(record), "--format", "jsonl"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert msgspec.json.decode(count.stdout) == {"n": 10, "d": 10}
    assert state_of(record).exists()
