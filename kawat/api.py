"""What Kawat promises to Python users: read articles, keep and load readings, show them, explain a datum.

Nothing here prints, exits or sets up logging. Readings are frozen records (kawat.records) with a few ways out:
`to_dict`, `to_json`, `frame`, and a page for notebooks.
"""

from __future__ import annotations

import os
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, get_args

from kawat import records
from kawat.errors import InputError, RejectedError, UsageError
from kawat.exporters import encode
from kawat.exporters.explain import Explanation, explain_datum, nearest_ids
from kawat.exporters.tables import Table, TableName, table
from kawat.extract.model import INSTALLED, LIMIT
from kawat.knowledge.files import Folders, folders_with, languages, with_added
from kawat.records import Rejection
from kawat.run.saved import begins_with_reading, load_saved
from kawat.sources.files import Defaults, Opened, language_of

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow  # type: ignore[import-untyped]
    from rich.console import RenderableType

    from kawat.knowledge.faults import Fault
    from kawat.knowledge.who import Almanac, Answer
    from kawat.link.actors import Joined
    from kawat.link.dyads import Month
    from kawat.run.health import Check
    from kawat.run.ingest import Ingest
    from kawat.run.link import Linked as Linked
    from kawat.sources.net.watchlist import Watchlist
    from kawat.store.care import Mended, Trouble
    from kawat.store.catalog import Version
    from kawat.store.decisions import Decision
    from kawat.store.reader import Question, Reader, Search

MOST = 100_000_000  # characters; the greatest limit
LONGEST_SHOWN = 80  # characters of a value that a message shows
LONGEST_QUESTION = 300  # characters; the longest office and body together have fewer
BATCH = 256  # articles that are made safe at once; a crash costs at most the work on these
Folder = str | os.PathLike[str]
TEXTS = ("none", "span", "full")
VERDICTS: tuple[records.Verdict, ...] = get_args(records.Verdict)
"""How much of the articles' words leaves a record: nothing, the words that prove a datum, the whole article."""
FORMS = (
    *("polecat-tsv", "gdelt-events", "gdelt-mentions", "acled-like", "icews-like", "jsonl", "parquet", "csv"),
    *("w3c-annotation", "followthemoney"),
)
"""What a record can be exported as."""
_WHO = frozenset({"actor", "recipient", "speaker", "holder", "addressee", "name", "country"})
_MEMBERS = {"s-": ("story", "STORY"), "k-": ("cluster", "CLUSTER"), "l-": ("posting", "POSTINGS")}
_WORDS = frozenset({"text", "title", "byline", "cue", "source", "condition"})

