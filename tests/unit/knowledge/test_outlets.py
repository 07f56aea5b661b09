"""Outlets by host: each names itself and its zone on a page of its own that tells neither."""

import pytest

from kawat.errors import KnowledgeError
from kawat.extract.clean import clean
from kawat.knowledge.check import check
from kawat.knowledge.files import with_added
from kawat.knowledge.outlets import outlet_at, read_outlets
from kawat.records import RawPage

LINE = "Pemerintah Kastelia menolak usul Norwandia tentang batas laut di selat utara, dan raja tidak berkomentar."


def article_at(url, clock="10:08", head=""):
    body = f"<article><h1>Kastelia Menolak</h1><div>3 Mac 2031 {clock}</div>" + f"<p>{LINE}</p>" * 4 + "</article>"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return clean(RawPage(body=page, media_type="text/html", url=url), 200_000)


@pytest.mark.parametrize("row", read_outlets().values(), ids=lambda row: row.host)
def test_a_page_that_names_no_outlet_and_no_zone_has_those_of_its_host(row):
    article = article_at(f"https://www.{row.host}/kastelia-menolak")
    assert article.publisher == row.name
    assert article.published_at == "2031-03-03T10:08" + (row.zone or "")
    assert article.published_from == ("date line, zone of the outlet" if row.zone else "date line")


def test_what_the_page_says_goes_first():
    article = article_at(
        "https://bola.kompas.com/a", "10:08 WITA", "<meta property='og:site_name' content='Kabar Bola'>"
    )
    assert (article.publisher, article.published_at) == ("Kabar Bola", "2031-03-03T10:08+08:00")
    assert article_at("https://bola.kompas.com/a", "").published_at == "2031-03-03"


@pytest.mark.parametrize("host", [None, "", "com", "kompas.com.example", "lainkompas.com", "."])
def test_another_host_is_no_outlet(host):
    assert outlet_at(host) is None


def test_hosts_are_in_order():
    assert list(read_outlets()) == sorted(read_outlets())


@pytest.mark.parametrize(
    "row",
    [
        "kabar.example\tKabar\tWIB\tx",
        "Kabar\tKabar\t+07:00\tx",
        "a.example\tA\t\tx\nb.example\tB\t\tx\na.example\tC\t\tx",
    ],
)
def test_a_broken_row_is_a_fault(tmp_path, row):
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "outlets.tsv").write_text(f"host\tname\tzone\tsource\n{row}\n", "utf-8")
    folders = with_added([tmp_path])
    with pytest.raises(KnowledgeError):
        read_outlets(folders)
    assert any("outlets.tsv" in fault.where for fault in check(folders))
