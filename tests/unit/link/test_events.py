"""One act in several articles."""

import pytest

from kawat.link.events import Telling, clusters_of, source_of

DAY = 737_000


def telling(article, **given):
    told = {
        "id": "e-1",
        "publisher": article,
        "source": article,
        "story": None,
        "published": DAY,
        "type": "ASSAULT",
        "quad": "material conflict",
        "status": "occurred",
        "actors": frozenset({"KAN"}),
        "recipients": frozenset({"BEL"}),
        "earliest": DAY,
        "latest": DAY,
        "place": None,
        "country": None,
        "ordinal": None,
        "words": frozenset({"menyerang", "perbatasan", "pasukan"}),
    }
    return Telling(article=article, **{**told, **given})


def sizes(*tellings):
    return sorted(len(cluster.members) for cluster in clusters_of(tellings))


def test_two_outlets_that_tell_an_act_are_two_mentions_of_one():
    (cluster,) = clusters_of([telling("a"), telling("b", published=DAY + 1)])
    assert (len(cluster.members), cluster.outlets, cluster.independent_sources) == (2, 2, 2)


def test_copies_of_one_report_count_as_one_source():
    (cluster,) = clusters_of([telling("a", source="s-1"), telling("b", source="s-1")])
    assert (cluster.outlets, cluster.independent_sources) == (2, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"type": "COERCE"},
        {"actors": frozenset({"ARM"})},
        {"recipients": frozenset({"ARM"})},
        {"status": "planned"},
        {"status": "denied"},
        {"earliest": DAY + 3, "latest": DAY + 3},
        {"place": "Utara", "country": "BEL"},
        {"country": "ARM"},
        {"earliest": None, "latest": None, "published": DAY + 9},
    ],
)
def test_acts_that_differ_stay_apart(other):
    assert sizes(telling("a", place="Selatan", country="BEL"), telling("b", **other)) == [1, 1]


def test_ordinals_tell_meetings_apart():
    meeting = {"type": "CONSULT", "quad": "verbal cooperation", "recipients": frozenset()}
    assert sizes(telling("a", ordinal=1, **meeting), telling("b", ordinal=2, **meeting)) == [1, 1]
    assert sizes(telling("a", ordinal=2, **meeting), telling("b", ordinal=None, **meeting)) == [2]


def test_two_events_of_one_article_are_never_joined_by_a_third():
    first, second = telling("a"), telling("a", id="e-2", words=frozenset({"menembak"}))
    assert sizes(first, second, telling("b")) == [1, 2]


def test_utterances_of_one_day_need_words_in_common():
    said = {"type": "ACCUSE", "quad": "verbal conflict"}
    other = frozenset({"menuduh", "mencuri", "rahasia"})
    assert sizes(telling("a", **said), telling("b", **{**said, "words": other})) == [1, 1]


def test_a_vague_date_neither_joins_nor_parts():
    vague = {"earliest": DAY - 300, "latest": DAY + 60}
    assert sizes(telling("a"), telling("b", **vague)) == [2]
    assert sizes(telling("a"), telling("b", published=DAY + 9, **vague)) == [1, 1]


def test_clusters_do_not_depend_on_the_order_of_events():
    told = [telling(name, published=DAY + n, earliest=None, latest=None) for n, name in enumerate("abcdef")]
    assert clusters_of(told) == clusters_of(list(reversed(told)))


def test_news_come_from_a_story_else_an_agency_else_the_outlet():
    assert source_of("a", "Satu", ("AFP",), {"a": "s-1"}) == "s-1"
    assert source_of("a", "Satu", ("AFP",), {}) == "AFP"
    assert source_of("a", "Satu", (), {}) == "Satu"
    assert source_of("a", None, (), {}) == "a"


def test_words_that_stand_around_many_tellings_join_none():
    others = [telling(f"x{n}", actors=frozenset({f"one-{n}"})) for n in range(40)]
    pair = [telling("a"), telling("b")]
    assert sizes(*pair) == [2]
    assert sizes(*others, *pair) == [1] * 42
    assert sizes(*others, *(telling(name, story="s-1") for name in "ab")) == [1] * 40 + [2]


def test_an_arrest_is_not_another_arrest_of_the_day():
    assert sizes(telling("a", words=frozenset({"kurir", "pelabuhan"})), telling("b", words=frozenset({"dukun"}))) == [
        1,
        1,
    ]
