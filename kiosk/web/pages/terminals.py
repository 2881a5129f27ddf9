"""Terminals as staff look after them: how each is, what it is called, and how one comes and goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.roles import Action
from kiosk.domain.terminals import HEIGHT_MM, PANEL_INCHES, Details, Role
from kiosk.services.terminals import Standing, TerminalUnknown
from kiosk.web.api.callers import estate_of, hub_of
from kiosk.web.pages import check_words, device_words, standing
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.problems import WebProblem
from kiosk.web.qr import qr

LONGEST_NAME = 60
LONGEST_PLACE = 120

_EMPTY: Mapping[str, str] = {"name": "", "place": "", "role": Role.VISITOR, "panel": "", "height": ""}


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/terminals", dependencies=[needs(Action.SEE_TERMINALS)])
    async def listed(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        now = hub.clock.now()
        rows = [
            (each, standing.told(each, visitor.when), standing.ago(each.row.seen_at, now, visitor.when))
            for each in await hub.terminals.list()
        ]
        bench = estate_of(request).bench is not None and visitor.may(Action.COMMAND_TERMINALS)
        return pages.page(
            "terminals.html", visitor, rows=rows, roles=standing.ROLES, live="terminals health", bench=bench
        )

    @routes.get("/terminals/add", dependencies=[needs(Action.MANAGE_TERMINALS)])
    async def add_page(visitor: Staff) -> Response:
        return _form(pages, visitor, _EMPTY, {}, None)

    @routes.post("/terminals/add", dependencies=[needs(Action.MANAGE_TERMINALS)])
    async def add(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        details, errors = _read(fields)
        if details is None:
            return _form(pages, visitor, fields, errors, None)
        code = await hub_of(request).terminals.invite(visitor.actor, details)
        return _code(pages, request, visitor, code, details, None)

    @routes.get("/terminals/{terminal_id}", dependencies=[needs(Action.SEE_TERMINALS)])
    async def one(request: Request, terminal_id: UUID, visitor: Staff) -> Response:
        found = await _found(request, terminal_id)
        hub = hub_of(request)
        now = hub.clock.now()
        asked = [
            (each, check_words.WANTED.get(each.kind, each.kind), check_words.became(each, each.state(now)))
            for each in await hub.commands.latest(terminal_id)
        ]
        return pages.page(
            "terminal.html",
            visitor,
            found=found,
            told=standing.told(found, visitor.when),
            facts=standing.facts(found, visitor.when),
            devices=() if found.row.health is None else tuple(map(device_words.told, found.row.health.devices)),
            role=standing.ROLES[found.row.details.role][0],
            asked=asked,
            may_command=visitor.may(Action.COMMAND_TERMINALS),
            live="health terminals",
        )

    @routes.get("/terminals/{terminal_id}/change", dependencies=[needs(Action.MANAGE_TERMINALS)])
    async def change_page(request: Request, terminal_id: UUID, visitor: Staff) -> Response:
        found = await _working(request, terminal_id)
        return _form(pages, visitor, _typed(found.row.details), {}, found)

    @routes.post("/terminals/{terminal_id}/change", dependencies=[needs(Action.MANAGE_TERMINALS)])
    async def change(request: Request, terminal_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        details, errors = _read(fields)
        if details is None:
            return _form(pages, visitor, fields, errors, await _working(request, terminal_id))
        try:
            await hub_of(request).terminals.change(terminal_id, details, visitor.actor)
        except TerminalUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/terminals/{terminal_id}", 303)

    @routes.get("/terminals/{terminal_id}/replace", dependencies=[needs(Action.MANAGE_TERMINALS)])
    async def replace_page(request: Request, terminal_id: UUID, visitor: Staff) -> Response:
        found = await _found(request, terminal_id)
        if found.row.replaced_by is not None:
            raise WebProblem(404, TerminalUnknown.code)
        return pages.page("terminal_replace.html", visitor, found=found)

    @routes.post("/terminals/{terminal_id}/replace", dependencies=[needs(Action.MANAGE_TERMINALS)])
    async def replace(request: Request, terminal_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            code = await hub_of(request).terminals.invite_replacement(terminal_id, visitor.actor)
        except TerminalUnknown as error:
            raise WebProblem(404, error.code) from None
        found = await _found(request, terminal_id)
        return _code(pages, request, visitor, code, found.row.details, found)

    @routes.get("/terminals/{terminal_id}/withdraw", dependencies=[needs(Action.MANAGE_TERMINALS)])
    async def withdraw_page(request: Request, terminal_id: UUID, visitor: Staff) -> Response:
        return pages.page("terminal_withdraw.html", visitor, found=await _working(request, terminal_id))

    @routes.post("/terminals/{terminal_id}/withdraw", dependencies=[needs(Action.MANAGE_TERMINALS)])
    async def withdraw(request: Request, terminal_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).terminals.withdraw(terminal_id, visitor.actor)
        except TerminalUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/terminals/{terminal_id}", 303)

    return routes


async def _found(request: Request, terminal_id: UUID) -> Standing:
    try:
        return await hub_of(request).terminals.show(terminal_id)
    except TerminalUnknown as error:
        raise WebProblem(404, error.code) from None


async def _working(request: Request, terminal_id: UUID) -> Standing:
    found = await _found(request, terminal_id)
    if found.row.withdrawn_at is not None:
        raise WebProblem(404, TerminalUnknown.code)
    return found


def _form(
    pages: Pages, visitor: Visitor, fields: Mapping[str, str], errors: Mapping[str, str], found: Standing | None
) -> Response:
    values = {key: fields.get(key, "") for key in _EMPTY}
    status = 422 if errors else 200
    return pages.page(
        "terminal_form.html", visitor, status, values=values, errors=errors, found=found, roles=standing.ROLES
    )


def _code(
    pages: Pages, request: Request, visitor: Visitor, code: str, details: Details, replaced: Standing | None
) -> Response:
    """The page that shows a code, this once."""
    hub = hub_of(request)
    address = str(request.base_url).rstrip("/")
    command = f"foyer terminal --hub {address} --code {code}"
    return pages.page(
        "terminal_code.html",
        visitor,
        code=code,
        command=command,
        address=address,
        picture=qr(command, "QR code with the command that is written beside it"),
        local=urlsplit(address).hostname in {"127.0.0.1", "::1", "localhost"},
        until=hub.clock.now() + timedelta(seconds=hub.terminals.code_life),
        details=details,
        replaced=replaced,
    )


def _typed(details: Details) -> Mapping[str, str]:
    panel, height = details.panel_inches, details.mounting_height_mm
    return {
        "name": details.name,
        "place": details.place,
        "role": details.role,
        "panel": "" if panel is None else f"{panel:g}",
        "height": "" if height is None else str(height),
    }


def _read(fields: Mapping[str, str]) -> tuple[Details | None, dict[str, str]]:
    """What staff typed: the details, or what is wrong with each field."""
    errors: dict[str, str] = {}
    name, place = fields.get("name", "").strip(), fields.get("place", "").strip()
    if not name:
        errors["name"] = "Enter a name"
    elif len(name) > LONGEST_NAME or not name.isprintable():
        errors["name"] = f"Name must be {LONGEST_NAME} characters or fewer, on one line"
    if len(place) > LONGEST_PLACE or not place.isprintable():
        errors["place"] = f"Place must be {LONGEST_PLACE} characters or fewer, on one line"
    role = next((role for role in Role if role == fields.get("role")), None)
    if role is None:
        errors["role"] = "Choose what it is for"
    panel = _number(fields.get("panel", ""), PANEL_INCHES)
    if panel is False:
        errors["panel"] = f"Panel size must be a number of inches from {PANEL_INCHES[0]:g} to {PANEL_INCHES[1]:g}"
    height = _number(fields.get("height", ""), HEIGHT_MM)
    if height is False or (height is not None and height != int(height)):
        errors["height"] = f"Height must be a whole number of millimetres from {HEIGHT_MM[0]} to {HEIGHT_MM[1]:,}"
    if errors or role is None:
        return None, errors
    return Details(name, place, role, panel or None, int(height) if height else None), {}


def _number(typed: str, bounds: tuple[float, float]) -> float | Literal[False] | None:
    """A number, `None` for nothing typed, `False` for what will not do."""
    text = typed.strip().replace(",", "").removesuffix("mm").removesuffix("inches").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,2})?", text):
        return False
    return number if bounds[0] <= (number := float(text)) <= bounds[1] else False
