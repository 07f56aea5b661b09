"""Expressions that the time stage must read, by hand, and ones that it must leave open: bad dates, no publication date."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import pytest

from kawat.extract.page import Line
from kawat.extract.timex import find_timexes
from kawat.knowledge import timex
from tests.tools.articles import article_of

PUBLISHED = "2018-06-13"  # a Wednesday
LEAST = 60
knowledge_of = cache(timex.load)


def read(text, language="id", published=PUBLISHED):
    line = Line(index=0, start_char=0, end_char=len(text), zone="body", paragraph=0, tokens=())
    article = article_of(text, language=language, published_at=published)
    return find_timexes(article, (line,), SimpleNamespace(timex=knowledge_of(language)))


def values(text, language="id", published=PUBLISHED):
    return [(found.span.text, found.value) for found in read(text, language, published)]


# The everyday phrases that the two best general taggers missed (HeidelTime's automatic Indonesian, dateparser 1.5).
COMMON = [
    ("lusa", "2018-06-15"),
    ("pekan ini", "2018-W24"),
    ("pekan depan", "2018-W25"),
    ("pekan lalu", "2018-W23"),
    ("Selasa malam", "2018-06-12TNI"),
    ("Selasa pagi waktu setempat", "2018-06-12TMO"),
    ("tiga hari lalu", "2018-06-10"),
    ("dua tahun lalu", "2016"),
    ("awal pekan ini", "2018-W24"),
    ("pertengahan Juni", "2018-06"),
    ("akhir Juni", "2018-06"),
    ("tadi malam", "2018-06-12TNI"),
    ("tadi pagi", "2018-06-13TMO"),
    ("30 hari lagi", "2018-07-13"),
    ("akhir tahun", "2018"),
    ("Jum'at, 15 Juni 2018", "2018-06-15"),
    ("Juni 2018", "2018-06"),
    ("Juni lalu", "2017-06"),
    ("Jumat (15/6)", "2018-06-15"),
    ("Senin pekan lalu", "2018-06-04"),
    ("Rabu malam waktu setempat", "2018-06-13TNI"),
    ("awal 1990-an", "199"),
    ("musim panas 2024", "2024-SU"),
    ("12 hari", "P12D"),
    ("tiap tahun", "P1Y"),
    ("beberapa bulan terakhir", "PXM"),
    ("pukul 19.30 WIB", "2018-06-13T19:30"),
    ("akhir bulan ini", "2018-06"),
    ("Hari Raya Idulfitri", "2018-06-15"),
]


@pytest.mark.parametrize(("words", "value"), COMMON, ids=[words for words, _ in COMMON])
def test_common_expressions_are_all_right(words, value):
    assert values(f"Delegasi Fiji dan Peru berunding {words}.") == [(words, value)]


@pytest.mark.parametrize("language", ["en", "id", "ms"])
def test_each_language_has_its_hand_checked_expressions(language):
    known = knowledge_of(language)
    own = [ready.rule for ready in known.rules if ready.id.startswith(f"{language}/")]

    assert sum(len(rule.examples) for rule in own) + len(known.examples) >= LEAST


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Pada 45 Agustus ia tiba.", "id"),
        ("Pada 30/2/2025 ia tiba.", "id"),
        ("Pada 13/13 ia tiba.", "id"),
        ("Pada Senin (13/13) ia tiba.", "id"),
        ("Pada Senin (30/2/2025) ia tiba.", "id"),
        ("Kisah dari abad ke-99.", "id"),
        ("Pada 45 Ogos dan 31/2/2024 beliau tiba.", "ms"),
        ("Pada 12 Syawal 9999 beliau tiba.", "ms"),
        ("On 45 August and on 13/13/2024 he left.", "en"),
        ("On February 30 he left.", "en"),
        ("At 25:70 GMT he left.", "en"),
    ],
)
def test_a_day_that_the_calendar_does_not_have_is_no_time(text, language):
    assert values(text, language) == []


OPEN = [
    ("Ia tiba kemarin dan pergi lusa.", "id"),
    ("Dua hari lagi sidang dibuka, sepekan setelah pekan lalu.", "id"),
    ("Bulan yang sama tahun lalu ia mundur.", "id"),
    ("Harga naik menjelang Lebaran dan Natal lalu.", "id"),
    ("Musim panas lalu ia mundur, pada kuartal kedua.", "id"),
    ("Dalam dua pekan terakhir dan pada peringatan dua tahun KTT ia diam.", "id"),
    ("Beliau tiba semalam dan pulang hujung minggu ini.", "ms"),
    ("He left last summer, two weeks ago, on Good Friday.", "en"),
    ("In the past two years and by the end of the month he left.", "en"),
]


@pytest.mark.parametrize(("text", "language"), OPEN)
def test_without_a_publication_date_what_is_counted_from_it_stays_open(text, language):
    found = read(text, language, None)

    assert found
    assert [
        (t.value, t.earliest, t.anchor) for t in found if any(d.isdigit() for d in t.value[:4]) and t.type == "DATE"
    ] == []
    assert [t.span.text for t in found if t.earliest or t.latest or t.anchor] == []


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("Dalam dua pekan terakhir ia diam.", "id", ("2018-05-30", "2018-06-13")),
        ("Selama tiga bulan ke depan ia diam.", "id", ("2018-06-13", "2018-09-13")),
        ("Pada peringatan dua tahun KTT ia bicara.", "id", ("2016-06-01", "2016-06-30")),
        ("Dalam dua minggu akan datang beliau bertolak.", "ms", ("2018-06-13", "2018-06-27")),
        ("They marked the two-year anniversary of the summit.", "en", ("2016-06-01", "2016-06-30")),
    ],
)
def test_a_stretch_that_hangs_on_publication_has_its_days_and_names_its_anchor(text, language, days):
    (found,) = read(text, language)

    assert found.type == "DURATION"
    assert (found.earliest, found.latest) == days
    assert found.anchor == PUBLISHED


def test_a_stretch_that_hangs_on_nothing_has_no_days():
    (found,) = read("Perang 12 hari itu usai.")

    assert (found.value, found.earliest, found.anchor) == ("P12D", None, None)


def test_the_last_of_a_month_is_kept_within_the_month():
    (found,) = read("Dalam satu bulan terakhir ia diam.", published="2024-03-31")

    assert (found.earliest, found.latest) == ("2024-02-29", "2024-03-31")


def test_a_feast_whose_day_is_not_known_keeps_its_year():
    assert values("Mereka bertemu pada Idul Adha 2045.") == [("Idul Adha 2045", "2045")]


def test_a_feast_that_fell_twice_in_a_year_is_the_nearer_one():
    assert values("Umat menyambut Maulid Nabi.", published="2015-12-20")[0][1] == "2015-12-24"
    assert values("Umat menyambut Maulid Nabi.", published="2015-01-05")[0][1] == "2015-01-03"


def test_a_feast_is_the_next_one_where_the_words_look_ahead():
    assert values("Kedua pihak akan berunding sebelum Natal.", published="2024-03-01")[0][1] == "2024-12-25"
    assert values("Kedua pihak berunding sebelum Natal.", published="2024-03-01")[0][1] == "2023-12-25"


def test_an_islamic_date_says_by_which_calendar_it_was_counted():
    (found,) = read("Surat itu bertanggal 1 Syawal 1439 H.")

    assert found.value == "2018-06-15"
    assert found.note is not None
    assert "Umm al-Qura" in found.note


def test_a_weekday_that_the_text_has_dated_is_that_day_further_on():
    text = "Menteri dijadwalkan bertemu Jumat (15/6). Pertemuan Jumat itu penting."

    assert [value for _, value in values(text)] == ["2018-06-15", "2018-06-15"]


def test_the_day_before_is_a_glance_aside():
    text = "Harga naik Selasa (12/6) setelah kemarin turun. Pada pukul 10.14 WIB naik lagi."

    assert values(text)[-1] == ("pukul 10.14 WIB", "2018-06-12T10:14")


def test_a_week_before_a_year_is_not_counted_from_new_year():
    assert ("sepekan sebelumnya", "2018-W23") in values("Sepanjang tahun ini harga turun, juga sepekan sebelumnya.")


def test_last_and_next_season_are_those_beside_publication():
    assert values("He left last winter and returns next winter.", "en") == [
        ("last winter", "2017-WI"),
        ("next winter", "2018-WI"),
    ]


@pytest.mark.parametrize(("text", "value"), [("the 2023/24 budget", "2023/2024"), ("lot 2014-77", "2014")])
def test_two_digits_after_a_year_are_a_year_only_where_it_follows_soon(text, value):
    assert [found for _, found in values(text, "en")] == [value]


def test_what_is_counted_from_a_day_of_the_text_names_that_day_as_its_anchor():
    found = read("Ia ditahan Rabu (6/6). Keesokan harinya ia dilepas, pukul 09.00. Ia pulang kemarin.")

    assert [t.anchor for t in found] == [PUBLISHED, "2018-06-06", "2018-06-07", PUBLISHED]
