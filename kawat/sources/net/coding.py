"""Content codings (gzip, deflate, Brotli, Zstandard) undone within bounds, whatever a server says of them."""

from __future__ import annotations

import io
import zlib

_MOST_LAYERS = 3
_GZIP = b"\x1f\x8b\x08"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_WIDEST_WINDOW = 1 << 27  # bytes that a Zstandard frame may make us hold
CODINGS = "gzip, deflate, br, zstd"


class CodingError(Exception):
    """Why a body cannot be unpacked. `long`: it is too long once it is unpacked, and nothing else is wrong."""

    def __init__(self, words: str, *, long: bool = False) -> None:
        super().__init__(words)
        self.long = long


def unpacked(body: bytes, told: str, most: int) -> bytes:
    """The body without its content codings, at most `most` bytes; `told`: the Content-Encoding header.

    Where the server lies the bytes count: what is gzip or Zstandard is unpacked unasked (three layers at most), and a
    body that is not in the coding that is told stays as it is. Raises CodingError where it is too long, packed too
    often, cut off or of a coding that is not known.
    """
    codings = [name.strip().lower() for name in told.split(",") if name.strip()]
    if len(codings) > _MOST_LAYERS:
        raise CodingError(f"the page is packed {len(codings)} times, more than {_MOST_LAYERS}")
    for coding in reversed(codings):
        body = _undone(body, coding, most)
    for _ in range(_MOST_LAYERS):
        if body.startswith(_GZIP):
            body = _inflated(body, 31, most)
        elif body.startswith(_ZSTANDARD):
            body = _from_zstandard(body, most)
        else:
            break
    else:
        if body.startswith((_GZIP, _ZSTANDARD)):
            raise CodingError(f"the page is packed in itself more than {_MOST_LAYERS} times")
    if len(body) > most:
        raise CodingError(f"the page holds more than {most:,} bytes", long=True)
    return body


def _undone(body: bytes, coding: str, most: int) -> bytes:
    """The body without one coding; as it is where it is not in it."""
    if coding in ("identity", "none", "gzip", "x-gzip", "zstd"):
        return body  # gzip and Zstandard are known by their first bytes
    if coding == "deflate":
        for window in (15, -15):
            try:
                return _inflated(body, window, most)
            except CodingError as error:
                if error.long:
                    raise
        return body
    if coding == "br":
        return _from_brotli(body, most)
    raise CodingError(f"the page is packed by {coding[:40]!r}, which is not known and was not asked for")


def _inflated(body: bytes, window: int, most: int) -> bytes:
    """What zlib makes of the body; members that follow each other are joined."""
    parts: list[bytes] = []
    size = 0
    while body:
        inflater = zlib.decompressobj(window)
        try:
            part = inflater.decompress(body, most + 1 - size)
        except zlib.error as error:
            if parts:  # padding behind the last member
                break
            raise CodingError(f"the page is damaged ({error})") from None
        parts.append(part)
        size += len(part)
        if size > most:
            raise CodingError(f"the page holds more than {most:,} bytes once it is unpacked", long=True)
        if not inflater.eof:
            raise CodingError("the page is cut off in the middle of what is packed")
        body = inflater.unused_data if window == 31 else b""
        if not body.startswith(_GZIP):
            break
    return b"".join(parts)


def _from_zstandard(body: bytes, most: int) -> bytes:
    """What Zstandard makes of the body."""
    from zstandard import ZstdDecompressor, ZstdError

    unpacker = ZstdDecompressor(max_window_size=_WIDEST_WINDOW)
    try:
        with unpacker.stream_reader(io.BytesIO(body), read_across_frames=True) as stream:
            data = stream.read(most + 1)
    except ZstdError as error:
        raise CodingError(f"the page is damaged ({error})") from None
    if len(data) > most:
        raise CodingError(f"the page holds more than {most:,} bytes once it is unpacked", long=True)
    return bytes(data)


def _from_brotli(body: bytes, most: int) -> bytes:
    """What Brotli makes of the body; the body itself where it is none."""
    import brotli

    unpacker = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        data = body
        while not unpacker.is_finished():
            part = unpacker.process(data, output_buffer_limit=1 << 20)
            data = b""
            parts.append(part)
            size += len(part)
            if size > most:
                raise CodingError(f"the page holds more than {most:,} bytes once it is unpacked", long=True)
            if not part:
                break
    except brotli.error:
        return body
    if not unpacker.is_finished() and size:
        raise CodingError("the page is cut off in the middle of what is packed")
    return b"".join(parts) if size else body
