"""The tables of offices hold no contradictions, and what they do not tell for certain is not told."""

import re

import pytest

from kawat.knowledge.actors import CountryRow, NameRow, load
from kawat.knowledge.files import DATA, languages, layers, read_tsv
from kawat.knowledge.offices import (
    Offices,
    PersonRow,
    contradictions,
    load_people,
    load_successions,
    office_on,
    offices_of,
)

PEOPLE = load_people()
COUNTRIES = {row.code: row for row in read_tsv(DATA / "en" / "countries.tsv", CountryRow)}
# the members of the United Nations, its two observers, Taiwan and Kosovo
STATES = re.findall(
    "[A-Z]{3}",
    """
AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA CAF CAN
CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESP EST ETH FIN FJI FRA FSM
GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ
KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ
MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY PSE QAT ROU RUS RWA SAU
SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TWN
TZA UGA UKR UNK URY USA UZB VAT VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE
""",
)
PARTIAL_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def row(name="Ani Putri", since="2020-01-01", until=None, **other) -> PersonRow:
    told = {"country": "IDN", "role": "head", "office": "Head", "seen": None if until else "2025-01", "source": "made"}
    return PersonRow(name=name, since=since, until=until, **(told | other))


def test_the_table_holds_no_contradictions():
    assert [*contradictions(PEOPLE)] == []


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row(since="2020-01-01", until="2019-05")], "until 2019-05 is before since 2020-01-01"),
        ([row(until="2021-03-02"), row("Budi Raya", since="2021-03-01")], "hold one office at a time"),
        ([row(), row("Budi Raya", since="2021-03-01")], "hold one office at a time"),
        ([row(until="2021-03"), row("Budi Raya", since="2021-02-28")], "hold one office at a time"),
        ([row(seen=None)], "`seen` must tell"),
        ([row(since=None)], "no since"),
    ],
)
def test_a_contradiction_is_told(rows, told):
    assert any(told in line for _, line in contradictions(rows))


@pytest.mark.parametrize(
    "rows",
    [
        [row(until="2021-03-01"), row("Budi Raya", since="2021-03-01")],
        [row(until="2021"), row("Budi Raya", since="2021-03-01")],
        [row(shared="yes"), row("Budi Raya", since="2021-03-01", shared="yes")],
        [row(), row("Budi Raya", since="2021-03-01", body="KPK")],
    ],
)
def test_what_fits_together_is_no_contradiction(rows):
    assert [*contradictions(rows)] == []


def test_every_bound_is_a_day_or_a_part_of_one():
    told = [bound for row in PEOPLE for bound in (row.since, row.until, row.seen) if bound]
    told += [bound for row in load_successions() for bound in (row.since, row.until) if bound]
    assert [bound for bound in told if not PARTIAL_DAY.fullmatch(bound)] == []


def test_every_country_code_is_known():
    bodies = [DATA / "world" / name for name in ("organisations.tsv", "groups.tsv")]
    bodies += [path for code in languages() for path in layers(code, "institutions.tsv", (DATA,))]
    named = [(row.name, row.country) for path in bodies for row in read_tsv(path, NameRow)]
    named += [(row.name, row.country) for row in PEOPLE]
    assert [(name, code) for name, code in named if code and code not in COUNTRIES] == []


@pytest.mark.parametrize("code", languages())
def test_every_state_has_a_name_in_every_language(code):
    assert [state for state in STATES if state not in load(code).country_names] == []


def test_nearly_every_state_has_a_head():
    heads = {"head of state", "head of government", "monarch", "supreme leader", "leader"}
    led = {row.country for row in PEOPLE if row.role in heads}
    led |= {"MYS"}  # its king holds an office of his own name
    assert set(STATES) - led <= {"SMR"}  # two captains regent, for half a year each


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2019-12-31", None),
        ("2020-01-01", "Ani Putri"),
        ("2021-03-01", "Budi Raya"),  # the day of handing over
        ("2023-06-30", None),  # both may be meant: the month is all that is known
        ("2023-07-01", "Citra Lestari"),
    ],
)
def test_the_holder_on_a_day_is_told_only_where_it_is_certain(day, name):
    offices = offices_of(
        [
            row(until="2021-03-01"),
            row("Budi Raya", since="2021-03-01", until="2023-06"),
            row("Citra Lestari", since="2023-06"),
        ]
    )
    held = offices.in_office("IDN", "head", day)
    assert (held and held.name) == name


def test_an_office_that_several_share_has_no_one_holder():
    offices: Offices = offices_of([row(shared="yes"), row("Budi Raya", shared="yes")])
    assert offices.in_office("IDN", "head", "2021-01-01") is None
    assert [held.name for held in offices.holders_on("IDN", "head", "2021-01-01")] == ["Ani Putri", "Budi Raya"]


def test_the_office_of_a_person_is_that_of_the_state_before_that_of_the_party():
    party = row(role="party leader", office="Chair", since="2024-01-01", sector="PTY")
    minister = row(role="energy minister", office="Minister", since="2022-01-01", sector="GOV")
    head = row(role="head of government", office="Prime Minister", since="2020-01-01", sector="GOV")
    assert office_on([party, minister], "2025-01-01") == minister
    assert office_on([head, party, minister], "2025-01-01") == head
    assert office_on([party], "2023-01-01") is None


def test_every_body_of_an_office_is_listed_or_a_state_within_a_federation():
    listed = {
        name for code in languages() for path in layers(code, "institutions.tsv", (DATA,)) for name in named(path)
    }
    listed |= set(named(DATA / "world" / "organisations.tsv"))
    within = {
        "Kedah",
        "Kelantan",
        "Pulau Pinang",
        "Sabah",
        "Sarawak",
        "Selangor",
        "Terengganu",
        "Yang di-Pertuan Agong",
    }
    assert {row.body for row in PEOPLE if row.body} - listed - within == set()


def named(path):
    return [name for row in read_tsv(path, NameRow) for name in (row.name, *row.aliases)]


def test_every_institution_that_followed_has_a_row_of_its_own():
    names = {row.name for row in load_successions()}
    followed = {name for row in load_successions() for name in row.became}
    assert followed - names == set()
