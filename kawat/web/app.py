"""The desk as an ASGI application: addresses, forms of an answer, errors. Each thread opens the record for itself."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kawat import api
from kawat.errors import KawatError, RecordError, UsageError
from kawat.web import deciding
from kawat.web.guard import Guard
from kawat.web.openapi import document
from kawat.web.views import LAST, MOST, PAGE, ROWS, VIEWS, Field, MissingError, Page
from kawat.web.words import Words, all_words, words_for

_HERE = Path(__file__).parent
_THREADS = 4  # questions at once; each thread holds the record open
_REMEMBERED = 64  # pages and charts, by each thread
_LONGEST = 300  # characters of one value in an address
_DECISION = re.compile(r"d-[0-9a-f]{10}")
_FORMS = ("html", "json", "csv")
_MENU = ("", "search", "dyad", "stories", "ledger", "actor", "review", "quality")


class _Threads:
    """Threads that answer, each with a record of its own; what cannot be read is opened anew next time.

    A thread remembers what it made last for as long as the record holds the same. The same page is always made by the
    same thread, so that it is made once however many ask.
    """

    def __init__(self, record: Path) -> None:
        self._record = record
        self._own = threading.local()
        self._pools = [ThreadPoolExecutor(1, f"desk-{number}") for number in range(_THREADS)]

    async def page(self, name: str, asked: Mapping[str, str]) -> Page:
        """A page of the record, made or remembered."""
        view, key = VIEWS[name][0], (name, *sorted(asked.items()))
        if "rows" in asked:  # a large table is made for one
            large: Page = await self._run(key, lambda record: view(record, asked))
            return large
        page: Page = await self.kept(key, lambda record: view(record, asked))
        return page

    async def kept(self, key: tuple[Any, ...], make: Callable[[api.Record], Any]) -> Any:
        """What is made of the record, or remembered under the key."""
        return await self._run(key, lambda record: self._made(record, key, make))

    def _made(self, record: api.Record, key: tuple[Any, ...], make: Callable[[api.Record], Any]) -> Any:
        state = record.state()
        if getattr(self._own, "state", None) != state:
            self._own.state, self._own.made = state, {}
        made: dict[tuple[Any, ...], Any] = self._own.made
        one = made.pop(key) if key in made else make(record)
        made[key] = one  # the last one asked for is the last to go
        if len(made) > _REMEMBERED:
            del made[next(iter(made))]
        return one

    async def _run(self, key: tuple[Any, ...], question: Callable[[api.Record], Any]) -> Any:
        pool = self._pools[hash(key) % _THREADS]
        return await asyncio.get_running_loop().run_in_executor(pool, self._answer, question)

    def _answer(self, question: Callable[[api.Record], Any]) -> Any:
        if getattr(self._own, "record", None) is None:
            self._own.record, self._own.state = api.open_record(self._record), None
        try:
            return question(self._own.record)
        except RecordError:
            self._own.record = None
            raise


def make_app(record: Path, *, token: str | None = None) -> Starlette:
    """The desk over a record; where a `token` is given, whoever asks must bring it."""
    threads, seal = _Threads(record), secrets.token_urlsafe(24)
    routes = [
        Route("/style/page.css", _asset("page.css", "text/css")),
        Route("/style/page.js", _asset("page.js", "text/javascript")),
        Route("/openapi.json", lambda _: JSONResponse(document(VIEWS))),
        Route("/api", _told_api),
        Route("/dyad.svg", _picture(threads)),
        Route("/decide", deciding.endpoint(record, seal, _error), methods=["POST"]),
        Mount("/static", StaticFiles(directory=_HERE / "static")),
    ]
    for name in VIEWS:
        for form in _FORMS:
            path = f"/{name}" if form == "html" else f"/{name or 'start'}.{form}"
            routes.append(Route(path, _endpoint(threads, name, form)))
    app = Starlette(routes=routes, middleware=[Middleware(Guard, token=token)])
    app.state.seal = seal
    app.add_exception_handler(404, _not_there)
    app.add_exception_handler(Exception, _broken)
    return app


def _endpoint(threads: _Threads, name: str, form: str) -> Callable[[Request], Any]:
    """One view in one form."""
    fields = VIEWS[name][1]
    if form == "csv" and PAGE in fields:
        fields = (*fields, ROWS)

    async def endpoint(request: Request) -> Response:
        try:
            asked = _asked(request, fields)
            page = await threads.page(name, asked)
            if name == "datum" and form == "html" and len(page.rows) == 1:
                return RedirectResponse(_address("article", {"id": page.rows[0]["article"]}) + f"#d-{asked['id']}", 303)
            return _told(request, name, form, asked, page)
        except MissingError as error:
            return _error(request, form, 404, "missing", str(error))
        except UsageError as error:
            return _error(request, form, 400, "wrong", str(error))
        except KawatError as error:
            return _error(request, form, 503, "unready", str(error))

    return endpoint


def _told(request: Request, name: str, form: str, asked: Mapping[str, str], page: Page) -> Response:
    """A page in the form that is wanted."""
    number = int(asked.get("page") or 1)
    following = _address(name, {**asked, "page": str(number + 1)}, form) if page.more and number < LAST else None
    if form == "json":
        data = {key: value for key, value in page.data.items() if not key.startswith("_")}
        told = {"view": name or "start", "asked": asked, "rows": page.rows, "next": following, **data}
        return Response(json.dumps(told, ensure_ascii=False, default=str), media_type="application/json")
    if form == "csv":
        out = io.BytesIO()
        api.write_rows("csv", api.rows_given(page.rows), out)
        head = {"Content-Disposition": f'attachment; filename="{name or "start"}.csv"'}
        return Response(out.getvalue(), media_type="text/csv", headers=head)
    more: dict[str, Any] = {
        "asked": {one.name: asked.get(one.name, "") for one in VIEWS[name][1]},
        "page": page,
        "number": number,
        "next": following,
        "before": _address(name, {**asked, "page": str(number - 1)}) if number > 1 else None,
        "fields": VIEWS[name][1],
        "form_of": {one: _address(name, asked, one) for one in ("json", "csv")},
    }
    if PAGE in VIEWS[name][1]:
        whole = {key: value for key, value in asked.items() if key != "page"}
        more["form_of"]["table"] = _address(name, {**whole, "rows": str(MOST)}, "csv")
    return _drawn(request, name or "start", more)


def _drawn(request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    """A page of HTML in the reader's language."""
    words = _words(request)
    langs = {
        code: _address(request.url.path.strip("/"), {**dict(request.query_params), "lang": code})
        for code in all_words()
    }
    text = _templates().get_template(f"{template}.html").render(
        words=words, view="" if template == "start" else template, languages=langs, names=all_words(), menu=_MENU,
        link=lambda view, /, **asked: _address(view, {**asked, **_lang(request)}), section=_section(words),
        by=deciding.who(request), seal=request.app.state.seal, corrections=api.corrections(), done=_done(request),
        here=f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path, **values
    )  # fmt: skip
    return Response(
        text.encode("utf-8", "replace"), status, media_type="text/html", headers={"Content-Language": words.code}
    )


