"""Visits of days gone by and to come: looked for by days, state, type and name; and exported as a table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from kiosk.domain import searches, tabular
from kiosk.domain.dates import read_day
from kiosk.domain.visits import State
from kiosk.interfaces.records.visits import VisitSearch
from kiosk.services.hub import Hub
from kiosk.services.visit_lists import PAGE, Shown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import visit_words as words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.visit_scope import SEE, scope
from kiosk.web.pages.visit_shown import Shower
from kiosk.web.pages.visits import shower

FIELDS: Final = ("name", "first", "last", "state", "type")
LONGEST: Final = 80
USUAL: Final = timedelta(days=28)
MOST_SEARCHED: Final = 5_000
"""Visits that are opened to look for a name: names are sealed, so each has to be."""

MOST_EXPORTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for, as they typed it, as it was understood, and what is wrong with it."""

    values: Mapping[str, str]
    search: VisitSearch
    words: tuple[str, ...]
    errors: Mapping[str, str] = field(default_factory=dict)

    def query(self, **more: str) -> str:
        """The same as the query of an address; never the name, which is nobody's to find in a browser's history."""
        said = {name: text for name, text in (dict(self.values) | more).items() if text and name != "name"}
        return urlencode(said)


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def page(hub: Hub, visitor: Visitor, wanted: Wanted, found: Sequence[Shown], *, more: bool) -> Response:
        return pages.page(
            "visit_history.html",
            visitor,
            422 if wanted.errors else 200,
            values=wanted.values,
            errors=wanted.errors,
            rows=(await shower(hub)).rows(found),
            states=[(state.value, words.STATES[state][0]) for state in State],
            types=[(each.id, each.name.en) for each in hub.site.visits.types],
            more=wanted.query(after=str(found[-1].visit.id)) if more and found else "",
            asked=bool(wanted.words),
            most=MOST_SEARCHED,
            exported=MOST_EXPORTED,
        )

    @routes.get("/visits/history", dependencies=[SEE])
    async def listed(request: Request, visitor: Staff, after: UUID | None = None) -> Response:
        hub = hub_of(request)
        wanted = _wanted({**request.query_params, "name": ""}, hub, visitor)
        found = [] if wanted.errors else await hub.visits.history(wanted.search, after)
        return await page(hub, visitor, wanted, found, more=len(found) == PAGE)

    @routes.post("/visits/history", dependencies=[SEE])
    async def by_name(request: Request, visitor: Staff) -> Response:
        """A name is sent by POST, so that it stands in no address."""
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        wanted = _wanted(fields, hub, visitor)
        found = [] if wanted.errors else [each async for each in _every(hub, wanted, MOST_SEARCHED)][:PAGE]
        if wanted.words:
            await hub.audit.record(visitor.actor, "visits_searched", None, "done", str(len(found)))
        return await page(hub, visitor, wanted, found, more=not wanted.words and len(found) == PAGE)

    @routes.post("/visits/history/export", dependencies=[SEE])
    async def export(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        wanted = _wanted(fields, hub, visitor)
        if wanted.errors:
            return await page(hub, visitor, wanted, [], more=False)
        shows = await shower(hub)
        found = [each async for each in _every(hub, wanted, MOST_EXPORTED)]
        await hub.audit.record(visitor.actor, "visits_exported", None, "done", str(len(found)))
        data = tabular.write(words.HEADS, (_cells(each, shows) for each in found))
        name = f"{hub.site.id}-visits-{hub.visits.day(hub.clock.now()).isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type="text/csv; charset=utf-8", headers=headers)

    return routes


def _wanted(fields: Mapping[str, str], hub: Hub, visitor: Visitor) -> Wanted:
    today = hub.visits.day(hub.clock.now())
    values = {name: fields.get(name, "").strip()[:LONGEST] for name in FIELDS}
    if not any(values.values()):
        values |= {"first": (today - USUAL).isoformat(), "last": today.isoformat()}
    errors: dict[str, str] = {}
    first, last = (_day(values[name], name, errors) for name in ("first", "last"))
    if first is not None and last is not None and first > last:
        errors["last"] = "The last day must be the first one or after it"
    state = next((each for each in State if each == values["state"]), None)
    named = searches.wanted_words(values["name"])
    if values["name"] and not named:
        errors["name"] = "Enter two letters of a name or more"
    search = VisitSearch(
        first=first,
        last=last,
        states=() if state is None else (state,),
        type=values["type"],
        tenants=scope(visitor),
    )
    return Wanted(values, search, named, errors)


def _day(typed: str, name: str, errors: dict[str, str]) -> date | None:
    if not typed:
        return None
    day = read_day(typed)
    if day is None:
        errors[name] = "Enter a day, such as 23/11/2026"
    return day


async def _every(hub: Hub, wanted: Wanted, most: int) -> AsyncIterator[Shown]:
    """The visits that fit, of so many that are looked at."""
    after: UUID | None = None
    for _ in range(most // PAGE):
        found = await hub.visits.history(wanted.search, after)
        for each in found:
            if not wanted.words or _named(each, wanted.words):
                yield each
        if len(found) < PAGE:
            return
        after = found[-1].visit.id


def _named(shown: Shown, wanted: Sequence[str]) -> bool:
    details = shown.details
    return details is not None and searches.stands_in(wanted, (details.name, details.company))


def _cells(shown: Shown, shows: Shower) -> list[str]:
    visit, row = shown.visit, shows.row(shown)
    return [
        visit.day.isoformat(),
        words.STATES[visit.state][0],
        row.name,
        row.company,
        row.type,
        row.host,
        shows.clock(visit.expected_from),
        shows.clock(visit.expected_until),
        shows.clock(visit.arrived_at),
        words.CAME[visit.came] if visit.came is not None else "",
        shows.clock(visit.left_at),
        words.WENT[visit.went] if visit.went is not None else "",
        "yes" if visit.sure else "no",
        str(visit.badge or ""),
        "yes" if visit.private else "no",
        shown.made_by,
    ]
