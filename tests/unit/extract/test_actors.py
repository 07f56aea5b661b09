"""What the actor stage promises: who is named, who is the same, and who is left out."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawat.extract.actors import find_actors
from kawat.extract.page import Line
from kawat.knowledge import actors
from kawat.knowledge.files import DATA, read_toml
from kawat.knowledge.tokens import tokens_of
from kawat.records import Wire
from tests.tools.articles import article_of

LANGUAGES = ("en", "id", "ms")
knowledge_of = cache(lambda code: SimpleNamespace(actors=actors.load(code)))


def lines_of(text, title=False):
    """Sentences cut at full stops that end a line or stand before a space and a capital; the first may be a title."""
    lines, start_char = [], 0
    for number, words in enumerate(text.split("\n")):
        if words:
            tokens = tokens_of(text, start_char, start_char + len(words))
            zone = "title" if title and not lines else "body"
            lines.append(Line(len(lines), start_char, start_char + len(words), zone, number, tokens))
        start_char += len(words) + 1
    return tuple(lines)


def read(text, code="id", published="2025-06-12", title=False):
    return find_actors(article_of(text, published_at=published), lines_of(text, title), knowledge_of(code))


def named(found, name):
    return next((actor for actor in found if actor.name == name), None)


def spans(actor):
    return [mention.span.text for mention in actor.mentions] if actor else []


def own_rules(code):
    """Rules that the language's own file holds, not those of the language it extends."""
    return read_toml(DATA / code / "actors.toml", actors.ActorFile).rule


def rule_examples():
    for code in LANGUAGES:
        for rule in own_rules(code):
            for example in rule.examples:
                yield pytest.param(code, rule, example, id=f"{code}-{rule.id}-{example.found}")


def rule_counterexamples():
    for code in LANGUAGES:
        for rule in own_rules(code):
            for text in rule.counterexamples:
                yield pytest.param(code, rule, text, id=f"{code}-{rule.id}-not-{text}")


@pytest.mark.parametrize(("code", "rule", "example"), list(rule_examples()))
def test_a_rule_finds_its_example(code, rule, example):
    found = read(example.text.replace(". ", ".\n"), code, example.published)

    assert example.found in spans(named(found, example.name))


@pytest.mark.parametrize(("code", "rule", "text"), list(rule_counterexamples()))
def test_a_rule_passes_over_its_counterexample(code, rule, text):
    assert not [actor for actor in read(text, code) if actor.rule == f"{code}/actor/{rule.id}"]


def test_a_surname_is_the_person_named_in_full():
    found = read("Menteri Pertahanan Norwegia Kari Solberg tiba.\nSolberg mengatakan latihan ditunda.")

    kari = named(found, "Kari Solberg")
    assert spans(kari) == ["Menteri Pertahanan Norwegia Kari Solberg", "Solberg"]
    assert (kari.kind, kari.country, kari.sector, kari.role) == ("person", "NOR", "GOV", "defence minister")


def test_a_surname_in_the_title_is_the_person_of_the_body():
    found = read("Solberg Tolak Usul Baru\nMenteri Pertahanan Kari Solberg menolak usul itu.", title=True)

    assert spans(named(found, "Kari Solberg"))[0] == "Solberg"


def test_names_of_one_state_are_one_actor():
    found = read("Korea Utara menolak.\nKorut dan DPRK sama.\nPyongyang marah.\nPemerintah Korut diam.")

    assert spans(named(found, "Korea Utara")) == ["Korea Utara", "Korut", "DPRK", "Pyongyang", "Pemerintah Korut"]


def test_a_capital_after_a_place_preposition_is_no_actor():
    assert read("Pertemuan itu berlangsung di Seoul.") == ()


def test_armed_forces_are_an_actor_of_their_own():
    found = read("Militer Peru menembak.\nPemerintah Peru menyesal.")

    assert [(actor.country, actor.sector) for actor in found] == [("PER", "MIL"), ("PER", "GOV")]


def test_a_title_alone_is_whom_the_article_gives_it():
    found = read("Presiden Chile Ana Rojas berpidato.\nPresiden Chile menolak usul itu.")

    assert spans(named(found, "Ana Rojas")) == ["Presiden Chile Ana Rojas", "Presiden Chile"]


