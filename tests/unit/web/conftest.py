"""A desk over the sample articles and one article whose every field is hostile, on a free port of this machine."""

import json
import socket
import threading
import time
from pathlib import Path

import pytest
import uvicorn

from kawat import api
from kawat.web.app import make_app

ROOT = Path(__file__).parents[3]
CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'></title>{{7*7}}"


def hostile_article() -> str:
    text = (
        f"Jakarta - Indonesia menuntut Malaysia mencabut {HOSTILE} sanksi ekonomi pada Maret 2021. "
        f'"Kami akan {HOSTILE} membalas," kata Menteri Luar Negeri Budi {HOSTILE} Santoso kepada wartawan.\n'
        f"SCROLL TO CONTINUE WITH CONTENT\nMalaysia menolak tuntutan Indonesia. {HOSTILE}"
    )
    return json.dumps(
        {
            "id": HOSTILE,
            "title": f"Judul {HOSTILE}",
            "outlet": f"Media {HOSTILE}",
            "url": "javascript:window.hacked=1",
            "published": "2021-03-04",
            "language": "id",
            "text": text,
        }
    )


@pytest.fixture(scope="session")
def record(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "hostile.json").write_text(hostile_article(), encoding="utf-8")
    for source in (ROOT / "samples" / "articles", folder / "hostile.json"):
        with api.ingest(folder / "record", model=None) as door:
            for _ in door.keep([str(source)], {"published": "2031-03-04"}):
                pass
    api.link_record(folder / "record")
    return folder / "record"


def serving(app):
    """A server in a thread; its address, and how to end it."""
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)

    def end():
        server.should_exit = True
        thread.join(10)
        door.close()

    return f"http://127.0.0.1:{door.getsockname()[1]}", end


@pytest.fixture(scope="session")
def desk(record):
    address, end = serving(make_app(record))
    yield address
    end()


@pytest.fixture(scope="session")
def unlinked(tmp_path_factory):
    """A desk over a record that was never linked."""
    folder = tmp_path_factory.mktemp("unlinked") / "record"
    with api.ingest(folder, model=None) as door:
        for _ in door.keep([str(ROOT / "samples" / "articles")], {}):
            pass
    address, end = serving(make_app(folder))
    yield address
    end()


@pytest.fixture(scope="session")
def guarded(record):
    address, end = serving(make_app(record, token="a-long-enough-token"))
    yield address
    end()


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} is absent; install chromium to run the tests of pages")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def page(browser):
    """A page that remembers what its console said, and every address that it asked for."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    made = context.new_page()
    made.faults, made.asked = [], []
    made.on("console", lambda told: made.faults.append(told.text) if told.type == "error" else None)
    made.on("pageerror", lambda error: made.faults.append(str(error)))
    made.on("request", lambda request: made.asked.append(request.url))
    yield made
    context.close()
