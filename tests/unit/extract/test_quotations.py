"""Quotations as a newsroom writes them: marks, cues, speakers, and what must not be taken for one."""

from __future__ import annotations

import time
from functools import cache, partial

import pytest

from kawat.extract.engine import load_engine
from kawat.extract.page import Cast
from kawat.extract.pipeline import read_page
from kawat.extract.quotations import find_quotations
from kawat.extract.quoting.marks import find_quoted
from kawat.extract.segment import segment
from kawat.records import RawPage

engine = cache(partial(load_engine, model=None))


def read(text, language="id", title=None):
    page = RawPage(body=text, media_type="application/json", published="2024-03-04", language=language, title=title)
    return read_page(page, engine())


def contents(text, language="id", title=None):
    return [[span.text for span in q.content] for q in read(text, language, title).quotations]


def names(reading):
    by_id = {actor.id: actor.name for actor in reading.actors}
    return [by_id.get(q.speaker) for q in reading.quotations]


def quoted(text):
    reading = read(text)
    lines = segment(reading.article, engine().knowledge("id"))
    return [text[q.start_char : q.end_char] for q in find_quoted(text, lines)]


@pytest.mark.parametrize(
    "text",
    [
        '"Kami siap," kata Presiden Budi Hartono.',
        "“Kami siap,” kata Presiden Budi Hartono.",
        "''Kami siap,'' kata Presiden Budi Hartono.",
        "«Kami siap,» kata Presiden Budi Hartono.",
        "‘Kami siap,’ kata Presiden Budi Hartono.",
        "&ldquo;Kami siap,&rdquo; kata Presiden Budi Hartono.",
        "”Kami siap,” kata Presiden Budi Hartono.",
    ],
)
def test_every_kind_of_mark_opens_and_closes_a_quotation(text):
    assert contents(text) == [["Kami siap"]]


def test_marks_inside_marks_belong_to_the_outer_quotation():
    text = '"Ia bilang "tidak" kepada kami," kata Presiden Budi Hartono.'

    assert contents(text) == [['Ia bilang "tidak" kepada kami']]


def test_a_mark_that_never_closes_ends_with_its_sentence():
    text = 'Ia tiba kemarin. "Harga turun lagi, kata Budi. Pasar sepi. Warga pulang. Hujan turun di Lima.'

    assert quoted(text) == ["Harga turun lagi, kata Budi."]


def test_a_closing_mark_without_opening_one_closes_its_sentence():
    text = 'Ia tiba kemarin. Harga akan turun lagi bulan depan," kata Presiden Budi Hartono.'

    assert contents(text) == [["Harga akan turun lagi bulan depan,"]]


def test_marks_that_reopen_at_each_paragraph_make_one_quotation():
    text = "“Kami akan membina jambatan baharu.\n“Jambatan itu siap pada Mei,” katanya kepada pemberita."

    assert contents(text, "ms") == [["Kami akan membina jambatan baharu.", "Jambatan itu siap pada Mei"]]


def test_a_quotation_goes_on_behind_its_cue_in_the_same_paragraph():
    text = '"Kami menang," kata Presiden Budi Hartono. "Semua warga sudah pulang ke rumah."'

    assert contents(text) == [["Kami menang", "Semua warga sudah pulang ke rumah."]]


def test_scare_quotes_titles_and_nicknames_are_no_quotations():
    assert contents('Film "Senja di Lima" menang di Kairo.') == []
    assert contents("Petani menyambut 'musim emas' itu dengan pesta.") == []


def test_a_fragment_that_continues_a_reported_clause_joins_it():
    text = "Menteri Luar Negeri Rudi Santoso mengatakan Peru tidak akan ikut berunding. Kecuali jika Chile menarik kapalnya."

    expected = "Peru tidak akan ikut berunding. Kecuali jika Chile menarik kapalnya"
    assert contents(text) == [[expected]]


def test_two_reports_in_one_sentence_are_two_quotations_of_one_speaker():
    reading = read(
        "Presiden Budi Hartono mengatakan bahwa pelabuhan itu aman dan menegaskan bahwa tidak ada korban dalam serangan itu."
    )

    assert [[s.text for s in q.content] for q in reading.quotations] == [
        ["pelabuhan itu aman"],
        ["tidak ada korban dalam serangan itu"],
    ]
    assert names(reading) == ["Budi Hartono", "Budi Hartono"]


def test_the_cue_inside_a_name_that_lost_its_blank_is_found():
    assert contents("Presiden Rudi Santosomengatakan perbatasan dengan Chile ditutup.") == [
        ["perbatasan dengan Chile ditutup"]
    ]


def test_the_speaker_inside_the_verb_is_the_last_speaker():
    reading = read('"Harga turun," kata Presiden Rudi Santoso. Pasar di Lima ramai.\n"Kami lega," ujarnya.')

    assert names(reading) == ["Rudi Santoso", "Rudi Santoso"]
    assert reading.quotations[1].source.text == "nya"


