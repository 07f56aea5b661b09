"""Months stand in a row with gaps as gaps, and a change of pace is found where it is, not in noise."""

import random
import time

from kawat.link.dyads import Month, change_points, in_a_row


def month(name, events, **more):
    return Month(month=name, events=events, **more)


def test_a_month_without_articles_is_a_gap_and_one_with_articles_counts_nothing():
    found = in_a_row([month("2018-12", 2), month("2019-03", 1)], {"2018-12": 9, "2019-01": 5, "2019-03": 7})
    assert [(one.month, one.events, one.articles) for one in found] == [
        ("2018-12", 2, 0),
        ("2019-01", 0, 5),
        ("2019-02", None, 0),
        ("2019-03", 1, 0),
    ]
    assert found[1].material_conflict == 0
    assert found[2].material_conflict is None


def test_no_events_are_no_months():
    assert in_a_row([], {"2019-01": 3}) == ()


def test_a_change_of_pace_is_found_where_it_is():
    assert change_points([2, 1, 2, 3, 2, 1, 9, 11, 8, 10, 9, 12]) == (6,)
    assert change_points([0] * 12 + [5] * 12 + [20] * 12) == (12, 24)


def test_an_even_pace_and_one_loud_month_are_no_change():
    assert change_points([3] * 40) == ()
    assert change_points([0] * 40) == ()
    assert change_points([2, 3, 2, 4, 3, 2, 2, 3]) == ()
    assert change_points([1, 2]) == ()


def test_the_partition_is_the_best_of_all():
    from itertools import combinations, pairwise
    from math import log

    def cost(part):
        total = sum(part)
        return 2 * total * (1 - log(total / len(part))) if total else 0.0

    chance = random.Random(7)
    for _ in range(60):
        counts = [chance.randrange(0, chance.choice((2, 12))) for _ in range(11)]
        best = None
        for number in range(3):
            for cuts in combinations(range(3, 9), number):
                ends = [0, *cuts, len(counts)]
                parts = [counts[a:b] for a, b in pairwise(ends)]
                if min(map(len, parts)) < 3:
                    continue
                told = sum(map(cost, parts)) + number * 2 * log(len(counts))
                if best is None or told < best[0] - 1e-9:
                    best = (told, cuts)
        found = change_points(counts)
        ends = [0, *found, len(counts)]
        told = sum(cost(counts[a:b]) for a, b in pairwise(ends))
        assert abs(told + len(found) * 2 * log(len(counts)) - best[0]) < 1e-6, (counts, found, best)


def test_a_misread_year_takes_no_hour():
    begin = time.process_time()
    found = in_a_row([month("0001-01", 1), month("2019-03", 1)], {f"{year}-05": 1 for year in range(1500, 2019)})
    assert len(found) == 6_000
    assert time.process_time() - begin < 5


def test_the_month_of_the_change_is_marked():
    months = [month(f"2018-{n:02}", 1) for n in range(1, 7)] + [month(f"2018-{n:02}", 12) for n in range(8, 13)]
    assert [one.month for one in in_a_row(months, {}) if one.changed] == ["2018-08"]
