"""A visitor's way through every screen, for pictures of them and for a look at each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.domain.devices import NOTHING, Capabilities
from kiosk.domain.ease import PLAIN, Ease
from kiosk.domain.events import FormTaken, Service
from kiosk.domain.printing import Printed
from ui import demo
from ui.tour_parcels import ParcelTour
from ui.tour_rolls import RollTour
from ui.tour_staff import StaffTour
from ui.tour_visits import VisitTour

if TYPE_CHECKING:
    from ui.stage import Stage

TYPED = {
    "addressLine1": "12 Llanfair Road",
    "town": "Aberwen",
    "postcode": "CF10 3AT",
    "day": "21",
    "month": "11",
    "year": "2026",
    "email": "gwen.price@example.org",
    "phone": "01632 960 123",
    "name": "Gwen Price",
}
"""What is typed into a field whose id ends so."""

OTHERWISE = "The lorry turned round before our end of the street."
PREFERRED = ("choice:yes", "choice:true", "choice:recycling", "choice:email")
MESSAGE = {
    "en": "The lift is not working today. Please use the stairs or ring for help.",
    "cy": "Nid yw'r lifft yn gweithio heddiw. Defnyddiwch y grisiau neu ffoniwch am help.",
}


MOST_PAGES = 100
"""More than any screen has, and than there are screens in any way through them."""

SUNDAY = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)


@dataclass(slots=True)
class Tour:
    """Walks a visitor's way and takes the pictures. Each `yield` lets the screen be drawn; a name takes its
    picture."""

    stage: Stage
    terminal: demo.DemoTerminal
    language: str
    wishes: tuple[str, ...] = ()
    _wanted: Ease = PLAIN

    def steps(self) -> Iterator[str | None]:
        """The whole tour."""
        from ui.keys import Key  # with Kivy, which reads its settings when it is imported

        press, go = self.stage.router.press, self.stage.router
        self.terminal.move(demo.catalogue((MESSAGE,), first=self.language), self.terminal.now)
        yield from self._heard()
        yield "attract"
        yield from self._press("action:start")
        yield from self._press("bar:language", "languages")
        yield from self._press(f"language:{self.language}")
        yield from self._press("bar:easier", "easier")
        for wish in self.wishes:
            yield from self._press(f"ease:{wish}", "easier_chosen")
        yield from self._press("voice:aloud", "easier_aloud")
        yield from self._press("voice:aloud")
        if self.wishes:
            yield from self._press("take:along", "take_along")
            yield from self._press("action:carry_on")
        yield from self._press("action:carry_on", "home")
        self._wanted = self.stage.journey.ease
        yield from self._press("bar:help", "help")
        yield from self._press("tile:help_now", "help_now")
        yield from self._back_home()
        yield from self._press("tile:forms", "forms")
        press("field:search")
        go.type("qqq")
        yield "forms_nothing"
        for _ in range(3):
            go.key(Key.BACKSPACE)
        go.type("missd")
        yield "forms_found"
        yield from self._press("form:missed-bin", "form_start")
        yield from self._on_my_phone()
        yield from self._press("action:begin")
        yield from self._questions()
        yield "answers"
        yield from self._press("bar:start_again", "start_again")
        yield from self._press("action:stay")
        self.stage.journey.tick(time.monotonic() + 100)
        yield "still_there"
        yield from self._press("action:still_here")
        self.terminal.trouble = "disk_full"
        yield from self._send()
        yield "trouble"
        self.terminal.trouble = None
        self.terminal.printing.capabilities = Capabilities("usable", simulated=True)
        yield from self._send()
        yield "receipt_saved"
        self.terminal.printing.prints = Printed("not_printed", "paper_out")
        yield from self._press("action:print")
        yield from self._heard()
        yield "receipt_not_printed"
        self.terminal.printing.capabilities = NOTHING
        session = self.stage.journey.session
        if session is None or session.receipt is None:
            raise SystemExit("nothing was saved")
        self.terminal.accept(session.receipt.id)
        yield from self._heard()
        yield "receipt_accepted"
        yield from self._press("opinion:open", "opinion")
        yield from self._press("opinion:stars_4", "opinion_chosen")
        yield from self._press("action:tell", "opinion_told")
        yield from self._press("action:finish")
        if not self.wishes:
            yield from self._nobodys()
        yield from self._away()
        yield from ParcelTour(self.stage, self.terminal, self._heard, self._press, not self.wishes).steps()
        yield from VisitTour(self.stage, self.terminal, self._heard, self._press).steps()
        yield from RollTour(self.stage, self.terminal, self._heard, self._press).steps()

    def _nobodys(self) -> Iterator[str | None]:
        """What looks the same whatever somebody wants: staff's screens, and those that nobody has begun at."""
        self.terminal.go(Service("out_of_service", "journal_failed"))
        yield from self._heard()
        yield "out_of_service"
        yield from StaffTour(self.stage, self.terminal, self._heard, self._press).steps()
        self.terminal.go(Service("in_service"))
        yield from self._heard()
        yield from self._of_another_council()

    def _on_my_phone(self) -> Iterator[str | None]:
        """The form goes to somebody's phone; then it is begun again here."""
        home, now = self.terminal.catalogue, self.terminal.now
        if home is None:
            raise SystemExit("there is no catalogue")
        self.terminal.move(
            replace(home, site=replace(home.site, public_url="https://foyer.aberwen.example/hall")), now
        )
        yield from self._heard()
        yield from self._press("action:on_my_phone")
        yield from self._heard()
        yield "on_my_phone"
        if self.terminal.phones.offered is None:
            raise SystemExit("nothing was offered")
        self.terminal.loop.call_soon_threadsafe(self.terminal.bus.tell, FormTaken(self.terminal.phones.offered.id))
        yield from self._heard()
        yield "on_my_phone_taken"
        self.terminal.move(home, now)
        yield from self._heard()
        yield from self._press("action:another", "home")
        yield from self._press("tile:forms")
        yield from self._press("form:missed-bin")

    def _of_another_council(self) -> Iterator[str | None]:
        """Other colours, another logo, and a day on which the offices are closed."""
        home = self.terminal.catalogue, self.terminal.now
        self.terminal.move(demo.catalogue((MESSAGE,), "arian", self.language), SUNDAY)
        yield from self._heard()
        yield "arian_attract"
        yield from self._press("action:start", "arian_home")
        yield from self._press("bar:help", "arian_help")
        self.stage.journey.restart()
        self.terminal.move(*home)
        yield from self._heard()

    def _away(self) -> Iterator[str | None]:
        """The hub cannot be reached; and a form is withdrawn under somebody's hands."""
        journey = self.stage.journey
        self.terminal.hub_reachable = False
        journey.tick(time.monotonic())
        journey.tick(time.monotonic() + 61)
        yield None
        yield "hub_gone"
        yield from self._press("action:start", "hub_gone_home")
        for node in ("tile:forms", "form:missed-bin", "action:begin", "choice:recycling"):
            yield from self._press(node)
        known = self.terminal.catalogue
        if known is not None:
            left = tuple(form for form in known.forms if form.id != "missed-bin")
            self.terminal.move(replace(known, forms=left), self.terminal.now)
        yield from self._heard()
        yield "form_gone"
        journey.restart()
        self.terminal.hub_reachable = True
        self.terminal.move(known, self.terminal.now)
        yield from self._heard()

    def _heard(self) -> Iterator[str | None]:
        """What the terminal told has reached the screen: an answer that was asked for afterwards has."""
        reached: list[None] = []
        self.stage.bridge.ask(asyncio.sleep(0), reached.append, _failed)
        while not reached:
            yield None
        self._please()
        yield None

    def _send(self) -> Iterator[str | None]:
        yield from self._press("action:send")
        while self.stage.journey.view().name == "sending":
            yield None

    def _back_home(self) -> Iterator[str | None]:
        for _ in range(MOST_PAGES):
            if self.stage.journey.view().name == "home":
                return
            yield from self._press("bar:back")
        raise SystemExit("the way back does not end")

    def _questions(self) -> Iterator[str | None]:
        number = 0
        while self.stage.journey.view().name == "question":
            number += 1
            name = f"question_{number:02}"
            yield name
            if number in (1, 3):
                yield from self._press("action:continue", f"{name}_problem")
            yield from self._answer(name)
            yield from self._press("action:continue")
            if number > 20:
                raise SystemExit("the form does not end")

    def _answer(self, name: str) -> Iterator[str | None]:
        nodes = [placed.node for placed in self.stage.tree.picture.nodes]
        choices = [node.id for node in nodes if node.role in ("radio", "checkbox")]
        if choices:
            wanted = next((choice for choice in PREFERRED if choice in choices), choices[0])
            yield from self._press(wanted, f"{name}_chosen")
        fields = [node.id for node in nodes if node.role == "textbox"]
        for field in fields:
            self.stage.router.press(field)
            yield None
            self.stage.router.type(_typed(field))
            yield None
        if fields:
            yield f"{name}_typed"

    def _press(self, node: str, name: str | None = None) -> Iterator[str | None]:
        if not self.stage.router.holds(node):
            raise SystemExit(f"{node} is not on {self.stage.journey.view().name}")
        for _ in range(MOST_PAGES):  # to the pages that have to be seen first
            if not self.stage.router.turned(node):
                break
            yield None
        else:
            raise SystemExit(f"{node} waits for pages that do not come")
        self.stage.router.press(node)
        self._please()
        yield name

    def _please(self) -> None:
        """Whoever comes next wants the screens as this tour shows them."""
        session = self.stage.journey.session
        if session is not None and session.ease == PLAIN and self._wanted != PLAIN:
            session.ease = self._wanted
            self.stage.router.changed()


def _failed(error: Exception) -> None:
    raise error


def _typed(field: str) -> str:
    part = field.rpartition(".")[2].rpartition(":")[2]
    if part == "addressLine2":
        return ""
    return next((text for end, text in TYPED.items() if part.lower().endswith(end.lower())), OTHERWISE)
