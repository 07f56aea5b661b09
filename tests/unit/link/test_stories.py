"""Copies, relays and rewrites of one report; texts are made of invented words, so that they are alike by plan alone."""

import random

import numpy as np
import pytest

from kawat.link.likeness import Pairs, candidates, in_order, likeness, own_stretches, pairs_of, signature_of
from kawat.link.stories import Page, day_of, stories_of

CHANCE = random.Random(7)
WORDS = ["".join(CHANCE.choice("bdgklmnprst") + CHANCE.choice("aeiou") for _ in range(3)) for _ in range(3000)]


def text(seed, count=120):
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(count))


def rewritten(given, share, seed=1):
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) if chance.random() < share else word for word in given.split())


def pairs(given):
    return pairs_of(given, [(0, len(given))])


def page(name, outlet, day="2025-06-10", agencies=()):
    return Page(id=name, publisher=outlet, published_at=day, agencies=agencies)


def stories(*told):
    found = [pairs(words) for _, words in told]
    pages = [one for one, _ in told]
    table = np.stack([signature_of(one) for one in found])
    days = np.array([day_of(one.published_at) if one.published_at else 0 for one in pages])
    return stories_of(pages, candidates(table, days, 7), found.__getitem__)


def test_likeness_is_that_of_the_pairs():
    one, other = pairs("alpha bravo charlie delta"), pairs("bravo charlie delta echoes foxtrot")
    found = likeness(one, other)
    assert (found.jaccard, found.of_first, found.of_second) == (2 / 5, 2 / 3, 2 / 4)


def test_words_of_up_to_three_letters_make_no_pairs():
    assert len(pairs("di ke dan yang dari itu").numbers) == 1


def test_a_short_text_has_no_signature():
    assert signature_of(pairs("satu kalimat pendek saja")) is None


@pytest.mark.parametrize("share", [0.05, 0.15, 0.3])
def test_a_relay_with_other_words_put_in_is_one_story_with_its_source(share):
    source = text(1)
    (story,) = stories(
        (page("a", "Satu"), source), (page("b", "Dua"), rewritten(source, share)), (page("c", "Tiga"), text(2))
    )
    assert [member.page.id for member in story.members] == ["a", "b"]
    assert story.members[0].relation == "original"
    assert share == 0.3 or story.members[1].relation == "relay"
    assert story.independent_sources == 1


def test_articles_that_share_a_quotation_alone_are_no_story():
    said = text(3, 25)
    assert stories((page("a", "Satu"), f"{text(4)} {said}"), (page("b", "Dua"), f"{text(5)} {said}")) == ()


def test_what_a_member_adds_is_told_by_its_stretches():
    source = text(1)
    added = "kalimat tambahan yang hanya ditulis redaksi kedua"
    (story,) = stories((page("a", "Satu"), source), (page("b", "Dua"), f"{source} {added}"))
    ((start, end),) = story.members[1].own
    assert f"{source} {added}"[start:end].endswith(added)
    assert story.members[0].own == ()


def test_a_daily_series_of_one_outlet_is_no_story():
    daily = text(6)
    one, other = f"{daily} harga naik menjadi 1.907.000 rupiah", f"{daily} harga naik menjadi 1.937.500 rupiah"
    assert stories((page("a", "Satu", "2025-06-10"), one), (page("b", "Satu", "2025-06-11"), other)) == ()
    (story,) = stories((page("a", "Satu", "2025-06-10"), one), (page("b", "Satu", "2025-06-11"), one))
    assert [member.relation for member in story.members] == ["original", "update"]


def test_the_same_text_months_later_is_another_story():
    assert stories((page("a", "Satu", "2025-06-10"), text(1)), (page("b", "Dua", "2025-09-10"), text(1))) == ()


def test_the_agency_is_whom_most_members_name():
    told = [
        (page(name, name, agencies=(agency,)), text(1)) for name, agency in (("a", "AFP"), ("b", "AFP"), ("c", "AP"))
    ]
    (story,) = stories(*told)
    assert (story.agency, story.independent_sources) == ("AFP", 1)


