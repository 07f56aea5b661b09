"""Rules of single outlets: every example of every rule, and that another outlet's page is left alone."""

from functools import cache
from types import SimpleNamespace

import pytest

from kawat.errors import KnowledgeError
from kawat.extract.zones import find_zones
from kawat.knowledge import zones
from kawat.knowledge.files import with_added
from kawat.knowledge.outlet_rules import read_outlet_rules, rules_at
from kawat.knowledge.outlets import outlet_at
from tests.tools.articles import article_of

ENTRIES = read_outlet_rules()
RULES = [(host, rule) for host, entry in ENTRIES.items() for rule in entry.rules]
EXAMPLES = [
    pytest.param(host, rule, example, id=f"{host}/{rule.id}-{number}")
    for host, rule in RULES
    for number, example in enumerate(rule.examples)
]
OTHERS = [
    pytest.param(host, rule, text, id=f"{host}/{rule.id}-{number}")
    for host, rule in RULES
    for number, text in enumerate(rule.counterexamples)
]
knowledge_of = cache(lambda code: SimpleNamespace(zones=zones.load(code)))


def zones_at(host, text):
    """What stands beside the article's own words on a page of the outlet, with the kind."""
    language = "en" if text.startswith("It rained") else outlet_at(host).languages[0]
    article = article_of(text, language=language, url=f"https://www.{host}/a")
    found = find_zones(article, knowledge_of(language))
    return [(zone.kind, text[zone.start_char : zone.end_char]) for zone in found if zone.kind != "body"]


@pytest.mark.parametrize(("host", "rule", "example"), EXAMPLES)
def test_a_rule_finds_its_example(host, rule, example):
    assert zones_at(host, example.text) == [(rule.kind, found) for found in example.found]


@pytest.mark.parametrize(("host", "rule", "text"), OTHERS)
def test_a_rule_passes_over_its_counterexample(host, rule, text):
    own = next(each for each in rules_at(host) if each.id == f"{host}/zones/{rule.id}")
    assert own.pattern.search(text) is None


def test_every_rule_has_an_example():
    assert [(host, rule.id) for host, rule in RULES if not rule.examples] == []


def test_a_rule_counts_on_the_pages_of_its_outlet_alone():
    text = "Hujan turun. (Z-1)"
    assert zones_at("m.mediaindonesia.com", text) == [("credit", "(Z-1)")]
    assert zones_at("kompas.com", text) == []


@pytest.mark.parametrize(
    "text",
    [
        'source = "x"\n[[outlets]]\nhost = "kabar.example"\n',
        'source = "x"\n[[outlets]]\nhost = "detik.com"\n[[outlets.rules]]\nid = "a"\nkind = "ad"\npattern = "("\nsource = "x"\n',
        'source = "x"\n[[outlets]]\nhost = "detik.com"\nrules = 1\n',
    ],
)
def test_a_broken_entry_is_a_fault(tmp_path, text):
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "outlet_rules.toml").write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match="outlet_rules"):
        read_outlet_rules(with_added([tmp_path]))
