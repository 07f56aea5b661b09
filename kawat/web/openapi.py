"""What the desk answers as JSON, as an OpenAPI document made from the table of views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kawat import __version__
from kawat.web.views import LAST, MOST, PAGE, ROWS, Field

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


_JSON = {"application/json": {"schema": _ROWS}}
_CSV = {"text/csv": {"schema": {"type": "string"}}}
_SVG = {"image/svg+xml": {"schema": {"type": "string"}}}
_HTML = {"text/html": {"schema": {"type": "string"}}}
_PLAIN = {"text/plain": {"schema": {"type": "string"}}}
_DECIDE = {
    "operationId": "decide",
    "summary": "Adds a decision. Taken from the forms of the desk's own pages alone, which bring its seal.",
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["verdict", "ids", "by", "seal"],
                    "properties": {
                        name: {"type": "string", "maxLength": 1000}
                        for name in ("verdict", "ids", "set", "by", "note", "back", "seal")
                    },
                }
            }
        },
    },
    "responses": {
        "303": {"description": "decided; leads back to the page"},
        **{
            code: {"description": "not decided; why", "content": {**_HTML, **_PLAIN}}
            for code in ("403", "409", "413", "503")
        },
    },
}


def document(views: Mapping[str, tuple[Any, tuple[Field, ...]]]) -> dict[str, Any]:
    """The document: two paths for each view, JSON and CSV, with what it can be asked; the picture; the decision."""
    paths: dict[str, Any] = {}
    for name, (view, fields) in views.items():
        summary = (view.__doc__ or "").strip()
        paths[f"/{name or 'start'}.json"] = {"get": _operation(name or "start", summary, fields, _JSON)}
        table = (*fields, ROWS) if PAGE in fields else fields
        paths[f"/{name or 'start'}.csv"] = {"get": _operation(f"{name or 'start'}-csv", summary, table, _CSV)}
    picture = tuple(one for one in views["dyad"][1] if one.name in ("one", "other", "since", "until"))
    told = "Two actors, or one and all others, month by month, as a picture."
    paths["/dyad.svg"] = {"get": _operation("dyad-svg", told, picture, _SVG)}
    paths["/decide"] = {"post": _DECIDE}
    return {"openapi": "3.1.0", "info": {"title": "Kawat desk", "version": __version__}, "paths": paths}


def _operation(name: str, summary: str, fields: tuple[Field, ...], content: dict[str, Any]) -> dict[str, Any]:
    """One view in one form."""
    answer = {"description": "rows, the address of the next page, and what else the page shows", "content": content}
    wrong = {"description": "ok: false, error, detail", "content": {"application/json": {"schema": _ERROR}}}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_parameter(one) for one in fields],
        "responses": {"200": answer, **dict.fromkeys(("400", "404", "503"), wrong)},
    }


def _parameter(one: Field) -> dict[str, Any]:
    """One thing that can be asked."""
    shape: dict[str, Any] = {"type": "string", "maxLength": 300}
    if one.number:
        shape = {"type": "integer", "minimum": 1, "maximum": MOST if one is ROWS else LAST}
    elif one.choices:
        shape = {"type": "string", "enum": list(one.choices)}
    return {"name": one.name, "in": "query", "required": one.needed, "description": one.about, "schema": shape}
