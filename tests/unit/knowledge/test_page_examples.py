"""Rules about zones, datelines, sources, sentences and languages find their examples and pass over the rest."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import pytest

from kawat.extract.language import identify
from kawat.extract.segment import segment
from kawat.extract.wire import find_wire
from kawat.extract.zones import find_zones
from kawat.knowledge import langid, sentence, wire, zones
from kawat.knowledge.files import DATA, read_toml
from kawat.records import NOT_THE_ARTICLES_WORDS
from tests.tools.articles import article_of

LANGUAGES = ("en", "id", "ms")


@cache
def knowledge_of(code):
    return SimpleNamespace(language=code, zones=zones.load(code), wire=wire.load(code), sentence=sentence.load(code))


def entries(file, shape):
    return [(code, rule) for code in LANGUAGES for rule in read_toml(DATA / code / file, shape).rules]


def cases(rules, field):
    return [
        pytest.param(code, rule, case, id=f"{code}/{rule.id}-{number}")
        for code, rule in rules
        for number, case in enumerate(getattr(rule, field))
    ]


BOILERPLATE = entries("boilerplate.toml", zones.BoilerplateFile)
DATELINES = entries("dateline.toml", zones.DatelineFile)
WIRES = entries("wire.toml", wire.WireFile)


def marked(text, code, kinds):
    found = find_zones(article_of(text), knowledge_of(code))
    return tuple(text[zone.start_char : zone.end_char] for zone in found if zone.kind in kinds)


def sources(text, code):
    return tuple(f"{one.agency}: {one.span.text}" for one in find_wire(article_of(text), knowledge_of(code)))


@pytest.mark.parametrize(("code", "rule", "example"), cases(BOILERPLATE, "examples"))
def test_what_is_not_the_article_is_marked(code, rule, example):
    assert marked(example.text, code, NOT_THE_ARTICLES_WORDS) == example.found


@pytest.mark.parametrize(("code", "rule", "text"), cases(BOILERPLATE, "counterexamples"))
def test_the_articles_own_words_are_not_marked(code, rule, text):
    assert marked(text, code, NOT_THE_ARTICLES_WORDS) == ()


@pytest.mark.parametrize(("code", "rule", "example"), cases(DATELINES, "examples"))
def test_a_dateline_is_found_where_the_body_begins(code, rule, example):
    assert marked(example.text, code, {"dateline"}) == example.found


@pytest.mark.parametrize(("code", "rule", "text"), cases(DATELINES, "counterexamples"))
def test_a_form_of_the_dateline_passes_over_its_counterexample(code, rule, text):
    (ready,) = (r for r in knowledge_of(code).zones.datelines if r.id == f"{code}/zones/{rule.id}")
    assert ready.pattern.match(text) is None


@pytest.mark.parametrize(("code", "rule", "example"), cases(WIRES, "examples"))
def test_a_source_is_named_with_its_words(code, rule, example):
    assert sources(example.text, code) == example.found


@pytest.mark.parametrize(("code", "rule", "text"), cases(WIRES, "counterexamples"))
def test_no_source_is_made_of_other_names(code, rule, text):
    assert sources(text, code) == ()


@pytest.mark.parametrize(
    ("code", "rule"), [*BOILERPLATE, *DATELINES, *WIRES], ids=lambda value: getattr(value, "id", value)
)
def test_every_rule_brings_both_kinds_of_example(code, rule):
    assert rule.examples
    assert rule.counterexamples


SENTENCES = [
    pytest.param(code, example, id=f"{code}-{number}")
    for code in LANGUAGES
    for number, example in enumerate(read_toml(DATA / code / "sentence.toml", sentence.SentenceFile).examples)
]
TEXTS = [
    pytest.param(example, id=f"{code}-{number}")
    for code in LANGUAGES
    for number, example in enumerate(read_toml(DATA / code / "langid.toml", langid.LangidFile).examples)
]


@pytest.mark.parametrize(("code", "example"), SENTENCES)
def test_a_text_is_cut_into_its_sentences(code, example):
    lines = segment(article_of(example.text), knowledge_of(code))
    assert tuple(example.text[line.start_char : line.end_char] for line in lines) == example.sentences


@pytest.mark.parametrize("example", TEXTS)
def test_a_text_shows_its_language(example):
    assert (identify(example.text) or "") == example.language
