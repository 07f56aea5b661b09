"""Pages and jobs for tests of those who read elsewhere."""

from __future__ import annotations

from kawat.extract.engine import load_engine
from kawat.extract.model import LIMIT
from kawat.knowledge.files import PACKAGE
from kawat.records import RawPage
from kawat.run.slices import Job


def job(**given):
    """How to read by rules."""
    engine = load_engine(PACKAGE, LIMIT, None)
    return Job(limit=LIMIT, model=None, knowledge=PACKAGE, **{"fingerprint": engine.fingerprint} | given)


def page(number, words="Presiden bertemu menteri di Jakarta pada Senin."):
    """A small article."""
    return RawPage(
        body=f"{words} Laporan nomor {number}.", media_type="application/json", id=f"a{number}", language="id"
    )


def unknown(_):
    """Nothing is known."""
    return False
