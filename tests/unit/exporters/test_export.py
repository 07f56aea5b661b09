"""Each export is read back by a tool of its field, with the columns that its users' code names."""

import csv
import hashlib
import json
import tomllib
from datetime import date
from pathlib import Path

import pandas
import pytest

import kawat
from kawat import api
from kawat.cli import main
from kawat.errors import UsageError
from kawat.exporters import export
from kawat.exporters.forms import Told, _crosswalk, cameo, forms, rows_of
from kawat.exporters.rows import harmless
from kawat.store import home
from tests.tools.small import article, ingest, write

PLOVER = Path(__file__).parents[3] / "kawat" / "knowledge" / "data" / "plover" / "ontology.toml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    record = tmp_path_factory.mktemp("exported") / "record"
    ingest(record, "samples/articles", batch=6)
    return record


@pytest.fixture(scope="module")
def exported(folder, tmp_path_factory):
    home = tmp_path_factory.mktemp("out")
    with kawat.open(folder) as record:
        for form in api.FORMS:
            record.export(form, home / form)
    return home


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_api_names_all_forms():
    assert sorted(api.FORMS) == sorted(export.FORMS)


@pytest.mark.parametrize(
    ("form", "count", "first", "last"),
    [
        ("polecat-tsv", 40, "Event ID", "Version"),
        ("gdelt-events", 61, "GlobalEventID", "SOURCEURL"),
        ("gdelt-mentions", 16, "GlobalEventID", "Extras"),
        ("icews-like", 20, "Event ID", "Longitude"),
        ("acled-like", 31, "event_id_cnty", "timestamp"),
    ],
)
def test_columns_are_those_that_are_published(exported, form, count, first, last):
    known = forms()[form]
    assert (len(known.columns), len(set(known.columns))) == (count, count)
    assert (known.columns[0], known.columns[-1]) == (first, last)
    header = 0 if known.header else None
    read = pandas.read_csv(
        exported / form / known.file, sep=known.delimiter, header=header, dtype=str, keep_default_na=False, quoting=3
    )
    assert read.shape[1] == count
    assert len(read) == json.loads((exported / form / "manifest.json").read_text())["rows"][known.file]
    if known.header:
        assert list(read.columns) == list(known.columns)


def test_polecat_rows_are_the_events_told_as_facts(folder, exported):
    read = pandas.read_csv(exported / "polecat-tsv" / "events.txt", sep="\t", dtype=str, keep_default_na=False)
    with kawat.open(folder) as record:
        events = {f"{row['article']}:{row['id']}": row for row in record.events()}
    assert set(read["Event ID"]) == {id_ for id_, row in events.items() if row["status"] in ("occurred", "ongoing")}
    for _, row in read.iterrows():
        event = events[row["Event ID"]]
        assert row["Event Type"] == event["type"]
        assert row["Actor Name"] == ("; ".join(event["actor_names"]) or "None")
        is_day = event["earliest"] is not None and event["earliest"] == event["latest"]
        assert row["Event Date"] == (event["earliest"].isoformat() if is_day else "None")
    assert (read["Wikipedia Actor ID"] == "None").all()


def test_gdelt_mentions_name_the_events(exported):
    events = pandas.read_csv(exported / "gdelt-events" / "events.CSV", sep="\t", header=None, dtype=str)
    mentions = pandas.read_csv(exported / "gdelt-mentions" / "mentions.CSV", sep="\t", header=None, dtype=str)
    assert list(events[0]) == list(mentions[0])
    assert events[0].is_unique
    assert events[26].str.fullmatch(r"\d{3,4}").all()
    assert (events[28] == events[26].str[:2]).all()
    assert events[34].isna().all(), "a tone that nobody measured"


def told(**event):
    who = {"id": "a-1", "name": "Indonesia", "country": "IDN", "sector": "GOV", "role": None, "kind": "country"}
    usual = {
        **{"id": "e-1", "type": "ASSAULT", "mode": None, "quad": "material conflict", "intensity": -9.0},
        **{"status": "occurred", "actors": ["a-1"], "recipients": [], "contexts": [], "score": 0.5, "engine": "x"},
        **{"earliest": None, "latest": None, "place": None, "country": None, "latitude": None, "longitude": None},
        **{"precision": None, "start_char": 0, "end_char": 5, "text": "=1+1\tx"},
    }
    home = {"id": "n", "publisher": "@Post", "published_at": None, "url": None, "language": "id", "sentences": []}
    actors = {"a-1": {**who, "text": "-Indonesia", "start_char": 0}}
    return Told(article=home, actors=actors, events=({**usual, **event},), quotations=(), commitments=())


def test_a_date_is_no_finer_than_it_is_known():
    month = {"earliest": date(2019, 2, 1), "latest": date(2019, 2, 28)}
    (gdelt,) = rows_of("gdelt-events", told(**month), True)
    assert (gdelt["Day"], gdelt["MonthYear"], gdelt["Year"]) == (None, "201902", "2019")
    (acled,) = rows_of("acled-like", told(**month), True)
    assert (acled["event_date"], acled["time_precision"]) == ("2019-02-01", 3)
    year = {"earliest": date(2019, 1, 1), "latest": date(2019, 12, 31)}
    (acled,) = rows_of("acled-like", told(**year), True)
    assert (acled["event_date"], acled["year"], acled["time_precision"]) == (None, "2019", None)
    assert list(rows_of("acled-like", told(type="AGREE"), True)) == []
    assert list(rows_of("gdelt-events", told(status="denied"), True)) == []


