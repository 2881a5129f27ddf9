"""The page behind the link of a notice: the time of a room is over, and whoever was told says who is still here.

The address is the key. Opening it changes nothing, because mail scanners open every link there is; only a button that
is pressed does. It is for people of the house, and in English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.domain.documents import read_id
from kiosk.services.booking_lists import BookingUnknown
from kiosk.services.booking_notices import times
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.web.buckets import Buckets, network_of
from kiosk.web.public import bodies
from kiosk.web.public.render import Pages

LONGEST: Final = 1_000
"""Bytes of what is sent here."""

BURST, REFILL = 60, 2.0
"""Requests for one link."""

DONE: Final[Mapping[str, str]] = {
    "left": "Signed out. They are not looked for in an emergency any more.",
    "stays": "Noted. They stay on the list for an emergency until somebody says that they have left.",
}


class StayPages:
    """The pages of every site of a hub."""

    def __init__(self, estate: Estate, pages: Pages) -> None:
        self._estate, self._pages = estate, pages
        self._links = Buckets(BURST, REFILL, estate.clock.monotonic)

    def routes(self) -> Sequence[Route]:
        at = "/{site}/b/{token}"
        return [Route(at, self.page, methods=["GET"]), Route(at, self.answer, methods=["POST"])]

    async def page(self, request: Request) -> Response:
        """Who is still here, and the buttons. Changes nothing."""
        hub = self._hub(request)
        try:
            inside = await hub.booking_stays.inside(request.path_params["token"])
        except BookingUnknown:
            raise HTTPException(404) from None
        room = hub.bookings.room(inside.booking.room_id)
        return self._pages.page(
            request,
            "stays.html",
            hub.site,
            spoken="en",
            people=inside.people,
            room="The room" if room is None else room.name.en,
            ended=times(inside.booking.span)[2],
            done=DONE.get(request.query_params.get("done", ""), ""),
        )

    async def answer(self, request: Request) -> Response:
        """Does what was pressed, and shows the page again."""
        hub, token = self._hub(request), request.path_params["token"]
        sent = (await bodies.read(request)).fields
        what, one = (next(iter(sent.get(name, ())), "") for name in ("do", "visit"))
        network = network_of(request.client.host if request.client else None)
        try:
            match what, read_id(one):
                case "stays", _:
                    await hub.booking_stays.stay(token, network)
                case "all_left", _:
                    await hub.booking_stays.left(token, None, network)
                case "left", UUID() as visit_id:
                    await hub.booking_stays.left(token, visit_id, network)
                case _:
                    raise HTTPException(404)
        except BookingUnknown:
            raise HTTPException(404) from None
        done = "stays" if what == "stays" else "left"
        return RedirectResponse(f"/{hub.site.id}/b/{token}?done={done}", 303)

    def _hub(self, request: Request) -> Hub:
        hub = self._estate.sites.get(request.path_params["site"])
        if hub is None:
            raise HTTPException(404)
        if wait := self._links.take(request.path_params["token"]):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        return hub
