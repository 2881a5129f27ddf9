"""The outermost ring: every response gets its headers, every body its limit, every mistake of ours one plain answer.

Plain ASGI, because it stands in the way of every request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.domain.errors import Refused
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.services.measures import Measures

LONGEST_BODY = 1_048_576
"""Bytes of a request's body: a sealed submission of any form fits many times. Photos have a limit of their own."""

POLICY = "Content-Security-Policy"
HEADERS = {
    POLICY: "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with that a browser would send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PRIVATE = "no-store"
"""Nothing is kept by browsers or proxies unless a response says otherwise."""


class BodyTooLong(Refused, ValueError):
    """A body is longer than `LONGEST_BODY`."""

    code = "body_too_long"


class Edge:
    """Wraps an application.

    Args:
        headers: those that every response gets.
        longest: bytes of a request's body.
    """

    def __init__(
        self,
        app: ASGIApp,
        measures: Measures,
        clock: Clock,
        headers: Mapping[str, str] = HEADERS,
        longest: int = LONGEST_BODY,
    ) -> None:
        self._app = app
        self._headers = headers
        self._longest = longest
        self._measures = measures
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._clock.monotonic()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _put_headers(self._headers, MutableHeaders(scope=message), https=scope["scheme"] == "https")
            await send(message)

        try:
            await self._app(scope, _limited(scope, receive, self._longest), send_with_headers)
        except Exception as error:  # noqa: BLE001 - the web edge; the application has answered already, with a plain 500
            log("hub.request_failed", method=method_of(scope), route=route_of(scope), error=type(error).__name__)
        finally:
            route = route_of(scope)
            self._measures.requests.labels(method_of(scope), route, str(status)).inc()
            self._measures.request_seconds.labels(route).observe(self._clock.monotonic() - started)


def _limited(scope: Scope, receive: Receive, longest: int) -> Callable[[], Awaitable[Message]]:
    declared = Headers(scope=scope).get("content-length", "")
    taken = int(declared) if declared.isdecimal() and len(declared) < 20 else 0

    if taken > longest:

        async def refuse() -> Message:
            raise BodyTooLong

        return refuse
    taken = 0

    async def count() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > longest:
                raise BodyTooLong
        return message

    return count


def _put_headers(always: Mapping[str, str], headers: MutableHeaders, *, https: bool) -> None:
    for name, value in always.items():
        # A page may say more exactly what it may load; nothing else is for a page to say.
        if name != POLICY or name not in headers:
            headers[name] = value
    headers.setdefault("Cache-Control", PRIVATE)
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"


def route_of(scope: Scope) -> str:
    """The pattern that matched, so that ids and secrets in addresses are never labels."""
    route = scope.get("route")
    return route.path if isinstance(route, Route) else "other"


def method_of(scope: Scope) -> str:
    """The method, among those that exist."""
    method = str(scope["method"])
    return method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
