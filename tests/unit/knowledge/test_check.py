"""Contradictions in knowledge are found with file and row; Kawat's own has none."""

from __future__ import annotations

import pytest

from kawat import api
from kawat.cli import main
from kawat.errors import UsageError

PEOPLE = "name\tcountry\trole\toffice\tsince\tuntil\tseen\tsource\n"
PLACES = "name\tcountry\tlatitude\tlongitude\tsource\n"
BODIES = "name\tsince\tuntil\thow\tbecame\tsource\n"
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
        ("world/people.tsv", f"{PEOPLE}Ani Putri\tPER\tspy\tSpy\t2020-13\t2022\t\tx\n", "people.tsv:2: 'Ani Putri': '2020-13' is no day"),
        ("world/people.tsv", f"{PEOPLE}Ani Putri\tPER\tspy\tSpy\t2020\t2021-02-30\t\tx\n", "people.tsv:2: 'Ani Putri': '2021-02-30' is no day"),
        ("id/timex_feasts.tsv", "name\tdays\tsource\nuji\t2025-03-01/2025-03-32\tx\n", "timex_feasts.tsv:2: 'uji': '2025-03-32' is no day"),
        ("world/places.tsv", f"{PLACES}Narvo\tIDN\t95\t100\tx\n", "places.tsv:2: 'Narvo' lies at latitude 95.0, longitude 100.0"),
        ("world/places.tsv", f"{PLACES}Narvo\tIDN\t5\t-181\tx\n", "places.tsv:2: 'Narvo' lies at latitude 5.0, longitude -181.0"),
        ("world/places.tsv", f"{PLACES}Narvo\tIDN\tnan\t1\tx\n", "places.tsv:2: 'Narvo' lies at latitude nan"),
        ("world/places.tsv", f"{PLACES}Narvo\tIDN\t5\t\tx\n", "places.tsv:2: 'Narvo' lies at latitude 5.0, longitude None"),
        ("world/successions.tsv", f"{BODIES}Badan A\t2001\t\trenamed\tBadan B\tx\nBadan B\t2005\t\trenamed\tBadan A\tx\n", "successions.tsv:3: 'Badan B' became 'Badan A', which became it again"),
        ("world/successions.tsv", f"{BODIES}Badan A\t2001\t2000\trenamed\tBadan B\tx\n", "successions.tsv:2: 'Badan A': until 2000 is before since 2001"),
        ("world/successions.tsv", f"{BODIES}Badan A\t2001\t2003\trenamed\tBadan B\tx\nBadan B\t1990\t2020\t\t\tx\n", "successions.tsv:2: 'Badan A' since 2001 became 'Badan B', which is older (1990)"),
        ("world/groups.tsv", "name\taliases\taliases\tsource\nFront Uji\tA\tB\tx\n", "groups.tsv:1: the column 'aliases' is named twice"),
        ("world/groups.tsv", "name\tsource\nFront\x07Uji\tx\n", "groups.tsv:2: holds the sign U+0007"),
        ("world/groups.tsv", "name\tsource\nFront\u202eUji\tx\n", "groups.tsv:2: holds the sign U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("world/groups.tsv", "\ufeffname\tsource\nFront Uji\tx\n", "groups.tsv:1: begins with a byte order mark"),
        ("id/cues.toml", "\ufeffa = 1\n", "id/cues.toml:1: begins with a byte order mark"),
        ("id/rolse.tsv", "phrase\trole\n", "id/rolse.tsv: no such knowledge file"),
        ("xx/language.toml", 'code = "xx"\nname = "X"\n', "xx/timex.toml: the file is missing"),
        ("xx/language.toml", 'code = "xx"\nname = "X"\nextends = "qq"\n', "xx/language.toml: extends 'qq', which is no language"),
        ("xx/language.toml", 'code = "yy"\nname = "X"\nextends = "id"\n', "xx/language.toml: code is 'yy'"),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_with_its_place(faults, name, text, told):
    found = faults(name, text)
    assert any(told in fault for fault in found), found


def test_one_fault_is_told_once_with_the_remedy_for_its_file(faults, tmp_path):
    assert len(faults("world/groups.tsv", "name\taliases\taliases\tsource\nFront Uji\tA\tB\tx\n")) == 1
    (tmp_path / "world" / "groups.tsv").unlink()
    faults("xx/language.toml", 'code = "xx"\nname = "X"\n')
    (missing,) = api.check_knowledge(tmp_path)
    assert missing.where == str(tmp_path / "xx" / "timex.toml")
    assert missing.mend == "write it, or let language.toml say which language this one extends"


def test_a_long_name_is_cut(faults):
    assert all(
        len(fault) < 400 for fault in faults("world/groups.tsv", f"name\taliases\tsource\n{'a' * 9000}\tHamas\t\n")
    )
    long = f"{PEOPLE}{'a' * 9000}\tPER\thead\tHead\t2021\t2020\t\tx\n"
    assert all(len(fault) < 600 for fault in faults("world/people.tsv", long))


def test_links_that_are_not_followed_are_told(tmp_path):
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "again").symlink_to("..")
    (tmp_path / "world" / "groups.tsv").symlink_to("groups.tsv")
    found = [f"{fault.where}: {fault.found}" for fault in api.check_knowledge(tmp_path)]
    assert found == [
        f"{tmp_path}/world/again: a link to a folder, which is not followed",
        f"{tmp_path}/world/groups.tsv: a link to itself or to nothing",
    ]


def test_a_folder_that_is_not_there_is_a_wrong_use(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        main(["check-knowledge", "--knowledge", str(tmp_path / "nowhere")])
    assert end.value.code == 2
    assert "no such folder" in capsys.readouterr().err


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


@pytest.mark.parametrize("day", ["", " ", "x" * 9000])
def test_a_day_that_is_none_is_refused(day, capsys):
    with pytest.raises(SystemExit) as end:
        main(["who", "Menlu AS", "--on", day])
    assert end.value.code == 2
    assert "is no day; give one as" in (told := capsys.readouterr().err)
    assert len(told) < 200


@pytest.mark.parametrize("question", ["", "  ", "Menlu " * 200])
def test_a_question_that_is_none_or_too_long_is_refused(question):
    with pytest.raises(UsageError, match="ask in 1 to 300"):
        api.who(question, on="2020-06-12")


def test_what_is_no_file_is_passed_over(tmp_path):
    (tmp_path / "world" / "people.tsv").mkdir(parents=True)
    assert api.check_knowledge(tmp_path) == ()
