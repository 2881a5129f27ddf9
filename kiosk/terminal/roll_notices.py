"""Sends and hears notices of roll-calls on the local network, where the hub has given a key for them.

Theory of operation: see `kiosk.domain.roll_notices`. Without a key there is no socket. A notice is sent a few times
at once, because a datagram may be lost, and then again and again while a roll-call goes on and for a while after, so
that a terminal that starts late hears it too.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from kiosk import events
from kiosk.domain import roll_notices
from kiosk.domain.roll_calls import Calls

AT_ONCE: Final = (0.0, 0.1, 0.3)
"""Seconds after a change at which it is told."""

AGAIN: Final = 2.0
"""Seconds between notices while there is something to tell."""

AFTER: Final = timedelta(minutes=2)
"""For how long an end is told."""

RETRY: Final = 15.0
"""Seconds until a port that could not be had is tried again."""


QUIET: Final = 60.0
"""Seconds between two lines of the log about notices that are not believed."""


class RollNotices(asyncio.DatagramProtocol):
    """Belongs to the terminal's loop. `go_on` is a job that goes on until it is cancelled.

    Args:
        address, port: where notices go; port 0 turns them off.
        keys: the site's; the first signs.
        now: the time; `None` while no clock can be trusted: then nothing is sent or believed.
        known: the roll-calls that this terminal knows.
        heard: told those of each notice that is believed.
    """

    def __init__(
        self,
        address: str,
        port: int,
        keys: Callable[[], tuple[bytes, ...]],
        now: Callable[[], datetime | None],
        known: Callable[[], Calls],
        heard: Callable[[Calls], None],
    ) -> None:
        self._to, self._keys, self._now, self._known, self._heard = (address, port), keys, now, known, heard
        self._changed = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None
        self._refused = -QUIET

    def want(self) -> None:
        """There is something new to tell, or another key."""
        self._changed.set()

    async def go_on(self) -> None:
        """Sends for as long as it is not cancelled."""
        if not self._to[1]:
            return
        try:
            while True:
                self._changed.clear()
                if not await self._open():
                    await self._wait(RETRY if self._keys() else None)
                    continue
                told = self._recent()
                if told is None:
                    await self._wait(None)
                    continue
                for rest in AT_ONCE:
                    await asyncio.sleep(rest)
                    self._send()
                while not self._changed.is_set() and self._recent() is not None:
                    await self._wait(AGAIN)
                    self._send()
        finally:
            self._close()

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:  # noqa: ARG002 - asyncio gives it
        now = self._now()
        told = None if now is None else roll_notices.read(data, now, self._keys())
        if told is not None:
            self._heard(told)
        elif (at := asyncio.get_running_loop().time()) - self._refused >= QUIET:
            # Whoever floods the network does not fill the disk as well.
            self._refused = at
            events.log("roll_call.notice_refused", bytes=len(data))

    def error_received(self, exc: Exception) -> None:
        """The network took none of it: the next notice may come through."""
        events.log("roll_call.notice_failed", error=type(exc).__name__)

    async def _open(self) -> bool:
        if not self._keys():
            self._close()
            return False
        if self._transport is None:
            ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                ear.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
                ear.setblocking(False)
                ear.bind(("", self._to[1]))
                loop = asyncio.get_running_loop()
                self._transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=ear)
            except OSError as error:
                ear.close()
                events.log("roll_call.notice_failed", error=type(error).__name__)
                return False
        return True

    def _send(self) -> None:
        now, told, keys = self._now(), self._recent(), self._keys()
        if self._transport is None or now is None or told is None or not keys:
            return
        notice = roll_notices.written(told, now, keys[0])
        if len(notice) <= roll_notices.LONGEST:
            self._transport.sendto(notice, self._to)

    def _recent(self) -> Calls | None:
        """What is to be told; `None` where nothing goes on and nothing has ended lately."""
        now = self._now()
        if now is None:
            return None
        known = self._known().without_old(now, AFTER)
        return known if known.begun else None

    async def _wait(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None
