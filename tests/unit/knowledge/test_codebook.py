"""Entries of the codebook are found by the names that people give them; added folders join."""

from __future__ import annotations

import pytest

from kawat.errors import KnowledgeError
from kawat.knowledge.codebook import load
from kawat.knowledge.files import with_added

ENTRY = """source = "made up"

[[entry]]
layer = "{layer}"
id = "{id}"
definition = {{ en = "Blames in song.", id = "Menyalahkan lewat lagu." }}
examples = []
"""


@pytest.fixture
def added(tmp_path):
    def write(text):
        (tmp_path / "codebook").mkdir()
        (tmp_path / "codebook" / "types.toml").write_text(text, encoding="utf-8")
        return with_added([tmp_path])

    return write


@pytest.mark.parametrize("name", ["ACCUSE", "accuse", " Accuse "])
def test_a_type_is_found_in_any_case(name):
    assert [entry.name for entry in load().named(name)] == ["ACCUSE"]


@pytest.mark.parametrize("name", ["in_exchange_for", "in exchange for", "In-Exchange-For"])
def test_blanks_and_lines_are_alike(name):
    assert [entry.id for entry in load().named(name)] == ["in_exchange_for"]


def test_a_mode_of_several_types_is_all_of_them():
    assert [entry.name for entry in load().named("ceasefire")] == [
        "AGREE/ceasefire",
        "CONCEDE/ceasefire",
        "RETREAT/ceasefire",
    ]
    assert [entry.name for entry in load().named("retreat/ceasefire")] == ["RETREAT/ceasefire"]


def test_an_unknown_name_has_near_ones():
    assert load().named("thretening") == ()
    assert load().nearest("thretening")[0] == "THREATEN"
    assert load().nearest("qqqq") == ()


def test_an_added_entry_takes_the_place_of_the_packages(added):
    own, found = load(), load(added(ENTRY.format(layer="type", id="ACCUSE")))
    assert [entry.name for entry in found.entries] == [entry.name for entry in own.entries]
    assert found.named("ACCUSE")[0].definition["en"] == "Blames in song."


def test_an_unknown_layer_is_named_with_its_file(added):
    with pytest.raises(KnowledgeError, match=r"types\.toml: Invalid enum value 'typo'"):
        load(added(ENTRY.format(layer="typo", id="ACCUSE")))
