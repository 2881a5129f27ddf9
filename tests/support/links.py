"""A network cable between a terminal and its hubs, that can be pulled out and put back."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

PIECE = 65536


class Link:
    """Listens on this machine and passes everything on, each connection to any one of the hubs that answers.

    Args:
        hubs: the ports of the hubs there are now.
    """

    def __init__(self, hubs: Callable[[], list[int]], chance: random.Random) -> None:
        self._hubs, self._chance = hubs, chance
        self._cut = False
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.url = ""

    @contextmanager
    def running(self) -> Iterator[Link]:
        """Is there for as long as the block lasts."""
        thread = threading.Thread(target=self._run, name="link")
        thread.start()
        self._ready.wait()
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()

    def cut(self) -> None:
        """Ends every connection in the middle of what it carries, and lets no other begin."""
        self._loop.call_soon_threadsafe(self._pull)

    def mend(self) -> None:
        """Lets connections begin again."""
        self._cut = False

    def _pull(self) -> None:
        self._cut = True
        for writer in tuple(self._open):
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._carry, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._pull()
        # What carries ends by itself once there is nothing to carry on.
        self._loop.run_until_complete(self._rest())
        self._loop.close()

    async def _rest(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if not self._cut and (hub := await self._hub()) is not None:
                self._open.add(hub[1])
                try:
                    await asyncio.gather(_pass_on(reader, hub[1]), _pass_on(hub[0], writer))
                finally:
                    self._open.discard(hub[1])
                    hub[1].transport.abort()
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _hub(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        ports = self._hubs()
        for port in self._chance.sample(ports, len(ports)):
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while content := await reader.read(PIECE):
            writer.write(content)
            await writer.drain()
        writer.write_eof()
    except OSError:
        # What breaks on one side breaks on the other too: a hub that is killed leaves nobody waiting for its answer.
        writer.transport.abort()
