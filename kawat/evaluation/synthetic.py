"""A record of made-up articles, as large as wanted, to measure questions on: `python -m kawat.evaluation.synthetic`.

Words, people and dates come from a seed: the same seed gives the same bytes. Their number, length and skew follow what
readings of real news have (docs/notes/record-at-scale.md): ten events, five quotations, four actors, two time
expressions to an article, a few countries and outlets with most of them, ten years of dates in which news grows.
Every span is the slice of its article. Nothing is read: whole tables go through the writer's door.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from kawat.store import writer
from kawat.store.schema import table_of

ENGINE = "made-up 1"
# fmt: off
COUNTRIES = (
    "IDN", "MYS", "USA", "CHN", "PRK", "KOR", "JPN", "ISR", "PSE", "RUS", "UKR", "IND", "AUS", "SGP", "THA", "PHL",
    "VNM", "MMR", "KHM", "TLS", "GBR", "FRA", "DEU", "IRN", "SAU", "TUR", "EGY", "SYR", "IRQ", "YEM", "PAK", "AFG",
    "BGD", "LKA", "NZL", "PNG", "FJI", "BRN", "LAO", "CAN", "MEX", "BRA", "ARG", "ZAF", "NGA", "KEN", "ETH", "SDN",
    "LBY", "ITA", "ESP", "NLD", "POL", "SWE",
)
# fmt: on
# fmt: off
TYPES = (
    "CONSULT", "SUPPORT", "AGREE", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "RETREAT",
)
# fmt: on
_QUADS = (
    *["verbal cooperation"] * 3,
    *["material cooperation"] * 3,
    *["verbal conflict"] * 4,
    *["material conflict"] * 6,
)
_INTENSITIES = (1.0, 3.0, 5.0, 6.0, 7.0, 5.0, -1.0, -2.0, -4.0, -5.0, -6.0, -7.0, -7.0, -8.0, -10.0, 3.0)
STATUSES = ("occurred", "planned", "called_for", "ongoing", "denied")
_MODES = ("state", "demand", "meet", "arrest")
_KINDS = ("person", "country", "organisation", "group")
_OUTLETS = tuple(f"Kabar {number}" for number in range(1, 11))
_WORDS, _PEOPLE = 8_000, 20_000
_EACH = {"event": (4, 6), "quotation": (2, 3), "actor": (2, 2), "timex": (1, 1), "commitment": (0, 1)}
_TOKENS, _SENTENCE, _QUOTED, _TITLE = 150, 15, 17, 8  # words of an article, a sentence, a quotation, a title
_DAYS, _FIRST = 3652, np.datetime64("2015-01-01")
_Ints = Any  # a numpy array of int64


@dataclass(frozen=True, slots=True)
class World:
    """What all articles share: words, names of people with their countries, and how often each is met."""

    words: Any
    lengths: _Ints
    people: Any
    lands: _Ints

    @classmethod
    def of(cls, seed: int) -> World:
        """The world of a seed."""
        chance = np.random.default_rng([seed, 0])
        words = _made_words(chance, _WORDS)
        given, family = (_made_words(chance, 600) for _ in range(2))
        pairs = zip(chance.integers(600, size=_PEOPLE), chance.integers(600, size=_PEOPLE), strict=True)
        people = [f"{given[one].title()} {family[other].title()}" for one, other in pairs]
        lengths = np.array([len(word) for word in words], dtype=np.int64)
        return cls(pa.array(words), lengths, pa.array(people), _skewed(chance, len(COUNTRIES), _PEOPLE))


class Page:
    """The articles of one batch and where their words stand; every datum is cut out of them."""

    def __init__(self, world: World, seed: int, number: int, articles: int, shuffled: int) -> None:
        self.world, self.articles = world, articles
        self.chance = np.random.default_rng([seed, 1, number])
        sizes = self.chance.poisson(_TOKENS, articles) + _SENTENCE + _QUOTED
        self.firsts = np.concatenate([[0], np.cumsum(sizes)])
        self.tokens = _skewed(self.chance, _WORDS, int(self.firsts[-1]))
        lengths = world.lengths[self.tokens]
        self.starts = np.cumsum(lengths + 1) - lengths - 1  # of each word, in all texts joined with blanks
        self.ends = self.starts + lengths
        self.whole = " ".join(world.words.take(pa.array(self.tokens)).to_pylist())
        self.sizes = sizes
        self.ids = _ids(self.chance, "n", articles)
        days = np.sort(
            (_DAYS * self.chance.random(articles) ** 0.7).astype(np.int64) if shuffled else self._days(number)
        )
        self.dates = _FIRST + days
        self.outlets = _skewed(self.chance, len(_OUTLETS), articles)
        self.own: dict[str, Any] = {}

    def _days(self, number: int) -> _Ints:
        """Days of a batch in an archive that is read in order of time."""
        return number + self.chance.integers(3, size=self.articles)

    def text(self, first: _Ints, last: _Ints) -> Any:
        """The words from each first to each last, both of them with."""
        pairs = zip(self.starts[first].tolist(), self.ends[last].tolist(), strict=True)
        return pa.array([self.whole[start:end] for start, end in pairs])

    def span(self, article: _Ints, first: _Ints, last: _Ints) -> Any:
        """Spans of articles from word to word."""
        origin = self.starts[self.firsts[article]]
        start, end = (pa.array(x - origin, pa.int32()) for x in (self.starts[first], self.ends[last]))
        return pa.StructArray.from_arrays([start, end, self.text(first, last)], ["start_char", "end_char", "text"])

    def somewhere(self, article: _Ints, length: int = 1) -> _Ints:
        """A word of each article that so many follow."""
        room = self.sizes[article] - length
        return self.firsts[article] + (self.chance.random(len(article)) * room).astype(np.int64)


def tables_of(world: World, seed: int, number: int, articles: int, shuffled: bool = False) -> dict[str, pa.Table]:
    """One batch of made-up readings, as the tables that the writer takes."""
    page = Page(world, seed, number, articles, shuffled)
    owners = {}
    for name, (least, more) in _EACH.items():
        extra = page.chance.multinomial(more * articles, np.full(articles, 1 / articles)) if more else 0
        owners[name] = np.repeat(np.arange(articles), least + extra)
    made = {"article": _articles(page)}
    for name in ("actor", "timex", "quotation", "event", "commitment"):
        article = owners[name]
        rows = {**_place(page, article), "id": _ids(page.chance, name[0], len(article))}
        page.own[name] = (
            np.searchsorted(article, np.arange(articles)),
            np.bincount(article, minlength=articles),
            rows["id"],
        )
        made[name] = rows | _OF[name](page, article)
    return {name: table_of(name, columns) for name, columns in made.items()}


def build(record: Path, *, articles: int, batch: int, seed: int, shuffled: bool = False) -> float:
    """Fill a record; the seconds that it took."""
    began, world = time.monotonic(), World.of(seed)
    with writer.opened(record, batch=batch) as door:
        for number in range(-(-articles // batch)):
            size = min(batch, articles - number * batch)
            day = number * _DAYS * batch // articles
            tables = tables_of(world, seed + number, day, size, shuffled)
            door.add_tables(tables, [_sha256(one) for one in tables["article"]["id"].to_pylist()])
            print(f"{number * batch + size:,} articles, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return time.monotonic() - began


def _articles(page: Page) -> dict[str, Any]:
    """The articles themselves."""
    n, first = page.articles, page.firsts[:-1]
    last = page.firsts[1:] - 1
    texts = page.text(first, last)
    counts = -(-page.sizes // _SENTENCE)
    of = np.repeat(np.arange(n), counts)
    place = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    begin = page.firsts[of] + place * _SENTENCE
    end = np.minimum(begin + _SENTENCE, page.firsts[of + 1]) - 1
    origin = page.starts[page.firsts[of]]
    sentences = pa.StructArray.from_arrays(
        [pa.array(page.starts[begin] - origin, pa.int32()), pa.array(page.ends[end] - origin, pa.int32())],
        ["start_char", "end_char"],
    )
    return {
        "engine": _same(ENGINE, n),
        "page_sha256": pa.array([_sha256(one) for one in page.ids.to_pylist()]),
        "id": page.ids,
        "url": _urls(page),
        "publisher": pa.array(_OUTLETS).take(pa.array(page.outlets)),
        "language": _same("id", n),
        "title": page.text(first, first + _TITLE - 1),
        "published_at": pa.array(page.dates.astype(str)),
        "published_from": _same("input", n),
        "text": texts,
        "text_sha256": pa.array([_sha256(one) for one in texts.to_pylist()]),
        "byline": _lists(np.zeros(n, np.int64), pa.array([], pa.string())),
        "sentences": _lists(counts, sentences),
    }


def _urls(page: Page) -> Any:
    """Addresses with a few words of the title in them."""
    slugs = page.text(page.firsts[:-1], page.firsts[:-1] + 3).to_pylist()
    told = zip(slugs, page.outlets.tolist(), page.dates.astype(str).tolist(), page.ids.to_pylist(), strict=True)
    return pa.array(
        f"https://kabar{outlet}.example/{day[:4]}/{day[5:7]}/{one[-5:]}/{slug.replace(' ', '-')}"
        for slug, outlet, day, one in told
    )


def _place(page: Page, article: _Ints) -> dict[str, Any]:
    """The columns that say which article a datum is of."""
    if "place" not in page.own:
        made = _articles_of(page)
        page.own["place"] = made
    at = pa.array(article)
    rows = {name: column.take(at) for name, column in page.own["place"].items()}
    counts = np.bincount(article, minlength=page.articles)
    position = np.arange(len(article)) - np.repeat(np.cumsum(counts) - counts, counts)
    return {"engine": _same(ENGINE, len(article)), **rows, "position": pa.array(position, pa.int32())}


def _articles_of(page: Page) -> dict[str, Any]:
    """What data repeat of their article."""
    return {
        "article": page.ids,
        "url": _urls(page),
        "publisher": pa.array(_OUTLETS).take(pa.array(page.outlets)),
        "published_at": pa.array(page.dates.astype(str)),
    }


def _actors(page: Page, article: _Ints) -> dict[str, Any]:
    """People, with one or two mentions each."""
    n = len(article)
    who = _skewed(page.chance, _PEOPLE, n)
    counts = 1 + page.chance.integers(2, size=n)
    of = np.repeat(article, counts)
    word = page.somewhere(of)
    forms = pa.array(("name", "pronoun", "nominal")).take(pa.array(page.chance.integers(3, size=len(of))))
    mentions = pa.StructArray.from_arrays([page.span(of, word, word), forms], ["span", "form"])
    page.own["who"] = who
    return {
        "name": page.world.people.take(pa.array(who)),
        "kind": pa.array(_KINDS).take(pa.array(_skewed(page.chance, len(_KINDS), n))),
        "country": pa.array(COUNTRIES).take(pa.array(page.world.lands[who])),
        "mentions": _lists(counts, mentions),
        "rule": _same("made-up.actor", n),
    }


def _times(page: Page, article: _Ints) -> dict[str, Any]:
    """Days near that of the article."""
    word = page.somewhere(article)
    days = (page.dates[article] - page.chance.integers(30, size=len(article))).astype(str)
    day = pa.array(days)
    told = {"type": _same("DATE", len(article)), "value": day, "earliest": day, "latest": day}
    return {"span": page.span(article, word, word), **told, "rule": _same("made-up.timex", len(article))}


def _quotations(page: Page, article: _Ints) -> dict[str, Any]:
    """Stretches of words, each said by an actor of the article."""
    n = len(article)
    begin = page.somewhere(article, _QUOTED + 2)
    one = _one_of(page, "actor", article)
    who = page.own["who"][one]
    return {
        "mode": pa.array(("direct", "indirect", "mixed")).take(pa.array(_skewed(page.chance, 3, n))),
        "content": _lists(np.ones(n, np.int64), page.span(article, begin, begin + _QUOTED - 1)),
        "cue": page.span(article, begin + _QUOTED, begin + _QUOTED),
        "source": page.span(article, begin + _QUOTED + 1, begin + _QUOTED + 1),
        "speaker": page.own["actor"][2].take(pa.array(one)),
        "addressees": _lists(np.zeros(n, np.int64), pa.array([], pa.string())),
        "rule": _same("made-up.quotation", n),
        "score": _scores(page, n),
        "speaker_name": page.world.people.take(pa.array(who)),
        "speaker_country": pa.array(COUNTRIES).take(pa.array(page.world.lands[who])),
    }


def _events(page: Page, article: _Ints) -> dict[str, Any]:
    """Who did what to whom, each with one actor and one recipient of the article."""
    n = len(article)
    kind = pa.array(_skewed(page.chance, len(TYPES), n))
    word = page.somewhere(article)
    trigger = page.span(article, word, word)
    timex, said = _one_of(page, "timex", article), _one_of(page, "quotation", article)
    days = pa.array((page.dates[article] - page.chance.integers(3, size=n)).astype(str))
    date = pa.StructArray.from_arrays(
        [days, days, days, page.own["timex"][2].take(pa.array(timex))], ["value", "earliest", "latest", "timex"]
    )
    return {
        "ontology": _same("plover", n),
        "type": pa.array(TYPES).take(kind),
        "quad": pa.array(_QUADS).take(kind),
        "intensity": pa.array(_INTENSITIES).take(kind),
        "contexts": _lists(np.zeros(n, np.int64), pa.array([], pa.string())),
        "trigger": trigger,
        "mode": _sometimes(page, 0.43, pa.array(_MODES).take(pa.array(_skewed(page.chance, len(_MODES), n)))),
        "mentions": _some(page, 0.17, trigger),
        **_side(page, "actor", article),
        **_side(page, "recipient", article),
        "date": _sometimes(page, 0.34, date),
        "quotation": _sometimes(page, 0.38, page.own["quotation"][2].take(pa.array(said))),
        "status": pa.array(STATUSES).take(pa.array(_skewed(page.chance, len(STATUSES), n))),
        "rule": pa.array([f"made-up.event.{number}" for number in range(40)]).take(
            pa.array(_skewed(page.chance, 40, n))
        ),
        "score": _scores(page, n),
    }


def _side(page: Page, side: str, article: _Ints) -> dict[str, Any]:
    """One side of each event."""
    one = _one_of(page, "actor", article)
    who, word, ones = page.own["who"][one], page.somewhere(article), np.ones(len(article), np.int64)
    part = pa.StructArray.from_arrays(
        [page.own["actor"][2].take(pa.array(one)), page.span(article, word, word)], ["actor", "span"]
    )
    return {
        f"{side}s": _lists(ones, part),
        f"{side}_names": _lists(ones, page.world.people.take(pa.array(who))),
        f"{side}_countries": _lists(ones, pa.array(COUNTRIES).take(pa.array(page.world.lands[who]))),
    }


def _commitments(page: Page, article: _Ints) -> dict[str, Any]:
    """What an actor of the article has bound itself to."""
    n, ones = len(article), np.ones(len(article), np.int64)
    begin, one = page.somewhere(article, 8), _one_of(page, "actor", article)
    who = page.own["who"][one]
    none = _lists(np.zeros(n, np.int64), pa.array([], pa.string()))
    return {
        "kind": pa.array(("pledge", "demand", "offer", "threat")).take(pa.array(_skewed(page.chance, 4, n))),
        "holder": _lists(ones, page.own["actor"][2].take(pa.array(one))),
        "addressee": none,
        "content": page.span(article, begin, begin + 7),
        "rule": _same("made-up.commitment", n),
        "score": _scores(page, n),
        "holder_names": _lists(ones, page.world.people.take(pa.array(who))),
        "holder_countries": _lists(ones, pa.array(COUNTRIES).take(pa.array(page.world.lands[who]))),
        "addressee_names": none,
        "addressee_countries": none,
    }


_OF = {"actor": _actors, "timex": _times, "quotation": _quotations, "event": _events, "commitment": _commitments}


def _one_of(page: Page, name: str, article: _Ints) -> _Ints:
    """The row of one datum of that kind in each article."""
    first, counts, _ = page.own[name]
    picked: _Ints = first[article] + (page.chance.random(len(article)) * counts[article]).astype(np.int64)
    return picked


def _made_words(chance: Any, many: int) -> list[str]:
    """Different words of two to four syllables."""
    syllables = [first + vowel for first in "bcdghjklmnprstwy" for vowel in "aiueo"]
    found: dict[str, None] = {}
    while len(found) < many:
        size = int(chance.integers(2, 5))
        found["".join(syllables[one] for one in chance.integers(len(syllables), size=size))] = None
    return list(found)


def _skewed(chance: Any, kinds: int, many: int) -> _Ints:
    """Numbers below `kinds`, the low ones more often, as words and names of news are."""
    found: _Ints = (kinds ** chance.random(many)).astype(np.int64) - 1
    return found


def _ids(chance: Any, letter: str, many: int) -> Any:
    """Ids of data: a letter and ten hex digits."""
    data = np.empty((many, 12), np.uint8)
    data[:, :2] = np.frombuffer(f"{letter}-".encode(), np.uint8)
    data[:, 2:] = np.frombuffer(chance.bytes(5 * many).hex().encode(), np.uint8).reshape(many, 10)
    offsets = np.arange(0, 12 * (many + 1), 12, dtype=np.int32)
    return pa.StringArray.from_buffers(many, pa.py_buffer(offsets.tobytes()), pa.py_buffer(data.tobytes()))


def _scores(page: Page, many: int) -> Any:
    """Scores as calibration gives them: a few hundred values."""
    return pa.array(np.round(0.5 + page.chance.random(many) / 2, 2))


def _lists(counts: _Ints, values: Any) -> Any:
    """Lists of so many values each."""
    return pa.ListArray.from_arrays(pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32()), values)


def _sometimes(page: Page, share: float, values: Any) -> Any:
    """Values, of which this share is told and the rest is null."""
    return pc.if_else(pa.array(page.chance.random(len(values)) < share), values, pa.nulls(len(values), values.type))


def _some(page: Page, share: float, values: Any) -> Any:
    """Lists of one value in this share of rows, of none in the rest."""
    told = page.chance.random(len(values)) < share
    return _lists(told.astype(np.int64), values.filter(pa.array(told)))


def _same(value: str, many: int) -> Any:
    """One value many times."""
    return pa.array([value]).take(pa.array(np.zeros(many, np.int64)))


def _sha256(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Fill a record with made-up articles."""
    parser = argparse.ArgumentParser(prog="python -m kawat.evaluation.synthetic", description=main.__doc__)
    parser.add_argument("record", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=10_000, help="articles that are made safe at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shuffled", action="store_true", help="dates in no order; usual: read in order of time")
    given = parser.parse_args(arguments)
    build(given.record, articles=given.articles, batch=given.batch, seed=given.seed, shuffled=given.shuffled)
    return 0


if __name__ == "__main__":
    sys.exit(main())