def test_a_title_alone_is_else_its_holder_on_the_day_of_publication():
    found = read("Presiden Indonesia menolak usul itu.", published="2016-05-02")

    assert named(found, "Joko Widodo").office == "President of Indonesia"


def test_without_a_date_nobody_holds_an_office():
    found = read("Presiden Indonesia menolak usul itu.", published=None)

    assert [(actor.name, actor.office) for actor in found] == [("Presiden Indonesia", None)]


def test_both_countries_are_the_two_just_named():
    found = read("Qatar bertemu Mesir.\nKedua negara sepakat.")

    assert "Kedua negara" in spans(named(found, "Qatar"))
    assert "Kedua negara" in spans(named(found, "Mesir"))


def test_a_speaking_pronoun_is_the_last_speaker():
    found = read('Astrid Lund menyebut Peru aman.\n"Bantuan datang," kata dia.')

    assert spans(named(found, "Astrid Lund"))[-1] == "dia"


def test_a_pronoun_inside_a_quotation_is_left_open():
    found = read('Astrid Lund tiba.\n"Dia belum datang," kata Lund.')

    assert spans(named(found, "Astrid Lund")) == ["Astrid Lund", "Lund"]


def test_initials_in_brackets_name_the_body_again():
    found = read("Yayasan Pangan Sahara (YPS) menolak.\nYPS mengatakan bantuan cukup.")

    assert [spans(actor) for actor in found] == [["Yayasan Pangan Sahara (YPS)", "YPS"]]


def test_words_glued_to_a_name_are_cut_off():
    found = read("OtoritasIranmenangkap warga.\nPresiden RusiaVladimir Putindan rombongan tiba.")

    assert "Otoritas" in spans(named(found, "Iran"))[0]
    assert spans(named(found, "Vladimir Putin")) == ["Presiden RusiaVladimir Putin"]


def test_a_country_whose_name_opens_with_a_surname_stays_whole():
    assert [actor.name for actor in read("Turkmenistan menolak.")] == ["Turkmenistan"]


def test_title_and_name_of_two_countries_stay_apart():
    found = read("Pesan itu untuk Presiden Peru, Vladimir Putin menolak.")

    assert spans(named(found, "Vladimir Putin")) == ["Vladimir Putin"]


def test_malay_titles_open_a_name():
    found = read("Menteri Besar Datuk Seri Amir Rashid berkata, banjir surut.\nAmir memberitahu pemberita.", "ms")

    assert spans(named(found, "Amir Rashid")) == ["Menteri Besar Datuk Seri Amir Rashid", "Amir"]


def test_an_english_demonym_gives_the_country():
    found = read("The Norwegian military fired first.", "en")

    assert [(actor.country, actor.sector) for actor in found] == [("NOR", "MIL")]


def test_an_age_with_itu_is_the_person_mentioned_last():
    found = read("Astrid Lund mengatakan bantuan tiba.\nWanita berusia 54 tahun itu pergi.")

    assert spans(named(found, "Astrid Lund"))[-1] == "Wanita berusia 54 tahun itu"


def test_a_former_office_is_the_person_of_whom_the_article_tells_it():
    found = read("Menteri Pertahanan Norwegia Kari Solberg mundur.\nMantan menteri pertahanan itu diam.")

    assert spans(named(found, "Kari Solberg"))[-1] == "Mantan menteri pertahanan itu"


def test_the_president_of_a_body_is_not_the_head_of_its_state():
    assert not named(read("Presiden PSSI menolak usul itu."), "Prabowo Subianto")


def test_an_agency_that_is_relayed_takes_no_part():
    text = "Qatar menolak, dilansir Reuters."
    start_char = text.index("Reuters")
    article = article_of(text)
    article = replace(article, wire=(Wire(agency="Reuters", span=article.span(start_char, start_char + 7)),))

    assert [actor.name for actor in find_actors(article, lines_of(text), knowledge_of("id"))] == ["Qatar"]


def test_an_english_possessive_leads_to_a_title():
    found = read("Peru’s president, Ana Rojas, refused.", "en")

    assert named(found, "Ana Rojas").country == "PER"


