"""The page of a chain says who promised, threatened or demanded what of whom, in what state it is, and when."""

import re
from typing import get_args

import httpx
import pytest

import kawat
from kawat.records import CommitmentKind
from kawat.web.words import all_words
from tests.unit.web.conftest import HOSTILE


@pytest.fixture(scope="module")
def chains(record):
    with kawat.open(record) as held:
        return list(held.ledger())


def heading(desk, chain, lang="en"):
    text = httpx.get(f"{desk}/chain", params={"id": chain["id"], "lang": lang}).text
    return text, " ".join(re.sub(r"<[^>]+>", "", text.partition("<h1>")[2].partition("</h1>")[0]).split())


def test_the_heading_tells_who_and_whom(desk, chains):
    demand = next(row for row in chains if row["commitment"] == "c-cd782c8532")
    holder, addressee = demand["holder_names"][0], demand["addressee_names"][0]
    text, told = heading(desk, demand)
    assert told == f"{holder} demanded of {addressee}"
    assert f"<title>{told} · Kawat</title>" in text
    assert heading(desk, demand, "id")[1] == f"{holder} menuntut dari {addressee}"


def test_every_chain_has_its_words_state_and_dates(desk, chains):
    words = all_words()["en"]
    for row in chains[:12]:
        text, told = heading(desk, row)
        assert told.startswith(row["holder_names"][0] if row["holder_names"] else "unknown")
        assert f"<b>{words.get(row['state'])}</b>" in text
        assert words.date(row["first_on"]) in text
        assert words.date(row["made"]) in text
        assert not row["due"] or f"<dd>{words.date(row['due'])}</dd>" in text
        assert text.count("<h1>") == 1


def test_programs_get_the_chain_beside_its_postings(desk, chains):
    for row in chains[:3]:
        told = httpx.get(f"{desk}/chain.json", params={"id": row["id"]}).json()
        assert told["chain"]["id"] == row["id"]
        assert len(told["rows"]) == row["postings"]
        assert all(one["because"] for one in told["rows"])


def test_one_chain_is_asked_for_by_its_id(record, chains):
    with kawat.open(record) as held:
        assert list(held.ledger(id=chains[2]["id"])) == [chains[2]]
        assert list(held.ledger(id="l-0")) == []


@pytest.mark.parametrize("words", all_words().values(), ids=lambda one: one.code)
def test_every_kind_and_step_has_words(words):
    kinds = {f"does_{kind}{to}" for kind in get_args(CommitmentKind) for to in ("", "_to")}
    steps = {"made", "repeated", "made_conditional", "condition_met", "fulfilled", "broken", "withdrawn", "disputed"}
    assert kinds | steps | {"lapsed", "reversed"} <= words.label.keys()


def test_the_page_is_without_fault(desk, page, chains):
    from axe_playwright_python.sync_playwright import Axe

    longest = max(chains, key=lambda row: row["postings"])
    for scheme, width in (("light", 1280), ("dark", 360)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{desk}/chain?id={longest['id']}")
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.faults == []


def test_hostile_words_of_a_promise_are_text_in_heading_and_title(desk, chains):
    hostile = [row for row in chains if row["article"] == HOSTILE]
    assert hostile
    for row in hostile:
        text, _ = heading(desk, row)
        assert "<script>window" not in text
        assert "<img src=x" not in text