def test_geo_countries_are_fips_and_actors_iso():
    place = {"place": "Singapura", "country": "SGP", "precision": "country"}
    (row,) = rows_of("gdelt-events", told(**place), True)
    assert (row["ActionGeo_CountryCode"], row["Actor1CountryCode"]) == ("SN", "IDN")


def test_every_type_and_mode_has_a_cameo_code_of_its_own():
    types = tomllib.loads(PLOVER.read_text(encoding="utf-8"))["type"]
    expected = {(one["id"], "") for one in types}
    expected |= {(one["id"], mode["id"]) for one in types for mode in one.get("modes", ())}
    assert set(_crosswalk()) == expected
    assert cameo("ACCUSE", "investigate")[0] == "090"
    with pytest.raises(UsageError, match="no CAMEO code"):
        cameo("NONSENSE", None)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-x", "@sum", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"a{cell}") == f"a{cell}"


def test_formulas_in_articles_stay_text(tmp_path):
    ingest(tmp_path / "r", write(tmp_path / "in.jsonl", [article(1, outlet="=cmd()", title="-2+3 usulan")]))
    with kawat.open(tmp_path / "r") as record:
        record.export("csv", tmp_path / "csv")
        record.export("acled-like", tmp_path / "acled")
        record.export("polecat-tsv", tmp_path / "polecat")
    with (tmp_path / "csv" / "article.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["publisher"], row["title"]) == ("'=cmd()", "'-2+3 usulan")
    for file in tmp_path.glob("*/event*"):
        assert not any(cell[:1] in "=@" for line in file.read_text().splitlines() for cell in line.split("\t") if cell)


def test_annotations_quote_what_stands_at_their_offsets(folder, exported):
    found = lines(exported / "w3c-annotation" / "annotations.jsonl")
    with kawat.open(folder) as record:
        texts = [row["text"] for row in record.articles()]
    for one in found:
        assert one["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert one["type"] == "Annotation"
        position, quote = one["target"]["selector"]
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert any(text[position["start"] : position["end"]] == quote["exact"] and around in text for text in texts)
    assert len({one["id"] for one in found}) == len(found)


def test_followthemoney_takes_every_entity(exported):
    ftm = pytest.importorskip("followthemoney")
    for one in lines(exported / "followthemoney" / "entities.ftm.jsonl"):
        schema = ftm.model.get(one["schema"])
        assert schema is not None
        schema.validate({"properties": one["properties"]})
        for name, values in one["properties"].items():
            assert all(schema.get(name).type.clean(value) for value in values), (name, values)


def test_followthemoney_points_at_what_is_there(exported):
    found = lines(exported / "followthemoney" / "entities.ftm.jsonl")
    ids = {one["id"] for one in found}
    assert len(ids) == len(found)
    for one in found:
        for name in ("proof", "organizer", "involved"):
            assert set(one["properties"].get(name, ())) <= ids


def test_the_package_tells_digests_and_the_manifest_the_engine(exported):
    for form in api.FORMS:
        package = json.loads((exported / form / "datapackage.json").read_text())
        manifest = json.loads((exported / form / "manifest.json").read_text())
        for resource in package["resources"]:
            data = (exported / form / resource["path"]).read_bytes()
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
            assert resource["bytes"] == len(data)
            assert resource["path"] in manifest["rows"]
        assert len(manifest["engines"]) == 1
        assert manifest["record_format"] == home.FORMAT


def test_the_same_record_gives_the_same_bytes(folder, exported, tmp_path):
    with kawat.open(folder) as record:
        for form in api.FORMS:
            record.export(form, tmp_path / form)
    for path in sorted(exported.rglob("*.*")):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(exported)).read_bytes(), path


def test_words_leave_only_where_they_may(folder, tmp_path):
    with kawat.open(folder) as record:
        (one,) = [row for row in record.articles() if row["id"] == "hanoi"]
        for form in ("jsonl", "w3c-annotation", "followthemoney", "polecat-tsv", "acled-like"):
            record.export(form, tmp_path / "none" / form, text="none")
        record.export("jsonl", tmp_path / "span")
        record.export("jsonl", tmp_path / "full", text="full")
    for path in (tmp_path / "none").rglob("*.*"):
        if path.is_file():
            assert one["title"] not in path.read_text(encoding="utf-8"), path
    assert not any("text" in row for path in (tmp_path / "none" / "jsonl").glob("*.jsonl") for row in lines(path))
    assert not any("text" in row for row in lines(tmp_path / "span" / "article.jsonl"))
    assert one["text"] in {row["text"] for row in lines(tmp_path / "full" / "article.jsonl")}


def test_a_folder_that_holds_something_is_left_alone(folder, tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SystemExit) as end:
        main(["export", "--as", "csv", "-o", str(tmp_path), "--record", str(folder)])
    assert end.value.code == 2
    assert "holds something" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_articles_are_chosen(folder, tmp_path):
    with kawat.open(folder) as record:
        record.export("jsonl", tmp_path / "id", language="id", since="2020", until="2020")
        wanted = {row["id"] for row in record.articles(language="id", since="2020", until="2020")}
    assert wanted
    for name in ("event", "quotation", "actor"):
        assert {row["article"] for row in lines(tmp_path / "id" / f"{name}.jsonl")} <= wanted
    assert {row["id"] for row in lines(tmp_path / "id" / "article.jsonl")} == wanted
