"""What a large run takes, by figures that were measured."""

import pytest

from kawat.evaluation import plan


def test_hours_room_and_cost_follow_from_the_figures():
    run = plan.Run(articles=72_000, rate=10.0, cores=4, writing=1.0, linking=50.0, kilobytes=3.0, overhead=0.5)
    assert (run.core_hours, run.linking_hours, run.hours) == pytest.approx((3.0, 1.0, 1.75))
    assert run.gigabytes == pytest.approx(0.216)
    assert run.cost(0.5, 10.0, 2) == pytest.approx(4 * 0.5 + 0.216 * 20)


def test_one_process_writes_so_more_cores_end_to_help():
    hours = [
        plan.Run(articles=36_000, rate=10.0, cores=cores, writing=50.0, linking=0.0, kilobytes=3.0).hours
        for cores in (1, 2, 64)
    ]
    assert hours == pytest.approx([1.0, 0.5, 0.5])


def test_a_plan_is_told_in_a_line_and_a_price_only_where_one_is_given(capsys):
    plan.main(["--articles", "36000", "--rate", "10", "--cores", "2", "--linking", "0"])
    assert (
        capsys.readouterr().out
        == "36,000 articles: 1.0 core hours of reading, 0.0 of linking; 0.5 hours on 2 cores; 0 GB\n"
    )
    plan.main(["--articles", "36000", "--rate", "10", "--linking", "0", "--kilobytes", "0", "--core-hour", "2"])
    assert capsys.readouterr().out.endswith("cost 2.00\n")


@pytest.mark.parametrize("wrong", [["--articles", "0", "--rate", "1"], ["--articles", "1", "--rate", "0"]])
def test_a_plan_of_nothing_is_refused(wrong):
    with pytest.raises(SystemExit):
        plan.main(wrong)
