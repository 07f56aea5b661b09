"""Every construction has ten examples in every language, and rules alone read each as it says."""

from collections import Counter

import pytest

from kawat.knowledge.files import languages
from tests.tools.constructions import LAYERS, cases, fits, read, told

LEAST = 10
CASES = list(cases())
KINDS = ("pledge", "threat", "demand", "offer", "refusal", "concession")
POLARITIES = ("if", "unless", "in_exchange_for", "until")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_construction_is_read_as_its_example_says(case):
    right = fits(case)
    if case.example.known:
        assert not right, f"{case.name} is read now; take `known` out"
        pytest.xfail(case.example.known)
    assert right, "\n".join([case.example.text, "must show", *case.example.shows, "is read as", *read(case)[1]])


def test_every_construction_has_ten_examples_in_every_language():
    counts = Counter((case.layer, case.construction, case.language) for case in CASES)
    names = {(layer, name) for layer, name, _ in counts}
    few = [(*name, code) for name in sorted(names) for code in languages() if counts[*name, code] < LEAST]
    assert {layer for layer, _ in names} == set(LAYERS)
    assert few == []


def test_no_example_is_given_twice():
    counts = Counter((case.language, case.example.title, case.example.text) for case in CASES)
    assert [place for place, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_a_commitment_have_every_polarity(kind, code):
    shown = [
        told(case.layer, line)
        for case in CASES
        if (case.layer, case.language, case.construction) == ("commitments", code, kind)
        for line in case.example.shows
    ]
    polarities = {more.partition(":")[0] for one in shown for more in one.more}
    assert polarities == set(POLARITIES)


@pytest.mark.parametrize("code", languages())
def test_a_text_of_a_construction_is_no_fragment(code):
    assert [
        case.name for case in CASES if case.language == code and not case.example.text.endswith((".", '"', "”"))
    ] == []
