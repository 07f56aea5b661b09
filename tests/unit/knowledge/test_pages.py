"""Which elements of a page are apart from its article: the examples of world/page.toml."""

import pytest

from kawat.knowledge.pages import load_pages, read_pages


@pytest.mark.parametrize("example", read_pages().examples, ids=lambda example: example.attributes)
def test_examples_hold(example):
    assert load_pages().is_apart(example.attributes) is example.apart
    assert load_pages().is_wall(example.attributes) is example.wall


@pytest.mark.parametrize("example", read_pages().dates, ids=lambda example: example.text)
def test_dates_hold(example):
    assert (load_pages().date_in(example.text) or "") == example.value


def test_names_are_sorted_and_told_once():
    names = read_pages().names
    assert list(names) == sorted(set(names))
    assert set(read_pages().walls) <= set(names)


@pytest.mark.parametrize("example", read_pages().lines, ids=lambda example: example.text)
def test_a_line_is_told_as_its_example_says(example):
    known = load_pages()
    assert (known.is_gone(example.text), known.asks_for_payment(example.text)) == (example.gone, example.pay)
