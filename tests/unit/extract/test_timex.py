"""What the time stage promises about spans, dates, anchors and misprints."""

from __future__ import annotations

import time
from datetime import date
from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawat.errors import KnowledgeError
from kawat.extract.page import Line
from kawat.extract.timex import find_timexes, local_date
from kawat.extract.timex_days import days_of
from kawat.knowledge import timex
from kawat.knowledge.timex_pattern import Form, PatternCompiler
from kawat.records import Zone
from tests.tools.articles import article_of

knowledge_of = cache(lambda code: SimpleNamespace(timex=timex.load(code)))


def lines_of(text):
    lines, start_char = [], 0
    for number, words in enumerate(text.split("\n")):
        if words:
            end_char = start_char + len(words)
            lines.append(Line(number, start_char, end_char, "body", number, ()))
        start_char += len(words) + 1
    return tuple(lines)


def read(text, published="2024-05-15", language="id", zones=()):
    return find_timexes(article_of(text, published_at=published, zones=zones), lines_of(text), knowledge_of(language))


def values(text, published="2024-05-15", language="id"):
    return [(t.span.text, t.value) for t in read(text, published, language)]


def test_a_weekday_with_its_date_is_one_expression_with_its_brackets():
    (found,) = read("Seperti dilaporkan Efe, Senin (13/5/2024), ia mundur.")

    assert found.span.text == "Senin (13/5/2024)"
    assert (found.type, found.value, found.earliest, found.latest) == ("DATE", "2024-05-13", "2024-05-13", "2024-05-13")
    assert found.rule == "id/timex/weekday-date"
    assert found.anchor is None


def test_a_date_without_a_year_takes_it_from_publication_and_names_its_anchor():
    (found,) = read("Ia mundur pada Senin (13/5).", "2019-05-14")

    assert (found.value, found.anchor) == ("2019-05-13", "2019-05-14")


def test_a_date_in_december_read_in_january_is_of_the_year_before():
    assert values("Ia mundur pada Minggu (31/12).", "2024-01-02") == [("Minggu (31/12)", "2023-12-31")]


def test_the_printed_date_wins_over_the_weekday_and_the_misprint_is_told():
    (found,) = read("Ia mundur pada Rabu (13/5/2024).")

    assert found.value == "2024-05-13"
    assert found.note == "printed as Wednesday, but 2024-05-13 is a Monday; the printed date was kept"


def test_a_weekday_tells_the_year_of_a_date_far_from_publication():
    assert values("Ia ditahan Kamis (1/2).") == [("Kamis (1/2)", "2024-02-01")]
    assert values("Ia ditahan Rabu (1/2).") == [("Rabu (1/2)", "2023-02-01")]


def test_a_month_of_the_month_of_publication_was_a_year_ago_but_its_day_was_not():
    assert values("Mereka bertemu Mei lalu.") == [("Mei lalu", "2023-05")]
    assert values("Mereka bertemu 3 Mei lalu.") == [("3 Mei lalu", "2024-05-03")]


@pytest.mark.parametrize("text", ["Pada 31 Juni 2024 ia pergi.", "Ada 45 Agustus di sana.", "Pada 29 Februari 2023."])
def test_a_day_that_does_not_exist_is_no_time(text):
    assert values(text) == []


def test_a_weekday_beside_a_date_that_does_not_exist_is_left_open():
    assert values("Ia pergi Rabu (31/6).") == []


def test_a_day_and_month_of_a_year_out_of_reach_are_not_moved_to_this_year():
    assert values("Rapat digelar pada 31 Desember 9999.") == []


def test_without_a_publication_date_nothing_is_invented():
    found = values("Senin lalu dan 3 Mei serta tahun lalu, hari ini, pekan ini, bulan depan.", None)

    assert [value for _, value in found] == ["XXXX-WXX-1", "XXXX-05-03", "XXXX", "XXXX-XX-XX", "XXXX-WXX", "XXXX-XX"]
    assert all(t.earliest is None and t.anchor is None for t in read("Senin lalu dan 3 Mei.", None))


def test_publication_with_a_zone_counts_on_its_local_day():
    assert local_date("2024-05-15T00:30:00+08:00") == date(2024, 5, 15)
    assert values("Ia tiba hari ini.", "2024-05-15T00:30:00+08:00") == [("hari ini", "2024-05-15")]


@pytest.mark.parametrize("published", [None, "", "yesterday", "2024-13-40"])
def test_an_unreadable_publication_date_is_none(published):
    assert local_date(published) is None


