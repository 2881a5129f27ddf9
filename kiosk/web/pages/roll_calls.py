"""Roll-calls: begun, led from a phone, ended, and what there were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.roles import Action
from kiosk.domain.roll_calls import ACCOUNTED, Kind, Line, Mark, Procedure
from kiosk.services.roll_calls import PAGE, RollCallOver, RollCallUnknown
from kiosk.services.rolls import Shown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import roll_reports, roll_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.problems import WebProblem

MAY: Final = needs(Action.LEAD_ROLL_CALLS)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roll, in words."""

    line: Line
    mark: Mark
    tag: tuple[str, str]
    how: str
    age: str


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/roll-calls", dependencies=[MAY])
    async def listed(request: Request, visitor: Staff, page: int = Query(1, ge=1, le=100_000)) -> Response:
        return await _listed(pages, request, visitor, page)

    @routes.post("/roll-calls", dependencies=[MAY])
    async def begin(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        procedure = next((each for each in Procedure if each == fields.get("procedure")), None)
        kind = next((each for each in Kind if each == fields.get("kind")), None)
        if procedure is None or kind is None:
            errors = {} if procedure else {"procedure": "Choose what people shall do"}
            errors |= {} if kind else {"kind": "Choose whether it is real"}
            return await _listed(pages, request, visitor, 1, fields, errors)
        incident = await hub_of(request).roll_calls.begin(procedure, kind, visitor.actor)
        return RedirectResponse(f"{visitor.at}/roll-calls/{incident}", 303)

    @routes.get("/roll-calls/{incident}", dependencies=[MAY])
    async def led(
        request: Request, incident: UUID, visitor: Staff, everybody: str = "", name: str = Query("", max_length=80)
    ) -> Response:
        shown = await _found(request, incident, visitor)
        if shown.ended_at is not None:
            return RedirectResponse(f"{visitor.at}/roll-calls/{incident}/report", 303)
        now = hub_of(request).clock.now()
        people = list(_people(shown, now))
        wanted = name.strip().casefold()
        seen = [
            each
            for each in people
            if (everybody or each.mark not in ACCOUNTED) and wanted in each.line.name.casefold()
        ]
        return pages.page(
            "roll_call.html",
            visitor,
            shown=shown,
            title=roll_words.PROCEDURES[shown.call.procedure][0],
            kind=roll_words.TAGS[shown.call.kind],
            source=roll_words.SOURCES[shown.call.source],
            people=seen,
            left=sum(each.mark not in ACCOUNTED for each in people),
            total=len(people),
            presses=roll_words.PRESSES,
            whole=everybody,
            name=name,
            away=shown.roll.away,
            live="rolls visits",
        )

    @routes.post("/roll-calls/{incident}/mark", dependencies=[MAY])
    async def mark(request: Request, incident: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        said, _, person = fields.get("mark", "").partition(" ")
        try:
            marked = Mark(said), UUID(person)
        except ValueError:
            raise WebProblem(422, "form_invalid") from None
        try:
            await hub_of(request).roll_calls.mark(incident, marked[1], marked[0], visitor.actor)
        except RollCallUnknown as error:
            raise WebProblem(404, error.code) from None
        except RollCallOver:
            return RedirectResponse(f"{visitor.at}/roll-calls/{incident}/report", 303)
        kept = {key: fields[key] for key in ("everybody", "name") if fields.get(key)}
        return RedirectResponse(f"{visitor.at}/roll-calls/{incident}?{urlencode(kept)}#live", 303)

    @routes.get("/roll-calls/{incident}/end", dependencies=[MAY])
    async def asked(request: Request, incident: UUID, visitor: Staff) -> Response:
        shown = await _found(request, incident, visitor)
        left = sum(shown.roll.mark(line.person) not in ACCOUNTED for line in shown.roll.lines)
        return pages.page("roll_call_end.html", visitor, shown=shown, left=left)

    @routes.post("/roll-calls/{incident}/end", dependencies=[MAY])
    async def end(request: Request, incident: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        await _found(request, incident, visitor)
        with suppress(RollCallOver):  # somebody else was quicker, and it is as was wanted
            await hub_of(request).roll_calls.end(visitor.actor)
        return RedirectResponse(f"{visitor.at}/roll-calls/{incident}/report", 303)

    roll_reports.add(routes, pages, MAY)
    return routes


async def _listed(
    pages: Pages,
    request: Request,
    visitor: Visitor,
    page: int,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    hub = hub_of(request)
    total, rows = await hub.roll_calls.newest(page)
    current = await hub.roll_calls.current()
    return pages.page(
        "roll_calls.html",
        visitor,
        422 if errors else 200,
        rows=[(row, roll_words.PROCEDURES[row.call.procedure][0], roll_words.TAGS[row.call.kind]) for row in rows],
        current=None
        if current is None
        else (current, roll_words.PROCEDURES[current.call.procedure][0], roll_words.TAGS[current.call.kind]),
        procedures=roll_words.PROCEDURES,
        kinds=roll_words.KINDS,
        values=values or {},
        errors=errors or {},
        number=page,
        pages=-(-total // PAGE),
        prepares=visitor.may(Action.EDIT_SITE),
        closes=visitor.may(Action.COMMAND_TERMINALS),
        live="rolls",
    )


async def _found(request: Request, incident: UUID, visitor: Visitor) -> Shown:
    try:
        return await hub_of(request).roll_calls.show(incident, visitor.actor)
    except RollCallUnknown as error:
        raise WebProblem(404, error.code) from None


def _people(shown: Shown, now: datetime) -> Iterator[Person]:
    """Those to look for first, first."""
    for line in shown.roll.by_urgency:
        mark = shown.roll.mark(line.person)
        age = roll_words.minutes_ago(line.seen_at, now)
        yield Person(line, mark, roll_words.MARKS[mark], roll_words.how(line), age)