def test_actors_and_mentions_come_in_reading_order_with_stable_ids():
    text = "Qatar bertemu Mesir.\nMesir memuji Qatar."

    first, second = read(text), read(text)

    assert first == second
    assert [actor.name for actor in first] == ["Qatar", "Mesir"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aA .,\"“”()-'’0Ñé\nIranPresiden Putin dia kedua negara", max_size=400))
def test_every_mention_quotes_its_article(text):
    article = article_of(text)

    for actor in find_actors(article, lines_of(text), knowledge_of("id")):
        for mention in actor.mentions:
            assert mention.span == article.span(mention.span.start_char, mention.span.end_char)


def test_thousands_of_names_take_no_more_time_each():
    names = [f"Aba{chr(97 + i % 26)}o{chr(97 + i // 26 % 26)} Ela{chr(97 + i // 7 % 26)}u" for i in range(4000)]

    def seconds(count):
        text = "\n".join(f"{name} mengatakan harga naik." for name in names[:count])
        start = time.process_time()
        read(text)
        return time.process_time() - start

    seconds(100)
    assert seconds(4000) < 16 * max(seconds(1000), 0.02)


def test_a_nameless_spokesperson_is_not_the_named_one_of_another_state():
    found = read(
        "Juru bicara Kementerian Luar Negeri Peru menolak usul itu.\n"
        "Juru bicara itu mengatakan Peru siap.\n"
        "Juru bicara Kementerian Luar Negeri Chile Ana Rojas mengatakan Chile kecewa."
    )

    assert spans(named(found, "Ana Rojas")) == ["Juru bicara Kementerian Luar Negeri Chile Ana Rojas"]
    nameless = named(found, "Juru bicara Kementerian Luar Negeri Peru")
    assert spans(nameless)[1] == "Juru bicara itu"


def test_a_nameless_spokesperson_is_the_only_named_one_of_the_same_body():
    found = read(
        "Juru bicara Kementerian Luar Negeri Korut menolak.\n"
        "Juru bicara Kementerian Luar Negeri Korea Utara, Ri Song, mengatakan usul itu buruk."
    )

    assert spans(named(found, "Ri Song"))[0] == "Juru bicara Kementerian Luar Negeri Korut"


def test_offices_that_several_hold_at_once_are_nobody_known():
    assert [actor.name for actor in read("Juru bicara Rusia menolak.")] == ["Juru bicara Rusia"]


def test_a_country_that_only_locates_a_city_is_no_actor():
    found = read("Dalam pertemuan di Hanoi, Vietnam, Februari 2019, Peru menuntut Chile mundur.")

    assert [actor.name for actor in found] == ["Peru", "Cile"]


def test_a_country_after_a_comma_may_still_act():
    found = read("Dalam pertemuan di Geneva, Peru menolak usul Chile.")

    assert [actor.name for actor in found] == ["Peru", "Cile"]


def test_bare_armed_forces_are_those_named_before():
    found = read("Militer Peru menembaki kapal Chile.\nChile marah.\nMiliter belum menjawab.")

    assert [(actor.country, actor.sector) for actor in found] == [("PER", "MIL"), ("CHL", "GOV")]


def test_a_bare_government_is_not_home_where_the_text_is_about_others():
    found = read("Peru dan Chile berunding.\nPeru ragu.\nPeru menunggu.\nPeru diam.\nPemerintah menolak usul itu.")

    assert "Pemerintah" in spans(named(found, "Peru"))


def test_a_bare_parliament_is_that_of_the_country_spoken_of():
    found = read("Peru menunggu.\nParlemen menolak usul itu.")

    assert named(found, "Parlemen").country == "PER"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Menteri Keuangan Carlos Mendoza tiba.", "Carlos Mendoza"),
        ("Gubernur Ani Putri tiba.", "Ani Putri"),
        ("Kepala Dinas Mohd. Amir Rashid tiba.", "Mohd. Amir Rashid"),
        ("Direktur KPAP Ani Lestari tiba.", "Ani Lestari"),
    ],
)
def test_a_name_is_taken_whole(text, name):
    assert named(read(text), name)


