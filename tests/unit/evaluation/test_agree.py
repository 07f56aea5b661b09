"""When names, dates and stretches agree."""

from datetime import date

import pytest

from kawat.evaluation.agree import agency, days_of, gap, joint_days, overlap, pair, same_name, same_time


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ratna Wulandari", "Menteri Luar Negeri Ratna Wulandari"),
        ("Wulandari", "Ratna Wulandari"),
        ("R. Wulandari", "Ratna Wulandari"),
        ("José Ramírez", "jose ramirez"),
    ],
)
def test_names_agree_by_their_words_or_their_last_word(a, b):
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(("a", "b"), [("Ratna Wulandari", "Ratna Kusuma"), ("", "Ratna"), (None, "Ratna"), ("A", "A")])
def test_names_differ_where_neither_words_nor_last_word_agree(a, b):
    assert not same_name(a, b)


def test_variants_of_an_agency_count_as_one():
    assert agency("Agence France-Presse (AFP)") == agency("AFP")
    assert agency("The Guardian") == agency("Guardian")
    assert agency("Warta Nusa") != agency("Kabar Nusa")


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2023-02-08", date(2023, 2, 8), date(2023, 2, 8)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("199", date(1990, 1, 1), date(1999, 12, 31)),
        ("2023-W06", date(2023, 2, 6), date(2023, 2, 12)),
        ("2023-W06-WE", date(2023, 2, 11), date(2023, 2, 12)),
        ("2023-WI", date(2023, 12, 1), date(2024, 2, 29)),
        ("2023-Q2", date(2023, 4, 1), date(2023, 6, 30)),
        ("2023-H1", date(2023, 1, 1), date(2023, 6, 30)),
        ("2020/2023-02", date(2020, 1, 1), date(2023, 2, 28)),
        ("2023-02-08T19:30", date(2023, 2, 8), date(2023, 2, 8)),
    ],
)
def test_a_date_value_names_its_first_and_last_day(value, first, last):
    days = days_of(value)
    assert days is not None
    assert days[:2] == (first, last)


@pytest.mark.parametrize("value", [None, "", "P2Y", "PXM", "PAST_REF", "2023-13", "2023-02-30", "2023-W60", "2023/PXM"])
def test_what_names_no_days_has_none(value):
    assert days_of(value) is None


def test_a_week_and_its_days_are_the_same_time():
    assert same_time("2025-W25", "2025-06-16/2025-06-22")
    assert same_time("PXM", "PXM")
    assert not same_time("2023-02-08", "2023-02-08T19:30")


def test_joint_days_is_the_shared_part_of_both():
    assert joint_days(days_of("2023-02-01"), days_of("2023-02")) == pytest.approx(1 / 28)
    assert joint_days(days_of("2022"), days_of("2023")) == 0
    assert joint_days(None, days_of("2023")) == 0


def test_stretches_overlap_or_leave_a_gap():
    assert overlap((3, 8), (6, 20)) == 2
    assert overlap((3, 8), (8, 20)) == 0
    assert gap((3, 8), (12, 20)) == 4
    assert gap((3, 8), (6, 20)) == 0


def test_pairs_are_one_to_one_and_closest_first():
    near = {("a", "x"): 1, ("a", "y"): 3, ("b", "y"): 2, ("b", "x"): 0}
    assert pair(["a", "b"], ["x", "y"], lambda g, f: near[g, f]) == [("a", "y")]
    near["b", "x"] = 1
    assert pair(["a", "b"], ["x", "y"], lambda g, f: near[g, f]) == [("a", "y"), ("b", "x")]