def test_the_speaker_inside_the_verb_is_the_person_whom_the_text_turned_to():
    reading = read('"Harga turun," kata Presiden Rudi Santoso. Menteri Dewi Lestari lalu tiba.\n"Kami lega," ujarnya.')

    assert names(reading) == ["Rudi Santoso", "Dewi Lestari"]


def test_a_cue_without_subject_has_that_of_its_sentence():
    reading = read("Presiden Rudi Santoso bertemu Dewi Lestari di Lima dan mengatakan bahwa perbatasan aman.")

    assert names(reading) == ["Rudi Santoso"]


def test_a_source_in_apposition_is_the_person_not_the_body():
    reading = read("Juru bicara Kementerian Pertanian Peru, Dewi Lestari, mengatakan panen raya dimulai.")

    assert names(reading) == ["Dewi Lestari"]


def test_hearsay_has_no_speaker():
    (quotation,) = read("Sejumlah kapal dilaporkan tenggelam di lepas pantai Peru.").quotations

    assert quotation.speaker is None
    assert quotation.source is None


def test_a_headline_with_a_colon_quotes_whom_it_names():
    reading = read("Presiden Rudi Santoso tiba di Lima.", title="Rudi Santoso: Harga Beras Akan Turun")

    assert [[s.text for s in q.content] for q in reading.quotations] == [["Harga Beras Akan Turun"]]
    assert reading.quotations[0].cue is None


@pytest.mark.parametrize(
    "text",
    [
        "Ia tidak mengatakan apa pun tentang rencana itu.",
        "Kata sandi itu sudah diganti.",
        "Penjelasan itu sangat jelas bagi warga.",
        "Aparat bertindak tegas terhadap pelaku.",
        "Pemilu digelar menurut undang-undang.",
        "Pemerintah akan mengumumkan pemenang besok.",
    ],
)
def test_false_friends_of_cues_are_passed_over(text):
    assert contents(text) == []


def test_whom_it_is_said_to_is_told_where_they_are_actors():
    reading = read("Presiden Rudi Santoso mengatakan kepada Peru bahwa kapal itu harus pergi.")
    by_id = {actor.id: actor.name for actor in reading.actors}

    assert [by_id[i] for i in reading.quotations[0].addressees] == ["Peru"]
    assert (
        read("Presiden Rudi Santoso mengatakan kepada wartawan bahwa kapal itu pergi.").quotations[0].addressees == ()
    )


def test_english_reports_need_no_linking_word_and_may_invert():
    text = (
        "Norway would send aid, Anna Berg said. “The talks failed,” said Anna Berg. Anna Berg said the port was open."
    )

    assert contents(text, "en") == [["Norway would send aid"], ["The talks failed"], ["the port was open"]]


@pytest.mark.parametrize(
    "text",
    [
        '"Kami siap," kata Budi. ' * 2000,
        '"' * 20000,
        '"Kata siapa ' * 5000,
        '"a "b ' * 100 + "c" + '" d"' * 100,
        '"' + "Kami akan menang dan tidak akan mundur. " * 3000 + '"',
        "Presiden mengatakan " + "bahwa ia mengatakan harga turun dan menegaskan " * 700 + "semua aman.",
        "Budi mengatakan " + "kata kami tidak, " * 2000 + "akhirnya.",
        "‘a ’b " * 8000,
    ],
    ids=["many", "marks", "open", "nested", "all", "cues", "long", "single"],
)
def test_time_grows_with_the_text_only(text):
    article = read(text).article
    knowledge = engine().knowledge("id")
    lines = segment(article, knowledge)
    start = time.process_time()
    find_quotations(article, lines, Cast(()), knowledge)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ('"Kami siap berangkat, kata Presiden Budi Hartono. Hujan turun.', "id", [["Kami siap berangkat"]]),
        ('"Harga naik. Kami akan membantu warga, ujar Presiden Budi Hartono.', "id", [["Harga naik. Kami akan membantu warga"]]),
        (
            '"Kami siap, kata Presiden Budi Hartono. "Warga harus tenang," katanya.',
            "id",
            [["Kami siap"], ["Warga harus tenang"]],
        ),
        ('"Kami siap, kata Presiden Budi Hartono.\n"Warga harus tenang," katanya.', "id", [["Kami siap"], ["Warga harus tenang"]]),
        ('“We are ready to help, President Ann Reed said on Monday.', "en", [["We are ready to help"]]),
    ],
)  # fmt: skip
def test_a_quotation_without_closing_mark_ends_before_its_cue(text, language, found):
    assert contents(text, language) == found


def test_a_quotation_of_two_paragraphs_goes_on_where_no_cue_ends_the_first():
    text = '"Kami siap membantu semua warga kota.\n"Warga harus tetap tenang," kata Presiden Budi Hartono.'

    assert contents(text) == [["Kami siap membantu semua warga kota.", "Warga harus tetap tenang"]]


def speakers(text, language="id", title=None):
    reading = read(text, language, title)
    by_id = {actor.id: actor.name for actor in reading.actors}
    return [by_id.get(quotation.speaker) for quotation in reading.quotations]


