import csv
import io
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import quote

import httpx
import pytest
from click.testing import CliRunner

from kawat import api
from kawat.cli.serve import serve
from kawat.web.app import make_app
from kawat.web.views import VIEWS
from kawat.web.words import all_words, words_for
from tests.unit.web.conftest import HOSTILE, serving

PLACES = [
    "/",
    "/search?q=sanksi",
    "/search",
    "/article?id=hanoi",
    "/dyad?one=PRK&other=USA",
    "/dyad?one=PRK&other=USA&month=2019-02",
    "/dyad?one=PRK&other=FJI",
    "/dyad",
    "/dyad?one=PRK",
    "/dyad?one=PRK&other=USA&beside=PRK,KOR",
    "/stories",
    "/ledger?holder=PRK",
    "/actor?name=PRK",
    "/actor?name=Kim+Jong+Un",
    "/search?q=sanksi&in=id&actor=PRK",
    "/review",
    "/review?by=Sari&kind=event",
    "/decisions",
    "/actor",
    "/actor?name=Kim+Jong+Un&same=1",
    "/quality",
    "/quality?table=calibration",
    "/rejections",
    "/rejections?reason=empty",
]
STRANGE = [
    "",
    "'",
    '"',
    '" OR * NEAR(',
    "%00",
    "-1",
    "../../etc/passwd",
    "; DROP TABLE article",
    "\u202e",
    "9" * 299,
    "x" * 999,
]


def as_form(place, form):
    path, _, query = place.partition("?")
    return f"{path if path != '/' else '/start'}.{form}?{query}"


@pytest.mark.parametrize("place", PLACES)
def test_a_page_answers_in_html_json_and_csv(desk, place):
    html, told, table = (httpx.get(desk + one) for one in (place, as_form(place, "json"), as_form(place, "csv")))
    assert (html.status_code, told.status_code, table.status_code) == (200, 200, 200)
    assert html.headers["content-type"].startswith("text/html")
    assert len(list(csv.DictReader(io.StringIO(table.text)))) == len(told.json()["rows"])


def test_a_page_may_run_and_load_its_own_things_alone(desk):
    policy = httpx.get(f"{desk}/").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "unsafe" not in httpx.get(f"{desk}/dyad.svg?one=PRK&other=USA").headers["content-security-policy"]


def test_a_name_that_is_not_this_machine_is_refused(desk):
    assert httpx.get(f"{desk}/", headers={"Host": "evil.example"}).status_code == 421
    assert httpx.get(f"{desk}/", headers={"Host": "localhost.evil.example"}).status_code == 421
    assert httpx.get(f"{desk}/", headers={"Host": "[::1]:8765"}).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(desk, method):
    assert httpx.request(method, f"{desk}/").status_code == 405


def test_a_token_is_asked_for_and_kept_out_of_the_address(guarded):
    assert httpx.get(f"{guarded}/").status_code == 401
    assert httpx.get(f"{guarded}/?token=wrong").status_code == 401
    assert httpx.get(f"{guarded}/", headers={"Authorization": "Bearer a-long-enough-token"}).status_code == 200
    let_in = httpx.get(f"{guarded}/ledger?kind=demand&token=a-long-enough-token")
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/ledger?kind=demand")
    assert "HttpOnly" in let_in.headers["set-cookie"]
    assert "samesite=strict" in let_in.headers["set-cookie"].lower()


def test_a_redirect_stays_here(guarded):
    sent = httpx.get(f"{guarded}//evil.example/?token=a-long-enough-token").headers["location"]
    assert not sent.startswith("//")


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("name", list(VIEWS))
def test_strange_values_are_refused_in_words(desk, name, value):
    for one in VIEWS[name][1]:
        asked = {field.name: "x" for field in VIEWS[name][1] if field.needed} | {one.name: value}
        answer = httpx.get(f"{desk}/{name or 'start'}.json", params=asked)
        assert answer.status_code in (200, 400, 404), (one.name, answer.text)


def test_a_datum_has_a_permanent_link(desk):
    answer = httpx.get(f"{desk}/datum?id=c-cd782c8532")
    assert (answer.status_code, answer.headers["location"]) == (303, "/article?id=hanoi#d-c-cd782c8532")
    assert 'id="d-c-cd782c8532"' in httpx.get(f"{desk}/article?id=hanoi").text
    assert httpx.get(f"{desk}/datum?id=c-0000000000").status_code == 404


def test_a_page_beyond_the_end_says_so(desk):
    assert "end of the list" in httpx.get(f"{desk}/quality?page=9").text
    assert httpx.get(f"{desk}/quality.json?page=9").json()["next"] is None


def test_the_last_page_is_reached_by_following_next(desk):
    seen, place = [], "/ledger.json"
    while place:
        told = httpx.get(desk + place).json()
        seen += [row["id"] for row in told["rows"]]
        place = told["next"]
    assert len(seen) == len(set(seen)) > 25


