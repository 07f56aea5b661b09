"""Events of a record in the columns of other projects: POLECAT, GDELT, ICEWS, ACLED.

Columns, codes of countries and the crosswalk from PLOVER to CAMEO are data beside this file. What Kawat cannot know
(tone, fatalities, sub-types, the place of an actor) is left empty, and a date is written only as finely as it is known.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from kawat.errors import UsageError

Row = dict[str, Any]
Cell = str | int | float | None

_HERE = Path(__file__).parent
_TABULAR = ("polecat-tsv", "gdelt-events", "gdelt-mentions", "icews-like", "acled-like")
TOLD_AS_FACT = frozenset({"occurred", "ongoing"})
"""Status of the events that files for counting hold; what is planned, denied or asked for is no event there."""

_QUADS = {"verbal cooperation": 1, "material cooperation": 2, "verbal conflict": 3, "material conflict": 4}
_NEAR = {"point": 1, "city": 1, "region": 2, "country": 3}
_BETWEEN = "; "
_MONTH, _WEEK = 31, 7  # days


@dataclass(frozen=True, slots=True)
class Form:
    """The file of another project: its name, columns in order, and how it is written."""

    name: str
    file: str
    header: bool
    delimiter: str
    null: str
    source: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One article and what it tells, as rows of the record's views; actors by their id."""

    article: Row
    actors: Mapping[str, Row]
    events: tuple[Row, ...]
    quotations: tuple[Row, ...]
    commitments: tuple[Row, ...]


@cache
def forms() -> dict[str, Form]:
    """The files that are known, by name."""
    told = tomllib.loads((_HERE / "columns.toml").read_text(encoding="utf-8"))
    return {name: Form(name=name, **{**one, "columns": tuple(one["columns"])}) for name, one in told.items()}


@cache
def countries() -> dict[str, dict[str, str]]:
    """Name and codes of each country by its ISO 3166-1 alpha-3 code."""
    return {row["code"]: row for row in _table("countries.tsv")}


@cache
def _crosswalk() -> dict[tuple[str, str], tuple[str, str]]:
    """CAMEO code and label of each PLOVER type and mode."""
    return {(row["type"], row["mode"]): (row["cameo"], row["label"]) for row in _table("cameo-1.tsv")}


def cameo(type_: str, mode: str | None) -> tuple[str, str]:
    """CAMEO code (text, with its leading zero) and label; a mode without a code of its own has that of its type.

    Raises UsageError where the type has none, as one of another ontology.
    """
    known = _crosswalk()
    found = known.get((type_, mode or "")) or known.get((type_, ""))
    if found is None:
        raise UsageError(
            f"type {type_} has no CAMEO code; the crosswalk knows {', '.join(sorted({t for t, _ in known}))}"
        )
    return found


def rows_of(form: str, told: Told, with_text: bool) -> Iterator[Row]:
    """The rows of one article, by column; a column that is not there is empty."""
    make: Callable[[Told, Row, bool], Iterator[Row]] = {
        "polecat-tsv": _polecat,
        "gdelt-events": _gdelt_events,
        "gdelt-mentions": _gdelt_mentions,
        "icews-like": _icews,
        "acled-like": _acled,
    }[form]
    for event in told.events:
        if event["status"] in TOLD_AS_FACT:
            yield from make(told, event, with_text)


def day_of(event: Row) -> date | None:
    """The day of an event, where one day is known."""
    day: date | None = event["earliest"]
    return day if day is not None and day == event["latest"] else None


