"""Linking a record: its newest readings in; stories, event clusters and the ledger out, kept beside the segments.

All is linked anew each time, so the result does not depend on how the articles came in; what is costly, the signatures
of the articles, is kept for each batch.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from kawat.link import likeness
from kawat.link.actors import joined, names
from kawat.link.events import Cluster, Telling, clusters_of, source_of
from kawat.link.likeness import Pairs, candidates, pairs_of, signature_of
from kawat.link.rulings import Rulings, rulings_of
from kawat.link.stories import COPIES, DAYS, Page, Story, day_of, stories_of
from kawat.records import NOT_THE_ARTICLES_WORDS
from kawat.run import ledger
from kawat.run.shares import Shares
from kawat.store import writer
from kawat.store.decisions import standing
from kawat.store.questions import NAMESAKES
from kawat.store.reader import Reader
from kawat.store.writer import Writer

_WORD = re.compile(r"\w{5,}")
_TEXTS = 4_000  # articles whose pairs of words are held at once
_BATCHES = 24  # batches whose texts are held at once
_ARTICLES = """
SELECT id, publisher, published_at, title, wire FROM article ORDER BY published_at, id
"""
_EVENTS = """
SELECT e.id, e.article, e.publisher, e.published_at, e.type, e.quad, e.status, e.ordinal, e.place, e.country,
    e.earliest, e.latest, e.actor_names, e.actor_countries, e.recipient_names, e.recipient_countries,
    substr(a.text, greatest(1, e.start_char - 99), e.end_char - greatest(0, e.start_char - 100) + 100) AS around
FROM event AS e JOIN article AS a ON a.id = e.article ORDER BY e.published_at, e.article, e.start_char, e.id
"""
_ON_A_SIDE = """
SELECT 'actor' AS side, id, article, actors AS ids, actor_names AS names FROM event
WHERE list_has_any(actors, $ids::VARCHAR[])
UNION ALL SELECT 'recipient', id, article, recipients, recipient_names FROM event
WHERE list_has_any(recipients, $ids::VARCHAR[])
UNION ALL SELECT 'holder', id, article, holder, holder_names FROM commitment
WHERE list_has_any(holder, $ids::VARCHAR[])
UNION ALL SELECT 'addressee', id, article, addressee, addressee_names FROM commitment
WHERE list_has_any(addressee, $ids::VARCHAR[]) LIMIT $limit
"""
_Called = Mapping[tuple[str, str], Mapping[str, list[str | None]]]
"""What those on the sides of a datum (article, id) are called, where people ruled so."""
_SPANS = pa.list_(pa.struct({"start_char": pa.int32(), "end_char": pa.int32()}))

_SCHEMAS: Mapping[str, pa.Schema] = {
    "story": pa.schema(
        {
            "id": pa.string(),
            "lead": pa.string(),
            "agency": pa.string(),
            "title": pa.string(),
            "first_at": pa.string(),
            "last_at": pa.string(),
            "articles": pa.int32(),
            "outlets": pa.int32(),
            "independent_sources": pa.int32(),
        }
    ),
    "story_member": pa.schema(
        {
            "id": pa.string(),
            "story": pa.string(),
            "article": pa.string(),
            "relation": pa.string(),
            "similarity": pa.float64(),
            "own_share": pa.float64(),
            "own": _SPANS,
            "publisher": pa.string(),
            "published_at": pa.string(),
        }
    ),
    "cluster": pa.schema(
        {
            "id": pa.string(),
            "type": pa.string(),
            "actors": pa.list_(pa.string()),
            "recipients": pa.list_(pa.string()),
            "earliest": pa.string(),
            "latest": pa.string(),
            "place": pa.string(),
            "country": pa.string(),
            "status": pa.string(),
            "ordinal": pa.int64(),
            "mentions": pa.int32(),
            "outlets": pa.int32(),
            "independent_sources": pa.int32(),
        }
    ),
    "cluster_member": pa.schema(
        {
            "id": pa.string(),
            "cluster": pa.string(),
            "position": pa.int32(),
            "event": pa.string(),
            "article": pa.string(),
            "publisher": pa.string(),
        }
    ),
}
_SIGNED = pa.schema({"article": pa.string(), "signature": pa.binary(2 * likeness.SIZE)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking found."""

    articles: int
    stories: int
    in_stories: int
    events: int
    clusters: int
    commitments: int
    threads: int


def link(record: Path, *, wait: float = 0.0, as_of: str | None = None) -> Linked:
    """Link a record; waits at most `wait` seconds for another writer.

    `as_of`: the day (ISO) by which deadlines have passed; usual: that of the newest article.

    Raises RecordError where there is no record, or it is held, damaged or cannot be written.
    """
    with writer.opened(record, wait=wait, batch=1) as door:
        reader = Reader(record)
        try:
            return _link(door, reader, as_of)
        finally:
            reader.close()


