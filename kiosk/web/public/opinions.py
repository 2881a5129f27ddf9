"""What somebody thought, told on the page of their receipt: once, and not after the day it was sent."""

from __future__ import annotations

from typing import Final, Literal
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.services.hub import Hub
from kiosk.services.opinions import of_page
from kiosk.services.receipts import Found
from kiosk.web.public import words

LONGEST: Final = 4_000
"""Bytes of what is sent here."""

Standing = Literal["asked", "heard", ""]


async def standing(hub: Hub, token: str, found: Found) -> Standing:
    """Whether the page asks, thanks, or says nothing of it."""
    if await hub.desk.opinions.heard(token):
        return "heard"
    return "asked" if hub.desk.opinions.recent(found.row) else ""


async def told(request: Request, hub: Hub, token: str, found: Found) -> Response:
    """Takes it in, and shows the receipt again."""
    try:
        fields = dict(parse_qsl((await request.body()).decode("utf-8"), max_num_fields=5))
    except ValueError:
        raise HTTPException(422) from None
    offered = words.offered(hub.site)
    wanted = request.query_params.get("lang", "")
    language = wanted if wanted in offered else offered[0]
    if hub.desk.opinions.recent(found.row):
        await hub.desk.opinions.give(of_page(token, found.row, language, fields), found.row.source.face)
    return RedirectResponse(f"/{hub.site.id}/r/{token}?lang={language}", 303)
