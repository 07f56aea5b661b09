"""Needles: a text that holds none of them has no match, whatever the pattern."""

from __future__ import annotations

import re
import tomllib

import pytest

from kawat.extract.engine import load_engine
from kawat.knowledge.files import PACKAGE
from kawat.knowledge.needles import may_match, needles

LANGUAGES = ("en", "id", "ms")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"Baca juga\s?:", ("Baca juga",)),
        (r"\b[Dd]ikutip(?: dari)?", ("Dikutip", "dikutip")),
        (r"(?:Foto|Dok\.?)\s?:", ("Dok", "Foto")),
        (r"(?<=[.!?] )[A-Z][^\n]{3,80}\((?:kiri|kanan)\)", ("anan", "iri")),  # the parser takes the shared k out
        (r"(?:abc)+|(?:abd){2}", ("abc", "abd")),
        (r"(?:abc)*|(?:abd)?", ()),
        (r"(?=Baca)\w+", ()),
        (r"(?i:Baca) juga", (" juga",)),
        (r"(?i)baca juga", ()),
        (r"[^B]aca\d", ("aca",)),
        (r"(?:Iklan|ab)", ()),
        ("[Aa][Bb][Cc][Dd][Ee][Ff]" * 9, ("DEF", "DEf", "DeF", "Def", "dEF", "dEf", "deF", "def")),
    ],
)
def test_one_of_the_needles_stands_in_every_match(pattern, found):
    assert needles(re.compile(pattern)) == found


def test_no_match_is_missed_for_want_of_a_needle():
    """Over all rules of all languages and all example sentences of the knowledge."""
    texts = list(_examples())
    rules = [rule for code in LANGUAGES for rule in _rules(load_engine(model=None).knowledge(code))]
    told = [rule for rule in rules if rule.needles]
    matches = [(rule, text) for rule in told for text in texts if rule.pattern.search(text)]

    assert len(texts) > 2_000
    assert len(told) > 100
    assert len(matches) > 500
    assert [(rule.id, text) for rule, text in matches if not may_match(rule.needles, text)] == []


def _rules(knowledge):
    return (*knowledge.zones.rules, *knowledge.wire.before)


def _examples():
    """Every string in the tables of the knowledge that is long enough to be a sentence."""
    for path in sorted(path for folder in PACKAGE for path in folder.glob("*/*.toml")):
        yield from filter(_is_sentence, _strings(tomllib.loads(path.read_text(encoding="utf-8"))))


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _is_sentence(text):
    return text.count(" ") > 2 and "(?" not in text
