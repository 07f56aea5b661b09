"""What each page of the desk shows: functions from a record and what is asked to a page's data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, get_args

import msgspec

from kawat import api, records
from kawat.web.figures import calibration, engine, scores

SIZE = 25  # rows of a page
MOST = 10_000
"""Rows of one table that leaves as CSV."""
LAST = 400  # the last page; what lies behind is for `kawat ... --format csv`
_COLLAPSED = 1_000  # events of a pair up to which acts are told, each once; of more the tellings are listed
_DEEP = 400  # data of an actor that are counted by partner
_STATES = ("open", "conditional", "fulfilled", "broken", "withdrawn", "lapsed", "disputed")
_TABLES = ("actors", "timexes", "quotations", "events", "commitments")
_QUALITY = ("coverage", "scores", "calibration")
_FACTS = ("occurred", "ongoing")
_KINDS = ("pledge", "threat", "demand", "offer", "refusal", "concession")


class MissingError(Exception):
    """Nothing has what was asked for; the text is for people."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be asked: its name in the address, what it is, and its choices where it has some."""

    name: str
    about: str
    choices: tuple[str, ...] = ()
    needed: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The data of a page: `data` leaves as JSON, `rows` as CSV and on screen; `more` tells of a further page."""

    data: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Mapping[str, Any], ...] = ()
    more: bool = False


Asked = Mapping[str, str]
PAGE = Field("page", "page, from 1", number=True)
ROWS = Field("rows", f"rows of the table, at most {MOST:,}; usual: {SIZE}", number=True)
SINCE = Field("since", "from this day, month or year on")
UNTIL = Field("until", "up to the end of this day, month or year")


def _cut(rows: api.Rows, asked: Asked) -> tuple[tuple[Mapping[str, Any], ...], bool]:
    """The rows of the page that is asked for, and whether there are more."""
    first, end = _stretch(asked)
    found = tuple(rows.head(end + 1))
    return found[first:end], len(found) > end


def _stretch(asked: Asked) -> tuple[int, int]:
    """Which rows are asked for: the first, and one past the last."""
    number, size = int(asked.get("page") or 1), int(asked.get("rows") or SIZE)
    return (number - 1) * size, number * size


def start(record: api.Record, _: Asked) -> Page:
    """What the record holds: counts, newest stories and articles, the pairs with most events."""
    told = {name: tuple(rows) for name, rows in record.overview().items()}
    return Page({"counts": record.counts(), "stories": (), **told}, told["articles"])


def search(record: api.Record, asked: Asked) -> Page:
    """Articles that have all the words, best first, and how many of the best thousand there are by outlet and month."""
    if not asked.get("q", "").strip():
        return Page({"facets": {}})
    days = {name: asked.get(name) for name in ("since", "until")}
    (first, end), outlet = _stretch(asked), asked.get("outlet")
    narrowed = {"publisher": outlet, "language": asked.get("in"), "actor": asked.get("actor"), **days}
    found = tuple(record.search(asked["q"], limit=end + 1, **narrowed))
    told = record.facets(asked["q"], publisher=outlet, **days)
    facets = {"outlet": told["outlet"].most_common(12), "month": sorted(told["month"].items(), reverse=True)[:12]}
    return Page({"facets": facets}, found[first:end], len(found) > end)


def article(record: api.Record, asked: Asked) -> Page:
    """The article as printed, with its data, and the story that it belongs to."""
    found = [one for one in record.readings(asked["id"]) if one.article.id == asked["id"]]
    if not found:
        raise MissingError(asked["id"])
    reading = found[0]
    story = tuple(record.story_of(reading.article.id))
    ids = {reading.article.id, *(one.id for table in _TABLES for one in getattr(reading, table))}
    ruled = [asdict(one) for one in record.decisions() if ids & set(one.subjects)]
    data = {"reading": reading.to_dict(), "story": story, "decisions": ruled, "_reading": reading}
    return Page(data, tuple(reading.frame("events").arrow().to_pylist()))


def datum(record: api.Record, asked: Asked) -> Page:
    """The articles that have a datum of that id; `article` chooses where several have."""
    found = record.readings(asked["id"])
    rows = tuple(
        {"article": one.article.id, "publisher": one.article.publisher, "title": one.article.title}
        for one in found
        if asked.get("article") in (None, "", one.article.id)
    )
    if not rows:
        raise MissingError(asked["id"])
    return Page({}, rows)


def dyad(record: api.Record, asked: Asked) -> Page:
    """Two actors, or one and all others, month by month: raw counts, change points, gaps, articles behind a month."""
    if not asked.get("one"):
        return Page({"months": ()})
    found = record.dyad(asked["one"], asked.get("other"), since=asked.get("since"), until=asked.get("until"))
    months = tuple({**asdict(one), "acts": None} for one in found)
    data: dict[str, Any] = {"months": months, "told": sum(one["events"] or 0 for one in months)}
    if data["told"] > _COLLAPSED:
        tellings, more = _cut(record.events(actor=asked["one"], recipient=asked.get("other"), **_month(asked)), asked)
        return Page({**data, "acts": tuple(_as_act(row) for row in tellings)}, months, more)
    days = {name: asked.get(name) for name in ("since", "until")}
    acts = tuple(record.timeline(asked["one"], asked.get("other"), **days))
    facts = Counter(str(one["date"])[:7] for one in acts if one["what"] == "event" and one["status"] in _FACTS)
    months = tuple({**one, "acts": None if one["events"] is None else facts[one["month"]]} for one in months)
    if asked.get("month"):
        acts = tuple(record.timeline(asked["one"], asked.get("other"), **_month(asked)))
    first, end = _stretch(asked)
    data |= {"months": months, "acts": acts[first:end]}
    return Page(data, months, len(acts) > end)


def _as_act(row: Mapping[str, Any]) -> dict[str, Any]:
    """An event as a time line has it."""
    sides = {"from_names": row["actor_names"], "to_names": row["recipient_names"]}
    return {**row, **sides, "what": "event", "kind": row["type"]}


def _month(asked: Asked) -> dict[str, str | None]:
    """The days whose acts are listed: a month that was chosen, else all that are shown."""
    month = asked.get("month")
    return {"since": month or asked.get("since"), "until": month or asked.get("until")}


def stories(record: api.Record, asked: Asked) -> Page:
    """Copies, relays and rewrites of one report, a row a story."""
    days = {name: asked.get(name) for name in ("since", "until")}
    least = int(asked["least"]) if asked.get("least") else None
    rows = record.stories(publisher=asked.get("outlet"), agency=asked.get("agency"), least=least, **days)
    return Page({}, *_cut(rows, asked))


def story(record: api.Record, asked: Asked) -> Page:
    """The members of a story: what each is to the first, how alike; where the words of one, `other`, differ."""
    rows = tuple(record.members(asked["id"])) if asked["id"].startswith("s-") else ()
    if not rows:
        raise MissingError(asked["id"])
    (first, end), other = _stretch(asked), asked.get("other") or ""
    told = {row["article"]: row for row in rows}
    differences = tuple(record.differences(rows[0]["article"], other)) if other in told else ()
    data = {"first": rows[0], "other": told.get(other), "differences": differences}
    return Page(data, rows[first:end], len(rows) > end)


def ledger(record: api.Record, asked: Asked) -> Page:
    """What became of each promise, threat, demand and refusal; `open` and `overdue` narrow it."""
    told = {name: asked.get(name) or None for name in ("holder", "addressee", "kind", "state", "since", "until")}
    rows = record.ledger(**told, open=asked.get("open") == "1", overdue=asked.get("overdue") == "1")
    return Page({}, *_cut(rows, asked))


def chain(record: api.Record, asked: Asked) -> Page:
    """Who promised, threatened or demanded what of whom, what became of it, and every posting with its words."""
    rows = tuple(record.members(asked["id"])) if asked["id"].startswith("l-") else ()
    if not rows:
        raise MissingError(asked["id"])
    first, end = _stretch(asked)
    return Page({"chain": next(iter(record.ledger(id=asked["id"])))}, rows[first:end], len(rows) > end)


def actor(record: api.Record, asked: Asked) -> Page:
    """Quotations, commitments and partners of an actor; people only where they have an office, a role or a say."""
    name = asked.get("name")
    if not name:
        return Page({})
    known = tuple(record.actors(name).head(_DEEP))
    said, more = _cut(record.quotations(speaker=name), asked)
    if not known or not (said or any(one["kind"] != "person" or one["role"] or one["office"] for one in known)):
        raise MissingError(name)
    did, met = (tuple(record.events(**{side: name}).head(_DEEP)) for side in ("actor", "recipient"))
    partners = Counter(name for row in did for name in row["recipient_names"] if name)
    partners.update(name for row in met for name in row["actor_names"] if name)
    acts = {row["id"]: row for row in (*did, *met)}.values()
    roles = Counter(str(one["role"]) for one in known if one["role"])
    data = {
        "roles": [role for role, _ in roles.most_common(8)],
        "partners": partners.most_common(12),
        "offices": _offices(name, known),
        "acts": sorted(acts, key=lambda row: (str(row["published_at"]), row["id"]), reverse=True)[:SIZE],
        "commitments": tuple(record.commitments(holder=name).head(SIZE)),
        "about": _about(record, name, asked),
        "same": _same(record, name, asked),
    }
    return Page(data, said, more)


def _same(record: api.Record, name: str, asked: Asked) -> list[dict[str, Any]]:
    """Who is told of by a name, and by another one (`with`), each once with why and where; nothing where not asked."""
    if asked.get("same") != "1" and not asked.get("with"):
        return []
    names = [one for one in (name, asked.get("with")) if one]
    rows = {f"{row['article']}:{row['id']}": row for one in names for row in record.actors(one)}
    found = {one.id: one for each in names for one in record.linked_actors(each)[:SIZE]}
    return [
        {**asdict(one), "datum": _datum(one.members[0]), "where": [_where(rows, key) for key in one.members[:SIZE]]}
        for one in found.values()
    ]


def _where(rows: Mapping[str, Mapping[str, Any]], key: str) -> dict[str, Any]:
    """An article in which an actor is, as far as it was asked for."""
    told = rows.get(key, {})
    shown = {name: told.get(name) for name in ("name", "role", "publisher", "published_at")}
    return {"article": key.rpartition(":")[0], "datum": _datum(key), **shown}


def _datum(key: str) -> str:
    """The id of an actor of an article."""
    return key.rpartition(":")[2]


def _about(record: api.Record, name: str, asked: Asked) -> tuple[Mapping[str, Any], ...]:
    """What others said of an actor, in the 25 articles that the page is at; nothing where `about` is not asked."""
    if asked.get("about") != "1":
        return ()
    return tuple(record.said_of(name, skip=_stretch(asked)[0], articles=SIZE))


def _offices(name: str, known: tuple[Mapping[str, Any], ...]) -> list[dict[str, Any]]:
    """The offices that a person is known to hold or have held, with the source of each; the newest first."""
    days = [str(one["published_at"])[:10] for one in known if one["kind"] == "person" and one["published_at"]]
    if not days:
        return []
    return [msgspec.structs.asdict(row) for row in api.who(name[:200], on=max(days)).found]


def quality(record: api.Record, asked: Asked) -> Page:
    """How good readings are, on annotated articles and as reviewers found, and articles by outlet and day."""
    reasons = Counter(row["reason"] for row in record.rejections())
    data = {
        "counts": record.counts(),
        "scores": scores(),
        "calibration": calibration(),
        "measured_by": engine(),
        "reliability": tuple(record.reliability()),
        "agreement": record.agreement(),
        "reasons": reasons.most_common(),
    }
    measured = {"scores": scores, "calibration": calibration}.get(asked.get("table", ""))
    return Page(data, *_cut(api.rows_given(measured()) if measured else record.coverage(), asked))


def rejections(record: api.Record, asked: Asked) -> Page:
    """What input was rejected and is not kept since, with the reason, the last first."""
    return Page({}, *_cut(record.rejections(reason=asked.get("reason") or None), asked))


def review(record: api.Record, asked: Asked) -> Page:
    """What a reviewer should look at first; from a month before the newest article on where `since` is not asked."""
    told = {name: asked.get(name) for name in ("by", "kind", "since", "until")}
    told["since"] = told["since"] or _month_before(record)
    rows, more = _cut(record.queue(publisher=asked.get("outlet"), **told), asked)
    return Page({"since": told["since"], "agreement": record.agreement()}, rows, more)


def _month_before(record: api.Record) -> str | None:
    """A month before the newest article; None where none has a date."""
    newest = next((row["published_at"] for row in record.overview(1)["articles"]), None)
    return str(date.fromisoformat(newest[:10]) - timedelta(days=31)) if newest else None


def decisions(record: api.Record, asked: Asked) -> Page:
    """What people decided, the last first; `all`: what was undone or decided anew too."""
    told = [asdict(one) for one in reversed(record.decisions(all=asked.get("all") == "1"))]
    kept = [one for one in told if asked.get("by") in (None, "", one["by"])]
    first, end = _stretch(asked)
    return Page({}, tuple(kept[first:end]), len(kept) > end)


_NAMED = Field("id", "an id of the record", needed=True)
_WHO = "a country (PRK), words of a name, or an id"
VIEWS: dict[str, tuple[Callable[[api.Record, Asked], Page], tuple[Field, ...]]] = {
    "": (start, ()),
    "search": (
        search,
        (
            Field("q", "words, or words in quotation marks"),
            Field("outlet", "a publisher"),
            Field("in", "the language of the article (id, ms, en)"),
            Field("actor", _WHO),
            SINCE,
            UNTIL,
            PAGE,
        ),
    ),
    "article": (article, (_NAMED,)),
    "datum": (datum, (_NAMED, Field("article", "the article that has it"))),
    "dyad": (
        dyad,
        (
            Field("one", _WHO),
            Field("other", f"{_WHO}; without it one stands against all"),
            SINCE,
            UNTIL,
            Field("beside", "compare with a pair, parted by a comma: PRK,KOR"),
            Field("month", "list the acts of this month"),
            PAGE,
        ),
    ),
    "stories": (
        stories,
        (
            Field("outlet", "a publisher"),
            Field("agency", "a wire agency"),
            Field("least", "so many articles or more", number=True),
            SINCE,
            UNTIL,
            PAGE,
        ),
    ),
    "story": (story, (_NAMED, Field("other", "compare this member's words with the first's"), PAGE)),
    "ledger": (
        ledger,
        (
            Field("holder", _WHO),
            Field("addressee", _WHO),
            Field("kind", "the kind of commitment", _KINDS),
            Field("state", "what became of it", _STATES),
            Field("open", "1: neither kept nor broken, withdrawn or lapsed", ("1",)),
            Field("overdue", "1: its date has passed", ("1",)),
            SINCE,
            UNTIL,
            PAGE,
        ),
    ),
    "chain": (chain, (_NAMED, PAGE)),
    "actor": (
        actor,
        (
            Field("name", _WHO),
            Field("about", "1: with what others said of it", ("1",)),
            Field("same", "1: with who is one under that name, and why", ("1",)),
            Field("with", "the same of another name, to join the two or to split them"),
            PAGE,
        ),
    ),
    "review": (
        review,
        (
            Field("by", "who reviews; what she has judged is left out"),
            Field("kind", "what is reviewed", ("event", "commitment", "quotation", "posting")),
            Field("outlet", "a publisher"),
            SINCE,
            UNTIL,
            PAGE,
        ),
    ),
    "decisions": (
        decisions,
        (Field("by", "who decided"), Field("all", "1: what was undone or decided anew too", ("1",)), PAGE),
    ),
    "quality": (
        quality,
        (
            Field("table", "what the rows are: coverage (usual), scores beside their floors, or calibration", _QUALITY),
            PAGE,
        ),
    ),
    "rejections": (rejections, (Field("reason", "why it was rejected", get_args(records.Reason)), PAGE)),
}
"""The pages by their place in the address, with what each can be asked."""
