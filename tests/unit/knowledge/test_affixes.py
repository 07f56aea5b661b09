"""Roots change their ends as affixes.toml says."""

import pytest

from kawat.errors import KnowledgeError
from kawat.knowledge.affixes import changed_end, changed_start, load, named


@pytest.mark.parametrize(
    ("root", "active"),
    [
        ("serang", "menyerang"),
        ("tuduh", "menuduh"),
        ("kritik", "mengkritik"),
        ("bom", "mengebom"),
        ("bombardir", "membombardir"),
        ("protes", "memprotes"),
        ("ancam", "mengancam"),
        ("larang", "melarang"),
        ("nyata", "menyata"),
        ("sita", "menyita"),
        ("syarat", "mensyarat"),
        ("gempur", "menggempur"),
        ("veto", "memveto"),
    ],
)
def test_a_root_takes_the_nasal_of_its_first_letter(root, active):
    assert changed_start(root, load("id")["meN"]) == active


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("urge", ["urges", "urged", "urging"]),
        ("deny", ["denies", "denied", "denying"]),
        ("deploy", ["deploys", "deployed", "deploying"]),
        ("punish", ["punishes", "punished", "punishing"]),
        ("condemn", ["condemns", "condemned", "condemning"]),
    ],
)
def test_a_regular_verb_is_spelled_as_in_print(verb, forms):
    known = load("en")
    assert [changed_end(verb, known[name]) for name in ("third", "past", "ing")] == forms


def test_malay_takes_the_changes_that_it_extends():
    assert load("ms")["meN"] == load("id")["meN"]


def test_an_unknown_name_is_refused_with_its_place():
    with pytest.raises(KnowledgeError, match=r"cues.toml affix 'meN': no 'men' in affixes.toml; known: di, meN"):
        named(("@men",), load("id"), "cues.toml affix 'meN'")
