"""Whether a door is opened for somebody: one decision, with its reason, from plain facts.

What is not certain is a no: no time, no hours, no grant, no door. The fire panel does not ask here: it frees doors
by its own wiring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kiosk.domain.doors import Cause, Door
from kiosk.domain.opening import Opening, standing
from kiosk.domain.site import Site

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants a door open.

    Attributes:
        account: who; a wish of nobody's is refused.
        granted: whether they were granted to open doors here.
    """

    cause: Cause
    account: UUID | None
    granted: bool


@dataclass(frozen=True, slots=True)
class Past:
    """An opening that was granted before: when, and to whom."""

    at: datetime
    account: UUID | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How things are at the terminal.

    Attributes:
        now: the time by a clock that can be trusted, in the zone of the clock on the wall; `None` without one.
        site: the building, with its hours; `None` while nobody has told.
        withdrawn: whether the hub no longer knows this terminal.
        cleaning: whether the screen is locked to be wiped: nobody can have pressed anything on it.
        under_way: whether a release of this door is not over yet.
        before: what was granted at this door, at least within the last hour.
    """

    now: datetime | None
    site: Site | None
    withdrawn: bool = False
    cleaning: bool = False
    under_way: bool = False
    before: Sequence[Past] = ()


def refusal(wish: Wish, door: Door | None, at: Circumstances) -> str:
    """Why a door stays shut, as a code; empty when it is to be opened."""
    if door is None:
        return "door_unknown"
    if not door.enabled:
        return "not_enabled"
    if at.withdrawn:
        return "withdrawn"
    if wish.account is None or not wish.granted:
        return "no_grant"
    if wish.cause is Cause.STAFF_ROOM and at.cleaning:
        return "cleaning"
    if at.now is None:
        return "clock_untrusted"
    if late := _hours(door, at.site, at.now):
        return late
    if at.under_way:
        return "under_way"
    return _limits(door, wish.account, at.before, at.now)


def _hours(door: Door, site: Site | None, now: datetime) -> str:
    if door.hours is None:
        return ""
    if site is None:
        return "hours_unknown"
    if isinstance(door.hours, Opening):
        found = standing(door.hours, now, site.holidays, site.closures)
    elif (offices := site.standing(now)) is not None:
        found = offices
    else:
        return "hours_unknown"
    return "" if found.open else "out_of_hours"


def _limits(door: Door, account: UUID, before: Sequence[Past], now: datetime) -> str:
    # A clock that was set back leaves openings in times to come; they count too.
    recent = [past for past in before if abs(now - past.at) < HOUR]
    if len(recent) >= door.per_hour:
        return "too_many"
    return "too_many_for_one" if sum(past.account == account for past in recent) >= door.per_person else ""
