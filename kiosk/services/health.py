"""How a site and its hub are, a lamp a line: for the page that staff look at when something seems wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from kiosk.domain.certificates import Certificate
from kiosk.domain.lamps import Lamp, Reading
from kiosk.domain.queues import Queue
from kiosk.domain.surroundings import Surroundings
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services.bank_holidays import Calendar
from kiosk.services.forms import Forms
from kiosk.services.registrations import Registrations
from kiosk.services.terminals import Standing, Terminals

SLOW: Final = 0.25
"""Seconds for a durable write after which a person would notice."""

WAITED_LONG: Final = timedelta(hours=1)
"""A delivery that has been owed for longer than this is late; services have short nights."""

BACKUP_LATE: Final = timedelta(hours=26)
"""A night's backup, and two hours in which the night's work may still be going on."""

BACKUP_BAD: Final = timedelta(days=3)

CERTIFICATE_SOON: Final = timedelta(days=21)
"""Those that renew themselves do so a month before; one that has not by now needs somebody."""

CERTIFICATE_BAD: Final = timedelta(days=3)

LITTLE_MB: Final = 2_000
LEAST_MB: Final = 500


MOST_KEPT: Final = 100
"""Happenings that are counted: of more it is enough to know that there are so many."""

HOLIDAYS_SOON: Final = timedelta(days=180)
"""GOV.UK publishes two years ahead: fewer days than this are known only where it was not heard for long."""


class Health:
    """The health of one site.

    Args:
        look: at what stands around the hub; blocks for as long as a disk takes.
        certificates: gives those that were looked at.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        terminals: Terminals,
        forms: Forms,
        registrations: Registrations,
        calendar: Calendar,
        look: Callable[[], Surroundings],
        certificates: Callable[[], Sequence[Certificate]],
    ) -> None:
        self._store, self._clock, self._terminals, self._forms = store, clock, terminals, forms
        self._registrations = registrations
        self._calendar, self._look, self._certificates = calendar, look, certificates

    async def surroundings(self) -> Surroundings:
        """What stands around the hub, looked at just now."""
        return await asyncio.to_thread(self._look)

    async def readings(self, *, timed: bool = True) -> list[Reading]:
        """Every line, in the order they matter.

        Args:
            timed: whether the record is timed too, which takes a durable write.

        Raises:
            RecordUnavailable: the record does not answer, and then little else can be said.
        """
        around = await self.surroundings()
        queues = await self._store.read(lambda record: record.deliveries.queues())
        offered = await self._forms.known_offered()
        wanted = {name for form in offered for name in self._registrations.of(form.id, form.destination)}
        unused = sorted(wanted - {queue.destination for queue in queues})
        standings = [each for each in await self._terminals.list() if each.row.withdrawn_at is None]
        now = self._clock.now()
        off = {each.name for each in self._registrations.known if each.off is not None}
        found = read(around, standings, [*queues, *map(Queue, unused)], now, off)
        certificates = [certificate(each, now) for each in self._certificates()]
        record = [await self._record(around)] if timed else []
        kept = await self._store.read(lambda record: len(record.happenings.kept(MOST_KEPT)))
        happenings = [Reading("happenings", Lamp.BAD, "kept", {"count": kept})] if kept else []
        return [*record, *found, *happenings, *certificates, self._bank_holidays()]

    def _bank_holidays(self) -> Reading:
        """Until when they are known, which opening hours need."""
        until = self._calendar.horizon
        left = until - self._clock.now().date()
        lamp = Lamp.BAD if left < timedelta() else Lamp.LOOK if left < HOLIDAYS_SOON else Lamp.GOOD
        facts = {"until": until, "told_at": self._calendar.told_at}
        return Reading("bank_holidays", lamp, "" if lamp is Lamp.GOOD else "soon", facts)

    async def _record(self, around: Surroundings) -> Reading:
        """How long it takes to read something and to keep something for good."""
        began = self._clock.monotonic()
        await self._store.read(lambda record: record.epoch)
        read = self._clock.monotonic()
        await self._store.transact(_write)
        kept = self._clock.monotonic()
        slow = kept - began > SLOW
        facts = {
            "kind": around.database,
            "version": around.database_version,
            "read_ms": round((read - began) * 1000, 1),
            "write_ms": round((kept - read) * 1000, 1),
        }
        return Reading("record", Lamp.LOOK if slow else Lamp.GOOD, "slow" if slow else "", facts)


def _write(record: Record) -> None:
    """Keeps what is kept already: a unit that writes nothing would not wait for the disk."""
    record.announced_catalogue = record.announced_catalogue