@pytest.mark.parametrize(
    "text",
    [
        "Services Tax mulai berlaku.",
        "Undang-undang 'One Big Beautiful Bill' disahkan.",
        "USS Harold Pike tiba di Peru.",
        "Wakil Kepala Staf untuk Operasi menolak.",
    ],
)
def test_capitalised_words_that_name_no_person_are_none(text):
    persons = [actor for actor in read(text) if actor.kind == "person" and actor.rule.endswith("name")]

    assert persons == []


def test_a_common_word_that_opens_a_sentence_is_not_part_of_the_name():
    found = read("Polisi mencari Ani Lestari.\nMomen Ani Lestari tiba terekam kamera.\nKetua RT melihat Ani Lestari.")

    assert spans(named(found, "Ani Lestari")) == ["Ani Lestari"] * 3


def test_the_first_word_of_a_long_name_stays_with_it():
    assert named(read("Astrid Maria Lund mengatakan bantuan tiba.\nKata Lund, itu cukup."), "Astrid Maria Lund")


def test_a_namesake_in_an_office_of_another_country_is_not_the_known_person():
    found = read("Menteri Pertahanan Peru Joko Widodo tiba.")

    assert [(actor.country, actor.office) for actor in found] == [("PER", None)]


def test_a_namesake_with_a_plain_job_is_not_the_known_person():
    (student,) = read("Mahasiswa Joko Widodo menolak usul itu.")

    assert (student.office, student.country) == (None, None)


def test_an_office_without_a_country_belongs_to_the_one_that_the_text_is_about():
    found = read("Peru menunggu.\nGubernur Ani Lestari menolak usul itu.\nPeru marah.")

    assert named(found, "Ani Lestari").country == "PER"


def test_an_office_without_a_country_is_open_where_the_text_is_about_several():
    found = read("Peru menunggu Chile.\nGubernur Ani Lestari menolak usul itu.")

    assert named(found, "Ani Lestari").country is None


def test_two_who_are_acted_on_are_not_the_one_who_acts():
    found = read("Qatar dan Mesir berunding.\nPeru mendesak kedua negara menahan diri.")

    assert "kedua negara" in spans(named(found, "Qatar"))
    assert "kedua negara" not in spans(named(found, "Peru"))


def test_an_envoy_is_not_of_the_country_that_he_is_sent_to():
    found = read("Utusan Khusus PBB untuk Peru Astrid Lund tiba.")

    assert named(found, "Astrid Lund").country is None


def test_a_state_that_no_list_names_goes_under_its_own_name():
    found = read("Militer Zembara menembak.\nNegara tetangga, Orvania, marah.\nZembara diam.\nOrvania menunggu.")

    assert [(actor.name, actor.kind, actor.country, actor.sector) for actor in found] == [
        ("Militer Zembara", "country", None, "MIL"),
        ("Orvania", "country", None, "GOV"),
        ("Zembara", "country", None, "GOV"),
    ]


def test_a_word_and_its_people_show_an_unlisted_state():
    found = read("Zembaran troops fired.\nZembara denied it.\nOfficials in Zembara said so.", "en")

    assert named(found, "Zembara").kind == "country"


def test_an_agency_that_reports_by_itself_takes_part():
    text = "Reuters melaporkan Qatar menolak."
    article = article_of(text)
    article = replace(article, wire=(Wire(agency="Reuters", span=article.span(0, 7)),))

    assert [actor.name for actor in find_actors(article, lines_of(text), knowledge_of("id"))] == ["Reuters", "Qatar"]


def test_an_office_held_before_is_not_its_holder_now():
    found = read(
        "Mantan Presiden Peru Ana Rojas tiba.\nPresiden Peru Luis Vega menunggu.\nPresiden Peru diam.\n"
        "Mantan Presiden Peru itu pergi."
    )

    assert spans(named(found, "Luis Vega")) == ["Presiden Peru Luis Vega", "Presiden Peru"]
    assert spans(named(found, "Ana Rojas"))[-1] == "Mantan Presiden Peru itu"


def test_a_spokesperson_pointed_at_is_nobody_with_another_office():
    found = read("Presiden Peru Luis Vega tiba.\nJuru bicara itu menolak usul Chile.")

    assert spans(named(found, "Luis Vega")) == ["Presiden Peru Luis Vega"]


