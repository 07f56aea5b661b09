"""What the desk answers to programs is as its own document says, whatever is asked."""

import asyncio

import httpx
import hypothesis
import pytest
import schemathesis

from kawat.web.views import VIEWS


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_answers_as_its_document_says(desk, name):
    schema = schemathesis.openapi.from_url(f"{desk}/openapi.json")
    operation = schema[f"/{name or 'start'}.json"]["GET"]

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

    assert asyncio.run(cancelled()) == 200


def test_an_id_that_is_not_there_is_told(desk):
    for place in ("article?id=e-0000000000", "datum?id=e-0000000000", "story?id=s-0", "chain?id=l-0"):
        answer = httpx.get(f"{desk}/{place}", follow_redirects=True)
        assert answer.status_code == 404
        assert "The record has nothing of that name" in answer.text
