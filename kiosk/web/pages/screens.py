"""What staff want of the screens just now: locked to be wiped, closed for the night, or open again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.commands import Command, CommandState, Kind
from kiosk.domain.roles import Action
from kiosk.domain.terminals import CLOSED
from kiosk.services.hub import Hub
from kiosk.services.terminals import Standing, TerminalUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import check_words, standing
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.problems import WebProblem

PATIENCE = 4.0
"""Seconds that a page waits for screens to answer before it shows what it knows."""

RECENT = timedelta(minutes=15)
"""How long the page says what became of a command."""

WANTED = {"clean": Kind.CLEAN, "close": Kind.CLOSE, "open": Kind.OPEN}
ALL = "all"

WITH_THE_OFFICES, AT_A_TIME, BY_HAND = "offices", "time", "hand"
"""When screens that are closed open again."""

MAY = needs(Action.COMMAND_TERMINALS)


@dataclass(frozen=True, slots=True)
class Screen:
    """One terminal on the page, with the last command of the last minutes, and what became of it."""

    found: Standing
    told: standing.Told
    command: Command | None
    became: str
    in_use: bool

    @property
    def closed(self) -> bool:
        """Whether it serves nobody because staff said so."""
        health = self.found.row.health
        return health is not None and health.reason == CLOSED


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/screens", dependencies=[MAY])
    async def listed(request: Request, visitor: Staff) -> Response:
        return await _page(pages, hub_of(request), visitor, {}, {})

    @routes.post("/screens", dependencies=[MAY])
    async def command(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        kind, terminal_id = WANTED.get(fields.get("do", "")), _terminal(fields.get("terminal", ""))
        if kind is None:
            raise WebProblem(422, "form_invalid")
        args: dict[str, str] = {"end_session": "yes"} if fields.get("end_session") == "yes" else {}
        if kind is Kind.CLOSE and fields.get("again", BY_HAND) != BY_HAND:
            opens = _opens(hub, fields)
            if opens is None:
                return await _page(pages, hub, visitor, fields, {"until": "Enter a time, such as 07:00"})
            args["until"] = opens.isoformat()
        try:
            given = await hub.commands.give(terminal_id, kind, args, visitor.actor)
        except TerminalUnknown as error:
            raise WebProblem(404, error.code) from None
        await hub.commands.wait(given, PATIENCE)
        anchor = "" if terminal_id is None else f"#terminal-{terminal_id}"
        return RedirectResponse(f"{visitor.at}/screens{anchor}", 303)

    return routes


async def _page(
    pages: Pages, hub: Hub, visitor: Visitor, fields: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    now = hub.clock.now()
    last = await hub.commands.last(WANTED.values(), now - RECENT)
    screens = [
        _screen(each, last.get(each.row.id), now, visitor)
        for each in await hub.terminals.list()
        if each.row.withdrawn_at is None
    ]
    return pages.page(
        "screens.html",
        visitor,
        422 if errors else 200,
        screens=sorted(screens, key=lambda each: each.found.row.details.name.casefold()),
        offices=(offices := hub.site.opens_next(_here(hub))),
        again=fields.get("again", BY_HAND if offices is None else WITH_THE_OFFICES),
        until=fields.get("until", ""),
        errors=errors,
        live="commands terminals",
    )


def _screen(found: Standing, last: Command | None, now: datetime, visitor: Visitor) -> Screen:
    told = standing.told(found, visitor.when)
    if last is None:
        return Screen(found, told, None, "", False)
    state = last.state(now)
    in_use = state is CommandState.REFUSED and last.result == "in_use"
    return Screen(found, told, last, check_words.became(last, state), in_use)


def _terminal(typed: str) -> UUID | None:
    """The terminal that is meant; `None` for all."""
    if typed == ALL:
        return None
    try:
        return UUID(typed)
    except ValueError:
        raise WebProblem(422, "form_invalid") from None


def _here(hub: Hub) -> datetime:
    """Now, by the clock on the wall."""
    return hub.clock.now().astimezone(ZoneInfo(hub.site.timezone))


def _opens(hub: Hub, fields: Mapping[str, str]) -> datetime | None:
    """When screens open again by themselves; `None` for what is no time."""
    if fields.get("again") == WITH_THE_OFFICES and (opens := hub.site.opens_next(_here(hub))) is not None:
        return opens
    return _next(fields.get("until", "").strip(), _here(hub))


def _next(typed: str, here: datetime) -> datetime | None:
    """When the wall's clock next shows a time; `None` for what is none."""
    if re.fullmatch(r"([01]?[0-9]|2[0-3])[:.][0-5][0-9]", typed) is None:
        return None
    hour, minute = map(int, re.split("[:.]", typed))
    days = (here.date(), here.date() + timedelta(days=1))
    return next(at for day in days if (at := datetime.combine(day, time(hour, minute), here.tzinfo)) > here)
