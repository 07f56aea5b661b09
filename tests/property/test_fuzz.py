"""Hostile bytes are read or refused as each reader says, and soon; a longer run is `python -m tests.tools.fuzz`."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools import fuzz
from tests.tools.fuzz import FINDINGS, TARGETS, Target, fault_of, made

FOUND = sorted(FINDINGS.glob("*/*.bin"))


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(data=st.data())
def test_any_bytes_are_read_or_refused_soon(name, data):
    target = TARGETS[name]
    piece = st.sampled_from(target.pieces) | st.binary(max_size=12)
    often = st.sampled_from([1, 1, 1, 1, 1, 1, 40, 900])
    parts = data.draw(st.lists(st.tuples(piece, often), max_size=25))
    item = b"".join(part * count for part, count in parts)[: fuzz.LONGEST]
    assert fault_of(target, item) is None


@pytest.mark.parametrize("name", TARGETS)
def test_items_made_by_chance_are_read_or_refused_soon(name):
    chance = random.Random(name)
    assert [fault for _ in range(40) if (fault := fault_of(TARGETS[name], made(TARGETS[name], chance)))] == []


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_found_stays_mended(path):
    assert fault_of(TARGETS[path.parent.name], path.read_bytes()) is None


def test_a_reader_that_falls_or_hangs_is_noticed(monkeypatch, tmp_path, capsys):
    def falls(data):
        if b"x" in data:
            raise KeyError(data)

    monkeypatch.setattr(fuzz, "SLOW", -1.0)
    assert "took" in fault_of(Target(lambda _: None, ()), b"a")
    monkeypatch.setattr(fuzz, "SLOW", 2.0)
    monkeypatch.setitem(TARGETS, "robots", Target(falls, (b"x",)))
    assert fuzz.main(["robots", "--seconds", "0.05", "--into", str(tmp_path)]) == 1
    assert b"x" in next((tmp_path / "robots").iterdir()).read_bytes()
    assert "KeyError" in capsys.readouterr().out
