"""Actors are joined and split on the page of an actor: by mouse, by keyboard alone, from the desk's own pages alone."""

import json

import httpx
import pytest

import kawat
from kawat import api
from kawat.web.app import make_app
from tests.unit.web.conftest import serving
from tests.unit.web.test_review import decided, seal, sent

SAID = '"Kami akan membahas usulan {} bulan depan," kata Menteri Luar Negeri Indonesia {} di Jakarta, Selasa.'
WHO = ("Ratna Wulandari", "Ratna Wulandari", "Ratna Wulandari", "Ratna Dewi Wulandari")


@pytest.fixture
def own(tmp_path):
    """A record in which one name is in three articles and another in one, and a desk over it."""
    rows = [
        {"id": f"n{number}", "text": SAID.format(number, who), "published": f"2021-05-0{number + 1}", "language": "id"}
        for number, who in enumerate(WHO)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with api.ingest(tmp_path / "record", model=None) as door:
        list(door.keep([str(tmp_path / "in.jsonl")]))
    address, end = serving(make_app(tmp_path / "record"))
    yield tmp_path / "record", address
    end()


def people(folder, name="Wulandari"):
    with kawat.open(folder) as held:
        return [(one.name, one.articles) for one in held.linked_actors(name, kind="person")]


def ids(folder, name):
    with kawat.open(folder) as held:
        return [row["id"] for row in held.actors(name)]


def test_two_names_are_joined_and_taken_apart_again_by_mouse(own, page):
    folder, address = own
    assert sorted(people(folder)) == [("Ratna Dewi Wulandari", 1), ("Ratna Wulandari", 3)]
    page.goto(address + "/actor?name=Ratna+Wulandari")
    page.get_by_label("Beside another name").fill("Ratna Dewi")
    page.get_by_role("button", name="Show").click()
    page.get_by_label("Ratna Wulandari", exact=True).first.check()
    page.get_by_label("Ratna Dewi Wulandari", exact=True).first.check()
    page.locator("#join").get_by_label("Who reviews").fill("Sari")
    page.locator("#join").get_by_role("button", name="join").click()

    assert "Kept as" in page.get_by_role("status").inner_text()
    assert people(folder) == [("Ratna Wulandari", 4)]
    assert people(folder, "Ratna Dewi") == [("Ratna Wulandari", 4)]
    assert "as a person decided: Sari" in page.locator("ol.queue").first.inner_text()
    assert "from the next linking on" in page.locator("main").inner_text()
    page.get_by_role("status").get_by_role("button", name="undo").click()
    assert sorted(people(folder)) == [("Ratna Dewi Wulandari", 1), ("Ratna Wulandari", 3)]
    assert page.faults == []


def tab_to(page, wanted):
    """Press the key for the next field until the one that is wanted has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_one_name_is_split_by_keyboard_alone(own, page):
    folder, address = own
    first, _, third = ids(folder, "Ratna Wulandari")
    page.goto(address + "/actor?name=Ratna+Wulandari&same=1&by=Sari")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    for one in (first, third):
        tab_to(page, f"details input[value='{one}']")
        page.keyboard.press("Space")
    tab_to(page, "button[value=split]")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert decided(folder) == [("split", (first, third), "Sari")]
    assert sorted(people(folder)) == [
        ("Ratna Dewi Wulandari", 1),
        ("Ratna Wulandari", 1),
        ("Ratna Wulandari", 2),
    ]
    assert page.faults == []


@pytest.mark.parametrize("verdict", ["join", "split"])
def test_actors_are_ruled_from_pages_of_the_desk_alone(own, verdict):
    folder, address = own
    told = {"verdict": verdict, "ids": ids(folder, "Wulandari")[:2], "by": "Sari", "seal": seal(address)}
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert sent(address, told, **headers).status_code == 403
    assert sent(address, {**told, "seal": "x"}).status_code == 403
    assert decided(folder) == []
    assert sent(address, told).status_code == 303
    assert decided(folder) == [(verdict, tuple(told["ids"]), "Sari")]


def test_one_actor_alone_is_not_joined(own):
    folder, address = own
    for some in (ids(folder, "Ratna Dewi"), [], ["a-0000000000", "a-1111111111"], [ids(folder, "Ratna Dewi")[0], "n1"]):
        told = {"verdict": "join", "ids": some, "by": "Sari", "seal": seal(address)}
        assert sent(address, told).status_code == 409
    assert decided(folder) == []


def test_the_page_tells_programs_who_is_one(own):
    _, address = own
    plain = httpx.get(f"{address}/actor.json", params={"name": "Ratna Wulandari"}).json()
    told = httpx.get(f"{address}/actor.json", params={"name": "Ratna Wulandari", "with": "Ratna Dewi"}).json()

    assert plain["same"] == []
    assert {(one["name"], len(one["where"])) for one in told["same"]} == {
        ("Ratna Wulandari", 3),
        ("Ratna Dewi Wulandari", 1),
    }


def test_the_forms_are_without_fault(own, page):
    from axe_playwright_python.sync_playwright import Axe

    _, address = own
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address + "/actor?name=Ratna+Wulandari&with=Ratna+Dewi")
        page.locator("summary").first.click()
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
