"""Every time rule finds its examples and passes over its counterexamples."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import pytest

from kawat.extract.page import Line
from kawat.extract.timex import find_timexes
from kawat.knowledge import timex
from tests.tools.articles import article_of

LANGUAGES = ("en", "id", "ms")
knowledge_of = cache(timex.load)


def timexes_in(text, language, published):
    article = article_of(text, language=language, published_at=published)
    line = Line(index=0, start_char=0, end_char=len(text), zone="body", paragraph=0, tokens=())
    return find_timexes(article, (line,), SimpleNamespace(timex=knowledge_of(language)))


def own_rules(language):
    return [ready for ready in knowledge_of(language).rules if ready.id.startswith(f"{language}/")]


EXAMPLES = [
    pytest.param(language, ready.id, example, id=f"{ready.id}-{number}")
    for language in LANGUAGES
    for ready in own_rules(language)
    for number, example in enumerate(ready.rule.examples)
]
INHERITED = [
    pytest.param(language, example.rule, example, id=f"{language}: {example.rule}-{number}")
    for language in LANGUAGES
    for number, example in enumerate(knowledge_of(language).examples)
]
COUNTEREXAMPLES = [
    pytest.param(language, ready.id, text, id=f"{ready.id}-{number}")
    for language in LANGUAGES
    for ready in own_rules(language)
    for number, text in enumerate(ready.rule.counterexamples)
]


@pytest.mark.parametrize(("language", "rule", "example"), EXAMPLES + INHERITED)
def test_a_rule_finds_its_example(language, rule, example):
    published = example.published or knowledge_of(language).published
    found = [(t.span.text, t.value) for t in timexes_in(example.text, language, published) if t.rule == rule]

    assert (example.found, example.value) in found


@pytest.mark.parametrize(("language", "rule", "text"), COUNTEREXAMPLES)
def test_a_rule_passes_over_its_counterexample(language, rule, text):
    found = [t.span.text for t in timexes_in(text, language, knowledge_of(language).published) if t.rule == rule]

    assert not found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_brings_a_sentence_that_tests_it(language):
    bare = [ready.id for ready in own_rules(language) if not (ready.rule.examples or ready.rule.counterexamples)]

    assert not bare
