"""One request to one address, within bounds: the only file that talks to the network.

A name is resolved once, its addresses are checked, and the connection goes to an address that was checked, so a name
that changes its mind in between (DNS rebinding) gains nothing. No connection or cookie is kept, no redirect followed:
`Visitor` does that, and each comes back to be checked. No proxy is used, for it would resolve the name itself.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Thread
from typing import Any

import httpcore
import httpx

from kawat.sources.net.addresses import PORTS, Allowed
from kawat.sources.net.coding import CODINGS, CodingError, unpacked

LONGEST_ADDRESS = 4_000  # characters
LONGEST_PAGE = 20_000_001  # bytes, packed or not; one more than the cleaner takes
TOTAL = 60.0  # seconds of one request, from the name to the last byte
_CONNECT = 15.0  # seconds, and between two bytes
_MOST_TRIED = 4  # addresses of a host
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:-]{2,30})", re.IGNORECASE)

Resolver = Callable[[str, int], list[str]]


class RefusedError(Exception):
    """An address that is not asked, whatever it would say: scheme, port, or a network that is not public."""


class FailedError(Exception):
    """A request that came to nothing: no connection, time over, no HTTP, too long. `again`: later it may go well."""

    def __init__(self, words: str, *, again: bool = True, long: bool = False) -> None:
        super().__init__(words)
        self.again = again
        self.long = long


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: names of headers in small letters, equal ones joined by commas; the body unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The kind that the server names, in small letters; empty where it names none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding that the server names."""
        found = _CHARSET.search(self.headers.get("content-type", "")[:1000])
        return found[1] if found else None


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as the system knows them. Raises OSError where it knows none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How requests are made. `agent` is the User-Agent; `total` the seconds that one may take."""

    agent: str
    allowed: Allowed = field(default_factory=Allowed)
    resolver: Resolver = resolved
    total: float = TOTAL

    def check(self, url: str) -> httpx.URL:
        """The address taken apart, without its fragment. Raises RefusedError where it may not be asked."""
        try:
            parsed = httpx.URL(url[: LONGEST_ADDRESS + 1]).copy_with(fragment=None)
            host, port = parsed.host.rstrip(".").lower(), parsed.port
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise RefusedError(f"it is no address of the web ({str(error)[:100]})") from None
        if len(url) > LONGEST_ADDRESS:
            raise RefusedError(f"the address has more than {LONGEST_ADDRESS} characters")
        if parsed.scheme not in PORTS or not host:
            raise RefusedError(f"found {url[:60]!r}, expected an address that begins with https:// or http://")
        if parsed.userinfo:
            raise RefusedError("the address holds a name or password; take it out")
        port = PORTS[parsed.scheme] if port is None else port
        if not self.allowed.port(parsed.scheme, host, port):
            raise RefusedError(f"port {port} is not asked; allow it by --allow-host {host}:{port}")
        return parsed

    def get(self, url: str, *, most: int = LONGEST_PAGE - 1, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to one GET; a redirect is an answer too. `most`: bytes of the body, packed and unpacked.

        Raises RefusedError where the address may not be asked, FailedError where nothing useful came back.
        """
        parsed = self.check(url)
        own = {
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.1",
            "Accept-Encoding": CODINGS,
            "Connection": "close",
        }
        deadline = time.monotonic() + self.total
        network = _CheckedNetwork(self, deadline)
        with (
            _told(self.total),
            httpx.Client(
                transport=_Transport(network),
                headers={**own, **(headers or {})},
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                timeout=httpx.Timeout(min(_CONNECT, self.total)),
                trust_env=False,
                follow_redirects=False,
            ) as client,
            client.stream("GET", parsed) as response,
        ):
            told = _headers(response)
            body = b"" if response.is_redirect else _body(response, most, deadline)
        try:
            body = unpacked(body, told.get("content-encoding", ""), most) if body else body
        except CodingError as error:
            raise FailedError(str(error), again=False, long=error.long) from None
        return Answer(url=str(parsed), status=response.status_code, headers=told, body=body)


def _headers(response: httpx.Response) -> dict[str, str]:
    """The headers of an answer."""
    told: dict[str, str] = {}
    for name, value in response.headers.multi_items():
        key = name.lower()
        told[key] = f"{told[key]}, {value}" if key in told else value
    return told


