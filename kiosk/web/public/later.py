"""Saving a form to come back to it: its address, and until when."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.domain import continuations
from kiosk.services.estate import Estate
from kiosk.web.public.ways import Ways


class LaterPages:
    """The pages *Save and come back later*, for every site of a hub."""

    def __init__(self, ways: Ways, estate: Estate) -> None:
        self._ways = ways
        self._estate = estate

    def routes(self) -> Sequence[Route]:
        return [Route("/{site}/c/{token}/later", self.page, methods=["GET"])]

    async def page(self, request: Request) -> Response:
        """How to come back."""
        here = await self._ways.here(request)
        link = continuations.address(here.hub.site.public_url or "", here.known)
        return self._ways.show(request, here, "later.html", link=link, until=here.row.expires_at)
