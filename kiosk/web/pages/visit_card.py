"""The card of somebody who is expected: typed by its number, or read at a terminal."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.commands import Command, Kind
from kiosk.domain.readers import Spoilt
from kiosk.domain.visits import may_change
from kiosk.services.hub import Hub
from kiosk.services.noted_cards import CardUnfit
from kiosk.services.terminals import TerminalUnknown
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visits import VisitChanged
from kiosk.web.api.callers import estate_of, hub_of
from kiosk.web.pages import card_asking
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.visit_scope import SEE, scope, show
from kiosk.web.problems import WebProblem

RANDOM: Final[Spoilt] = "random_number"


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/visits/{visit_id}/card")

    async def page(
        request: Request, visitor: Visitor, visit_id: UUID, asked: Command | None = None, **errors: str
    ) -> Response:
        hub, estate = hub_of(request), estate_of(request)
        found = await show(hub, visit_id, visitor)
        if found.details is None or not may_change(found.visit):
            raise WebProblem(409, VisitChanged.code)
        return pages.page(
            "visit_card.html",
            visitor,
            422 if errors else 200,
            name=found.details.name,
            visit_id=visit_id,
            has=await hub.visit_cards.has(visit_id),
            places=[each async for each in card_asking.places(estate, visitor)],
            asked=asked,
            became=None if asked is None else card_asking.became(asked, hub.clock.now()),
            errors=errors,
            live="commands",
        )

    @routes.get("", dependencies=[SEE])
    async def shown(
        request: Request, visit_id: UUID, visitor: Staff, asked: Annotated[str, Query()] = ""
    ) -> Response:
        return await page(request, visitor, visit_id, await _asked(hub_of(request), visit_id, asked))

    @routes.post("", dependencies=[SEE])
    async def note(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        cards = hub_of(request).visit_cards
        try:
            mark = cards.typed(fields.get("number", ""))
            await cards.note(visit_id, mark, visitor.actor, scope(visitor))
        except CardUnfit as error:
            return await page(request, visitor, visit_id, number=_unfit(error))
        except VisitUnknown as error:
            raise WebProblem(404, error.code) from None
        except VisitChanged as error:
            raise WebProblem(409, error.code) from None
        return RedirectResponse(f"{visitor.at}/visits/{visit_id}?done=carded", 303)

    @routes.post("/ask", dependencies=[SEE])
    async def ask(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        await show(hub, visit_id, visitor)
        places = [each async for each in card_asking.places(estate_of(request), visitor)]
        place = next((each for each in places if str(each.found.row.id) == fields.get("terminal", "")), None)
        if place is None:
            return await page(request, visitor, visit_id, terminal="Choose where they hold the card to the reader")
        try:
            command = await hub.visit_cards.ask(hub.commands, place.found.row.id, visitor.actor, visit_id)
        except TerminalUnknown as error:
            raise WebProblem(404, error.code) from None
        await hub.commands.wait([command], card_asking.PATIENCE)
        return RedirectResponse(f"{visitor.at}/visits/{visit_id}/card?asked={command.id}", 303)

    @routes.post("/release", dependencies=[SEE])
    async def release(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        hub = hub_of(request)
        await show(hub, visit_id, visitor)
        await hub.visit_cards.release(visit_id, visitor.actor, scope(visitor))
        return RedirectResponse(f"{visitor.at}/visits/{visit_id}/card", 303)

    return routes


async def _asked(hub: Hub, visit_id: UUID, asked: str) -> Command | None:
    """The question that an address names, if it was about this visit."""
    try:
        wanted = UUID(asked)
    except ValueError:
        return None
    found = await hub.commands.some([wanted])
    about = (each for each in found if each.kind == Kind.READ_CARD and each.args.get("visit") == str(visit_id))
    return next(about, None)


def _unfit(error: CardUnfit) -> str:
    if error.data.get("reason") == RANDOM:
        return "A number that begins with 08 is made anew each time the card is read, so it cannot be used"
    return "Enter the number in digits and letters from A to F, such as 04 A1 B2 C3 D4 E5 F6"
