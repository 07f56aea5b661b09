"""Which hosts may be asked: public addresses, the usual ports, and what the caller allows by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

PORTS = {"http": 80, "https": 443}

# Source: IANA special-purpose address registries (RFC 6890 and later), restated. What embeds an address of the other
# version is refused whole: nobody publishes a newspaper there, and the inner address could be any.
_CLOSED: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple(
    (ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared behind a provider"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "no address"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "IPv4 in IPv6"),
        ("64:ff9b::/96", "IPv4 in IPv6 (NAT64)"),
        ("64:ff9b:1::/48", "IPv4 in IPv6 (NAT64)"),
        ("2001::/23", "reserved for protocols (Teredo among them)"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "IPv4 in IPv6 (6to4)"),
        ("3fff::/20", "for documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("ff00::/8", "multicast"),
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")


def fault_of(address: str) -> str | None:
    """What keeps an IP address from being asked, in words ("private"); None for a public one.

    Raises ValueError for what is no IP address.
    """
    ip = ip_address(address.partition("%")[0])
    for network, what in _CLOSED:
        if ip in network:
            return what
    if (ip.version == 6 and ip not in _GLOBAL_6) or not ip.is_global:
        return "not public"
    return None


@dataclass(frozen=True, slots=True)
class Allowed:
    """Hosts that may be asked though they are private, and ports beyond 80 and 443: `name` or `name:port`, exactly."""

    hosts: frozenset[str] = field(default_factory=frozenset)
    ports: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    def port(self, scheme: str, host: str, port: int) -> bool:
        """Whether the port of a host may be asked."""
        return port in PORTS.values() or (host, port) in self.ports

    def fault_of(self, host: str, address: str) -> str | None:
        """What keeps the address of a host from being asked; None where it is public, or the host allowed by name."""
        return None if host in self.hosts else fault_of(address)


def allowed(names: Iterable[str]) -> Allowed:
    """What `name`, `name:port` and `[IPv6]:port` allow. Raises ValueError for what is none of them."""
    hosts, ports = set(), set()
    for name in names:
        text = name.strip().lower()
        host, colon, port = text.rpartition(":") if text.count(":") == 1 or "]:" in text else (text, "", "")
        host = host.strip("[]").rstrip(".")
        if not host or "/" in host or any(sign.isspace() for sign in host):
            raise ValueError(f"{name!r} is no host; give a name such as localhost or intranet.example:8080")
        if colon and not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise ValueError(f"{name!r} has no port behind its colon; give a number such as localhost:8080")
        hosts.add(host)
        if colon:
            ports.add((host, int(port)))
    return Allowed(frozenset(hosts), frozenset(ports))
