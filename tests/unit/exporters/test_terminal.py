import io
from dataclasses import replace

from rich.console import Console

from kawat.exporters.explain import explain_datum, nearest_ids
from kawat.exporters.interface import role_and_country, words_for
from kawat.exporters.terminal import explanation_view, view
from tests.unit.exporters.made import QUOTATION, REJECTION, reading, span


def printed(renderable) -> str:
    console = Console(file=io.StringIO(), width=100)
    console.print(renderable)
    return console.file.getvalue()


def test_the_view_tells_who_said_and_did_and_is_bound_to_what():
    text = printed(view(reading()))

    assert "“Kami akan menutup selat jika Verania tidak mundur,”" in text
    assert "THREATEN Oka Lando → Verania" in text
    assert "ancaman Oka Lando → Verania" in text
    assert "jika: Verania tidak mundur" in text
    assert "Oka Lando  kepala negara, SMR" in text
    assert "yakin 0.9" in text
    assert "2030-03-04" in text
    assert "id/quotation/marks-then-cue" in text


def test_an_article_without_data_says_so():
    empty = replace(reading(), quotations=(), events=(), commitments=(), timexes=())

    assert printed(view(empty, "en")).count("none found") == 4


def test_a_rejection_says_which_input_and_why():
    assert "gambar.txt" in printed(view(REJECTION))
    assert "found bytes that are no text" in printed(view(REJECTION))


def test_an_article_cannot_command_the_terminal():
    made = reading()
    evil = replace(made, article=replace(made.article, title="Samara\x1b[2J\x9b31m\u202e aman [bold]x[/bold]"))

    text = printed(view(evil))
    assert "\x1b" not in text
    assert "\x9b" not in text
    assert "\u202e" not in text
    assert "[bold]x[/bold]" in text


def test_an_explanation_shows_rule_sentence_rivals_and_relatives():
    found = explain_datum(reading(), "q-1")
    text = printed(explanation_view(found, "id/cues.toml:3\n[[rule]]", "en"))

    assert '"Kami akan menutup selat jika Verania tidak mundur," katanya' in text
    assert f"content {QUOTATION.content[0].start_char}–{QUOTATION.content[0].end_char}" in text
    assert "cue" in text
    assert "[[rule]]" in text
    assert "Verania  (id/quotation/nearest-name): not a person" in text
    assert "→ speaker  Oka Lando  a-1" in text
    assert "← quotation  mengancam  e-1" in text
    assert "← quotation  menutup selat" in text


def test_each_kind_of_datum_has_an_explanation():
    for datum in ("q-1", "e-1", "c-1", "t-1", "a-1"):
        assert datum in printed(explanation_view(explain_datum(reading(), datum), None))


def test_the_sentence_of_an_explanation_holds_all_marks():
    found = explain_datum(reading(), "e-1")
    for passage in found.passages:
        for mark in passage.marks:
            start = mark.span.start_char - passage.start_char
            assert passage.text[start : start + len(mark.span.text)] == mark.span.text


def test_an_unknown_id_has_no_explanation_but_neighbours():
    assert explain_datum(reading(), "q-2") is None
    assert "q-1" in nearest_ids(reading(), "q-2")


def test_a_condition_that_begins_with_its_polarity_says_it_once():
    made = reading()
    bound = made.commitments[0]
    told = replace(bound.condition, span=span("jika Verania tidak mundur"))
    text = printed(view(replace(made, commitments=(replace(bound, condition=told),))))

    assert "\n    jika Verania tidak mundur\n" in "\n".join(line.rstrip() for line in text.splitlines())


def test_a_deadline_that_is_no_date_comes_with_its_words():
    made = reading()
    week = replace(
        made.timexes[0],
        id="t-2",
        value="2030-W11",
        earliest="2030-03-11",
        latest="2030-03-17",
        span=span("menutup selat"),
    )
    bound = replace(made.commitments[0], deadline="2030-W11")
    text = printed(view(replace(made, timexes=(*made.timexes, week), commitments=(bound,))))

    assert "paling lambat 2030-W11 (menutup selat)" in text
    assert "2030-W11 (2030-03-11–2030-03-17)" in text


def test_the_word_for_an_event_type_is_shown_where_it_is_not_the_code():
    made = reading()
    plain = replace(made, events=(replace(made.events[0], mode=None),))

    assert "  mengancam · " in printed(view(plain, "id"))
    assert "  threaten" not in printed(view(plain, "en"))
    assert "  mengancam: gencatan senjata · " in printed(
        view(replace(made, events=(replace(made.events[0], mode="ceasefire"),)), "id")
    )


def test_a_country_is_not_told_its_own_code():
    country = replace(reading().actors[1], country="VRN")

    assert role_and_country(country, words_for(None, "id")) == ()


def test_a_speaker_who_is_not_identified_stands_in_the_words_of_the_source():
    made = reading()
    nameless = replace(made.quotations[0], speaker=None, source=span("Verania belum"))

    assert "Verania belum  speaker not identified" in printed(view(replace(made, quotations=(nameless,)), "en"))


def test_a_time_without_a_day_does_not_look_as_if_it_belonged_to_the_date_above():
    made = reading()
    length = replace(made.timexes[0], id="t-2", type="DURATION", value="P1Y", earliest=None, latest=None)

    assert "Senin (4/3/2030)  P1Y" in printed(view(replace(made, timexes=(*made.timexes, length))))
