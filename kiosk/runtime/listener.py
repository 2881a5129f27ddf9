"""Uvicorn as a hub needs it, inside and outside: nobody holds a connection for nothing, none outlives the loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

PATIENCE = 10.0
"""Seconds. Whoever keeps us waiting from one look to the next, so long after, is let go."""

LEAST = 10_240
"""Bytes of a request that have to come between two looks: less than the slowest line brings."""

LAST_PATIENCE = 1.0
"""Seconds in which an answer that was cancelled has to end."""

LOOK = 0.01
"""Seconds from one look to the next whether the last answers have been given, once we stop."""

FULL = "There are too many connections just now. Try again in a few seconds.\n"

COME_BACK = 5
"""Seconds until who is told that should try again."""

DATED = 1.0
"""Seconds for which the date in our answers is true enough."""


class Impatient(H11Protocol):
    """A connection that is closed when it keeps us waiting; it may wait for us as long as it likes.

    Uvicorn waits for ever for the rest of a request, and for somebody to take an answer. A few hundred such
    connections from one slow machine would keep everybody else out.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._looking: asyncio.TimerHandle | None = None
        self._received = 0
        self._seen: _Awaited | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as Uvicorn has it
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        before, self._seen = self._seen, self._awaited()
        if before is not None and self._seen is not None and self._seen.no_further_than(before):
            self.transport.abort()
            return
        self._looking = self.loop.call_later(PATIENCE, self._look)

    def _awaited(self) -> _Awaited | None:
        cycle = self.cycle
        if cycle is None or cycle.more_body or cycle.response_complete or self.flow.write_paused:
            return _Awaited(cycle, self._received, self.transport.get_write_buffer_size())
        return None


@dataclass(frozen=True, slots=True)
class _Awaited:
    """What the other end has to do next: bring the rest of a request, or another, or take more of an answer."""

    after: RequestResponseCycle | None
    received: int
    untaken: int

    def no_further_than(self, before: _Awaited) -> bool:
        same = self.after is before.after and self.untaken == before.untaken
        return same and self.received - before.received < LEAST


class Listener(uvicorn.Server):
    """Serves an application on sockets of ours.

    Args:
        stop_patience: seconds that requests under way get to finish once it was asked to stop.
        most_at_once: connections; whoever has one more is told to come back, and let go.
    """

    def __init__(self, app: ASGIApp, trusted_proxies: Sequence[str], stop_patience: int, most_at_once: int) -> None:
        self._app = app
        self._most_at_once = most_at_once
        super().__init__(
            uvicorn.Config(
                self._answer,
                interface="asgi3",
                http=Impatient,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(trusted_proxies),
                forwarded_allow_ips=list(trusted_proxies),
                timeout_graceful_shutdown=stop_patience,
            )
        )
        self._stopping = asyncio.Event()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if len(self.server_state.connections) > self._most_at_once:
            app = PlainTextResponse(FULL, 503, {"Retry-After": str(COME_BACK), "Connection": "close"})
        await app(scope, receive, send)

    def stop(self) -> None:
        """Ends `serve` in order. Call it on the loop that serves."""
        self.should_exit = True
        self._stopping.set()

    async def main_loop(self) -> None:
        """Sleeps until it is to stop, where Uvicorn looks ten times a second whether it is."""
        every_time = 0  # its count of looks, of which each tenth renews the date
        while not await self.on_tick(every_time):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), DATED)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets nobody in, lets those who are in have their answers, and ends what is left; as Uvicorn's, without its
        pauses of a tenth of a second."""
        await self._accept_no_more()
        for closing in (*self.servers, *(sockets or ())):
            closing.close()
        for connection in tuple(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._answered(), self.config.timeout_graceful_shutdown)
        await self._end_what_is_left()

    async def _answered(self) -> None:
        # Who is told to close does it in the loop's next turn.
        await asyncio.sleep(0)
        while (self.server_state.connections or self.server_state.tasks) and not self.force_exit:
            await asyncio.sleep(LOOK)

    async def _accept_no_more(self) -> None:
        """From here on nobody new is let in, and everybody who was is known.

        A connection that asyncio has accepted but not yet made into a transport when its server is closed is lost
        with an assertion of its own, and a transport that nobody closes (CPython, gh-109564).
        """
        loop = asyncio.get_running_loop()
        for server in self.servers:
            for listening in server.sockets:
                loop.remove_reader(listening.fileno())
        # One turn to make the transport, one to tell the protocol of it, one for good measure.
        for _ in range(3):
            await asyncio.sleep(0)

    async def _end_what_is_left(self) -> None:
        """Whoever has not taken an answer by now goes without."""
        for connection in tuple(self.server_state.connections):
            # Uvicorn's set may hold protocols of web sockets too, which are off.
            transport: asyncio.Transport = connection.transport
            transport.abort()
        for task in tuple(self.server_state.tasks):
            task.cancel()
        if self.server_state.tasks:
            await asyncio.wait(tuple(self.server_state.tasks), timeout=LAST_PATIENCE)
        # What was aborted is closed in the loop's next turn.
        await asyncio.sleep(0)
