"""Every entry of the knowledge says where it comes from, every file is read, every rule that speaks is written down."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

import kawat
from kawat.extract.encoder.labels import TYPES
from kawat.extract.engine import Engine
from kawat.extract.language import identify
from kawat.ids import MODEL_RULE, is_models
from kawat.knowledge import codebook, langid
from kawat.knowledge.events import ONTOLOGY, Ontology
from kawat.knowledge.files import DATA, languages, read_toml
from kawat.knowledge.outlet_rules import read_outlet_rules
from kawat.knowledge.pages import read_pages
from kawat.knowledge.rules import find_rule
from kawat.knowledge.who import Almanac
from tests.tools.golden import articles

TABLES = sorted(DATA.rglob("*.tsv"))
RULES = sorted(DATA.rglob("*.toml"))
WHOLE = ("boilerplate", "commitments", "dateline", "timex", "wire")


def named(path: Path) -> str:
    return path.relative_to(DATA).as_posix()


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_a_table_gives_the_source_of_every_row(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if any(line.startswith("# source: ") for line in lines):
        return
    header, *rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    place = header.index("source")
    assert [row for row in rows if len(row) <= place or not row[place].strip()] == []


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_the_rows_of_a_table_stand_in_order_of_their_first_column(path):
    _, *rows = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    keys = [row.partition("\t")[0] for row in rows]
    assert keys == sorted(keys)


def test_every_file_is_read(monkeypatch):
    seen, read_text = set(), Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda path, *a, **k: (seen.add(path), read_text(path, *a, **k))[1])
    langid.load.cache_clear()
    engine = Engine()
    identify("Hujan turun di kota itu.")
    for code in engine.languages:
        engine.knowledge(code)
        engine.casing(code)
    Almanac().ask("?", "2031-03-04")
    codebook.load()
    read_pages()
    read_outlet_rules()
    assert [named(path) for path in (*TABLES, *RULES) if path not in seen] == []


def entries(value):
    """The tables of a TOML file that have an id, however deep."""
    if isinstance(value, list):
        return chain.from_iterable(map(entries, value))
    if isinstance(value, dict):
        own = [value] if "id" in value else []
        return chain(own, chain.from_iterable(map(entries, value.values())))
    return iter(())


@pytest.mark.parametrize("path", RULES, ids=named)
def test_a_rule_file_gives_the_source_of_every_rule(path):
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    if "source" in content:
        return
    assert [rule["id"] for rule in entries(content) if not str(rule.get("source", "")).strip()] == []


@pytest.mark.parametrize("path", [*TABLES, *RULES], ids=named)
def test_no_rule_is_named_as_those_of_the_model_are(path):
    ids = re.findall(
        r'^id = "(.*)"$' if path.suffix == ".toml" else r"^([^\t]+)\t", path.read_text("utf-8"), re.MULTILINE
    )
    assert [rule for rule in ids if rule.startswith(MODEL_RULE)] == []


def test_the_model_knows_the_types_of_the_ontology():
    ontology = read_toml(DATA / ONTOLOGY / "ontology.toml", Ontology)
    assert sorted(TYPES) == sorted(kind.id for kind in ontology.type)


SHOWN = [path for path in RULES if path.parent.name in languages() and path.stem in WHOLE]


@pytest.mark.parametrize("path", SHOWN, ids=named)
def test_every_rule_has_sentences_that_it_finds_and_sentences_that_it_passes_over(path):
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    for rule in entries(content):
        finds_nothing = rule.get("operation") == "skip" or rule.get("frame") == "nothing"
        assert rule.get("counterexamples"), f"{rule['id']}: no counterexample"
        assert rule.get("examples") or finds_nothing, f"{rule['id']}: no example"


def spoken_rules(reading):
    """The rules behind the data of a reading."""
    data = (reading.actors, reading.timexes, reading.quotations, reading.events, reading.commitments)
    return {datum.rule for datum in chain.from_iterable(data)}


@pytest.mark.parametrize("path", articles(), ids=lambda path: path.stem)
def test_every_rule_that_speaks_in_a_sample_is_written_in_a_file(path):
    spoken = spoken_rules(kawat.read(path)) | spoken_rules(kawat.read(path, model=None))
    unknown = {rule for rule in spoken if find_rule(rule) is None}
    assert {rule for rule in unknown if not is_models(rule)} == set()


@pytest.mark.parametrize("path", RULES, ids=named)
def test_patterns_mean_the_same_on_every_python(path):
    # Possessive quantifiers and atomic groups go wrong before Python 3.11.5 (gh-101955, gh-106052), which Debian 12 has;
    # (?=(?P<name>...))(?P=name) says the same.
    patterns = re.findall(r"^\w*pattern = (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [pattern for pattern in patterns if re.search(r"\{[\d,]+\}\+|(?<!\\)[*+?]\+|\(\?>", pattern)] == []
