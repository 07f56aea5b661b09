"""Measures of coreference agree with worked examples, and the corpus format is read as it is written."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawat.errors import InputError
from kawat.evaluation.clusters import b_cubed, best_match, ceaf_e, chains_of, muc
from kawat.evaluation.coref import Count, Scope, by_head, lines, measure_corpus, read_paragraphs
from kawat.knowledge.actors import load

GOLD = [frozenset({1, 2, 3, 4, 5}), frozenset({6, 7}), frozenset({8, 9, 10, 11, 12})]
FOUND = [frozenset({1, 2, 3, 4, 5}), frozenset({6, 7, 8, 9, 10, 11, 12})]

ROWS = [
    ("Kari", "PROPER[1]"),
    ("Solberg", "PROPER[1]"),
    ("bertemu", "_"),
    ("istri", "NOUN[4]"),
    ("nya", "IDENT[1_2]|PRONOUN[2]|NOUN[4]"),
    (".", "_"),
    ("Ia", "IDENT[2_3]|PRONOUN[3]"),
    ("pulang", "_"),
    (".", "_"),
]


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.tsv"
    rows = [f"1-{number}\t0-0\t{word}\t{labels}\t_" for number, (word, labels) in enumerate(ROWS, 1)]
    path.write_text("\n".join(["#FORMAT=WebAnno", "#Text=Kari Solberg ...", *rows, ""]), encoding="utf-8")
    return path


def shares(measure):
    (right, gold), (same, found) = measure(GOLD, FOUND)
    return round(right / gold, 3), round(same / found, 3)


def test_the_measures_give_the_figures_of_the_example_in_the_literature():
    assert shares(muc) == (1.0, 0.9)
    assert shares(b_cubed) == (1.0, 0.762)
    assert shares(ceaf_e) == (0.611, 0.917)


def test_equal_partitions_are_perfect_and_single_mentions_do_not_count():
    assert chains_of(["a", "b", "a", None, None]) == [frozenset({0, 2})]
    for measure in (muc, b_cubed, ceaf_e):
        (right, gold), (same, found) = measure(GOLD, GOLD)
        assert right == same == gold == found > 0


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=5))
def test_the_best_match_is_the_best_of_all_matches(worth):
    rows = worth if len(worth) <= 3 else [list(column) for column in zip(*worth, strict=True)]
    ways = permutations(range(len(rows[0])), len(rows))
    assert best_match(worth) == max(sum(row[at] for row, at in zip(rows, way, strict=True)) for way in ways)


def test_a_paragraph_is_put_together_with_its_mentions(corpus):
    (paragraph,) = read_paragraphs(corpus)
    words = {mention: paragraph.text[slice(*span)] for mention, span in paragraph.mentions.items()}

    assert paragraph.text == "Kari Solberg bertemu istrinya. Ia pulang."
    assert words == {1: "Kari Solberg", 4: "istrinya", 2: "nya", 3: "Ia"}
    assert paragraph.chains() == {1: 1, 4: 4, 2: 1, 3: 1}


def test_a_chain_with_a_pronoun_of_one_is_a_person(corpus):
    (paragraph,) = read_paragraphs(corpus)
    mentions = Scope(load("id")).mentions(paragraph)

    assert mentions == [1, 2, 3]
    assert by_head(paragraph, mentions) == ["kari", "nya", "ia"]


def test_rules_are_held_against_the_baseline(corpus):
    scores = measure_corpus(corpus)

    assert scores["head match"]["CoNLL"][2] == 0.0
    assert scores["kawat"]["CoNLL"][2] == 1.0
    assert "kawat        CoNLL" in "\n".join(lines(scores))


def test_nothing_counted_is_nothing_right():
    assert {f1 for _, _, f1 in Count().scores().values()} == {0.0}


@pytest.mark.parametrize(("name", "said"), [("none.tsv", "No such file"), ("empty.tsv", "no paragraph in it")])
def test_a_file_that_holds_nothing_says_so(tmp_path, name, said):
    (tmp_path / "empty.tsv").write_text("#FORMAT=WebAnno\n", encoding="utf-8")

    with pytest.raises(InputError, match=said):
        list(read_paragraphs(tmp_path / name))
