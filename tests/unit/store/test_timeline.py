"""Two actors in order of time: each act once by the telling that dates it best, commitments with their steps, no copies."""

import csv

import pyarrow.parquet as pq
import pytest

import kawat
from kawat import api
from kawat.cli import main
from kawat.store.catalog import NAME, Catalog
from tests.tools.small import ingest, write

REPORT = (
    "Fiji menyerang pos perbatasan Peru. Sedikitnya sembilan tentara tewas dalam serangan itu, menurut kementerian "
    "pertahanan Peru. Peru menuntut Fiji menarik pasukan dari lembah itu. Kedua negara bersengketa tentang bendungan di "
    "hulu sungai sejak musim dingin lalu, dan perundingan yang ditengahi tetangga mereka menemui jalan buntu pekan silam."
)
ARTICLES = [
    ("a", "Satu", "2023-06-14", "id", f"{REPORT} Begitu kabar kantor berita AFP."),
    ("b", "Dua", "2023-06-15", "id", f"{REPORT} Demikian dilaporkan AFP."),
    (
        "c",
        "Tiga",
        "2023-06-16",
        "id",
        "Fiji menyerang pos perbatasan Peru pada Senin (12/6/2023), kata saksi. Sembilan tentara tewas di pos itu.",
    ),
    ("d", "Empat", "2023-07-20", "en", "On July 18, 2023, Peru promised to send rice aid to Fiji."),
    ("e", "Lima", "2023-08-01", "id", "Pada Mei 2023 Fiji berjanji membuka pelabuhan Suva bagi kapal Peru."),
    ("f", "Enam", "2023-09-02", "id", "Fiji dan Peru berjanji menghentikan serangan. Jepang menolak usul Peru."),
    ("g", "Tujuh", "2023-10-01", "en", "Peru promised to send rice aid to Fiji before October 31, 2023."),
    ("h", "Delapan", "2024-01-05", "id", "Fiji menolak usul Peru tentang jembatan."),
]


