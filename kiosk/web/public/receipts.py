"""The receipt of what somebody sent: its reference and how far it has come, for whoever has the link."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.domain.opinions import MOST_WORDS
from kiosk.interfaces.facts import SubmissionState
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.services.receipts import Found
from kiosk.web.buckets import Buckets
from kiosk.web.public import opinions
from kiosk.web.public.render import Pages

BURST, REFILL = 30, 10.0
"""Requests for one link: a person who looks again and again, not a program."""


def shown(
    pages: Pages, request: Request, hub: Hub, found: Found, *, by_link: bool, opinion: opinions.Standing = ""
) -> Response:
    """The page of a submission, for whoever found it by its link or by its reference."""
    became = found.became
    return pages.page(
        request,
        "receipt.html",
        hub.site,
        row=found.row,
        form=found.form,
        accepted=found.row.state is SubmissionState.ACCEPTED,
        looked_at=found.looked_at,
        became=None if became is None else became.outcome.value,
        became_at=None if became is None else became.at,
        reason=None if became is None else became.reason,
        days=found.life.days,
        by_link=by_link,
        again=f"{site_address(hub)}/status",
        opinion=opinion,
        most_words=MOST_WORDS,
    )


def site_address(hub: Hub) -> str:
    """Where the pages of a site are, as people type it."""
    return (hub.site.public_url or f"/{hub.site.id}").partition("://")[2] or f"/{hub.site.id}"


def routes(estate: Estate, pages: Pages) -> Sequence[Route]:
    """The routes."""
    links = Buckets(BURST, REFILL, estate.clock.monotonic)

    async def find(request: Request) -> tuple[Hub, str, Found | None]:
        hub = estate.sites.get(request.path_params["site"])
        if hub is None:
            raise HTTPException(404)
        token = request.path_params["token"]
        if wait := links.take(token):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        return hub, token, await hub.receipts.find(token)

    async def receipt(request: Request) -> Response:
        hub, token, found = await find(request)
        if found is None:
            return pages.nothing(request, hub.site)
        opinion = await opinions.standing(hub, token, found)
        return shown(pages, request, hub, found, by_link=True, opinion=opinion)

    async def opine(request: Request) -> Response:
        hub, token, found = await find(request)
        return pages.nothing(request, hub.site) if found is None else await opinions.told(request, hub, token, found)

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
        Route("/{site}/r/{token}", receipt, methods=["GET"]),
        Route("/{site}/r/{token}", opine, methods=["POST"]),
        Route("/{site}/colours.css", colours),
        Route("/{site}/logo.png", logo),
    ]
