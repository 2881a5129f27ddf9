"""The checks at opening and closing: staff are led from terminal to terminal, and what was found stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.checks import NUMBERS, Check, CheckKind
from kiosk.domain.commands import Command, CommandState, Kind
from kiosk.domain.roles import Action
from kiosk.services.checks import LONGEST_NOTE, CheckUnknown
from kiosk.services.hub import Hub
from kiosk.services.terminals import TerminalUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import check_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.screens import PATIENCE
from kiosk.web.pages.sessions import Staff, needs, read_form
from kiosk.web.problems import WebProblem

Steps = Literal["picture", "print", "card", "seen", "not_seen", "close", "open"]

MAY = needs(Action.COMMAND_TERMINALS)


@dataclass(frozen=True, slots=True)
class Card:
    """One terminal of a check: its lines in words, and the number on its check picture while it shows one."""

    id: UUID
    name: str
    lines: tuple[check_words.Told, ...]
    code: str
    closed: bool
    silent: bool


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/checks", dependencies=[MAY])
    async def listed(request: Request, visitor: Staff, page: int = Query(1, ge=1, le=100_000)) -> Response:
        found, total = await hub_of(request).desk.checks.list(page)
        return pages.page(
            "checks.html",
            visitor,
            checks=found,
            kinds=check_words.KINDS,
            said=check_words.LAMPS,
            number=page,
            pages=total,
        )

    @routes.post("/checks", dependencies=[MAY])
    async def begin(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        kind = next((kind for kind in CheckKind if kind == fields.get("kind")), None)
        if kind is None:
            raise WebProblem(422, "form_invalid")
        check_id = await hub_of(request).desk.checks.begin(kind, visitor.actor)
        return RedirectResponse(f"{visitor.at}/checks/{check_id}", 303)

    @routes.get("/checks/{check_id}", dependencies=[MAY])
    async def one(request: Request, check_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        check = await _found(hub, check_id)
        pictures = await hub.desk.checks.pictures(check)
        return pages.page(
            "check.html",
            visitor,
            check=check,
            kind=check_words.KINDS[check.kind],
            said=check_words.LAMPS,
            lines=[check_words.told(line) for line in check.lines if line.terminal_id is None],
            cards=list(_cards(check, pictures, hub.clock.now())),
            contacts=[*hub.site.emergency, *hub.site.contacts],
            confirmed=check.confirmed.get(NUMBERS),
            longest=LONGEST_NOTE,
            live="" if check.finished_at else "commands terminals",
        )

    @routes.post("/checks/{check_id}/numbers", dependencies=[MAY])
    async def numbers(request: Request, check_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        try:
            await hub_of(request).desk.checks.confirm(
                check_id, NUMBERS, "seen" if fields.get("right") == "yes" else "not_seen"
            )
        except CheckUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/checks/{check_id}#numbers", 303)

    @routes.post("/checks/{check_id}/terminals/{terminal_id}", dependencies=[MAY])
    async def terminal(request: Request, check_id: UUID, terminal_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        try:
            match fields.get("do"):
                case "picture":
                    asked = await hub.desk.checks.ask(check_id, terminal_id, visitor.actor)
                    await hub.commands.wait([asked], PATIENCE)
                case "print":
                    asked = await hub.desk.checks.ask_print(check_id, terminal_id, visitor.actor)
                    await hub.commands.wait([asked], PATIENCE)
                case "card":
                    asked = await hub.desk.checks.ask_card(check_id, terminal_id, visitor.actor)
                    await hub.commands.wait([asked], PATIENCE)
                case "seen" | "not_seen" as seen:
                    await hub.desk.checks.confirm(check_id, str(terminal_id), seen)
                case "close" | "open" as wanted:
                    given = await hub.commands.give(terminal_id, Kind(wanted), {}, visitor.actor)
                    await hub.commands.wait(given, PATIENCE)
                case _:
                    raise WebProblem(422, "form_invalid")
        except (CheckUnknown, TerminalUnknown) as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/checks/{check_id}#terminal-{terminal_id}", 303)

    @routes.post("/checks/{check_id}/finish", dependencies=[MAY])
    async def finish(request: Request, check_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        try:
            await hub_of(request).desk.checks.finish(check_id, fields.get("note", "").strip(), visitor.actor)
        except CheckUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/checks/{check_id}", 303)

    return routes


async def _found(hub: Hub, check_id: UUID) -> Check:
    try:
        return await hub.desk.checks.show(check_id)
    except CheckUnknown as error:
        raise WebProblem(404, error.code) from None


def _cards(check: Check, pictures: Mapping[UUID, Command], now: datetime) -> Iterator[Card]:
    """The terminals in the order of the lines."""
    for terminal_id in dict.fromkeys(line.terminal_id for line in check.lines if line.terminal_id is not None):
        lines = [line for line in check.lines if line.terminal_id == terminal_id]
        picture = pictures.get(terminal_id)
        shown = picture is not None and picture.state(now) is CommandState.DONE and picture.result == "shown"
        yield Card(
            terminal_id,
            lines[0].about,
            tuple(map(check_words.told, lines)),
            picture.args.get("code", "") if shown and picture is not None else "",
            any(line.why == "closed" for line in lines),
            any(line.item == "heard" and line.why != "heard" for line in lines),
        )
