"""The receipt of what somebody sent: its reference and how far it has come, for whoever has the link."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.interfaces.facts import SubmissionState
from kiosk.services.estate import Estate
from kiosk.web.buckets import Buckets
from kiosk.web.public.render import Pages

BURST, REFILL = 30, 10.0
"""Requests for one link: a person who looks again and again, not a program."""


def routes(estate: Estate, pages: Pages) -> Sequence[Route]:
    """The routes."""
    links = Buckets(BURST, REFILL, estate.clock.monotonic)

    async def receipt(request: Request) -> Response:
        hub = estate.sites.get(request.path_params["site"])
        if hub is None:
            raise HTTPException(404)
        token = request.path_params["token"]
        if wait := links.take(token):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        found = await hub.receipts.find(token)
        if found is None:
            return pages.nothing(request, hub.site)
        return pages.page(
            request,
            "receipt.html",
            hub.site,
            row=found.row,
            form=found.form,
            accepted=found.row.state is SubmissionState.ACCEPTED,
            days=hub.receipts.life.days,
        )

    async def colours(request: Request) -> Response:
        hub = estate.sites.get(request.path_params["site"])
        if hub is None:
            raise HTTPException(404)
        brand = hub.site.brand
        text = f":root{{--brand:{brand.colour};--brand-dark:{brand.dark}}}\n"
        return Response(text, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    async def logo(request: Request) -> Response:
        hub = estate.sites.get(request.path_params["site"])
        if hub is None or hub.site.logo is None:
            raise HTTPException(404)
        picture = hub.site.logo.picture.data
        return Response(picture, media_type="image/png", headers={"Cache-Control": "public, max-age=3600"})

    return [
        Route("/{site}/r/{token}", receipt),
        Route("/{site}/colours.css", colours),
        Route("/{site}/logo.png", logo),
    ]
