"""feeds.toml -> the feeds that are watched. Each tells by what right: a feed without a source is not taken."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from kawat.errors import InputError

_LONGEST = 4_000_000  # bytes
_WEB = ("http://", "https://")


class Watched(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feed, JSON Feed, sitemap or news sitemap. `every`: minutes between two looks.

    `source`: why it may be read automatically, and where that stands.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    url: Annotated[str, msgspec.Meta(min_length=8, max_length=4_000)]
    source: Annotated[str, msgspec.Meta(min_length=1)]
    every: Annotated[int, msgspec.Meta(ge=5, le=44_640)] = 60
    language: str | None = None
    outlet: str | None = None


class Watchlist(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The feeds of a file, and the contact that it names."""

    feed: Annotated[tuple[Watched, ...], msgspec.Meta(min_length=1, max_length=10_000)]
    contact: str | None = None


def read_watchlist(path: Path) -> Watchlist:
    """The feeds of a file. Raises InputError, which says what is wrong and where."""
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST + 1)
        if len(data) > _LONGEST:
            raise InputError(f"{path}: has more than {_LONGEST:,} bytes; a list of feeds has fewer")
        found = msgspec.convert(tomllib.loads(data.decode("utf-8-sig")), Watchlist)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be opened ({error.strerror}); name a file of feeds such as feeds.toml"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: no TOML in UTF-8 ({error}); docs/how-to/watch.md shows how it looks") from None
    except msgspec.ValidationError as error:
        raise InputError(
            f"{path}: {error}; expected [[feed]] with name, url and source, maybe every (minutes, from 5 on), "
            "language, outlet"
        ) from None
    seen: set[str] = set()
    for feed in found.feed:
        if not feed.url.lower().startswith(_WEB):
            raise InputError(
                f"{path}: feed {feed.name!r}: url is {feed.url[:60]!r}; expected https://... or http://..."
            )
        if feed.url in seen:
            raise InputError(f"{path}: feed {feed.name!r}: its url stands there twice; take one out")
        seen.add(feed.url)
    return found
