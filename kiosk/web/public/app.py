"""The application that faces the public: receipts, forms that go on on a phone, and nothing of staff or terminals.

It takes no cookies, sends nobody to another host, and never looks at what host a request asks for.
"""

from __future__ import annotations

import re
from typing import cast

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.events import log
from kiosk.interfaces.store import RecordUnavailable
from kiosk.services.estate import Estate
from kiosk.services.link_seals import NoContinuation
from kiosk.web.assets import Assets
from kiosk.web.buckets import Buckets, network_of
from kiosk.web.edge import HEADERS, Edge, method_of, route_of
from kiosk.web.public import message_receipts, opinions, receipts, status
from kiosk.web.public.bodies import LONGEST_FORM, is_multipart
from kiosk.web.public.continuations import FormPages
from kiosk.web.public.copies import CopyPages
from kiosk.web.public.hosts import LONGEST as LONGEST_ANSWER
from kiosk.web.public.hosts import HostPages
from kiosk.web.public.later import LaterPages
from kiosk.web.public.render import Pages
from kiosk.web.public.starts import StartPages
from kiosk.web.public.stays import LONGEST as LONGEST_STAY
from kiosk.web.public.stays import StayPages
from kiosk.web.public.visits import LONGEST_SENT, VisitPages
from kiosk.web.public.ways import Ways

PUBLIC_HEADERS = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    # The address of a receipt is a secret: a link to elsewhere must not tell it.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
ROBOTS = "User-agent: *\nDisallow: /\n"

_FORM = re.compile(r"/[a-z0-9-]{1,64}/c/[A-Za-z0-9_-]{22}(/|$)")

_RECEIPT = re.compile(r"/[a-z0-9-]{1,64}/r/[A-Za-z0-9_-]{22}")

_HOST = re.compile(r"/[a-z0-9-]{1,64}/h/[A-Za-z0-9_-]{22}")

_BOOKING = re.compile(r"/[a-z0-9-]{1,64}/b/[A-Za-z0-9_-]{36}")

_VISIT = re.compile(r"/[a-z0-9-]{1,64}/v/[A-Za-z0-9_-]{36}")

_RECEIPTS = re.compile(r"/[a-z0-9-]{1,64}/notify")

_STATUS = re.compile(r"/[a-z0-9-]{1,64}/status")

BURST, REFILL = 120, 0.5
"""Requests from one address: a page is five of them, and a whole mobile network may be behind one address."""


def create_public_app(estate: Estate) -> ASGIApp:
    """The ASGI application of visitors' pages, for every site of a hub."""
    hubs = [*estate.sites.values()]
    pages = Pages(estate.assets, lambda: hubs[0].site if len(hubs) == 1 else None)

    async def http_exception(request: Request, error: Exception) -> Response:
        status = cast(HTTPException, error).status_code
        if status in (404, 405):
            return pages.nothing(request, None, status)
        response = pages.trouble(request, status)
        response.headers.update(cast(HTTPException, error).headers or {})
        return response

    async def record_unavailable(request: Request, error: Exception) -> Response:
        code = cast(RecordUnavailable, error).code
        log("hub.record_unavailable", method=method_of(request.scope), route=route_of(request.scope), code=code)
        return pages.trouble(request, 503, "trouble")

    async def fault(request: Request, _: Exception) -> Response:
        return pages.trouble(request, 500)

    ways = Ways(estate, pages)
    routes: list[BaseRoute] = [
        Route("/robots.txt", _robots),
        Route("/favicon.ico", _no_icon),
        *receipts.routes(estate, pages),
        *status.routes(estate, pages),
        *StartPages(ways, estate, pages).routes(),
        *LaterPages(ways, estate).routes(),
        *CopyPages(ways, pages).routes(),
        *VisitPages(estate, pages).routes(),
        *FormPages(ways).routes(),
        *HostPages(estate, pages).routes(),
        *StayPages(estate, pages).routes(),
        *message_receipts.routes(estate),
        *(
            Mount(f"/static/{folder}", Assets(directory=estate.assets / folder, check_dir=False))
            for folder in ("web", "fonts")
        ),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={
            HTTPException: http_exception,
            NoContinuation: ways.used_up,
            ClientDisconnect: _gone,
            RecordUnavailable: record_unavailable,
            Exception: fault,
        },
    )
    app.router.redirect_slashes = False
    longest = max((hub.uploads.room.form for hub in hubs), default=0) + LONGEST_FORM
    return Edge(_Gate(app, estate, pages, longest), estate.measures, estate.clock, PUBLIC_HEADERS, longest)


class _Gate:
    """Turns away who asks too often, and who sends what nothing here wants: few pages take a body."""

    def __init__(self, app: ASGIApp, estate: Estate, pages: Pages, longest: int) -> None:
        self._app = app
        self._pages = pages
        self._longest = longest
        self._addresses = Buckets(BURST, REFILL, estate.clock.monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope)
        headers = Headers(scope=scope)
        answer: Response | None = None
        if "transfer-encoding" in headers or not 0 <= _length(headers) <= self._most(request):
            answer = self._pages.trouble(request, 413)
            # It is not read, so the connection cannot be used again.
            answer.headers["Connection"] = "close"
        elif wait := self._addresses.take(network_of(request.client.host if request.client else None)):
            answer = self._pages.trouble(request, 429)
            answer.headers["Retry-After"] = str(wait)
        await (answer or self._app)(scope, receive, send)

    def _most(self, request: Request) -> int:
        """Bytes that a request may bring."""
        if request.method == "POST" and _STATUS.fullmatch(request.url.path):
            return status.LONGEST
        if request.method == "POST" and _RECEIPT.fullmatch(request.url.path):
            return opinions.LONGEST
        if request.method == "POST" and _VISIT.fullmatch(request.url.path):
            return LONGEST_SENT
        if request.method == "POST" and _RECEIPTS.fullmatch(request.url.path):
            return message_receipts.LONGEST
        if request.method == "POST" and _HOST.fullmatch(request.url.path):
            return LONGEST_ANSWER
        if request.method == "POST" and _BOOKING.fullmatch(request.url.path):
            return LONGEST_STAY
        if request.method != "POST" or not _FORM.match(request.url.path):
            return 0
        return self._longest if is_multipart(request) else LONGEST_FORM


def _length(headers: Headers) -> int:
    """The bytes a request says it brings; -1 when that is no number."""
    declared = headers.get("content-length", "0")
    return int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 12 else -1


async def _gone(_: Request, __: Exception) -> Response:
    """Nobody is there any more to read it."""
    return Response(status_code=400)


async def _robots(_: Request) -> Response:
    return PlainTextResponse(ROBOTS, headers={"Cache-Control": "public, max-age=86400"})


async def _no_icon(_: Request) -> Response:
    return Response(status_code=204)
