"""What the presenters ask of the house, answered by the terminal."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import ids, opinions, tallies
from kiosk.domain.commands import Answered
from kiosk.domain.continuations import Offered
from kiosk.domain.definition import Answers, Form
from kiosk.domain.devices import Capabilities, Device
from kiosk.domain.events import FormBegun, FormEnded, OpinionGiven, Receipt, Service
from kiosk.domain.opinions import Opinion
from kiosk.domain.printing import Printed
from kiosk.domain.site import Site
from kiosk.domain.tallies import What
from kiosk.domain.terminals import Details
from kiosk.domain.waiting import Called
from kiosk.interfaces.speech import Speech
from kiosk.terminal.session import Session, Thought
from ui import staff
from ui.bridge import Bridge, Bus
from ui.parcels import Parcels, TerminalParcels
from ui.presenters.desk import Offer, Staff
from ui.presenters.roll_desk import RollDesk
from ui.roll_calls import Work
from ui.visits import TerminalVisits, Visits, VisitsTold

T = TypeVar("T")


class Printing(Protocol):
    """The part of `kiosk.terminal.printing.Printing` that the screens meet."""

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def devices(self) -> tuple[Device, ...]: ...

    async def receipt(self, site: Site, form: Form, given: Receipt, language: str) -> Printed: ...

    async def test(self, site: Site | None, language: str) -> Printed: ...

    async def paper(self, kind: str, values: Mapping[str, Sequence[str]], language: str) -> Printed: ...


class WaitingArea(Protocol):
    """The part of `kiosk.terminal.waiting_area.WaitingArea` that the screens meet."""

    people: tuple[Called, ...]


class Phones(Protocol):
    """The part of `kiosk.terminal.phones.Phones` that the screens meet."""

    async def offer(self, form: Form, answers: Answers, language: str) -> Offered: ...


class Terminal(staff.Terminal, Protocol):
    """The part of `kiosk.terminal.terminal.Terminal` that the screens meet."""

    @property
    def catalogue(self) -> Offer | None: ...

    @property
    def service(self) -> Service: ...

    @property
    def hub_reachable(self) -> bool: ...

    @property
    def details(self) -> Details | None: ...

    @property
    def bus(self) -> Bus: ...

    @property
    def loop(self) -> Any: ...

    def trusted_now(self) -> datetime | None: ...

    def submit(
        self, form: Form, answers: Answers, language: str, session_id: UUID
    ) -> Coroutine[Any, Any, Receipt]: ...

    def receipt(self, submission_id: UUID) -> Coroutine[Any, Any, Receipt]: ...

    def screen_answered(self, command_id: UUID, answered: Answered, result: str) -> None: ...

    @property
    def printing(self) -> Printing: ...

    @property
    def phones(self) -> Phones: ...

    @property
    def parcels(self) -> Parcels: ...

    @property
    def visits(self) -> Visits: ...

    @property
    def visits_told(self) -> VisitsTold: ...

    @property
    def rolls(self) -> Work: ...

    @property
    def waiting_area(self) -> WaitingArea: ...


class TerminalDesk:
    """Meets `ui.presenters.desk.Desk`.

    Args:
        changed: called when the screen is no longer what the presenter would show.
        telephone: the council's number from this machine's own settings.
        speech: the voice of this terminal.
        staff: what is behind their door.
        rolls: emergencies, and who is in then.
    """

    def __init__(
        self,
        terminal: Terminal,
        bridge: Bridge,
        changed: Callable[[], None],
        telephone: str | None,
        speech: Speech,
        staff: Staff,
        rolls: RollDesk,
    ) -> None:
        self._terminal = terminal
        self._rolls = rolls
        self._bridge = bridge
        self._changed = changed
        self._telephone = telephone
        self._speech = speech
        self._staff = staff
        self._parcels = TerminalParcels(terminal.parcels, self.hub_reachable, lambda: self.capabilities().camera)
        self._visits = TerminalVisits(terminal)

    def catalogue(self) -> Offer | None:
        return self._terminal.catalogue

    def service(self) -> Service:
        return self._terminal.service

    def hub_reachable(self) -> bool:
        return self._terminal.hub_reachable

    def now_local(self) -> datetime | None:
        now = self._terminal.trusted_now()
        known = self._terminal.catalogue
        if now is None or known is None:
            return None
        return now.astimezone(ZoneInfo(known.site.timezone))

    def today(self) -> date | None:
        now = self.now_local()
        return now.date() if now else None

    def details(self) -> Details | None:
        return self._terminal.details

    def waiting(self) -> tuple[Called, ...]:
        return self._terminal.waiting_area.people

    def capabilities(self) -> Capabilities:
        return self._terminal.printing.capabilities

    def devices(self) -> tuple[Device, ...]:
        return self._terminal.printing.devices

    async def print_receipt(self, given: Receipt, form: Form, language: str) -> Printed:
        known = self._terminal.catalogue
        if known is None:
            return Printed("not_printed", "no_catalogue")
        return await self._terminal.printing.receipt(known.site, form, given, language)

    async def print_test(self, language: str) -> Printed:
        known = self._terminal.catalogue
        return await self._terminal.printing.test(None if known is None else known.site, language)

    def offer_to_phone(self, form: Form, answers: Answers, language: str) -> Coroutine[Any, Any, Offered]:
        return self._terminal.phones.offer(form, answers, language)

    def screen_answered(self, command_id: UUID, answered: Answered, result: str) -> None:
        self._terminal.screen_answered(command_id, answered, result)

    def telephone(self) -> str | None:
        return self._telephone

    def speech(self) -> Speech:
        return self._speech

    def staff(self) -> Staff:
        return self._staff

    def visits(self) -> TerminalVisits:
        return self._visits

    def parcels(self) -> TerminalParcels:
        return self._parcels

    def roll_call(self) -> RollDesk:
        return self._rolls

    def form_begun(self, form: Form, language: str) -> float:
        # Without a trusted clock nobody knows on which day it was.
        if (day := self.today()) is not None:
            self._bridge.tell(FormBegun(day, form.id, language))
        return time.monotonic()

    def form_ended(self, form: Form, begun: float, page: str | None) -> None:
        if (day := self.today()) is not None:
            what = (What.TOOK, tallies.span(time.monotonic() - begun)) if page is None else (What.LEFT, page)
            self._bridge.tell(FormEnded(day, form.id, form.version, *what))

    def opinion_given(self, form: Form, thought: Thought, given: Receipt, language: str) -> None:
        name, words = opinions.named(given.link, os.urandom(16)), opinions.sentence(thought.words)
        about = (name, self.today(), form.id, form.version, language)
        self._bridge.tell(OpinionGiven(Opinion(*about, thought.stars, thought.recommend, words)))

    def begin(self, language: str) -> Session:
        return Session(ids.uuid7(time.time_ns() // 1_000_000, os.urandom(10)), language, time.monotonic())

    def submit(self, form: Form, answers: Answers, language: str, session_id: UUID) -> Coroutine[Any, Any, Receipt]:
        return self._terminal.submit(form, answers, language, session_id)

    def receipt(self, submission_id: UUID) -> Coroutine[Any, Any, Receipt]:
        return self._terminal.receipt(submission_id)

    def ask(
        self, coroutine: Coroutine[Any, Any, T], then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        self._bridge.ask(coroutine, then, failed)

    def changed(self) -> None:
        self._changed()
