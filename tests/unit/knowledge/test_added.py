"""Folders that users add: rows and rules join the package's or take their place, and mistakes are named."""

from __future__ import annotations

import pytest

import kawat
from kawat.cli import main
from kawat.errors import KnowledgeError
from kawat.knowledge.files import DATA, PACKAGE, chain, rows, with_added
from kawat.knowledge.load import load_knowledge
from kawat.knowledge.sentence import AbbreviationRow

PEOPLE = "name\tshort\taliases\tcountry\trole\toffice\tsince\tuntil\tsector\tsource\n"
TEXT = "Presiden Narvia Orla Venn menolak tuntutan Amerika Serikat. Narvia menolak perundingan."


@pytest.fixture
def added(tmp_path):
    def write(**files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def actors(**options):
    reading = kawat.read_text(TEXT, language="id", published="2031-03-04", model=None, **options)
    return {actor.name: actor for actor in reading.actors}


def test_a_row_of_an_added_folder_is_known(added):
    assert "NRV" not in {actor.country for actor in actors().values()}
    folder = added(
        id__countries_tsv="code\tnames\tdemonyms\tseats\tsource\nNRV\tNarvia\t\tOrmund\tmade up\n",
        world__people_tsv=PEOPLE + "Orla Venn\t\t\tNRV\thead of state\tPresident of Narvia\t2030\t\tGOV\tmade up\n",
    )
    found = actors(knowledge=folder)
    assert found["Narvia"].country == "NRV"
    assert (found["Orla Venn"].country, found["Orla Venn"].office) == ("NRV", "President of Narvia")


def test_a_row_of_the_same_key_takes_the_place_of_the_packages(added):
    before = {row.text: row.kind for row in rows(PACKAGE, "id/abbreviations.tsv", AbbreviationRow)}
    name = next(text for text, kind in before.items() if kind == "title")
    folder = added(id__abbreviations_tsv=f"text\tkind\tsource\n{name}\tclosing\tmade up\n")
    after = {row.text: row.kind for row in rows(with_added([folder]), "id/abbreviations.tsv", AbbreviationRow)}
    assert after == before | {name: "closing"}


def test_a_rule_of_the_same_id_takes_the_place_of_the_packages(added):
    knowledge = load_knowledge("id")
    rule = next(rule for rule in knowledge.commitments.rules if rule.words)
    entry = f'[[rule]]\nid = "{rule.id}"\nkind = "{rule.kind}"\nframe = "{rule.frame}"\nwords = ["mengikrarkan"]\n'
    folder = added(id__commitments_toml=entry + 'score = 0.5\nsource = "made up"\n')
    now = load_knowledge("id", with_added([folder])).commitments.rules
    assert len(now) == len(knowledge.commitments.rules)
    assert next(other for other in now if other.id == rule.id).words == ("mengikrarkan",)


def test_an_added_folder_changes_the_engine_that_a_reading_names(added):
    folder = added(world__people_tsv=PEOPLE)
    with_it = kawat.read_text(TEXT, language="id", model=None, knowledge=[folder]).engine
    assert with_it != kawat.read_text(TEXT, language="id", model=None).engine


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("id__rolse_tsv", "phrase\trole\n", "did you mean id/roles.tsv?"),
        ("id__roles_tsv", "phrase\tjob\nmenteri\tminister\n", "roles.tsv:2: Object contains unknown field `job`"),
        ("id__roles_tsv", "phrase\trole\nmenteri\tminister\tGOV\n", "roles.tsv:2: 3 cells where the header names 2"),
        ("id__cues_toml", "[[rule]\n", "cues.toml: not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file(added, name, text, told):
    with pytest.raises(KnowledgeError) as error:
        actors(knowledge=added(**{name: text}))
    assert told in str(error.value)


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(KnowledgeError, match="no such folder"):
        with_added([tmp_path / "nowhere"])


def test_languages_that_extend_each_other_are_refused(added):
    folder = added(
        id__language_toml='code = "id"\nname = "Indonesian"\nextends = "ms"\n',
        ms__language_toml='code = "ms"\nname = "Malay"\nextends = "id"\n',
    )
    with pytest.raises(KnowledgeError, match="extends itself"):
        chain("id", with_added([folder]))


def test_the_command_takes_folders_by_option_and_by_environment(added, tmp_path, monkeypatch, capsys):
    folder = added(id__countries_tsv="code\tnames\tdemonyms\tseats\tsource\nNRV\tNarvia\t\t\tmade up\n")
    article = tmp_path / "satu.txt"
    article.write_text(TEXT, encoding="utf-8")
    found = []
    for arguments, value in ((["--knowledge", str(folder)], ""), ([], str(folder)), ([], "")):
        monkeypatch.setenv("KAWAT_KNOWLEDGE", value)
        with pytest.raises(SystemExit):
            main(["read", str(article), "--language", "id", "--model", "none", "--format", "jsonl", *arguments])
        found.append('"NRV"' in capsys.readouterr().out)
    assert found == [True, True, False]


def test_every_file_of_the_package_may_stand_in_an_added_folder():
    assert with_added([DATA]) == (DATA, DATA)