__all__ = [
    "FORMS",
    "INSTALLED",
    "LIMIT",
    "MOST",
    "TEXTS",
    "Explanation",
    "Reading",
    "Record",
    "Rejection",
    "Rows",
    "Table",
    "check_health",
    "check_knowledge",
    "check_record",
    "check_watchlist",
    "compact_record",
    "explain",
    "fetching",
    "ingest",
    "is_saved",
    "load",
    "missing_model",
    "nearest_ids",
    "open_record",
    "read",
    "read_all",
    "read_text",
    "repair_record",
    "schema",
    "show_codebook",
    "show_explanation",
    "show_page",
    "show_rows",
    "show_terminal",
    "tabulate",
    "to_json",
    "watch",
    "who",
    "write_rows",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(records.Reading):
    """All that one article says (kawat.records.Reading), and the ways it can leave."""

    def to_dict(self) -> dict[str, Any]:
        """The reading as dicts and lists, shaped like its JSON (docs/reference/reading.md)."""
        return encode.to_dict(self)

    def to_json(self) -> str:
        """The reading as one line of JSON."""
        return encode.to_json(self).decode()

    def frame(self, name: TableName) -> Table:
        """The quotations, events, timexes, commitments or actors as a table with `.arrow()`, `.pl()` and `.df()`."""
        return table((self,), name)

    def _repr_html_(self) -> str:
        """The marked article for a notebook, in a frame of its own."""
        from kawat.exporters.page import framed

        return framed(self)


def read(
    source: str | os.PathLike[str],
    *,
    published: str | None = None,
    language: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    limit: int = LIMIT,
    model: str | os.PathLike[str] | None = INSTALLED,
    knowledge: Folder | Iterable[Folder] = (),
) -> Reading:
    """The reading of the one article in a file (.txt, .html, .json, .jsonl; plain, .gz or .zst).

    `published` is an ISO date; it, `language`, `url` and `outlet` hold where the file does not tell. An article of
    more than `limit` characters is not read. `model` is the folder of a model, or None to read by rules alone; usual:
    the installed one, if there is one. `knowledge` names folders whose rows and rules are added to the package's or
    replace them (docs/how-to/extend-knowledge.md). Raises RejectedError where the article cannot be read, InputError
    where the file cannot be opened or holds several articles, ModelError where the model cannot be used, KnowledgeError
    where a folder of knowledge cannot. Text itself is read by `read_text`.
    """
    found = read_all(
        source,
        published=published,
        language=language,
        url=url,
        outlet=outlet,
        limit=limit,
        model=model,
        knowledge=knowledge,
    )
    one = next(found, None)
    if one is None:
        raise InputError(f"{source}: no article in it; expected one")
    if next(found, None) is not None:
        raise InputError(f"{source}: more than one article in it; read them with kawat.read_all")
    return _accepted(one)


def read_text(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    language: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    article_id: str | None = None,
    limit: int = LIMIT,
    model: str | os.PathLike[str] | None = INSTALLED,
    knowledge: Folder | Iterable[Folder] = (),
) -> Reading:
    """The reading of an article given as text.

    `model` and `knowledge` as for `read`. Raises RejectedError where it cannot be read, UsageError where `published` is
    no ISO date.
    """
    from kawat.run.local import read_one

    given = Defaults(published=published, language=language, url=url, publisher=outlet)
    page = records.RawPage(
        body=text,
        media_type="application/json",
        id=article_id,
        url=given.url,
        title=title,
        published=given.published,
        publisher=given.publisher,
        language=language_of(given.language),
    )
    return _accepted(
        _own(read_one(page, limit=_checked_limit(limit), model=_model(model), knowledge=_folders(knowledge)))
    )


def read_all(
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    published: str | None = None,
    language: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    limit: int = LIMIT,
    model: str | os.PathLike[str] | None = INSTALLED,
    knowledge: Folder | Iterable[Folder] = (),
    strict: bool = False,
) -> Iterator[Reading | Rejection]:
    """A reading or rejection for each article of a file, a folder, `-` (standard input) or several of these, in order.

    Each is made when it is asked for, so a source may be larger than memory. `model` and `knowledge` as for `read`.
    With `strict` an unforeseen error is raised, else it costs one article. Raises InputError where a source does not
    exist or cannot be opened, ModelError where the model cannot be used, KnowledgeError where a folder cannot.
    """
    from kawat.run.local import read_source

    sources = [source] if isinstance(source, str | os.PathLike) else list(source)
    given = {"published": published, "language": language, "url": url, "publisher": outlet}
    folders = _folders(knowledge)
    for one in sources:
        found = read_source(
            os.fspath(one),
            given,
            limit=_checked_limit(limit),
            model=_model(model),
            knowledge=folders,
            strict=strict,
        )
        for item in found:
            yield _own(item)


def load(path: str | os.PathLike[str]) -> Iterator[Reading | Rejection]:
    """The readings and rejections saved in a .json or .jsonl file, checked against their shape and their quotations.

    Raises InputError where the file is no saved reading, or a span's text is not the slice of its article.
    """
    return (_own(item) for item in load_saved(Path(path), Reading))


def tabulate(readings: Iterable[records.Reading | Rejection], name: TableName) -> Table:
    """One table of the quotations, events, timexes, commitments or actors of many readings; rejections have none."""
    return table((item for item in readings if isinstance(item, records.Reading)), name)


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer of a record, found when it is asked for: as Arrow table, data frame, or row by row."""

    _question: Question | Search | _Given
    _limit: int | None = None
    _left_out: frozenset[str] = frozenset()

    def arrow(self) -> pyarrow.Table:
        """The rows as a pyarrow.Table."""
        from kawat.exporters.rows import gathered

        return gathered(self.batches())

    def pl(self) -> polars.DataFrame:
        """The rows as a polars.DataFrame; needs the `frames` extra."""
        from kawat.exporters.rows import as_polars

        return as_polars(self.arrow())

    def df(self) -> pandas.DataFrame:
        """The rows as a pandas.DataFrame; needs the `frames` extra."""
        from kawat.exporters.rows import as_pandas

        return as_pandas(self.arrow())

    def head(self, most: int) -> Rows:
        """The first rows alone."""
        return replace(self, _limit=most)

    def text(self, profile: str) -> Rows:
        """The same rows with none of the articles' words, their evidence alone (`span`), or the article too (`full`).

        `none` leaves out text, title, byline, cue, source and condition; `full` adds `article_text` to rows of data.
        Raises UsageError for another profile.
        """
        if profile not in TEXTS:
            raise UsageError(f"text {profile!r} is not known; give one of {', '.join(TEXTS)}")
        if profile == "none":
            return replace(self, _left_out=_WORDS)
        return replace(self, _question=self._question.with_articles()) if profile == "full" else self

    def without(self, *columns: str) -> Rows:
        """The same rows without some columns."""
        return replace(self, _left_out=self._left_out | set(columns))

    def batches(self) -> Iterator[pyarrow.RecordBatch]:
        """The rows in pieces, for answers larger than memory."""
        for batch in self._question.batches(self._limit):
            yield batch.select([name for name in batch.schema.names if name not in self._left_out])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self.batches():
            yield from batch.to_pylist()


class Record:
    """Many readings, kept in a folder: made by `kawat.open`, filled by `kawat ingest`.

    Questions are put when their answer is wanted, and see what the record held at that moment. Each row has its
    evidence (`text` from `start_char` to `end_char` of its article), its id, its rule and the engine that read it.
    `since` and `until` are days, months or years: 2018-06-12, 2018-06, 2018.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def close(self) -> None:
        """Let go of the record's files."""
        self._reader.close()

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def articles(
        self,
        *,
        publisher: str | None = None,
        language: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Rows:
        """The articles, with their texts, by date of publication."""
        return self._ask("ARTICLES", _span(since, until), publisher=publisher, language=language)

    def actors(
        self, name: str | None = None, *, kind: str | None = None, since: str | None = None, until: str | None = None
    ) -> Rows:
        """The actors of each article, by name or country (PRK)."""
        return self._ask("ACTORS", _span(since, until), name=name, kind=kind)

    def linked_actors(
        self, name: str | None = None, *, kind: str | None = None, since: str | None = None, until: str | None = None
    ) -> list[Joined]:
        """The actors of all these articles, each once, with why its mentions are one; the most mentioned first.

        Who was joined or split by a person is one, or is not, at once.
        """
        from kawat.link.actors import joined
        from kawat.link.rulings import rulings_of

        asked, rulings = list(self.actors(name, kind=kind, since=since, until=until)), rulings_of(self.decisions())
        if not rulings.actors():
            return joined(asked)
        namesakes = self._ask("NAMESAKES", _span(since, until), kind=kind, ids=sorted(rulings.actors()))
        wanted = {f"{row['article']}:{row['id']}": row for row in asked}
        told = {**wanted, **{f"{row['article']}:{row['id']}": row for row in namesakes}}
        ordered = sorted(told.values(), key=lambda row: (str(row["published_at"]), row["article"], row["start_char"]))
        return [one for one in joined(ordered, rulings) if not wanted.keys().isdisjoint(one.members)]

    def timexes(self, *, type: str | None = None, since: str | None = None, until: str | None = None) -> Rows:  # noqa: A002
        """The time expressions that name a time between `since` and `until`."""
        return self._ask("TIMEXES", _span(since, until), type=type)

    def quotations(
        self,
        *,
        speaker: str | None = None,
        mode: str | None = None,
        language: str | None = None,
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Rows:
        """The quotations; `speaker` is a country (PRK), words of a name, or an id."""
        return self._ask(
            "QUOTATIONS", _span(since, until), speaker=speaker, mode=mode, language=language, publisher=publisher
        )

    quotes = quotations

    def said_of(self, name: str, *, skip: int = 0, articles: int = 25) -> Rows:
        """What others said that names an actor, in the newest articles that have it, those of `skip` articles left out.

        `name` is a country (PRK), words of a name, or an id. Rows have the quotation's id, article, publisher,
        published_at, speaker_name and text.
        """
        known: dict[str, set[str]] = {}
        for row in sorted(self.actors(name), key=lambda row: (str(row["published_at"]), row["article"]), reverse=True):
            known.setdefault(row["article"], set()).add(row["id"])
        chosen = list(known.items())[skip : skip + articles]
        readings = ((one, ids) for article, ids in chosen for one in self.readings(article)[:1])
        return rows_given(row for reading, ids in readings for row in _said_of(reading, ids))

    def events(
        self,
        *,
        type: str | None = None,  # noqa: A002
        actor: str | None = None,
        recipient: str | None = None,
        status: str | None = None,
        language: str | None = None,
        country: str | None = None,
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Rows:
        """The events; `actor` and `recipient` are a country (PRK), words of a name, or an id; `country` is where.

        An event counts by its own date, where it has none by that of its article.
        """
        sides = {"actor": actor, "recipient": recipient}
        return self._ask(
            "EVENTS",
            _span(since, until),
            type=type,
            status=status,
            language=language,
            country=country,
            publisher=publisher,
            **sides,
        )

    def commitments(
        self,
        *,
        kind: str | None = None,
        holder: str | None = None,
        addressee: str | None = None,
        language: str | None = None,
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Rows:
        """The commitments; `holder` and `addressee` are a country (PRK), words of a name, or an id."""
        sides = {"holder": holder, "addressee": addressee}
        return self._ask("COMMITMENTS", _span(since, until), kind=kind, language=language, publisher=publisher, **sides)

    def stories(
        self,
        *,
        publisher: str | None = None,
        agency: str | None = None,
        least: int | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Rows:
        """Copies, relays and rewrites of one report: a row a story, with its members and what each is to the lead.

        `least`: of so many articles or more. Raises RecordError where the record was never linked.
        """
        self._reader.linked("story")
        return self._ask("STORIES", _span(since, until), publisher=publisher, agency=agency, least=least)

    def clusters(
        self,
        *,
        type: str | None = None,  # noqa: A002
        actor: str | None = None,
        recipient: str | None = None,
        status: str | None = None,
        least: int | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Rows:
        """Acts that one article or several tell: mentions, outlets, independent sources, and the first telling's words.

        `actor` and `recipient` are a country (PRK) or words of a name; `least`: told by so many outlets or more. Raises
        RecordError where the record was never linked.
        """
        self._reader.linked("cluster")
        sides = {"actor": actor, "recipient": recipient}
        return self._ask("CLUSTERS", _span(since, until), type=type, status=status, least=least, **sides)

    def ledger(
        self,
        *,
        id: str | None = None,  # noqa: A002
        holder: str | None = None,
        addressee: str | None = None,
        kind: str | None = None,
        state: str | None = None,
        open: bool = False,  # noqa: A002
        overdue: bool = False,
        since: str | None = None,
        until: str | None = None,
        new_since: str | None = None,
    ) -> Rows:
        """What became of each commitment: a row a chain, with its state and how often and by whom it was told.

        `id`: of the one chain (l-...) alone.
        `open`: neither kept nor broken, withdrawn or lapsed. `overdue`: its date has passed and nothing tells of it.
        `new_since`: of which an article that came in since that day tells. Raises RecordError where the record was
        never linked.
        """
        self._reader.linked("ledger")
        sides = {"holder": holder, "addressee": addressee}
        fresh = self._fresh(new_since)
        told = {"id": id, "kind": kind, "state": state, "open": open, "overdue": overdue, "fresh": fresh}
        return self._ask("LEDGER", _span(since, until), **told, **sides)

    def timeline(
        self,
        one: str,
        other: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        new_since: str | None = None,
    ) -> Rows:
        """What two actors did and promised to each other, in order of time; an act that many tell is one row.

        Without `other`: what one did and promised to anyone, and anyone to that one.

        An act is shown by the telling that dates it best. Each stands at its own date, else (`dated` is false) at that
        of its article, and is given where its date may lie between `since` and `until`. Where the record was linked, a
        commitment has the `step` that the article tells of it, its `status` in the ledger, and no row for a copy;
        `linked` is the act or chain for `members`. `new_since`: what articles tell that came in since that day.
        """
        from kawat.store.timeline import timeline

        values = {
            "one": _usual(one),
            "other": other and _usual(other),
            "fresh": self._fresh(new_since),
            **_span(since, until),
        }
        return Rows(self._reader.question(timeline(self._reader.links()), values))

    def members(self, id: str) -> Rows:  # noqa: A002
        """The articles of a story (s-...), the events of a cluster (k-...), the postings of a chain (l-...).

        No rows where nothing has that id.
        """
        table, asked = _MEMBERS.get(id[:2], _MEMBERS["s-"])
        self._reader.linked(table)
        return self._ask(asked, {}, id=id)

    def differences(self, first: str, other: str) -> Rows:
        """Where one article's words differ from another's, a sentence a row, in order: same, went, came or changed.

        Rows have both sentences with their offsets, and the `parts` of changed ones. No rows where an id is unknown.
        """
        from kawat.link.wording import differences

        readings = [one for id_ in (first, other) for one in self.readings(id_)[:1]]
        return rows_of(differences(*readings) if len(readings) == 2 else ())

    def _fresh(self, new_since: str | None) -> list[str] | None:
        """The articles that came in since a day."""
        day = _days("new_since", new_since)[0]
        return None if day is None else self._reader.seen_since(day)

    def links_behind(self) -> int:
        """How many batches came in after the last linking."""
        return self._reader.links_behind()

    def search(
        self,
        words: str,
        *,
        publisher: str | None = None,
        language: str | None = None,
        actor: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 20,
    ) -> Rows:
        """The articles that have all these words or "phrases", by their Indonesian stems, best first.

        Each with the sentence that has most of them. Those in a `language` or with an `actor` (a country, words of a
        name, an id) are found among the best thousand.
        """
        who = {"language": language, "actor": actor and _usual(actor)}
        return Rows(self._reader.search(words, publisher=publisher, limit=limit, **who, **_span(since, until)))

    def sql(self, query: str, *, seconds: float | None = None) -> Rows:
        """What a SELECT over the tables article, actor, timex, quotation, event and commitment finds.

        It reads nothing but these tables, and takes at most `seconds` (usual: 60). Raises UsageError for any other SQL.
        """
        return Rows(self._reader.sql(query) if seconds is None else self._reader.sql(query, seconds))

    def coverage(self) -> Rows:
        """How many articles there are of each outlet and day of publication."""
        return self.sql("SELECT * FROM coverage ORDER BY publisher, day")

    def dyad(
        self,
        one: str,
        other: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        directed: bool = False,
    ) -> tuple[Month, ...]:
        """The months of two actors: acts of one on the other, or (not `directed`) of either, or of both together.

        Without `other`: of one on anyone, or of anyone on that one.

        Events told as facts, each in the month it lies in, or of its article where it has no date; one whose date is
        wider than a month is left out. A month of which the record has no article is a gap (None). `changed` marks a
        change of pace; kawat.link.dyads.METHOD names how it is found.
        """
        from kawat.link.dyads import Month, in_a_row
        from kawat.store.questions import COVERED, DYAD, SHARE

        values = {"one": _usual(one), "other": other and _usual(other), "directed": directed, **_span(since, until)}
        covered = {row["month"]: row["articles"] for row in self.sql(COVERED)}
        rows = Rows(self._reader.question(DYAD.format(share=SHARE[self._is_linked()]), values))
        return in_a_row((Month(**row, articles=covered.get(row["month"], 0)) for row in rows), covered)

    def chart(
        self,
        one: str,
        other: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        directed: bool = False,
    ) -> str:
        """The months of two actors (or of one and all) as an SVG picture: four kinds of acts, gaps, changes of pace."""
        from kawat.exporters.chart import svg
        from kawat.link.dyads import METHOD

        months = [asdict(one) for one in self.dyad(one, other, since=since, until=until, directed=directed)]
        other = other or "all others"
        return svg(months, f"{one} → {other}" if directed else f"{one} and {other}", METHOD)

    def export(
        self,
        form: str,
        folder: str | os.PathLike[str],
        *,
        text: str = "span",
        publisher: str | None = None,
        language: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> dict[str, Any]:
        """Write the record for other programs into a new folder, and give its manifest; `form` is one of FORMS.

        Articles are chosen by outlet, language and publication; the same record gives the same bytes. Raises UsageError
        where the form is not known or the folder holds something.
        """
        from kawat.exporters.export import Source, write
        from kawat.store.questions import EXPORT

        values = {"publisher": publisher, "language": language, **_span(since, until)}
        tables = {name: Rows(self._reader.question(sql, values)) for name, sql in EXPORT.items()}
        if text not in TEXTS:
            raise UsageError(f"text {text!r} is not known; give one of {', '.join(TEXTS)}")
        source = Source(tables=tables, format=self._reader.format, chosen=values)
        return write(form, source, Path(folder), text)

    def readings(self, id: str) -> tuple[Reading, ...]:  # noqa: A002
        """The newest reading of the article of that id, or of the articles that have a datum of that id."""
        found = (_own(one) for one in self._reader.readings(id))
        return tuple(one for one in found if isinstance(one, Reading))

    def versions(self, url: str | None = None) -> tuple[Version, ...]:
        """The articles of each address whose text changed (or of this address), the first told first."""
        return tuple(self._reader.versions(url))

    def changes(self, url: str) -> Rows:
        """Which quotations, events and commitments went or came from each version of a page to the next.

        Rows have the address, when the later version came in (`seen_at`), and the datum with its words; none where the
        page has one version alone.
        """
        from kawat.link.versions import changes

        told = [(one.seen_at, self.readings(one.article)[0]) for one in self.versions(url)]
        found = [
            {"url": url, "seen_at": seen, **asdict(one)}
            for (_, old), (seen, new) in pairwise(told)
            for one in changes(old, new)
        ]
        return rows_given(found)

    def decisions(self, *, all: bool = False) -> tuple[Decision, ...]:  # noqa: A002
        """What people decided, in order: what stands; `all`: what was undone or decided anew too."""
        from kawat.store.decisions import standing

        told = self._reader.decisions()
        return told if all else standing(told)

    def gold(self) -> Iterator[dict[str, Any]]:
        """The articles of which every quotation, event and commitment was accepted, rejected or corrected, as gold.

        In the form that `kawat eval` reads, in order of id: what was rejected is out, what was corrected is so.
        """
        from kawat.exporters.gold import gold_of, is_judged
        from kawat.store.ruled import Ruled

        told = self.decisions()
        judged = {id_ for one in told if one.verdict in ("accept", "reject", "correct") for id_ in one.subjects}
        ruled = Ruled.of(self._reader.decisions())
        found = {one.article.id: one for id_ in sorted(judged) for one in self.readings(id_)}
        for _, reading in sorted(found.items()):
            if is_judged(reading, judged):
                yield gold_of(reading, ruled.rejected, ruled.corrected)

    def rejections(self, *, reason: str | None = None) -> Rows:
        """What input was rejected and is not kept since, the last first, with its source, line and reason.

        The last 50,000 are remembered.
        """
        return rows_of(one for one in self._reader.rejections() if reason in (None, one.reason))

    def reliability(self) -> Rows:
        """How often reviewers found data right, by table and tenth of score: a score of .8 should be right in 8 of 10.

        Accepted data are right, rejected and corrected ones are not; data without a score are left out.
        """
        from kawat.store.doubt import RELIABILITY

        judged = any(one.kind in ("quotation", "event", "commitment") for one in self.decisions())
        return Rows(self._reader.question(RELIABILITY, {}) if judged else _Given(()))

    def agreement(self) -> dict[str, float | None]:
        """Krippendorff's alpha of the verdicts of all reviewers on data, by table; None where no two met."""
        from kawat.run.decide import agreement

        return agreement(self._reader.decisions())

    def facets(
        self, words: str, *, publisher: str | None = None, since: str | None = None, until: str | None = None
    ) -> dict[str, Counter[str]]:
        """Of the best thousand articles that `search` finds, how many there are by `outlet` and by `month`."""
        found: dict[str, Counter[str]] = {"outlet": Counter(), "month": Counter()}
        for outlet, month, many in self._reader.facets(words, publisher=publisher, **_span(since, until)):
            for name, value in (("outlet", outlet), ("month", month)):
                if value:
                    found[name][value] += many
        return found

    def queue(
        self,
        *,
        by: str | None = None,
        kind: str | None = None,
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Rows:
        """What a reviewer should look at first: data and suggested postings by doubt and weight.

        What `by` has judged is left out (None: what anyone has). `before` and `after` are the words of the sentence
        around `text`.
        """
        from kawat.store.doubt import KINDS, queue

        if kind is not None and kind not in KINDS:
            raise UsageError(f"kind {kind!r} is not reviewed; give one of {', '.join(KINDS)}")
        linked = self._is_linked() and "posting" in self._reader.links()
        values = {"by": by, "kind": kind, "publisher": publisher, **_span(since, until)}
        return Rows(self._reader.question(queue(linked=linked, since=values["since"] is not None), values))

    def overview(self, most: int = 10) -> dict[str, Rows]:
        """A first look: the newest `stories` and `articles`, and the pairs of countries (`dyads`) with most events."""
        from kawat.store import questions

        asked: dict[str, tuple[str, dict[str, str]]] = {"dyads": (questions.BUSIEST, {})}
        day = next(iter(Rows(self._reader.question(questions.DAY_OF_NEWEST, {"most": most}))), None)
        newest = (questions.NEWEST_FROM, {"since": day["day"]}) if day else (questions.NEWEST_ARTICLES, {})
        if self._is_linked():
            asked["stories"] = (questions.NEWEST_STORIES, {})
        told = {"articles": newest, **asked}
        return {name: Rows(self._reader.question(sql, values), most) for name, (sql, values) in told.items()}

    def story_of(self, article: str) -> Rows:
        """The members of the story that an article belongs to; no rows where it belongs to none."""
        from kawat.store.questions import STORY_OF

        return Rows(self._reader.question(STORY_OF, {"article": article}) if self._is_linked() else _Given(()))

    def state(self) -> object:
        """A value that is another once the record holds something else; for this object alone, to keep answers by."""
        return self._reader.state()

    def counts(self) -> dict[str, int]:
        """How many batches, articles, readings and engines the record holds, and how many articles can be searched."""
        return self._reader.counts()

    def _ask(self, asked: str, days: dict[str, str | None], **values: str | int | list[str] | None) -> Rows:
        """One of the questions of kawat.store.questions; whom it asks about by the name that records use."""
        from kawat.store import questions

        meant = {
            name: _usual(value) if name in _WHO and isinstance(value, str) and value else value
            for name, value in values.items()
        }
        return Rows(self._reader.question(getattr(questions, asked), {**meant, **days}))

    def _is_linked(self) -> bool:
        """Whether stories and acts were looked for in the record."""
        return {"story_member", "cluster_member"} <= self._reader.links().keys()


def open_record(path: str | os.PathLike[str], *, with_rejected: bool = False) -> Record:
    """The record in a folder, to be asked. Raises RecordError where there is none, or a newer Kawat made it.

    `with_rejected`: data that people rejected are shown too. `kawat.open` is this function.
    """
    from kawat.store.reader import Reader

    return Record(Reader(Path(path), with_rejected=with_rejected))


def ingest(
    into: str | os.PathLike[str],
    *,
    limit: int = LIMIT,
    model: str | os.PathLike[str] | None = INSTALLED,
    knowledge: Folder | Iterable[Folder] = (),
    wait: float = 0.0,
    batch: int = BATCH,
    workers: int = 1,
    cluster: str | None = None,
) -> AbstractContextManager[Ingest]:
    """Hold a record (made where there is none) to read articles into it: `with ingest(...) as door: door.keep(...)`.

    `limit`, `model` and `knowledge` as for `read`. `batch` articles are made safe at once. Waits at most `wait` seconds
    while another writes. `workers` processes read (a script that asks for several needs `if __name__ == "__main__":`),
    or those of the Dask `cluster` at an address like tcp://host:8786; the record is the same to the byte. Raises
    RecordError where the record is held, newer, damaged or cannot be written, UsageError where the cluster cannot be
    used.
    """
    from kawat.run.ingest import into as held

    return held(
        Path(into),
        limit=_checked_limit(limit),
        model=_model(model),
        knowledge=_folders(knowledge),
        wait=wait,
        batch=batch,
        workers=workers,
        cluster=cluster,
    )


def fetching(
    *,
    contact: str | None = None,
    allow_hosts: Iterable[str] = (),
    delay: float | None = None,
    pages: int | None = None,
    since: str | None = None,
    until: str | None = None,
    known: Callable[[str], bool] = lambda _: False,
    tell: Callable[[str], None] = lambda _: None,
) -> Opened:
    """How `door.keep(sources, opened=fetching(...))` gets addresses, and lists of them as `@list.txt`, politely.

    `contact` is told to every site; `allow_hosts` may be asked though they are private; `delay`: seconds between two
    requests to a host; `pages`, `since` and `until` bound what is taken of a feed or sitemap; `known` tells addresses
    that are not asked for, such as `door.has_address`. Raises UsageError.
    """
    from kawat.run.fetch import Manners, opener

    manners = Manners(contact=contact, allow_hosts=tuple(allow_hosts), delay=delay)
    return opener(manners, pages=pages, since=since, until=until, known=known, tell=tell)


def check_watchlist(feeds: str | os.PathLike[str]) -> Watchlist:
    """The feeds of a file (docs/how-to/watch.md); nothing is asked. Raises InputError where it cannot be read."""
    from kawat.sources.net.watchlist import read_watchlist

    return read_watchlist(Path(feeds))


def watch(
    feeds: str | os.PathLike[str],
    into: str | os.PathLike[str],
    *,
    contact: str | None = None,
    allow_hosts: Iterable[str] = (),
    delay: float | None = None,
    once: bool = False,
    until: float | None = None,
    limit: int = LIMIT,
    model: str | os.PathLike[str] | None = INSTALLED,
    knowledge: Folder | Iterable[Folder] = (),
    wait: float = 0.0,
    tell: Callable[[str], None] = lambda _: None,
) -> Counter[str]:
    """Watch the feeds of a file into a record until a time (seconds since 1970), or `once`; what became of pages.

    `contact`, `allow_hosts` and `delay` as for `fetching`; `limit`, `model` and `knowledge` as for `read`; `wait`:
    seconds for another writer. `tell` is given each step. Raises InputError, UsageError or RecordError.
    """
    from kawat.run.fetch import Manners
    from kawat.run.watch import keeping
    from kawat.run.watch import watch as watched

    keep = keeping(
        Path(into), limit=_checked_limit(limit), model=_model(model), knowledge=_folders(knowledge), wait=wait
    )
    manners = Manners(contact=contact, allow_hosts=tuple(allow_hosts), delay=delay)
    return watched(Path(feeds), Path(into), manners, keep, once=once, until=until, tell=tell)


def link_record(path: str | os.PathLike[str], *, wait: float = 0.0, as_of: str | None = None) -> Linked:
    """Find stories, event clusters and the ledger of a record anew, and tell how many; `kawat ingest` does so too.

    `as_of`: the day by which dates have passed; usual: that of the newest article. Raises UsageError where it is none,
    RecordError where there is no record, or it is held, damaged or cannot be written.
    """
    from kawat.run.link import link

    return link(Path(path), wait=wait, as_of=_days("as_of", as_of)[1])


def decide(
    path: str | os.PathLike[str],
    verdict: records.Verdict,
    subjects: Iterable[str],
    *,
    by: str,
    at: str | None = None,
    value: Mapping[str, str] | None = None,
    note: str | None = None,
) -> Decision:
    """Keep a person's decision on a record; when this returns it is safe on disk.

    accept, reject, correct (`value`: field and what it should be) rule data; join, split rule articles (stories),
    events (acts), commitments (chains) or actors; confirm, refuse rule postings of the ledger; suppress leaves a
    person unnamed; undo takes a decision back. `at` (ISO 8601, UTC): usual: now.

    Raises UsageError where a subject is not there or cannot be ruled so, RecordError where the record cannot be
    written.
    """
    from kawat.run.decide import decide as keep

    return keep(Path(path), verdict, tuple(subjects), by=by, at=at, value=value, note=note)


def corrections() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What `decide` may correct to, by table and field, where that is one of few codes."""
    from kawat.run.decide import choices

    return choices()


def check_record(path: str | os.PathLike[str]) -> Iterator[Trouble]:
    """What is wrong with a record; nothing is changed. Raises RecordError where there is none."""
    from kawat.store.care import check

    return check(Path(path))


def repair_record(path: str | os.PathLike[str], *, wait: float = 0.0) -> Iterator[Mended]:
    """Mend a record and tell what was done, step by step. Raises RecordError where it cannot be written."""
    from kawat.store.care import repair

    return repair(Path(path), wait=wait)


def compact_record(path: str | os.PathLike[str], *, wait: float = 0.0) -> tuple[int, int]:
    """Merge the folders of a record that fit into one, so that questions open fewer; how many there were and are.

    Readers are not disturbed. Raises RecordError where it cannot be held or written, or a folder is damaged.
    """
    from kawat.store.writer import compact

    return compact(Path(path), wait=wait)


def _said_of(reading: records.Reading, actors: Container[str]) -> Iterator[dict[str, Any]]:
    """The quotations of a reading whose words hold a mention of one of the actors who does not say them."""
    names = {actor.id: actor.name for actor in reading.actors}
    spans = [mention.span for actor in reading.actors if actor.id in actors for mention in actor.mentions]
    article = reading.article
    for one in reading.quotations:
        if one.speaker in actors:
            continue
        if any(part.start_char <= span.start_char < part.end_char for part in one.content for span in spans):
            yield {
                "id": one.id,
                "article": article.id,
                "publisher": article.publisher,
                "published_at": article.published_at,
                "speaker_name": names.get(one.speaker or ""),
                "text": " … ".join(part.text for part in one.content),
            }


def rows_of(items: Iterable[Any]) -> Rows:
    """Values of one dataclass (months of a dyad) as rows."""
    return Rows(_Given(tuple(asdict(item) for item in items)))


@dataclass(frozen=True, slots=True)
class _Given:
    """Rows that are there already, in place of a question."""

    rows: tuple[dict[str, Any], ...]

    def with_articles(self) -> _Given:
        """The same; such rows quote nothing."""
        return self

    def batches(self, limit: int | None = None) -> Iterator[pyarrow.RecordBatch]:
        """The rows in one piece."""
        from kawat.exporters.rows import batch_of

        yield batch_of(self.rows[:limit])


def rows_given(rows: Iterable[Mapping[str, Any]]) -> Rows:
    """Rows that are there already, to be written or shown as those of a record are."""
    return Rows(_Given(tuple(dict(row) for row in rows)))


def write_rows(form: str, rows: Rows, out: BinaryIO) -> None:
    """Rows as `csv`, `jsonl` or `parquet`."""
    from kawat.exporters.rows import write

    write(form, rows.batches(), out)


def show_rows(rows: Rows, most: int) -> RenderableType:
    """The first `most` rows for a terminal (rich), with what is too wide left out."""
    from kawat.exporters.rows import view

    return view(rows.head(most + 1).arrow(), most)


def to_json(item: Reading | Rejection) -> bytes:
    """A reading or rejection as one line of JSON in UTF-8, without the newline."""
    return encode.to_json(item)


def schema() -> dict[str, Any]:
    """The JSON Schema of readings and rejections."""
    from kawat.exporters.schema import json_schema

    return json_schema()


def explain(reading: records.Reading, datum_id: str) -> Explanation | None:
    """What stands behind one datum: evidence, sentence, what else was considered, what it is linked to.

    None where the reading has no datum of that id; `nearest_ids` tells which look like it.
    """
    return explain_datum(reading, datum_id)


def who(question: str, *, on: str, language: str | None = None, knowledge: Folder | Iterable[Folder] = ()) -> Answer:
    """Who held the office, which offices the person held, or what the institution was called.

    `on` is the ISO date that is asked about. `language` is that of the question; usual: the first that understands it.
    `knowledge` as for `read`. The answer is `known` or says what is not; an office without an end has the newest date
    at which it was seen held. Raises UsageError for a date or language that is none.
    """
    try:
        day = date.fromisoformat(on).isoformat()
    except ValueError:
        raise UsageError(f"on {on[:LONGEST_SHOWN]!r} is no day; give one as 2020-06-12") from None
    if not question.strip() or len(question) > LONGEST_QUESTION:
        raise UsageError(f"the question has {len(question)} characters; ask in 1 to {LONGEST_QUESTION}")
    folders = _folders(knowledge)
    if language is not None and language not in languages(folders):
        raise UsageError(
            f"language {language[:LONGEST_SHOWN]!r} is not known; give one of {', '.join(languages(folders))}"
        )
    return _almanac(folders).ask(question, day, language)


def is_saved(path: str | os.PathLike[str]) -> bool:
    """Whether a file holds saved readings (for `load`) rather than articles (for `read`)."""
    return begins_with_reading(Path(path))


def show_terminal(item: records.Reading | Rejection, interface: str | None = None) -> RenderableType:
    """A reading or rejection for a terminal (rich); `interface` is "en", "id" or None for the article's own."""
    from kawat.exporters.terminal import view

    return view(item, interface)


def show_explanation(
    explanation: Explanation, interface: str | None = None, knowledge: Folder | Iterable[Folder] = ()
) -> RenderableType:
    """An explanation for a terminal (rich), with what knowledge files say of rule and event type."""
    from kawat.exporters.terminal import explanation_view
    from kawat.knowledge.rules import find_rule

    rules = [explanation.datum.rule]
    if isinstance(explanation.datum, records.Event):
        code, _, _ = explanation.datum.rule.partition("/")
        rules.append(f"{code}/{explanation.datum.ontology}/{explanation.datum.type}")
    folders = _folders(knowledge)
    entries = [entry for rule in rules if (entry := find_rule(rule, folders)) is not None]
    told = "\n\n".join(f"{entry.file}:{entry.line}\n{entry.text}" for entry in entries) or None
    return explanation_view(explanation, told, interface)


def show_codebook(
    name: str | None = None, interface: str | None = None, knowledge: Folder | Iterable[Folder] = ()
) -> str:
    """The codebook's entries of that name as Markdown, else what there is; `interface` is "en" (usual) or "id".

    The name may be a type, a mode, a status, a kind of commitment or a polarity. Raises UsageError where none has it.
    """
    from kawat.exporters import codebook as text
    from kawat.knowledge import codebook

    book = codebook.load(_folders(knowledge))
    if name is None:
        return text.overview(book, interface)
    found = book.named(name)
    if not found:
        near = ", ".join(book.nearest(name))
        hint = f"the nearest are {near}" if near else "`kawat codebook` lists all"
        raise UsageError(f"the codebook has no {name[:LONGEST_SHOWN]!r}; {hint}")
    return text.some(book, found, interface)


def show_page(items: Iterable[records.Reading | Rejection], interface: str | None = None) -> Iterator[str]:
    """One self-contained HTML page of marked articles, in pieces; `interface` as for `show_terminal`."""
    from kawat.exporters.page import page

    return page(items, interface)


def show_section(reading: records.Reading, interface: str | None = None) -> str:
    """One marked article with its data beside it, as HTML to put into a page that has the style and script of
    `show_assets`; its text is escaped. A datum has the element id `d-ID` in it. `interface` as for `show_terminal`."""
    from kawat.exporters.page import section

    return section(reading, interface)


def show_assets() -> dict[str, str]:
    """The style (`page.css`) and script (`page.js`) of `show_section`."""
    from kawat.exporters.page import assets

    return assets()


def missing_model() -> str | None:
    """What to tell people where no model is installed; None where one is. Raises ModelError where it cannot be used."""
    from kawat.extract.engine import open_model

    if open_model(INSTALLED) is not None:
        return None
    return "no model is installed, reading by rules alone; pip install kawat-model, or say --model none to read so"


def check_health(knowledge: Folder | Iterable[Folder] = ()) -> tuple[Check, ...]:
    """What `kawat doctor` reports: versions, knowledge, model, what is missing and how to mend it."""
    from kawat.run.health import checks

    return checks(_folders(knowledge))


def check_knowledge(knowledge: Folder | Iterable[Folder] = ()) -> tuple[Fault, ...]:
    """What is wrong with what Kawat knows: two holders of one office, rows without source, names of two things."""
    from kawat.knowledge.check import check

    return tuple(check(folders_with(_paths(knowledge))))


@lru_cache(maxsize=1)
def _almanac(folders: Folders) -> Almanac:
    """What is known about offices, loaded once."""
    from kawat.knowledge.who import Almanac

    return Almanac(folders)


def _own(item: records.Reading | Rejection) -> Reading | Rejection:
    """A record of kawat.records as the class of this module."""
    if isinstance(item, Rejection | Reading):
        return item
    return Reading(**{field.name: getattr(item, field.name) for field in fields(item)})


def _accepted(item: Reading | Rejection) -> Reading:
    """The reading; a rejection is raised."""
    if isinstance(item, Rejection):
        raise RejectedError(item)
    return item


def _model(model: str | os.PathLike[str] | None) -> Path | str | None:
    """The model as the engine takes it: INSTALLED, a folder, or None."""
    return model if model is None or model == INSTALLED else Path(model)


def _folders(added: Folder | Iterable[Folder]) -> Folders:
    """The package's knowledge and what is added to it."""
    return with_added(_paths(added))


def _paths(added: Folder | Iterable[Folder]) -> Iterator[Path]:
    """The folders that a caller names, one or several."""
    return map(Path, [added] if isinstance(added, str | os.PathLike) else added)


def _usual(asked: str) -> str:
    """What records call whom a name means."""
    from kawat.knowledge.called import usual_name

    return usual_name(asked)


def _span(since: str | None, until: str | None) -> dict[str, str | None]:
    """The first day of `since` and the last day of `until`."""
    return {"since": _days("since", since)[0], "until": _days("until", until)[1]}


def _days(name: str, value: str | None) -> tuple[str | None, str | None]:
    """The first and the last day of a day, month or year in ISO form. Raises UsageError where it is none."""
    if value is None:
        return None, None
    try:
        if len(value) == 4 and value.isdigit():
            return f"{date(int(value), 1, 1)}", f"{date(int(value), 12, 31)}"
        if len(value) == 7:
            begin = date.fromisoformat(f"{value}-01")
            return f"{begin}", f"{begin.replace(day=monthrange(begin.year, begin.month)[1])}"
        return f"{date.fromisoformat(value)}", f"{date.fromisoformat(value)}"
    except ValueError:
        raise UsageError(f"{name} {value!r} is no day, month or year; give 2018-06-12, 2018-06 or 2018") from None


def _checked_limit(limit: int) -> int:
    """The limit, if an article can be that long."""
    if not 1 <= limit <= MOST:
        raise UsageError(f"limit: {limit} characters; expected 1 to {MOST}, the usual is {LIMIT}")
    return limit