def test_the_speaker_of_a_headline_is_its_subject():
    body = "Kari Solberg mengatakan harga naik."
    assert speakers(body, title="Solberg kepada Warga Peru: Harga Akan Naik")[0] == "Kari Solberg"
    assert speakers(body, title="Soal Peru, Solberg: Harga Akan Naik")[0] == "Kari Solberg"


def test_a_cue_that_leans_on_another_has_its_speaker():
    text = 'Kari Solberg tiba. "Harga naik," jelasnya, seraya menambahkan bahwa beras langka.'
    assert speakers(text) == ["Kari Solberg", "Kari Solberg"]


def test_two_who_speak_together_are_no_one_speaker():
    assert speakers("Qatar dan Mesir bertemu. Kedua negara menyatakan bahwa harga akan naik.") == [None]


def test_the_bearer_of_a_title_speaks_and_not_the_person_that_it_serves():
    assert speakers('"Harga naik," kata pengacara Kari Solberg, Mehmet Kaya.') == ["Mehmet Kaya"]


def test_a_label_names_the_speaker_of_its_paragraph():
    text = "\n".join(
        [
            "Anilover84: I do not think that this will work at all. Why should we pay for it?",
            "Question: What do you make of the new rules for the market in our town?",
            "Green Hill: We have paid for years, and I see nothing that has changed in our town.",
            "Anilover84: Then who will pay for it, if not we who live here all year?",
        ]
    )
    assert speakers(text, "en") == ["Anilover84", None, "Green Hill", "Anilover84"]


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Anggota Senat Peru, Senator Ani Lestari mengatakan harga akan naik.", "id", "Ani Lestari"),
        (
            "Budi Hartono tiba. Ia yang juga Rektor Universitas Kartika mengatakan harga akan naik.",
            "id",
            "Budi Hartono",
        ),
        ("Pada 16 Juni lalu Presiden Budi Hartono mengatakan harga akan naik.", "id", "Budi Hartono"),
        (
            "Ketua Partai Hijau yang juga Ketua Komisi Pangan, Raul Pinto menilai harga terlalu tinggi.",
            "id",
            "Raul Pinto",
        ),
        ("Menteri Kelautan yang baru dilantik, Ane Fonoti, mengatakan kapal asing pergi.", "id", "Ane Fonoti"),
        ("The Governor's wife, Datin Ani Lestari, said prices would rise.", "en", "Ani Lestari"),
        ("Kari Solberg, director of fruit grower Lund Farms said prices would rise.", "en", "Kari Solberg"),
        ("The patrol ship found it at last, state news agency Xinhua reported.", "en", "Xinhua"),
        ("The envoy of Peru, Ana Rojas, arrived. She urged western diplomats to act at once.", "en", "Ana Rojas"),
        ("Two Peruvian officials met in Lima. The two officials said prices would rise.", "en", "Peruvian officials"),
    ],
)
def test_the_person_named_beside_a_title_a_noun_or_a_pronoun_speaks(text, language, speaker):
    assert speakers(text, language)[-1] == speaker


def test_who_is_asked_while_reporters_call_is_still_the_subject():
    text = "Sumber KPK ketika dihubungi Reuters mengatakan harga akan naik."

    assert speakers(text) == ["Sumber KPK"]


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Dalam kesempatan itu, Presiden Ama Boateng tiba. Ia berharap harga akan turun.", "id", "Ama Boateng"),
        ("Pada Selasa, Ama Boateng pergi, tetapi dia mengatakan harga akan turun.", "id", "Ama Boateng"),
        ("In her letter, Ama Boateng did not mention it, but she warned that prices would rise.", "en", "Ama Boateng"),
        ('"Besok, Ama Boateng datang." Ia mengatakan harga akan turun.', "id", "Paul Mwangi"),
        ("Menurut Paul Mwangi, Ama Boateng datang. Ia mengatakan harga akan turun.", "id", "Paul Mwangi"),
    ],
)
def test_a_pronoun_means_the_subject_behind_an_adjunct_unless_somebody_said_so(text, language, speaker):
    before = {"id": "Presiden Paul Mwangi berkata harga naik. ", "en": "President Paul Mwangi said prices rose. "}

    assert speakers(before[language] + text, language)[-1] == speaker


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        ('"Harga Beras Akan Naik Tajam Sekali"', "Kari Solberg"),
        ('"Pasar Itu Sepi Pembeli Sejak Senin"', None),
    ],
)
def test_the_speaker_of_a_headline_is_whoever_says_it_below(title, speaker):
    body = "Ekonom Kari Solberg mengatakan harga beras akan naik tajam. Mehmet Kaya mengatakan kopi turun."
    found = read(body, title=title)
    told = {q.speaker for q in found.quotations if q.content[0].end_char <= len(title)}
    by_id = {actor.id: actor.name for actor in found.actors}

    assert {by_id.get(one) for one in told} <= {speaker}
    assert told


def test_a_headline_that_two_people_say_alike_has_no_speaker():
    body = "Kari Solberg mengatakan harga beras akan naik. Mehmet Kaya mengatakan harga beras akan naik."
    first = read(body, title='"Harga Beras Akan Naik Tajam"').quotations[0]

    assert first.speaker is None
