"""Packed files as streams: gzip and Zstandard, known by their first bytes, never unpacked whole."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from typing import IO, Any

BROKEN = (OSError, EOFError, zlib.error)
CHUNK = 1 << 20
_SIP = 1 << 11  # packed bytes at a time: a bomb makes at most 64 MB of them
_WIDEST_WINDOW = 1 << 27  # bytes that a Zstandard file may make us hold


class _Raw(io.RawIOBase):
    """A file as a raw stream, so that any file object can be looked into before it is read.

    It reads what one step yields, so that a slow pipe is handed on as it comes and damage costs only what is behind it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._read: Callable[[int], bytes] = getattr(file, "read1", file.read)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer, as far as the file goes; 0 at its end."""
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Zstandard(io.RawIOBase):
    """A Zstandard file as a raw stream; damage and a missing end are an OSError, as they are for gzip."""

    def __init__(self, file: IO[bytes]) -> None:
        from zstandard import ZstdDecompressor

        self._file = file
        self._unpacker = ZstdDecompressor(max_window_size=_WIDEST_WINDOW)
        self._frame: Any = None
        self._packed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer, as far as what is unpacked goes; 0 at the end of the file."""
        while not self._ready:
            self._packed = self._packed or self._file.read(_SIP)
            if not self._packed:
                if self._frame is not None:
                    raise OSError("it ends in the middle")
                return 0
            self._unpack()
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def _unpack(self) -> None:
        """Unpack what was read; behind the end of a frame another one may begin."""
        from zstandard import ZstdError

        self._frame = self._frame or self._unpacker.decompressobj()
        try:
            self._ready = memoryview(self._frame.decompress(self._packed))
        except ZstdError as error:
            raise OSError(str(error)) from None
        self._packed = self._frame.unused_data if self._frame.eof else b""
        self._frame = None if self._frame.eof else self._frame


def unpacked(file: IO[bytes]) -> io.BufferedReader:
    """The file as a stream that can be looked into, behind a decompressor where it is gzip or Zstandard.

    Reading what is damaged or cut off raises one of `BROKEN`.
    """
    stream: io.BufferedReader = io.BufferedReader(_Raw(file), CHUNK)
    magic = stream.peek(4)[:4]
    if magic[:2] == b"\x1f\x8b":
        return io.BufferedReader(_Raw(gzip.GzipFile(fileobj=stream)), CHUNK)  # type: ignore[arg-type]
    if magic == b"\x28\xb5\x2f\xfd":
        return io.BufferedReader(_Zstandard(stream), CHUNK)
    return stream
