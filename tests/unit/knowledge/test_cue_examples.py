"""Every quotation rule finds its examples and passes over its counterexamples."""

from __future__ import annotations

from functools import cache, partial

import pytest

from kawat.extract.engine import load_engine
from kawat.extract.pipeline import read_page
from kawat.knowledge.cues import CueFile
from kawat.knowledge.files import DATA, languages, read_toml
from kawat.records import RawPage

RULES = [(code, rule) for code in languages() for rule in read_toml(DATA / code / "cues.toml", CueFile).rule]
EXAMPLES = [
    pytest.param(code, rule.id, example, id=f"{code}/quotation/{rule.id}-{number}")
    for code, rule in RULES
    for number, example in enumerate(rule.examples)
]
COUNTEREXAMPLES = [
    pytest.param(code, rule.id, text, id=f"{code}/quotation/{rule.id}-not-{number}")
    for code, rule in RULES
    for number, text in enumerate(rule.counterexamples)
]
engine = cache(partial(load_engine, model=None))


def quotations(text, code, rule):
    page = RawPage(body=text, media_type="application/json", published="2024-03-04", language=code)
    return [q for q in read_page(page, engine()).quotations if q.rule == f"{code}/quotation/{rule}"]


@pytest.mark.parametrize(("code", "rule", "example"), EXAMPLES)
def test_a_rule_finds_its_example(code, rule, example):
    found = {tuple(span.text for span in q.content): q for q in quotations(example.text, code, rule)}

    quotation = found.get(example.found)
    assert quotation is not None, f"found {list(found)}"
    assert example.cue in (None, quotation.cue and quotation.cue.text)
    assert example.source in (None, quotation.source and quotation.source.text)


@pytest.mark.parametrize(("code", "rule", "text"), COUNTEREXAMPLES)
def test_a_rule_passes_over_its_counterexample(code, rule, text):
    assert quotations(text, code, rule) == []