def told(rows):
    return [
        {"id": name, "outlet": outlet, "published": day, "language": language, "text": text}
        for name, outlet, day, language, text in rows
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("timeline")
    ingest(base / "record", write(base / "in.jsonl", told(ARTICLES)), batch=64)
    api.link_record(base / "record")
    return base / "record"


def line(folder, one="Fiji", other="Peru", **asked):
    with kawat.open(folder) as held:
        return list(held.timeline(one, other, **asked))


def brief(rows, *names):
    return [tuple(str(row[name]) if row[name] is not None else None for name in names) for row in rows]


def test_an_act_is_told_once_by_the_telling_that_dates_it_best(folder):
    (attack,) = [row for row in line(folder) if row["kind"] == "ASSAULT"]
    assert (attack["article"], attack["date"], attack["dated"]) == ("c", "2023-06-12", True)
    assert (attack["mentions"], attack["outlets"], attack["independent_sources"]) == (3, 3, 2)
    with kawat.open(folder) as held:
        assert {row["article"] for row in held.members(attack["linked"])} == {"a", "b", "c"}


def test_copies_of_a_commitment_are_one_row_with_their_outlets(folder):
    demands = [row for row in line(folder) if row["kind"] == "demand"]
    assert brief(demands, "article", "step", "outlets", "mentions", "dated") == [("a", "made", "2", "2", "False")]


def test_each_step_of_a_commitment_stands_at_its_date(folder):
    rows = [row for row in line(folder) if row["what"] == "commitment" and row["kind"] == "pledge"]
    assert brief(rows, "date", "step", "status", "article") == [
        ("2023-05", "made", "open", "e"),
        ("2023-07-18", "made", "lapsed", "d"),
        ("2023-10-01", "repeated", "lapsed", "g"),
        ("2023-11-01", "lapsed", "lapsed", "g"),
    ]
    with kawat.open(folder) as held:
        assert {one["fact"] for one in held.members(rows[1]["linked"])} == {rows[1]["id"], rows[2]["id"]}


def test_what_both_do_together_is_between_them_and_what_others_do_is_not(folder):
    assert {row["kind"] for row in line(folder) if row["article"] == "f"} >= {"concession"}
    assert "JPN" not in {country for row in line(folder) for country in row["from_countries"]}
    assert line(folder, "Fiji", "Fiji") == []


@pytest.mark.parametrize("nobody", ["", " ", "...", "'"])
def test_a_name_without_words_is_nobody(folder, nobody):
    assert line(folder, nobody, "Fiji") == line(folder, "Fiji", nobody) == []
    with kawat.open(folder) as held:
        assert list(held.events(recipient=nobody)) == list(held.commitments(addressee=nobody)) == []


def test_order_and_evidence(folder):
    rows = line(folder)
    assert rows == line(folder, "PER", "FJI")
    with kawat.open(folder) as held:
        texts = {row["id"]: row["text"] for row in held.articles()}
        full = list(held.timeline("Fiji", "Peru").text("full"))
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert all(texts[row["article"]][row["start_char"] : row["end_char"]] == row["text"] for row in rows)
    assert [row["id"] for row in full] == [row["id"] for row in rows]
    assert all(row["article_text"] == texts[row["article"]] for row in full)


@pytest.mark.parametrize(
    ("asked", "dates"),
    [
        ({"until": "2023-05-15"}, {"2023-05"}),
        ({"since": "2023-05-20", "until": "2023-06-13"}, {"2023-05", "2023-06-12"}),
        ({"since": "2024"}, {"2024-01-05"}),
        ({"since": "2025"}, set()),
    ],
)
def test_what_may_lie_in_the_time_asked_for_is_told(folder, asked, dates):
    assert {row["date"] for row in line(folder, **asked)} == dates


def test_without_linking_every_telling_is_a_row(tmp_path):
    ingest(tmp_path / "record", write(tmp_path / "in.jsonl", told(ARTICLES)), batch=64)
    rows = line(tmp_path / "record")
    assert brief([row for row in rows if row["kind"] == "ASSAULT"], "date", "article", "outlets", "linked") == [
        ("2023-06-12", "c", "1", None),
        ("2023-06-14", "a", "1", None),
        ("2023-06-15", "b", "1", None),
    ]
    assert brief([row for row in rows if row["article"] == "e" and row["what"] == "commitment"], "date", "step") == [
        ("2023-05", None)
    ]


def test_what_came_in_after_the_last_linking_is_told_all_the_same(tmp_path):
    record = tmp_path / "record"
    ingest(record, write(tmp_path / "in.jsonl", told(ARTICLES[:4])), batch=64)
    api.link_record(record)
    before = line(record)
    ingest(record, write(tmp_path / "more.jsonl", told(ARTICLES[4:])), batch=64)
    rows = line(record)
    assert [row for row in rows if row["article"] in "abcd"] == before
    late = [row for row in rows if row["article"] == "e"]
    assert ("commitment", None, None, "1") in brief(late, "what", "step", "linked", "mentions")


def test_what_came_in_since_a_visit(tmp_path, monkeypatch):
    record = tmp_path / "record"
    ingest(record, write(tmp_path / "in.jsonl", told(ARTICLES[:2])), batch=64)
    ingest(record, write(tmp_path / "more.jsonl", told(ARTICLES[2:4])), batch=64)
    api.link_record(record)
    monkeypatch.setattr(Catalog, "seen_since", lambda self, day: ["c", "d"])
    rows = line(record, new_since="2026-11-20")
    (attack,) = [row for row in rows if row["kind"] == "ASSAULT"]
    assert (attack["article"], attack["mentions"], attack["date"]) == ("c", 3, "2023-06-12")
    assert {row["article"] for row in rows} == {"c", "d"}
    monkeypatch.setattr(Catalog, "seen_since", lambda self, day: ["b"])
    (attack,) = [row for row in line(record, new_since="2026-11-20") if row["kind"] == "ASSAULT"]
    assert (attack["article"], attack["mentions"], attack["date"], attack["dated"]) == ("b", 3, "2023-06-15", False)


def test_when_articles_came_in_is_asked_of_the_catalog(folder):
    catalog = Catalog.read(folder / NAME)
    try:
        assert len(catalog.seen_since("2020-01-01")) == len(ARTICLES)
        assert catalog.seen_since("9999-01-01") == []
    finally:
        catalog.close()


def test_the_command_line_in_every_format(folder, tmp_path, capsys):
    def ran(*arguments):
        with pytest.raises(SystemExit) as left:
            main([*map(str, arguments), "--record", str(folder)])
        assert not left.value.code
        return capsys.readouterr().out

    ids = [row["id"] for row in line(folder)]
    rows = list(csv.DictReader(ran("timeline", "Fiji", "Peru", "--format", "csv").splitlines()))
    assert [row["id"] for row in rows] == ids
    ran("timeline", "FJI", "PER", "-o", tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").column("id").to_pylist() == ids
    assert (
        "text"
        not in csv.DictReader(
            ran("timeline", "FJI", "PER", "--format", "csv", "--text", "none").splitlines()
        ).fieldnames
    )
    assert "made" in ran("timeline", "FJI", "PER", "--format", "table")


def test_commitments_are_narrowed_as_events_are(folder, capsys):
    def ran(*arguments):
        with pytest.raises(SystemExit) as left:
            main(["commitments", *arguments, "--record", str(folder), "--format", "csv"])
        assert not left.value.code
        return list(csv.DictReader(capsys.readouterr().out.splitlines()))

    assert {row["article"] for row in ran("--holder", "Peru", "--kind", "pledge")} == {"d", "g"}
    assert {row["article"] for row in ran("--addressee", "PER", "--kind", "pledge")} == {"e"}
    assert {row["article"] for row in ran("--language", "en", "--since", "2023-08")} == {"g"}
    assert {row["article"] for row in ran("--outlet", "Lima")} == {"e"}
    assert "condition" not in ran("--text", "none")[0]
