"""What the wire stage promises about names, joined names, glued names and the own outlet."""

from functools import cache
from types import SimpleNamespace

import pytest

from kawat.errors import KnowledgeError
from kawat.extract.wire import find_wire
from kawat.knowledge import wire
from kawat.knowledge.files import DATA, read_tsv
from kawat.records import Zone
from tests.tools.articles import article_of

knowledge_of = cache(lambda code: SimpleNamespace(wire=wire.load(code)))


def wires_of(text, publisher=None, zones=(), code="id"):
    article = article_of(text, publisher=publisher, language=code, zones=zones)
    return [(one.agency, one.span.text) for one in find_wire(article, knowledge_of(code))]


def test_the_span_is_the_name_with_its_acronym_and_without_the_date():
    text = "Seperti dilansir dari Associated Press (AP), Kamis (4/3/2021), hujan turun."
    assert wires_of(text) == [("AP", "Associated Press (AP)")]


def test_names_that_lost_their_blanks_are_found():
    text = "Hujan turun, seperti dilansirReutersdanAl Arabiya, Kamis. Hal itu dikatakan kepadaAFPbahwa banjir surut."
    assert [agency for agency, _ in wires_of(text)] == ["Reuters", "Al Arabiya", "AFP"]


def test_the_own_outlet_is_no_source():
    text = 'Hujan turun," kata Reed kepada CNN Indonesia. Demikian dikutip CNN.'
    assert wires_of(text, publisher="cnnindonesia.com") == [("CNN", "CNN")]
    assert [agency for agency, _ in wires_of(text)] == ["CNN Indonesia", "CNN"]


def test_an_outlet_in_no_list_is_a_source_behind_a_strong_cue():
    assert wires_of("Dilansir dari The Kastelia Ledger, Kamis (4/3), hujan turun.") == [
        ("The Kastelia Ledger", "The Kastelia Ledger")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Reed menolak, seperti dikutip dari Instagram resminya.",
        "Dilansir Kementerian Luar Negeri, dua orang pulang.",
        "Ia menyerahkan surat kepada Reed.",
        "Jarak antara dua kota itu jauh, tempo lari pun turun.",
    ],
)
def test_offices_people_and_social_media_are_no_sources(text):
    assert wires_of(text) == []


def test_what_is_not_the_articles_words_names_no_source():
    text = "Hujan turun. Baca juga: Dilansir AFP, Banjir Surut"
    related = Zone(kind="related", start_char=13, end_char=len(text))
    assert wires_of(text, zones=(related,)) == []


def test_a_credit_names_the_agency_though_it_is_not_the_articles_words():
    text = "Hujan turun.\nDilansir AFP"
    credit = Zone(kind="credit", start_char=13, end_char=len(text))
    assert wires_of(text, zones=(credit,)) == [("AFP", "AFP")]


def test_an_agency_is_a_source_without_a_cue_and_an_outlet_is_not():
    assert wires_of("Foto Reuters itu buram.") == [("Reuters", "Reuters")]
    assert wires_of("Kantor Al Arabiya itu terbakar.") == []


def test_a_source_behind_its_country_is_found():
    text = '"Kami siap," katanya, seperti dikutip kantor berita Norwandia, Interfax.'
    assert wires_of(text) == [("Interfax", "Interfax")]


def test_agencies_are_at_least_150_and_no_name_has_two():
    rows = list(read_tsv(DATA / "world" / "agencies.tsv", wire.AgencyRow))
    assert len(rows) >= 150
    assert [row.name for row in rows] == sorted({row.name for row in rows})


def test_a_name_of_two_agencies_is_told_with_its_rows(tmp_path):
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "agencies.tsv").write_text("name\tkind\tvariants\nKN\tagency\tX\nKP\tagency\tX\n", "utf-8")
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "language.toml").write_text('code = "id"\nname = "Indonesian"\n', "utf-8")

    with pytest.raises(KnowledgeError, match="'X' belongs to KN and KP"):
        wire.load("id", (tmp_path,))
