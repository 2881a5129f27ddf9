"""The page staff come to: what needs somebody today, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from kiosk.domain.definition import Form
from kiosk.domain.hand_overs import HandOver
from kiosk.domain.lamps import Lamp
from kiosk.domain.opening import Closure
from kiosk.domain.roles import Action
from kiosk.interfaces.facts import SubmissionRow
from kiosk.services.hub import Hub
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import standing, words
from kiosk.web.pages.moments import day_words
from kiosk.web.pages.needs import needs
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor
from kiosk.web.pages.sessions import needs as allowed
from kiosk.web.pages.submissions import titles

CLOSURES_WITHIN = timedelta(days=14)
MOST_ROWS = 10
"""Of one kind; whoever has more has a page for them."""


@dataclass(frozen=True, slots=True)
class Building:
    """Whether the offices are open, in words, and the closures that are near."""

    lamp: Lamp
    text: str
    closures: Sequence[Closure]


@dataclass(frozen=True, slots=True)
class Turn:
    """A submission that is somebody's turn."""

    given: HandOver
    row: SubmissionRow
    title: str


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/today", dependencies=[allowed(Action.SEE_TODAY)])
    async def shown(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        now = hub.clock.now()
        mine = await _mine(hub, visitor)
        return pages.page(
            "today.html",
            visitor,
            day=day_words(hub.desk.uses.today()),
            needs=await needs(hub, visitor),
            mine=mine[:MOST_ROWS],
            more=max(0, len(mine) - MOST_ROWS),
            building=_building(hub),
            days=_days,
            works=words.WORKS,
            ago=lambda moment: standing.ago(moment, now, visitor.when),
            shows_submissions=visitor.may(Action.READ_SUBMISSIONS),
            live="submissions health terminals hosts rolls",
        )

    return routes


def _building(hub: Hub) -> Building | None:
    """Whether the offices are open, and the closures that come."""
    site = hub.site
    now = hub.clock.now().astimezone(ZoneInfo(site.timezone))
    found = site.standing(now)
    wall = now.replace(tzinfo=None)
    near = [each for each in site.closures if wall < each.ends and each.begins < wall + CLOSURES_WITHIN]
    if found is None:
        return Building(Lamp.LOOK, "Nobody has said when the offices are open.", near)
    text = "Open" if found.open else "Closed"
    if found.reason is not None:
        text += f" ({found.reason.en})"
    if found.until is not None:
        day = "" if found.today else f"{day_words(found.until.date())}, "
        text += f" until {day}{found.until:%H:%M}" if found.open else f", opens {day}{found.until:%H:%M}"
    return Building(Lamp.GOOD if found.open else Lamp.OFF, f"{text}.", near)


async def _mine(hub: Hub, visitor: Visitor) -> Sequence[Turn]:
    """What was handed to whoever looks, or to their team."""
    if visitor.session is None or not visitor.may(Action.READ_SUBMISSIONS):
        return []
    found = await hub.desk.hand_overs.open_with(await hub.desk.colleagues.turns_of(visitor.session.account_id))
    known: list[Form] = await hub.forms.known()
    named = titles([row for _, row in found], known)
    return [Turn(given, row, named[row.id]) for given, row in found]


def _days(closure: Closure) -> str:
    """From when to when a closure is, in whole days where it is whole days."""
    begins, ends = closure.begins, closure.ends
    if begins.time() == ends.time() == time():
        last = ends.date() - timedelta(days=1)
        return day_words(begins.date()) + ("" if last == begins.date() else f" to {day_words(last)}")
    return f"{day_words(begins.date())}, {begins:%H:%M} to {day_words(ends.date())}, {ends:%H:%M}"
