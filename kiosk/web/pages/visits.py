"""The visits of a day, as staff and tenants see them: who waits, is here, is late, is to come, has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response

from kiosk.domain.dates import read_day
from kiosk.domain.roles import Action
from kiosk.domain.visits import State
from kiosk.services.hub import Hub
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.moments import day_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor
from kiosk.web.pages.visit_scope import SEE, scope
from kiosk.web.pages.visit_shown import Row, Shower

SHOWS: Final[Mapping[str, str]] = {
    "waiting": "Waiting to be let in",
    "here": "Here",
    "late": "Late",
    "expected": "Expected",
    "left": "Left",
    "other": "Did not come",
}
"""What there is to see of a day, the most pressing first."""

SOME: Final = 25
"""Lines of each kind where all kinds are shown."""

PAGE: Final = 100
LAST_PAGE: Final = 1_000

FAR: Final = timedelta(days=400)
"""Days further away than this are no day of ours."""


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/visits", dependencies=[SEE])
    async def listed(
        request: Request,
        visitor: Staff,
        day: str = "",
        show: str = "",
        page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
    ) -> Response:
        hub = hub_of(request)
        today = hub.visits.day(hub.clock.now())
        chosen = _chosen(day, today)
        found = await (hub.visits.today(scope(visitor)) if chosen == today else hub.visits.on(chosen, scope(visitor)))
        sections = _sections((await shower(hub)).rows(found))
        one = show if show in SHOWS else ""
        number = page if one else 1
        begins, ends = ((number - 1) * PAGE, number * PAGE) if one else (0, SOME)
        return pages.page(
            "visits.html",
            visitor,
            counts={name: len(rows) for name, rows in sections.items()},
            sections={name: rows[begins:ends] for name, rows in sections.items() if not one or name == one},
            number=number,
            pages=max(1, -(-len(sections[one]) // PAGE)) if one else 1,
            shows=SHOWS,
            show=one,
            day=chosen,
            day_named=day_words(chosen),
            today=today,
            before=chosen - timedelta(days=1),
            after=chosen + timedelta(days=1),
            on=hub.site.visits.on,
            **offers(visitor),
            live="visits directory sites",
        )

    return routes


def offers(visitor: Visitor) -> Mapping[str, bool]:
    """Which other pages of visits somebody may go to."""
    return {"may_manage": visitor.may(Action.MANAGE_VISITS), "may_settle": visitor.may(Action.EDIT_SITE)}


async def shower(hub: Hub) -> Shower:
    """What makes lines of the visits of a site, now."""
    site = hub.site
    return Shower(await hub.directory.book(), site.visits, ZoneInfo(site.timezone), hub.clock.now())


def _chosen(typed: str, today: date) -> date:
    read = read_day(typed) if typed else today
    return read if read is not None and abs(read - today) <= FAR else today


def _sections(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    sections: dict[str, list[Row]] = {name: [] for name in SHOWS}
    for row in rows:
        match row.visit.state:
            case State.AWAITING:
                sections["waiting"].append(row)
            case State.HERE:
                sections["here"].append(row)
            case State.EXPECTED:
                sections["late" if row.late else "expected"].append(row)
            case State.LEFT:
                sections["left"].append(row)
            case _:
                sections["other"].append(row)
    return sections
