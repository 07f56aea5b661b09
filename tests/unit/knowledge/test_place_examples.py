"""The examples of places.toml, read as an event would be placed: what a phrase names, where it lies, how precisely."""

from __future__ import annotations

from functools import cache

import pytest

from kawat.extract.event_atlas import Atlas
from kawat.extract.pipeline import outline_of
from kawat.knowledge.files import DATA, languages, read_toml
from kawat.knowledge.load import load_knowledge
from kawat.knowledge.places import PlaceWords
from tests.tools.articles import article_of

EXAMPLES = [
    pytest.param(code, example, id=f"{code}-{number}")
    for code in languages()
    for number, example in enumerate(read_toml(DATA / code / "places.toml", PlaceWords).examples)
]
knowledge_of = cache(load_knowledge)


def place_in(code, text):
    """The first place that the last sentence tells after a preposition."""
    knowledge = knowledge_of(code)
    outline = outline_of(article_of(text, language=code), knowledge)
    ends = knowledge.events.sets["relative"] | knowledge.events.sets["joining"] - {","}
    atlas = Atlas(outline.article, outline.lines, outline.cast, knowledge.places, knowledge.actors, ends)
    words = outline.lines[-1].tokens
    asking = knowledge.places.words["inside"]
    found = (atlas.phrase(words, index + 1) for index, word in enumerate(words) if word.lower in asking)
    return next((place for place in found if place is not None), None)


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_an_example_tells_its_place(code, example):
    place = place_in(code, example.text)
    if example.name is None:
        assert place is None
        return
    assert place is not None
    assert (place.name, place.country, place.precision) == (example.name, example.country, example.precision)
    if example.near is None:
        assert (place.latitude, place.longitude) == (None, None)
    else:
        assert (round(place.latitude), round(place.longitude)) == example.near


@pytest.mark.parametrize("code", languages())
def test_a_language_has_thirty_examples(code):
    assert len(read_toml(DATA / code / "places.toml", PlaceWords).examples) >= 30
