"""Contradictions in knowledge are found with file and row; Kawat's own has none."""

from __future__ import annotations

import pytest

from kawat import api
from kawat.cli import main
from kawat.errors import UsageError

PEOPLE = "name\tcountry\trole\toffice\tsince\tuntil\tseen\tsource\n"
HEAD = "IDN\thead of state\tPresident of Indonesia"


def test_the_knowledge_of_kawat_holds_no_contradiction():
    assert api.check_knowledge() == ()


@pytest.fixture
def faults(tmp_path):
    def of(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return [f"{fault.where}: {fault.found}" for fault in api.check_knowledge(tmp_path)]

    return of


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("world/people.tsv", f"{PEOPLE}Ani Putri\t{HEAD}\t2021\t2022\t\tmade up\n", "hold one office at a time"),
        ("world/people.tsv", f"{PEOPLE}Ani Putri\tPER\thead\tHead\t2021\t2020\t\tmade up\n", "people.tsv:2: Ani Putri, Head: until"),
        ("world/people.tsv", f"{PEOPLE}Ani Putri\tPER\tspy\tSpy\t2021\t2022\t\t\n", "people.tsv:2: 'Ani Putri' has no source"),
        ("world/people.tsv", f"{PEOPLE}Ani Putri\tXYZ\tspy\tSpy\t2021\t2022\t\tmade up\n", "people.tsv:2: 'Ani Putri' is of no known country 'XYZ'"),
        ("world/groups.tsv", "name\taliases\tsource\nFront Uji\tHamas\tmade up\n", "'Hamas' is 'Hamas' and 'Front Uji'"),
        ("id/countries.tsv", "code\tnames\tsource\nNRV\tPeru\tmade up\n", "'Peru' is 'PER' and 'NRV'"),
        ("world/groups.tsv", "", "groups.tsv: the file is empty"),
        ("world/groups.tsv", "name\taliases\tsource\nFront Uji\t||\t\n", "groups.tsv:2: 'Front Uji' has no source"),
        ("id/roles.tsv", "phrase\tjob\nmenteri\tminister\n", "unknown field `job`"),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_with_its_place(faults, name, text, told):
    found = faults(name, text)
    assert any(told in fault for fault in found), found


def test_the_command_says_so_and_ends_with_1(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        main(["check-knowledge"])
    assert (end.value.code, capsys.readouterr().out) == (0, "no contradictions\n")
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "groups.tsv").write_text("name\tsource\nFront Uji\t\n", encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["check-knowledge", "--knowledge", str(tmp_path)])
    assert end.value.code == 1
    assert "groups.tsv:2: 'Front Uji' has no source; say in `source`" in capsys.readouterr().out


@pytest.mark.parametrize("question", ["", "  ", "Menlu " * 200])
def test_a_question_that_is_none_or_too_long_is_refused(question):
    with pytest.raises(UsageError, match="ask in 1 to 300"):
        api.who(question, on="2020-06-12")


def test_what_is_no_file_is_passed_over(tmp_path):
    (tmp_path / "world" / "people.tsv").mkdir(parents=True)
    assert api.check_knowledge(tmp_path) == ()
