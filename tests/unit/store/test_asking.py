"""A record answers by who, what and when, with evidence and ids, and SQL can do nothing but ask."""

import sqlite3
import subprocess
import sys
from collections import Counter

import pytest

import kawat
from kawat.errors import RecordError, UsageError
from kawat.evaluation.synthetic import build
from kawat.store import catalog
from kawat.store.reader import Reader
from kawat.store.stems import stem
from tests.tools.small import article, ingest, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    record = tmp_path_factory.mktemp("asked") / "record"
    ingest(record, "samples/articles", batch=6)
    return record


@pytest.fixture
def record(folder):
    with kawat.open(folder) as held:
        yield held


def test_events_are_those_of_the_readings(record):
    readings = kawat.read_all("samples/articles", model=None)
    expected = {(reading.article.id, event.id, event.trigger.text) for reading in readings for event in reading.events}

    assert {(row["article"], row["id"], row["text"]) for row in record.events()} == expected


def test_an_actor_is_asked_by_country_and_by_words_of_the_name(record):
    by_country = list(record.events(actor="PRK"))
    assert {row["article"] for row in by_country} == {"hanoi", "hokkaido"}
    assert all("PRK" in row["actor_countries"] for row in by_country)
    named = list(record.events(actor="kim jong-un"))
    assert [row["text"] for row in named] == ["bertemu"]
    assert list(record.events(actor="jong u")) == []


def test_type_status_and_time_narrow_the_events(record):
    rows = list(record.events(type="reject", status="occurred", since="2020", until="2020-08"))
    assert rows
    assert {row["type"] for row in rows} == {"REJECT"}
    assert {row["status"] for row in rows} == {"occurred"}
    assert list(record.events(since="2099")) == []


def test_quotations_of_a_speaker_and_commitments_of_a_holder(record):
    assert {row["speaker_name"] for row in record.quotations(speaker="ratna wulandari")} == {"Ratna Wulandari"}
    held = list(record.commitments(holder="PRK", kind="demand"))
    assert held
    assert all("PRK" in row["holder_countries"] for row in held)
    assert {row["id"] for row in record.actors("Ratna Wulandari")}
    assert list(record.timexes(since="2019-02", until="2019-02"))


def test_every_row_of_every_table_quotes_its_article(record):
    texts = {row["id"]: row["text"] for row in record.articles()}
    for rows in (record.events(), record.quotations(), record.commitments(), record.timexes(), record.actors()):
        for row in rows:
            assert row["text"] == texts[row["article"]][row["start_char"] : row["end_char"]]


def test_answers_are_data_frames_and_arrow(record):
    rows = record.events(actor="PRK")
    assert rows.pl().shape[0] == len(rows.df()) == rows.arrow().num_rows == 8
    assert rows.head(3).arrow().num_rows == 3
    assert record.events(actor="nobody").arrow().num_rows == 0


def test_the_order_of_rows_does_not_depend_on_the_order_of_coming(record, tmp_path):
    other = tmp_path / "other"
    for name in ("yerevan.json", "hanoi.json", "dili.txt"):
        ingest(other, f"samples/articles/{name}", batch=1)
    with kawat.open(other) as second:
        ids = [row["id"] for row in second.events()]

    assert [row["id"] for row in record.events() if row["id"] in set(ids)] == ids


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("pembukaan penerbangan langsung", ["suva"]),
        ('"penerbangan langsung"', ["suva"]),
        ('"langsung penerbangan"', []),
    ],
)
def test_words_are_found_by_their_stems_and_phrases_whole(record, wanted, found):
    assert [row["id"] for row in record.search(wanted)] == found


def test_a_search_shows_the_sentence_that_has_the_words(record):
    (row,) = record.search("pembukaan penerbangan langsung")
    assert row["text"] == "Fiji meminta Indonesia membuka penerbangan langsung dari Denpasar ke Nadi."
    assert list(record.search("penerbangan", until="2001")) == []
    assert list(record.search("penerbangan", publisher="Nobody")) == []


