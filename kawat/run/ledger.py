"""The ledger of a record: its commitments and events as rows in, threads and their postings as tables out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from kawat.link.events import source_of
from kawat.link.ledger import SUGGESTED, Act, Entry, Posting, entries_of, triggers_of
from kawat.link.rulings import Rulings
from kawat.link.steps import load_steps
from kawat.link.stories import day_of
from kawat.link.threads import Party, Undertaking, threads_of
from kawat.store.stems import words_of

Row = Mapping[str, Any]
SHORTEST = 3  # letters of a word that tells something
_ENDINGS, _LEFT = ("ing", "ed", "es", "s", "e"), 4  # and how many letters must be left

COMMITMENTS = """
SELECT c.id, c.article, c.publisher, c.published_at, c.kind, c.holder_names, c.holder_countries, c.addressee_names,
    c.addressee_countries, c.text, c.condition, c.polarity, c.made, c.deadline, c.score, c.start_char, c.end_char,
    m.earliest AS made_on, d.latest AS due
FROM commitment AS c
LEFT JOIN (SELECT article, value, min(earliest) AS earliest FROM timex GROUP BY ALL) AS m
    ON m.article = c.article AND m.value = c.made
LEFT JOIN (SELECT article, value, max(latest) AS latest FROM timex GROUP BY ALL) AS d
    ON d.article = c.article AND d.value = c.deadline
ORDER BY c.published_at, c.article, c.start_char, c.id
"""
EVENTS = """
SELECT e.id, e.article, e.publisher, e.published_at, e.type, e.status, e.date, e.earliest, e.actor_names,
    e.actor_countries, e.text AS trigger,
    list_filter(a.sentences, lambda one: one.start_char <= e.start_char AND one.end_char >= e.end_char)[1] AS sentence,
    substr(a.text, struct_extract(sentence, 'start_char') + 1,
        struct_extract(sentence, 'end_char') - struct_extract(sentence, 'start_char')) AS told