def test_a_body_named_by_its_initials_is_that_of_the_title():
    found = read("Rektor Universitas Kartika Raya (UKR) Ani Lestari tiba.\nRektor UKR menolak usul itu.")

    assert "Rektor UKR" in spans(named(found, "Ani Lestari"))


def test_a_reporting_verb_glued_to_an_unknown_name_is_cut_off():
    assert named(read("Gubernur Ani Lestarimengatakan banjir surut."), "Ani Lestari")


def test_a_namesake_in_an_unlisted_party_is_not_the_known_person_of_another_country():
    found = read("Setiausaha Agung Parti Suara Kampung (PSK), Joko Widodo, menolak.", "ms")

    assert (named(found, "Joko Widodo").country, named(found, "Joko Widodo").office) == (None, None)


def test_a_word_between_title_and_comma_does_not_part_title_and_name():
    found = read("Mufti negeri, Datuk Dr. Mohd. Amir Rashid menolak usul itu.", "ms")

    assert spans(named(found, "Mohd. Amir Rashid")) == ["Mufti negeri, Datuk Dr. Mohd. Amir Rashid"]


def test_a_pronoun_fused_to_a_noun_is_the_subject_of_its_sentence():
    found = read("Kari Solberg tiba di Kazan.\nIstrinya ikut serta.\nPeru menolak, dan pasukannya bersiaga.")

    assert spans(named(found, "Kari Solberg")) == ["Kari Solberg", "nya"]
    assert spans(named(found, "Peru")) == ["Peru", "nya"]


def test_a_pronoun_fused_to_a_verb_is_not_its_subject():
    found = read("Kari Solberg bertemu dengan Mehmet Kaya.\nSolberg menuduhnya berbohong.")

    assert spans(named(found, "Kari Solberg")) == ["Kari Solberg", "Solberg"]
    assert spans(named(found, "Mehmet Kaya")) == ["Mehmet Kaya", "nya"]


@pytest.mark.parametrize("word", ["sebelumnya", "akhirnya", "antaranya", "jumlahnya"])
def test_an_ending_that_is_part_of_the_word_is_no_pronoun(word):
    found = read(f"Gubernur Kari Solberg {word} tiba.")

    assert spans(named(found, "Kari Solberg")) == ["Gubernur Kari Solberg"]


def test_a_pronoun_is_the_subject_rather_than_the_object_of_the_sentence_before():
    found = read("Kari Solberg mengatakan harga naik.\nBersama Mehmet Kaya, Solberg berangkat.\nIa tiba di Kazan.")

    assert spans(named(found, "Kari Solberg"))[-1] == "Ia"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mohd. Azzizudin Sani", "Mohd Azizudin"),
        ("Ani M. Santoso", "Ani Maya Santoso"),
        ("Jefri Al-Bukhari", "Jefri Al Bukhari"),
        ("Recep Erdoğan", "Erdogan"),
    ],
)
def test_two_spellings_of_a_name_are_one_person(first, second):
    found = read(f"{first} mengatakan harga naik.\n{second} mengatakan harga turun.")

    assert len([actor for actor in found if actor.kind == "person"]) == 1


def test_two_people_of_one_surname_stay_apart():
    found = read(
        "Menteri Pertanian Ani Santoso menolak.\nGubernur Budi Santoso setuju.\nBudi Santoso mengatakan harga naik."
    )

    people = {actor.name: spans(actor) for actor in found if actor.kind == "person"}
    assert people["Ani Santoso"] == ["Menteri Pertanian Ani Santoso"]
    assert people["Budi Santoso"] == ["Gubernur Budi Santoso", "Budi Santoso"]


def test_an_initial_stands_only_for_words_that_it_begins():
    found = read("Gubernur Ani M. Santoso menolak.\nGubernur Ani Tiara Santoso setuju.")

    assert {actor.name for actor in found if actor.kind == "person"} == {"Ani M. Santoso", "Ani Tiara Santoso"}


def test_names_in_other_scripts_do_not_break():
    found = read("Владимир Иванов mengatakan harga naik.\n李明 tiba.\nGubernur Kari Solberg (كاري) menolak.")

    assert "Kari Solberg" in {actor.name for actor in found}


