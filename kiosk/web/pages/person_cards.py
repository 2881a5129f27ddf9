"""The cards with which somebody opens the door for staff at terminals: what there are, one more, one less."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.accounts import Member
from kiosk.domain.commands import Command, Kind
from kiosk.domain.people import may_rule
from kiosk.services.credentials import CredentialUnknown
from kiosk.services.estate import Estate
from kiosk.services.people import NotYours, PersonUnknown
from kiosk.services.terminals import TerminalUnknown
from kiosk.web.api.callers import estate_of
from kiosk.web.pages import card_asking, me_pin
from kiosk.web.pages.people import asks, base_of, looker, site_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Proved, Visitor, read_form
from kiosk.web.problems import WebProblem


def router(pages: Pages, *, everywhere: bool) -> APIRouter:
    """The routes, of the whole estate or of a site."""
    routes = APIRouter(prefix="/cards")
    who, allowed = asks(everywhere=everywhere)

    async def page(
        request: Request, visitor: Visitor, member: Member, asked: Command | None, error: str = ""
    ) -> Response:
        estate = estate_of(request)
        return pages.page(
            "person_cards.html",
            visitor,
            422 if error else 200,
            member=member,
            cards=await estate.accounts.staff_cards.of(member.id),
            places=[each async for each in card_asking.places(estate, visitor)],
            opens=me_pin.may_have(member.grants),
            asked=asked,
            became=None if asked is None else card_asking.became(asked, estate.clock.now()),
            error=error,
            base=base_of(visitor),
            live="commands" if visitor.hub is not None else "",
        )

    @routes.get("", dependencies=[allowed, Proved])
    async def shown(
        request: Request, account_id: UUID, visitor: Visitor = who, asked: Annotated[str, Query()] = ""
    ) -> Response:
        estate = estate_of(request)
        member = await _member(estate, visitor, account_id)
        return await page(request, visitor, member, await _asked(estate, visitor, member, asked))

    @routes.post("", dependencies=[allowed, Proved])
    async def ask(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        fields = await read_form(request, visitor)
        member = await _member(estate, visitor, account_id)
        chosen = fields.get("terminal", "")
        places = [each async for each in card_asking.places(estate, visitor)]
        place = next((each for each in places if str(each.found.row.id) == chosen), None)
        if place is None:
            return await page(request, visitor, member, None, "Choose where they hold the card to the reader")
        try:
            command = await estate.accounts.staff_cards.ask(
                place.hub.commands, place.found.row.id, visitor.actor, member.id
            )
        except TerminalUnknown as error:
            raise WebProblem(404, error.code) from None
        await place.hub.commands.wait([command], card_asking.PATIENCE)
        return RedirectResponse(f"{base_of(visitor)}/{account_id}/cards?asked={command.id}", 303)

    @routes.post("/{card_id}/end", dependencies=[allowed, Proved])
    async def end(request: Request, account_id: UUID, card_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        await read_form(request, visitor)
        member = await _member(estate, visitor, account_id)
        try:
            await estate.accounts.staff_cards.end(visitor.actor, member.id, card_id)
        except CredentialUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{base_of(visitor)}/{account_id}/cards", 303)

    return routes


async def _member(estate: Estate, visitor: Visitor, account_id: UUID) -> Member:
    """Somebody about whom the visitor decides."""
    try:
        member = await estate.accounts.people.find(looker(visitor), site_of(visitor), account_id)
    except PersonUnknown as error:
        raise WebProblem(404, error.code) from None
    if not may_rule(visitor.grants, member.grants):
        raise WebProblem(403, NotYours.code)
    return member


async def _asked(estate: Estate, visitor: Visitor, member: Member, asked: str) -> Command | None:
    """The question that an address names, if it was about this person."""
    try:
        wanted = UUID(asked)
    except ValueError:
        return None
    for hub in estate.sites.values() if visitor.hub is None else (visitor.hub,):
        for command in await hub.commands.some([wanted]):
            if command.kind == Kind.READ_CARD and command.args.get("account") == str(member.id):
                return command
    return None
