"""The page of an invitation: when and where, the code for the door, and what would help.

The address is the key. It never shows a name, nor what anybody wrote, nor what somebody said would help them: an
invitation may have gone to the wrong address. A visit that is over, and forgotten, is as good as none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.domain.visit_calendars import write_calendar
from kiosk.domain.visit_details import LONGEST, LONGEST_WORDS, Need, Needs, text
from kiosk.domain.visits import State
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_invitations import Opened
from kiosk.services.visit_messages import when
from kiosk.web.buckets import Buckets
from kiosk.web.public import bodies, words
from kiosk.web.public.render import Pages
from kiosk.web.public.sentences import say
from kiosk.web.public.visit_words import NEEDS
from kiosk.web.qr import qr

LONGEST_SENT: Final = 8_000
"""Bytes of what is sent here: 500 characters may take twelve each."""

BURST, REFILL = 30, 5.0
"""Requests for one link: somebody who looks again and again, not a program."""

STANDING: Final[Mapping[State, str]] = {
    State.AWAITING: "visit_waits",
    State.HERE: "visit_here",
    State.LEFT: "visit_left",
    State.CANCELLED: "visit_off",
    State.TURNED_AWAY: "visit_over",
    State.NOT_COME: "visit_over",
}
"""What is said of a visit that nobody waits for any more."""

SHOWN: Final = frozenset({State.EXPECTED, State.AWAITING, State.HERE})
"""Whose code is still shown."""


class VisitPages:
    """The pages of invitations, for every site of a hub."""

    def __init__(self, estate: Estate, pages: Pages) -> None:
        self._estate, self._pages = estate, pages
        self._links = Buckets(BURST, REFILL, estate.clock.monotonic)

    def routes(self) -> Sequence[Route]:
        at = "/{site}/v/{token}"
        return [
            Route(at, self.page, methods=["GET"]),
            Route(at, self.needs, methods=["POST"]),
            Route(f"{at}/visit.ics", self.calendar, methods=["GET"]),
        ]

    async def page(self, request: Request) -> Response:
        """The visit, its code, and the question."""
        hub, opened = await self._opened(request)
        return self._show(request, hub, opened)

    async def needs(self, request: Request) -> Response:
        """Keeps what would help, for whoever they come to see and for the screen."""
        hub, opened = await self._opened(request)
        fields = (await bodies.read(request)).fields
        ticked, language = fields.get("need", ()), self._language(request, hub, opened)
        needs = Needs(
            frozenset(need for need in Need if need in ticked),
            # That of the page they answer at: the screen in the foyer begins with it.
            language,
            _told(fields.get("words", ()), fields.get("language", ()), Need.INTERPRETER in ticked),
        )
        if not await hub.visit_invitations.say_needs(request.path_params["token"], needs):
            return self._show(request, hub, opened, 409, said="visit_needs_late")
        return RedirectResponse(f"{request.url.path}?lang={language}&told=1#told", 303)

    async def calendar(self, request: Request) -> Response:
        """The visit as an event."""
        hub, opened = await self._opened(request)
        if opened.visit.state is not State.EXPECTED:
            raise HTTPException(404)
        data = write_calendar(opened.occasion, hub.clock.now())
        headers = {"Content-Disposition": 'attachment; filename="visit.ics"'}
        return Response(data, media_type="text/calendar; charset=utf-8", headers=headers)

    async def _opened(self, request: Request) -> tuple[Hub, Opened]:
        hub = self._estate.sites.get(request.path_params["site"])
        if hub is None:
            raise HTTPException(404)
        token = request.path_params["token"]
        if wait := self._links.take(token):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        try:
            return hub, await hub.visit_invitations.opened(token)
        except VisitUnknown:
            raise HTTPException(404) from None

    def _language(self, request: Request, hub: Hub, opened: Opened) -> str:
        """The one asked for, else that of the invitation."""
        offered = words.offered(hub.site)
        wanted = request.query_params.get("lang")
        return str(wanted) if wanted in offered else opened.language if opened.language in offered else offered[0]

    def _show(self, request: Request, hub: Hub, opened: Opened, status: int = 200, said: str = "") -> Response:
        language, site, visit = self._language(request, hub, opened), hub.site, opened.visit
        day, time = when(visit, site, language)
        label = say(words.WORDS["visit_code_label"], language)
        visitor_type = site.visits.type(visit.type)
        if not said and request.query_params.get("told") == "1" and opened.asks:
            said = "visit_needs_told"
        return self._pages.page(
            request,
            "visit.html",
            site,
            status,
            spoken=language,
            at=request.url.path,
            visit=visit,
            day=day,
            time=time,
            host=opened.host,
            room=opened.room if visit.state in SHOWN else None,
            code=qr(opened.code, label) if visit.state in SHOWN else "",
            calendar=visit.state is State.EXPECTED,
            standing=STANDING.get(visit.state, ""),
            directions=site.visits.directions if visit.state is State.EXPECTED else None,
            bring=visitor_type.bring if visitor_type is not None and visit.state is State.EXPECTED else None,
            asks=opened.asks,
            needs=NEEDS,
            said=said,
            most=LONGEST_WORDS,
            longest=LONGEST,
        )


def _told(typed: Sequence[str], language: Sequence[str], interpreter: bool) -> str:
    """What the host reads: of which language the interpreter is, and what was written."""
    tongue = text(next(iter(language), "")) if interpreter else ""
    written = text(next(iter(typed), ""), LONGEST_WORDS)
    return text(". ".join(part for part in (tongue, written) if part), LONGEST_WORDS)
