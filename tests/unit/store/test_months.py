"""Months that were counted before tell what counting the events tells."""

from itertools import product

import pytest

import kawat
from kawat.evaluation.synthetic import build
from kawat.store import reader
from kawat.store.months import BY, ON, TOGETHER, asked_of, month_of, pairs


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    folder = tmp_path_factory.mktemp("months") / "record"
    build(folder, articles=600, batch=200, seed=3)
    return folder


@pytest.mark.parametrize(
    ("actors", "recipients", "told"),
    [
        (["USA"], ["PRK"], {("PRK", "USA"): BY, ("USA", None): ON, ("PRK", None): BY}),
        (["PRK", "USA"], [], {("PRK", "USA"): TOGETHER, ("PRK", None): ON, ("USA", None): ON}),
        (["PRK", "USA"], ["USA"], {("PRK", "USA"): ON | TOGETHER, ("USA", "USA"): ON | BY}),
        ([None], ["IDN", "IDN"], {("IDN", None): BY}),
        (None, None, {}),
    ],
)
def test_an_event_counts_once_for_each_pair(actors, recipients, told):
    found = list(pairs(actors, recipients))
    assert len(found) == len(dict(found))
    assert told.items() <= dict(found).items()


def test_the_month_of_an_event():
    day = {"earliest": "2019-02-27", "latest": "2019-02-28"}
    assert month_of("occurred", day, "2020-06-12T10:00:00+07:00") == "2019-02"
    assert month_of("ongoing", {}, "2020-06-12T10:00:00+07:00") == "2020-06"
    assert month_of("occurred", {"earliest": "2019-02-27", "latest": "2019-03-01"}, "2020-06-12") is None
    assert month_of("occurred", {"earliest": "2019-02-27", "latest": None}, "2020-06-12") is None
    assert month_of("planned", day, "2020-06-12") is None
    assert month_of("occurred", {}, None) is None


def test_only_whole_months_of_two_are_asked():
    values = {"one": "USA", "other": "PRK", "since": "2019-01-01", "until": "2020-02-29", "directed": True}
    assert asked_of(values) == {"first": "PRK", "second": "USA", "wanted": BY, "since": "2019-01", "until": "2020-02"}
    assert asked_of({**values, "until": "2020-02-28"}) is None
    assert asked_of({**values, "since": "2019-01-02"}) is None
    assert asked_of({**values, "other": "USA"}) is None


@pytest.mark.parametrize("linked", [False, True])
def test_they_say_what_the_events_say(record, monkeypatch, linked):
    if linked:
        kawat.link_record(record)
    held = kawat.open(record)
    codes = [row["code"] for row in held.sql("SELECT DISTINCT country AS code FROM actor ORDER BY ALL")][:4]
    asked = list(product(codes, [*codes, None], (False, True), (None, "2017", "2018-03-05")))
    before = [held.dyad(*pair, since=since, directed=directed) for *pair, directed, since in asked]
    busiest = list(held.overview()["dyads"])

    monkeypatch.setattr(reader, "_has_view", lambda *_: False)
    assert before == [held.dyad(*pair, since=since, directed=directed) for *pair, directed, since in asked]
    assert any(month.events for months in before for month in months)
    assert any(month.independent_share is not None for months in before for month in months) is linked
    assert sum(row["events"] for row in busiest) <= sum(row["events"] for row in held.overview()["dyads"])


def test_they_are_used(record, monkeypatch):
    held = kawat.open(record)
    monkeypatch.setattr(reader.questions, "MONTHS", dict.fromkeys((False, True), "SELECT nothing"))
    with pytest.raises(kawat.UsageError, match="Expected 0, got 6"):
        held.dyad("IDN", "USA")
    assert held.dyad("IDN", "USA", since="2018-03-05") is not None
