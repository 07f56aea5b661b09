"""Made-up articles are readings as real ones are, the same for the same seed."""

import hashlib

import pytest

from kawat.evaluation.synthetic import World, build, tables_of
from kawat.store.care import check, state
from kawat.store.reader import Reader
from kawat.store.schema import readings_of


@pytest.fixture(scope="module")
def world():
    return World.of(3)


@pytest.mark.parametrize("shuffled", [False, True])
def test_made_up_tables_are_readings_whose_spans_quote_their_articles(world, shuffled):
    readings = list(readings_of(tables_of(world, 3, 0, 40, shuffled)))

    assert len(readings) == 40
    assert sum(len(one.events) for one in readings) == 400
    assert sum(len(one.quotations) for one in readings) == 200
    for one in readings:
        assert hashlib.sha256(one.article.text.encode()).hexdigest() == one.article.text_sha256
        spans = [event.trigger for event in one.events] + [part for said in one.quotations for part in said.content]
        spans += [said.cue for said in one.quotations] + [
            mention.span for who in one.actors for mention in who.mentions
        ]
        assert [one.article.text[span.start_char : span.end_char] for span in spans] == [span.text for span in spans]
        actors = {actor.id for actor in one.actors}
        assert {part.actor for event in one.events for part in event.actors} <= actors
        assert {said.speaker for said in one.quotations} <= actors


def test_a_seed_gives_the_same_record_and_another_another(tmp_path):
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        build(tmp_path / name, articles=50, batch=20, seed=seed)

    one, two, other = (state(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert one["segments/000001/event.parquet"] != other["segments/000001/event.parquet"]
    assert Reader(tmp_path / "one").counts()["articles"] == 50


def test_a_made_up_record_is_whole_but_for_the_digests_of_its_readings(tmp_path):
    build(tmp_path / "made", articles=30, batch=30, seed=5)

    assert {trouble.what.rpartition(": ")[2] for trouble in check(tmp_path / "made")} == {
        "is not the reading that was kept"
    }
