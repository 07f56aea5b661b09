"""Pictures of the desk for the documentation: `python -m tests.tools.screens docs/images`."""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from kawat import api
from kawat.web.app import make_app
from tests.unit.web.conftest import CHROMIUM, ROOT, serving

VIEWS = {
    "start": "/",
    "article": "/article?id=hanoi",
    "dyad": "/dyad?one=PRK&other=USA",
    "ledger": "/ledger?holder=PRK",
    "actor": "/actor?name=PRK",
    "search": "/search?q=sanksi",
    "review": "/review?by=Sari",
    "quality": "/quality",
    "stories": "/stories",
    "decisions": "/decisions",
    "rejections": "/rejections",
}
SOURCES = ("articles", "studies.jsonl")


def told_of(record: Path) -> dict[str, str]:
    """The places that have an id in their address: a story beside its first telling, and a chain of the ledger."""
    with api.open_record(record) as held:
        story = next(row["id"] for row in held.stories())
        other = [row["article"] for row in held.members(story)][1]
        chain = max(held.ledger(), key=lambda row: (len(list(held.members(row["id"]))), row["id"]))["id"]
    return {"story": f"/story?id={story}&other={other}", "chain": f"/chain?id={chain}"}


def decided(record: Path) -> None:
    """A decision, so that there is one to show, and an input that is rejected."""
    with api.open_record(record) as held:
        event = next(row["id"] for row in held.events())
    api.decide(record, "accept", [event], by="Sari", at="2031-03-04T08:00:00Z", note="read again")
    with api.ingest(record, model=None) as door, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "empty.txt").touch()
        list(door.keep([str(Path(folder) / "empty.txt")]))


def take(folder: Path) -> None:
    """One picture of each view over the sample articles, 1,100 by 800 pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        record = Path(made) / "record"
        with api.ingest(record, model=None) as door:
            for _ in door.keep([str(ROOT / "samples" / one) for one in SOURCES], {}):
                pass
        decided(record)
        api.link_record(record)
        address, end = serving(make_app(record))
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1100, "height": 800}, locale="en-GB")
            for name, place in {**VIEWS, **told_of(record)}.items():
                page.goto(address + place)
                shot = Image.open(io.BytesIO(page.screenshot()))
                shot.convert("RGB").quantize(64).save(folder / f"desk-{name}.png", optimize=True)
            browser.close()
        end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    take(parser.parse_args().folder)
