"""Attacks on the client, on loopback."""

import gzip
import shutil
import ssl
import subprocess
import time
import zlib
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from kawat.sources.net import addresses
from kawat.sources.net.addresses import Allowed, allowed, fault_of
from kawat.sources.net.client import Client, FailedError, RefusedError
from kawat.sources.net.coding import CodingError, unpacked
from tests.tools.sites import client, drip, site

PRIVATE = (  # noqa: SIM905
    "127.0.0.1 127.8.9.10 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 "
    "100.127.255.255 192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.255.255.255 "
    "240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:7f00:1 ::127.0.0.1 64:ff9b::7f00:1 "
    "64:ff9b::808:808 64:ff9b:1::1 2002:7f00:1:: 2002:808:808:: 2001::1 2001:db8::1 3fff::1 fc00::1 fd12::1 fe80::1 "
    "fe80::1%eth0 fec0::1 ff02::1 100::1 4000::1"
).split()


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address):
    assert fault_of(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1111"])
def test_a_public_address_is_not_refused(address):
    assert fault_of(address) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]"])
def test_no_way_to_write_loopback_reaches_it(host):
    with site({"/": b"secret"}) as there, pytest.raises(RefusedError):
        client().get(f"http://{host}/")
    assert there.asked == []


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_is_refused(address):
    asked = Client(agent="kawat", resolver=lambda host, port: [address])
    with pytest.raises(RefusedError, match=r"kabar\.example is at"):
        asked.get("http://kabar.example/")


@pytest.fixture
def fair(monkeypatch):
    """127.0.0.2 stands for a public address, so that nothing leaves this machine."""
    monkeypatch.setattr(addresses, "fault_of", lambda address: None if address == "127.0.0.2" else fault_of(address))


@pytest.mark.usefixtures("fair")
def test_the_connection_goes_to_the_address_that_was_checked():
    """A name server that answers with a public address first and loopback then (rebinding) is asked once."""
    answers = iter([["127.0.0.2"], ["127.0.0.1"], ["127.0.0.1"]])
    asked = []

    def resolver(host, port):
        asked.append(host)
        return next(answers)

    with site({"/": b"secret"}) as there:
        ports = Allowed(ports=frozenset({("kabar.example", there.port)}))
        with pytest.raises(FailedError):
            Client(agent="kawat", resolver=resolver, allowed=ports).get(there.url(host="kabar.example"))
    assert asked == ["kabar.example"]
    assert there.asked == []


@pytest.mark.usefixtures("fair")
def test_of_several_addresses_only_public_ones_are_connected_to():
    with site({"/": b"secret"}) as there:
        ports = Allowed(ports=frozenset({("kabar.example", there.port)}))
        asked = Client(agent="kawat", resolver=lambda host, port: ["127.0.0.1", "127.0.0.2"], allowed=ports)
        with pytest.raises(FailedError):
            asked.get(there.url(host="kabar.example"))
    assert there.asked == []


def test_a_host_that_is_allowed_by_name_is_asked_and_no_other_port():
    with site({"/": b"hello"}) as there, site({"/": b"secret"}) as other:
        asked = client(there)
        assert asked.get(there.url()).body == b"hello"
        with pytest.raises(RefusedError, match=f"--allow-host localhost:{other.port}"):
            asked.get(other.url())
    assert other.asked == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://kabar.example/", "gopher://x/", "//kabar.example", "kabar.example", "http://", "http:///x",
     "http://ani:rahasia@kabar.example/", "http://kabar.example:22/", "https://kabar.example:8443/", "http://[::1", "",
     "http://kabar.example:99999999/", "http://kabar.example/" + "a" * 5_000, "http://ka\nbar.example/", "data:text/html,x"],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused_without_a_request(url):
    def resolver(host, port):
        raise AssertionError(host)

    with pytest.raises(RefusedError):
        Client(agent="kawat", resolver=resolver).get(url)


@pytest.mark.parametrize(
    "answer",
    [
        drip(b"", b"H"),
        drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"a"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
    ],
)
def test_a_server_that_drips_costs_no_more_than_the_time_of_a_request(answer):
    with site({"/": answer}) as there:
        began = time.monotonic()
        with pytest.raises(FailedError, match=r"within 0\.4 seconds"):
            client(there, total=0.4).get(there.url())
        assert time.monotonic() - began < 5


def test_a_name_server_that_hangs_costs_no_more_than_the_time_of_a_request():
    began = time.monotonic()
    with pytest.raises(FailedError, match=r"within 0\.3 seconds"):
        Client(agent="kawat", resolver=lambda host, port: time.sleep(10) or [], total=0.3).get("http://kabar.example/")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b"a" * 50_001),
        (200, {"Content-Length": "99999999999999999999"}, b"a"),
        lambda talk: talk.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 80_000),
    ],
)
def test_a_page_that_is_too_long_is_left(answer):
    with site({"/": answer}) as there, pytest.raises(FailedError) as failed:
        client(there).get(there.url(), most=50_000)
    assert failed.value.long


