"""How far a form has come, for somebody without the link: by its reference and one thing they gave in it.

Whoever has only a reference (somebody who saw a receipt) must not learn whether it is one. So a pair that is wrong in
any way gets the same page in the same time, and there are few tries, counted among all hubs: at one reference, and
from one address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.domain import ids, second_facts
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.services.tries import Limit, TooManyTries
from kiosk.web.buckets import network_of
from kiosk.web.public.receipts import shown
from kiosk.web.public.render import Pages

BY_REFERENCE: Final = Limit("status_reference", 10, timedelta(minutes=15))
"""The end of a telephone number has 10,000 values: at this pace they take ten days of trying without a pause, while a
submission is looked up a few times in its life."""

BY_ADDRESS: Final = Limit("status_address", 40, timedelta(minutes=15))
"""A whole mobile network may be behind one."""

LONGEST: Final = 2_000
"""Bytes of what is sent here."""

LONGEST_REFERENCE: Final = 40


def routes(estate: Estate, pages: Pages) -> Sequence[Route]:
    """The routes."""

    def hub_of(request: Request) -> Hub:
        hub = estate.sites.get(request.path_params["site"])
        if hub is None:
            raise HTTPException(404)
        return hub

    def page(
        request: Request, hub: Hub, status: int, errors: Mapping[str, str], typed: Mapping[str, str]
    ) -> Response:
        return pages.page(request, "status.html", hub.site, status, errors=errors, typed=typed)

    async def asked(request: Request) -> Response:
        return page(request, hub_of(request), 200, {}, {})

    async def find(request: Request) -> Response:
        hub = hub_of(request)
        try:
            fields = dict(parse_qsl((await request.body()).decode("utf-8"), max_num_fields=5))
        except ValueError:
            raise HTTPException(422) from None
        typed = {
            "reference": fields.get("reference", "").strip()[:LONGEST_REFERENCE],
            "fact": fields.get("fact", "").strip()[: second_facts.LONGEST],
        }
        missing = {name: f"status_enter_{name}" for name in typed if not typed[name]}
        if missing:
            return page(request, hub, 422, missing, typed)
        code = ids.read_reference(typed["reference"]) or typed["reference"].upper()
        address = network_of(request.client.host if request.client else None)
        try:
            await estate.tries.count((BY_ADDRESS, address), (BY_REFERENCE, f"{hub.site.id} {code}"))
        except TooManyTries as error:
            raise HTTPException(429, headers={"Retry-After": str(error.wait)}) from None
        found = await hub.receipts.ask(typed["reference"], typed["fact"])
        if found is None:
            # What was typed is not sent back: a page that stays open in a library would show it.
            return page(request, hub, 422, {"reference": "status_nothing"}, {})
        return shown(pages, request, hub, found, by_link=False)

    async def begin(request: Request) -> Response:
        """Where paper leads: a short address, which knows the site when there is only one."""
        query = f"?{request.url.query}" if request.url.query else ""
        if len(estate.sites) == 1:
            return RedirectResponse(f"/{next(iter(estate.sites))}/status{query}", 303)
        sites = [hub.site for hub in estate.sites.values()]
        return pages.page(request, "status_sites.html", None, sites=sites)

    return [
        Route("/status", begin, methods=["GET"]),
        Route("/{site}/status", asked, methods=["GET"]),
        Route("/{site}/status", find, methods=["POST"]),
    ]
