"""Serves visitors' pages: a listener of their own beside the hub's, for an application of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from kiosk.events import log
from kiosk.runtime.outside import PublicSettings
from kiosk.services.estate import Estate
from kiosk.web.public.app import create_public_app

MOST_AT_ONCE = 200
"""Connections; more are told to come back. Terminals and staff have another listener and feel nothing of it."""

PATIENCE = 10.0
"""Seconds within which a connection must bring a whole request, and an answer must be taken."""

STOP_PATIENCE = 3


class Impatient(H11Protocol):
    """A connection that is closed unless every `PATIENCE` seconds it has brought another whole request.

    Uvicorn waits for ever for the rest of a request's head, and for somebody to take an answer. A few hundred such
    connections from one slow machine would keep everybody else out.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._looking: asyncio.TimerHandle | None = None
        self._seen: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as Uvicorn has it
        super().connection_made(transport)
        self._looking = self.loop.call_later(PATIENCE, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        if self.cycle is self._seen:
            self.transport.abort()
            return
        self._seen = self.cycle
        self._looking = self.loop.call_later(PATIENCE, self._look)


class PublicServer(uvicorn.Server):
    """Uvicorn for the public side. The hub's own server hears the signals and stops this one."""

    def __init__(self, estate: Estate, options: PublicSettings) -> None:
        proxies = list(options.trusted_proxies)
        super().__init__(
            uvicorn.Config(
                create_public_app(estate),
                http=Impatient,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=proxies,
                limit_concurrency=MOST_AT_ONCE,
                timeout_graceful_shutdown=STOP_PATIENCE,
            )
        )

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
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await task
