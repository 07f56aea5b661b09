"""The JSON Schema of what Kawat writes, made from the records themselves."""

from __future__ import annotations

from typing import Any

import msgspec

from kawat.records import Reading, Rejection

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Keys that Kawat adds to the contract; programs that write readings of the same kind may leave them out.
_ADDED = frozenset({"considered", "votes", "anchor", "note", "latitude", "longitude", "precision"})
_LIMITS: dict[str, dict[str, float]] = {
    "start_char": {"minimum": 0},
    "end_char": {"minimum": 1},
    "line": {"minimum": 1},
    "score": {"minimum": 0, "maximum": 1},
    "latitude": {"minimum": -90, "maximum": 90},
    "longitude": {"minimum": -180, "maximum": 180},
}


def json_schema() -> dict[str, Any]:
    """The schema that each object (each line of JSON lines) meets: a reading or a rejection. Keys may be added."""
    _, shapes = msgspec.json.schema_components((Reading, Rejection), ref_template="#/$defs/{name}")
    for shape in shapes.values():
        _complete(shape)
    return {
        "$schema": DIALECT,
        "$id": "urn:kawat:reading:1",
        "title": "A reading or a rejection",
        "description": "What `kawat read` writes for one article. Offsets count Unicode code points of article.text.",
        "oneOf": [{"$ref": "#/$defs/Reading"}, {"$ref": "#/$defs/Rejection"}],
        "$defs": dict(sorted(shapes.items())),
    }


def _complete(shape: dict[str, Any]) -> None:
    """Require every key of the contract, and say which numbers are possible."""
    keys = shape.get("properties", {})
    shape["required"] = [key for key in keys if key not in _ADDED]
    for key, value in keys.items():
        value.pop("default", None)
        for part in value.get("anyOf", [value]):
            if part.get("type") in ("integer", "number"):
                part.update(_LIMITS.get(key, {}))
