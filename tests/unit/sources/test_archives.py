"""Web archives as pages and faults, from archives made here."""

import gzip
import io
import time
import zlib

import pytest

from kawat.records import RawPage
from kawat.sources import archives
from kawat.sources.archives import Capture, Fault, read_archive
from kawat.sources.files import open_pages

PAGE = b"<html><body><p>Kastelia menolak usul Norwandia.</p></body></html>"


def answer(body=PAGE, head=b"", status=b"200 OK", media=b"text/html; charset=utf-8"):
    return b"HTTP/1.1 " + status + b"\r\nContent-Type: " + media + b"\r\n" + head + b"\r\n" + body


def record(block, kind=b"response", url=b"https://kabar.example/1", length=None):
    size = str(len(block) if length is None else length).encode()
    head = b"WARC/1.0\r\nWARC-Type: " + kind + b"\r\nWARC-Target-URI: <" + url + b">\r\nContent-Length: " + size
    return head + b"\r\nContent-Type: application/http\r\n\r\n" + block + b"\r\n\r\n"


def read(data):
    return list(read_archive(io.BytesIO(data)))


def bodies(data):
    return [found.body for found in read(data) if isinstance(found, Capture)]


def faults(data):
    return [found for found in read(data) if isinstance(found, Fault)]


def test_an_answer_is_a_page_with_its_address_and_charset():
    (page,) = read(record(answer()))
    assert (page.record, page.url, page.media_type) == (1, "https://kabar.example/1", "text/html")
    assert (page.body, page.charset) == (PAGE, "utf-8")


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_what_is_no_page_is_passed_over_without_a_fault(pack):
    parts = [
        record(b"software: x", b"warcinfo"),
        record(b"GET / HTTP/1.1\r\n\r\n", b"request"),
        record(answer(status=b"404 Not Found")),
        record(answer(media=b"image/png")),
        record(answer()),
    ]
    (page,) = read(b"".join(pack(part) for part in parts))
    assert (page.record, page.body) == (5, PAGE)


def test_an_arc_file_is_read():
    block = answer()
    head = f"http://kabar.example/a b 192.0.2.1 20140216050221 text/html {len(block)}\n".encode()
    (page,) = read(b"filedesc://x.arc 0.0.0.0 20140216050221 text/plain 4\n1 0\n\n" + head + block + b"\n")
    assert (page.url, page.body) == ("http://kabar.example/a b", PAGE)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress(PAGE)),
        (b"Content-Encoding: gzip\r\n", gzip.compress(gzip.compress(PAGE))),
        (b"Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        (b"Content-Encoding: gzip\r\n", PAGE),
        (b"Transfer-Encoding: chunked\r\n", b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        (b"Transfer-Encoding: chunked\r\n", PAGE),
    ],
    ids=["gzip", "gzip in gzip", "deflate", "a lie about gzip", "pieces", "a lie about pieces"],
)
def test_the_codings_of_an_answer_are_undone(head, body):
    assert bodies(record(answer(body, head))) == [PAGE]


def test_a_bomb_is_told_and_not_unpacked(monkeypatch):
    monkeypatch.setattr(archives, "LONGEST_BODY", 100_000)
    bomb = gzip.compress(bytes(50_000_000))
    found = read(record(answer(bomb, b"Content-Encoding: gzip\r\n")) + record(answer()))
    assert isinstance(found[0], Fault)
    assert found[0].long
    assert found[1].body == PAGE


def test_behind_a_record_that_is_longer_than_it_says_the_next_is_read():
    data = record(answer(), length=len(answer()) - 5) + record(answer())
    assert len(bodies(data)) == 2
    assert len(faults(data)) == 1


def test_behind_a_record_that_is_shorter_than_it_says_the_next_is_read():
    data = record(answer(), length=len(answer()) + 60) + record(answer()) + record(answer())
    assert len(bodies(data)) == 3
    assert len(faults(data)) == 1


def test_behind_a_damaged_member_the_next_is_read():
    parts = [gzip.compress(record(answer())) for _ in range(3)]
    hurt = bytearray(parts[1])
    hurt[40:60] = bytes(20)
    data = parts[0] + bytes(hurt) + parts[2]
    assert bodies(data) == [PAGE, PAGE]
    assert len(faults(data)) == 1


@pytest.mark.parametrize("cut", [30, 100])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_file_that_is_cut_off_gives_what_it_holds_and_one_fault(pack, cut):
    whole = pack(record(answer()))
    data = whole + pack(record(answer()))[:cut]
    assert bodies(data) == [PAGE]
    assert len(faults(data)) == 1


def test_what_is_no_archive_is_one_fault():
    assert len(faults(b"halo\n" * 1_000)) == 1
    assert len(faults(b"")) == 1
    assert len(faults(b"\x04\x22\x4d\x18" + b"x" * 100)) == 1


@pytest.mark.parametrize(
    "data",
    [
        record(answer(), length=10**14),
        b"\x1f\x8b\x08" * 200_000,
        b"".join(record(b"x", length=100_000) for _ in range(20_000)),
        b"WARC/1.0\r\n" + b"A: b\r\n" * 200_000,
        b"WARC/1.0\r\n" * 100_000,
        record(answer(b"1\r\nx\r\n" * 300_000, b"Transfer-Encoding: chunked\r\n")),
    ],
    ids=["length", "magic", "swallowed", "headers", "heads", "pieces"],
)
def test_hostile_archives_take_bounded_time_and_faults(data):
    start = time.process_time()
    found = read(data)
    assert time.process_time() - start < 5
    assert len(found) <= 1_100


def test_an_archive_is_a_source_of_pages(tmp_path):
    path = tmp_path / "a.warc.gz"
    latin = answer("<p>Café</p>".encode("latin-1"), media=b"text/html; charset=iso-8859-1")
    path.write_bytes(gzip.compress(record(answer())) + gzip.compress(record(latin)) + b"\x1f\x8b\x08kaput")
    first, second, fault = open_pages(tmp_path)
    assert isinstance(first, RawPage)
    assert (first.url, first.line, first.media_type) == ("https://kabar.example/1", 1, "text/html")
    assert second.body == "<p>Café</p>"
    assert (fault.reason, fault.article.name) == ("unreadable", str(path))
