"""The floor under the hub: Starlette and one durable commit a request. No sign-in, no checks, no sealing, no audit: a
limit, not a product. `python -m tests.bench.floor DATABASE PORT`; a database is a SQLite file or a PostgreSQL URL."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

Keep = Callable[[bytes], object]


def application(keep: Keep) -> Starlette:
    """One POST that keeps its body, durably, before it answers; and a GET that waits until something was kept."""
    writer = ThreadPoolExecutor(1)
    kept = asyncio.Condition()

    async def post(request: Request) -> JSONResponse:
        body = await request.body()
        await asyncio.get_running_loop().run_in_executor(writer, keep, body)
        async with kept:
            kept.notify_all()
        return JSONResponse({"state": "received"}, status_code=201)

    async def wait(_: Request) -> JSONResponse:
        async with kept:
            await kept.wait()
        return JSONResponse({"state": "happened"})

    return Starlette(routes=[Route("/keep", post, methods=["POST"]), Route("/wait", wait)])


def in_file(path: str) -> Keep:
    """Keeps in SQLite, synchronous=FULL."""
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    return lambda body: connection.execute("INSERT INTO kept (body) VALUES (?)", (body,))


def on_server(url: str) -> Keep:
    """Keeps in PostgreSQL, synchronous_commit=on."""
    connection = psycopg.connect(url, autocommit=True, options="-c synchronous_commit=on")
    connection.execute("CREATE TABLE kept (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA NOT NULL)")
    return lambda body: connection.execute("INSERT INTO kept (body) VALUES (%s)", (body,), prepare=True)


if __name__ == "__main__":
    place = sys.argv[1]
    uvicorn.run(
        application(on_server(place) if place.startswith("postgresql:") else in_file(place)),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        log_level="warning",
        access_log=False,
    )
