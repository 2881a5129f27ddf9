"""What needs somebody at a site, for whoever may see to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.checks import CheckKind
from kiosk.domain.lamps import Lamp
from kiosk.domain.roles import Action
from kiosk.domain.waiting import State
from kiosk.interfaces.facts import SubmissionState
from kiosk.services.hub import Hub
from kiosk.services.terminals import Standing
from kiosk.web.pages import roll_words, standing
from kiosk.web.pages.lamps import told
from kiosk.web.pages.sessions import Visitor
from kiosk.web.pages.standing import counted
from kiosk.web.pages.visit_scope import scope

MOST = 10
"""Of one kind; whoever has more has a page for them."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs somebody. `path` is a page of the site where they see to it."""

    lamp: Lamp
    title: str
    text: str
    path: str


async def needs(hub: Hub, visitor: Visitor) -> list[Need]:
    """All of it, the worst first."""
    found = [
        *await _emergency(hub, visitor),
        *await _waiting(hub, visitor),
        *await _submissions(hub, visitor),
        *await _terminals(hub, visitor, visitor.when),
        *await _checks(hub, visitor),
        *await _ladders(hub, visitor),
        *await _health(hub, visitor),
    ]
    return sorted(found, key=lambda need: need.lamp is not Lamp.BAD)


async def _emergency(hub: Hub, visitor: Visitor) -> list[Need]:
    """A roll-call that is under way."""
    row = await hub.roll_calls.current() if visitor.may(Action.LEAD_ROLL_CALLS) else None
    if row is None:
        return []
    title = f"{roll_words.PROCEDURES[row.call.procedure][0]}: {roll_words.KINDS[row.call.kind][0].lower()}, under way"
    text = f"Since {visitor.when(row.call.begun_at)}. Every screen shows what to do."
    return [Need(Lamp.BAD, title, text, f"/roll-calls/{row.incident}")]


async def _waiting(hub: Hub, visitor: Visitor) -> list[Need]:
    """Visitors whom nobody has answered, and a site where nobody would be told last."""
    found = []
    if visitor.may(Action.SEE_VISITS) or visitor.may(Action.SEE_OWN_VISITS):
        waiting = await hub.reception.reading.waiting(scope(visitor))
        lost = sum(each.call.state is State.UNANSWERED for each in waiting)
        if lost:
            title = f"{counted(lost, 'visitor')} {'waits' if lost == 1 else 'wait'} and nobody has answered"
            found.append(Need(Lamp.BAD, title, "Everybody was asked. See to it, and say so.", "/waiting"))
    rules = hub.sites.hosts
    if visitor.may(Action.EDIT_SITE) and hub.site.visits.on and not (rules.emails or rules.texts or rules.chat):
        text = "When no host answers, visitors can only be told whom to ring."
        found.append(Need(Lamp.LOOK, "Nobody is told last of visitors who wait", text, "/settings/hosts"))
    return found


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
        for given, row in (await hub.desk.hand_overs.forsaken())[:MOST]:
            text = f"It was handed to {given.holder.name}, who can no longer see to it."
            found.append(Need(Lamp.LOOK, f"{row.reference} is with nobody", text, f"/submissions/{row.id}"))
    return found


async def _terminals(hub: Hub, visitor: Visitor, when: Callable[[datetime], str]) -> list[Need]:
    """Those in trouble, the longest first."""
    if not visitor.may(Action.SEE_TERMINALS):
        return []
    troubled = [each for each in await hub.terminals.list() if each.troubles]
    return [_terminal(each, when) for each in troubled[:MOST]]


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
        for reading in await hub.desk.health.readings(timed=False)
        if reading.lamp in (Lamp.BAD, Lamp.LOOK) and reading.id.partition(":")[0] not in elsewhere
    ]
    return [Need(line.lamp, line.title, line.text, line.path or "/health") for line in lines]


async def _checks(hub: Hub, visitor: Visitor) -> list[Need]:
    """A check that was begun and never ended, and the opening check once the building is open."""
    if not visitor.may(Action.COMMAND_TERMINALS):
        return []
    newest, _ = await hub.desk.checks.list(1)
    found = [
        Need(
            Lamp.LOOK,
            f"The {check.kind.value} check is not finished",
            f"{check.begun_by} began it at {visitor.when(check.begun_at)}.",
            f"/checks/{check.id}",
        )
        for check in newest[:1]
        if check.finished_at is None
    ]
    zone = ZoneInfo(hub.site.timezone)
    now = hub.clock.now().astimezone(zone)
    stands = hub.site.standing(now)
    made = any(
        check.kind is CheckKind.OPENING and check.begun_at.astimezone(zone).date() == now.date() for check in newest
    )
    # A site that has never made one has chosen not to.
    if newest and stands is not None and stands.open and not made:
        text = "The building is open, and nobody has looked at the screens."
        found.append(Need(Lamp.LOOK, "No opening check today", text, "/checks"))
    return found


async def _ladders(hub: Hub, visitor: Visitor) -> list[Need]:
    """Teams and tenants that nobody would answer for."""
    if not visitor.may(Action.EDIT_DIRECTORY):
        return []
    empty = await hub.directory.empty_ladders()
    if not empty:
        return []
    title = f"{counted(len(empty), 'ladder')} {'asks' if len(empty) == 1 else 'ask'} nobody"
    text = (
        f"Whoever wants to see {', '.join(empty[:3])}{' and others' if len(empty) > 3 else ''} would wait for nobody."
    )
    return [Need(Lamp.LOOK, title, text, "/directory")]
