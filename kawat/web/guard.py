"""Who may ask the desk, and what a browser may do with the answer."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
COOKIE = "kawat_token"
WRITES = "/decide"
"""The one address that takes a POST."""

LONGEST = 64_000  # bytes of a form
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def _not_from_here(headers: Headers) -> Response | None:
    """The answer to a form that no page of this desk sent, or that is too long."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    ours = origin is not None and origin.partition("://")[2] == headers.get("host", "")
    if site not in (None, "same-origin") or not ours:
        return PlainTextResponse("a decision is taken from pages of this desk alone", 403)
    size = headers.get("content-length", "")
    if not (size.isascii() and size.isdigit() and int(size) <= LONGEST):
        return PlainTextResponse(f"a decision has at most {LONGEST:,} bytes", 413)
    return None


class Guard:
    """Lets in who asks by a known host name with GET or HEAD and, where a token is set, brings it.

    A POST comes in at one address, from pages of the desk alone.

    The token comes as `Authorization: Bearer`, as a cookie, or once as `?token=`, which sets the cookie. With a token
    any host name is right, since a page elsewhere cannot know it.
    """

    def __init__(self, app: ASGIApp, *, token: str | None = None) -> None:
        self.app = app
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; the headers are set on every answer, also on refusals."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        await (refused or self.app)(scope, receive, sealed)

    def _refused(self, scope: Scope) -> Response | None:
        """The answer to who may not come in."""
        headers = Headers(scope=scope)
        if scope["method"] not in ("GET", "HEAD") and (scope["method"], scope["path"]) != ("POST", WRITES):
            return PlainTextResponse("only GET and HEAD here", 405, headers={"Allow": "GET, HEAD"})
        if scope["method"] == "POST":
            refused = _not_from_here(headers)
            if refused:
                return refused
        if self.token is None:
            host = headers.get("host", "").strip().lower()
            name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
            if name in LOOPBACK:
                return None
            return PlainTextResponse("this host name is not known here; ask localhost or 127.0.0.1", 421)
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        brought = [value for name, value in asked if name == "token"]
        if brought and self._right(brought[-1]):
            rest = urlencode([(name, value) for name, value in asked if name != "token"])
            path = "/" + scope["path"].lstrip("/\\")  # never //elsewhere
            answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
            answer.set_cookie(COOKIE, self.token, httponly=True, samesite="strict")
            return answer
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if self._right(bearer) or self._right(cookie_parser(headers.get("cookie", "")).get(COOKIE, "")):
            return None
        return PlainTextResponse("a token is needed: Authorization: Bearer TOKEN, or once ?token=TOKEN", 401)

    def _right(self, given: str) -> bool:
        """Whether this is the token."""
        return hmac.compare_digest(given.encode("utf-8", "replace"), (self.token or "").encode())
