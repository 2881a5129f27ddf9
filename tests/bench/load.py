"""A client that costs little beside what it measures: bytes written and read on sockets that stay open."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from tests.bench.measure import Series

PATIENCE = 60.0
Requests = Callable[[int], bytes]
"""The whole request that a client sends next, by the client's number."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that are compared: where it listens, what it is asked, and the status it answers with."""

    name: str
    port: int
    requests: Requests
    status: int


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as it goes over the wire. Underscores in the names of headers stand for hyphens."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += [f"Content-Length: {len(body)}", "Content-Type: application/json"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Connection:
    """A connection that stays open."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, content: bytes) -> int:
        """The status of the answer, once all of it is here."""
        self._socket.sendall(content)
        read = b""
        while b"\r\n\r\n" not in read:
            read += self._more()
        head, _, body = read.partition(b"\r\n\r\n")
        missing = _length(head) - len(body)
        while missing > 0:
            missing -= len(self._more())
        return int(head[9:12])

    def _more(self) -> bytes:
        content = self._socket.recv(65536)
        if not content:
            raise ConnectionError("the server has closed the connection")
        return content

    def close(self) -> None:
        self._socket.close()


def compare(rounds: int, each: int, clients: int, *sides: Side) -> list[Series]:
    """Asks one side and then the other, `rounds` times over; each client `each` times in a round."""
    found = [Series(side.name) for side in sides]
    with ThreadPoolExecutor(clients) as pool:
        for _ in range(rounds):
            for side, series in zip(sides, found, strict=True):
                with _connections(side.port, clients) as open_:

                    def client(number: int, side: Side = side, open_: list[Connection] = open_) -> list[float]:
                        return [_timed(open_[number], side, number) for _ in range(each)]

                    for seconds in pool.map(client, range(clients)):
                        series.seconds += seconds[1:]  # the first is warm-up
    return found


def _timed(connection: Connection, side: Side, number: int) -> float:
    content = side.requests(number)
    start = time.perf_counter()
    status = connection.ask(content)
    seconds = time.perf_counter() - start
    assert status == side.status, f"{side.name}: {status}"
    return seconds


@contextmanager
def _connections(port: int, count: int) -> Iterator[list[Connection]]:
    made = [Connection(port) for _ in range(count)]
    try:
        yield made
    finally:
        for each in made:
            each.close()


async def fan_out(port: int, waiting: list[bytes], happen: bytes) -> list[float]:
    """Lets everybody wait for an answer, makes something happen, and says after how long each had theirs."""
    crowd = [await asyncio.open_connection("127.0.0.1", port) for _ in waiting]
    for (_, writer), content in zip(crowd, waiting, strict=True):
        writer.write(content)
        await writer.drain()
    await asyncio.sleep(1)  # until all of them wait
    one, other = await asyncio.open_connection("127.0.0.1", port)
    start = time.perf_counter()
    other.write(happen)
    heard = [_heard(reader, start) for reader, _ in crowd]
    seconds = await asyncio.wait_for(asyncio.gather(*heard), PATIENCE)
    for writer in (*(each for _, each in crowd), other):
        writer.transport.abort()
    del one
    return seconds


async def _heard(reader: asyncio.StreamReader, start: float) -> float:
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(_length(head))
    return time.perf_counter() - start


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
