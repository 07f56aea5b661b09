"""Articles with faults: nothing is lost, nobody is invented as a speaker, quotations do not cross."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kawat
from kawat.evaluation.changes import CHANGES, Changed
from kawat.records import NOT_THE_ARTICLES_WORDS
from tests.tools.golden import articles

FIRST = [
    "Ani",
    "Budi",
    "Citra",
    "Dewi",
    "Eko",
    "Fajar",
    "Gita",
    "Hadi",
    "Indah",
    "Joko",
    "Karta",
    "Lina",
    "Maya",
    "Nanda",
    "Oka",
]
LAST = [
    "Abadi",
    "Bakti",
    "Cahya",
    "Darma",
    "Eka",
    "Firda",
    "Guna",
    "Harja",
    "Ismaya",
    "Jaya",
    "Kusuma",
    "Laksa",
    "Mulya",
    "Nugra",
    "Okta",
    "Pratama",
    "Raharja",
    "Sasmita",
    "Tirta",
    "Utama",
]
NAMES = ", ".join(f"{first} {last}" for first in FIRST for last in LAST)
BAD = {
    "never closes": 'Harga naik, kata warga. "Kami siap dan tidak akan mundur. ' + "Hujan turun di kota itu. " * 80,
    "a hundred nested": "“" * 100 + "Kami siap" + "”" * 100 + " Hujan turun di kota.",
    "all quotation": '"' + "Kami siap bekerja sama dengan semua pihak. " * 60 + '"',
    "contradictory dates": "Senin (31/2/2025), Selasa (12/13/2024), besok Rabu kemarin, 5 Mei 2023, hujan turun di kota.",
    "300 names": f"Rapat itu dihadiri {NAMES}. Hujan turun.",
    "2000 words": "Presiden Iran bertemu utusan Turki dan " * 334 + "pulang.",
}


def read(text, language="id"):
    return kawat.read_text(text, language=language, published="2025-06-12", model=None)


def check(reading):
    """Every character that is no blank lies in a sentence or in what is marked as no part of the article; and so on."""
    text = reading.article.text
    asides = [z for z in reading.article.zones if z.kind in NOT_THE_ARTICLES_WORDS]
    kept = {place for part in (*reading.sentences, *asides) for place in range(part.start_char, part.end_char)}
    assert [place for place, sign in enumerate(text) if not sign.isspace() and place not in kept] == []
    stretches = sorted({(s.start_char, s.end_char) for q in reading.quotations for s in q.content})
    for (low, high), (start, end) in pairwise(stretches):
        assert start >= high or end <= high or low == start, "two quotations cross"
    people = {actor.id: actor for actor in reading.actors}
    assert all(people[q.speaker].mentions for q in reading.quotations if q.speaker)


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_bad_input_loses_nothing(text):
    check(read(text))


@pytest.mark.parametrize("name", ["a hundred nested", "all quotation", "contradictory dates", "2000 words"])
def test_nobody_is_invented_as_speaker(name):
    assert {q.speaker for q in read(BAD[name]).quotations} <= {None}


def test_a_quotation_that_never_closes_swallows_no_article():
    assert all(len(s.text) < 100 for q in read(BAD["never closes"]).quotations for s in q.content)


def test_a_list_of_300_names_names_nobody_else():
    people = {actor.name for actor in read(BAD["300 names"]).actors}
    assert len(people) > 100
    assert people <= set(NAMES.split(", "))


TEXTS = [kawat.read(path).article for path in articles()]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(sorted(CHANGES)), st.text(alphabet="ab", max_size=3))
def test_any_change_of_an_article_loses_nothing(article, name, seed):
    reading = read(Changed(article.text, CHANGES[name](article.text, seed)).text, article.language)
    check(reading)
    for quotation in reading.quotations:
        for span in quotation.content:
            assert reading.article.text[span.start_char : span.end_char] == span.text
