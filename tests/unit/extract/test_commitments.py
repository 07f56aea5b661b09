"""Every rule about commitments, on its own sentences."""

import re
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawat import read_text
from kawat.extract.commitments import find_commitments
from kawat.extract.page import Cast, Line
from kawat.knowledge.commitments import Counterexample, Example, load
from kawat.knowledge.files import languages
from kawat.knowledge.load import Knowledge
from kawat.knowledge.tokens import tokens_of
from kawat.records import Actor, Commitment, Mention, Quotation, Span, Timex
from tests.tools.articles import article_of

SENTENCE = re.compile(r"\S[^.!?]*[.!?]*[\"”]?")
QUOTED = re.compile(r"[\"“]([^\"”]+)[\"”]")
KNOWLEDGE = {code: load(code) for code in languages()}
CASES = [
    pytest.param(code, rule, example, id=f"{rule.full_id}-{number}")
    for code in languages()
    for rule in KNOWLEDGE[code].rules
    if rule.language == code
    for number, example in enumerate(rule.examples)
]
COUNTERCASES = [
    pytest.param(code, rule, example, id=f"{rule.full_id}-not-{number}")
    for code in languages()
    for rule in KNOWLEDGE[code].rules
    if rule.language == code
    for number, example in enumerate(rule.counterexamples)
]


def spans(text: str, words: str) -> list[Span]:
    pattern = rf"(?<![^\W_]){re.escape(words)}(?![^\W_])"
    return [Span(start_char=m.start(), end_char=m.end(), text=words) for m in re.finditer(pattern, text)]


def cast_of(text: str, names: tuple[str, ...]) -> Cast:
    return Cast(
        Actor(
            id=name,
            name=name,
            kind="person" if " " in name else "country",
            country=None,
            sector="GOV",
            role=None,
            office=None,
            mentions=tuple(Mention(span=span, form="name") for span in spans(text, name)),
            rule="test",
        )
        for name in names
    )


def quotation(mode: str, span: Span, speaker: str | None) -> Quotation:
    return Quotation(
        id=f"q{span.start_char}",
        mode="direct" if mode == "direct" else "indirect",
        content=(span,),
        cue=None,
        source=None,
        speaker=speaker,
        rule="test",
        score=1.0,
    )


def quotations_of(text: str, example: Example | Counterexample) -> tuple[Quotation, ...]:
    if example.speaker is None:
        return ()
    direct = [
        quotation("direct", Span(start_char=m.start(1), end_char=m.end(1), text=m.group(1)), example.speaker)
        for m in QUOTED.finditer(text)
    ]
    indirect = [quotation("indirect", span, example.speaker) for span in spans(text, example.said or "\0")]
    return (*direct, *indirect)


def timexes_of(text: str, times: tuple[str, ...]) -> tuple[Timex, ...]:
    found = []
    for number, time in enumerate(times):
        words, value = time.split("=")
        (span,) = spans(text, words)
        earliest = (value + "-01-01")[:10] if len(value) == 4 else (value + "-01")[:10]
        found.append(
            Timex(id=f"t{number}", span=span, type="DATE", value=value, earliest=earliest, latest=None, rule="test")
        )
    return tuple(found)


def read(code: str, example: Example | Counterexample, times: tuple[str, ...] = ()) -> tuple[Commitment, ...]:
    """The commitments of the sentences; who is named and who speaks is taken from the example."""
    text = example.text
    article = article_of(text, language=code, published_at="2020-01-01")
    title = isinstance(example, Example) and example.title
    lines = tuple(
        Line(
            index=number,
            start_char=m.start(),
            end_char=m.end(),
            zone="title" if title else "body",
            paragraph=0,
            tokens=tokens_of(text, m.start(), m.end()),
        )
        for number, m in enumerate(SENTENCE.finditer(text))
    )
    knowledge = cast(Knowledge, SimpleNamespace(commitments=KNOWLEDGE[code]))
    quotations = quotations_of(text, example)
    return find_commitments(
        article, lines, cast_of(text, example.actors), timexes_of(text, times), quotations, (), knowledge
    )


