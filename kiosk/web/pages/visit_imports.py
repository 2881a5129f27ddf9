"""Inviting people from a file: a table or a calendar is handed in, looked at line by line, and then they are invited.

Nothing of it is kept until somebody says so: what was read goes with the page that shows it, and is read again, by
the same rules, when it comes back.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.bookings import RoomTaken
from kiosk.domain.tabular import LONGEST_CELL, FileRefused
from kiosk.domain.visit_calendars import read_calendar
from kiosk.domain.visit_lines import FIELDS, Around, Line, label
from kiosk.domain.visit_tables import COLUMNS, MOST_LINES, Read, example, read_lines, read_table
from kiosk.domain.visits import State
from kiosk.services.hub import Hub
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.uploads import Upload, read_upload
from kiosk.web.pages.visit_invite import taken
from kiosk.web.pages.visit_scope import SEE, scope
from kiosk.web.problems import WebProblem

CALENDAR: Final = (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR")

Said = Sequence[tuple[int, Mapping[str, str]]]


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    def choose(visitor: Visitor, errors: Mapping[str, str]) -> Response:
        status = 422 if errors else 200
        columns = [names[0] for field, names in COLUMNS.items() if field not in ("given", "family")]
        return pages.page("visit_import.html", visitor, status, errors=errors, columns=columns, most=MOST_LINES)

    @routes.get("/visits/import", dependencies=[SEE])
    async def ask(visitor: Staff) -> Response:
        return choose(visitor, {})

    @routes.get("/visits/import/example.csv", dependencies=[SEE])
    async def table(visitor: Staff) -> Response:  # noqa: ARG001 - that somebody is signed in at the site
        headers = {"Content-Disposition": 'attachment; filename="visitors.csv"'}
        return Response(example(), media_type="text/csv; charset=utf-8", headers=headers)

    @routes.post("/visits/import", dependencies=[SEE])
    async def look(request: Request, visitor: Staff) -> Response:
        _, upload = await read_upload(request, visitor, "file")
        if upload is None:
            return choose(visitor, {"file": "Choose a file"})
        hub = hub_of(request)
        around = await _around(hub, visitor)
        try:
            said, notes = await asyncio.to_thread(_read, upload, around)
        except FileRefused as refused:
            return choose(visitor, {"file": refused.reason})
        lines = await _new(hub, visitor, read_lines(said, around))
        good = [each for each in lines if isinstance(each[2], Line)]
        return pages.page(
            "visit_preview.html",
            visitor,
            name=upload.name,
            notes=notes,
            lines=lines,
            good=len(good),
            labelled={number: label(line.host, around.book) for number, _, line in good if isinstance(line, Line)},
            carried=json.dumps([(number, dict(each)) for number, each, _ in good], ensure_ascii=False),
            channels=hub.visit_invitations.ways,
        )

    @routes.post("/visits/import/apply", dependencies=[SEE])
    async def apply(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        around = await _around(hub, visitor)
        found = await _new(hub, visitor, read_lines(_carried(fields.get("lines", "")), around))
        lines = [line for _, _, line in found if isinstance(line, Line)]
        if not lines:
            return choose(visitor, {"file": "Everybody in it was invited before. Nothing was done"})
        try:
            await hub.visit_invitations.invite(lines, visitor.actor, scope(visitor))
        except VisitUnknown as error:
            raise WebProblem(404, error.code) from None
        except RoomTaken as error:
            when = f"{error.begins.astimezone(around.zone):%d/%m/%Y, %H:%M}"
            said = (await taken(hub, error))["place"]
            return choose(visitor, {"file": f"Nobody was invited. {when}: {said}"})
        return RedirectResponse(f"{visitor.at}/visits?day={min(line.day for line in lines)}", 303)

    return routes


async def _around(hub: Hub, visitor: Visitor) -> Around:
    account_id = None if visitor.session is None else visitor.session.account_id
    return await hub.visit_invitations.around(scope(visitor), account_id)


def _read(upload: Upload, around: Around) -> tuple[Said, list[str]]:
    """What a file says, whatever its name is."""
    if upload.content.lstrip().upper().startswith(CALENDAR):
        return read_calendar(upload.content, around)
    return read_table(upload.content)


async def _new(hub: Hub, visitor: Visitor, found: Sequence[Read]) -> list[Read]:
    """The lines, those of people who are expected already told so: a file that is handed in twice invites once."""
    days = {line.day for _, _, line in found if isinstance(line, Line)}
    known = {
        (shown.details.name.casefold(), shown.details.email.casefold(), shown.visit.day, shown.visit.expected_from)
        for day in days
        for shown in await hub.visits.on(day, scope(visitor))
        if shown.details is not None and shown.visit.state is State.EXPECTED
    }

    def new(line: Line) -> bool:
        return (line.details.name.casefold(), line.details.email.casefold(), line.day, line.begins) not in known

    before = {"name": "They are expected then already"}
    return [
        (number, said, line if not isinstance(line, Line) or new(line) else before) for number, said, line in found
    ]


def _carried(text: str) -> Said:
    """The lines that a page of ours brought back, as far as they are any."""
    try:
        rows = json.loads(text)
        return [
            (int(number), {field: str(said[field])[:LONGEST_CELL] for field in FIELDS if field in said})
            for number, said in rows[:MOST_LINES]
        ]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise WebProblem(422, "form_invalid") from None
