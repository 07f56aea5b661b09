"""What the encoder tells words apart by: the labels of its heads and the values of its features.

The order of each list is part of a model's format: a trained model counts on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from kawat.records import CommitmentKind, EventStatus, Polarity, QuotationMode, ZoneKind

TYPES = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)
STATUSES: tuple[EventStatus, ...] = get_args(EventStatus)
MODES: tuple[QuotationMode, ...] = get_args(QuotationMode)
COMMITMENTS: tuple[CommitmentKind, ...] = get_args(CommitmentKind)
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)
ZONES: tuple[ZoneKind, ...] = ("promo", "related", "ad", "credit", "caption", "share")
TIMES = ("DATE", "TIME", "DURATION", "SET")
ACTORS = ("person", "country", "organisation", "group")
NAMES = ("person", "country", "organisation", "group", "place")
NEWS_NAMES = ("PER", "ORG", "LOC")


def begun(labels: Sequence[str]) -> tuple[str, ...]:
    """Labels of words for spans: outside, and for each label the first word and the words inside."""
    return ("O", *(f"{mark}-{label}" for label in labels for mark in "BI"))


HEADS: Mapping[str, tuple[str, ...]] = {
    "zone": ("O", *ZONES),
    "time": begun(TIMES),
    "quote": begun(MODES),
    "cue": begun(("cue", "source")),
    "event": begun(TYPES),
    "status": STATUSES,
    "commitment": begun(COMMITMENTS),
    "condition": begun(POLARITIES),
    "name": begun(NAMES),
    "news_name": begun(NEWS_NAMES),
}
"""Heads that label words; `status` is read at the first word of a trigger alone, `news_name` tells names apart as news
corpora do, in which countries and towns are places alike."""

SLICES: dict[str, slice] = {}
"""Which columns of a row of scores belong to a head; the heads stand side by side in their order."""
for _head, _labels in HEADS.items():
    _start = max((part.stop for part in SLICES.values()), default=0)
    SLICES[_head] = slice(_start, _start + len(_labels))
LABELS = max(part.stop for part in SLICES.values())

LINKS = ("none", "actor", "recipient", "place", "time", "source", "cue", "holder", "addressee", "condition")
"""What a word may be to the first word of a trigger, a quotation or a commitment."""
LINK_WIDTH = 64
"""Numbers that a link is scored with on either side."""

FEATURES: Mapping[str, tuple[str, ...]] = {
    "from_start": ("outside", "title", "1", "2", "3-4", "5-8", "9-16", "17+"),
    "from_end": ("7+", "1", "2", "3", "4-6"),
    "edge": ("inside", "line", "sentence"),
    "marks": ("outside", "mark", "inside"),
    "headline": ("no", "yes"),
    "lexicon": ("none", *TYPES),
    "zone": ("O", *ZONES, "title", "dateline"),
    "time": begun(TIMES),
    "actor": begun(ACTORS),
    "quote": begun(MODES),
    "cue": begun(("cue", "source")),
    "event": ("none", *TYPES),
    "status": ("none", *STATUSES),
    "repeat": ("no", "yes"),
    "commitment": begun(COMMITMENTS),
    "condition": begun(POLARITIES),
}
"""What is known of each word before the encoder reads: where it stands, and what the rules make of it."""

KNOWN = ("lexicon", "zone", "time", "actor", "quote", "cue", "event", "status", "repeat", "commitment", "condition")
"""The features that come from knowledge and rules; without them a model sees the text and its layout alone."""
