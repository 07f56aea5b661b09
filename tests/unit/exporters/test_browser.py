from dataclasses import replace

import pytest

from kawat.exporters.page import framed, page
from tests.unit.exporters.browser import Browser, installed
from tests.unit.exporters.made import REJECTION, reading

pytestmark = pytest.mark.skipif(not installed(), reason="no Chromium on this machine: the page was not tried in one")

EVIL = "</style><script>window.stolen = 1</script><img src=x onerror='window.stolen = 2'>"
LIT = "[...document.querySelectorAll('.lit')].map(e => e.id || e.textContent)"
FIRST_SAID = "document.querySelector('a.m.quotation-content')"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def shown(browser, tmp_path):
    """Shows items as a page in the browser."""

    def show(*items, width: int = 1300) -> Browser:
        path = tmp_path / "page.html"
        path.write_text("".join(page(items)), encoding="utf-8")
        browser.open(path, width)
        return browser

    return show


def faults(browser: Browser) -> list[dict]:
    kinds = ("Log.entryAdded", "Runtime.exceptionThrown", "Page.javascriptDialogOpening")
    return [event for event in browser.events if event["method"] in kinds]


def test_the_page_runs_under_its_policy_and_fetches_nothing(shown):
    browser = shown(reading(url="https://example.org/selat"), REJECTION)
    asked = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]

    assert faults(browser) == []
    assert len(asked) == 1
    assert browser.ask("getComputedStyle(document.querySelector('.reading')).display") == "grid"


def test_words_of_an_article_cannot_run(shown):
    made = reading()
    hostile = replace(
        made,
        article=replace(made.article, publisher=EVIL, url=f"javascript:{EVIL}"),
        actors=tuple(replace(actor, name=EVIL, role=EVIL) for actor in made.actors),
    )
    browser = shown(hostile, replace(REJECTION, detail=EVIL))

    assert browser.ask("window.stolen") is None
    assert browser.ask("document.images.length") == 0
    assert faults(browser) == []


def test_an_injected_script_would_be_stopped_by_the_policy(browser, tmp_path):
    path = tmp_path / "page.html"
    html = "".join(page((reading(),)))
    path.write_text(html.replace("<article>", f"<article>{EVIL}"), encoding="utf-8")
    browser.open(path)

    assert browser.ask("window.stolen") is None


def test_a_click_on_words_shows_their_datum_and_the_next_click_another(shown):
    browser = shown(reading())
    seen = []
    for _ in range(3):
        browser.ask("document.querySelector('a.m.commitment-content').click()")
        seen.append(browser.ask("[...document.querySelectorAll('li.lit')].map(e => e.id).join()"))

    assert len(set(seen)) == 3
    assert set(seen) >= {"a1-c1", "a1-q1"}


def test_a_click_on_a_card_shows_its_words_and_escape_lets_go(shown):
    browser = shown(reading())
    browser.ask("document.querySelector('#a1-e1 .facts').click()")

    assert "mengancam" in browser.ask(LIT)
    browser.press("Escape", 27)
    assert browser.ask(LIT) == []


def test_words_are_reached_by_keyboard(shown):
    browser = shown(reading())
    for _ in range(40):
        browser.press("Tab", 9)
        if browser.ask("document.activeElement.classList.contains('event-trigger')"):
            break
    browser.press("Enter", 13)

    assert "a1-e1" in browser.ask(LIT)


def test_a_switch_takes_a_layer_away(shown):
    browser = shown(reading())
    ground = f"getComputedStyle({FIRST_SAID}).backgroundImage.split('none').length"
    before = browser.ask(ground)
    browser.ask("document.querySelector('.show-quotations').click()")

    assert browser.ask(ground) == before + 1


@pytest.mark.parametrize("width", [360, 768, 1300])
def test_nothing_is_wider_than_the_window(shown, width):
    long_word = "a" * 300
    made = reading()
    browser = shown(replace(made, article=replace(made.article, publisher=long_word)), REJECTION, width=width)

    assert browser.ask("document.documentElement.scrollWidth") <= width


def test_a_notebook_frame_is_shut_off_from_its_notebook(browser, tmp_path):
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>n</title>{framed(reading())}", encoding="utf-8")
    browser.open(path)

    assert browser.ask("document.querySelector('iframe').contentDocument") is None
    assert faults(browser) == []
