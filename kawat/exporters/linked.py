"""Articles and their data as Web Annotations (W3C) and as FollowTheMoney entities: one JSON object a line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from kawat.exporters.forms import Row, Told, countries, day_of

_AROUND = 32  # code points before and behind the words, to find them again
_SCHEMATA = {"person": "Person", "organisation": "Organization", "group": "LegalEntity", "country": "PublicBody"}


def notes_on(told: Told, with_text: bool) -> Iterator[dict[str, Any]]:
    """A Web Annotation for each quotation, event and commitment; offsets in code points, as the standard counts.

    Where texts must stay away (`with_text` false) the position alone is told.
    """
    for layer, data in (("quotation", told.quotations), ("event", told.events), ("commitment", told.commitments)):
        for datum in data:
            yield {
                "@context": "http://www.w3.org/ns/anno.jsonld",
                "id": _urn(told, datum["id"]),
                "type": "Annotation",
                "motivation": "classifying",
                "generator": {"id": "urn:kawat:engine", "type": "Software", "name": datum["engine"]},
                "body": [
                    {"type": "TextualBody", "purpose": "classifying", "value": f"{layer}:{_code(datum)}"},
                    {"type": "TextualBody", "purpose": "describing", "value": _told(layer, datum)},
                ],
                "target": {
                    "source": told.article["url"] or _urn(told),
                    "selector": _selectors(told.article["text"], datum, with_text),
                },
            }


def _selectors(text: str, datum: Row, with_text: bool) -> list[dict[str, Any]]:
    """Where the words stand, and the words with what is around them."""
    start, end = datum["start_char"], datum["end_char"]
    found: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": start, "end": end}]
    if with_text:
        before, behind = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        found.append({"type": "TextQuoteSelector", "exact": text[start:end], "prefix": before, "suffix": behind})
    return found


def _code(datum: Row) -> str:
    return str(datum.get("type") or datum.get("kind") or datum["mode"])


def _told(layer: str, datum: Row) -> str:
    """Who and whom of a datum, by name."""
    sides = {
        "quotation": ([datum.get("speaker_name")], []),
        "event": (datum.get("actor_names") or [], datum.get("recipient_names") or []),
        "commitment": (datum.get("holder_names") or [], datum.get("addressee_names") or []),
    }[layer]
    who, whom = (", ".join(filter(None, side)) or "unknown" for side in sides)
    return f"{who} → {whom}" if sides[1] else who


def entities(told: Told, with_text: bool, with_article: bool) -> Iterator[dict[str, Any]]:
    """FollowTheMoney entities: the article, its actors, and events that are told as facts.

    An actor is one of its article; nobody is joined with a namesake of another.
    """
    article = told.article
    home = _key(told, "article")
    yield _entity(
        home,
        "Article",
        title=[article["title"]] if with_text else [],
        sourceUrl=[article["url"]],
        publisher=[article["publisher"]],
        publishedAt=[(article["published_at"] or "")[:10]],
        language=[{"id": "ind", "ms": "msa", "en": "eng"}.get(article["language"] or "")],
        bodyText=[article["text"]] if with_article else [],
    )
    for actor in told.actors.values():
        yield _entity(
            _key(told, actor["id"]),
            _SCHEMATA[actor["kind"]],
            name=[actor["name"]],
            country=[_alpha2(actor["country"])],
            position=[actor["office"] or actor["role"]] if actor["kind"] == "person" else [],
            proof=[home],
        )
    for event in told.events:
        if event["status"] in ("occurred", "ongoing"):
            yield _event(told, event, home, with_text)


def _event(told: Told, event: Row, home: str, with_text: bool) -> dict[str, Any]:
    """An event; its date as finely as it is known."""
    day = day_of(event)
    known = {"date": [day.isoformat()]} if day else {key: [_day(event[side])] for key, side in _ENDS.items()}
    return _entity(
        _key(told, event["id"]),
        "Event",
        name=[event["type"]],
        summary=[event["text"]] if with_text else [],
        country=[_alpha2(event["country"])],
        location=[event["place"]],
        organizer=[_key(told, one) for one in event["actors"] if one in told.actors],
        involved=[_key(told, one) for one in event["recipients"] if one in told.actors],
        proof=[home],
        **known,
    )


_ENDS = {"startDate": "earliest", "endDate": "latest"}


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def _alpha2(code: str | None) -> str | None:
    """The alpha-2 code in small letters."""
    return countries().get(code or "", {}).get("alpha2", "").lower() or None


def _entity(key: str, schema: str, **properties: list[str | None]) -> dict[str, Any]:
    """An entity with the properties that have values."""
    told = {name: [one for one in values if one] for name, values in properties.items()}
    return {"id": key, "schema": schema, "properties": {name: values for name, values in told.items() if values}}


def _urn(told: Told, id_: str | None = None) -> str:
    return f"urn:kawat:{_hash(told.article['id'])}" + (f":{id_}" if id_ else "")


def _key(told: Told, id_: str) -> str:
    return f"kawat-{_hash(told.article['id'])}-{id_}"


def _hash(article: str) -> str:
    """An article's id in letters that any key may have."""
    return hashlib.sha256(article.encode()).hexdigest()[:16]
