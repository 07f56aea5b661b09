"""What people write of a record, and names of what was rejected, stand in pages as text: in a real browser, nothing runs.

The browser also opens the pages with their policy set aside, so that escaping holds alone.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

import kawat
from kawat import api
from kawat.records import RejectedArticle, Rejection
from kawat.store import decisions, rejections
from kawat.web.app import make_app
from tests.unit.web.conftest import serving

RUN = "window.hacked=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg/onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f'"autofocus onfocus="{RUN}" x="',
    f"' onmouseover='{RUN}' style='position:fixed;inset:0",
    f"</title></textarea></select></script><script>{RUN}</script>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    f"<a href='javascript:{RUN}' id=main>x</a>",
    f"javascript:{RUN}",
    "<base href=//evil.example/><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<form action=//evil.example/><button autofocus>",
    f"-->]]><!--<math><mi xlink:href='javascript:{RUN}'>",
    "&lt;script&gt;&#60;script&#62;\\u003cscript\\u003e",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}",
    "\u202e\u2066txet\u2069<b>",
)


@dataclass
class Hostile:
    """A record in which every payload is a note, a name, a source; a desk over it; the places that show them."""

    folder: Path
    address: str
    shown: dict[str, str]


@pytest.fixture(scope="module")
def hostile(record, tmp_path_factory):
    folder = shutil.copytree(record, tmp_path_factory.mktemp("hostile") / "record")
    with kawat.open(folder) as held:
        events = [row for row in held.events() if row["article"] == "hanoi"][: len(PAYLOADS)]
        chain = next(row["id"] for row in held.ledger())
        posting = next(iter(held.members(chain)))["id"]
        known = [row for row in held.actors(kind="person") if row["role"]]
        person, people = known[0]["name"], [row["id"] for row in known]
    for number, payload in enumerate(PAYLOADS):
        event = events[number % len(events)]["id"]
        decisions.add(folder, "accept", [event], by=payload, value={}, note=payload)
        decisions.add(folder, "join", ["hanoi", "yerevan"], by=payload, value={}, note=payload)
        decisions.add(folder, "join", [people[0], people[number + 1]], by=payload, value={}, note=payload)
    for payload in PAYLOADS[:2]:
        api.decide(folder, "confirm", [posting], by=payload, note=payload)
    api.decide(folder, "correct", [events[0]["id"]], by=PAYLOADS[0], value={"type": "ACCUSE"}, note=PAYLOADS[1])
    reject(folder)
    api.link_record(folder)
    address, end = serving(make_app(folder))
    yield Hostile(folder, address, places(chain, person))
    end()


def reject(folder):
    log = rejections.Log.of(folder)
    for payload in PAYLOADS:
        about = RejectedArticle(name=payload, id=payload, url=payload)
        log.reject(Rejection(article=about, line=None, stage="clean", reason="empty", detail=payload))
    log.flush()


def places(chain, person):
    """Every page that shows a note, a name of a reviewer, or a source, and those that lead there."""
    return {
        "decisions": "/decisions?all=1",
        "decisions-2": "/decisions?all=1&page=2",
        "decisions-3": "/decisions?all=1&page=3",
        "article": "/article?id=hanoi",
        "review": "/review?by=Sari",
        "rejections": "/rejections",
        "rejections-by-reason": "/rejections?reason=empty",
        "quality": "/quality",
        "chain": f"/chain?id={chain}",
        "stories": "/stories",
        "actor": f"/actor?name={quote(person)}",
        "who-is-one": f"/actor?name={quote(person)}&same=1&with={quote(PAYLOADS[0])}",
        "start": "/",
    }


PLACES = tuple(places("l-0", "x"))
MADE = (
    "script:not([src='/static/desk.js']):not([src='/style/page.js']), iframe, base, svg, math, meta[http-equiv], "
    "[onerror], [onload], [onfocus], [ontoggle], [onmouseover], [style], [autofocus], a[href^='javascript:'], "
    "form[action*='evil'], link[href*='evil'], img:not([src^='/'])"
)
"""What no page of the desk has of its own."""


@pytest.fixture(params=["its policy", "no policy"])
def visitor(browser, request):
    """A page that remembers faults and addresses; one of two goes by no policy."""
    context = browser.new_context(locale="en-GB", bypass_csp=request.param == "no policy")
    made = context.new_page()
    made.faults, made.asked = [], []
    made.on("console", lambda told: made.faults.append(told.text) if told.type == "error" else None)
    made.on("pageerror", lambda error: made.faults.append(str(error)))
    made.on("dialog", lambda dialog: (made.faults.append(dialog.message), dialog.dismiss()))
    made.on("request", lambda request: made.asked.append(request.url))
    yield made
    context.close()


def unharmed(visitor, address):
    """Nothing ran, nothing was made of the words, nothing was asked elsewhere."""
    visitor.mouse.move(200, 200)
    visitor.keyboard.press("Tab")
    assert visitor.evaluate("window.hacked") is None
    assert visitor.locator(MADE).count() == 0, visitor.locator(MADE).first.evaluate("e => e.outerHTML")
    assert [url for url in visitor.asked if not url.startswith(address)] == []
    assert visitor.faults == []


@pytest.mark.parametrize("name", PLACES)
def test_hostile_notes_names_and_sources_run_on_no_page(hostile, visitor, name):
    visitor.goto(hostile.address + hostile.shown[name])
    unharmed(visitor, hostile.address)


@pytest.mark.parametrize("visitor", ["no policy"], indirect=True)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_name_of_a_reviewer_is_a_name(hostile, visitor, payload):
    """In the address, in the fields of the forms, in the cookie that a decision sets, and in the list by that name."""
    visitor.goto(f"{hostile.address}/review?by={quote(payload, safe='')}&kind=event")
    unharmed(visitor, hostile.address)
    item = visitor.locator(".item").first
    assert item.locator("input[name=by]").input_value() == payload
    item.get_by_label("Note").fill(payload)
    item.get_by_role("button", name="accept").click()
    visitor.get_by_role("status").wait_for()
    unharmed(visitor, hostile.address)
    visitor.goto(f"{hostile.address}/decisions?by={quote(payload, safe='')}")
    unharmed(visitor, hostile.address)
    assert payload.strip() in visitor.locator("ol.plain").text_content()
    visitor.goto(f"{hostile.address}/review")  # as the cookie says
    assert visitor.locator(".item input[name=by]").first.input_value() == payload
    unharmed(visitor, hostile.address)


def test_hostile_words_are_shown_as_they_are(hostile, page):
    """All of them: the tests above would also hold where nothing was shown."""
    page.goto(f"{hostile.address}/rejections")
    shown = page.locator("ol.plain").text_content()
    assert [payload for payload in PAYLOADS if payload not in shown] == []
    shown = ""
    for place in ("decisions", "decisions-2", "decisions-3"):
        page.goto(hostile.address + hostile.shown[place])
        shown += page.locator("main").text_content()
    assert [payload for payload in PAYLOADS if payload not in shown] == []
    page.goto(hostile.address + hostile.shown["who-is-one"])
    shown = page.locator("main").text_content()
    assert any(f"as a person decided: {payload}" in shown for payload in PAYLOADS)


@pytest.mark.parametrize("visitor", ["no policy"], indirect=True)
def test_a_refused_form_with_hostile_words_is_text(hostile, visitor):
    """A decision that cannot be taken tells what was sent."""
    for payload in PAYLOADS[:7]:
        visitor.goto(f"{hostile.address}/review?by=Sari")
        visitor.get_by_label("Verdict").select_option("suppress")
        visitor.get_by_label("Ids").fill(payload)
        visitor.get_by_role("button", name="Decide").click()
        visitor.wait_for_url("**/decide")
        visitor.faults = [one for one in visitor.faults if "409" not in one]  # the browser names the status
        assert "Not decided" in visitor.locator("h1").text_content()
        unharmed(visitor, hostile.address)


@pytest.mark.parametrize("name", ["decisions.json", "rejections.json", "decisions.csv", "rejections.csv"])
def test_data_for_programs_are_no_page(hostile, name):
    answer = httpx.get(f"{hostile.address}/{name}")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not answer.headers["content-type"].startswith("text/html")
    if name.endswith("json"):
        assert PAYLOADS[0] in json.dumps(answer.json(), ensure_ascii=False)
