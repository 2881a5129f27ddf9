"""People who come and go, at a screen of presenter tests."""

from __future__ import annotations

from kiosk.domain.devices import Capabilities
from kiosk.domain.readers import Shown
from tests.support import visit_desk
from tests.support.desk import Offered, TestDesk, Visitor, everything, site
from tests.support.visit_desk import found
from ui.presenters.journey import Journey

READS = Capabilities(codes=True, badges="usable")
EXPECTED = found("Siân", "Gwen H.")
TRAVEL_CARD = "5a" * 32
"""What stands for a card."""


def newcomer() -> Visitor:
    """Somebody who has not touched the screen of a site that receives visitors."""
    desk = TestDesk(Offered(site(**visit_desk.SITE), everything().forms), able=READS)
    journey = Journey(desk)
    journey.tick(1000.0)
    return Visitor(desk, journey)


def show(somebody: Visitor, text: str) -> bool:
    """Holds a code before the reader; whether it was for anybody."""
    heard = somebody.journey.shown(Shown("code", "scanner", 1000.0, text=text), 1000.1)
    somebody.desk.settle()
    return heard


def say_who(somebody: Visitor, name: str, typed: str, host: str = "") -> None:
    """From the first screen to what comes after whom they come to see."""
    somebody.press("action:start", "tile:arriving")
    somebody.journey.type(name)
    somebody.press("action:continue")
    somebody.journey.type(typed)
    if host:
        somebody.press(host)
        somebody.desk.settle()


def check_in(somebody: Visitor) -> None:
    """The last press."""
    somebody.press("action:continue")
    somebody.desk.settle()
