"""Scores of words become hints: the best run of labels, links, probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from kawat.extract.encoder.decode import decode
from kawat.extract.encoder.hints import Hints
from kawat.extract.encoder.labels import HEADS, SLICES
from tests.tools.oracle import Answers, Told
from tests.tools.sights import sight

TEXT = "Narvia menolak tuntutan Oskara. Hari ini hujan turun di Lima."


def hints(*told, text=TEXT, outside=None):
    seen = sight(text)
    return decode(seen, Answers(seen, told), outside or {})


def said(hint, text=TEXT):
    return hint.label, text[hint.start_char : hint.end_char]


def test_nothing_is_hinted_where_nothing_is_seen():
    assert hints() == Hints()
    assert decode(sight(""), None, {}) == Hints()


def test_an_event_has_type_status_and_parties():
    (event,) = hints(
        Told("event", "REJECT", "menolak", (("actor", "Narvia"), ("recipient", "Oskara")), status="denied")
    ).events
    assert said(event) == ("REJECT", "menolak")
    assert event.status[0] == "denied"
    assert [(one.link, TEXT[one.start_char : one.end_char]) for one in event.linked] == [
        ("actor", "Narvia"),
        ("recipient", "Oskara"),
    ]
    assert event.score > 0.9


def test_links_of_another_kind_of_anchor_are_left_out():
    (event,) = hints(Told("event", "REJECT", "menolak", (("holder", "Narvia"),))).events
    assert event.linked == ()


def test_neighbouring_spans_stay_apart():
    found = hints(Told("name", "country", "Narvia"), Told("name", "person", "menolak tuntutan")).names
    assert [said(hint) for hint in found] == [("country", "Narvia"), ("person", "menolak tuntutan")]


def test_zones_are_runs_of_one_label():
    assert [said(hint) for hint in hints(Told("zone", "promo", "Hari ini hujan")).zones] == [
        ("promo", "Hari ini hujan")
    ]


def test_an_inside_without_its_beginning_is_no_span():
    seen = sight(TEXT)
    answers = Answers(seen, ())
    column = SLICES["quote"].start + HEADS["quote"].index("I-direct")
    answers.labels[2, SLICES["quote"]] = np.log(0.01)
    answers.labels[2, column] = np.log(0.9)
    assert decode(seen, answers, {}).quotations == ()


def test_leaning_outside_drops_the_doubtful():
    doubtful = Told("event", "REJECT", "menolak", sure=0.5)
    assert len(hints(doubtful).events) == 1
    assert hints(doubtful, outside={"event": 3.0}).events == ()


def test_probabilities_are_probabilities():
    for hint in hints(Told("event", "REJECT", "menolak"), Told("quote", "indirect", "hujan turun di Lima")).events:
        assert 0 <= hint.score <= 1


@pytest.mark.parametrize("text", ["x", "。。。", "а б в", "a " * 3000])
def test_any_text_decodes(text):
    assert hints(text=text) == Hints()
