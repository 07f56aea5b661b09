"""Outlets by the hosts of their pages: `world/outlets.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from kawat.errors import KnowledgeError
from kawat.knowledge.files import PACKAGE, Folders, rows, shown

FILE = "world/outlets.tsv"

Host = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Zone = Annotated[str, msgspec.Meta(pattern=r"^[+-]\d\d:\d\d$")]
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")]


class OutletRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of outlets.tsv. `zone`: distance from UTC of times that the outlet gives without one.

    `country` is the ISO 3166 code (alpha-3) of where it is edited; `languages` are what it writes,
    the usual one first.
    """

    host: Host
    name: str
    source: str
    country: Country | None = None
    languages: tuple[str, ...] = ()
    zone: Zone | None = None


def read_outlets(data: Folders = PACKAGE) -> dict[str, OutletRow]:
    """The outlets by host. Raises KnowledgeError where a host is told twice."""
    outlets: dict[str, OutletRow] = {}
    for row in rows(data, FILE, OutletRow):
        if row.host in outlets:
            raise KnowledgeError(f"{FILE}: the host {shown(row.host)} is told twice; keep one of the rows")
        outlets[row.host] = row
    return outlets


@cache
def _known() -> Mapping[str, OutletRow]:
    return read_outlets()


def outlet_at(host: str | None) -> OutletRow | None:
    """The outlet whose host this is or stands above it; of several the nearest."""
    known = _known()
    parts = (host or "").lower().split(".")
    return next((known[name] for name in (".".join(parts[n:]) for n in range(len(parts) - 1)) if name in known), None)


def host_of(url: str | None) -> str | None:
    """The host of an address without `www.`, or None."""
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
