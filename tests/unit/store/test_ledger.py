"""A promise followed through articles of several outlets, asked as people ask: in Python and at the command line."""

import json

import pytest

import kawat
from kawat import api
from kawat.cli import main
from kawat.errors import RecordError, UsageError
from tests.tools.small import ingest, write

ARTICLES = [
    (
        "a",
        "Satu",
        "2023-03-02",
        "id",
        "Jepang berjanji mengirim bantuan beras ke Fiji sebelum 30 Juni 2023. Janji itu diucapkan di Suva, Kamis (2/3/2023).",
    ),
    (
        "b",
        "Dua",
        "2023-04-11",
        "id",
        "Menteri Luar Negeri Jepang Kenji Mori mengulangi, Selasa (11/4/2023). Jepang berjanji mengirim bantuan beras itu ke Fiji.",
    ),
    ("c", "Tiga", "2023-05-20", "id", "Jepang mengirim bantuan beras ke Fiji pada Sabtu (20/5/2023)."),
    (
        "d",
        "Empat",
        "2023-05-21",
        "id",
        "Jepang telah mengirim bantuan beras ke Fiji pada Sabtu (20/5/2023). Kapal tiba di Suva.",
    ),
    (
        "e",
        "Lima",
        "2023-05-22",
        "id",
        "Peru berjanji membuka pelabuhan bagi kapal Vietnam sebelum 1 Juni 2023. Pertemuan itu berlangsung Senin.",
    ),
    (
        "f",
        "Enam",
        "2023-08-01",
        "en",
        "Japan promised to send rice aid to Fiji. It was the third promise of this kind.",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("ledger")
    told = [
        {"id": name, "outlet": outlet, "published": day, "language": language, "text": text}
        for name, outlet, day, language, text in ARTICLES
    ]
    ingest(base / "record", write(base / "in.jsonl", told), batch=64)
    api.link_record(base / "record")
    return base / "record"


def chain(folder, **asked):
    with kawat.open(folder) as held:
        return list(held.ledger(**asked))


def test_a_promise_is_followed_from_the_first_word_to_the_deed(folder):
    (row,) = chain(folder, holder="Jepang", addressee="Fiji", kind="pledge", until="2023-06")
    assert (row["state"], row["suggested"], row["outlets"], row["due"].isoformat()) == (
        "fulfilled",
        True,
        2,
        "2023-06-30",
    )
    with kawat.open(folder) as held:
        postings = list(held.members(row["id"]))
        texts = {one["id"]: one["text"] for one in held.articles()}
    assert [(one["step"], one["article"], one["outlets"]) for one in postings] == [
        ("made", "a", 1),
        ("repeated", "b", 1),
        ("fulfilled", "c", 2),
    ]
    assert all(texts[one["article"]][one["start_char"] : one["end_char"]] == one["text"] for one in [row, *postings])


def test_a_date_that_has_passed_is_overdue(folder):
    (row,) = chain(folder, overdue=True)
    assert (row["article"], row["state"], row["due"].isoformat()) == ("e", "lapsed", "2023-06-01")
    assert not {row["id"]} & {one["id"] for one in chain(folder, open=True)}


def test_the_day_by_which_dates_have_passed_can_be_named(folder):
    api.link_record(folder, as_of="2023-05-31")
    try:
        assert chain(folder, overdue=True) == []
    finally:
        api.link_record(folder)
    with pytest.raises(UsageError, match="as_of"):
        api.link_record(folder, as_of="31/5/2023")


def test_linking_twice_gives_the_same_rows(folder):
    before = chain(folder)
    api.link_record(folder)
    assert chain(folder) == before


def test_what_came_in_since_a_day(folder):
    assert chain(folder, new_since="2024") == chain(folder)
    assert chain(folder, new_since="9999") == []
    with kawat.open(folder) as held:
        assert list(held.timeline("Jepang", "Fiji", new_since="9999")) == []


def test_two_actors_in_order_of_time(folder):
    with kawat.open(folder) as held:
        rows = list(held.timeline("Jepang", "Fiji"))
        assert list(held.timeline("FJI", "JPN")) == rows
        assert list(held.timeline("Peru", "Fiji")) == []
        assert [row["id"] for row in held.timeline("Jepang", "Fiji", since="2023-08")] == [
            row["id"] for row in rows if row["date"] >= "2023-08"
        ]
    aid = [row for row in rows if row["kind"] == "AID" and row["status"] == "occurred"]
    assert ("2023-05-20", 2, 2) in [(row["date"], row["mentions"], row["outlets"]) for row in aid]
    assert {row["kind"] for row in rows if row["what"] == "commitment"} == {"pledge"}
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)


def test_the_command_line_asks_the_same(folder, capsysbinary):
    def ran(*arguments):
        with pytest.raises(SystemExit) as left:
            main([*arguments, "--record", str(folder), "--format", "jsonl"])
        assert left.value.code == 0
        return [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]

    (row,) = ran("ledger", "--holder", "JPN", "--state", "fulfilled")
    assert [one["step"] for one in ran("show", row["id"])] == ["made", "repeated", "fulfilled"]
    assert ran("timeline", "JPN", "FJI")
    assert {one["kind"] for one in ran("commitments", "--holder", "Peru")} == {"pledge"}


def test_a_record_that_was_never_linked_says_so(tmp_path):
    ingest(
        tmp_path / "record",
        write(tmp_path / "in.jsonl", [{"id": "x", "text": "Fiji menolak usul Peru.", "language": "id"}]),
    )
    with kawat.open(tmp_path / "record") as held:
        with pytest.raises(RecordError, match="kawat link"):
            held.ledger()
        assert {row["what"] for row in held.timeline("Fiji", "Peru")} == {"event", "commitment"}
