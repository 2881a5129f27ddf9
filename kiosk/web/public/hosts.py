"""The page behind the link of a notice: somebody waits, and whoever was told says what they do.

The address is the key: whoever has it sees that one visit, until it ends. Opening it changes nothing, because mail
scanners open every link there is; only a button that is pressed does. It is for people of the house, and in English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.domain.errors import Refused
from kiosk.domain.host_calls import LONGEST_PLACE, CallOver
from kiosk.domain.visit_words import LONGEST as LONGEST_WORDS
from kiosk.domain.visits import State as VisitState
from kiosk.services.audit import Actor
from kiosk.services.estate import Estate
from kiosk.services.host_calls import BY_A_LINK, CallUnknown
from kiosk.services.host_reading import Seen
from kiosk.services.hub import Hub
from kiosk.web import host_words
from kiosk.web.buckets import Buckets, network_of
from kiosk.web.public import bodies
from kiosk.web.public.render import Pages

LONGEST: Final = 4_000
"""Bytes of what is sent here."""

BURST, REFILL = 60, 2.0
"""Requests for one link: somebody who looks again and again, and a few scanners before them."""


class HostPages:
    """The answer pages of every site of a hub."""

    def __init__(self, estate: Estate, pages: Pages) -> None:
        self._estate, self._pages = estate, pages
        self._links = Buckets(BURST, REFILL, estate.clock.monotonic)

    def routes(self) -> Sequence[Route]:
        at = "/{site}/h/{token}"
        return [Route(at, self.page, methods=["GET"]), Route(at, self.answer, methods=["POST"])]

    async def page(self, request: Request) -> Response:
        """Who waits, since when, and the buttons. Changes nothing."""
        hub = self._hub(request)
        try:
            _, seen = await hub.reception.reading.by_token(request.path_params["token"])
        except (CallUnknown, CallOver):
            return self._gone(request, hub)
        return self._show(request, hub, seen, done=request.query_params.get("done", ""))

    async def answer(self, request: Request) -> Response:
        """Does what was pressed, and shows the page again."""
        hub, known = self._hub(request), request.path_params["token"]
        sent = (await bodies.read(request)).fields
        fields = {name: next(iter(sent.get(name, ())), "")[:1_000] for name in ("do", "place", "to", "words")}
        try:
            link, seen = await hub.reception.reading.by_token(known)
            # A link may have been given on: it is whoever it was sent to who is known to have it.
            network = network_of(request.client.host if request.client else None)
            what, rest = fields["do"], {name: fields[name] for name in ("place", "to", "words")}
            await hub.reception.do(seen, what, Actor(link.name + BY_A_LINK, None, network), link.turn, **rest)
        except (CallUnknown, CallOver):
            return self._gone(request, hub)
        except Refused as error:
            field, said = host_words.PROBLEMS.get(error.code, ("place", "That cannot be done now"))
            return self._show(request, hub, seen, 422, errors={field: said}, typed=fields)
        return RedirectResponse(f"/{hub.site.id}/h/{known}?done={what}", 303)

    def _hub(self, request: Request) -> Hub:
        hub = self._estate.sites.get(request.path_params["site"])
        if hub is None:
            raise HTTPException(404)
        if wait := self._links.take(request.path_params["token"]):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        return hub

    def _gone(self, request: Request, hub: Hub) -> Response:
        return self._pages.page(request, "host_gone.html", hub.site, 404, spoken="en")

    def _show(
        self,
        request: Request,
        hub: Hub,
        seen: Seen,
        status: int = 200,
        *,
        done: str = "",
        errors: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        return self._pages.page(
            request,
            "host.html",
            hub.site,
            status,
            spoken="en",
            seen=seen,
            awaiting=seen.visit.state is VisitState.AWAITING,
            standing=host_words.STATES[seen.call.state][0],
            called=host_words.called(seen),
            needs=host_words.needs(seen.details.needs),
            since=host_words.since(seen.call, hub.clock.now()),
            done=host_words.DONE.get(done, ""),
            errors=errors or {},
            typed=typed or {},
            longest_place=LONGEST_PLACE,
            longest_words=LONGEST_WORDS,
        )
