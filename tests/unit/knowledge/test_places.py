"""The gazetteer: rows that are what they say, and look-up by the longest name."""

from __future__ import annotations

import re

import pytest

from kawat.errors import KnowledgeError
from kawat.knowledge.actors import CountryRow
from kawat.knowledge.files import DATA, languages, read_tsv
from kawat.knowledge.places import load, load_gazetteer, names_of
from kawat.knowledge.tokens import tokens_of

GAZETTEER = load_gazetteer()
PATH = DATA / "world" / "places.tsv"
PROVINCES = [
    "Aceh",
    "Sumatera Utara",
    "Sumatera Barat",
    "Riau",
    "Jambi",
    "Sumatera Selatan",
    "Bengkulu",
    "Lampung",
    "Kepulauan Bangka Belitung",
    "Kepulauan Riau",
    "DKI Jakarta",
    "Jawa Barat",
    "Jawa Tengah",
    "Daerah Istimewa Yogyakarta",
    "Jawa Timur",
    "Banten",
    "Bali",
    "Nusa Tenggara Barat",
    "Nusa Tenggara Timur",
    "Kalimantan Barat",
    "Kalimantan Tengah",
    "Kalimantan Selatan",
    "Kalimantan Timur",
    "Kalimantan Utara",
    "Sulawesi Utara",
    "Sulawesi Tengah",
    "Sulawesi Selatan",
    "Sulawesi Tenggara",
    "Gorontalo",
    "Sulawesi Barat",
    "Maluku",
    "Maluku Utara",
    "Papua Barat",
    "Papua",
    "Papua Selatan",
    "Papua Tengah",
    "Papua Pegunungan",
    "Papua Barat Daya",
]
STATES = [
    "Johor",
    "Kedah",
    "Kelantan",
    "Melaka",
    "Negeri Sembilan",
    "Pahang",
    "Perak",
    "Perlis",
    "Pulau Pinang",
    "Sabah",
    "Sarawak",
    "Selangor",
    "Terengganu",
]


def test_a_region_has_no_coordinates_and_a_city_of_geonames_has_them():
    regions = [row for row in GAZETTEER.rows if row.kind == "region"]
    cities = [row for row in GAZETTEER.rows if row.source.startswith("GeoNames")]
    assert [row.name for row in regions if (row.latitude, row.longitude) != (None, None)] == []
    assert [row.name for row in cities if row.latitude is None or row.longitude is None or not row.country] == []


def test_coordinates_are_degrees_and_come_in_pairs():
    wrong = [
        row.name
        for row in GAZETTEER.rows
        if (row.latitude is None) != (row.longitude is None)
        or (row.latitude is not None and not -90 <= row.latitude <= 90)
        or (row.longitude is not None and not -180 <= row.longitude <= 180)
    ]
    assert wrong == []


def test_a_row_of_geonames_names_its_number():
    assert [row.name for row in GAZETTEER.rows if not re.fullmatch(r"general knowledge|GeoNames \d+", row.source)] == []


def test_countries_are_those_that_a_language_names():
    known = {row.code for code in languages() for row in read_tsv(DATA / code / "countries.tsv", CountryRow)}
    assert {row.country for row in GAZETTEER.rows if row.country} - known == set()


def test_the_region_of_a_city_is_a_region_of_its_country():
    regions = {(row.name, row.country) for row in GAZETTEER.rows if row.kind == "region"}
    assert {row.region for row in GAZETTEER.rows if row.region and (row.region, row.country) not in regions} == set()


def test_no_row_stands_twice():
    keys = [(row.name, row.kind, row.country, row.region) for row in GAZETTEER.rows]
    assert sorted({key for key in keys if keys.count(key) > 1}, key=str) == []


@pytest.mark.parametrize(("country", "names"), [("IDN", PROVINCES), ("MYS", STATES)])
def test_all_provinces_and_states_are_there(country, names):
    there = {row.name for row in GAZETTEER.rows if row.kind == "region" and row.country == country}
    assert set(names) - there == set()


@pytest.mark.parametrize("name", ["Laut China Selatan", "Selat Hormuz", "Selat Malaka", "Laut Merah", "Kashmir"])
def test_a_sea_or_a_land_of_several_belongs_to_no_country(name):
    assert [(row.kind, row.country) for row in GAZETTEER.by_name[name]] == [("region", None)]


@pytest.mark.parametrize(
    ("name", "country"),
    [("Kairo", "EGY"), ("Kaherah", "EGY"), ("Moskow", "RUS"), ("Peking", "CHN"), ("Wina", "AUT"), ("Damsyik", "SYR")],
)
def test_an_exonym_names_its_city(name, country):
    assert [row.country for row in GAZETTEER.by_name[name]] == [country]


def test_the_file_stays_small():
    assert PATH.stat().st_size < 300_000


def test_the_longest_name_is_found():
    text = "Bandar Lampung ramai."
    words = tokens_of(text, 0, len(text))
    end, rows = GAZETTEER.at(text, words, 0)
    assert (end, {name for row in rows for name in names_of(row)}) == (2, {"Bandar Lampung"})
    assert GAZETTEER.at(text, words, 2) == (2, ())


def test_a_folder_without_the_file_knows_no_place(tmp_path):
    assert load_gazetteer((tmp_path,)).rows == ()


def test_a_mistake_in_a_row_is_named_with_its_line(tmp_path):
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "places.tsv").write_text("name\tkind\tsource\nTelaga\tvillage\ttest\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"places\.tsv:2: .*'village'"):
        load_gazetteer((tmp_path,))


def test_a_language_adds_to_the_words_of_the_one_that_it_extends():
    words = load("ms", GAZETTEER).words
    assert {"sempadan", "perbatasan"} <= words["borders"]
