"""The page staff come to: what needs somebody today, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from kiosk.domain.definition import Form
from kiosk.domain.hand_overs import HandOver
from kiosk.domain.lamps import Lamp
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
        text = "Their services have not taken them. Open each to see why."
        title = f"{counted(failed, 'submission')} not delivered"
        found.append(Need(Lamp.BAD, title, text, "/submissions?state=failed"))
    if unfit := counts.get(SubmissionState.NEEDS_REVIEW, 0):
        text = "They are kept here, and no service has them."
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


async def _mine(hub: Hub, visitor: Visitor) -> Sequence[Turn]:
    """What was handed to whoever looks, or to their team."""
    if visitor.session is None or not visitor.may(Action.READ_SUBMISSIONS):
        return []
    found = await hub.desk.hand_overs.open_with(await hub.desk.colleagues.turns_of(visitor.session.account_id))
    known: list[Form] = await hub.forms.known()
    named = titles([row for _, row in found], known)
    return [Turn(given, row, named[row.id]) for given, row in found]
