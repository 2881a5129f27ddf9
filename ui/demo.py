"""A terminal with nothing behind it, for pictures of the screens: the demonstration council, and a service that says
yes.

Nothing is written anywhere. It is not a simulator for visitors: `python main.py demo` runs the real thing.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from kiosk import VERSION
from kiosk.domain import forms, logos, overlays, site_files, sites
from kiosk.domain.commands import Answered, Kind
from kiosk.domain.continuations import Offered
from kiosk.domain.definition import Answers, Form
from kiosk.domain.devices import NOTHING, Capabilities, Device
from kiosk.domain.doors import Door, Released
from kiosk.domain.events import (
    CatalogueChanged,
    DetailsChanged,
    Receipt,
    ReceiptChanged,
    ScreenAsked,
    Service,
    ServiceChanged,
)
from kiosk.domain.printing import Printed
from kiosk.domain.signposts import Signpost
from kiosk.domain.site import Site
from kiosk.domain.staff_door import Act, DoorClosed, Shown
from kiosk.domain.terminals import Details, Health
from kiosk.domain.waiting import Called
from kiosk.interfaces.speech import Manner
from kiosk.terminal.bus import Bus
from kiosk.terminal.journal import NotSaved
from ui.demo_parcels import DemoParcels
from ui.demo_rolls import DemoRolls
from ui.demo_visits import DemoTold, DemoVisits

CONFIG = Path(__file__).parents[1] / "config"
REFERENCE = "7K3-MQ9-XZ4"
WRONG_PIN = "000000"


_IN_SERVICE = Service("in_service")


@dataclass(frozen=True, slots=True)
class DemoCatalogue:
    """The demonstration site and its forms."""

    site: sites.Site
    forms: tuple[Form, ...]
    signposts: tuple[Signpost, ...] = ()


class Voice:
    """A voice that nobody hears. Satisfies `kiosk.interfaces.speech.Speech`."""

    trouble: str | None = None
    usual = Manner()
    socket = False

    def say(self, text: str, language: str, manner: Manner, *, after: bool = False) -> None:
        """Pictures make no sound."""

    def stop(self) -> None:
        """There is nothing to stop."""

    def when_plugged(self, told: Callable[[bool], None]) -> None:
        """Nothing is plugged in."""


def catalogue(
    messages: tuple[Mapping[str, str], ...] = (), council: str = "demo", first: str | None = None
) -> DemoCatalogue:
    """Reads them from `config/`.

    Args:
        council: the name of a file in `config/sites`.
        first: the language that is shown when nobody has chosen; `None` for what the file says.
    """
    written = tomllib.loads((CONFIG / "sites" / f"{council}.toml").read_text("utf-8"))["site"]
    files = [CONFIG / "forms" / f"{name}.json" for name in written["forms"]]
    logo = logos.read((CONFIG / "sites" / written["logo"]["file"]).read_bytes()) if "logo" in written else None
    closures = [
        {**row, "first": row["first"].isoformat(), "last": row["last"].isoformat()}
        for row in written.pop("closures", ())
    ]
    document = site_files.document({**written, "closures": closures, "messages": messages}, logo)
    site = sites.read(overlays.said(document))
    if first is not None:
        site = replace(site, languages=tuple(dict.fromkeys((first, *site.languages))))
    return DemoCatalogue(site, tuple(forms.load(json.loads(file.read_text("utf-8"))) for file in files))


@dataclass(slots=True)
class DemoPrinting:
    """Meets `ui.desk.Printing`, and prints nothing: it only says that it did."""

    capabilities: Capabilities = NOTHING
    devices: tuple[Device, ...] = ()
    prints: Printed = field(default_factory=lambda: Printed("printed"))

    async def receipt(self, site: Site, form: Form, given: Receipt, language: str) -> Printed:  # noqa: ARG002 - the terminal asks for them
        return self.prints

    async def test(self, site: Site | None, language: str) -> Printed:  # noqa: ARG002 - the same
        return self.prints

    async def paper(self, kind: str, values: Mapping[str, Sequence[str]], language: str) -> Printed:  # noqa: ARG002 - the same
        return self.prints


@dataclass(slots=True)
class DemoPhones:
    """Meets `ui.desk.Phones`."""

    offered: Offered | None = None

    async def offer(self, form: Form, answers: Answers, language: str) -> Offered:  # noqa: ARG002 - the terminal asks for them
        self.offered = Offered(uuid4(), "A" * 22)
        return self.offered


class DemoDoor:
    """Meets `ui.staff.Door`: any PIN but one opens it, and what is done behind it is not noted."""

    async def show(self, shown: Shown) -> UUID:
        if shown.secret == WRONG_PIN:
            raise DoorClosed("wrong", seconds=30)
        return uuid4()

    async def did(self, act: Act, account: UUID) -> None:
        """Nothing is written anywhere."""

    async def loudness(self) -> int:
        return 0

    async def keep_loudness(self, louder: int) -> None:
        """The same."""


@dataclass(slots=True)
class DemoDoors:
    """Meets `ui.staff.Doors`: those it is given, all of which open."""

    doors: Mapping[str, Door] = field(default_factory=dict)

    def may_open(self, account: UUID) -> bool:  # noqa: ARG002 - everybody may
        return True

    async def open(self, door: str, account: UUID) -> Released:  # noqa: ARG002 - there is no lock
        return Released("released")


class DemoCards:
    """Meets `ui.staff.Cards`: every card is taken."""

    async def add(self, command: UUID, digest: str) -> None:
        """Nobody is told."""


@dataclass(slots=True)
class DemoWaiting:
    """Who is called in a waiting area."""

    people: tuple[Called, ...] = ()


@dataclass(slots=True)
class DemoTerminal:
    """Meets `ui.desk.Terminal`, with the time standing still."""

    catalogue: DemoCatalogue | None
    now: datetime = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
    service: Service = _IN_SERVICE
    hub_reachable: bool = True
    trouble: str | None = None
    details: Details | None = None
    printing: DemoPrinting = field(default_factory=DemoPrinting)
    phones: DemoPhones = field(default_factory=DemoPhones)
    parcels: DemoParcels = field(default_factory=DemoParcels)
    visits: DemoVisits = field(default_factory=DemoVisits)
    visits_told: DemoTold = field(default_factory=DemoTold)
    waiting_area: DemoWaiting = field(default_factory=DemoWaiting)
    rolls: DemoRolls = field(default_factory=DemoRolls)
    staff_door: DemoDoor = field(default_factory=DemoDoor)
    readers: DemoCards = field(default_factory=DemoCards)
    doors: DemoDoors = field(default_factory=DemoDoors)
    held: int = 0
    answered: list[str] = field(default_factory=list)
    bus: Bus = field(default_factory=Bus)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins the thread that waits."""
        self._thread = threading.Thread(target=self.loop.run_forever, name="terminal-loop", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends it."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        if self._thread is not None:
            self._thread.join()
        self.loop.close()

    def trusted_now(self) -> datetime | None:
        return self.now

    async def submit(self, form: Form, answers: Answers, language: str, session_id: UUID) -> Receipt:  # noqa: ARG002 - the terminal asks for them
        if self.trouble is not None:
            raise NotSaved(self.trouble)
        return Receipt(session_id, REFERENCE, "saved")

    async def look(self) -> Health:
        """How it would be."""
        return Health(VERSION, True, None, self.held, self.held, True, 41_000, False)

    async def receipt(self, submission_id: UUID) -> Receipt:
        return Receipt(submission_id, REFERENCE, "accepted")

    def screen_answered(self, command_id: UUID, answered: Answered, result: str) -> None:  # noqa: ARG002 - the same
        self.answered.append(f"{answered}: {result}")

    def ask_screen(self, kind: Kind, **args: str) -> None:
        """Staff want something of the screen."""
        fact = ScreenAsked(uuid4(), kind, args, time.monotonic() + 5)
        self.loop.call_soon_threadsafe(self.bus.tell, fact)

    def be(self, details: Details) -> None:
        """Staff say what the terminal is."""
        self.details = details
        self.loop.call_soon_threadsafe(self.bus.tell, DetailsChanged())

    def accept(self, submission_id: UUID) -> None:
        """The service takes a submission."""
        fact = ReceiptChanged(Receipt(submission_id, REFERENCE, "accepted"))
        self.loop.call_soon_threadsafe(self.bus.tell, fact)

    def move(self, catalogue: DemoCatalogue | None, now: datetime) -> None:
        """Goes to another site, or another day."""
        self.catalogue, self.now = catalogue, now
        self.loop.call_soon_threadsafe(self.bus.tell, CatalogueChanged())

    def go(self, service: Service) -> None:
        """Goes out of service, or comes back."""
        self.service = service
        self.loop.call_soon_threadsafe(self.bus.tell, ServiceChanged(service))
