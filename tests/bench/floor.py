"""The floor under the hub: Starlette and one durable SQLite commit a request. No sign-in, no checks, no sealing: a
limit, not a product. `python -m tests.bench.floor DATABASE PORT`."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def application(path: str) -> Starlette:
    """One POST that keeps its body, durably, before it answers."""
    writer = ThreadPoolExecutor(1)
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

    async def keep(request: Request) -> JSONResponse:
        body = await request.body()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(writer, connection.execute, "INSERT INTO kept (body) VALUES (?)", (body,))
        return JSONResponse({"state": "received"}, status_code=201)

    return Starlette(routes=[Route("/keep", keep, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False
    )
