"""What the desk answers as JSON, as an OpenAPI document made from the table of views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kawat import __version__
from kawat.web.views import LAST, Field

_ROWS = {
    "type": "object",
    "required": ["view", "asked", "rows", "next"],
    "properties": {
        "view": {"type": "string"},
        "asked": {"type": "object"},
        "rows": {"type": "array", "items": {"type": "object"}},
        "next": {"type": ["string", "null"]},
    },
}
_ERROR = {
    "type": "object",
    "required": ["ok", "status", "error", "detail"],
    "properties": {"ok": {"const": False}, "status": {"type": "integer"}},
}


def document(views: Mapping[str, tuple[Any, tuple[Field, ...]]]) -> dict[str, Any]:
    """The document: one path for each view, with what it can be asked."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kawat desk", "version": __version__},
        "paths": {f"/{name or 'start'}.json": {"get": _operation(name, *view)} for name, view in views.items()},
    }


def _operation(name: str, view: Any, fields: tuple[Field, ...]) -> dict[str, Any]:
    """One view."""
    answer = {"description": "rows, the address of the next page, and what else the page shows"}
    wrong = {"description": "ok: false, error, detail"}
    content = {"content": {"application/json": {"schema": _ROWS}}}
    told = {"content": {"application/json": {"schema": _ERROR}}}
    return {
        "operationId": name or "start",
        "summary": (view.__doc__ or "").strip(),
        "parameters": [_parameter(one) for one in fields],
        "responses": {
            "200": {**answer, **content},
            **{code: {**wrong, **told} for code in ("400", "404", "503")},
        },
    }


def _parameter(one: Field) -> dict[str, Any]:
    """One thing that can be asked."""
    shape: dict[str, Any] = {"type": "string", "maxLength": 300}
    if one.number:
        shape = {"type": "integer", "minimum": 1, "maximum": LAST}
    elif one.choices:
        shape = {"type": "string", "enum": list(one.choices)}
    return {"name": one.name, "in": "query", "required": one.needed, "description": one.about, "schema": shape}