def test_the_dateline_is_the_day_from_which_today_is_counted():
    text = "IPOH, 16 Mei - Menteri tiba hari ini."

    assert values(text, "2024-05-15", "ms") == [("16 Mei", "2024-05-16"), ("hari ini", "2024-05-16")]


def test_a_zone_that_is_a_dateline_counts_too():
    text = "Ipoh (16 Mei 2024) Menteri tiba hari ini."
    zone = Zone(kind="dateline", start_char=0, end_char=18)

    assert read(text, "2024-05-15", "ms", (zone,))[-1].value == "2024-05-16"


@pytest.mark.parametrize(
    "text",
    [
        "Kuala Lumpur, 16 Mei: Menteri tiba hari ini.",
        "KOTA KINABALU, Sabah, 16 Mei - Menteri tiba hari ini.",
        "(Bernama) 16 Mei - Menteri tiba hari ini.",
        "Khamis, 16 Mei 2024\nMenteri tiba hari ini.",
        "Menteri tiba hari ini.\n- Bernama, 16 Mei 2024",
    ],
)
def test_a_page_says_in_many_ways_on_which_day_it_was_written(text):
    assert ("hari ini", "2024-05-16") in values(text, "2024-05-15", "ms")


@pytest.mark.parametrize(
    "text",
    [
        "Rumah di Ipoh itu kosong sejak 14 Mei - begitu kata jiran. Menteri tiba hari ini.",
        "Menteri tiba hari ini dan pulang pada 16 Mei 2024.",
        "Kontrak tamat 1 Mei 2021\nMenteri tiba hari ini.",
    ],
)
def test_a_date_inside_the_text_is_no_day_of_writing(text):
    assert ("hari ini", "2024-05-15") in values(text, "2024-05-15", "ms")


def test_a_text_that_tells_its_own_day_is_counted_from_it():
    text = "Ia tiba hari ini.\nSidang dibuka hari ini, Kamis (16/5/2024)."

    assert [value for _, value in values(text)] == ["2024-05-16", "2024-05-16"]


def test_today_in_a_quotation_is_the_day_on_which_it_was_said():
    text = 'Pada Senin (13/5) ia berpidato. "Hari ini kita menang," katanya.'

    assert values(text)[-1] == ("Hari ini", "2024-05-13")


def test_a_clock_time_belongs_to_the_day_named_before_it():
    text = "Pesawat hilang Selasa (7/5). Menara memanggilnya sekitar pukul 13.05 waktu setempat."

    assert values(text)[-1] == ("sekitar pukul 13.05 waktu setempat", "2024-05-07T13:05")


def test_a_date_ahead_is_read_ahead_where_the_sentence_looks_ahead():
    assert values("Kedua menteri akan bertemu Jumat.") == [("Jumat", "2024-05-17")]
    assert values("Kedua menteri bertemu Jumat.") == [("Jumat", "2024-05-10")]


def test_this_monday_is_near():
    assert values("Sidang dibuka Senin ini.", "2024-05-15") == [("Senin ini", "2024-05-13")]
    assert values("Sidang dibuka Senin ini.", "2024-05-17") == [("Senin ini", "2024-05-20")]


def test_minggu_is_a_day_in_capitals_and_a_week_without():
    assert values("Ia tiba Minggu.") == [("Minggu", "2024-05-12")]
    assert values("Ia menunggu dua minggu.") == [("dua minggu", "P2W")]


def test_ages_are_no_times():
    assert values("Ketua partai berusia 45 tahun itu mundur.") == []
    assert values("The 45-year-old minister resigned.", language="en") == []


def test_semalam_is_last_night_in_indonesian_and_yesterday_in_malay():
    assert values("Ia ditahan semalam.", language="id") == [("semalam", "2024-05-14TNI")]
    assert values("Beliau ditahan semalam.", language="ms") == [("semalam", "2024-05-14")]


def test_glued_words_are_read():
    assert values("Bentrokan diIsraelpekan lalu padaRabu(8/5).") == [
        ("pekan lalu", "2024-W19"),
        ("Rabu(8/5)", "2024-05-08"),
    ]


def test_a_reading_that_lost_is_told():
    (found,) = read("Ia mundur pada Senin (13/5) lalu.", "2024-05-21")
    losers = {c.rule: c.proposal for c in found.considered}

    assert losers["id/timex/weekday"] == "Senin = 2024-05-20"


