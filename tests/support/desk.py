"""A desk for presenter tests: the real domain and the real session; what the terminal would do is done on request."""

from __future__ import annotations

import asyncio
import functools
import gettext
import io
import itertools
import json
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kiosk.domain import forms, ids, sites
from kiosk.domain.commands import Answered
from kiosk.domain.continuations import Offered as ToPhone
from kiosk.domain.devices import NOTHING, Capabilities, Device
from kiosk.domain.doors import Door, DoorRefused, Released
from kiosk.domain.errors import KioskError
from kiosk.domain.events import Receipt, Service
from kiosk.domain.forms import Answers, Form
from kiosk.domain.opinions import Recommend
from kiosk.domain.printing import Printed
from kiosk.domain.signposts import Signpost
from kiosk.domain.sites import Site
from kiosk.domain.staff_door import Act, DoorClosed, Shown
from kiosk.domain.terminals import Details, Health
from kiosk.domain.waiting import Called
from kiosk.interfaces.speech import MUTE, Speech
from kiosk.terminal.hub_client import HubAway
from kiosk.terminal.session import Session, Thought
from tests.support.parcel_desk import TestParcels
from tests.support.rolls import TestRolls
from tests.support.visit_desk import TestVisits
from ui.presenters import semantics
from ui.presenters.journey import Journey
from ui.presenters.semantics import Node
from ui.presenters.words import Words

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)

SITE = {
    "id": "test",
    "name": {"en": "Test House", "cy": "Tŷ Prawf"},
    "council": {"en": "Test Council", "cy": "Cyngor Prawf"},
    "address": ["Test House", "1 Test Street"],
    "postcode": "ZZ99 3WZ",
    "timezone": "Europe/London",
    "languages": ["en", "cy"],
    "brand": {"colour": "#0B5D62", "dark": "#0E4B50"},
    "contacts": [
        {
            "id": "centre",
            "name": {"en": "Contact centre", "cy": "Canolfan gyswllt"},
            "number": "01632 960 100",
            "hours": {"en": "Monday to Friday", "cy": "Dydd Llun i ddydd Gwener"},
        }
    ],
    "emergency": [{"id": "999", "name": {"en": "Danger now", "cy": "Perygl nawr"}, "number": "999"}],
    "messages": [],
}


@dataclass(frozen=True)
class Offered:
    site: Site
    forms: tuple[Form, ...]
    signposts: tuple[Signpost, ...] = ()


def shipped(name: str) -> Form:
    """A form of `config/forms`."""
    return forms.load(json.loads((ROOT / "config" / "forms" / f"{name}.json").read_text("utf-8")))


@functools.cache
def catalogues() -> dict[str, gettext.NullTranslations]:
    """The translations as they stand in the .po files, compiled here."""
    found: dict[str, gettext.NullTranslations] = {"en": gettext.NullTranslations()}
    for path in (ROOT / "assets" / "locale").glob("*/LC_MESSAGES/foyer.po"):
        language = path.parent.parent.name
        compiled = io.BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language))
        compiled.seek(0)
        found[language] = gettext.GNUTranslations(compiled)
    return found


@dataclass
class TestStaff:
    """Satisfies `ui.presenters.desk.Staff`: one PIN opens, and what is done is noted until it cannot be."""

    __test__ = False

    pin: str = "482917"
    account: UUID = field(default_factory=uuid4)
    may_exit: bool = False
    closed: DoorClosed | None = None
    noted: list[str] = field(default_factory=list)
    sounds: list[tuple[int, str]] = field(default_factory=list)
    left: list[bool] = field(default_factory=list)
    may_open: Sequence[Door] = ()
    opened: list[str] = field(default_factory=list)
    door: Released | DoorRefused = Released("released")  # noqa: RUF009 - it is frozen
    card: str = "ca4d" * 16
    cards: list[tuple[UUID, str]] = field(default_factory=list)
    card_refused: KioskError | None = None
    health: Health = field(default_factory=lambda: Health("1.0", True, None, 0, 0, True, 5000, False))

    async def show(self, shown: Shown) -> UUID:
        if self.closed is not None:
            raise self.closed
        if shown.secret != (self.pin if shown.kind == "pin" else self.card):
            raise DoorClosed("wrong", seconds=0)
        return self.account

    async def did(self, act: Act, account: UUID) -> None:
        if self.closed is not None:
            raise self.closed
        assert account == self.account
        self.noted.append(act.value)

    async def look(self) -> Health:
        return self.health

    async def add_card(self, command: UUID, digest: str) -> None:
        if self.card_refused is not None:
            raise self.card_refused
        self.cards.append((command, digest))

    async def sound(self, louder: int, language: str) -> None:
        self.sounds.append((louder, language))

    def doors(self, account: UUID) -> Sequence[Door]:
        return self.may_open if account == self.account else ()

    async def open_door(self, door: str, account: UUID) -> Released:
        assert account == self.account
        self.opened.append(door)
        if isinstance(self.door, DoorRefused):
            raise self.door
        return self.door

    def leave(self, again: bool) -> None:
        self.left.append(again)


