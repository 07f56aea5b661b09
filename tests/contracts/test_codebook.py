"""The codebook has an entry for every code, Kawat reads its sentences as it says, and the pages are up to date."""

import subprocess
import sys
from collections import Counter
from typing import get_args

import pytest

import kawat
from kawat.extract import events
from kawat.knowledge import codebook
from kawat.records import CommitmentKind, EventStatus, Polarity
from tests.tools.codebook import INTERFACES, page_path, page_text

BOOK = codebook.load()
LANGUAGES = ("id", "en")
ENTRIES = [pytest.param(entry, id=f"{entry.layer}-{entry.name}") for entry in BOOK.entries]
EXAMPLES = [
    pytest.param(entry, example, id=f"{entry.layer}-{entry.name}-{example.language}-{number}")
    for entry in BOOK.entries
    for number, example in enumerate(entry.examples)
]


def names(layer):
    return [entry.name for entry in BOOK.entries if entry.layer == layer]


def reading_of(example):
    return kawat.read_text(example.text, language=example.language, published="2031-03-04", model=None)


def shown(entry, reading):
    """What a reading says, as examples write it: its commitments for their kinds and polarities, else its events."""
    names = {actor.id: actor.name for actor in reading.actors}
    if entry.layer in ("commitment", "polarity"):
        return tuple(commitment_shown(one, names) for one in reading.commitments)
    return tuple(event_shown(one, names) for one in reading.events)


def event_shown(event, names):
    mode = f"/{event.mode}" if event.mode else ""
    actors, recipients = (", ".join(names[p.actor] for p in side) for side in (event.actors, event.recipients))
    return f"{event.type}{mode} {event.status}: {actors}" + (f" > {recipients}" if recipients else "")


def commitment_shown(one, names):
    holder, addressee = (", ".join(names[actor] for actor in side) for side in (one.holder, one.addressee))
    condition = f" [{one.condition.polarity}: {one.condition.span.text}]" if one.condition else ""
    return f"{one.kind}: {holder}" + (f" > {addressee}" if addressee else "") + f": {one.content.text}{condition}"


def is_of(entry, told):
    """Whether what an example shows is of the entry's code."""
    head = told.partition(":")[0]
    kind, _, status = head.partition(" ")
    return {
        "type": kind.partition("/")[0] == entry.id,
        "mode": kind == entry.name,
        "status": status == entry.id,
        "commitment": head == entry.id,
        "polarity": f"[{entry.id}: " in told,
    }[entry.layer]


@pytest.mark.parametrize(("entry", "example"), EXAMPLES)
def test_a_sentence_is_read_as_the_codebook_says(entry, example, monkeypatch):
    if entry.left_out:
        monkeypatch.setattr(events, "LEFT_OUT", frozenset())
    assert shown(entry, reading_of(example)) == example.shows
    assert any(is_of(entry, told) for told in example.shows)


@pytest.mark.parametrize(("entry", "example"), [e for e in EXAMPLES if e.values[0].left_out])
def test_a_status_that_is_left_out_does_not_enter_a_reading(entry, example):
    assert [event.status for event in reading_of(example).events if event.status == entry.id] == []


def test_every_code_has_its_entry():
    assert Counter(names("type")) == Counter(list(BOOK.types))
    assert Counter(names("mode")) == Counter(f"{kind.id}/{m.id}" for kind in BOOK.types.values() for m in kind.modes)
    assert Counter(names("status")) == Counter(get_args(EventStatus))
    assert Counter(names("commitment")) == Counter(get_args(CommitmentKind))
    assert Counter(names("polarity")) == Counter(get_args(Polarity))


def test_the_statuses_that_are_left_out_are_said_to_be():
    assert {entry.id for entry in BOOK.entries if entry.left_out} == events.LEFT_OUT
    assert all(entry.limits for entry in BOOK.entries if entry.left_out)


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_has_three_sentences_of_each_language(entry):
    counted = Counter(example.language for example in set(entry.examples))
    assert all(counted[language] >= 3 for language in LANGUAGES)


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_speaks_every_language_of_the_interface(entry):
    texts = [entry.definition, *entry.borderline, *entry.differences, *entry.limits]
    assert [text for text in texts if not all(text.get(code, "").strip() for code in INTERFACES)] == []


def test_the_version_is_that_of_the_newest_change():
    assert BOOK.overview.change[0].version == BOOK.overview.version


@pytest.mark.parametrize("interface", INTERFACES)
def test_a_page_is_what_the_entries_say(interface):
    assert page_path(interface).read_text(encoding="utf-8") == page_text(interface), "run `make codebook`"


def test_reading_an_article_loads_no_codebook():
    look = "import sys, kawat\nkawat.read_text('Ani pergi.', model=None, language='id')\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert "kawat.knowledge.events" in done.stdout.split()
    assert [name for name in done.stdout.split() if name.endswith("codebook")] == []