def _done(request: Request) -> str:
    """The decision that was just made, as the address says."""
    told = request.query_params.get("done", "")
    return told if _DECISION.fullmatch(told) else ""


def _section(words: Words) -> Callable[[Any], Markup]:
    """What gives the marked article."""

    def section(reading: Any) -> Markup:
        told = api.show_section(reading, words.code)
        return Markup(told)  # nosec B704 # noqa: S704 - the exporter has escaped it

    return section


def _told_api(request: Request) -> Response:
    """What can be asked by program, from the document."""
    return _drawn(request, "api", {"paths": document(VIEWS)["paths"]})


def _error(request: Request, form: str, status: int, what: str, detail: str) -> Response:
    """A refusal in the form that is wanted."""
    if form != "html":
        return JSONResponse({"ok": False, "status": status, "error": what, "detail": detail}, status)
    return _drawn(request, "error", {"what": what, "detail": detail}, status)


def _not_there(request: Request, _: Exception) -> Response:
    form = "json" if request.url.path.endswith((".json", ".csv")) else "html"
    return _error(request, form, 404, "no_page", request.url.path)


def _broken(_: Request, __: Exception) -> Response:
    return Response("the desk failed on this; the terminal tells why", 500, media_type="text/plain")


def _asked(request: Request, fields: tuple[Field, ...]) -> dict[str, str]:
    """What is asked, as far as the view knows it. Raises UsageError for a value that cannot be meant."""
    found: dict[str, str] = {}
    for one in fields:
        value = request.query_params.get(one.name, "").strip()
        if one.needed and not value:
            raise UsageError(f"{one.name} is missing: {one.about}")
        if not value:
            continue
        if len(value) > _LONGEST or "\0" in value:
            raise UsageError(f"{one.name}: more than {_LONGEST} characters, or one that is none")
        most = MOST if one is ROWS else LAST
        if one.number and not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
            raise UsageError(f"{one.name} is {value!r}; give a number from 1 to {most}")
        if one.choices and value not in one.choices:
            raise UsageError(f"{one.name} is {value!r}; give one of {', '.join(one.choices)}")
        found[one.name] = value
    return found


def _picture(threads: _Threads) -> Callable[[Request], Any]:
    """The months of a dyad as SVG; its own style runs by its digest alone."""

    async def endpoint(request: Request) -> Response:
        try:
            asked = _asked(request, VIEWS["dyad"][1])
            since, until = asked.get("since"), asked.get("until")
            one, other = asked.get("one"), asked.get("other")
            if not one:
                raise UsageError("one is missing")
            key = ("dyad.svg", one, other, since, until)
            drawn = await threads.kept(key, lambda record: record.chart(one, other, since=since, until=until))
        except UsageError as error:
            return _error(request, "json", 400, "wrong", str(error))
        except KawatError as error:
            return _error(request, "json", 503, "unready", str(error))
        style = drawn.partition("<style>")[2].partition("</style>")[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        seal = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
        return Response(drawn, media_type="image/svg+xml", headers={"Content-Security-Policy": seal})

    return endpoint


def _asset(name: str, kind: str) -> Callable[[Request], Response]:
    """A style or script of the marked article."""
    return lambda _: Response(api.show_assets()[name], media_type=kind)


def _address(name: str, asked: Mapping[str, str | None], form: str = "html") -> str:
    """The address of a view; what is not asked is left out."""
    path = f"/{name}" if form == "html" else f"/{name or 'start'}.{form}"
    query = urlencode([(key, value) for key, value in asked.items() if value])
    return f"{path}?{query}" if query else path


def _words(request: Request) -> Words:
    """The reader's language."""
    return words_for(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def _lang(request: Request) -> dict[str, str]:
    """The language of the address, for the links of the page."""
    asked = request.query_params.get("lang", "")
    return {"lang": asked} if asked in all_words() else {}


@cache
def _templates() -> Environment:
    """The templates; what is not escaped by hand is escaped here."""
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
