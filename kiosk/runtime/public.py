"""Serves visitors' pages: a listener of their own beside the hub's, for an application of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from kiosk.events import log
from kiosk.runtime.listener import Listener
from kiosk.runtime.outside import PublicSettings
from kiosk.services.estate import Estate
from kiosk.web.public.app import create_public_app

MOST_AT_ONCE = 200
"""Connections; more are told to come back. Terminals and staff have another listener and feel nothing of it."""

STOP_PATIENCE = 3


class PublicServer(Listener):
    """The public side. The hub's own server hears the signals and stops this one."""

    def __init__(self, estate: Estate, options: PublicSettings) -> None:
        super().__init__(create_public_app(estate), options.trusted_proxies, STOP_PATIENCE, MOST_AT_ONCE)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(estate: Estate, options: PublicSettings, listening: socket.socket | None) -> AsyncIterator[None]:
    """Visitors' pages are answered within; nothing is when there is no socket."""
    if listening is None:
        yield
        return
    server = PublicServer(estate, options)
    task = asyncio.create_task(server.serve(sockets=[listening]), name="public side")
    log("public.started", url=options.url, port=listening.getsockname()[1])
    try:
        yield
    finally:
        server.stop()
        with contextlib.suppress(asyncio.CancelledError):
            await task
