"""Somebody who comes to see somebody, and leaves, for pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.devices import NOTHING, Capabilities
from kiosk.domain.events import VisitTold
from kiosk.domain.printing import Printed
from kiosk.domain.readers import Shown, Unread
from kiosk.domain.visits import State
from kiosk.domain.waiting import State as Standing
from kiosk.domain.waiting import Told
from ui import demo, demo_visits

if TYPE_CHECKING:
    from ui.stage import Stage

_STANDS = {
    Standing.WAITING: "arriving_told",
    Standing.ASKED: "arriving_asked",
    Standing.COMING: "arriving_coming",
    Standing.FIVE_MINUTES: "arriving_five_minutes",
    Standing.SEND_UP: "arriving_send_up",
    Standing.CANNOT: "arriving_cannot",
    Standing.PASSED_ON: "arriving_passed_on",
    Standing.TEAM_TOLD: "arriving_team_told",
    Standing.CONTACT_CENTRE_TOLD: "arriving_contact_centre",
    Standing.UNANSWERED: "arriving_unanswered",
}


@dataclass(slots=True)
class VisitTour:
    """A part of `ui.tour.Tour`.

    Args:
        _heard, _press: the tour's own: wait until what was told has arrived, and press something.
    """

    stage: Stage
    terminal: demo.DemoTerminal
    _heard: Callable[[], Iterator[str | None]]
    _press: Callable[..., Iterator[str | None]]

    def steps(self) -> Iterator[str | None]:
        """This part of the tour: it begins with nobody at the screen, and ends so."""
        self.terminal.printing.capabilities = Capabilities(codes=True, cards=True, badges="usable")
        self.stage.router.changed()
        yield None
        yield from self._walks_in()
        yield from self._photographed()
        yield from self._holds_a_card()
        yield from self._scans()
        yield from self._leaves()
        self.terminal.printing.capabilities = NOTHING
        yield None

    def _walks_in(self) -> Iterator[str | None]:
        yield from self._press("action:start", "visits_home")
        yield from self._press("tile:arriving", "arriving")
        yield from self._press("action:continue", "arriving_no_name")
        self.stage.router.type("Siân Prŷs-Featherstonehaugh")
        yield "arriving_typed"
        yield from self._press("action:continue", "arriving_who")
        self.stage.router.type("gwen")
        yield "arriving_who_found"
        yield from self._press(f"host:{demo_visits.GWEN.id}")
        yield from self._waited()
        yield "arriving_type"
        yield from self._press("type:contractor", "arriving_company")
        self.stage.router.type("Lifts of Wales")
        yield None
        for number in range(10):
            yield from self._press("action:continue")
            if self.stage.journey.view().name == "arriving.check":
                break
            yield f"arriving_question_{number}"
            self.stage.router.type("The lift on the second floor")
            yield None
            if self.stage.router.holds("reply:no"):
                yield from self._press("reply:no")
                break
        yield "arriving_check"
        yield from self._press("wish:card", "arriving_card")
        self.stage.router.shown(Unread("cards", time.monotonic(), "random_number"))
        yield "arriving_card_random"
        self.stage.journey.restart()
        yield None

    def _photographed(self) -> Iterator[str | None]:
        """Where a camera works, and visitors are asked for a photo."""
        able, known, now = self.terminal.printing.capabilities, self.terminal.catalogue, self.terminal.now
        if known is None:
            raise SystemExit("there is no catalogue")
        receives = known.site.visits
        asked = replace(receives, types=tuple(replace(each, photo=True) for each in receives.types))
        self.terminal.printing.capabilities = replace(able, camera=True)
        self.terminal.move(replace(known, site=replace(known.site, visits=asked)), now)
        yield from self._heard()
        yield from self._press("action:start")
        yield from self._press("tile:arriving")
        self.stage.router.type("Siân Prŷs")
        yield from self._press("action:continue")
        self.stage.router.type("gwen")
        yield None
        yield from self._press(f"host:{demo_visits.GWEN.id}")
        yield from self._waited()
        yield from self._press("type:visitor", "arriving_photo")
        self.terminal.visits.focusing = True
        yield from self._press("action:take_photo", "arriving_photo_taking")
        self.terminal.visits.focusing = False
        while not self.stage.router.holds("action:use_photo"):
            yield None
        yield "arriving_photo_taken"
        self.terminal.printing.capabilities = able
        self.terminal.move(known, now)
        yield from self._heard()
        self.stage.journey.restart()
        yield None

    def _holds_a_card(self) -> Iterator[str | None]:
        yield from self._press("action:start")
        yield from self._press("tile:arriving")
        yield from self._holds("00" * 32)
        yield "arriving_card_unknown"
        yield from self._holds(demo_visits.REMEMBERED)
        yield "arriving_card_known"
        self.stage.journey.restart()
        yield None

    def _holds(self, card: str) -> Iterator[str | None]:
        self.stage.router.shown(Shown("card", "cards", time.monotonic(), digest=card))
        yield from self._waited()

    def _scans(self) -> Iterator[str | None]:
        visits, told, printing = self.terminal.visits, self.terminal.visits_told, self.terminal.printing
        yield from self._shows(demo_visits.TOMORROW)
        yield "arriving_other_day"
        yield from self._shows(demo_visits.INVITED)
        yield "arriving_group"
        visits.state = None
        yield from self._checks_in("arriving_hub_gone")
        yield from self._shows(demo_visits.INVITED)
        visits.state = State.AWAITING
        yield from self._checks_in("arriving_awaiting")
        visits.state = State.HERE
        printing.prints = Printed("not_printed", "paper_out")
        yield from self._shows(demo_visits.INVITED)
        yield from self._checks_in("arriving_not_printed")
        printing.prints = Printed("printed")
        yield from self._press("action:print_badge")
        yield from self._waited()
        for standing, name in _STANDS.items():
            told.stands = Told(demo_visits.VISIT, standing, place="Room 4, second floor")
            self.terminal.loop.call_soon_threadsafe(self.terminal.bus.tell, VisitTold(demo_visits.VISIT))
            yield from self._heard()
            yield name
        yield from self._press("action:say", "arriving_say")
        yield from self._press("action:write")
        self.stage.router.type("I am by the red door")
        yield "arriving_write"
        yield from self._press("action:continue", "arriving_send")
        told.stands = None
        self.stage.journey.restart()
        yield None

    def _leaves(self) -> Iterator[str | None]:
        yield from self._press("action:start")
        yield from self._press("tile:leaving", "leaving")
        yield from self._press("leave:name", "leaving_name")
        self.stage.router.type("Siân Prŷs")
        yield from self._press("action:continue", "leaving_who")
        self.stage.router.type("zzz")
        yield None
        yield from self._press("action:continue")
        yield from self._waited()
        yield "leaving_unknown"
        yield from self._shows(demo_visits.OVERDUE)
        yield "leaving_room_over"
        self.stage.journey.restart()
        yield None
        yield from self._press("action:start")
        yield from self._press("tile:leaving")
        yield from self._shows(demo_visits.INSIDE)
        yield "leaving_you"
        yield from self._press("leave:together")
        yield from self._waited()
        yield "leaving_done"
        self.stage.journey.restart()
        yield None

    def _checks_in(self, name: str) -> Iterator[str | None]:
        yield from self._press("action:continue")
        yield from self._waited()
        yield name

    def _shows(self, code: str) -> Iterator[str | None]:
        now = time.monotonic()
        self.stage.router.shown(Shown("code", "scanner", now, text=code))
        yield from self._waited()

    def _waited(self) -> Iterator[str | None]:
        """What was asked has been answered, and what that asked."""
        yield from self._heard()
        yield from self._heard()