def test_two_actors_without_events_say_why(desk):
    assert 'class="notice"' in httpx.get(f"{desk}/dyad?one=PRK&other=FJI").text
    assert 'class="notice"' not in httpx.get(f"{desk}/dyad?one=PRK&other=USA").text


def test_a_private_name_gets_no_page(desk):
    assert httpx.get(f"{desk}/actor?name=Nobody+Atall").status_code == 404


def test_the_reader_chooses_the_language(desk):
    assert 'lang="id"' in httpx.get(f"{desk}/", headers={"Accept-Language": "id-ID,id;q=0.9"}).text[:60]
    asked = httpx.get(f"{desk}/?lang=id", headers={"Accept-Language": "en"})
    assert asked.headers["content-language"] == "id"
    assert "/dyad?lang=id" in asked.text


def test_every_language_has_every_word():
    labels = {frozenset(words.label) for words in all_words().values()}
    assert len(labels) == 1


def test_dates_and_numbers_are_those_of_the_reader():
    assert words_for("id", "").date("2019-02-27T10:00:00+07:00") == "27 Februari 2019"
    assert words_for("en", "").date("2019-02") == "February 2019"
    assert words_for("id", "").number(1234.5) == "1.234,50"
    assert words_for(None, "fr, id;q=0.5").code == "id"


def test_a_record_that_is_not_there_is_told(record, tmp_path):
    done = CliRunner().invoke(serve, [str(tmp_path / "none")])
    assert done.exit_code != 0


def test_another_address_needs_a_token(record):
    done = CliRunner().invoke(serve, [str(record), "--host", "0.0.0.0"])
    assert done.exit_code == 2
    assert "--token" in done.output


def test_hostile_words_stand_as_text(desk):
    told = httpx.get(f"{desk}/article?id={quote(HOSTILE)}").text
    assert "<script>window" not in told
    assert "<img src=x" not in told
    assert 'href="javascript' not in told
    assert "{{7*7}}" in told


@pytest.mark.parametrize("place", PLACES)
def test_a_record_that_was_never_linked_has_every_page_or_says_why_not(unlinked, place):
    for form in ("", ".json"):
        path, _, query = place.partition("?")
        answer = httpx.get(f"{unlinked}{(path if path != '/' else '/start') if form else path}{form}?{query}")
        assert answer.status_code in (200, 404, 503), answer.text[:300]
        if answer.status_code == 503:
            assert "kawat link" in answer.text


def test_the_command_serves_until_it_is_interrupted(record):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kawat", "serve", str(record), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
        try:
            assert str(port) in served.stderr.readline()  # "... on http://127.0.0.1:PORT/ (Ctrl-C ends it)"
            assert asked(f"http://127.0.0.1:{port}/") == 200
        finally:
            served.send_signal(signal.SIGINT)
        assert served.wait(20) in (0, 130)


def asked(address: str) -> int:
    """The status of a page, asked for until somebody listens or 20 seconds are gone."""
    end = time.monotonic() + 20
    while True:
        try:
            return httpx.get(address, follow_redirects=True).status_code
        except httpx.ConnectError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_a_relay_is_held_against_the_first_telling(tmp_path):
    with api.ingest(tmp_path / "record", model=None) as door:
        list(door.keep(["samples/studies.jsonl"]))
    api.link_record(tmp_path / "record")
    address, end = serving(make_app(tmp_path / "record"))
    with httpx.Client(base_url=address) as desk:
        (story, *_) = desk.get("/stories.json").json()["rows"]
        place = f"?id={story['id']}"
        plain = desk.get(f"/story.json{place}").json()
        other = quote(plain["rows"][1]["article"])
        told = desk.get(f"/story.json{place}&other={other}").json()["differences"]
        shown = desk.get(f"/story{place}&other={other}").text
    end()

    assert plain["differences"] == []
    assert {one["change"] for one in told} <= {"same", "went", "came", "changed"}
    assert any(one["change"] == "same" for one in told)
    assert any(one["change"] != "same" for one in told)
    assert 'id="differences"' in shown


def test_what_others_said_of_an_actor_is_told_when_asked(desk):
    asked, plain = (httpx.get(f"{desk}/actor.json?name=PRK{more}").json()["about"] for more in ("&about=1", ""))

    assert plain == []
    assert asked
    assert all(row["speaker_name"] != "North Korea" for row in asked)


def test_a_rejected_input_is_shown_with_its_reason(desk, record, tmp_path):
    (tmp_path / "leer.json").write_text('{"id": "leer", "text": ""}')
    with api.ingest(record, model=None) as door:
        list(door.keep([str(tmp_path / "leer.json")]))
    (row,) = httpx.get(f"{desk}/rejections.json?reason=empty").json()["rows"]

    assert row["source"].endswith("leer.json")
    assert "leer.json" in httpx.get(f"{desk}/rejections").text
    assert "/rejections?reason=empty" in httpx.get(f"{desk}/quality").text