@pytest.mark.parametrize(
    "answer",
    [b"\0\1\2 no http", b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 300_000 + b"\r\n\r\n", b"HTTP/9.9 xx\r\n\r\n", b"",
     b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 200 OK\r\nA B: c\r\n\r\n"],
)  # fmt: skip
def test_an_answer_that_is_no_http_is_a_failure(answer):
    with site({"/": lambda talk: talk.wfile.write(answer)}) as there, pytest.raises(FailedError):
        client(there).get(there.url())


def bomb(pack):
    return pack(b"\0" * 30_000_000)


BOMBS = {
    "gzip": bomb(gzip.compress),
    "deflate": bomb(zlib.compress),
    "br": bomb(lambda data: brotli.compress(data, quality=5)),
    "zstd": bomb(zstandard.compress),
    "gzip, gzip": gzip.compress(bomb(gzip.compress)),
    "gzip, br": brotli.compress(bomb(gzip.compress), quality=5),
}


@pytest.mark.parametrize("coding", [*BOMBS, ""])
def test_a_bomb_does_not_go_off(coding):
    body = BOMBS[coding or "gzip"]
    with site({"/": (200, {"Content-Encoding": coding}, body)}) as there, pytest.raises(FailedError) as failed:
        client(there).get(there.url(), most=1_000_000)
    assert failed.value.long


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"kabar")),
        ("gzip", b"kabar"),
        ("", gzip.compress(b"kabar")),
        ("gzip", gzip.compress(gzip.compress(b"kabar"))),
        ("br", gzip.compress(b"kabar")),
        ("x-gzip", gzip.compress(b"ka") + gzip.compress(b"bar")),
        ("deflate", zlib.compress(b"kabar")),
        ("deflate", zlib.compress(b"kabar", wbits=-15)),
        ("br", brotli.compress(b"kabar")),
        ("zstd", zstandard.compress(b"kabar")),
        ("gzip, br", brotli.compress(gzip.compress(b"kabar"))),
        ("identity", b"kabar"),
    ],
)
def test_a_page_is_unpacked_whatever_is_said_of_it(coding, body):
    with site({"/": (200, {"Content-Encoding": coding}, body)}) as there:
        assert client(there).get(there.url()).body == b"kabar"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"kabar" * 99)[:20]),
        ("gzip,gzip,gzip,gzip", b"kabar"),
        ("compress", b"kabar"),
        ("gzip", gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"kabar"))))),
        ("zstd", zstandard.compress(b"kabar")[:8] + b"\xff" * 30),
    ],
)
def test_a_page_that_cannot_be_unpacked_is_a_failure(coding, body):
    with site({"/": (200, {"Content-Encoding": coding}, body)}) as there, pytest.raises(FailedError) as failed:
        client(there).get(there.url())
    assert not failed.value.again


@given(
    st.one_of(
        st.binary(max_size=200), st.binary(max_size=60).map(gzip.compress), st.binary(max_size=60).map(brotli.compress)
    ),
    st.one_of(st.sampled_from(["gzip", "br", "zstd", "deflate", "gzip, br", "", ",,", "x"]), st.text(max_size=10)),
)
@settings(max_examples=200, deadline=2_000)
def test_any_bytes_in_any_coding_are_unpacked_or_refused(body, told):
    with suppress(CodingError):
        assert len(unpacked(body, told, 1_000)) <= 1_000


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for `localhost`, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run(
        [*command.split(), "-keyout", folder / "key", "-out", folder / "crt"], check=True, capture_output=True
    )
    return folder / "crt", folder / "key"


@pytest.mark.parametrize(("host", "good"), [("localhost", True), ("127.0.0.1", False), ("kabar.example", False)])
def test_the_certificate_must_be_that_of_the_name_though_the_address_is_connected_to(
    certificate, monkeypatch, host, good
):
    context = ssl.create_default_context(cafile=certificate[0])
    monkeypatch.setattr("kawat.sources.net.client._context", lambda: context)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(*certificate)
    with site({"/": b"hello"}, serving) as there:
        asked = Client(
            agent="kawat", resolver=lambda *_: ["127.0.0.1"], allowed=allowed([f"{host}:{there.port}"]), total=5.0
        )
        url = f"https://{host}:{there.port}/"
        if good:
            assert asked.get(url).body == b"hello"
        else:
            with pytest.raises(FailedError, match="certificate"):
                asked.get(url)


def test_no_cookie_is_kept_and_no_name_or_proxy_of_the_environment_is_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    with site({"/": (200, {"Set-Cookie": "a=b"}, b"hello")}) as there:
        asked = client(there)
        for _ in range(2):
            asked.get(there.url())
    assert [head.get("cookie") for head in there.heads] == [None, None]
    assert there.heads[0]["user-agent"] == "kawat/test (+mailto:test@example.org)"


@pytest.mark.parametrize("names", [["a b"], ["http://x/"], ["x:0"], ["x:port"], [""], ["[::1]:99999"]])
def test_a_host_that_cannot_be_is_not_allowed(names):
    with pytest.raises(ValueError, match=r"is no host|has no port"):
        allowed(names)
