"""Marked sentences are read, folded and scored the same way each time."""

import random

import pytest

from kawat_training.relations import (
    QUADS,
    ROOTS,
    Relation,
    RelationError,
    batches_of,
    cross_validate,
    macro_f1,
    marked_words,
    masked_words,
    read_relations,
)

COLUMNS = ("sentence_id", "marked_sentence", "gold_root", "gold_penta")


def written(folder, *rows, name="x_train.tsv"):
    path = folder / name
    path.write_text("\n".join("\t".join(row) for row in (COLUMNS, *rows)) + "\n", encoding="utf-8")
    return path


def relation(marked, root="AID"):
    quad = [root in roots for roots in QUADS.values()].index(True)
    return Relation("1", marked, {"root": ROOTS.index(root), "quad": quad, "binary": int(quad > 1)})


def test_a_row_has_root_quad_and_binary(tmp_path):
    (read,) = read_relations(written(tmp_path, ("7", "<s>Narvia</s> sues <t>Oskara</t>.", "ACCUSE", "3")))
    assert (read.text, read.labels) == ("Narvia sues Oskara.", {"root": ROOTS.index("ACCUSE"), "quad": 2, "binary": 1})


def test_an_unknown_root_is_named_with_its_line(tmp_path):
    with pytest.raises(RelationError, match=r"x_train\.tsv:2: root 'HELP'"):
        read_relations(written(tmp_path, ("7", "<s>A</s> helps <t>B</t>", "HELP", "2")))


def test_a_test_file_is_refused(tmp_path):
    with pytest.raises(RelationError, match="a test file"):
        read_relations(written(tmp_path, name="x_TEST.tsv"))


def test_equal_sentences_share_a_fold_whoever_is_marked():
    one, other = relation("<s>Narvia</s> aids <t>Oskara</t>."), relation("Narvia aids <t>Oskara</t>!")
    assert one.fold == other.fold
    assert len({relation(f"<s>A</s> aids <t>B {n}</t>").fold for n in range(60)}) == 5


def test_macro_f1_weighs_labels_alike():
    assert macro_f1([0, 0, 0, 1], [0, 0, 0, 0]) == pytest.approx((6 / 7 + 0) / 2)
    assert macro_f1([2, 2], [2, 2]) == 1.0


def test_each_fold_is_held_back_from_its_own_training():
    relations = [relation(f"<s>A</s> aids <t>B {n}</t>") for n in range(40)]
    seen, lines = [], []

    def learn(train, held):
        assert not {r.fold for r in train} & {r.fold for r in held}
        seen.extend(held)
        return {task: [r.labels[task] for r in held] for task in ("root", "quad", "binary")}

    cross_validate(relations, learn, range(5), lines.append)
    assert len(seen) == 40
    assert lines[-1] == "pooled: root 100.0  quad 100.0  binary 100.0"


def test_marks_become_words():
    assert marked_words("<s>A</s> aids").split() == ["ssss", "A", "ssse", "aids"]
    assert masked_words("<s>A b</s> aids <t>C</t>").split() == ["ssss", "aids", "tttt"]


def test_batches_hold_every_item_once_and_keep_their_size():
    sizes = [3, 40, 7, 12, 12, 90, 5]
    batches = list(batches_of(sizes, 60, random.Random(1)))
    assert sorted(place for batch in batches for place in batch) == list(range(7))
    assert all(len(batch) == 1 or len(batch) * max(sizes[place] for place in batch) <= 60 for batch in batches)
