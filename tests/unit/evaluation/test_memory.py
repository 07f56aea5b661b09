import json
from pathlib import Path

from kawat.evaluation.memory import growth, main, repeated

ARTICLES = Path("samples/articles")


def test_articles_are_repeated_under_other_ids():
    lines = [json.loads(line) for line in repeated(ARTICLES, 40, 100)]
    assert len({line["id"] for line in lines}) == len({line["text"] for line in lines}) == 40
    assert max(len(line["text"]) for line in lines) <= 103


def test_growth_is_told_from_what_was_held_when_all_was_loaded():
    assert round(growth([(1_000, 90.0), (5_000, 100.0), (6_000, 110.0), (7_000, 105.0)]), 3) == 0.1
    assert growth([(1_000, 90.0)]) == 0.0


def test_the_command_tells_figures(capsys):
    assert main([str(ARTICLES), "--articles", "20", "--characters", "200", "--every", "10"]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()][:2] == [
        ["10", "articles"],
        ["20", "articles"],
    ]
