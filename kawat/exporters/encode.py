"""Records -> JSON and plain Python values. The same record gives the same bytes on every machine."""

from __future__ import annotations

from typing import Any

import msgspec

from kawat.records import Reading, Rejection


def to_json(record: Reading | Rejection) -> bytes:
    """The record as one line of JSON in UTF-8, without the newline; keys in the order of the fields."""
    return msgspec.json.encode(record)


def to_dict(record: Reading | Rejection) -> dict[str, Any]:
    """The record as dicts, lists, strings and numbers, shaped like its JSON."""
    value: dict[str, Any] = msgspec.json.decode(to_json(record))
    return value
