"""What the events stage says about sentences, their parties, dates, places and repeated tellings."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from functools import cache

import pytest

from kawat.errors import KnowledgeError
from kawat.extract.event_places import with_victims
from kawat.extract.events import find_events
from kawat.extract.page import Cast, Line
from kawat.knowledge.events import ONTOLOGY, EventWords, TriggerRow, load
from kawat.knowledge.files import DATA, languages, read_toml, read_tsv, with_added
from kawat.knowledge.load import load_knowledge
from kawat.knowledge.tokens import tokens_of
from kawat.records import Actor, Mention, Place, Quotation, Span, Timex
from tests.tools.articles import article_of

NAMES = {"Norvia": "NOR", "Selandra": "SEL", "Ani Putra": None}
SENTENCE = re.compile(r"[^.!?]+[.!?]*[\"”]?(?:[^.!?\"”]*\.)?")
QUOTED = re.compile(r'"([^"]+)"')
CONSTRUCTIONS = [
    (code, rule) for code in languages() for rule in read_toml(DATA / code / "events.toml", EventWords).construction
]
EXAMPLES = [
    pytest.param(code, example, id=f"{code}/plover/{rule.id}-{number}")
    for code, rule in CONSTRUCTIONS
    for number, example in enumerate(rule.examples)
]
COUNTEREXAMPLES = [
    pytest.param(code, text, id=f"{code}/plover/{rule.id}-not-{number}")
    for code, rule in CONSTRUCTIONS
    for number, text in enumerate(rule.counterexamples)
]
knowledge = cache(load_knowledge)


def actors_in(article):
    for name, country in NAMES.items():
        places = [match.span() for match in re.finditer(name, article.text)]
        if places:
            yield Actor(
                id=name,
                name=name,
                kind="country" if country else "person",
                country=country,
                sector="GOV",
                role=None,
                office=None,
                mentions=tuple(Mention(span=article.span(*place), form="name") for place in places),
                rule="test",
            )


def lines_of(article, zone="body"):
    return tuple(
        Line(index, m.start(), m.end(), zone, 0, tokens_of(article.text, m.start(), m.end()))
        for index, m in enumerate(SENTENCE.finditer(article.text))
    )


def quotations_of(article, speaker):
    if speaker is None:
        return ()
    return tuple(
        Quotation(
            id=f"q{m.start()}",
            mode="direct",
            content=(article.span(*m.span(1)),),
            cue=None,
            source=None,
            speaker=speaker,
            rule="test",
            score=1.0,
        )
        for m in QUOTED.finditer(article.text)
    )


def read(text, code="id", speaker=None, timexes=()):
    article = article_of(text)
    quotations = quotations_of(article, speaker)
    return find_events(article, lines_of(article), Cast(actors_in(article)), timexes, quotations, knowledge(code))


def said(event):
    actors, recipients = (", ".join(p.actor for p in side) for side in (event.actors, event.recipients))
    return f"{event.type} {event.status}: {actors}" + (f" > {recipients}" if recipients else "")


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_a_construction_tells_its_event(code, example):
    found = [(said(event), event.outcome, event.ordinal) for event in read(example.text, code, example.speaker)]

    assert (example.event, example.outcome, example.ordinal) in found


@pytest.mark.parametrize(("code", "text"), COUNTEREXAMPLES)
def test_a_construction_passes_over_its_counterexample(code, text):
    assert [said(event) for event in read(text, code)] == []


ROWS = [
    pytest.param(code, row, id=f"{code}/plover/{row.id}")
    for code in languages()
    for row in read_tsv(DATA / ONTOLOGY / f"{code}.tsv", TriggerRow)
]


@pytest.mark.parametrize(("code", "row"), ROWS)
def test_rows_of_the_ontology_are_sorted_and_of_a_known_type(code, row):
    assert row.type in {*knowledge(code).events.types, "NONE"}
    assert 0 < row.score <= 1


@pytest.mark.parametrize("code", languages())
def test_rows_stand_in_order_of_code_point(code):
    ids = [row.id for row in read_tsv(DATA / ONTOLOGY / f"{code}.tsv", TriggerRow)]

    assert ids == sorted(set(ids))


def test_an_act_told_twice_is_one_event_with_two_mentions():
    (event,) = read("Norvia menyerang Selandra. Koran menulis bahwa Norvia menyerang Selandra.")

    assert event.trigger.start_char == 7
    assert [span.text for span in event.mentions] == ["menyerang"]


BETWEEN = "Hujan turun di ibu kota, dan pasar sepi sampai sore karena jalan tergenang! " * 2


@pytest.mark.parametrize(
    ("first", "between", "second", "count"),
    [
        ("Norvia mengecam Selandra!", "", "Norvia menuduh Selandra!", 1),
        ("Norvia mengecam Selandra!", BETWEEN, "Norvia menuduh Selandra!", 2),
        ("Norvia mengecam Selandra!", BETWEEN, "Selandra dikecam Norvia!", 1),
        ("Norvia mendesak Selandra mundur!", BETWEEN, "Norvia mendesak Selandra berunding!", 2),
        ("Norvia bertemu Selandra!", BETWEEN, "Pertemuan antara Norvia dan Selandra berjalan lancar!", 1),
    ],
)
def test_words_and_distance_of_two_tellings_say_whether_they_tell_one_act(first, between, second, count):
    events = read(f"{first} {between}{second}")

    assert len(events) == count
    assert {said(event) for event in events} == {said(events[0])}


def test_what_the_headline_tells_is_told_again_by_the_body_in_other_words():
    article = article_of(f"Norvia menembaki Selandra! {BETWEEN}Norvia menyerang Selandra!")
    title, *body = lines_of(article)

    (event,) = find_events(
        article, (replace(title, zone="title"), *body), Cast(actors_in(article)), (), (), knowledge("id")
    )
    assert (event.trigger.text, [span.text for span in event.mentions]) == ("menyerang", ["menembaki"])


def test_a_leader_and_the_state_that_is_led_meet_somebody_spoken_of_before():
    text = "Selandra menolak usul itu! Presiden Ani Putra tiba usai pertemuan dengan Norvia!"
    article = article_of(text)
    cast = Cast(replace(actor, country="NOR") if actor.id == "Ani Putra" else actor for actor in actors_in(article))

    events = find_events(article, lines_of(article), cast, (), (), knowledge("id"))
    (meeting,) = [event for event in events if event.type == "CONSULT"]
    assert {party.actor for party in meeting.actors} == {"Ani Putra", "Norvia", "Selandra"}


@pytest.mark.parametrize(
    ("act", "land", "recipients"),
    [
        ("menyerang", "SEL", ["Selandra"]),
        ("menyerang", "NOR", []),
        ("menyerang", "XXX", []),
        ("mengecam", "SEL", []),
    ],
)
def test_a_blow_that_hit_nobody_known_hit_the_state_where_it_fell(act, land, recipients):
    text = f"Norvia {act} Selandra!"
    (event,) = read(text)
    place = Place(country=land, name=event.trigger.text, span=event.trigger)
    cast, types = Cast(actors_in(article_of(text))), knowledge("id").events.types

    (told,) = with_victims([replace(event, recipients=(), place=place)], cast, types)
    assert [party.actor for party in told.recipients] == recipients


def test_a_clash_of_two_hit_no_third():
    text = "Ani Putra dan Norvia bentrok di Selandra!"
    (event,) = read(text)

    assert with_victims([event], Cast(actors_in(article_of(text))), knowledge("id").events.types) == (event,)


def test_a_war_is_no_event_beside_a_told_attack():
    events = read("Perang antara Norvia dan Selandra berlanjut. Norvia menyerang Selandra.")

    assert [said(event) for event in events] == ["ASSAULT occurred: Norvia > Selandra"]


def test_the_subject_of_a_joined_verb_is_that_of_the_verb_before():
    events = read("Norvia mengecam Selandra dan mendesak Selandra mundur.")

    assert [said(event) for event in events] == [
        "ACCUSE occurred: Norvia > Selandra",
        "REQUEST occurred: Norvia > Selandra",
    ]


def test_we_inside_a_quotation_is_its_speaker():
    (event,) = read('"Kami mengecam Selandra," kata Ani Putra.', speaker="Ani Putra")

    assert said(event) == "ACCUSE occurred: Ani Putra > Selandra"
    assert event.quotation == "q0"


def test_the_date_beside_the_act_dates_it():
    text = "Norvia menyerang Selandra pada 3 Mei."
    span = article_of(text).span(31, 36)
    timex = Timex(
        id="t1", span=span, type="DATE", value="2024-05-03", earliest="2024-05-03", latest="2024-05-03", rule="t"
    )

    (event,) = read(text, timexes=(timex,))
    assert event.date is not None
    assert (event.date.value, event.date.timex) == ("2024-05-03", "t1")


def test_the_date_of_a_report_does_not_date_the_act():
    text = "Norvia menyerang Selandra, lapor kantor berita, 3 Mei."
    timex = Timex(
        id="t1",
        span=article_of(text).span(48, 53),
        type="DATE",
        value="2024-05-03",
        earliest=None,
        latest=None,
        rule="t",
    )

    (event,) = read(text, timexes=(timex,))
    assert event.date is None


def dated(text, words, value):
    start_char = text.index(words)
    span = article_of(text).span(start_char, start_char + len(words))
    return Timex(id="t1", span=span, type="DATE", value=value, earliest=value, latest=value, rule="test")


@pytest.mark.parametrize(
    ("value", "published", "date"),
    [
        ("2024-05-03", "2024-05-04", "2024-05-03"),
        ("2024-04-03", "2024-05-04", None),
        ("2024-05-09", "2024-05-04", None),
        ("2024-05-03", None, None),
    ],
)
def test_what_the_opening_tells_happened_on_the_fresh_day_that_the_report_names_first(value, published, date):
    text = "Norvia menyerang Selandra. Serangan itu mengejutkan. Pasar sepi sejak Jumat."
    article = article_of(text, published_at=published)
    timexes = (dated(text, "Jumat", value),)

    (event,) = find_events(article, lines_of(article), Cast(actors_in(article)), timexes, (), knowledge("id"))
    assert (event.date.value if event.date else None) == date


WORDS = '"Kami lelah," kata Ani Putra pada Jumat! '
LATER = "Hujan turun di ibu kota! Ani Putra {act} Selandra! Pasar sepi!"


@pytest.mark.parametrize(
    ("text", "value", "date"),
    [
        (WORDS + LATER.format(act="mengecam"), "2024-05-03", "2024-05-03"),
        (LATER.format(act="mengecam") + " " + WORDS, "2024-05-03", "2024-05-03"),
        (WORDS + LATER.format(act="mengecam"), "2024-04-03", None),
        (WORDS + LATER.format(act="menyerang"), "2024-05-03", None),
        (WORDS.replace("Ani Putra", "Norvia") + LATER.format(act="mengecam"), "2024-05-03", None),
    ],
)
def test_what_somebody_does_by_speaking_happened_on_the_day_of_their_words(text, value, date):
    text = f"Toko tutup! Kapal karam! {text}"
    article = article_of(text, published_at="2024-05-04")
    speaker = "Norvia" if "kata Norvia" in text else "Ani Putra"
    cue = text.index("kata")
    quotations = tuple(
        replace(quotation, cue=article.span(cue, cue + 4)) for quotation in quotations_of(article, speaker)
    )
    timexes = (dated(text, "Jumat", value),)

    events = find_events(article, lines_of(article), Cast(actors_in(article)), timexes, quotations, knowledge("id"))
    (event,) = [event for event in events if event.recipients and event.recipients[0].actor == "Selandra"]
    assert (event.date.value if event.date else None) == date


def test_what_is_told_further_on_takes_no_date_from_the_opening():
    text = "Hujan turun! Pasar sepi! Toko tutup! Norvia menyerang Selandra. Begitu kabar Jumat."
    article = article_of(text, published_at="2024-05-04")
    timexes = (dated(text, "Jumat", "2024-05-03"),)

    (event,) = find_events(article, lines_of(article), Cast(actors_in(article)), timexes, (), knowledge("id"))
    assert event.date is None


def test_a_body_of_the_own_state_may_be_addressed_but_not_the_state_itself():
    def thanked(words):
        article = article_of(f"Ani Putra menyampaikan terima kasih kepada {words}.")
        (minister, *_) = actors_in(article)
        place = article.span(article.text.index(words), article.text.index(words) + len(words))
        state = replace(minister, id="Norvia", kind="country", mentions=(Mention(span=place, form="name"),))
        cast = Cast([replace(actor, country="NOR") for actor in (minister, state)])
        return [said(event) for event in find_events(article, lines_of(article), cast, (), (), knowledge("id"))]

    assert thanked("Kementerian Sosial") == ["SUPPORT occurred: Ani Putra > Norvia"]
    assert thanked("Norvia") == []


def test_a_place_phrase_tells_where():
    (event,) = read("Norvia bertemu dengan Selandra di Jenewa.")

    assert event.place is not None
    assert (event.place.country, event.place.span.text) == ("CHE", "Jenewa")


def test_every_span_quotes_the_article():
    text = "Norvia dan Selandra bertemu di Jenewa setelah Norvia mengecam Selandra."

    for event in read(text):
        spans = [event.trigger, *event.mentions, *(p.span for p in (*event.actors, *event.recipients) if p.span)]
        assert all(
            span == Span(start_char=span.start_char, end_char=span.end_char, text=text[span.start_char : span.end_char])
            for span in spans
        )


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("x-row\tgempur\tFIGHT\t\tact", r"id.tsv row 'x-row': no type 'FIGHT'; known: ACCUSE"),
        ("x-row\tgempur\tASSAULT\tduel\tact", r"id.tsv row 'x-row': ASSAULT has no mode 'duel'; take one of abduct"),
    ],
)
def test_a_row_of_an_unknown_type_or_mode_is_refused_with_its_place(tmp_path, cells, says):
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    path = data / ONTOLOGY / "id.tsv"
    header = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("id\t"))
    path.write_text(f"{header}\n{cells}\n", encoding="utf-8")

    with pytest.raises(KnowledgeError, match=says):
        load("id", (data,))


def test_words_tell_the_mode_of_a_type_wherever_they_stand_in_a_trigger():
    modes = {pattern.mode for pattern in knowledge("en").events.triggers.at(tokens_of("cut ties", 0, 8), 0).value}
    assert modes == {"discontinue"}


def test_words_of_a_mode_may_say_that_there_is_none():
    found = knowledge("en").events.triggers.at(tokens_of("boycotted", 0, 9), 0).value
    assert {pattern.mode for pattern in found if pattern.type == "PROTEST"} == {None}


def test_a_mode_that_the_type_does_not_have_stops_loading(tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "event_modes.tsv").write_text("type\tmode\twords\nAID\tphone\tcalled\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"event_modes\.tsv row 'called': AID has no mode 'phone'"):
        load("en", with_added([tmp_path]))


@pytest.mark.parametrize(("second", "number"), [("kedua", 2), ("pertama", 1)])
def test_meetings_with_different_ordinals_are_told_apart(second, number):
    text = f"KTT pertama Norvia dan Selandra selesai. KTT {second} Norvia dan Selandra selesai."

    assert [event.ordinal for event in read(text)] == sorted({1, number})
