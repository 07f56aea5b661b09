"""Web archives (WARC, ARC) -> the pages in them, one at a time.

A record is read whole up to `LONGEST_BODY` and passed over beyond it, so memory stays flat. Behind damage the next
record is looked for: each fault is told once, with its record, and none ends the reading but one that would cost
unbounded time. The framing is our own, for well-kept readers end at the first fault.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Literal

from kawat.sources.packed import BROKEN, CHUNK, unpacked

LONGEST_BODY = 20_000_001  # bytes of a record that are kept; one more than the cleaner takes
_LONGEST_LINE = 65_536  # bytes of a header line
_MOST_LINES = 1_000  # header lines of a record
_LONGEST_WASTE = 256_000_000  # bytes that are searched for the next record
_LONGEST_SKIP = 4_000_000_000  # bytes of one record that are passed over
_MOST_RETURNS = 16  # records of wrong length whose bytes are looked through again
_MOST_FAULTS = 1_000  # of an archive, then it is given up
_SIP = 1 << 14  # packed bytes at a time
_MOST_LAYERS = 3  # of content in gzip in gzip
_GZIP = b"\x1f\x8b\x08"
_LZ4 = b"\x04\x22\x4d\x18"
_NEXT = re.compile(rb"\r?\n(?=WARC/\d)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:-]{2,30})", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_WEB = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Capture:
    """A page in an archive: its record (from 1), address, kind, bytes, and the charset that its server named."""

    record: int
    url: str | None
    media_type: Literal["text/html", "text/plain"]
    body: bytes
    charset: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a record (from 1). `long`: nothing but its length."""

    record: int
    detail: str
    long: bool = False


class _GapError(Exception):
    """The stream is damaged here and goes on behind the damage."""


class _EndError(Exception):
    """The stream ends where a record does not."""


def read_archive(file: IO[bytes]) -> Iterator[Capture | Fault]:
    """The pages of a WARC or ARC file, plain, gzip or Zstandard, and its faults, in order.

    Pages are what a server answered with status 200 as HTML, HTML that was stored as a resource, and the texts of WET
    files. Requests, pictures, redirects and the like are no faults: they are passed over.
    """
    tape = _Tape(file)
    number = faults = 0
    returns = _MOST_RETURNS
    while faults < _MOST_FAULTS:
        try:
            head = tape.line()
            if not head:
                break
            if not head.strip():
                continue
            number += 1
            record = _head(tape, head)
            if record is None:
                faults += 1
                yield Fault(number, "the bytes are no record of an archive; went on at the next one")
                if not _seek(tape):
                    break
                continue
            yield from _page(tape, record, number)
            if returns and record.kept and (next_one := _swallowed(tape, record)) is not None:
                returns -= 1
                tape.give_back(next_one)
                yield Fault(number, "the record is shorter than it says; went on at the next one")
        except _GapError as gap:
            faults += 1
            yield Fault(max(number, 1), f"the file is damaged here ({gap}); went on with what can be read behind it")
        except _EndError as end:
            yield Fault(max(number, 1), f"the file {end}; get a whole copy of it")
            break
    else:
        yield Fault(number, f"the archive has {_MOST_FAULTS} faults; the rest of it was not read")
    if not number and not faults:
        yield Fault(1, "the archive is empty")


@dataclass(slots=True)
class _Record:
    """A record under way: headers in small letters, length in bytes, what of its block was kept."""

    headers: dict[str, str]
    length: int
    arc: bool = False
    kept: bytes = b""


def _head(tape: _Tape, line: bytes) -> _Record | None:
    """The headers of the record that begins with the line; None where it is none."""
    if line.startswith(b"WARC/"):
        headers = _headers(tape)
        length = headers.get("content-length", "")
        return _Record(headers, int(length)) if re.fullmatch(r"\d{1,15}", length, re.ASCII) else None
    parts = line.decode("utf-8", "replace").rstrip("\r\n").rsplit(" ", 4)
    if len(parts) != 5 or "://" not in parts[0] or not re.fullmatch(r"\d{1,15}", parts[4], re.ASCII):
        return None
    kind = "response" if parts[0].startswith("http") else "filedesc"
    return _Record({"warc-type": kind, "warc-target-uri": parts[0], "arc-type": parts[3]}, int(parts[4]), arc=True)


def _headers(tape: _Tape) -> dict[str, str]:
    """Names in small letters and values up to the empty line."""
    headers: dict[str, str] = {}
    for _ in range(_MOST_LINES):
        line = tape.line()
        if not line.strip():
            break
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return headers