def _polecat(told: Told, event: Row, with_text: bool) -> Iterator[Row]:
    """One row an event; several actors stand in one cell."""
    day, article = day_of(event), told.article
    row: Row = {
        "Event ID": f"{article['id']}:{event['id']}",
        "Event Date": _iso(day),
        "Event Type": event["type"],
        "Event Mode": event["mode"],
        "Intensity": event["intensity"],
        "Quad Code": event["quad"].upper(),
        "Contexts": _BETWEEN.join(event["contexts"] or ()),
        "Source": article["publisher"],
        "Publication Date": (article["published_at"] or "")[:10],
        "Language": article["language"],
        "Version": event["engine"],
        "Country": event["country"],
        "Latitude": event["latitude"],
        "Longitude": event["longitude"],
        "Placename": event["place"],
        "Feature Type": event["precision"],
        "City": event["place"] if event["precision"] == "city" else None,
        "Raw Placename": event["place"] if with_text else None,
    }
    for side, ids in (("Actor", event["actors"]), ("Recipient", event["recipients"])):
        people = [told.actors[one] for one in ids if one in told.actors]
        sectors = list(dict.fromkeys(one["sector"] for one in people if one["sector"]))
        row |= {
            f"{side} Name": _joined(one["name"] for one in people),
            f"{side} Country": _joined(dict.fromkeys(one["country"] for one in people if one["country"])),
            f"Primary {side} Sector": sectors[0] if sectors else None,
            f"{side} Sectors": _joined(sectors),
            f"{side} Title": _joined(one["role"] for one in people if one["role"]),
            f"{side} Name Raw": _joined(one["text"] for one in people) if with_text else None,
        }
    kinds = {"Story People": "person", "Story Organizations": "organisation", "Story Locations": "country"}
    for column, kind in kinds.items():
        row[column] = _joined(one["name"] for one in told.actors.values() if one["kind"] == kind)
    yield row


def _gdelt_events(told: Told, event: Row, _: bool) -> Iterator[Row]:
    """One row for each pair of actor and recipient."""
    code, _label = cameo(event["type"], event["mode"])
    day, months = day_of(event), _shared(event)
    for actor, recipient in _pairs(told, event):
        row: Row = {
            "GlobalEventID": _number(told, event, actor, recipient),
            "Day": day.strftime("%Y%m%d") if day else None,
            "MonthYear": months[1],
            "Year": months[0],
            "FractionDate": f"{day.year + (day.month * 30 + day.day) / 365:.4f}" if day else None,
            "EventCode": code,
            "EventBaseCode": code[:3],
            "EventRootCode": code[:2],
            "QuadClass": _QUADS[event["quad"]],
            "GoldsteinScale": event["intensity"],
            "NumMentions": 1,
            "NumSources": 1,
            "NumArticles": 1,
            "SOURCEURL": told.article["url"],
        }
        for number, side in ((1, actor), (2, recipient)):
            if side is not None:
                row[f"Actor{number}Name"] = side["name"].upper()
                row[f"Actor{number}CountryCode"] = side["country"]
                row[f"Actor{number}Code"] = f"{side['country'] or ''}{side['sector'] or ''}"
                row[f"Actor{number}Type1Code"] = side["sector"]
        if event["place"] is not None:
            row["ActionGeo_Type"] = {"country": 1, "city": 4, "point": 4, "region": 5}.get(event["precision"])
            row["ActionGeo_Fullname"] = event["place"]
            row["ActionGeo_CountryCode"] = countries().get(event["country"], {}).get("fips")
            row["ActionGeo_Lat"], row["ActionGeo_Long"] = event["latitude"], event["longitude"]
        yield row


def _gdelt_mentions(told: Told, event: Row, _: bool) -> Iterator[Row]:
    """One row for each row of the events; offsets count characters of the article's text, sentences count from 1."""
    article, day = told.article, day_of(event)
    for actor, recipient in _pairs(told, event):
        yield {
            "GlobalEventID": _number(told, event, actor, recipient),
            "EventTimeDate": day.strftime("%Y%m%d") if day else None,
            "MentionTimeDate": (article["published_at"] or "")[:10].replace("-", ""),
            "MentionType": 1 if article["url"] else None,
            "MentionSourceName": article["publisher"],
            "MentionIdentifier": article["url"],
            "SentenceID": _sentence(told, event),
            "Actor1CharOffset": actor["start_char"] if actor else None,
            "Actor2CharOffset": recipient["start_char"] if recipient else None,
            "ActionCharOffset": event["start_char"],
            "InRawText": 1,
            "Confidence": round(100 * event["score"]),
            "MentionDocLen": article["characters"],
        }


