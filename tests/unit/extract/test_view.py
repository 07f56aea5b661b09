"""Marks written as entities and texts without capitals are read like others, and every span quotes the page."""

import pytest

import kawat
from kawat.extract.engine import load_engine
from kawat.extract.view import view_of
from tests.tools.articles import article_of

PLAIN = 'Presiden Iran Masoud Pezeshkian menolak tawaran itu. "Kami siap bekerja sama," kata dia, Kamis (12/6/2025).'
NAMED = PLAIN.replace('"Kami', "&ldquo;Kami").replace('sama,"', "sama,&rdquo;")
FORMS = {
    "named": NAMED,
    "quot": PLAIN.replace('"', "&quot;"),
    "decimal": PLAIN.replace('"', "&#34;"),
    "hexadecimal": PLAIN.replace('"Kami', "&#x201C;Kami").replace('sama,"', "sama,&#x201d;"),
    "apostrophes": PLAIN.replace('"', "''"),
    "backticks": PLAIN.replace('"Kami', "``Kami").replace('sama,"', "sama,''"),
    "curly": PLAIN.replace('"Kami', "“Kami").replace('sama,"', "sama,”"),
}


def read(text, **given):
    return kawat.read_text(text, language="id", published="2025-06-12", model=None, **given)


def speakers(reading):
    names = {actor.id: actor.name for actor in reading.actors}
    return [names[q.speaker] for q in reading.quotations]


def view(text, code="id"):
    engine = load_engine(model=None)
    seen = view_of(article_of(text, language=code), engine.knowledge(code), lambda: engine.casing(code))
    return seen.read.text


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_marks_of_any_form_are_read_alike(text):
    reading = read(text)
    (quotation,) = reading.quotations
    names = {actor.id: actor.name for actor in reading.actors}
    assert quotation.mode == "direct"
    assert quotation.content[0].text == "Kami siap bekerja sama"
    assert names[quotation.speaker] == "Masoud Pezeshkian"
    assert [timex.value for timex in reading.timexes] == ["2025-06-12"]
    assert reading.article.text == text


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_spans_behind_marks_quote_the_page(text):
    reading = read(text, title="Iran &quot;siap&quot;")
    spans = [reading.timexes[0].span, *(m.span for actor in reading.actors for m in actor.mentions)]
    assert all(reading.article.text[span.start_char : span.end_char] == span.text for span in spans)
    assert reading.article.title == "Iran &quot;siap&quot;"
    assert reading.sentences[-1].end_char == len(reading.article.text)


def test_other_entities_stay_as_they_are():
    assert view("Hujan &amp; angin &#65; &bogus; &#x41; R&D.") == "Hujan &amp; angin &#65; &bogus; &#x41; R&D."


def test_a_text_with_capitals_and_marks_is_left_alone():
    engine = load_engine(model=None)
    article = article_of(PLAIN, language="id")
    seen = view_of(article, engine.knowledge("id"), lambda: pytest.fail("casing is not needed"))
    assert seen.read is article


def test_names_acronyms_and_sentences_of_a_text_without_capitals_are_printed_with_them():
    text = "presiden iran masoud pezeshkian bertemu utusan pbb. ia pulang, dilansirafp, kamis."
    assert view(text) == "Presiden Iran Masoud Pezeshkian bertemu utusan PBB. Ia pulang, dilansirAFP, Kamis."


def test_a_cue_behind_a_quotation_opens_no_sentence():
    assert view('"kami siap." kata dia. "besok kami pulang."') == '"Kami siap." kata dia. "Besok kami pulang."'


def test_a_link_in_a_text_without_capitals_is_a_headline_again():
    text = "ia menolak.\nbaca juga: harga beras naik di kota\nhujan turun sejak pagi."
    reading = read(text)
    related = [z for z in reading.article.zones if z.kind == "related"]
    assert [text[z.start_char : z.end_char] for z in related] == ["baca juga: harga beras naik di kota"]


def test_a_text_without_capitals_names_the_same_people():
    low, high = read(PLAIN.lower()), read(PLAIN)
    assert [actor.name for actor in low.actors] == [actor.name for actor in high.actors]
    assert speakers(low) == speakers(high) == ["Masoud Pezeshkian"]
    assert low.article.text == PLAIN.lower()


def test_words_that_grow_with_a_capital_keep_their_place():
    text = "ßerlin dan ŉama di iran tidak tumbuh."
    assert len(view(text)) == len(text)
