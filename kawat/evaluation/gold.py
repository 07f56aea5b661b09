"""Gold annotations: what people say an article says, and the readings that are held against them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from kawat.errors import InputError
from kawat.records import Reading

Shape = TypeVar("Shape")


class Stretch(msgspec.Struct, frozen=True):
    """Words of the article: code points, end exclusive; `exact` is the slice."""

    start: int
    end: int
    exact: str = ""

    @property
    def bounds(self) -> tuple[int, int]:
        """First character and one past the last."""
        return self.start, self.end


class GoldZone(Stretch, frozen=True):
    """A stretch that is not the article's own words."""

    kind: str = ""


class GoldWire(Stretch, frozen=True, kw_only=True):
    """An agency or outlet that the article relays."""

    agency: str


class GoldTime(Stretch, frozen=True, kw_only=True):
    """A time expression; `value` is TIMEX3, or None where the annotator could not say."""

    type: str
    value: str | None


class GoldActor(msgspec.Struct, frozen=True):
    """Someone who takes part."""

    id: str
    name: str
    kind: str | None = None
    country: str | None = None
    mentions: tuple[Stretch, ...] = ()


class GoldStatement(msgspec.Struct, frozen=True):
    """What someone is reported to have said; `speaker` is an actor id or None."""

    id: str
    kind: str | None
    content: tuple[Stretch, ...]
    speaker: str | None = None


class GoldPart(msgspec.Struct, frozen=True):
    """An actor's part in an event, with the words that name it there."""

    actor: str | None
    span: Stretch | None = None


class GoldEvent(msgspec.Struct, frozen=True):
    """A political interaction; `asserted_by` is `outlet` or the id of a statement."""

    id: str
    type: str
    trigger: Stretch | None
    actors: tuple[GoldPart, ...]
    recipients: tuple[GoldPart, ...]
    status: str
    time: str | None = None
    place: str | None = None
    asserted_by: str | None = "outlet"


class GoldCondition(msgspec.Struct, frozen=True):
    """What a commitment hangs on; start and end are None where only the polarity is known."""

    polarity: str | None = None
    start: int | None = None
    end: int | None = None


class GoldCommitment(msgspec.Struct, frozen=True):
    """What an actor has bound itself or another to."""

    kind: str
    holder: tuple[str | None, ...]
    content: Stretch | None
    condition: GoldCondition | None = None


class Gold(msgspec.Struct, frozen=True):
    """All that people found in one article. What begins before `body_start` is not scored."""

    article: str
    boilerplate: tuple[GoldZone, ...] = ()
    wire: tuple[GoldWire, ...] = ()
    times: tuple[GoldTime, ...] = ()
    actors: tuple[GoldActor, ...] = ()
    statements: tuple[GoldStatement, ...] = ()
    events: tuple[GoldEvent, ...] = ()
    commitments: tuple[GoldCommitment, ...] = ()
    body_start: int = 0


class _Head(msgspec.Struct, frozen=True):
    """Enough of an output line to tell a reading from a rejection."""

    schema: str = ""


def read_gold(path: Path) -> dict[str, Gold]:
    """Gold by article id, from a file with one annotation a line."""
    return {gold.article: gold for gold in _decoded(path, Gold)}


def read_readings(path: Path) -> dict[str, Reading]:
    """Readings by article id, from what `kawat read --format jsonl` wrote; rejections are passed over."""
    return {reading.article.id: reading for reading in _decoded(path, Reading, schema="kawat.reading/1")}


def _decoded(path: Path, shape: type[Shape], schema: str | None = None) -> Iterator[Shape]:
    """The lines of a file as values; with `schema`, only the lines of that schema."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; give a file with one JSON object a line") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            if schema is None or msgspec.json.decode(line, type=_Head).schema == schema:
                yield msgspec.json.decode(line, type=shape)
        except msgspec.DecodeError as error:
            raise InputError(f"{path}:{number}: {error}; expected the shape of {shape.__name__}") from None