def test_stories_do_not_depend_on_the_order_of_articles():
    told = [(page(f"p{n}", f"O{n % 3}"), rewritten(text(n % 4), 0.1, n)) for n in range(16)]
    shuffled = random.Random(3).sample(told, len(told))
    assert stories(*told) == stories(*shuffled)


def test_order_is_that_of_words_that_stand_once():
    one = Pairs(np.array([], np.uint32), (), (1, 2, 3, 4, 9, 9))
    assert in_order(one, Pairs(np.array([], np.uint32), (), (1, 3, 2, 4))) == 3 / 4


def test_nothing_is_alone_where_nobody_else_is():
    member = pairs("alpha bravo charlie")
    assert own_stretches(member, []) == ((0, len("alpha bravo charlie")),)


def test_reports_of_one_press_conference_that_share_quotations_alone_are_two():
    quotations = [f'"{text(seed, 30)}"' for seed in range(20, 24)]
    said, told = " ".join(quotations), text(13, 60)
    own = f"{quotations[3]} {text(14, 60)} {quotations[2]} {quotations[1]} {quotations[0]}"
    assert likeness(pairs(f"{told} {said}"), pairs(own)).jaccard > 0.4
    assert stories((page("a", "Satu"), f"{told} {said}"), (page("b", "Dua"), own)) == ()
    (copied,) = stories((page("a", "Satu"), f"{told} {said}"), (page("b", "Dua"), f"{rewritten(told, 0.2)} {said}"))
    assert len(copied.members) == 2


def test_a_sentence_copied_outside_the_quotations_makes_a_story_of_them():
    said, copied = f'"{text(11, 60)}" "{text(12, 60)}"', text(15, 18)
    one, other = (f"{text(seed, 60)} {copied} {said}" for seed in (13, 14))
    assert len(stories((page("a", "Satu"), one), (page("b", "Dua"), other))) == 1


@pytest.mark.parametrize(
    ("titles", "days", "count"),
    [
        (("Jadwal 9 Juni 2025", "Jadwal 10 Juni 2025"), ("2025-06-09", "2025-06-10"), 0),
        (("Jadwal 9 Juni 2025", "Jadwal 10 Juni 2025"), ("2025-06-09", "2025-06-09"), 1),
        (("Jadwal 2025", "Jadwal baru 2025"), ("2025-06-09", "2025-06-10"), 1),
        (("Jadwal", None), ("2025-06-09", "2025-06-10"), 1),
    ],
)
def test_a_form_that_an_outlet_fills_in_each_day_is_no_story(titles, days, count):
    form = text(1)
    one, other = (
        Page(id=name, publisher="Satu", published_at=day, agencies=(), title=title)
        for name, title, day in zip("ab", titles, days, strict=True)
    )
    assert len(stories((one, form), (other, rewritten(form, 0.05)))) == count


def test_days_later_only_what_is_much_alike_is_one_report():
    source = text(1)
    late, soon = page("b", "Dua", day="2025-06-14"), page("b", "Dua", day="2025-06-11")
    assert len(stories((page("a", "Satu"), source), (soon, rewritten(source, 0.35)))) == 1
    assert stories((page("a", "Satu"), source), (late, rewritten(source, 0.35))) == ()
    assert len(stories((page("a", "Satu"), source), (late, rewritten(source, 0.1)))) == 1


def test_pairs_inside_quotation_marks_are_told_apart():
    found = pairs('alpha bravo "charlie delta" echoes foxtrot')
    assert len(found.distinct) == 5
    assert len(found.narrated) == 3  # those that begin with alpha, bravo, echoes


def test_two_pieces_of_one_outlet_are_not_joined_through_what_another_made_of_both():
    first, second = text(1, 80), text(2, 120)
    told = [(page("a", "Satu"), first), (page("b", "Dua"), f"{first} {second}"), (page("c", "Satu"), second)]
    assert [[m.page.id for m in story.members] for story in stories(*told)] == [["b", "c"]]
    others = [(page("c", "Tiga"), second) if one.id == "c" else (one, words) for one, words in told]
    assert [[m.page.id for m in story.members] for story in stories(*others)] == [["a", "b", "c"]]