@dataclass
class TestDesk:
    """Satisfies `ui.presenters.desk.Desk`. `settle` runs what was asked; `fault` is raised by the next submit."""

    __test__ = False

    offer: Offered | None
    now: datetime | None = MORNING
    reachable: bool = True
    out_of_service: str | None = None
    number: str | None = None
    fault: Exception | None = None
    known: Details | None = None
    able: Capabilities = NOTHING
    called: tuple[Called, ...] = ()
    prints: Printed = field(default_factory=lambda: Printed("printed"))
    printed: list[tuple[str, str, str]] = field(default_factory=list)
    handed_over: list[tuple[str, Answers, str]] = field(default_factory=list)
    voice: Speech = MUTE
    coming: TestVisits = field(default_factory=lambda: TestVisits())
    deliveries: TestParcels = field(default_factory=TestParcels)
    rolls: TestRolls = field(default_factory=TestRolls)
    attendance: TestStaff = field(default_factory=lambda: TestStaff())
    answered: list[tuple[UUID, str, str]] = field(default_factory=list)
    changes: int = 0
    submitted: list[tuple[str, int, Answers, str, UUID]] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    begun: list[tuple[str, str]] = field(default_factory=list)
    ended: list[tuple[str, str | None]] = field(default_factory=list)
    opinions: list[tuple[str, int | None, Recommend | None, str, str]] = field(default_factory=list)
    states: dict[UUID, Receipt] = field(default_factory=dict)
    _asked: list[tuple[Any, Any, Any]] = field(default_factory=list)
    _count: Any = field(default_factory=lambda: itertools.count(1))

    def catalogue(self) -> Offered | None:
        return self.offer

    def service(self) -> Service:
        return Service("out_of_service", self.out_of_service) if self.out_of_service else Service("in_service")

    def hub_reachable(self) -> bool:
        return self.reachable

    def now_local(self) -> datetime | None:
        return self.now

    def today(self) -> date | None:
        return None if self.now is None else self.now.date()

    def details(self) -> Details | None:
        return self.known

    def waiting(self) -> tuple[Called, ...]:
        return self.called

    def capabilities(self) -> Capabilities:
        return self.able

    def devices(self) -> tuple[Device, ...]:
        return ()

    async def print_receipt(self, given: Receipt, form: Form, language: str) -> Printed:
        self.printed.append((given.reference, form.id, language))
        return self.prints

    async def print_test(self, language: str) -> Printed:
        self.printed.append(("test", "", language))
        return self.prints

    async def offer_to_phone(self, form: Form, answers: Answers, language: str) -> ToPhone:
        self.handed_over.append((form.id, dict(answers), language))
        if not self.reachable:
            raise HubAway
        return ToPhone(uuid4(), "A" * 22)

    def screen_answered(self, command_id: UUID, answered: Answered, result: str) -> None:
        self.answered.append((command_id, answered, result))

    def telephone(self) -> str | None:
        return self.number

    def speech(self) -> Speech:
        return self.voice

    def staff(self) -> TestStaff:
        return self.attendance

    def visits(self) -> TestVisits:
        return self.coming

    def parcels(self) -> TestParcels:
        return self.deliveries

    def roll_call(self) -> TestRolls:
        return self.rolls

    def form_begun(self, form: Form, language: str) -> float:
        self.begun.append((form.id, language))
        return float(len(self.begun))

    def form_ended(self, form: Form, begun: float, page: str | None) -> None:
        assert begun > 0
        self.ended.append((form.id, page))

    def opinion_given(self, form: Form, thought: Thought, given: Receipt, language: str) -> None:
        assert given.reference
        self.opinions.append((form.id, thought.stars, thought.recommend, thought.words, language))

    def begin(self, language: str) -> Session:
        session = Session(ids.uuid7(next(self._count), bytes(10)), language, 0.0)
        self.sessions.append(session)
        return session

    async def submit(self, form: Form, answers: Answers, language: str, session_id: UUID) -> Receipt:
        if self.fault is not None:
            raised, self.fault = self.fault, None
            raise raised
        self.submitted.append((form.id, form.version, dict(answers), language, session_id))
        number = next(self._count)
        given = Receipt(ids.uuid7(number, bytes(10)), ids.reference(number.to_bytes(5, "big")), "saved")
        self.states[given.id] = given
        return given

    async def receipt(self, submission_id: UUID) -> Receipt:
        return self.states[submission_id]

    def ask(
        self, coroutine: Coroutine[Any, Any, T], then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        self._asked.append((coroutine, then, failed))

    def changed(self) -> None:
        self.changes += 1

    def settle(self) -> None:
        """Runs everything that was asked, and what that asks in turn."""
        while self._asked:
            coroutine, then, failed = self._asked.pop(0)
            try:
                answer = asyncio.run(coroutine)
            except (KioskError, OSError) as error:
                failed(error)
            else:
                then(answer)

    def close(self) -> None:
        """Throws away what was asked and never settled."""
        for coroutine, _, _ in self._asked:
            coroutine.close()
        self._asked.clear()


class Visitor:
    """Somebody at the screen, who reads words and presses what is there."""

    def __init__(self, desk: TestDesk, journey: Journey) -> None:
        self.desk = desk
        self.journey = journey
        self._catalogues = catalogues()

    @property
    def words(self) -> Words:
        return Words(self.journey.language, self._catalogues)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return semantics.tree(self.journey.view(), self.words)

    @property
    def heading(self) -> str:
        return next(node.name for node in self.nodes if node.role == "heading")

    @property
    def text(self) -> str:
        """Every word on the screen, a node a line."""
        return "\n".join(" ".join(part for part in (n.name, n.value, n.hint, n.error) if part) for n in self.nodes)

    @property
    def screen(self) -> str:
        return self.journey.view().name

    def press(self, *names: str) -> None:
        """Presses things by id; each must be on the screen."""
        for name in names:
            assert name in {node.id for node in self.nodes if node.focusable}, (
                f"no {name} on {self.screen}:\n{self.text}"
            )
            self.journey.press(name)

    def fill(self, name: str, text: str) -> None:
        """Types into a line, in place of what it holds."""
        self.press(f"field:{name}")
        for _ in range(200):
            self.journey.key("backspace")
        self.journey.type(text)

    def answer(self, *choices: str) -> None:
        """Chooses an answer and goes on, question after question."""
        for choice in choices:
            self.press(f"choice:{choice}", "action:continue")

    def fill_in_missed_bin(self) -> None:
        """From the first screen to the check page."""
        self.press("tile:forms", "form:missed-bin", "action:begin")
        self.answer("recycling", "2026-11-20", "true")
        self.fill("address.addressLine1", "12 Market Street")
        self.fill("address.town", "Totnes")
        self.fill("address.postcode", "tq95ne")
        self.press("action:continue")
        self.answer("false")
        self.fill("note", "The gate sticks")
        self.press("action:continue")
        self.answer("email")
        self.fill("emailName", "Siân Prŷs")
        self.press("action:continue")
        self.fill("email", "sian@example.com")
        self.press("action:continue")


def site(**changes: object) -> Site:
    """The site of the tests, with changes."""
    return sites.read(SITE | changes)


def everything() -> Offered:
    """The site of the tests with every form that ships."""
    return Offered(
        site(), tuple(shipped(name) for name in ("missed-bin", "general-enquiry", "complaint-or-compliment"))
    )


def visitor(language: str = "en", desk: TestDesk | None = None) -> Visitor:
    """Somebody who has just pressed Start, in a language."""
    desk = desk or TestDesk(everything())
    journey = Journey(desk)
    journey.tick(1000.0)
    somebody = Visitor(desk, journey)
    if language != journey.language:
        journey.press("bar:language")
    journey.press("action:start")
    return somebody