def _body(response: httpx.Response, most: int, deadline: float) -> bytes:
    """The body as it was sent, up to `most` bytes."""
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:18]) > most:
        raise FailedError(
            f"the server announces {int(length[:18]):,} bytes, more than {most:,}", again=False, long=True
        )
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > most:
            raise FailedError(f"the server sent more than {most:,} bytes", again=False, long=True)
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("time over")
    return bytes(body)


@contextmanager
def _told(total: float) -> Iterator[None]:
    """What goes wrong on the way, in words."""
    try:
        yield
    except (httpx.TimeoutException, httpcore.TimeoutException):
        raise FailedError(f"the server did not answer whole within {total:g} seconds") from None
    except (httpx.HTTPError, httpcore.ProtocolError, httpcore.NetworkError) as error:
        raise FailedError(f"no answer of the server can be had ({' '.join(str(error).split())[:160]})") from None
    except httpx.InvalidURL as error:
        raise RefusedError(f"it is no address of the web ({error})") from None


@cache
def _context() -> ssl.SSLContext:
    """Whom we trust: the authorities that httpx brings, or those that SSL_CERT_FILE names."""
    return httpx.create_ssl_context()


class _Transport(httpx.BaseTransport):
    """httpx over a network of our own; one connection, used once."""

    def __init__(self, network: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_context(), max_connections=1, max_keepalive_connections=0, network_backend=network
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Hand the request on."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Stream(answer))

    def close(self) -> None:
        """Let go of the connection."""
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        """Let go of the connection."""
        self._answer.close()


class _CheckedNetwork(httpcore.NetworkBackend):
    """Connections to addresses that were checked, with one deadline for all that is read and written."""

    def __init__(self, client: Client, deadline: float) -> None:
        self._client = client
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first checked address that answers."""
        why: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host.rstrip(".").lower(), port)[:_MOST_TRIED]:
            try:
                stream = self._inner.connect_tcp(address, port, _left(timeout, self._deadline), None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                why = error
            else:
                return _ClockedStream(stream, self._deadline)
        raise why

    def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be asked. Raises RefusedError where it has others alone."""
        found = self._looked_up(host, port)
        faults = {address: self._client.allowed.fault_of(host, address) for address in found}
        good = [address for address, fault in faults.items() if fault is None]
        if found and not good:
            address, fault = next(iter(faults.items()))
            raise RefusedError(f"{host} is at {address}, which is {fault}; allow it by --allow-host {host}")
        return good

    def _looked_up(self, host: str, port: int) -> list[str]:
        """The addresses of a host. A look-up that hangs is left behind, for nothing can end it."""
        found: list[str] = []
        faults: list[Exception] = []

        def look() -> None:
            try:
                found.extend(self._client.resolver(host, port))
            except (OSError, UnicodeError) as error:
                faults.append(error)

        asking = Thread(target=look, daemon=True)
        asking.start()
        asking.join(_left(_CONNECT, self._deadline))
        if asking.is_alive():
            raise httpcore.ConnectTimeout("the name was not looked up in time")
        if faults:
            raise FailedError(f"{host} is not known (no such host, or no network: {faults[0]})")
        return found

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Never."""
        raise httpcore.ConnectError("files are not asked")

    def sleep(self, seconds: float) -> None:
        """Nothing is tried again here, so nobody waits."""


def _left(timeout: float | None, deadline: float) -> float:
    """The seconds that may be waited. Raises ReadTimeout where there are none left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("time over")
    return left if timeout is None else min(timeout, left)


class _ClockedStream(httpcore.NetworkStream):
    """A stream that ends at its deadline, however slowly it drips."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes."""
        return self._inner.read(max_bytes, _left(timeout, self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All bytes."""
        self._inner.write(buffer, _left(timeout, self._deadline))

    def close(self) -> None:
        """Let go of the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same, in TLS; the certificate must be that of the host's name."""
        inner = self._inner.start_tls(ssl_context, server_hostname, _left(timeout, self._deadline))
        return _ClockedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the stream tells of itself."""
        return self._inner.get_extra_info(info)
