import json

import pytest

from kawat import api
from kawat.cli import main
from kawat.errors import UsageError


@pytest.fixture
def ran(capsys):
    def run(*arguments) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([*arguments])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


def test_a_holder_is_told_with_office_term_and_source(ran):
    status, out, _ = ran("who", "Menlu Korut", "--on", "2020-06-12")

    assert status == 0
    assert out.splitlines() == [
        "Ri Son Gwon",
        "  Minister of Foreign Affairs of North Korea (PRK)",
        "  2020-01-23 to 2022-06-10",
        "  source: general knowledge",
    ]


def test_an_unknown_holder_is_said_with_his_neighbours(ran):
    status, out, _ = ran("who", "Kapolri", "--on", "2015-02-01")

    assert status == 1
    assert out.startswith("Kapolri on 2015-02-01: not known\n")
    assert "before: Sutarman" in out
    assert "after: Badrodin Haiti" in out


def test_an_institution_tells_what_became_of_it(ran):
    status, out, _ = ran("who", "Kemenkumham")

    assert status == 0
    assert "  split: Kementerian Hukum + Kementerian Hak Asasi Manusia + Kementerian Imigrasi dan Pemasyarakatan" in out


def test_json_tells_the_same(ran):
    status, out, _ = ran("who", "Sekjen PBB", "--on", "2020-06-12", "--format", "json")
    answer = json.loads(out)

    assert status == 0
    assert answer["known"] is True
    assert answer["found"][0]["name"] == "Antonio Guterres"
    assert answer["found"][0]["source"]
    assert "until" not in answer["found"][0]


def test_today_is_asked_about_where_no_day_is_given(ran):
    status, out, _ = ran("who", "Sekjen PBB", "--format", "json")

    assert status == 0
    assert json.loads(out)["on"] > "2026"


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [("--on", "2015-02-31", "is no day"), ("--on", "Juni", "is no day"), ("--language", "xx", "is not known")],
)
def test_a_wrong_option_is_told_with_the_remedy(ran, option, value, told):
    status, _, err = ran("who", "Menlu AS", option, value)

    assert status == 2
    assert told in err


def test_python_gets_rows():
    assert api.who("Menlu AS", on="2020-06-12").found[0].name == "Mike Pompeo"
    with pytest.raises(UsageError, match="is no day"):
        api.who("Menlu AS", on="kemarin")


def test_what_who_tells_is_what_a_reading_has():
    reading = api.read_text("Menlu Korut mengecam latihan itu.", published="2020-06-12", language="id", model=None)
    actor = next(actor for actor in reading.actors if actor.kind == "person")

    assert actor.office == api.who("Menlu Korut", on="2020-06-12").found[0].office
