"""What a page said in one version and not in the next: quotations, events and commitments that went or came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kawat.records import Reading, Span

_BLANKS = re.compile(r"\s+")
Layer = Literal["quotation", "event", "commitment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A datum that one version has and the other has not; `article`, offsets and words are those of the one."""

    change: Literal["went", "came"]
    layer: Layer
    what: str
    who: tuple[str, ...]
    id: str
    article: str
    start_char: int
    end_char: int
    text: str


def changes(old: Reading, new: Reading) -> tuple[Change, ...]:
    """What went from the old version and what came in the new one, in the order of their texts.

    Data are the same where they are of one kind, by the same actors, in the same words, blanks apart; where a word of
    one changed it went, and came anew.
    """
    before, after = list(_told(old, "went")), list(_told(new, "came"))
    known, kept = {_key(one) for one in after}, {_key(one) for one in before}
    return (*(one for one in before if _key(one) not in known), *(one for one in after if _key(one) not in kept))


def _key(one: Change) -> tuple[object, ...]:
    return one.layer, one.what, one.who, _BLANKS.sub(" ", one.text.casefold())


def _told(reading: Reading, change: Literal["went", "came"]) -> Iterator[Change]:
    """The data of a reading, in the order of its text."""
    names = {actor.id: actor.name for actor in reading.actors}
    found: list[tuple[Layer, str, tuple[str | None, ...], str, Span]] = [
        *(("quotation", one.mode, (one.speaker,), one.id, one.content[0]) for one in reading.quotations),
        *(
            ("event", one.type, tuple(side.actor for side in (*one.actors, *one.recipients)), one.id, one.trigger)
            for one in reading.events
        ),
        *(("commitment", one.kind, one.holder, one.id, one.content) for one in reading.commitments),
    ]
    for layer, what, who, id_, span in sorted(found, key=lambda one: (one[4].start_char, one[3])):
        yield Change(
            change=change,
            layer=layer,
            what=what,
            who=tuple(names[one] for one in who if one is not None),
            id=id_,
            article=reading.article.id,
            start_char=span.start_char,
            end_char=span.end_char,
            text=span.text,
        )