def test_reading_order_and_no_overlap():
    found = read("Pada 2019, Senin (13/5/2024), dan dua tahun terakhir, hari ini pukul 10.00 WIB.")

    assert [t.span.start_char for t in found] == sorted(t.span.start_char for t in found)
    assert all(not a.span.overlaps(b.span) for a in found for b in found if a is not b)


@given(st.text(max_size=300), st.sampled_from(["id", "ms", "en"]), st.sampled_from(["2024-02-29", "0001-01-01", None]))
def test_any_text_gives_spans_that_quote_it_and_real_days(text, language, published):
    for found in read(text.replace("\r", " "), published, language):
        assert text.replace("\r", " ")[found.span.start_char : found.span.end_char] == found.span.text
        assert found.value
        assert found.earliest is None or date.fromisoformat(found.earliest) <= date.fromisoformat(found.latest)


WORDS = [
    "Senin",
    "(13/5)",
    "31",
    "12",
    "Juni",
    "Mei",
    "2024",
    "lalu",
    "depan",
    "tahun",
    "pekan",
    "dua",
    "puluh",
    "juta",
]
WORDS += [
    "hari",
    "ini",
    "pukul",
    "10.30",
    "WIB",
    "malam",
    "akhir",
    "-",
    "hingga",
    "sebelumnya",
    "kemudian",
    "abad",
    "ke-20",
]
WORDS += [
    "kuartal",
    "III",
    "last",
    "next",
    "year",
    "two",
    "million",
    "years",
    "ago",
    "Monday",
    "the",
    "same",
    "9999",
    "00",
]


WORDS += ["puluh", "ratus", "ribu", "setengah", "beberapa", "0", "nol", "sepekan", "dan", "jam", "menit", "twenty"]
WORDS += [
    "lagi",
    "terakhir",
    "peringatan",
    "Natal",
    "Lebaran",
    "Ramadan",
    "Syawal",
    "1439",
    "H",
    "musim",
    "panas",
    "ke-100",
    "half",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["id", "ms", "en"]))
def test_any_heap_of_time_words_is_read_without_fault(words, language):
    for published in ("2024-05-15", "9998-12-31", "0001-01-01", None):
        for found in read(" ".join(words), published, language):
            assert found.value


def test_long_text_is_read_in_linear_time():
    sentence = "Pada Senin (13/5) dua puluh dua juta orang menunggu 12 hari hingga 2024 - "
    started = time.process_time()
    read(sentence * 2500)

    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024", ("2024-01-01", "2024-12-31")),
        ("199", ("1990-01-01", "1999-12-31")),
        ("20", ("2000-01-01", "2099-12-31")),
        ("2020-W53", ("2020-12-28", "2021-01-03")),
        ("2024-W20-WE", ("2024-05-18", "2024-05-19")),
        ("2024-Q3", ("2024-07-01", "2024-09-30")),
        ("2024-H2", ("2024-07-01", "2024-12-31")),
        ("2024-WI", ("2024-12-01", "2025-02-28")),
        ("2024-05-13TNI", ("2024-05-13", "2024-05-13")),
        ("2024-05-13/2024-05-15", ("2024-05-13", "2024-05-15")),
        ("2021-W53", None),
        ("2024-02-30", None),
        ("XXXX-05", None),
        ("P2Y", None),
        ("PRESENT_REF", None),
    ],
)
def test_the_days_of_a_value(value, days):
    found = days_of(value)

    assert (found and tuple(d.isoformat() for d in found)) == days


def compiler():
    words = {
        "number_word": (Form("dua"),),
        "magnitude": (Form("juta"),),
        "weekday": (Form("Senin"), Form("Minggu", exact=True)),
    }
    return PatternCompiler(words, {"zone": "(WIB|WIT)"}, ",")


def test_a_pattern_says_with_which_words_it_begins():
    assert compiler().compile("[hari] {weekday} [{zone}]", "here").heads == {"hari", "senin", "minggu"}


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("hari (ini", "without ')'"),
        ("hari ini)", "stray ')'"),
        ("hari {wekday}", "unknown placeholder {wekday}"),
        ("[hari]", "matches nothing"),
        ("(hari | [ini])", "empty side"),
        (r"\( hari", "begins with a sign"),
    ],
)
def test_a_faulty_pattern_is_refused_with_its_place_and_remedy(pattern, says):
    with pytest.raises(KnowledgeError, match="here") as caught:
        compiler().compile(pattern, "here")

    assert says in str(caught.value)
