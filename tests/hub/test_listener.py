"""The hub's listeners: who waits for us may, who keeps us waiting may not, and no connection is left open."""

from __future__ import annotations

import asyncio
import gc
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from kiosk.runtime.listener import Impatient, Listener
from tests.support.hubs import PATIENCE

pytestmark = pytest.mark.sqlite
ROOT = Path(__file__).parents[2]

ASK = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
START = {"type": "http.response.start", "status": 200, "headers": []}
App = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]


@contextmanager
def nothing_left_open() -> Iterator[None]:
    gc.collect()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield
        gc.collect()
    assert not said, [str(each.message) for each in said]


def serving(app: App, work: Callable[[Listener, int], Coroutine[Any, Any, None]]) -> None:
    """Serves an application while some work is done that knows the listener and its port; stops with no patience."""

    async def run() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listener = Listener(app, (), stop_patience=0, most_at_once=3)
            listener.config.load()
            listener.lifespan = listener.config.lifespan_class(listener.config)
            await listener.startup([listening])
            try:
                await work(listener, listening.getsockname()[1])
            finally:
                await listener.shutdown([listening])

    asyncio.run(run())


def called(port: int) -> socket.socket:
    """A connection that the machine has made, and the listener perhaps not seen yet."""
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def ended(caller: socket.socket) -> bool:
    """Whether the other side has closed, or does within a while."""
    with suppress(ConnectionResetError):
        while caller.recv(1_048_576):
            pass
    return True


async def say(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send(START)
    await send({"type": "http.response.body", "body": b"Hello"})


@pytest.mark.parametrize("turns", range(5))
def test_who_comes_as_it_stops_is_let_go(turns: int) -> None:
    callers: list[socket.socket] = []

    async def arrive(_listener: Listener, port: int) -> None:
        callers.extend(called(port) for _ in range(3))
        for _ in range(turns):
            await asyncio.sleep(0)

    with nothing_left_open():
        serving(say, arrive)
        for caller in callers:
            with caller:
                assert ended(caller)


async def asked(port: int) -> bytes:
    """The whole answer to a request on a connection that asks for one more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(ASK)
    answer = b""
    while b"Hello" not in answer and (more := await asyncio.wait_for(reader.read(65_536), PATIENCE)):
        answer += more
    writer.close()
    await writer.wait_closed()
    return answer


def test_who_is_one_too_many_is_told_to_come_back_and_then_served() -> None:
    async def crowd(listener: Listener, port: int) -> None:
        callers = [called(port) for _ in range(3)]
        while len(listener.server_state.connections) < len(callers):
            await asyncio.sleep(0.01)
        refused = await asked(port)
        assert refused.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nretry-after: 5\r\n" in refused.lower()
        assert refused.endswith(b"\r\n\r\nThere are too many connections just now. Try again in a few seconds.\n")
        for caller in callers:
            caller.close()
        while listener.server_state.connections:
            await asyncio.sleep(0.01)
        assert (await asked(port)).startswith(b"HTTP/1.1 200 ")

    with nothing_left_open():
        serving(say, crowd)


def test_a_hub_asks_for_room_for_its_connections_and_takes_no_more_than_it_gets() -> None:
    program = (
        "import resource; from kiosk.runtime.hub import room_for;"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (300, 400));"
        "print(room_for(150), resource.getrlimit(resource.RLIMIT_NOFILE)[0], room_for(2_000))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.split() == ["150", "350", "200"]


def test_who_never_takes_an_answer_is_let_go_when_it_stops() -> None:
    async def talk_on(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(START)
        while True:
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})

    async def ask(listener: Listener, port: int) -> None:
        caller = called(port)
        callers.append(caller)
        caller.sendall(ASK)
        while not any(each.flow and each.flow.write_paused for each in listener.server_state.connections):
            await asyncio.sleep(0.01)

    callers: list[socket.socket] = []
    with nothing_left_open():
        serving(talk_on, ask)
        with callers[0] as caller:
            assert ended(caller)


def test_who_never_takes_an_answer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.runtime.listener.PATIENCE", 0.05)

    async def say_much(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(START)
        await send({"type": "http.response.body", "body": b"x" * 50_000_000})

    async def ask(listener: Listener, port: int) -> None:
        with called(port) as caller:
            caller.sendall(ASK)
            while not listener.server_state.connections:
                await asyncio.sleep(0.01)
            while listener.server_state.connections:
                await asyncio.sleep(0.01)

    with nothing_left_open():
        serving(say_much, ask)


def test_who_waits_for_an_answer_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.runtime.listener.PATIENCE", 0.01)
    looks, look = 0, Impatient._awaited

    async def answer_late(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(START)
        while looks < 10:
            await send({"type": "http.response.body", "body": b".", "more_body": True})
            await asyncio.sleep(0.01)
        await send({"type": "http.response.body", "body": b"Hello"})

    async def ask(_listener: Listener, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(ASK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert b"Hello" in await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        await writer.wait_closed()

    def count(impatient: Impatient) -> object:
        nonlocal looks
        looks += 1
        return look(impatient)

    monkeypatch.setattr(Impatient, "_awaited", count)
    serving(answer_late, ask)
