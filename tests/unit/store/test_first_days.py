"""A page of a large record comes from its first days where these have enough, and is the same page."""

import pytest

import kawat
from kawat.evaluation.synthetic import build
from kawat.store import reader

ASKED = [
    ("events", {"actor": "IDN"}),
    ("events", {"recipient": "USA", "status": "occurred"}),
    ("events", {"type": "THREATEN", "since": "2019"}),
    ("events", {"actor": "nobody of that name"}),
    ("quotations", {"speaker": "IDN"}),
    ("commitments", {"holder": "IDN"}),
    ("actors", {"name": "IDN"}),
    ("articles", {}),
]


@pytest.fixture(scope="module", params=[False, True], ids=["in order", "shuffled"])
def record(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("days") / "record"
    build(folder, articles=600, batch=100, seed=5, shuffled=request.param)
    return folder


@pytest.mark.parametrize("most", [1, 7, 200])
@pytest.mark.parametrize(("name", "narrowed"), ASKED)
def test_a_page_is_the_same(record, monkeypatch, name, narrowed, most):
    whole = list(getattr(kawat.open(record), name)(**narrowed).head(most))
    monkeypatch.setattr(reader, "_LARGE", 100)
    assert list(getattr(kawat.open(record), name)(**narrowed).head(most)) == whole


def test_only_the_first_days_are_looked_through(record, monkeypatch):
    monkeypatch.setattr(reader, "_LARGE", 100)
    with kawat.open(record)._reader.connection() as connection:
        (day,) = connection.execute("FROM first_days").fetchall()[0]
    days = sorted(row["published_at"][:10] for row in kawat.open(record).articles())
    assert sum(one <= day for one in days) >= 0.05 * len(days) > sum(one < day for one in days)


def test_the_newest_articles_are_the_newest(record):
    with kawat.open(record) as held:
        newest = sorted((row["published_at"], row["id"]) for row in held.articles())[::-1]
        found = [row["published_at"] for row in held.overview(12)["articles"]]
        assert found == [at for at, _ in newest[:12]]
        assert len(list(held.overview(10_000)["articles"])) == 600


def test_days_counted_when_written_are_those_of_the_articles(record):
    counted = list(kawat.open(record).coverage())
    asked = "SELECT publisher, published_on AS day, count(*) AS articles FROM article GROUP BY ALL ORDER BY ALL"
    assert counted == list(kawat.open(record).sql(asked))
