"""Saving a form to come back to it: its address, until when, and having the address sent."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.domain import continuations
from kiosk.domain.messages import Channel
from kiosk.services.estate import Estate
from kiosk.web.buckets import Buckets, network_of
from kiosk.web.public import bodies
from kiosk.web.public.ways import Here, Ways, to

BURST, REFILL = 5, 120.0
"""Messages that one address of the network, or one form, may ask for."""

ASKED = {
    (Channel.EMAIL,): ("later_email", "later_unfit_email", "email"),
    (Channel.SMS,): ("later_sms", "later_unfit_sms", "tel"),
    (Channel.EMAIL, Channel.SMS): ("later_either", "later_unfit", "text"),
}
"""What is asked for, what is said when it will not do, and the kind of input, by what can be sent."""


class LaterPages:
    """The pages *Save and come back later*, for every site of a hub."""

    def __init__(self, ways: Ways, estate: Estate) -> None:
        self._ways = ways
        self._asked = Buckets(BURST, REFILL, estate.clock.monotonic)

    def routes(self) -> Sequence[Route]:
        at = "/{site}/c/{token}/later"
        return [Route(at, self.page, methods=["GET"]), Route(at, self.send, methods=["POST"])]

    async def page(self, request: Request) -> Response:
        """How to come back."""
        return self._page(request, await self._ways.here(request), done="sent" in request.query_params)

    async def send(self, request: Request) -> Response:
        """Has the address sent to wherever they say."""
        here = await self._ways.here(request)
        typed = next(iter((await bodies.read(request)).fields.get("to", ())), "")[:300]
        address = here.hub.form_links.read(typed)
        if address is None:
            return self._page(request, here, typed=typed, wrong=True)
        for who in (network_of(request.client.host if request.client else None), here.known):
            if wait := self._asked.take(who):
                raise HTTPException(429, headers={"Retry-After": str(wait)})
        until, language = here.row.expires_at, here.under_way.language
        await here.hub.form_links.come_back(address, here.form, here.known, until, language)
        return to(request, f"{here.at}/later", language, "sent")

    def _page(
        self, request: Request, here: Here, *, typed: str = "", wrong: bool = False, done: bool = False
    ) -> Response:
        label, unfit, kind = ASKED.get(here.hub.form_links.ways, (None, "", ""))
        return self._ways.show(
            request,
            here,
            "later.html",
            link=continuations.address(here.hub.site.public_url or "", here.known),
            until=here.row.expires_at,
            label=label,
            unfit=unfit,
            kind=kind,
            typed=typed,
            wrong=wrong,
            done=done,
        )
