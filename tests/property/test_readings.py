"""What holds for every reading, whatever the article."""

import json
from dataclasses import fields, is_dataclass, replace
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

import kawat
from kawat.evaluation.gold import read_gold
from kawat.extract.engine import Engine, load_engine
from kawat.extract.pipeline import read_page
from kawat.records import RawPage, Reading, Rejection, Span
from tests.tools.golden import ARTICLES, SAMPLES, articles

ENGINE = load_engine()
SENTENCES = sorted(
    {
        line
        for path in ARTICLES.glob("*.json")
        for line in json.loads(path.read_text(encoding="utf-8"))["text"].split("\n")
    }
)
ODDITIES = [
    "\u200f",
    "😀",
    "e\u0301",
    "\t",
    "\n\n",
    '"',
    "“",
    "”",
    "(",
    ")",
    ": ",
    "... ",
    "1/2/",
    "AS",
    "\x0c",
    "ﬁ",
    "katanya.",
]


def spans_of(value):
    """Every span inside a value."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        yield from chain.from_iterable(map(spans_of, value))
    elif is_dataclass(value):
        yield from chain.from_iterable(spans_of(getattr(value, field.name)) for field in fields(value))


def page_of(text, language="id"):
    return RawPage(body=text, media_type="application/json", id="x", published="2021-05-21", language=language)


broken_news = st.lists(
    st.sampled_from(SENTENCES) | st.sampled_from(ODDITIES) | st.text(max_size=30), max_size=25
).flatmap(lambda parts: st.sampled_from([" ", "\n", ""]).map(lambda glue: glue.join(parts)))


@settings(max_examples=60, deadline=None)
@given(broken_news, st.sampled_from(["id", "ms", "en"]))
def test_any_text_gives_a_reading_or_a_rejection_and_every_span_is_its_slice(text, language):
    item = read_page(page_of(text, language), ENGINE)

    assert isinstance(item, Reading | Rejection)
    for span in spans_of(item):
        assert item.article.text[span.start_char : span.end_char] == span.text
        assert span.text


@settings(max_examples=60, deadline=None)
@given(broken_news)
def test_every_reference_inside_a_reading_has_its_target(text):
    item = read_page(page_of(text), ENGINE)

    if isinstance(item, Reading):
        check_references(item)


def check_references(reading):
    """Every id that a datum refers to is the id of one datum of the reading; ids are unique."""
    groups = {
        name: [one.id for one in getattr(reading, name)] for name in ("actors", "timexes", "quotations", "events")
    }
    for name, ids in groups.items():
        assert len(ids) == len(set(ids)), name
    actors, times = {None, *groups["actors"]}, {None, *groups["timexes"]}
    quotations, events = {None, *groups["quotations"]}, {None, *groups["events"]}
    assert {q.speaker for q in reading.quotations} <= actors
    assert {who for q in reading.quotations for who in q.addressees} <= actors
    assert {part.actor for e in reading.events for part in e.actors + e.recipients} <= actors
    assert {e.date.timex for e in reading.events if e.date} <= times
    assert {x.quotation for x in (*reading.events, *reading.commitments)} <= quotations
    assert {who for c in reading.commitments for who in c.holder + c.addressee} <= actors
    assert {c.event for c in reading.commitments} <= events


def test_references_of_the_samples_have_their_targets():
    for path in articles():
        check_references(kawat.read(path))


def test_a_new_engine_gives_the_same_bytes():
    for path in articles():
        again = read_page(replace(page_of(kawat.read(path).article.text), id=path.stem, language=None), Engine())
        once = read_page(replace(page_of(kawat.read(path).article.text), id=path.stem, language=None), ENGINE)
        assert repr(again) == repr(once)


def test_scores_are_probabilities():
    for path in articles():
        reading = kawat.read(path)
        scores = [one.score for one in (*reading.quotations, *reading.events, *reading.commitments)]
        assert [score for score in scores if not 0 <= score <= 1] == []


def test_gold_of_the_samples_speaks_of_the_texts_that_are_read():
    texts = {article.id: article.text for article in (kawat.read(path).article for path in articles())}
    for one in read_gold(SAMPLES / "gold.jsonl").values():
        for stretch in (*one.boilerplate, *one.wire, *one.times):
            assert texts[one.article][stretch.start : stretch.end] == stretch.exact


def test_the_samples_are_there():
    assert len(list(ARTICLES.iterdir())) >= 14


FRAGMENTS = [
    "kata",
    "Iran",
    "Czech",
    "ratuCzech",
    ":",
    '"',
    "katanya",
    "Menteri Luar Negeri",
    "jika",
    "12/6",
    "-",
    "\n",
    "AS",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8),
    st.sampled_from([" ", ""]),
    st.sampled_from(["id", "ms", "en"]),
)
def test_bits_of_sentences_are_read_too(parts, glue, language):
    text = glue.join(parts)
    assert isinstance(
        read_page(replace(page_of(text, language), title=text.strip() or None), ENGINE), Reading | Rejection
    )