def _link(door: Writer, reader: Reader, as_of: str | None) -> Linked:
    """Link a record that is held."""
    rows = list(_rows(reader, _ARTICLES))
    pages = [_page(row) for row in rows]
    rulings = rulings_of(standing(reader.decisions()))
    stories = _stories(door, reader, pages, rulings)
    owner = {member.page.id: story.id for story in stories for member in story.members}
    agencies = {page.id: page.agencies for page in pages}
    called = _called(reader, rulings)
    copies = {one.page.id for story in stories for one in story.members if one.relation in COPIES}
    shares, tellings = Shares(copies), []
    for row in _rows(reader, _EVENTS, called):
        shares.add(row)
        tellings.append(_telling(row, owner, agencies))
    clusters = clusters_of(tellings, rulings)
    titles = {row["id"]: row["title"] for row in rows}
    commitments = list(_rows(reader, ledger.COMMITMENTS, called))
    last = max((page.published_at for page in pages if page.published_at), default=None)
    events = _rows(reader, ledger.EVENTS, called)
    booked = ledger.tables(commitments, events, owner, agencies, as_of or last, rulings)
    door.publish({**_tables(stories, clusters, titles), **booked, "pair_month": shares.table()})
    return Linked(
        articles=len(pages),
        stories=len(stories),
        in_stories=len(owner),
        events=len(tellings),
        clusters=len(clusters),
        commitments=len(commitments),
        threads=booked["ledger"].num_rows,
    )


