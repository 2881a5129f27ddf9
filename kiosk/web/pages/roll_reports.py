"""What came of a roll-call, on a page and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response, params
from starlette.responses import RedirectResponse

from kiosk.domain.roll_calls import Mark, latest
from kiosk.domain.submissions import written
from kiosk.services.roll_calls import RollCallUnknown
from kiosk.services.rolls import Shown
from kiosk.web.api.callers import estate_of, hub_of
from kiosk.web.pages import roll_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.sheets import sheet
from kiosk.web.problems import WebProblem


def add(routes: APIRouter, pages: Pages, may: params.Depends) -> None:
    """Adds the routes."""

    @routes.get("/roll-calls/{incident}/report", dependencies=[may])
    async def report(request: Request, incident: UUID, visitor: Staff) -> Response:
        shown = await _found(request, incident, visitor)
        if shown.ended_at is None:
            return RedirectResponse(f"{visitor.at}/roll-calls/{incident}", 303)
        names = await _names(request)
        begun = [
            (row.call.begun_at, roll_words.SOURCES[row.call.source], _who(names, row.call.account))
            for row in shown.rows
        ]
        spans = asdict(shown.report.timings)
        return pages.page(
            "roll_report.html",
            visitor,
            shown=shown,
            title=roll_words.PROCEDURES[shown.call.procedure][0],
            kind=roll_words.TAGS[shown.call.kind],
            begun=begun,
            ended_by=_who(names, shown.rows[0].ended_by),
            counts=[(roll_words.MARKS[mark][0], shown.report.counts[mark]) for mark in Mark],
            timings=[(words, roll_words.lasted(spans[name])) for name, words in roll_words.TIMINGS],
            rows=list(_rows(shown, names, visitor.when)),
        )

    @routes.post("/roll-calls/{incident}/export", dependencies=[may])
    async def export(request: Request, incident: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        shown, names = await _found(request, incident, visitor), await _names(request)
        await hub_of(request).audit.record(visitor.actor, "roll_call_exported", str(incident), "done")
        head = ("Name", "In since", "How we know", "May need help", "What was said", "At", "By")
        begun_at = shown.call.begun_at
        return sheet([head, *_rows(shown, names, written)], f"roll-call-{begun_at:%Y%m%dT%H%MZ}.csv")


async def _found(request: Request, incident: UUID, visitor: Visitor) -> Shown:
    try:
        return await hub_of(request).roll_calls.show(incident, visitor.actor)
    except RollCallUnknown as error:
        raise WebProblem(404, error.code) from None


async def _names(request: Request) -> Mapping[UUID, str]:
    """What staff are called, by their accounts."""
    members = await estate_of(request).store.read(lambda record: record.people.members())
    return {member.id: member.name for member in members}


def _who(names: Mapping[UUID, str], account: UUID | None) -> str:
    return "" if account is None else names.get(account, "somebody who is gone")


def _rows(shown: Shown, names: Mapping[UUID, str], when: Callable[[datetime], str]) -> Iterator[Sequence[str]]:
    """A row for each on the roll, those who were not found first."""
    ticks = latest(shown.ticks)
    for line in shown.roll.by_urgency:
        tick = ticks.get(line.person)
        yield (
            line.name or "Forgotten",
            when(line.seen_at),
            roll_words.how(line),
            "Yes" if line.help else "",
            roll_words.MARKS[shown.roll.mark(line.person)][0],
            "" if tick is None else when(tick.at),
            "" if tick is None else _who(names, tick.account),
        )
