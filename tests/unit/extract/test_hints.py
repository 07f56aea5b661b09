"""What Kawat makes of what a model says: additions, refusals, sides, speakers, settings."""

from __future__ import annotations

import pytest

from kawat.errors import ModelError
from kawat.extract.engine import Engine
from kawat.extract.pipeline import read_page
from kawat.records import RawPage
from tests.tools.oracle import Oracle, Told

TEXT = (
    "Presiden Prancis Emmanuel Macron bersantap dengan Perdana Menteri Italia Giorgia Meloni di Roma.\n"
    "Iran menolak tuntutan Amerika Serikat.\n"
    "Cuaca buruk akan datang, demikian Macron.\n"
)


def reading(*told, outside=None, text=TEXT):
    engine = Engine(model=None)
    engine.read_by(Oracle(*told, outside=outside))
    return read_page(RawPage(body=text, media_type="text/plain", language="id", published="2025-06-18"), engine)


def rules(text=TEXT):
    return read_page(
        RawPage(body=text, media_type="text/plain", language="id", published="2025-06-18"), Engine(model=None)
    )


def names(reading, parties):
    known = {actor.id: actor.name for actor in reading.actors}
    return [known[party.actor] for party in parties]


def test_the_model_adds_an_event_whose_words_no_rule_names():
    assert not any(event.trigger.text == "bersantap dengan" for event in rules().events)
    told = Told("event", "CONSULT", "bersantap dengan", (("actor", "Emmanuel Macron"), ("recipient", "Giorgia Meloni")))
    (event,) = reading(told).events
    assert (event.type, event.trigger.text, event.status) == ("CONSULT", "bersantap dengan", "occurred")
    assert "Emmanuel Macron" in names(reading(told), event.actors)
    assert event.rule == "id/plover/model-consult"
    assert 0.5 < event.score <= 1


def test_what_the_model_does_not_see_is_left_out():
    assert [event.type for event in rules().events] == ["REJECT", "REQUEST"]
    assert reading().events == ()


def test_a_rule_that_agrees_keeps_its_name_and_its_sides():
    (event,) = reading(Told("event", "REJECT", "menolak")).events
    assert event.rule.startswith("id/plover/")
    assert names(reading(Told("event", "REJECT", "menolak")), event.actors) == ["Iran"]


def test_status_is_the_models():
    (event,) = reading(Told("event", "REJECT", "menolak", status="denied")).events
    assert event.status == "denied"


def test_the_model_adds_a_quotation_with_its_speaker():
    said = "Cuaca buruk akan datang"
    assert not any(said in q.content[0].text for q in rules(TEXT.replace("demikian", "begitulah")).quotations)
    told = Told("quote", "indirect", said, (("source", "begitulah Macron"),))
    found = reading(told, text=TEXT.replace("demikian", "begitulah"))
    (quotation,) = [q for q in found.quotations if q.content[0].text == said]
    assert quotation.rule == "id/quotation/model-indirect"
    assert {a.id: a.name for a in found.actors}[quotation.speaker] == "Emmanuel Macron"


def test_the_model_adds_a_commitment_with_its_holder():
    text = "Narvia dan Iran bertemu.\nJalur Hormuz, tekad Iran, segera terbuka bagi kapal.\n"
    told = Told("commitment", "pledge", "segera terbuka", (("holder", "Iran, segera"),))
    (commitment,) = reading(told, text=text).commitments
    assert (commitment.kind, commitment.content.text) == ("pledge", "segera terbuka")
    assert commitment.rule == "id/commitments/model-pledge"


def test_commitments_that_the_model_does_not_see_are_left_out():
    text = "Iran berjanji akan membuka jalur pelayaran.\n"
    assert rules(text).commitments
    assert not reading(text=text).commitments


def test_the_same_hints_give_the_same_reading():
    told = Told("event", "CONSULT", "bersantap dengan", (("actor", "Emmanuel Macron"), ("recipient", "Giorgia Meloni")))
    assert reading(told) == reading(told)


def test_a_score_is_what_the_models_score_was_worth():
    engine = Engine(model=None)
    told = Told("event", "REJECT", "menolak")
    engine.read_by(Oracle(told, calibration={"event": [[0.0, 0.1], [1.0, 0.6]]}))
    page = RawPage(body=TEXT, media_type="text/plain", language="id", published="2025-06-18")
    (event,) = read_page(page, engine).events
    assert 0.1 < event.score <= 0.6
    assert event.score == round(event.score, 2)


