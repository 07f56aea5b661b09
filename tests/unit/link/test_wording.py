"""Differences between two tellings: sentences that went, came, stayed or changed, and in which words."""

import time

import pytest

import kawat
from kawat.link.wording import MOST, differences


def reading(*sentences):
    return kawat.read_text(" ".join(sentences), published="2024-03-04", language="id", model=None)


A = "Fiji menolak usulan Peru pada Senin."
B = "Menteri Luar Negeri Ani Lestari menyebut usulan itu terlalu mahal."
C = "Peru belum memberi jawaban."


def told(*passages):
    return [(one.change, one.first, one.other) for one in passages]


def test_what_both_say_is_the_same_whatever_its_signs_and_capitals():
    found = differences(reading(A, C), reading(A.replace(".", "!"), C))

    assert [one.change for one in found] == ["same", "same"]
    assert found[1].first_start == len(A) + 1


def test_a_sentence_that_one_leaves_out_or_adds_stands_alone():
    assert told(*differences(reading(A, B, C), reading(A, C))) == [("same", A, A), ("went", B, None), ("same", C, C)]
    assert told(*differences(reading(A, C), reading(A, C, B)))[-1] == ("came", None, B)


def test_a_sentence_with_other_words_tells_which():
    other = A.replace("Senin", "Selasa malam")
    (found, _) = differences(reading(A, C), reading(other, C))

    assert (found.change, found.first, found.other) == ("changed", A, other)
    assert [(part.change, part.text) for part in found.parts] == [
        ("same", "Fiji menolak usulan Peru pada"),
        ("went", "Senin."),
        ("came", "Selasa malam."),
    ]


def test_every_word_of_both_stands_in_the_passages_once():
    first, other = reading(A, B, C), reading(C, A.replace("Peru", "Chili"), "Hujan turun.")
    found = differences(first, other)

    assert sorted(one.first for one in found if one.first) == sorted([A, B, C])
    assert len([one for one in found if one.other]) == 3
    for one in found:
        went = " ".join(part.text for part in one.parts if part.change != "came")
        came = " ".join(part.text for part in one.parts if part.change != "went")
        if one.change == "changed":
            assert went.casefold() == one.first.casefold()
            assert came == one.other


@pytest.mark.parametrize("words", ["Kapal nomor {} tiba di Suva.", "Ya {0} ya {0} ya."])
def test_long_tellings_are_compared_in_bounded_time(words):
    first, other = (
        reading(*(words.format(number) for number in numbers)) for numbers in (range(900), range(450, 1350))
    )
    began = time.process_time()
    found = differences(first, other)

    assert time.process_time() - began < 4
    assert len([one for one in found if one.first]) <= MOST
