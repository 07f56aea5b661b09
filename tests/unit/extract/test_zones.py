"""What the zone stage promises about order, overlap, datelines and headlines that stand in running text."""

import time
from functools import cache
from types import SimpleNamespace

import pytest

from kawat.extract.zones import find_zones
from kawat.knowledge import zones
from tests.tools.articles import article_of

knowledge_of = cache(lambda code: SimpleNamespace(zones=zones.load(code)))


def zones_of(body, title=None, code="id"):
    text = f"{title}\n\n{body}" if title else body
    article = article_of(text, language=code, title=title)
    return [(zone.kind, text[zone.start_char : zone.end_char]) for zone in find_zones(article, knowledge_of(code))]


def test_title_dateline_and_body_stand_in_order():
    found = zones_of("KABAR.CO, Oslo - Raja Norwandia tiba.", title="Raja Tiba")
    assert found == [("title", "Raja Tiba"), ("dateline", "KABAR.CO, Oslo -"), ("body", "Raja Norwandia tiba.")]


def test_an_interruption_in_mid_paragraph_parts_the_body():
    found = zones_of('Perundingan gagal. SCROLL TO CONTINUE WITH CONTENT "Kami kecewa," katanya.')
    assert found == [
        ("body", "Perundingan gagal."),
        ("promo", "SCROLL TO CONTINUE WITH CONTENT"),
        ("body", '"Kami kecewa," katanya.'),
    ]


@pytest.mark.parametrize(
    ("headline", "sentence"),
    [
        ("Kapal Kastelia Tenggelam di Selat Utara", "Pemerintah kemudian mengirim bantuan."),
        ("Dubes Norwandia: Kami Tak Akan Mundur!", "Perdana Menteri Ole Berg menolak komentar."),
        ("Harga Gandum Naik Jelang Musim Dingin", "Menurut dia, stok masih cukup."),
        ("Ratusan Warga Mengungsi dari Kota Pantai", "“Kami takut,” ujar seorang warga."),
        ("Ole Berg Bertemu Raja Kastelia", "Ole Berg dan Raja Kastelia membahas gandum."),
        ("Kapal Perang Tiba di Laut Utara", "Menteri Luar Negeri Norwandia Ivan Lunde menyebutnya wajar."),
        ("3 Fakta Banjir di Kota Pantai", "Sebanyak 40 rumah rusak."),
    ],
)
def test_a_headline_glued_into_a_paragraph_ends_where_the_sentence_begins(headline, sentence):
    found = zones_of(f"Ole Berg tiba di Oslo. Baca juga: {headline} {sentence}")
    assert found == [("body", "Ole Berg tiba di Oslo."), ("related", f"Baca juga: {headline}"), ("body", sentence)]


def test_a_name_that_the_article_uses_stays_whole_behind_a_headline():
    body = "Menurut Sari Dewi, air naik. Baca juga: Banjir Landa Kota Pantai Sari Dewi lalu pulang."
    assert zones_of(body)[-1] == ("body", "Sari Dewi lalu pulang.")


def test_credits_are_found_behind_links_at_the_end():
    found = zones_of("Hujan turun. (rst/uvw)\nSimak juga Video: Banjir Besar di Oslo\n[Gambas:Video 20detik]")
    assert [kind for kind, _ in found] == ["body", "credit", "related", "related"]


def test_initials_inside_the_text_are_the_articles_words():
    assert zones_of("Ia bergabung dengan (rst) pada 2001. Lalu pulang.") == [
        ("body", "Ia bergabung dengan (rst) pada 2001. Lalu pulang.")
    ]


def test_a_long_paragraph_is_no_caption_because_it_ends_in_an_agency():
    body = "Hujan turun di kota itu selama tiga hari. " * 20 + "Demikian menurut catatan. (AFP)"
    assert ("caption", body) not in zones_of(body)


def test_a_dateline_below_a_caption_is_found():
    found = zones_of("Raja tiba di istana, Senin. REUTERS/Ann Reed\nKABAR.CO, Oslo - Hujan turun.")
    assert [kind for kind, _ in found] == ["caption", "dateline", "body"]


def test_what_stands_before_a_tempo_dateline_is_a_caption():
    assert zones_of("Raja tiba di istana\nTEMPO.CO, Oslo - Hujan turun.") == [
        ("caption", "Raja tiba di istana"),
        ("dateline", "TEMPO.CO, Oslo -"),
        ("body", "Hujan turun."),
    ]


def test_a_weak_form_of_dateline_opens_the_article_or_is_none():
    assert zones_of("Oslo - Hujan turun.")[0] == ("dateline", "Oslo -")
    assert zones_of("Hujan turun.\nOslo - Raja pulang.") == [("body", "Hujan turun.\nOslo - Raja pulang.")]


def test_blanks_that_a_scraper_left_by_name_are_no_text():
    assert zones_of("KABAR.CO, Oslo -&nbsp;Hujan turun.&nbsp; Pilihan Editor: Banjir di Kota Pantai &nbsp;") == [
        ("dateline", "KABAR.CO, Oslo -"),
        ("body", "Hujan turun."),
        ("related", "Pilihan Editor: Banjir di Kota Pantai"),
    ]


def test_an_english_note_ends_the_article():
    assert zones_of("Rain fell.\nRead more: Seven Ships Held in the Strait", code="en")[-1][0] == "related"


@pytest.mark.parametrize(
    "part", ["Baca juga: ", "Simak Video '", "(", "A\n", "a b\n", "&nbsp;", "SARI DEWI | ", "Foto: ", "Ab (kiri "]
)
def test_odd_texts_take_time_in_proportion(part):
    text = (part * 60_000)[:60_000]
    started = time.process_time()
    zones_of(text, code="ms")
    assert time.process_time() - started < 3