@pytest.mark.parametrize(
    ("decoding", "words"),
    [
        ({"outside": {"event": "much"}}, "Expected `float`"),
        ({"events": {"weights": [1.0]}}, "weighs 1 signs, expected 11"),
        ({"events": {"least": -1.0}}, "least probability outside 0 to 1"),
        ({"outside": {"quotes": 1.0}}, "decoding.outside has quotes"),
        ({"outside": {"quote": -1e300}}, "decoding.outside has quote"),
        ({"worth": {"event": [[0.0, 1e308], [1.0, 1e308]]}}, "calibration of event"),
        ({"worth": {"event": [[0.0, 0.6], [1.0, 0.2]]}}, "calibration of event"),
        ({"worth": {"event": []}}, "calibration of event"),
    ],
)
def test_settings_that_do_not_fit_are_refused_with_a_remedy(decoding, words):
    model = Oracle()
    model.calibration = decoding.pop("worth", {})
    model.decoding = decoding
    with pytest.raises(ModelError, match="oracle 1") as error:
        Engine(model=None).read_by(model)
    assert words in str(error.value)
    assert "--model none" in str(error.value)


def test_a_link_into_another_sentence_does_not_replace_who_the_sentence_names():
    text = "Iran menolak tuntutan Amerika Serikat.\nChina mengecam Jepang pada Selasa.\n"
    told = Told("event", "ACCUSE", "mengecam", (("actor", "Iran"), ("recipient", "Amerika Serikat")))
    (event,) = [one for one in reading(told, text=text).events if one.type == "ACCUSE"]
    assert names(reading(told, text=text), event.actors) == ["China"]


def test_an_act_that_did_not_happen_is_no_second_telling_of_one_that_did():
    text = "Iran menyerang Irak di Basra.\nIran tidak menyerang Irak lagi.\n"
    done = Told("event", "ASSAULT", "menyerang")
    undone = Told("event", "ASSAULT", "tidak menyerang", status="not_occurred")
    assert [event.status for event in reading(done, undone, text=text).events] == ["occurred", "not_occurred"]


def test_where_nobody_is_likely_the_likeliest_party_that_the_model_links_takes_part():
    text = "Narvia menyambut kabar itu.\nDesakan agar menahan diri disampaikan kepada Jepang oleh Iran.\n"
    told = Told("event", "REQUEST", "Desakan", (("actor", "Iran"), ("recipient", "Jepang")))
    (event,) = [one for one in reading(told, text=text).events if one.type == "REQUEST"]
    assert (names(reading(told, text=text), event.actors), names(reading(told, text=text), event.recipients)) == (
        ["Iran"],
        ["Jepang"],
    )


def test_votes_say_what_spoke_for_each_datum():
    found = reading(Told("event", "REJECT", "menolak"))
    (event,) = found.events
    assert {vote.sign for vote in event.votes} >= {"type"}
    assert all(vote.adds for vote in event.votes)
    text = "Iran berjanji akan membuka jalur pelayaran.\n"
    (promise,) = reading(Told("commitment", "pledge", "membuka jalur pelayaran"), text=text).commitments
    assert {vote.sign for vote in promise.votes} >= {"same", "rule_score"}
    assert all(not one.votes for one in (*rules().events, *rules().quotations))


def test_a_zone_that_only_the_model_sees_is_no_part_of_the_article():
    text = "Iran menolak tuntutan Amerika Serikat.\nAyo coba resep baru ini di dapur Anda.\nChina mengecam Jepang.\n"
    kinds = {zone.kind for zone in rules(text).article.zones}
    found = reading(Told("zone", "promo", "Ayo coba resep baru ini di dapur Anda."), text=text).article
    (zone,) = [zone for zone in found.zones if zone.kind == "promo"]
    assert found.text[zone.start_char : zone.end_char] == "Ayo coba resep baru ini di dapur Anda."
    assert kinds == {"body"}


def test_a_word_or_two_that_the_model_takes_for_a_zone_stay_the_articles():
    found = reading(Told("zone", "promo", "menolak"))
    assert {zone.kind for zone in found.article.zones} == {"body"}
