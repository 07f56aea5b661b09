"""A real process, killed with SIGKILL at random moments while it writes a record."""

import random

from kawat.evaluation.crash import Ground
from tests.tools.small import article, write


def test_a_record_that_is_killed_ten_times_is_that_of_an_undisturbed_run(tmp_path):
    source = write(tmp_path / "in.jsonl", [article(number) for number in range(200)])
    ground = Ground(source, tmp_path, batch=10)

    found = ground.strike("struck", kills=10, chance=random.Random(6))

    assert found.killed
    assert (found.differs, found.troubles) == ((), ())


def test_what_differs_is_told(tmp_path):
    ground = Ground(write(tmp_path / "in.jsonl", [article(1), article(2)]), tmp_path, batch=1)
    ground.expected["segments/000002/event.parquet"] = "another"

    assert ground.strike("struck", kills=0, chance=random.Random(6)).differs == ("segments/000002/event.parquet",)
