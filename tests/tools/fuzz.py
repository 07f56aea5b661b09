"""Hostile bytes for every reader of foreign input: what may come out, and how soon.

    python -m tests.tools.fuzz                     # all targets, a minute each
    python -m tests.tools.fuzz html --seconds 3600 --seed 7

A target is a function from bytes: it returns where the bytes were read or refused as the reader says it does, and
raises where they were not. `tests/property/test_fuzz.py` runs each for seconds; what a longer run finds is written to
`tests/property/findings/TARGET/`, where it stays as a test.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import kawat
from kawat.errors import InputError, RejectedError
from kawat.extract.clean import clean
from kawat.records import Article, RawPage, Rejection
from kawat.sources.feeds import read_feed
from kawat.sources.files import open_pages
from kawat.sources.net import reservations
from kawat.sources.net.coding import CodingError
from kawat.sources.net.coding import unpacked as undone
from kawat.sources.net.lists import read_list
from kawat.sources.net.robots import read_robots
from kawat.sources.net.visitor import retry_after
from kawat.sources.net.watchlist import read_watchlist
from kawat.sources.packed import BROKEN
from kawat.sources.parts import next_page
from kawat.sources.sitemaps import is_sitemap, read_sitemap
from kawat.sources.tables import TableError

SLOW = 2.0  # CPU seconds that no item may take
LONGEST = 100_000  # bytes of an item
FINDINGS = Path(__file__).parents[1] / "property" / "findings"
_URL = "https://kabar.example/berita/usulan-baru"


@dataclass(frozen=True)
class Target:
    """A reader. `pieces` are bits of what it reads, which chance puts together; `read` raises where it fails."""

    read: Callable[[bytes], None]
    pieces: tuple[bytes, ...]

    def seconds(self, data: bytes) -> float:
        """CPU seconds that the reader took. Raises what it raises."""
        began = time.process_time()
        self.read(data)
        return time.process_time() - began


def _page(data: bytes) -> None:
    found = clean(RawPage(body=data, media_type="text/html", url=_URL), 200_000)
    assert isinstance(found, Article | Rejection)
    if isinstance(found, Article):
        found.text.encode("utf-8")  # no lone surrogates


def _file(ending: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"a.{ending}"
            path.write_bytes(data)
            for item in open_pages(path):
                assert isinstance(item, RawPage | Rejection)

    return read


def _feed(data: bytes) -> None:
    found = read_feed(data)
    assert all(entry.url is None or entry.url.startswith(("http://", "https://")) for entry in found.entries)


def _sitemap(data: bytes) -> None:
    found = read_sitemap(data)
    is_sitemap(data)
    assert all(place.url.startswith(("http://", "https://")) for place in (*found.pages, *found.maps))


def _robots(data: bytes) -> None:
    rules = read_robots(data, "kawat")
    rules.forbids("/berita/usulan?page=2")
    assert rules.delay is None or 0 <= rules.delay <= 86_400
    reservations.of_rules(reservations.read_rules(data), "/berita")
    reservations.of_page(data)
    wait = retry_after(data[:200].decode("latin-1"))
    assert wait is None or 0 <= wait <= 86_400


def _coding(data: bytes) -> None:
    told, _, body = data.partition(b"\n")
    with suppress(CodingError):
        assert len(undone(body, told.decode("latin-1"), 1_000_000)) <= 1_000_000


def _list(data: bytes) -> None:
    with suppress(TableError, *BROKEN):
        assert all(url.startswith(("http://", "https://")) for _, url in read_list(io.BytesIO(data)))


def _watchlist(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(InputError):
        path = Path(folder) / "feeds.toml"
        path.write_bytes(data)
        assert all(feed.source for feed in read_watchlist(path).feed)


def _parts(data: bytes) -> None:
    found = next_page(data.decode("utf-8", "replace"), _URL)
    assert found is None or "kabar.example" in found


def _words(data: bytes) -> None:
    text = data.decode("utf-8", "replace")[:20_000]
    with suppress(RejectedError):
        found = kawat.read_text(text, language="id", model=None)
        assert all(found.article.text[t.span.start_char : t.span.end_char] == t.span.text for t in found.timexes)


_HTML = (
    b"<p>Menteri menyatakan usulan itu dibahas bersama nelayan pada Senin (3/2/2031).</p>", b"<div class=comments>",
    b"</div>", b"<article>", b"</article>", b"<h1>Usulan</h1>", b"<script type='application/ld+json'>",
    b'{"@type": "NewsArticle", "articleBody": "Menteri", "datePublished": "2031-02-03"}', b"</script>", b"<!--", b"-->",
    b"<meta charset=utf-16>", b"<meta property='og:type' content='article'>", b"<time datetime='2031-02-03'>",
    b"<table><tr><td>", b"<a href='?page=2'>", b"<title>", b"&#xD800;", b"&nbsp", b"<svg>", b"<![CDATA[", b"<p ",
    b"Rabu, 4 Nov 2015 21:04 WITA", b"</body>", b"<template>", b"<li>",
)  # fmt: skip
_XML = (
    b"<?xml version='1.0' encoding='utf-16'?>", b"<rss>", b"<channel>", b"<item>", b"</item>", b"<entry>", b"</entry>",
    b"<link>https://kabar.example/1</link>", b"<link href='https://kabar.example/2'/>", b"<urlset>", b"<url>", b"<loc>",
    b"https://kabar.example/3</loc></url>", b"<sitemapindex>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<![CDATA[",
    b"]]>", b"<pubDate>Mon, 03 Feb 2031 10:00:00 WIB</pubDate>", b"<lastmod>2031-02-03</lastmod>", b"<!--", b"</rss>",
    b"<description>", b"<title>", b"</title>", b"\xff\xfe",
)  # fmt: skip
_WARC = (
    b"WARC/1.0\r\n", b"WARC-Type: response\r\n", b"WARC-Type: resource\r\n", b"Content-Length: 60\r\n", b"\r\n",
    b"WARC-Target-URI: https://kabar.example/1\r\n", b"Content-Type: application/http;msgtype=response\r\n",
    b"HTTP/1.1 200 OK\r\n", b"Content-Type: text/html\r\n", b"Transfer-Encoding: chunked\r\n", b"5\r\n<p>ab\r\n0\r\n",
    b"Content-Encoding: gzip\r\n", b"Content-Length: 999999999999\r\n", b"\x1f\x8b\x08\x00", b"Content-Length: -1\r\n",
    b"http://kabar.example/ 1.2.3.4 20310203000000 text/html 40\n", b"filedesc://a.arc 0.0.0.0 20310203 text/plain 9\n",
)  # fmt: skip
_TABLE = (
    b"text,title,url\n", b"text\turl\n", b"text;id\n", b'"', b'""', b",", b"\n", b"\r", b"Usulan dibahas.", b"\0", b"#",
    b"https://kabar.example/1", b"DocumentIdentifier\t", b"\xef\xbb\xbf", b"\x80",
)  # fmt: skip
_JSON = (
    b'{"text": "', b'", "id": "a"}', b"\n", b"[", b"]", b"{", b"}", b'"items": [', b'"url": "https://x/\\ud800"', b",",
    b'"version": "https://jsonfeed.org/version/1"', b"1e999", b"NaN", b"\\u0000", b"\xff\xfe", b'"published": 3', b'"',
)  # fmt: skip
_MAIL = (
    b"Subject: =?utf-8?b?4pyT?=\n", b"From: a@b.example\n", b"Date: Mon, 3 Feb 2031 10:00:00 +0700\n", b"\n", b"--b\n",
    b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: text/html; charset=x\n", b"--b--\n", b"(", b"=?",
    b"Content-Transfer-Encoding: base64\n", b"Content-Type: message/rfc822\n", b"Usulan dibahas =\n", b"\t", b"<p>",
)  # fmt: skip
_ROBOTS = (
    b"User-agent: *\n", b"User-agent: kawat\n", b"Disallow: /*a", b"Allow: /$", b"Crawl-delay: 9", b"*", b"%C3", b"\n",
    b'[{"location": "/*", "tdm-reservation": 1}]', b"<meta name=robots content=noai>", b"Mon, 03 Feb 2031 10:00:00 GMT",
)  # fmt: skip
_PACKED = (
    b"gzip\n", b"gzip, br, zstd\n", b"deflate\n", b"br\n", b"zstd\n", b"\n", b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
    b"\x28\xb5\x2f\xfd", b"\x4b\x04\0", b"\xff\xff", b"\0\0\0",
)  # fmt: skip
_LISTED = (
    b"[[feed]]\n", b'name = "a"\n', b'url = "https://kabar.example/"\n', b'source = "own"\n', b"every = 5\n", b"[",
    b"contact = 3\n", b'"""', b"a.b.c = {", b"}", b"=", b"#",
)  # fmt: skip
_NEWS = (
    b"Menteri Ratna Wulandari berkata, ", b'"Usulan itu ', b'dibahas," ', b"kata dia. ", b"pada Senin (3/2/2031) ",
    b"tiga hari ", b"lalu ", b"akhir pekan depan ", b"31 Februari 2031 ", b"sejak ", b"hingga ", b"2031-13-45 ", b"pukul 25.61 ",
    "“".encode(), "”".encode(), b"(", b")", b". ", b"\n", b"Iran menyerang Armenia ", b"akan ", b"1", b"/", b"-", b"\xe2\x80\x8f",
)  # fmt: skip

