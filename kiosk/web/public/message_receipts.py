"""Where GOV.UK Notify tells what became of a message. It shows nothing to anybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.events import log
from kiosk.services.estate import Estate
from kiosk.services.message_receipts import ReceiptUnfit

LONGEST: Final = 4_000
"""Bytes of a receipt: ten short values."""

_BEARER: Final = "Bearer "


def routes(estate: Estate) -> Sequence[Route]:
    """Of every site of a hub: each may have a service of its own on Notify."""

    async def take(request: Request) -> Response:
        hub = estate.sites.get(request.path_params["site"])
        said = request.headers.get("authorization", "")
        if hub is None or not said.startswith(_BEARER):
            raise HTTPException(404)
        if not hub.message_receipts.knows(said.removeprefix(_BEARER)):
            log("messages.receipt_refused", site=hub.site.id)
            raise HTTPException(404)
        try:
            await hub.message_receipts.take(json.loads(await request.body()))
        except (ReceiptUnfit, ValueError, RecursionError):
            raise HTTPException(400) from None
        return Response(status_code=204)

    return [Route("/{site}/notify", take, methods=["POST"])]
