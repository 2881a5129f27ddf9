"""The page staff come to: what needs somebody today, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from kiosk.domain.definition import Form
from kiosk.domain.hand_overs import HandOver
from kiosk.domain.lamps import Lamp
from kiosk.domain.opening import Closure
from kiosk.domain.roles import Action
from kiosk.interfaces.facts import SubmissionRow, SubmissionState
from kiosk.services.hub import Hub
from kiosk.services.terminals import Standing
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import standing, words
from kiosk.web.pages.lamps import told
from kiosk.web.pages.moments import day_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs
from kiosk.web.pages.standing import counted
from kiosk.web.pages.submissions import titles

CLOSURES_WITHIN = timedelta(days=14)
MOST_ROWS = 10
"""Of one kind; whoever has more has a page for them."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs somebody. `path` is a page of the site where they see to it."""

    lamp: Lamp
    title: str
    text: str
    path: str


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

    @routes.get("/today", dependencies=[needs(Action.SEE_TODAY)])
    async def shown(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        now = hub.clock.now()
        found = [
            *await _submissions(hub, visitor),
            *await _terminals(hub, visitor, visitor.when),
            *await _health(hub, visitor),
        ]
        mine = await _mine(hub, visitor)
        return pages.page(
            "today.html",
            visitor,
            day=day_words(hub.desk.uses.today()),
            needs=sorted(found, key=lambda need: need.lamp is not Lamp.BAD),
            mine=mine[:MOST_ROWS],
            more=max(0, len(mine) - MOST_ROWS),
            building=_building(hub),
            days=_days,
            works=words.WORKS,
            ago=lambda moment: standing.ago(moment, now, visitor.when),
            shows_submissions=visitor.may(Action.READ_SUBMISSIONS),
            live="submissions health terminals",
        )

    return routes


async def _submissions(hub: Hub, visitor: Visitor) -> list[Need]:
    """Those that nobody has seen to, and those that are with somebody who is gone."""
    if not visitor.may(Action.READ_SUBMISSIONS):
        return []
    counts = await hub.store.read(lambda record: record.submissions.counts())
    found = []
    if failed := counts.get(SubmissionState.FAILED, 0):
        text = "Its service has not taken it." if failed == 1 else "Their services have not taken them."
        title = f"{counted(failed, 'submission')} not delivered"
        found.append(Need(Lamp.BAD, title, text, "/submissions?state=failed"))
    if unfit := counts.get(SubmissionState.NEEDS_REVIEW, 0):
        text = (
            "It is kept here, and no service has it."
            if unfit == 1
            else "They are kept here, and no service has them."
        )
        title = f"{counted(unfit, 'submission')} {'needs' if unfit == 1 else 'need'} review"
        found.append(Need(Lamp.LOOK, title, text, "/submissions?state=needs_review"))
    if visitor.may(Action.WORK_ON_SUBMISSIONS):
        for given, row in (await hub.desk.hand_overs.forsaken())[:MOST_ROWS]:
            text = f"It was handed to {given.holder.name}, who can no longer see to it."
            found.append(Need(Lamp.LOOK, f"{row.reference} is with nobody", text, f"/submissions/{row.id}"))
    return found


async def _terminals(hub: Hub, visitor: Visitor, when: Callable[[datetime], str]) -> list[Need]:
    """Those in trouble, the longest first."""
    if not visitor.may(Action.SEE_TERMINALS):
        return []
    troubled = [each for each in await hub.terminals.list() if each.troubles]
    return [_terminal(each, when) for each in troubled[:MOST_ROWS]]


def _terminal(each: Standing, when: Callable[[datetime], str]) -> Need:
    how = standing.told(each, when)
    serves = not {"never_heard", "silent", "out_of_service"} & set(each.troubles)
    since = f" Since {when(each.since)}." if each.since is not None else ""
    return Need(
        Lamp.LOOK if serves else Lamp.BAD,
        f"{each.row.details.name}: {how.tag[0].lower()}",
        " ".join(how.lines) + since,
        f"/terminals/{each.row.id}",
    )


async def _health(hub: Hub, visitor: Visitor) -> list[Need]:
    """What the health page has beside submissions and terminals."""
    if not visitor.may(Action.SEE_HEALTH):
        return []
    elsewhere = {"terminals"} | ({"delivery"} if visitor.may(Action.READ_SUBMISSIONS) else set())
    lines = [
        told(reading, visitor.when)
        for reading in await hub.desk.health.readings()
        if reading.lamp in (Lamp.BAD, Lamp.LOOK) and reading.id.partition(":")[0] not in elsewhere
    ]
    return [Need(line.lamp, line.title, line.text, line.path or "/health") for line in lines]


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
