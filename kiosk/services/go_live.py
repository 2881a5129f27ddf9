"""What has to be so before people are let in: most of it is looked up, the rest is confirmed by a person."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kiosk.domain.confirmations import Confirmation
from kiosk.domain.errors import Refused
from kiosk.domain.lamps import Lamp, Reading
from kiosk.domain.site import Site
from kiosk.domain.surroundings import Surroundings
from kiosk.domain.translated import lacking
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import SubmissionState
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.forms import Forms
from kiosk.services.go_live_visits import GoLiveVisits
from kiosk.services.health import BACKUP_LATE
from kiosk.services.terminals import Terminals

AGAIN_AFTER: Final = timedelta(days=365)
"""A confirmation counts for a year: numbers change, and a restore nobody has tried for years is not a tried one."""

CONFIRMED: Final = ("numbers", "restore", "recovery_key", "privacy", "public_none", "badges_none")
"""What only a person can know."""


NO_BADGES: Final = ("badges", Lamp.BAD)
"""Then somebody has to decide that there are none."""


class LineUnknown(Refused, LookupError):
    """There is no such line, or nobody can confirm it."""

    code = "line_unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the checklist.

    Attributes:
        confirm: what somebody can confirm here, by its name in `CONFIRMED`; `None` where it is looked up.
        confirmation: that somebody did, whether it still counts or not.
    """

    reading: Reading
    confirm: str | None = None
    confirmation: Confirmation | None = None


class GoLive:
    """The checklist of one site.

    Args:
        site: gives the site as it is now.
        administrators: gives, for each administrator of the site, whether a second factor is asked of them.
        surroundings: looks at what stands around the hub.
        visits: what has to be so where visitors check in.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        clock: Clock,
        forms: Forms,
        terminals: Terminals,
        site: Callable[[], Site],
        administrators: Callable[[], Awaitable[Sequence[bool]]],
        surroundings: Callable[[], Awaitable[Surroundings]],
        visits: GoLiveVisits,
    ) -> None:
        self._store, self._audit, self._clock, self._forms = store, audit, clock, forms
        self._terminals, self._visits = terminals, visits
        self._site, self._administrators, self._surroundings = site, administrators, surroundings

    async def lines(self) -> list[Line]:
        """Every line, in the order in which things are done."""
        around = await self._surroundings()
        site, now = self._site(), self._clock.now()
        forms = await self._forms.known_offered()
        accepted, said = await self._store.read(_kept)
        terminals = [each.row for each in await self._terminals.list()]
        seen = sum(row.seen_at is not None and row.withdrawn_at is None for row in terminals)
        visits = await self._visits.readings(site, terminals)
        abouts = _abouts(site, around)
        confirmed = {name: self._confirmed(name, abouts[name], said, now) for name in CONFIRMED}
        return [
            Line(Reading("terminal", _when(seen > 0), facts={"count": seen})),
            Line(Reading("delivered", _when(accepted > 0), facts={"count": accepted})),
            Line(_welsh(site, lacking(forms) + lacking(site))),
            Line(Reading("opening", _when(site.opening is not None))),
            confirmed["numbers"],
            *_people(await self._administrators()),
            Line(_backed_up(around, now)),
            confirmed["recovery_key"],
            confirmed["restore"],
            Line(Reading("public", Lamp.GOOD, facts={"url": around.public_url}))
            if around.public_url
            else confirmed["public_none"],
            confirmed["privacy"],
            *(confirmed["badges_none"] if (each.id, each.lamp) == NO_BADGES else Line(each) for each in visits),
        ]

    async def confirm(self, name: str, actor: Actor) -> None:
        """Somebody says that a line is so.

        Raises:
            LineUnknown: nobody can say that.
        """
        if name not in CONFIRMED:
            raise LineUnknown
        about = _abouts(self._site(), await self._surroundings())[name]
        confirmation = Confirmation(name, self._clock.now(), actor.who, actor.account_id, about)
        await self._audit.perform(
            actor, "go_live_confirmed", name, lambda record: record.confirmations.put(confirmation)
        )

    async def take_back(self, name: str, actor: Actor) -> None:
        """Somebody says that it is not so after all.

        Raises:
            LineUnknown: nobody has said that it is.
        """

        def work(record: Record) -> None:
            if not record.confirmations.take_back(name):
                raise LineUnknown

        await self._audit.perform(actor, "go_live_taken_back", name, work)

    def _confirmed(self, name: str, about: str, said: Mapping[str, Confirmation], now: datetime) -> Line:
        found = said.get(name)
        if found is None:
            return Line(Reading(name, Lamp.BAD, "not_yet"), name)
        if found.about != about:
            return Line(Reading(name, Lamp.BAD, "changed"), name, found)
        if now - found.at > AGAIN_AFTER:
            return Line(Reading(name, Lamp.LOOK, "long_ago"), name, found)
        return Line(Reading(name, Lamp.GOOD), name, found)


def _kept(record: Record) -> tuple[int, Mapping[str, Confirmation]]:
    """How many submissions a service took, and what was confirmed."""
    return record.submissions.counts().get(SubmissionState.ACCEPTED, 0), record.confirmations.all()


def _abouts(site: Site, around: Surroundings) -> Mapping[str, str]:
    """What each confirmation is about: when that changes, it counts no more."""
    numbers = [(each.id, each.number) for each in site.contacts] + [(each.id, each.number) for each in site.emergency]
    return {
        "numbers": _digest(repr((numbers, site.address, site.postcode))),
        "restore": "",
        "recovery_key": around.recovery_key,
        "privacy": "",
        "public_none": "",
        "badges_none": "",
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def _when(so: bool) -> Lamp:
    return Lamp.GOOD if so else Lamp.BAD


def _welsh(site: Site, untranslated: Sequence[str]) -> Reading:
    if "cy" not in site.languages:
        return Reading("welsh", Lamp.OFF, "not_offered")
    facts = {"count": len(untranslated), "first": untranslated[:3]}
    return Reading("welsh", Lamp.LOOK if untranslated else Lamp.GOOD, "lacking" if untranslated else "", facts)


def _people(administrators: Sequence[bool]) -> list[Line]:
    several = Reading("administrators", _when(len(administrators) > 1), facts={"count": len(administrators)})
    bare = sum(not guarded for guarded in administrators)
    return [Line(several), Line(Reading("second_factor", _when(not bare), facts={"count": bare}))]


def _backed_up(around: Surroundings, now: datetime) -> Reading:
    facts = {"at": around.backed_up_at}
    if around.backups == "elsewhere":
        return Reading("backup", Lamp.OFF, "elsewhere", facts)
    if around.backed_up_at is None:
        return Reading("backup", Lamp.BAD, "none", facts)
    late = now - around.backed_up_at > BACKUP_LATE
    return Reading("backup", Lamp.BAD if late else Lamp.GOOD, "old" if late else "", facts)