def _icews(told: Told, event: Row, _: bool) -> Iterator[Row]:
    """One row for each pair of actor and recipient; countries by name."""
    code, label = cameo(event["type"], event["mode"])
    for actor, recipient in _pairs(told, event):
        row: Row = {
            "Event ID": _number(told, event, actor, recipient),
            "Event Date": _iso(day_of(event)),
            "Event Text": label,
            "CAMEO Code": code,
            "Intensity": event["intensity"],
            "Story ID": told.article["id"],
            "Sentence Number": _sentence(told, event),
            "Publisher": told.article["publisher"],
            "City": event["place"] if event["precision"] == "city" else None,
            "Country": _country(event["country"]),
            "Latitude": event["latitude"],
            "Longitude": event["longitude"],
        }
        for side, one in (("Source", actor), ("Target", recipient)):
            if one is not None:
                row |= {
                    f"{side} Name": one["name"],
                    f"{side} Sectors": one["sector"],
                    f"{side} Country": _country(one["country"]),
                }
        yield row


def _acled(told: Told, event: Row, with_text: bool) -> Iterator[Row]:
    """One row for each event of force or protest; the first actor, and the others as its associates."""
    if event["type"] not in ("ASSAULT", "PROTEST"):
        return
    first, last = event["earliest"], event["latest"]
    days = (last - first).days if first and last else None
    known = days is not None and days < _MONTH
    row: Row = {
        "event_id_cnty": f"{told.article['id']}:{event['id']}",
        "event_date": _iso(first) if known else None,
        "year": first.year if known else _shared(event)[0],
        "time_precision": (1 if not days else 2 if days < _WEEK else 3) if known else None,
        "event_type": event["type"],
        "iso": countries().get(event["country"], {}).get("numeric"),
        "country": _country(event["country"]),
        "location": event["place"],
        "latitude": event["latitude"],
        "longitude": event["longitude"],
        "geo_precision": _NEAR.get(event["precision"]),
        "source": told.article["publisher"],
        "notes": event["text"] if with_text else None,
    }
    for number, ids in ((1, event["actors"]), (2, event["recipients"])):
        names = [told.actors[one]["name"] for one in ids if one in told.actors]
        row[f"actor{number}"] = names[0] if names else None
        row[f"assoc_actor_{number}"] = _joined(names[1:])
    yield row


def _pairs(told: Told, event: Row) -> Iterator[tuple[Row | None, Row | None]]:
    """Who acts with whom it is done to, each with each; None where there is nobody."""
    return product(_side(told, event["actors"]), _side(told, event["recipients"]))


def _side(told: Told, ids: list[str]) -> list[Row | None]:
    """The actors of these ids; None for nobody."""
    return [told.actors[one] for one in ids if one in told.actors] or [None]


def _number(told: Told, event: Row, actor: Row | None, recipient: Row | None) -> int:
    """An id of 60 bits, made of what it names: the same in each export, another for each pair."""
    parts = (told.article["id"], event["id"], actor and actor["id"], recipient and recipient["id"])
    return int(hashlib.sha256(repr(parts).encode()).hexdigest()[:15], 16)


def _sentence(told: Told, event: Row) -> int | None:
    """Which sentence of the article the event stands in, from 1."""
    for number, one in enumerate(told.article["sentences"], 1):
        if one["start_char"] <= event["start_char"] < one["end_char"]:
            return number
    return None


def _shared(event: Row) -> tuple[str | None, str | None]:
    """Year (2019) and month (201902) that the whole time of an event lies in."""
    first, last = _iso(event["earliest"]), _iso(event["latest"])
    if first is None or last is None or first[:4] != last[:4]:
        return None, None
    return first[:4], first[:7].replace("-", "") if first[:7] == last[:7] else None


def _country(code: str | None) -> str | None:
    """The English name of a country."""
    return countries().get(code or "", {}).get("name")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _joined(values: Any) -> str | None:
    return _BETWEEN.join(values) or None


def _table(name: str) -> list[dict[str, str]]:
    """A tab-separated data file with a line of names; lines with # are notes."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
