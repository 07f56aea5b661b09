"""Articles in several pages: which belong together, in what order, and where they end."""

import time

import pytest

from kawat.extract.clean import clean
from kawat.records import RawPage, Rejection
from kawat.sources.files import open_pages
from kawat.sources.parts import MOST_PARTS, Part, joined, next_page, part_of

SITE = "https://kabar.example/raja-kastelia-tiba"
LINES = [
    f"Kalimat ke-{n} menceritakan kunjungan Raja Kastelia ke ibu kota Norwandia dengan cukup panjang."
    for n in range(12)
]


def page_of(url, lines=LINES[:4], links=""):
    inner = "".join(f"<p>{line}</p>" for line in lines)
    body = f"<html><body><article><h1>Raja Kastelia Tiba</h1>{inner}</article>{links}</body></html>"
    return RawPage(body=body, media_type="text/html", url=url)


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (SITE, 1),
        (SITE + "/", 1),
        (SITE + "?page=2", 2),
        (SITE + "?utm_source=x&page=2#atas", 2),
        (SITE + "?page=all", 0),
        (SITE + "?single=1", 0),
        (SITE + "?showpage=all", 0),
        (SITE + "/3", 3),
        (SITE + "/page/3/", 3),
        ("http://www.kabar.example/raja-kastelia-tiba?halaman=4", 4),
    ],
)
def test_an_address_tells_which_page_it_is(url, number):
    assert part_of(url) == Part("kabar.example/raja-kastelia-tiba", number)


def test_a_number_before_the_ending_is_one():
    assert part_of("https://kabar.example/raja_page_2.html") == Part("kabar.example/raja.html", 2)


@pytest.mark.parametrize(
    "url",
    [
        "https://kabar.example/2031/02/03",
        "https://kabar.example/?p=7",
        "https://kabar.example/baca/7",
        SITE + "/2031",
        SITE + "?page=0",
        SITE + "?page=99",
        SITE + "?page=dua",
    ],
)
def test_other_numbers_are_no_pages(url):
    assert part_of(url).number == 1


@pytest.mark.parametrize(
    "url", ["", "ftp://kabar.example/a", "http://[", "x" * 9000, "https://kabar.example/" + "a-" * 2000]
)
def test_what_is_no_address_is_no_page(url):
    assert part_of(url) is None


def test_the_next_page_is_the_one_that_shows_all_else_the_next_number():
    two, everything = f"<a class=x href='{SITE}?page=2'>2</a>", '<a href="?a=1&amp;page=all">Semua</a>'
    assert next_page(f"{two}<a href='?page=3'>3</a>", SITE) == SITE + "?page=2"
    assert next_page(two + '<a href="?page=all">Semua</a>', SITE) == SITE + "?page=all"
    assert next_page(two + everything, SITE) == SITE + "?page=2"
    assert next_page("<a href=/raja-kastelia-tiba/3>3</a>", SITE + "/2") == SITE + "/3"


def test_another_article_that_is_called_the_next_is_none():
    page = '<link rel="next" href="/hujan-turun-lagi"><a rel="next" href="/hujan-turun-lagi?page=2">Selanjutnya</a>'
    assert next_page(page, SITE) is None


def test_a_page_that_leads_back_or_on_for_ever_ends():
    assert next_page(f"<a href='{SITE}'>Halaman Selanjutnya</a><a href='?page=2'>x</a>", SITE + "?page=2") is None
    url, seen = SITE, 0
    while url is not None:
        url = next_page("".join(f"<a href='?page={n}'>{n}</a>" for n in range(2, 200)), url)
        seen += 1
    assert seen == MOST_PARTS
    assert next_page("<a href='?page=2'>", SITE + "?page=all") is None


def test_parts_are_joined_in_order_wherever_they_stand():
    other = page_of("https://kabar.example/hujan-turun")
    items = [page_of(SITE + "?page=3", LINES[8:]), other, page_of(SITE), page_of(SITE + "?page=2", LINES[4:8])]
    first, second = joined(items)
    assert (first.url, second) == (SITE, other)
    assert clean(first, 200_000).text == "Raja Kastelia Tiba\n\n" + "\n".join(LINES)


def test_what_pages_repeat_is_told_once():
    (page,) = joined([page_of(SITE), page_of(SITE + "?page=2", LINES[2:6]), page_of(SITE + "?page=3", LINES[:6])])
    assert clean(page, 200_000).text.split("\n")[2:] == LINES[:6]


def test_the_page_that_shows_all_stands_for_the_others():
    (page,) = joined([page_of(SITE), page_of(SITE + "?page=2", LINES[4:8]), page_of(SITE + "?page=all", LINES)])
    assert (page.url, page.parts) == (SITE, ())
    assert clean(page, 200_000).text.endswith(LINES[-1])


def test_parts_with_a_gap_and_copies_stay_pages():
    items = [page_of(SITE), page_of(SITE + "?page=3"), page_of(SITE)]
    assert list(joined(items)) == items
    assert list(joined(items[1:2])) == items[1:2]


def test_what_has_no_address_keeps_its_place():
    plain = RawPage(body="Hujan turun.", media_type="text/plain")
    rejection = Rejection(article=None, line=None, stage="sources", reason="empty", detail="found no text")
    items = [page_of(SITE), plain, rejection, page_of(SITE + "?page=2")]
    assert list(joined(items)) == items


def test_few_pages_wait():
    taken = []
    items = (taken.append(n) or page_of(f"{SITE}-{n}") for n in range(1000))
    next(joined(items))
    assert len(taken) < 100


def test_saved_parts_in_a_folder_are_one_article(tmp_path):
    for number, lines in enumerate((LINES[:4], LINES[4:8]), start=1):
        link = f'<link rel="canonical" href="{SITE}{"?page=2" if number == 2 else ""}">'
        text = page_of(None, lines).body.replace("<body>", f"<head>{link}</head><body>")
        (tmp_path / f"{number}.html").write_text(text)
    (page,) = open_pages(tmp_path)
    assert clean(page, 200_000).text.split("\n")[2:] == LINES[:8]


@pytest.mark.parametrize(
    "source", ["<a " * 300_000, "<a href=" * 100_000, "<a href='?page=9'>" * 50_000, "<a " + " " * 900_000]
)
def test_a_hostile_page_is_passed_in_time(source):
    start = time.process_time()
    next_page(source, SITE)
    part_of("https://kabar.example/" + "a-/" * 600)
    assert time.process_time() - start < 2