def test_one_official_and_the_officials_are_two():
    found = read("Para pejabat Peru menolak.\nSeorang pejabat Peru mengatakan harga naik.\nPejabat itu pergi.")

    assert [(actor.kind, spans(actor)) for actor in found] == [
        ("group", ["Para pejabat Peru"]),
        ("person", ["Seorang pejabat Peru", "Pejabat itu"]),
    ]


def test_a_body_pointed_at_is_the_one_named_last():
    found = read("Kopindo, perusahaan kopi terbesar di Asia, mengatakan harga naik.\nPerusahaan itu menolak usul.")

    assert spans(named(found, "Kopindo"))[-1] == "Perusahaan itu"


def test_a_company_without_itu_is_the_one_named_last():
    found = read("KPNX menolak.\nPerusahaan mengatakan harga naik.")

    assert spans(named(found, "KPNX")) == ["KPNX", "Perusahaan"]


def test_what_somebody_is_names_nobody_else():
    found = read(
        "Kari Solberg mengatakan harga naik.\nSolberg adalah penyanyi asal Peru.\nIa menjabat bupati sejak lama."
    )

    assert [actor.name for actor in found if actor.kind == "person"] == ["Kari Solberg"]


def test_a_state_inside_a_title_is_a_mention_of_a_state_that_is_an_actor():
    found = read("Presiden Peru menolak.\nPeru marah.")
    alone = read("Presiden Peru menolak.")

    assert spans(named(found, "Peru")) == ["Peru", "Peru"]
    assert named(alone, "Peru") is None


def test_people_are_of_home_where_the_article_names_no_other_country():
    home = read("Kari Solberg mengatakan harga naik di Indonesia.\nIndonesia diam.")
    abroad = read("Kari Solberg mengatakan harga naik di Peru.\nPeru diam.")

    assert named(home, "Kari Solberg").country == "IDN"
    assert named(abroad, "Kari Solberg").country is None


def test_a_regional_police_chief_is_not_the_national_one():
    found = read('"Benar," kata Kapolres Marga.', published="2023-06-12")

    assert [actor.office for actor in found] == [None]


def test_a_city_behind_a_body_of_many_states_is_not_the_country_of_its_envoy():
    found = read("The UN Syria special envoy, Astrid Lund, arrived.", "en")

    assert named(found, "Astrid Lund").country is None


def test_a_delegate_is_of_the_country_that_sends_and_not_of_the_seat():
    found = read("Peru’s permanent representative to the UN in Geneva, Ana Rojas, arrived.", "en")

    assert named(found, "Ana Rojas").country == "PER"


def test_a_party_tells_more_of_a_member_than_the_house():
    found = read("Anggota DPR dari Partai Republik Kari Solberg tiba.")

    assert named(found, "Kari Solberg").country == "USA"


def test_an_honorific_of_the_home_country_tells_the_country():
    found = read("Datuk Seri Ani Lestari berkata harga akan naik.", "ms")

    assert named(found, "Ani Lestari").country == "MYS"


@pytest.mark.parametrize(("lands", "country"), [("Peru. Indonesia", "IDN"), ("Peru. Chile. Kuba. Indonesia", None)])
def test_people_are_of_the_home_country_where_the_text_mostly_speaks_of_it(lands, country):
    found = read(f"Ani Lestari mengatakan harga akan naik. Ini soal {lands}. Indonesia menunggu.")

    assert named(found, "Ani Lestari").country == country


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Menteri Pertanian, Perikanan dan Kehutanan Budi Santika tiba.", "id", "Budi Santika"),
        ("Energy, Science, Climate Change and Environment Minister Ani Lestari arrived.", "en", "Ani Lestari"),
    ],
)
def test_a_list_of_fields_is_the_title_of_one_minister(text, language, name):
    assert [(actor.name, actor.kind) for actor in read(text, language)] == [(name, "person")]


def test_one_who_is_only_described_goes_by_the_fullest_title():
    found = read("The ruler refused.\nThe ruler of Peru said so. The king of Peru said prices rose.", "en", title=True)

    assert [actor.name for actor in found if actor.role == "monarch"] == ["ruler of Peru"]
