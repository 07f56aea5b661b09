"""The benchmark tells speed, stages and memory, and takes its clocks away again."""

from kawat.evaluation.bench import STAGES, clocks, measure, whole_path
from kawat.extract import pipeline
from tests.tools.golden import ARTICLES


def test_the_benchmark_prints_every_stage_and_the_peak_of_memory():
    text = "\n".join(measure(ARTICLES))
    assert "articles/s" in text
    assert "words/s" in text
    assert "peak memory" in text
    assert [stage for stage in STAGES.values() if f"  {stage} " not in text] == []


def test_the_clocks_are_taken_away_again():
    before = pipeline.find_timexes
    with clocks():
        assert pipeline.find_timexes is not before
    assert pipeline.find_timexes is before


def test_the_whole_path_is_told_with_its_shares():
    told = whole_path([ARTICLES], "text", None)
    assert told.startswith("text to record by rules: ")
    assert "(15 articles of " in told
