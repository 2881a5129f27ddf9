"""The floor under a visitor's page: Starlette that has it at hand. `python -m tests.bench.same_bytes FILE PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route


def application(content: bytes) -> Starlette:
    """One page."""

    async def page(_: Request) -> HTMLResponse:
        return HTMLResponse(content)

    return Starlette(routes=[Route("/page", page)])


if __name__ == "__main__":
    made = application(Path(sys.argv[1]).read_bytes())
    uvicorn.run(made, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False)