@pytest.mark.parametrize("wanted", ["", '"" ...', "-"])
def test_a_search_without_words_is_refused(record, wanted):
    with pytest.raises(UsageError, match="no words in"):
        record.search(wanted)


@pytest.mark.parametrize("wanted", ['a"b', "NEAR(", "a* OR b", "stems:x", "'; drop table article", "a\x00b", "^a"])
def test_signs_in_a_search_are_no_commands(record, wanted):
    list(record.search(wanted))


def test_stems_join_what_belongs_together():
    assert {stem(word) for word in ("Ditolak", "menolak", "penolakan")} == {"tolak"}
    assert stem("disagreed") == "disagreed"
    assert stem("x" * 900) == "x" * 64


def test_an_id_leads_to_its_reading(record):
    (reading,) = record.readings("c-cd782c8532")
    assert reading.article.id == "hanoi"
    assert record.readings("hanoi") == (reading,)
    assert record.readings("c-0000000000") == record.readings("nothing") == record.readings("x-'") == ()


def test_sql_asks_the_tables(record):
    (row,) = record.sql("SELECT count(*) AS n FROM event JOIN article ON article.id = event.article")
    assert row["n"] == len(list(record.events()))


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM event",
        "COPY (SELECT 1) TO '/tmp/kawat-never'",
        "SELECT 1; SELECT 2",
        "SET memory_limit = '9GB'",
        "ATTACH '/tmp/kawat-never'",
        "INSTALL httpfs",
        "PRAGMA database_list",
        "",
        "selekt",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM record",
        "SELECT nothing FROM event",
        "SELECT * FROM query('COPY (SELECT 1) TO ''/tmp/kawat-never''')",
    ],
)
def test_sql_that_is_no_question_to_the_tables_is_refused(record, query):
    with pytest.raises(UsageError):
        list(record.sql(query))


def test_sql_ends_when_its_time_is_over(record):
    with pytest.raises(RecordError, match=r"more than 0\.2 seconds"):
        list(record.sql("SELECT count(*) FROM range(1000000000000)", seconds=0.2))


@pytest.mark.parametrize("since", ["20", "2018-13", "yesterday", "2018-1-1", "0000"])
def test_a_day_that_is_none_is_refused(record, since):
    with pytest.raises(UsageError, match="no day, month or year"):
        record.events(since=since)


def test_no_record_is_told(tmp_path):
    with pytest.raises(RecordError, match="no record there; `kawat ingest"):
        kawat.open(tmp_path)


def test_an_empty_record_answers_with_nothing(tmp_path):
    ingest(tmp_path / "record", write(tmp_path / "in.jsonl", []))
    with kawat.open(tmp_path / "record") as held:
        assert list(held.events()) == list(held.search("apa")) == []
        assert "actor_names" in held.events().arrow().column_names


def test_a_record_can_be_asked_where_nobody_may_write(tmp_path, monkeypatch):
    source = write(tmp_path / "in.jsonl", [article(number) for number in range(6)])
    ingest(tmp_path / "record", source)
    right = catalog._connect

    def connect(path, mode):
        if path.parent.name == "record":
            raise sqlite3.OperationalError("unable to open database file")
        return right(path, mode)

    monkeypatch.setattr(catalog, "_connect", connect)
    reader = Reader(tmp_path / "record")
    assert reader.counts()["articles"] == 6
    reader.close()


def test_a_page_of_what_one_country_did_to_another_is_the_beginning_of_all(tmp_path):
    """However much is asked for, in whatever days: what the sorted pairs narrow is what a look at every event finds."""
    build(tmp_path / "made", articles=400, batch=100, seed=4, shuffled=True)
    record = kawat.open(tmp_path / "made")

    for asked in (
        {},
        {"type": "CONSULT"},
        {"since": "2019"},
        {"until": "2018-06", "status": "occurred"},
        {"language": "id"},
    ):
        every = [
            row["id"]
            for row in record.events(**asked)
            if "IDN" in row["actor_countries"] and "MYS" in row["recipient_countries"]
        ]
        assert every
        for limit in (1, 3, 10_000):
            page = record.events(actor="IDN", recipient="MYS", **asked).head(limit)
            assert [row["id"] for row in page] == every[:limit]