def read(
    around: Surroundings,
    standings: Sequence[Standing],
    queues: Sequence[Queue],
    now: datetime,
    off: Collection[str] = (),
) -> list[Reading]:
    """What was looked at, as lamps; in the order they matter.

    Args:
        off: destinations whose plug-in cannot be used.
    """
    return [
        *_terminals(standings, around.version),
        *(_delivery(queue, now, off=queue.destination in off) for queue in queues),
        _backup(around, now),
        _disk(around),
        Reading("keys", Lamp.GOOD, facts={"count": around.keys, "at": around.newest_key_at}),
        Reading("connection", Lamp.GOOD if around.secure else Lamp.OFF, "" if around.secure else "plain"),
        Reading("public", Lamp.GOOD if around.public_url else Lamp.OFF, facts={"url": around.public_url}),
        Reading(
            "hub",
            Lamp.GOOD,
            facts={"version": around.version, "python": around.python, "since": around.started_at},
        ),
    ]


def certificate(shown: Certificate, now: datetime) -> Reading:
    """A certificate that ends soon is somebody's work before it is everybody's trouble."""
    where, facts = f"certificate:{shown.host}", {"ends": shown.ends}
    if shown.ends is None:
        return Reading(where, Lamp.BAD if shown.trouble == "untrusted" else Lamp.LOOK, shown.trouble, facts)
    left = shown.ends - now
    lamp = Lamp.BAD if left < CERTIFICATE_BAD else Lamp.LOOK if left < CERTIFICATE_SOON else Lamp.GOOD
    return Reading(where, lamp, "" if lamp is Lamp.GOOD else "ends", facts)


def _terminals(standings: Sequence[Standing], version: str) -> list[Reading]:
    if not standings:
        return [Reading("terminals", Lamp.LOOK, "none")]
    troubled = [each for each in standings if each.troubles]
    serving = [each for each in standings if not {"never_heard", "silent", "out_of_service"} & set(each.troubles)]
    facts = {"count": len(standings), "serving": len(serving), "troubled": len(troubled)}
    lamp = Lamp.BAD if not serving else Lamp.LOOK if troubled else Lamp.GOOD
    found = [Reading("terminals", lamp, "troubled" if troubled else "", facts)]
    others = sorted({each.row.health.version for each in standings if each.row.health} - {version})
    if others:
        found.append(Reading("versions", Lamp.LOOK, "differ", {"others": ", ".join(others), "version": version}))
    return found


def _delivery(queue: Queue, now: datetime, *, off: bool) -> Reading:
    facts = {
        "name": queue.destination,
        "waiting": queue.waiting,
        "dead": queue.dead,
        "oldest": queue.oldest,
        "accepted_at": queue.accepted_at,
    }
    where = f"delivery:{queue.destination}"
    if off:
        return Reading(where, Lamp.BAD, "off", facts)
    if queue.dead:
        return Reading(where, Lamp.BAD, "dead", facts)
    if queue.oldest is not None and now - queue.oldest > WAITED_LONG:
        return Reading(where, Lamp.LOOK, "late", facts)
    if queue.accepted_at is None:
        return Reading(where, Lamp.OFF, "waiting" if queue.waiting else "unused", facts)
    return Reading(where, Lamp.GOOD, "waiting" if queue.waiting else "", facts)


def _backup(around: Surroundings, now: datetime) -> Reading:
    facts = {"at": around.backed_up_at, "how": around.backups}
    if around.backups == "elsewhere":
        return Reading("backup", Lamp.OFF, "elsewhere", facts)
    if around.backed_up_at is None:
        # The first night has not come yet: nothing is lost that could have been kept.
        young = around.backups == "nightly" and now - around.started_at < BACKUP_LATE
        return Reading("backup", Lamp.LOOK if young else Lamp.BAD, "none", facts)
    age = now - around.backed_up_at
    if age > BACKUP_BAD:
        return Reading("backup", Lamp.BAD, "old", facts)
    if age > BACKUP_LATE:
        return Reading("backup", Lamp.LOOK, "old", facts)
    return Reading("backup", Lamp.GOOD, "", facts)


def _disk(around: Surroundings) -> Reading:
    facts = {"free_mb": around.free_mb}
    if around.free_mb < LEAST_MB:
        return Reading("disk", Lamp.BAD, "little", facts)
    if around.free_mb < LITTLE_MB:
        return Reading("disk", Lamp.LOOK, "little", facts)
    return Reading("disk", Lamp.GOOD, "", facts)
