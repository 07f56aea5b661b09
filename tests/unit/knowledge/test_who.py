"""Questions about offices, people and institutions are answered for their day, or said to be unknown."""

from pathlib import Path

import pytest

from kawat.evaluation.offices import QuestionRow, measure
from kawat.knowledge.files import languages, read_tsv
from kawat.knowledge.who import Almanac

TABLE = Path(__file__).parents[3] / "eval" / "offices.tsv"
FLOOR = 0.98


@pytest.fixture(scope="module")
def almanac():
    return Almanac()


def test_the_table_of_questions_is_answered(almanac):
    outcomes = [*measure(read_tsv(TABLE, QuestionRow), almanac)]

    assert len(outcomes) >= 200
    assert sum(outcome.right for outcome in outcomes) >= FLOOR * len(outcomes)
    assert [o.row for o in outcomes if not o.row.holder and o.names] == []  # unknown rather than wrong


@pytest.mark.parametrize(
    ("question", "day", "name"),
    [
        ("Menlu Korut", "2020-06-12", "Ri Son Gwon"),
        ("Menteri Luar Negeri Korea Utara", "2020-06-12", "Ri Son Gwon"),
        ("menlu korut", "2022-06-11", "Choe Son Hui"),
        ("US Secretary of State", "2020-06-12", "Mike Pompeo"),
        ("US Secretary of State", "2025-06-12", "Marco Rubio"),
        ("presiden Iran", "2024-06-01", "Mohammad Mokhber"),
        ("Ketua DPR", "2016-02-01", "Ade Komarudin"),
        ("Ketua MPR", "2016-02-01", "Zulkifli Hasan"),
        ("Yang di-Pertuan Agong", "2022-01-01", "Sultan Abdullah Ahmad Shah"),
        ("Canada's foreign minister", "2022-01-01", "Melanie Joly"),
        ("Gubernur BI", "2019-01-01", "Perry Warjiyo"),
    ],
)
def test_an_office_has_its_holder_of_the_day(almanac, question, day, name):
    answer = almanac.ask(question, day)

    assert answer.kind == "office"
    assert [row.name for row in answer.found] == [name]
    assert all(row.source for row in answer.found)


def test_a_person_has_all_offices_up_to_the_day(almanac):
    answer = almanac.ask("Jokowi", "2020-06-12")

    assert [(row.role, row.since) for row in answer.found] == [
        ("head of state", "2014-10-20"),
        ("governor", "2012-10-15"),
    ]
    assert almanac.ask("Bapak Joko Widodo", "2013-01-01").found[0].role == "governor"


def test_a_vacant_office_has_its_neighbours(almanac):
    answer = almanac.ask("Kapolri", "2015-02-01")

    assert not answer.known
    assert (answer.before.name, answer.after.name) == ("Sutarman", "Badrodin Haiti")


def test_an_office_that_was_last_seen_held_before_the_day_says_so(almanac):
    assert "known to be held until" in almanac.ask("Menlu AS", "2040-01-01").note
    assert almanac.ask("Menlu AS", "2025-06-01").note is None


def test_an_institution_has_its_history_in_order(almanac):
    history = [row.name for row in almanac.ask("Kemendikbudristek", "2026-01-01").history]

    assert history.index("Departemen Pendidikan Nasional") < history.index("Kementerian Pendidikan dan Kebudayaan")
    assert set(history[-3:]) == {
        "Kementerian Pendidikan Dasar dan Menengah",
        "Kementerian Pendidikan Tinggi, Sains, dan Teknologi",
        "Kementerian Kebudayaan",
    }


def test_a_name_that_returned_after_years_has_both_times(almanac):
    terms = [
        (row.since, row.until)
        for row in almanac.ask("KLH", "2026-01-01").history
        if row.name.endswith("Lingkungan Hidup")
    ]

    assert terms == [("1993", "2014-10"), ("2024-10-21", None)]


def test_a_body_without_changes_is_told_as_it_is_listed(almanac):
    answer = almanac.ask("Bappenas", "2020-01-01")

    assert answer.known
    assert answer.body.country == "IDN"


@pytest.mark.parametrize(
    "question", ["Menteri Urusan Bulan", "Ani Putri dari Kandara", "", "???", "presiden dan menlu AS"]
)
def test_what_is_not_understood_is_unknown(almanac, question):
    answer = almanac.ask(question, "2020-01-01")

    assert not answer.known
    assert answer.note


@pytest.mark.parametrize("language", languages())
def test_a_question_in_one_language_is_answered_in_it(almanac, language):
    title = {"id": "Perdana Menteri Jepang", "ms": "Perdana Menteri Jepun", "en": "Japanese Prime Minister"}[language]

    assert almanac.ask(title, "2015-01-01", language).found[0].name == "Shinzo Abe"