TARGETS = {
    "html": Target(_page, _HTML),
    "feed": Target(_feed, _XML),
    "feed file": Target(_file("xml"), _XML),
    "sitemap": Target(_sitemap, _XML),
    "warc": Target(_file("warc"), _WARC),
    "csv": Target(_file("csv"), _TABLE),
    "tsv": Target(_file("tsv"), _TABLE),
    "json": Target(_file("json"), _JSON),
    "jsonl": Target(_file("jsonl"), _JSON),
    "mail": Target(_file("eml"), _MAIL),
    "robots": Target(_robots, _ROBOTS),
    "coding": Target(_coding, _PACKED),
    "list": Target(_list, _TABLE),
    "watchlist": Target(_watchlist, _LISTED),
    "parts": Target(_parts, _HTML),
    "words": Target(_words, _NEWS),
}


def made(target: Target, chance: random.Random) -> bytes:
    """An item: pieces and noise put together by chance, some of them many times over, a few bytes changed."""
    parts = []
    for _ in range(chance.randint(1, 30)):
        part = chance.choice(target.pieces) if chance.random() < 0.85 else chance.randbytes(chance.randint(1, 12))
        parts.append(part * (chance.choice((50, 1_000, 20_000)) if chance.random() < 0.06 else 1))
    data = bytearray(b"".join(parts)[:LONGEST])
    for _ in range(chance.randint(0, 3) if data else 0):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def fault_of(target: Target, data: bytes) -> str | None:
    """What is wrong with how an item was read; None where nothing is."""
    try:
        seconds = target.seconds(data)
        if seconds > SLOW:
            seconds = min(seconds, target.seconds(data))  # the first reading may have loaded something
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return f"took {seconds:.1f} s of CPU" if seconds > SLOW else None


def main(arguments: list[str] | None = None) -> int:
    """Read items made by chance until the time is over; 1 where one was read wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.fuzz", description=main.__doc__)
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}; all where none is named")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--into", type=Path, default=FINDINGS, help="folder for what is found")
    given = parser.parse_args(arguments)
    wrong = 0
    for name in given.targets or TARGETS:
        chance, until, count = random.Random(f"{given.seed} {name}"), time.monotonic() + given.seconds, 0
        while time.monotonic() < until:
            data = made(TARGETS[name], chance)
            fault, count = fault_of(TARGETS[name], data), count + 1
            if fault is not None:
                wrong += 1
                place = given.into / name / f"{hashlib.sha256(data).hexdigest()[:12]}.bin"
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
                print(f"{name}: {fault}: {place}", flush=True)
        print(f"{name}: {count:,} items, {wrong} wrong so far", flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