def _page(tape: _Tape, record: _Record, number: int) -> Iterator[Capture | Fault]:
    """The page of a record, if it holds one."""
    url = record.headers.get("warc-target-uri", "").strip("<> ") or None
    kind = record.headers.get("warc-type", "").lower()
    if kind not in ("response", "resource", "conversion"):
        tape.skip(record.length)
        return
    if record.length > 2 * LONGEST_BODY:
        tape.skip(record.length)
        yield Fault(number, f"the record holds {record.length} bytes, more than a page may", long=True)
        return
    record.kept = tape.take(record.length)
    try:
        body, media, charset, status = _content(record, kind)
    except ImportError:
        yield Fault(number, "the page is packed by Brotli; install the package `brotli` to read it")
        return
    if status != 200 or media is None:
        return
    if len(body) >= LONGEST_BODY:
        yield Fault(number, f"the page holds more than {LONGEST_BODY - 1} bytes once it is unpacked", long=True)
    else:
        yield Capture(number, url, media, body, charset)


def _content(record: _Record, kind: str) -> tuple[bytes, Literal["text/html", "text/plain"] | None, str | None, int]:
    """The bytes of a record's page, what they are (None: no page), the charset told and the status of the answer."""
    block = record.kept
    if kind == "response" and block.startswith(b"HTTP/"):
        end = _HEAD_END.search(block, 0, 2 * _LONGEST_LINE)
        head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
        first, *lines = head.decode("latin-1").splitlines()
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers.setdefault(name.strip().lower(), value.strip())
        told = first.split()
        status = int(told[1]) if len(told) > 1 and told[1].isascii() and told[1].isdigit() else 0
        if "chunked" in headers.get("transfer-encoding", "").lower():
            body = _unchunked(body)
        kind_told, body = headers.get("content-type", ""), _decoded(body, headers.get("content-encoding", ""))
    else:
        kind_told, body, status = record.headers.get("arc-type") or record.headers.get("content-type", ""), block, 200
    charset = _CHARSET.search(kind_told)
    media = kind_told.split(";")[0].strip().lower()
    web = media in _WEB or (not media and body[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")))
    plain = kind == "conversion" and media == "text/plain"
    return body, "text/html" if web else "text/plain" if plain else None, charset[1] if charset else None, status


def _unchunked(body: bytes) -> bytes:
    """A body that was sent in pieces, as far as its pieces are whole; one that was not is left as it is."""
    parts: list[bytes] = []
    position = 0
    while (end := body.find(b"\n", position, position + 64)) >= 0:
        size = re.match(rb"[0-9a-fA-F]{1,8}(?=[\s;])", body[position : end + 1])
        if size is None:
            return b"".join(parts) if parts else body
        length = int(size[0], 16)
        if not length:
            break
        parts.append(body[end + 1 : end + 1 + length])
        position = end + 1 + length
        position += (
            2 if body[position : position + 2] == b"\r\n" else 1 if body[position : position + 1] == b"\n" else 0
        )
    return b"".join(parts) if parts else body


def _decoded(body: bytes, told: str) -> bytes:
    """A body without its content coding, at most `LONGEST_BODY` bytes; where a server lies it is left as it is."""
    coding = told.strip().lower()
    for _ in range(_MOST_LAYERS):
        if not body.startswith(_GZIP):
            break
        body = _inflated(body, 31) or b""
    if coding == "deflate":
        return _inflated(body, 15) or _inflated(body, -15) or body
    if coding == "br":
        return _unbrotlied(body)
    return body


def _inflated(body: bytes, window: int) -> bytes | None:
    """What zlib makes of the body, as far as it is whole; None where nothing can be made of it."""
    try:
        return zlib.decompressobj(window).decompress(body, LONGEST_BODY)
    except zlib.error:
        return None


def _unbrotlied(body: bytes) -> bytes:
    """What Brotli makes of the body; the body itself where it is no Brotli."""
    import brotli

    unpacker = brotli.Decompressor()
    try:
        return bytes(unpacker.process(body, output_buffer_limit=LONGEST_BODY)) or body
    except brotli.error:
        return body


def _swallowed(tape: _Tape, record: _Record) -> bytes | None:
    """The bytes of the next record where this one took them in; None where this one ends where it says."""
    behind = tape.peek(16).lstrip(b"\r\n")
    if record.arc or not behind or behind.startswith(b"WARC/"):
        return None
    found = _NEXT.search(record.kept)
    return record.kept[found.end() :] if found else None


def _seek(tape: _Tape) -> bool:
    """Go to the next line that begins a record; whether there is one."""
    passed = 0
    while passed < _LONGEST_WASTE:
        line = tape.line()
        passed += len(line)
        if not line:
            return False
        if line.startswith(b"WARC/") or (line.startswith(b"http") and len(line.rsplit(b" ", 4)) == 5):
            tape.give_back(line)
            return True
    raise _EndError(f"holds no record in {_LONGEST_WASTE} bytes; the rest was not read")


class _Tape:
    """A file unpacked as it is read, with a place to give bytes back to."""

    def __init__(self, file: IO[bytes]) -> None:
        self._pieces = _pieces(file)
        self._buffer = bytearray()
        self._broken: str | None = None

    def _fill(self) -> bool:
        """Take in a piece; False at the end. Raises `_GapError` at damage."""
        piece, self._broken = self._broken or next(self._pieces, b""), None
        if isinstance(piece, str):
            self._buffer.clear()
            raise _GapError(piece)
        self._buffer += piece
        return bool(piece)

    def line(self) -> bytes:
        """The next line with its end, at most `_LONGEST_LINE` bytes of it; empty at the end."""
        looked = 0
        while (end := self._buffer.find(b"\n", looked)) < 0 and len(self._buffer) < _LONGEST_LINE:
            looked = len(self._buffer)
            if not self._fill():
                break
        return self._cut(min(end + 1 if end >= 0 else len(self._buffer), _LONGEST_LINE))

    def take(self, size: int) -> bytes:
        """So many bytes; raises `_End` where there are fewer."""
        while len(self._buffer) < size:
            if not self._fill():
                raise _EndError("ends in the middle of a record")
        return self._cut(size)

    def skip(self, size: int) -> None:
        """Pass over so many bytes."""
        if size > _LONGEST_SKIP:
            raise _EndError(f"has a record of {size} bytes; the rest was not read")
        while size > len(self._buffer):
            size -= len(self._buffer)
            self._buffer.clear()
            if not self._fill():
                raise _EndError("ends in the middle of a record")
        self._cut(size)

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay; fewer at the end or before damage."""
        if len(self._buffer) < size:
            try:
                self._fill()
            except _GapError as gap:
                self._broken = str(gap)
        return bytes(self._buffer[:size])

    def give_back(self, data: bytes) -> None:
        """Put bytes before what comes."""
        self._buffer[:0] = data

    def _cut(self, size: int) -> bytes:
        part = bytes(self._buffer[:size])
        del self._buffer[:size]
        return part


def _pieces(file: IO[bytes]) -> Iterator[bytes | str]:
    """The unpacked bytes of a file, piece by piece; words in their place where it is damaged and goes on behind."""
    first = file.read(4)
    if first == _LZ4:
        yield "packed by LZ4, which is not read; unpack it first, or pack it with gzip or Zstandard"
        return
    if first[:3] == _GZIP:
        yield from _members(file, first)
        return
    try:
        stream = unpacked(_Again(first, file))  # type: ignore[arg-type]
        while piece := stream.read1(CHUNK):
            yield piece
    except BROKEN as error:
        yield str(error)


class _Again:
    """A file of which the first bytes were read already."""

    def __init__(self, first: bytes, file: IO[bytes]) -> None:
        self._first = first
        self._file = file

    def read(self, size: int) -> bytes:
        """The first bytes, then the rest."""
        first, self._first = self._first, b""
        return first or self._file.read(size)


def _members(file: IO[bytes], packed: bytes) -> Iterator[bytes | str]:
    """The members of a gzip file; behind a damaged one the next is looked for."""
    while True:
        at = packed.find(_GZIP)
        if at < 0:  # nothing, padding, or what is left of a damaged member
            more = file.read(_SIP)
            if not more:
                return
            packed = packed[-2:] + more
            continue
        inflater, packed = zlib.decompressobj(31), packed[at:]
        try:
            while not inflater.eof:
                packed = packed or file.read(_SIP)
                if not packed:
                    yield "it ends in the middle of a packed record"
                    return
                piece = inflater.decompress(packed, CHUNK)
                packed = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
                if piece:
                    yield piece
        except zlib.error as error:
            packed = packed[1:]
            yield str(error)
