"""What the desk answers to programs is as its own document says, whatever is asked."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import hypothesis
import pytest
import schemathesis

from kawat.web.views import VIEWS

PATHS = [(f"/{name or 'start'}.{form}", "GET") for name in VIEWS for form in ("json", "csv")]


@pytest.mark.parametrize(("path", "way"), [*PATHS, ("/dyad.svg", "GET"), ("/decide", "POST")])
def test_an_answer_is_as_its_document_says(desk, path, way):
    schema = schemathesis.openapi.from_url(f"{desk}/openapi.json")
    operation = schema[path][way]

    @hypothesis.given(case=operation.as_strategy())
    @hypothesis.settings(max_examples=12, deadline=None, derandomize=True, database=None)
    def holds(case):
        answer = case.call()
        assert answer.status_code < 500
        case.validate_response(answer, excluded_checks=[schemathesis.checks.positive_data_acceptance])

    holds()


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_page_beyond_the_end_has_no_rows(desk, form):
    answer = httpx.get(f"{desk}/search.{form}", params={"q": "sanksi", "page": "400"})

    assert answer.status_code == 200
    assert (
        (answer.json()["rows"], answer.json()["next"]) == ([], None) if form == "json" else answer.text.count("\n") <= 1
    )


def test_an_answer_that_is_cancelled_half_way_harms_nobody(desk):
    async def cancelled():
        async with httpx.AsyncClient() as client:
            for _ in range(20):
                with pytest.raises(httpx.TimeoutException):
                    await client.get(f"{desk}/dyad.csv?one=PRK", timeout=0.001)
            return (await client.get(f"{desk}/start.json", timeout=20)).status_code

    with ThreadPoolExecutor(1) as apart:  # where a browser was started before, this thread has a loop already
        assert apart.submit(asyncio.run, cancelled()).result() == 200


def test_a_table_leaves_with_more_rows_than_a_page(desk):
    short, long_ = (httpx.get(f"{desk}/actor.csv?name=PRK{more}").text for more in ("", "&rows=10000"))
    assert httpx.get(f"{desk}/quality.csv?rows=10001").status_code == 400
    assert httpx.get(f"{desk}/quality.json?rows=3").json()["rows"] == httpx.get(f"{desk}/quality.json").json()["rows"]
    assert len(long_) >= len(short)
    assert len(httpx.get(f"{desk}/quality.csv?rows=3").text.splitlines()) == 4


def test_a_table_that_is_cancelled_half_way_harms_nobody(desk):
    for _ in range(5):
        with httpx.stream("GET", f"{desk}/quality.csv?rows=10000") as answer:
            next(answer.iter_raw(16))
    assert httpx.get(f"{desk}/start.json").status_code == 200


def test_the_page_for_programs_names_every_address(desk):
    text = httpx.get(f"{desk}/api").text
    for path in httpx.get(f"{desk}/openapi.json").json()["paths"]:
        assert f" {path}</code>" in text


def test_an_id_that_is_not_there_is_told(desk):
    for place in ("article?id=e-0000000000", "datum?id=e-0000000000", "story?id=s-0", "chain?id=l-0"):
        answer = httpx.get(f"{desk}/{place}", follow_redirects=True)
        assert answer.status_code == 404
        assert "The record has nothing of that name" in answer.text
