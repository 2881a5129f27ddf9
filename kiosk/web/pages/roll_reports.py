"""What came of a roll-call, on a page, as a table and as a PDF with the same words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response, params
from starlette.responses import RedirectResponse

from kiosk.domain.roll_calls import Mark, latest
from kiosk.domain.submissions import written
from kiosk.services import summaries
from kiosk.services.roll_calls import RollCallUnknown
from kiosk.services.rolls import Shown
from kiosk.services.summaries import Asked, Section
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
        return pages.page(
            "roll_report.html",
            visitor,
            shown=shown,
            title=roll_words.PROCEDURES[shown.call.procedure][0],
            kind=roll_words.TAGS[shown.call.kind],
            facts=list(_facts(shown, names, visitor.when)),
            timings=list(_timings(shown)),
            rows=list(_rows(shown, names, visitor.when)),
        )

    @routes.post("/roll-calls/{incident}/export", dependencies=[may])
    async def export(request: Request, incident: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        shown, names = await _found(request, incident, visitor), await _names(request)
        await hub_of(request).audit.record(visitor.actor, "roll_call_exported", str(incident), "done")
        head = ("Name", "In since", "How we know", "May need help", "What was said", "At", "By")
        return sheet([head, *_rows(shown, names, written)], f"{_file(shown)}.csv")

    @routes.post("/roll-calls/{incident}/report.pdf", dependencies=[may])
    async def document(request: Request, incident: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        shown, names, hub = await _found(request, incident, visitor), await _names(request), hub_of(request)
        procedure, kind = roll_words.PROCEDURES[shown.call.procedure][0], roll_words.TAGS[shown.call.kind][0]
        when, rows = visitor.when(shown.call.begun_at), _rows(shown, names, visitor.when)
        facts, sections = _facts(shown, names, visitor.when), _sections(shown, rows)
        title, council = f"{procedure}: {kind.lower()}", f"{hub.site.council.en}, {hub.site.name.en}"
        made = await asyncio.to_thread(summaries.typeset, title, council, when, facts, sections)
        await hub.audit.record(visitor.actor, "roll_call_exported", str(incident), "done")
        headers = {"Content-Disposition": f'attachment; filename="{_file(shown)}.pdf"'}
        return Response(made, media_type="application/pdf", headers=headers)


async def _found(request: Request, incident: UUID, visitor: Visitor) -> Shown:
    try:
        return await hub_of(request).roll_calls.show(incident, visitor.actor)
    except RollCallUnknown as error:
        raise WebProblem(404, error.code) from None


async def _names(request: Request) -> Mapping[UUID, str]:
    """What staff are called, by their accounts."""
    members = await estate_of(request).store.read(lambda record: record.people.members())
    return {member.id: member.name for member in members}


def _file(shown: Shown) -> str:
    return f"roll-call-{shown.call.begun_at:%Y%m%dT%H%MZ}"


def _who(names: Mapping[UUID, str], account: UUID | None) -> str:
    return "" if account is None else names.get(account, "somebody who is gone")


def _facts(shown: Shown, names: Mapping[UUID, str], when: Callable[[datetime], str]) -> Iterator[tuple[str, str]]:
    """What it was, when, and how many were on its roll."""

    def by(account: UUID | None) -> str:
        who = _who(names, account)
        return f", {who}" if who else ""

    for row in shown.rows:
        call = row.call
        yield "Begun", f"{when(call.begun_at)} {roll_words.SOURCES[call.source]}{by(call.account)}"
    if shown.ended_at is not None:
        yield "Ended", f"{when(shown.ended_at)}{by(shown.rows[0].ended_by)}"
    told = shown.report
    yield "On the roll", f"{told.total}, of whom {told.unsure} not certain" if told.unsure else str(told.total)
    yield from ((roll_words.MARKS[mark][0], str(told.counts[mark])) for mark in Mark)


def _timings(shown: Shown) -> Iterator[tuple[str, str]]:
    """How long everything took."""
    spans = asdict(shown.report.timings)
    return ((words, roll_words.lasted(spans[name])) for name, words in roll_words.TIMINGS)


def _sections(shown: Shown, rows: Iterator[Sequence[str]]) -> list[Section]:
    """The timings, and who was on the roll, for paper."""
    timings: list[Asked] = [{"question": words, "lines": [span]} for words, span in _timings(shown)]
    found: list[Section] = [{"title": "How long it took", "questions": timings}]
    if shown.forgotten:
        gone: list[Asked] = [{"question": "The names were forgotten", "lines": ["The numbers above stay."]}]
        return [*found, {"title": "Who was on the roll", "questions": gone}]
    people: list[Asked] = [
        {
            "question": f"{name} (may need help to leave)" if helped else name,
            "lines": [f"In since {since}, {how}", ", ".join(filter(None, said))],
        }
        for name, since, how, helped, *said in rows
    ]
    return [*found, {"title": "Who was on the roll", "questions": people}] if people else found


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
