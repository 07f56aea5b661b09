"""The figures that the desk shows are those of the floors, of every layer, in words of both languages."""

import csv
import io
import json

import httpx
import pytest

from kawat.cli import main
from kawat.web import figures
from kawat.web.words import all_words
from tests.tools.golden import ARTICLES, SAMPLES
from tests.unit.web.conftest import ROOT

FLOORS = json.loads((ROOT / "eval" / "floors.json").read_text())


def test_the_floors_of_the_package_are_those_of_the_project():
    """Where this fails: `make floors`, or `kawat eval --floors eval/floors.json --figures kawat/web/figures.json`."""
    told = {name: {layer: one.floor for layer, one in of.scores.items()} for name, of in figures.corpora().items()}
    assert told == {name: floor["f1"] for name, floor in FLOORS.items()}
    assert {name: of.sha256 for name, of in figures.corpora().items()} == {
        name: floor["sha256"] for name, floor in FLOORS.items()
    }


def test_no_layer_is_below_its_floor():
    assert [(row["corpus"], row["layer"]) for row in figures.scores() if row["f1"] < row["floor"]] == []


@pytest.mark.parametrize("words", all_words().values(), ids=lambda one: one.code)
def test_every_layer_and_all_articles_have_words(words):
    for row in figures.scores():
        assert {f"layer_{row['layer']}", f"means_{row['layer']}", f"corpus_{row['corpus']}"} <= words.label.keys()


def test_the_page_shows_scores_beside_floors_and_what_scores_foretell(desk):
    shown = httpx.get(f"{desk}/quality?lang=en").text
    told = httpx.get(f"{desk}/quality.json").json()

    assert told["scores"] == list(figures.scores())
    assert told["calibration"] == list(figures.calibration())
    (wire,) = (row for row in told["scores"] if (row["corpus"], row["layer"]) == ("dev", "wire"))
    assert f"<td>{wire['f1']:.2f}</td><td>{wire['floor']:.2f}</td>" in shown
    assert "the same agency in the same article" in shown
    assert figures.engine() in shown


@pytest.mark.parametrize("table", ["scores", "calibration"])
def test_figures_leave_as_a_table(desk, table):
    rows = list(csv.DictReader(io.StringIO(httpx.get(f"{desk}/quality.csv?table={table}&rows=1000").text)))
    wanted = getattr(figures, table)()
    assert [(row["corpus"], row["layer"]) for row in rows] == [(one["corpus"], one["layer"]) for one in wanted]
    first, rest = (httpx.get(f"{desk}/quality.json?table={table}&page={page}").json()["rows"] for page in (1, 2))
    assert [*first, *rest] == list(wanted)[:50]


def test_figures_are_kept_beside_those_of_articles_that_are_elsewhere(tmp_path, capsys):
    floors = {name: {**floor, "gold": "none", "corpus": "none"} for name, floor in FLOORS.items()}
    floors["samples"] |= {"gold": str(SAMPLES / "gold.jsonl"), "corpus": str(ARTICLES)}
    (tmp_path / "floors.json").write_text(json.dumps({name: floors[name] for name in ("samples", "dev")}))
    before = json.loads((ROOT / "kawat" / "web" / "figures.json").read_text())
    (tmp_path / "figures.json").write_text(json.dumps(before))
    with pytest.raises(SystemExit):
        main(["eval", "--floors", f"{tmp_path}/floors.json", "--figures", f"{tmp_path}/figures.json"])
    told = json.loads((tmp_path / "figures.json").read_text())

    assert list(told) == ["dev", "samples"]
    assert told["dev"] == before["dev"]
    assert told["samples"]["articles"] == 15
    assert (
        sum(one["data"] for one in told["samples"]["calibration"]["event"])
        == told["samples"]["scores"]["event"]["found"]
    )


def test_figures_of_some_articles_alone_are_not_kept(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        main(["eval", str(SAMPLES / "gold.jsonl"), str(ARTICLES), "--figures", f"{tmp_path}/figures.json"])
    assert end.value.code == 2
    assert not (tmp_path / "figures.json").exists()