@pytest.mark.parametrize(("code", "rule", "example"), CASES)
def test_a_rule_finds_its_commitment(code, rule, example):
    found = [c for c in read(code, example, example.times) if c.rule == rule.full_id]

    assert [(c.kind, c.holder, c.content.text) for c in found] == [(example.kind, example.holder, example.content)]
    (commitment,) = found
    if example.addressee is not None:
        assert commitment.addressee == example.addressee
    condition = commitment.condition
    assert (condition and (condition.polarity, condition.span.text)) == (
        example.polarity and (example.polarity, example.condition)
    )
    assert commitment.deadline == example.deadline


@pytest.mark.parametrize(("code", "rule", "example"), COUNTERCASES)
def test_a_rule_passes_over_what_is_no_commitment(code, rule, example):
    found = [c for c in read(code, example) if rule.frame == "nothing" or c.rule == rule.full_id]
    assert [c.content.text for c in found] == []


def example(text: str, actors: tuple[str, ...], speaker: str | None = None) -> Counterexample:
    return Counterexample(text=text, actors=actors, speaker=speaker)


def test_what_is_told_twice_is_one_commitment_at_its_first_telling():
    text = "Peru mengancam akan menutup pelabuhan Callao. Seorang pejabat berkata Peru akan menutup pelabuhan Callao."

    (commitment,) = read("id", example(text, ("Peru",)))

    assert commitment.content.start_char == text.index("menutup")


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        ("Peru berjanji menarik pasukan, lalu bersedia membuka pelabuhan.", ["Peru"]),
        ("Peru berjanji menarik pasukan, lalu Chili bersedia membuka pelabuhan.", ["Peru", "Chili"]),
        ("Peru berjanji menarik pasukan dan tidak akan membuka pelabuhan.", ["Peru", "Peru"]),
        (
            "Peru berjanji menarik pasukan. Malam itu hujan turun di ibu kota. Peru bersedia membuka pelabuhan.",
            ["Peru"] * 2,
        ),
    ],
)
def test_what_goes_on_with_a_commitment_is_no_further_one(text, holders):
    assert [name for one in read("id", example(text, ("Peru", "Chili"))) for name in one.holder] == holders


def test_a_refused_demand_is_a_demand_and_a_refusal_of_the_same():
    text = "Chili menolak tuntutan Peru untuk membuka pelabuhan sebagai imbalan hak tangkap ikan."

    demand, refusal = sorted(read("id", example(text, ("Chili", "Peru"))), key=lambda c: c.kind)

    assert (demand.kind, demand.holder, refusal.kind, refusal.holder) == ("demand", ("Peru",), "refusal", ("Chili",))
    assert demand.content == refusal.content
    assert demand.condition is not None
    assert refusal.condition is None


def test_two_parties_that_agree_are_both_bound():
    (commitment,) = read("en", example("Norway and Peru agreed to share data.", ("Norway", "Peru")))

    assert commitment.holder == ("Norway", "Peru")


def test_a_changed_kind_says_which_reading_lost():
    (commitment,) = read("id", example("Peru berjanji akan menyerang Chili.", ("Peru", "Chili")))

    assert commitment.kind == "threat"
    assert [c.proposal for c in commitment.considered] == ["pledge"]


def test_nobody_known_is_nobody_bound():
    assert read("id", example("Sekelompok orang menuntut pengunduran diri menteri itu.", ())) == ()


WORDS = sorted({word for code in languages() for rule in KNOWLEDGE[code].rules for word in rule.words})
PIECES = st.sampled_from(
    [
        *WORDS,
        "Peru",
        "Chili",
        "dan",
        "jika",
        "kecuali",
        "hingga",
        "untuk",
        "agar",
        "ia",
        "kami",
        ",",
        ".",
        '"',
        "(",
        ")",
    ]
)


@given(st.sampled_from(languages()), st.lists(PIECES | st.text(max_size=6), max_size=40))
def test_any_words_give_spans_that_quote_the_text(code, pieces):
    made = example(" ".join(pieces), ("Peru", "Chili"), "Peru")

    found = read(code, made)

    assert found == read(code, made)
    for c in found:
        for span in [c.content, *([c.condition.span] if c.condition else [])]:
            assert span.text == made.text[span.start_char : span.end_char] != ""


def test_a_condition_in_a_sentence_of_its_own_ends_where_the_quotation_closes():
    text = '"Kami akan menyerang Islandia. Kecuali jika mereka mundur," kata Presiden Norwegia Jonas Berg.'

    (threat,) = read_text(text, model=None).commitments

    assert threat.condition is not None
    assert threat.condition.span.text == "Kecuali jika mereka mundur"
