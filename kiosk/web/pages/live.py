"""A page hears that something has changed, and then asks for itself anew. Without a script every page works as well.

Server-sent events: `changed` names a topic, `tick` says that a minute has passed, `ended` that whoever looks is not
signed in any more. Nothing else is ever said, so there is nothing in it to protect but the fact that something moved.

Source: HTML Living Standard, section 9.2, server-sent events.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.services.live import Following, TooManyOpen
from kiosk.web.api.callers import estate_of, hub_of
from kiosk.web.pages.sessions import LIVE, Staff, Visitor
from kiosk.web.problems import WebProblem

HEARTBEAT = 15.0
"""Seconds without a word at most: proxies and browsers take a longer silence for a dead line, and whoever was signed
out or removed is shown out within it."""

TICKS = 4
"""Heartbeats to a tick: then is looked at again what only time changes, such as a terminal that has gone silent."""

AGAIN = 5_000
"""Milliseconds after which a browser comes back when the line breaks."""


def refreshing(request: Request, visitor: Visitor) -> bool:
    """Whether a page that is open asks for itself anew: that is the same look as before, not another one. Nobody can
    say so who has no page open."""
    return (
        request.headers.get(LIVE) == "refresh"
        and visitor.hub is not None
        and visitor.hub.desk.live.follows(visitor.secret)
    )


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/live")
    async def live(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        stack = ExitStack()
        try:
            following = stack.enter_context(hub.desk.live.follow(visitor.secret))
        except TooManyOpen as error:
            raise WebProblem(429, error.code, {"Retry-After": "60"}) from None
        events = _events(estate_of(request), hub, visitor, following, stack)
        # A proxy that keeps words back until there are many of them makes this useless.
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(events, headers=headers, media_type="text/event-stream")

    return routes


async def _events(
    estate: Estate, hub: Hub, visitor: Visitor, following: Following, stack: ExitStack
) -> AsyncIterator[bytes]:
    with stack:
        yield f"retry: {AGAIN}\n\n".encode()
        beats = 0
        while True:
            topics = await following.hear(HEARTBEAT)
            if following.ended:
                return
            session = await estate.staff.peek(visitor.secret)
            if session is None or not any(grant.at(hub.site.id) for grant in session.grants):
                yield b"event: ended\ndata: signed out\n\n"
                return
            for topic in sorted(topics):
                yield f"event: changed\ndata: {topic}\n\n".encode()
            if not topics:
                beats += 1
                yield b"event: tick\ndata: time\n\n" if beats % TICKS == 0 else b": still here\n\n"
