import pytest

from kawat.errors import KnowledgeError, UsageError
from kawat.extract.engine import load_engine
from kawat.records import RawPage, Reading, RejectedArticle, Rejection
from kawat.run import batch
from kawat.run.batch import read_pages

GOOD = RawPage(body="Presiden Samara tiba di Telaga.", media_type="application/json", id="satu", language="id")
BAD = RawPage(body="Presiden Samara pulang.", media_type="application/json", id="dua", line=2, name="berita.jsonl")


@pytest.fixture
def stumbling(monkeypatch):
    """An engine room in which one article brings down the events stage."""
    real = batch.read_page

    def read_page(page, engine):
        if page.id == "dua":
            raise_from("kawat.extract.events", ValueError("no event\nhere"))
        return real(page, engine)

    monkeypatch.setattr(batch, "read_page", read_page)


def raise_from(module: str, error: Exception) -> None:
    exec("def fail(error): raise error\nfail(error)", {"__name__": module, "error": error})


def test_pages_become_readings_in_order_and_rejections_pass_through():
    given = Rejection(article=RejectedArticle(id="x"), stage="open", reason="binary", detail="a picture")

    first, second, third = read_pages((GOOD, given, BAD), load_engine())

    assert isinstance(first, Reading)
    assert second is given
    assert third.article.id == "dua"


def test_a_page_is_read_only_when_it_is_asked_for():
    def pages():
        yield GOOD
        pytest.fail("the second page was asked for too soon")

    assert next(read_pages(pages(), load_engine())).article.id == "satu"


def test_an_unforeseen_error_costs_one_page(stumbling):
    first, second, third = read_pages((GOOD, BAD, GOOD), load_engine())

    assert first == third
    assert (second.reason, second.stage, second.line) == ("defect", "events", 2)
    assert second.article == RejectedArticle(id="dua", name="berita.jsonl")
    assert "ValueError: no event here" in second.detail
    assert "Traceback" not in second.detail


def test_strict_raises_it(stumbling):
    with pytest.raises(ValueError, match="no event"):
        list(read_pages((BAD,), load_engine(), strict=True))


def test_a_broken_knowledge_file_stops_the_run(monkeypatch):
    def read_page(page, engine):
        raise KnowledgeError("timex.toml: row 3")

    monkeypatch.setattr(batch, "read_page", read_page)
    with pytest.raises(KnowledgeError, match="row 3"):
        list(read_pages((GOOD,), load_engine()))


def test_a_wrong_span_costs_one_page_too(monkeypatch):
    def read_page(page, engine):
        raise UsageError("article dua: no span 13-13 in a text of 67 characters")

    monkeypatch.setattr(batch, "read_page", read_page)
    (item,) = read_pages((BAD,), load_engine())
    assert item.reason == "defect"
