"""The one thing that the desk writes: a decision, added to the record's log when a form of its own pages is sent."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kawat import api
from kawat.errors import KawatError, UsageError

WHO = "kawat_by"
"""The cookie that holds who decides."""

_YEAR = 365 * 24 * 3600
_FIELDS = 64  # of a form; each id that is ticked is one
Refuse = Callable[[Request, str, int, str, str], Response]


def endpoint(record: Path, seal: str, refuse: Refuse) -> Callable[[Request], Awaitable[Response]]:
    """POST /decide: `verdict`, `ids` (parted by blanks; a name for suppress), `set`, `by`, `note`, `back`, `seal`."""

    async def decide(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=_FIELDS) as form:
            told = {name: _text(form, name) for name in ("verdict", "ids", "set", "by", "note", "back", "seal")}
        if not hmac.compare_digest(told["seal"].encode("utf-8", "replace"), seal.encode()):
            return refuse(request, "html", 403, "wrong", "the form is from another run of the desk; load the page anew")
        try:
            made = api.decide(
                record,
                told["verdict"],  # type: ignore[arg-type]  # checked there
                [told["ids"]] if told["verdict"] == "suppress" else told["ids"].split(),
                by=told["by"],
                value=dict([_pair(told["set"])]) if told["set"] and told["verdict"] == "correct" else None,
                note=told["note"] or None,
            )
        except UsageError as error:
            return refuse(request, "html", 409, "undecided", str(error))
        except KawatError as error:
            return refuse(request, "html", 503, "unready", str(error))
        answer = RedirectResponse(_back(told["back"], made.id), 303)
        answer.set_cookie(WHO, quote(made.by), max_age=_YEAR, httponly=True, samesite="strict")
        return answer

    return decide


def who(request: Request) -> str:
    """Who decides, as the address says, else as this browser did before; "" where nobody has said so."""
    asked: str = request.query_params.get("by", "").strip() or unquote(request.cookies.get(WHO, ""))
    return asked[:200]


def _text(form: FormData, name: str) -> str:
    values: list[Any] = form.getlist(name)
    told = [value.strip() for value in values if isinstance(value, str)]
    return " ".join(told) if name == "ids" else (told or [""])[-1]


def _pair(given: str) -> tuple[str, str]:
    name, _, value = given.partition("=")
    return name, value


def _back(given: str, made: str) -> str:
    """The page of this desk that the form stood on, with the decision that was made; else the queue."""
    parts = urlsplit(given)
    ours = parts.path.startswith("/") and not parts.scheme and not given.startswith(("//", "/\\"))
    path = parts.path if ours else "/review"
    kept = [one for one in parts.query.split("&") if one and not one.startswith("done=")]
    return f"{path}?{'&'.join([*kept, urlencode({'done': made})])}"
