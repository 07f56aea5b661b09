"""Deciding in the desk: by keyboard alone, from its own pages alone, and only by adding to the log."""

import shutil

import httpx
import pytest

import kawat
from kawat.web.app import make_app
from tests.unit.web.conftest import serving


@pytest.fixture
def own(record, tmp_path):
    """A record that may be changed, and a desk over it."""
    folder = shutil.copytree(record, tmp_path / "record")
    address, end = serving(make_app(folder))
    yield folder, address
    end()


def decided(folder):
    with kawat.open(folder) as held:
        return [(one.verdict, one.subjects, one.by) for one in held.decisions()]


def seal(address):
    page = httpx.get(f"{address}/review?by=Sari").text
    return page.partition('name="seal" value="')[2].partition('"')[0]


def sent(address, told, **headers):
    given = {"origin": address, "sec-fetch-site": "same-origin", **headers}
    return httpx.post(f"{address}/decide", data=told, headers=given, follow_redirects=False)


def first(folder):
    with kawat.open(folder) as held:
        return next(iter(held.queue(kind="event")))["id"]


def test_five_data_are_reviewed_by_keyboard_alone(own, page):
    folder, address = own
    page.goto(address + "/review?kind=event")
    page.get_by_label("Who reviews").focus()
    page.keyboard.type("Sari")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review?by=Sari**")
    page.keyboard.press("j")
    seen = []
    for key in "araar":
        seen.append(page.evaluate("document.activeElement.id").removeprefix("i-"))
        with page.expect_navigation():
            page.keyboard.press(key)
    assert len(set(seen)) == 5
    with page.expect_navigation():
        page.keyboard.press("u")

    wanted = [("accept" if key == "a" else "reject", (one,), "Sari") for key, one in zip("araa", seen, strict=False)]
    assert decided(folder) == wanted
    assert page.evaluate("document.activeElement.id") == f"i-{seen[4]}"
    assert page.faults == []


def test_a_correction_shows_in_the_article(own, page):
    folder, address = own
    page.goto(address + "/review?by=Sari&kind=commitment")
    item = page.locator(".item").first
    id_ = item.get_attribute("id").removeprefix("i-")
    item.get_by_role("combobox").select_option("kind=concession")
    item.get_by_label("Note").fill("<b>so</b>")
    item.get_by_role("button", name="correct").click()
    assert "Kept as" in page.get_by_role("status").inner_text()
    page.goto(address + f"/datum?id={id_}")

    assert "<b>so</b>" in page.get_by_text("correct", exact=True).locator("..").inner_text()
    with kawat.open(folder) as held:
        assert {row["id"]: row["kind"] for row in held.commitments()}[id_] == "concession"
    assert page.faults == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(own, headers):
    folder, address = own
    told = {"verdict": "reject", "ids": first(folder), "by": "Sari", "seal": seal(address)}
    answer = sent(address, told, **headers)

    assert answer.status_code == 403
    assert decided(folder) == []


def test_a_form_without_the_seal_of_this_run_is_refused(own):
    folder, address = own
    for given in ("", "x" * 32, "é"):
        told = {"verdict": "reject", "ids": first(folder), "by": "Sari", "seal": given}
        assert sent(address, told).status_code == 403
    assert decided(folder) == []


def test_what_cannot_be_decided_is_told(own):
    folder, address = own
    told = {"verdict": "reject", "ids": "e-0000000000", "by": "Sari", "seal": seal(address)}
    answer = sent(address, told)

    assert answer.status_code == 409
    assert "nothing of id" in answer.text
    assert sent(address, {**told, "verdict": "shout", "ids": first(folder)}).status_code == 409
    assert decided(folder) == []


def test_a_form_that_is_too_long_is_refused(own):
    _, address = own
    assert sent(address, {"note": "x" * 70_000, "seal": seal(address)}).status_code == 413


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_deciding_leads_back_into_the_desk_alone(own, back):
    folder, address = own
    told = {"verdict": "accept", "ids": first(folder), "by": "Sari", "seal": seal(address), "back": back}
    answer = sent(address, told)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/review?")


def test_nothing_but_the_log_is_written(own):
    folder, address = own
    files = {path: path.read_bytes() for path in (folder / "segments").rglob("*") if path.is_file()}
    told = {"verdict": "accept", "ids": first(folder), "by": "Sari", "seal": seal(address)}
    assert sent(address, told).status_code == 303

    assert {path: path.read_bytes() for path in (folder / "segments").rglob("*") if path.is_file()} == files
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert httpx.request(method, f"{address}/review", headers={"origin": address}).status_code == 405


def test_a_step_of_the_ledger_and_a_suppressed_person(own):
    folder, address = own
    with kawat.open(folder) as held:
        name = next(row["name"] for row in held.actors(kind="person") if row["role"])
    told = {"verdict": "suppress", "ids": name, "by": "Sari", "seal": seal(address)}
    assert sent(address, told).status_code == 303
    with kawat.open(folder) as held:
        assert name not in [row["name"] for row in held.actors()]
    assert httpx.get(f"{address}/actor", params={"name": name}).status_code == 404