FROM event AS e JOIN article AS a ON a.id = e.article WHERE told IS NOT NULL
ORDER BY e.published_at, e.article, e.start_char, e.id
"""
_NAMES = pa.list_(pa.string())
SCHEMAS: Mapping[str, pa.Schema] = {
    "ledger": pa.schema(
        {
            "id": pa.string(),
            "kind": pa.string(),
            "state": pa.string(),
            "suggested": pa.bool_(),
            "holder_names": _NAMES,
            "holder_countries": _NAMES,
            "addressee_names": _NAMES,
            "addressee_countries": _NAMES,
            "polarity": pa.string(),
            "condition": pa.string(),
            "made": pa.string(),
            "deadline": pa.string(),
            "due": pa.date32(),
            "first_on": pa.date32(),
            "last_on": pa.date32(),
            "postings": pa.int32(),
            "outlets": pa.int32(),
            "articles": pa.int32(),
            "independent_sources": pa.int32(),
            "score": pa.float64(),
            "commitment": pa.string(),
            "article": pa.string(),
            "start_char": pa.int32(),
            "end_char": pa.int32(),
            "text": pa.string(),
        }
    ),
    "thread_member": pa.schema(
        {
            "id": pa.string(),
            "thread": pa.string(),
            "position": pa.int32(),
            "commitment": pa.string(),
            "article": pa.string(),
            "publisher": pa.string(),
        }
    ),
    "posting": pa.schema(
        {
            "id": pa.string(),
            "thread": pa.string(),
            "position": pa.int32(),
            "step": pa.string(),
            "suggested": pa.bool_(),
            "on": pa.string(),
            "on_day": pa.date32(),
            "seen_on": pa.date32(),
            "fact": pa.string(),
            "fact_kind": pa.string(),
            "because": pa.string(),
            "set_by": pa.string(),
            "outlets": pa.int32(),
            "articles": pa.int32(),
            "article": pa.string(),
            "start_char": pa.int32(),
            "end_char": pa.int32(),
            "text": pa.string(),
        }
    ),
}


def tables(
    commitments: Sequence[Row],
    events: Iterable[Row],
    stories: Mapping[str, str],
    agencies: Mapping[str, tuple[str, ...]],
    as_of: str | None,
    rulings: Rulings,
) -> dict[str, pa.Table]:
    """The tables `ledger`, `thread_member` and `posting`.

    `stories` tells the story of an article, `agencies` whom it names as its source; `as_of` is the last day (ISO) of
    which news is known.
    """
    told = {(row["article"], row["id"]): row for row in commitments}
    threads = threads_of((_undertaking(row, stories, agencies) for row in commitments), rulings)
    acts, words = _acts(events, triggers_of(threads))
    entries = entries_of(threads, acts, load_steps(), day_of(as_of) if as_of else None, rulings)
    rows = {
        "ledger": [_entry_row(entry, told) for entry in entries],
        "thread_member": [row for entry in entries for row in _member_rows(entry)],
        "posting": [row for entry in entries for row in _posting_rows(entry, told, words)],
    }
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}


def stems(text: str | None) -> tuple[str, ...]:
    """The stems of the words that are long enough to tell something, in order."""
    return tuple(_bare(stem) for stem, start, end in words_of(text or "") if end - start >= SHORTEST)


def _bare(word: str) -> str:
    """A word without an English ending (released, releases: releas); others lose nothing that would tell them apart."""
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= _LEFT), "")
    return word[: len(word) - len(ending)]


def _undertaking(row: Row, stories: Mapping[str, str], agencies: Mapping[str, tuple[str, ...]]) -> Undertaking:
    """A commitment as linking sees it."""
    article = row["article"]
    return Undertaking(
        id=row["id"],
        article=article,
        publisher=row["publisher"],
        source=source_of(article, row["publisher"], agencies.get(article, ()), stories),
        published=day_of(row["published_at"]) if row["published_at"] else None,
        kind=row["kind"],
        holders=_parties(row, "holder"),
        addressees=_parties(row, "addressee"),
        stems=stems(row["text"]),
        words=frozenset(stems(row["text"])),
        condition_words=frozenset(stems(row["condition"])),
        conditional=row["condition"] is not None,
        made=row["made"],
        made_on=_ordinal(row["made_on"]),
        due=_ordinal(row["due"]),
        start=row["start_char"],
        end=row["end_char"],
    )


def _acts(events: Iterable[Row], wanted: frozenset[str]) -> tuple[list[Act], dict[tuple[str, str], str]]:
    """Events of which a trigger is wanted, as linking sees them, and the sentence that tells each."""
    acts, told = [], {}
    for row in events:
        trigger = frozenset(stems(row["trigger"]))
        if not trigger & wanted:
            continue
        told[row["article"], row["id"]] = row["told"]
        acts.append(
            Act(
                id=row["id"],
                article=row["article"],
                publisher=row["publisher"],
                published=day_of(row["published_at"]) if row["published_at"] else None,
                type=row["type"],
                status=row["status"],
                actors=_parties(row, "actor"),
                on=row["date"],
                on_day=_ordinal(row["earliest"]),
                trigger=trigger,
                words=frozenset(stems(row["told"])),
                start=row["sentence"]["start_char"],
                end=row["sentence"]["end_char"],
            )
        )
    return acts, told


def _parties(row: Row, side: str) -> tuple[Party, ...]:
    names = row.get(f"{side}_called") or row[f"{side}_names"] or ()
    both = zip_longest(names, row[f"{side}_countries"] or ())
    return tuple(Party(name=name or "", country=country) for name, country in both)


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)


def _entry_row(entry: Entry, told: Mapping[tuple[str, str], Row]) -> dict[str, Any]:
    members = entry.thread.members
    first, row = members[0], told[members[0].article, members[0].id]
    dated = [one.published for one in members if one.published]
    conditions = [told[one.article, one.id] for one in members if one.conditional]
    deadlines = [told[one.article, one.id]["deadline"] for one in members if one.due == entry.due and entry.due]
    copied = ("kind", "holder_names", "holder_countries", "addressee_names", "addressee_countries", "made", "score")
    return {
        **{name: row[name] for name in copied},
        "id": entry.id,
        "state": entry.state,
        "suggested": entry.suggested,
        "polarity": conditions[0]["polarity"] if conditions else None,
        "condition": conditions[0]["condition"] if conditions else None,
        "deadline": deadlines[0] if deadlines else row["deadline"],
        "due": _date(entry.due),
        "first_on": _date(min(dated, default=None)),
        "last_on": _date(max(dated, default=None)),
        "postings": len(entry.postings),
        "outlets": len({one.publisher or one.article for one in members}),
        "articles": len({one.article for one in members}),
        "independent_sources": len({one.source for one in members}),
        "commitment": first.id,
        **{name: row[name] for name in ("article", "start_char", "end_char", "text")},
    }


def _member_rows(entry: Entry) -> Iterator[dict[str, Any]]:
    """Every telling of a commitment, also those that repeat one that has a posting."""
    for position, one in enumerate(entry.thread.members):
        yield {
            "id": f"{entry.id}/{position}",
            "thread": entry.id,
            "position": position,
            "commitment": one.id,
            "article": one.article,
            "publisher": one.publisher,
        }


def _posting_rows(
    entry: Entry, told: Mapping[tuple[str, str], Row], sentences: Mapping[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    for position, one in enumerate(entry.postings):
        yield {
            "id": one.id,
            "thread": entry.id,
            "position": position,
            "step": one.step,
            "suggested": one.step in SUGGESTED and not one.confirmed,
            "on": one.on,
            "on_day": _date(one.on_day),
            "seen_on": _date(one.seen),
            "fact": one.fact,
            "fact_kind": one.fact_kind,
            "because": one.because,
            "set_by": "person" if one.confirmed else "date" if one.step == "lapsed" else "rule",
            "outlets": max(1, len(one.outlets)),
            "articles": one.articles,
            "article": one.article,
            "start_char": one.start,
            "end_char": one.end,
            "text": _words(one, told, sentences),
        }


def _words(one: Posting, told: Mapping[tuple[str, str], Row], sentences: Mapping[tuple[str, str], str]) -> str:
    if one.fact_kind == "event":
        return sentences[one.article, one.fact]
    words: str = told[one.article, one.fact]["text"]
    return words