def test_dyads_are_those_of_the_events(record):
    pairs = Counter(
        (one, other, row["type"])
        for row in record.events()
        for one in {*row["actor_countries"]} - {None}
        for other in {*row["recipient_countries"]} - {None}
    )
    assert pairs
    dyads = record.sql("SELECT * FROM dyad")
    assert Counter((row["actor_country"], row["recipient_country"], row["type"]) for row in dyads) == pairs


def test_a_question_loads_no_library_that_its_answer_does_not_need(folder):
    script = (
        "import sys; from kawat.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code, end\n"
        "print(*sorted({'pandas', 'polars', 'rich', 'kawat.extract.pipeline'} & set(sys.modules)), file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, "events", "--record", str(folder), "--format", "csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("id,")
    assert done.stderr.strip() == ""


def test_countries_and_people_are_asked_by_any_name(record):
    by_code = list(record.events(actor="PRK"))
    assert list(record.events(actor="Korea Utara")) == by_code
    assert list(record.events(actor="north korea")) == by_code
    assert {row["speaker_name"] for row in record.quotes(speaker="ratna wulandari")} == {"Ratna Wulandari"}


def test_two_actors_month_by_month(record):
    rows = [row for row in record.events() if row["status"] in ("occurred", "ongoing")]

    def sides(row):
        return set(row["actor_countries"]), set(row["recipient_countries"])

    months = record.dyad("PRK", "Amerika Serikat")
    assert months == record.dyad("PRK", "USA") == record.dyad("USA", "PRK")
    assert months[0].month < months[-1].month
    told = [row for row in rows if {"PRK", "USA"} <= set.union(*sides(row)) and row["earliest"]]
    months_of = {f"{row['earliest']:%Y-%m}" for row in told if f"{row['earliest']:%Y-%m}" == f"{row['latest']:%Y-%m}"}
    counted = {one.month: one for one in months if one.events}
    assert months_of <= set(counted)
    for one in counted.values():
        kinds = (one.verbal_cooperation, one.material_cooperation, one.verbal_conflict, one.material_conflict)
        assert sum(kinds) == one.events
    directed = record.dyad("PRK", "USA", directed=True)
    assert sum(one.events or 0 for one in directed) <= sum(one.events or 0 for one in months)
    assert record.dyad("FJI", "USA") == ()


def test_coverage_counts_articles_by_outlet_and_day(record):
    dated = [row for row in record.articles() if row["published_on"]]
    assert sum(row["articles"] for row in record.coverage()) == len(dated)


def test_the_words_of_articles_are_left_out_or_added(record):
    whole = {row["id"]: row["text"] for row in record.articles()}
    assert all("text" not in row for row in record.events().text("none"))
    full = list(record.events(actor="PRK").text("full"))
    assert [row["id"] for row in full] == [row["id"] for row in record.events(actor="PRK")]
    assert all(row["article_text"] == whole[row["article"]] for row in full)
    between = record.events(actor="PRK", recipient="USA")
    assert [row["id"] for row in between.text("full")] == [row["id"] for row in between] != []
    with pytest.raises(UsageError, match="none, span, full"):
        record.events().text("all")


def test_language_and_place_narrow(record):
    languages = {row["id"]: row["language"] for row in record.articles()}
    for asked in (record.events, record.quotes, record.commitments):
        rows = list(asked(language="en"))
        assert rows
        assert {languages[row["article"]] for row in rows} == {"en"}
    placed = [row["id"] for row in record.events() if row["country"] == "VNM"]
    assert [row["id"] for row in record.events(country="Vietnam")] == placed


def test_actors_of_the_record_are_told_once(record):
    found = record.linked_actors()
    assert sum(one.mentions for one in found) == sum(row["mentions"] for row in record.actors())
    countries = [one.country for one in found if one.kind == "country" and one.country]
    assert len(countries) == len(set(countries))
    texts = {row["id"]: row["text"] for row in record.articles()}
    assert all(texts[one.article][one.start_char : one.end_char] == one.text for one in found)