def _rows(reader: Reader, query: str, called: _Called | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a question, each with what those on its sides are `called`, where that is another name."""
    for batch in reader.question(query, {}).batches():
        for row in batch.to_pylist():
            told = called.get((row["article"], row["id"])) if called else None
            yield row | {f"{side}_called": names for side, names in told.items()} if told else row


def _called(reader: Reader, rulings: Rulings) -> _Called:
    """What actors that people joined or split are called in each datum that has them."""
    if not rulings.actors():
        return {}
    asked = {"ids": sorted(rulings.actors()), "kind": None, "since": None, "until": None}
    known = names(joined(_answers(reader, NAMESAKES, asked), rulings), rulings)
    ids = sorted({id_ for _, id_ in known})
    found: dict[tuple[str, str], dict[str, list[str | None]]] = defaultdict(dict)
    for row in _answers(reader, _ON_A_SIDE, {"ids": ids}):
        article, both = row["article"], zip(row["ids"], row["names"], strict=True)
        found[article, row["id"]][row["side"]] = [known.get((article, id_), name) for id_, name in both]
    return found


def _answers(reader: Reader, query: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    return (row for batch in reader.question(query, values).batches() for row in batch.to_pylist())


def _page(row: Mapping[str, Any]) -> Page:
    return Page(
        id=row["id"],
        publisher=row["publisher"],
        published_at=row["published_at"],
        agencies=tuple(row["wire"] or ()),
        title=row["title"],
    )


def _stories(door: Writer, reader: Reader, pages: Sequence[Page], rulings: Rulings) -> tuple[Story, ...]:
    """The stories of some articles, by their signatures, then by their words."""
    signed, batches = _signatures(door, reader)
    alike = _alike(pages, signed)

    @lru_cache(maxsize=_BATCHES)
    def texts(batch: int) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in reader.articles(batch).to_pylist()}

    @lru_cache(maxsize=_TEXTS)
    def words(place: int) -> Pairs:
        article = pages[place].id
        if article in batches:
            return _pairs(texts(batches[article])[article])
        told = reader.readings(article)[0].article  # too short for a signature; somebody ruled it into a story
        return _pairs({"text": told.text, "zones": [asdict(zone) for zone in told.zones]})

    return stories_of(pages, alike, words, rulings)


def _alike(pages: Sequence[Page], signed: Mapping[str, bytes]) -> list[tuple[int, int]]:
    """Pairs of places of pages whose signatures make them worth a look."""
    rows = [place for place, page in enumerate(pages) if page.id in signed]
    if not rows:
        return []
    table = np.stack([np.frombuffer(signed[pages[place].id], np.uint16) for place in rows])
    days = np.array([day_of(at) if (at := pages[place].published_at) else 0 for place in rows], np.int64)
    return [(rows[one], rows[other]) for one, other in candidates(table, days, DAYS)]


def _signatures(door: Writer, reader: Reader) -> tuple[dict[str, bytes], dict[str, int]]:
    """The signature of each article and the batch that it is from, by its id; what a later batch says stands."""
    found: dict[str, bytes] = {}
    batches: dict[str, int] = {}
    for batch, digest in reader.batches().items():
        key = f"{digest}-{likeness.VERSION}"
        table = door.kept(batch, key)
        if table is None:
            table = _signed(reader.articles(batch))
            door.keep(batch, key, table)
        ids = table["article"].to_pylist()
        found.update(zip(ids, table["signature"].to_pylist(), strict=True))
        batches.update(dict.fromkeys(ids, batch))
    return found, batches


def _signed(articles: pa.Table) -> pa.Table:
    """The signatures of the articles of a batch."""
    rows = []
    for row in articles.select(["id", "text", "zones"]).to_pylist():
        signature = signature_of(_pairs(row))
        if signature is not None:
            rows.append({"article": row["id"], "signature": signature.tobytes()})
    return pa.Table.from_pylist(rows, schema=_SIGNED)


def _pairs(article: Mapping[str, Any]) -> Pairs:
    """The pairs of words of an article, without what are not its own words."""
    text, start = article["text"], 0
    stretches = []
    for zone in sorted(article["zones"], key=lambda zone: int(zone["start_char"])):
        if zone["kind"] in NOT_THE_ARTICLES_WORDS:
            stretches.append((start, max(start, zone["start_char"])))
            start = max(start, zone["end_char"])
    return pairs_of(text, (*stretches, (start, len(text))))


def _telling(row: Mapping[str, Any], stories: Mapping[str, str], agencies: Mapping[str, tuple[str, ...]]) -> Telling:
    """An event as linking sees it."""
    article, publisher = row["article"], row["publisher"]
    told = [row.get(f"{side}_called") or row[f"{side}_names"] for side in ("actor", "recipient")]
    lands = [row[f"{side}_countries"] for side in ("actor", "recipient")]
    actors, recipients = (_side(*both) for both in zip(lands, told, strict=True))
    if actors & recipients:  # within a country its name says nothing
        actors, recipients = (_side((), one) for one in told)
    return Telling(
        id=row["id"],
        article=article,
        publisher=publisher,
        source=source_of(article, publisher, agencies.get(article, ()), stories),
        story=stories.get(article),
        published=day_of(row["published_at"]) if row["published_at"] else None,
        type=row["type"],
        quad=row["quad"],
        status=row["status"],
        actors=actors,
        recipients=recipients,
        words=frozenset(word.lower() for word in _WORD.findall(row["around"])),
        earliest=_day(row["earliest"]),
        latest=_day(row["latest"]),
        place=row["place"],
        country=row["country"],
        ordinal=row["ordinal"],
    )


def _side(countries: Sequence[str | None], names: Sequence[str | None]) -> frozenset[str]:
    """Who stands on a side: the country of each, else the name."""
    both = zip_longest(countries, names)
    return frozenset(country or (name or "").lower() for country, name in both if country or name)


def _day(value: date | None) -> int | None:
    return None if value is None else value.toordinal()


def _tables(
    stories: Sequence[Story], clusters: Sequence[Cluster], titles: Mapping[str, str | None]
) -> dict[str, pa.Table]:
    """Stories and clusters as rows."""
    rows = {
        "story": [_story_row(story, titles) for story in stories],
        "story_member": [row for story in stories for row in _story_members(story)],
        "cluster": [_cluster_row(cluster) for cluster in clusters],
        "cluster_member": [row for cluster in clusters for row in _cluster_members(cluster)],
    }
    return {name: pa.Table.from_pylist(rows[name], schema=_SCHEMAS[name]) for name in _SCHEMAS}


def _story_row(story: Story, titles: Mapping[str, str | None]) -> dict[str, Any]:
    pages = [member.page for member in story.members]
    dated = [page.published_at for page in pages if page.published_at]
    return {
        "id": story.id,
        "lead": story.lead.page.id,
        "agency": story.agency,
        "title": titles[story.lead.page.id],
        "first_at": min(dated, default=None),
        "last_at": max(dated, default=None),
        "articles": len(pages),
        "outlets": len({page.publisher or page.id for page in pages}),
        "independent_sources": story.independent_sources,
    }


def _story_members(story: Story) -> Iterator[dict[str, Any]]:
    for member in story.members:
        yield {
            "id": f"{story.id}/{member.page.id}",
            "story": story.id,
            "article": member.page.id,
            "relation": member.relation,
            "similarity": member.similarity,
            "own_share": member.own_share,
            "own": [{"start_char": start, "end_char": end} for start, end in member.own],
            "publisher": member.page.publisher,
            "published_at": member.page.published_at,
        }


def _cluster_members(cluster: Cluster) -> Iterator[dict[str, Any]]:
    for position, member in enumerate(cluster.members):
        yield {
            "id": f"{cluster.id}/{position}",
            "cluster": cluster.id,
            "position": position,
            "event": member.id,
            "article": member.article,
            "publisher": member.publisher,
        }


def _cluster_row(cluster: Cluster) -> dict[str, Any]:
    """An act: what its tellings agree on, the tightest date, the first place and ordinal told."""
    members = cluster.members
    dated = [m for m in members if m.earliest is not None and m.latest is not None]
    when = min(dated, key=lambda m: ((m.latest or 0) - (m.earliest or 0), members.index(m)), default=None)
    placed = next((m for m in members if m.place), next((m for m in members if m.country), None))
    return {
        "id": cluster.id,
        "type": members[0].type,
        "actors": sorted(frozenset().union(*(m.actors for m in members))),
        "recipients": sorted(frozenset().union(*(m.recipients for m in members))),
        "earliest": _iso(when.earliest) if when else None,
        "latest": _iso(when.latest) if when else None,
        "place": placed.place if placed else None,
        "country": placed.country if placed else None,
        "status": members[0].status,
        "ordinal": next((m.ordinal for m in members if m.ordinal), None),
        "mentions": len(members),
        "outlets": cluster.outlets,
        "independent_sources": cluster.independent_sources,
    }


def _iso(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(day).isoformat()
