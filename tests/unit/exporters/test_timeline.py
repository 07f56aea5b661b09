from dataclasses import replace

from kawat.exporters.timeline import moments
from tests.unit.exporters.made import reading


def labels(*times: tuple[str, str | None, str | None]) -> list[str]:
    made = reading()
    timexes = tuple(
        replace(made.timexes[0], id=f"t-{n}", value=value, earliest=earliest, latest=latest)
        for n, (value, earliest, latest) in enumerate(times)
    )
    return [moment.label for moment in moments(replace(made, timexes=timexes, events=()))]


def test_moments_stand_in_the_order_of_time_and_a_year_before_its_days():
    assert labels(
        ("2030-03-04", "2030-03-04", "2030-03-04"),
        ("2030", "2030-01-01", "2030-12-31"),
        ("2030-01-01", "2030-01-01", "2030-01-01"),
        ("2029-02", "2029-02-01", "2029-02-28"),
    ) == ["2029-02", "2030", "2030-01-01", "2030-03-04"]


def test_what_has_no_day_comes_last_in_the_order_of_the_text():
    assert labels(("PXM", None, None), ("2030", "2030-01-01", "2030-12-31"), ("P2Y", None, None)) == [
        "2030",
        "PXM",
        "P2Y",
    ]


def test_a_week_tells_its_days():
    assert labels(("2030-W10", "2030-03-04", "2030-03-10")) == ["2030-W10 (2030-03-04–2030-03-10)"]


def test_expressions_of_one_value_are_one_moment_with_its_events():
    made = reading()
    (moment,) = moments(replace(made, timexes=(made.timexes[0], replace(made.timexes[0], id="t-2"))))

    assert [timex.id for timex in moment.timexes] == ["t-1", "t-2"]
    assert [event.id for event in moment.events] == ["e-1"]
