"""Real sites on loopback, for tests that ask or attack: each path has an answer, and every request is noted."""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from kawat.sources.net.addresses import allowed
from kawat.sources.net.client import Client
from kawat.sources.net.visitor import Visitor

Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]
Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A site: `pages` by path (bytes, an answer, or a function that talks to the socket), `asked` in order."""

    pages: dict[str, bytes | Answer | Handler]
    port: int = 0
    asked: list[str] = field(default_factory=list)
    heads: list[Headers] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, without the rules of the site."""
        return [path for path in self.asked if path not in ("/robots.txt", "/.well-known/tdmrep.json")]


@contextlib.contextmanager
def site(pages: dict[str, Any], serving: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site that is up; with `serving` it speaks TLS."""
    there = Site(pages)

    class Talk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there.asked.append(self.path)
            there.heads.append({name.lower(): value for name, value in self.headers.items()})
            found = there.pages.get(self.path, (404, {}, b"no such page"))
            with contextlib.suppress(OSError):
                if callable(found):
                    found(self)
                    return
                status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
                self.send_response(status)
                for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", there.port), Talk)
    server.daemon_threads = True
    if serving is not None:
        server.socket = serving.wrap_socket(server.socket, server_side=True)
    there.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def drip(head: bytes, drop: bytes, every: float = 0.05, most: int = 400) -> Handler:
    """An answer that begins with some bytes and then drips."""

    def talk(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        for _ in range(most):
            handler.wfile.write(drop)
            handler.wfile.flush()
            time.sleep(every)

    return talk


def client(*sites: Site, total: float = 5.0, **more: Any) -> Client:
    """A client that may ask these sites alone."""
    hosts = allowed([f"{host}:{one.port}" for one in sites for host in ("localhost", "127.0.0.1")])
    return Client(agent="kawat/test (+mailto:test@example.org)", allowed=hosts, total=total, **more)


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def visitor(*sites: Site, clock: Clock | None = None, total: float = 5.0, **more: Any) -> Visitor:
    """A visitor of these sites with a clock of its own."""
    clock = clock or Clock()
    return Visitor(client=client(*sites, total=total), now=clock.now, sleep=clock.sleep, **more)


def article(number: int, extra: str = "", head: str = "") -> bytes:
    """A web page with an article; no two have the same words."""
    words = "".join(
        f"<p>Menteri Ratna Wulandari menyatakan pada hari itu bahwa usulan nomor {number} bagian {part} tentang "
        f"perikanan dibahas bersama para nelayan di pelabuhan sebelum musim hujan tiba.</p>"
        for part in range(4)
    )
    return (
        f"<!doctype html><html lang='id'><head><title>Usulan {number}</title>{head}</head>"
        f"<body><article><h1>Usulan nomor {number} dibahas</h1>{words}</article>{extra}</body></html>"
    ).encode()
