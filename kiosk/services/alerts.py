"""Tells those who look after a building that something at a terminal has changed, once for each change.

Theory of operation. Every look compares how terminals and devices are with what was told of them, which is kept in
the record (`domain.alerts` has the rules). What is to be told becomes messages in the transaction that notes it as
told, so that of several hubs one tells it, and a hub that is killed forgets nothing. From there it goes like every
message: to each address by the mail server, and to a destination as signed JSON.

A terminal that is silent says nothing of its devices, and nothing is said of them: one line is about all of it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import alerts as rules
from kiosk.domain.alerts import Course, Line, Subject, Wanted
from kiosk.domain.ids import uuid7
from kiosk.domain.messages import Channel
from kiosk.domain.site import Site
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, RecordUnavailable, Store
from kiosk.services import alert_words
from kiosk.services.bells import Bell
from kiosk.services.device_words import EVENTS
from kiosk.services.messages import Messages
from kiosk.services.terminals import Standing, Terminals

LOOK: Final = 15.0
"""Seconds between looks, for what nobody reports: that a terminal is silent, and that a change has lasted."""

EVENT: Final = "!"
"""Stands before what happened at a device, where what is wrong with it has the device's name alone."""


class Alerts:
    """The alerts of one site. Made on the hub's loop.

    Args:
        site, wanted: give the site, and who is told, as they are now.
        first: how long a change must last before it is told.
    """

    def __init__(
        self,
        store: Store,
        terminals: Terminals,
        messages: Messages,
        site: Callable[[], Site],
        wanted: Callable[[], Wanted],
        clock: Clock,
        first: timedelta,
    ) -> None:
        self._store, self._terminals, self._messages = store, terminals, messages
        self._site, self._wanted, self._clock, self._first = site, wanted, clock, first
        self._bell = Bell()
        self._worker: asyncio.Task[None] | None = None
        store.listen("health", self._bell.ring)

    def start(self) -> None:
        """Begins with what was not told before."""
        self._worker = asyncio.create_task(self._work(), name="alerts")

    async def close(self) -> None:
        """Looks no more. Twice is fine."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    async def alert(self, kind: str, terminal_id: UUID, device: str = "") -> None:
        """Something happened that has no end, such as a door that was forced: told at once, also when it is quiet.
        What happens again soon after is told once more, at the end of that time.

        Args:
            kind: one of `device_words.EVENTS`, which has the words.

        Raises:
            KeyError: nobody has words for it.
        """
        EVENTS[kind]
        now = self._clock.now()
        known = _known(await self._terminals.list())
        subject = Subject(terminal_id, f"{EVENT}{kind} {device}".strip())

        def work(record: Record) -> None:
            before = record.alerts.all().get(subject)
            if before is not None and before.said_at is not None and now - before.said_at < rules.HAPPENED_AGAIN:
                record.alerts.put({subject: replace(before, state=kind, since=now)})
                return
            record.alerts.put({subject: Course("", now, said_at=now)})
            self._tell(record, [Line(terminal_id, device, "happened", kind, now)], known, now)

        await self._store.transact(work)
        self._bell.ring()

    async def look(self) -> float:
        """Notes how everything is, and tells what is due. Gives the seconds until there may be something to tell."""
        now = self._clock.now()
        standings = await self._terminals.list()
        seen, known = _observed(standings), _known(standings)
        before = await self._store.read(lambda record: record.alerts.all())
        if not self._changes(before, seen, known, now)[0]:
            return self._until(before, known, now)

        def work(record: Record) -> dict[Subject, Course]:
            courses = record.alerts.all()
            changes, lines = self._changes(courses, seen, known, now)
            record.alerts.put(changes)
            if lines:
                self._tell(record, lines, known, now)
            kept = {**courses, **changes}
            return {subject: course for subject, course in kept.items() if course is not None}

        return self._until(await self._store.transact(work), known, now)

    def _changes(
        self,
        courses: Mapping[Subject, Course],
        seen: Mapping[Subject, str | None],
        known: alert_words.Known,
        now: datetime,
    ) -> tuple[dict[Subject, Course | None], list[Line]]:
        """What is remembered otherwise from now on, and what is told of it."""
        found = {subject: _looked(course, subject, seen, now, self._first) for subject, course in courses.items()}
        new = {each: state for each, state in seen.items() if state and each not in courses}
        found |= {each: Course("", now).seen(state, now, self._first) for each, state in new.items()}
        lines = []
        dues = self._dues(found, known, now)
        if (at := rules.together(dues.values())) is not None and at <= now:
            for subject in sorted(each for each, due in dues.items() if due <= now):
                course = found[subject]
                lines.append(_line(subject, course, course.restless(now, self._first)))
                found[subject] = Course("", now, said_at=now) if _event(subject) else course.saying(now)
        changes: dict[Subject, Course | None] = {}
        for subject, after in found.items():
            gone = subject.terminal_id not in known or _forgotten(subject, after, seen, now)
            if after != courses.get(subject) or gone:
                changes[subject] = None if gone else after
        return changes, lines

    def _until(self, courses: Mapping[Subject, Course], known: alert_words.Known, now: datetime) -> float:
        at = rules.together(self._dues(courses, known, now).values())
        return LOOK if at is None else min(LOOK, max(0.1, (at - now).total_seconds()))

    def _dues(
        self, courses: Mapping[Subject, Course], known: alert_words.Known, now: datetime
    ) -> dict[Subject, datetime]:
        """When each thing is to be told. While it is quiet nothing is but what happened, and nothing of the devices
        of a silent terminal."""
        quiet = self._wanted().quiet_at(now.astimezone(ZoneInfo(self._site().timezone)).time())
        silent = {each.terminal_id for each, course in courses.items() if not each.device and _silent(course)}
        found: dict[Subject, datetime] = {}
        for subject, course in courses.items():
            if _event(subject):
                due = course.said_at + rules.HAPPENED_AGAIN if course.state and course.said_at is not None else None
            elif quiet or (subject.device and subject.terminal_id in silent):
                continue
            else:
                due = course.due(self._first)
            if due is not None and subject.terminal_id in known:
                found[subject] = due
        return found

    def _tell(self, record: Record, lines: Sequence[Line], known: alert_words.Known, now: datetime) -> None:
        """Makes the messages. When nobody is to be told, it counts as told: whoever is named later hears of what
        changes from then on."""
        wanted, site = self._wanted(), self._site()
        identifier = uuid7(int(now.timestamp() * 1000), os.urandom(10))
        subject, body = alert_words.email(lines, known, site)
        for address in wanted.emails:
            self._messages.tell(record, Channel.ALERT, address, subject, body, now)
        if wanted.webhook:
            told = alert_words.document(identifier, lines, known, site, now)
            self._messages.tell(record, Channel.WEBHOOK, wanted.webhook, "", told, now)
        log("alerts.told", alert=str(identifier), changes=len(lines), to=len(wanted.emails) + bool(wanted.webhook))

    async def _work(self) -> None:
        while True:
            rings = self._bell.rings
            try:
                wait = await self.look()
            except RecordUnavailable as error:
                log("alerts.record_unavailable", code=error.code)
                wait = LOOK
            except Exception as error:  # noqa: BLE001 - if it ended, nobody would be told of anything any more
                log("alerts.fault", error=type(error).__name__)
                wait = LOOK
            await self._bell.wait(rings, wait)


def _observed(standings: Sequence[Standing]) -> dict[Subject, str | None]:
    """How everything is, `None` where nobody has met it yet; the devices of a silent terminal are not there."""
    seen: dict[Subject, str | None] = {}
    for each in standings:
        if each.row.withdrawn_at is not None:
            continue
        own = [trouble for trouble in each.troubles if trouble != "devices"]
        seen[Subject(each.row.id)] = " ".join(own)
        if each.row.health is not None and not _SILENT & set(own):
            for device in each.row.health.devices:
                starting = device.health.reason == "starting"
                seen[Subject(each.row.id, device.id)] = None if starting else " ".join(device.health.reasons)
    return seen


_SILENT: Final = frozenset(("silent", "never_heard"))


def _silent(course: Course) -> bool:
    return bool(_SILENT & set(course.state.split()))


def _event(subject: Subject) -> bool:
    return subject.device.startswith(EVENT)


def _looked(
    course: Course, subject: Subject, seen: Mapping[Subject, str | None], now: datetime, first: timedelta
) -> Course:
    """A course after a look; what could not be seen stays as it was."""
    state = seen.get(subject)
    return course if state is None or _event(subject) else course.seen(state, now, first)


def _known(standings: Sequence[Standing]) -> alert_words.Known:
    return {
        each.row.id: (
            each.row.details,
            {} if each.row.health is None else {device.id: device.kind for device in each.row.health.devices},
        )
        for each in standings
        if each.row.withdrawn_at is None
    }


def _forgotten(subject: Subject, course: Course, seen: Mapping[Subject, str | None], now: datetime) -> bool:
    """Whether nothing has to be remembered: all is well and was for long, or there is no such device any more."""
    if _event(subject):
        return not course.state and course.said_at is not None and now - course.said_at >= rules.HAPPENED_AGAIN
    own = seen.get(Subject(subject.terminal_id))
    taken_out = subject not in seen and own is not None and not _SILENT & set(own.split())
    return taken_out or course.over(now)


def _line(subject: Subject, course: Course, restless: bool) -> Line:
    if _event(subject):
        kind, _, device = subject.device.removeprefix(EVENT).partition(" ")
        return Line(subject.terminal_id, device, "happened", kind, course.since, restless=True)
    how: Literal["wrong", "mended"] = "wrong" if course.state else "mended"
    return Line(subject.terminal_id, subject.device, how, course.state, course.since, restless)
