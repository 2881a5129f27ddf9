"""A PIN of one's own for the door for staff at terminals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.roles import Action, Grant, may
from kiosk.domain.staff_door import PIN_DIGITS
from kiosk.interfaces.facts import StaffSession
from kiosk.services.terminal_pins import PinRefused
from kiosk.web.api.callers import estate_of
from kiosk.web.limits import PROOFS
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Anywhere, Proved, SignedOut, Visitor, read_form
from kiosk.web.problems import WebProblem

_WILL_NOT_DO: Final = "That PIN cannot be used. Choose another, that is no date, no year, no row and no pattern"


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/me/pin", dependencies=[Proved])
    async def pin_page(request: Request, visitor: Anywhere) -> Response:
        session = _allowed(visitor)
        has = await estate_of(request).accounts.terminal_pins.has(session.account_id)
        return pages.page("me_pin.html", visitor, has=has, digits=PIN_DIGITS, errors={})

    @routes.post("/me/pin", dependencies=[Proved])
    async def choose(request: Request, visitor: Anywhere) -> Response:
        session, pins = _allowed(visitor), estate_of(request).accounts.terminal_pins
        fields = await read_form(request, visitor)
        pin, again = fields.get("pin", "").strip(), fields.get("again", "").strip()
        errors = {}
        if not (len(pin) == PIN_DIGITS and pin.isascii() and pin.isdigit()):
            errors = {"pin": f"Enter {PIN_DIGITS} digits"}
        elif pin != again:
            errors = {"again": "Enter the same digits again"}
        else:
            # Each answer tells whether a PIN is somebody's, or too easily guessed.
            await estate_of(request).tries.count((PROOFS, str(session.account_id)))
            try:
                await pins.choose(visitor.actor, session.account_id, pin)
            except PinRefused:
                errors = {"pin": _WILL_NOT_DO}
            else:
                return RedirectResponse("/me", 303)
        has = await pins.has(session.account_id)
        return pages.page("me_pin.html", visitor, 422, has=has, digits=PIN_DIGITS, errors=errors)

    @routes.post("/me/pin/remove", dependencies=[Proved])
    async def remove(request: Request, visitor: Anywhere) -> Response:
        await read_form(request, visitor)
        session = _session(visitor)
        await estate_of(request).accounts.terminal_pins.end(visitor.actor, session.account_id)
        return RedirectResponse("/me", 303)

    return routes


def may_have(grants: Iterable[Grant]) -> bool:
    """Whether a PIN or a card would open anything to somebody: they may command the terminals of some site, or lead
    its roll-calls."""
    opens = (Action.COMMAND_TERMINALS, Action.LEAD_ROLL_CALLS)
    return any(may([grant], action, grant.site_id) for grant in grants for action in opens)


def _allowed(visitor: Visitor) -> StaffSession:
    session = _session(visitor)
    if not may_have(session.grants):
        raise WebProblem(403, "not_granted")
    return session


def _session(visitor: Visitor) -> StaffSession:
    if visitor.session is None:
        raise SignedOut
    return visitor.session
