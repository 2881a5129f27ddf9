"""A courier at a terminal, and somebody who collects, for pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.devices import NOTHING, Capabilities
from ui import demo, demo_parcels
from ui.demo_parcels import CREDIT_UNION, HOUSING, PLANNING, SOLICITORS

if TYPE_CHECKING:
    from ui.stage import Stage


@dataclass(slots=True)
class ParcelTour:
    """A part of `ui.tour.Tour`.

    Args:
        _heard, _press: the tour's own: wait until what was told has arrived, and press something.
        whole: whether every screen is shown; otherwise those that differ most.
    """

    stage: Stage
    terminal: demo.DemoTerminal
    _heard: Callable[[], Iterator[str | None]]
    _press: Callable[..., Iterator[str | None]]
    whole: bool = True

    def steps(self) -> Iterator[str | None]:
        """This part of the tour: it begins with nobody at the screen, and ends so."""
        self.terminal.parcels.known = demo_parcels.OFFER
        self.terminal.printing.capabilities = Capabilities("usable")
        self.stage.router.changed()
        yield None
        yield from self._press("action:start", "parcels_home")
        yield from self._brings()
        yield from self._signs()
        if self.whole:
            yield from self._photographed()
            yield from self._others()
            yield from self._refused()
            yield from self._collects()
        self.terminal.parcels.known = None
        self.terminal.printing.capabilities = NOTHING
        self.stage.journey.restart()
        yield None

    def _brings(self) -> Iterator[str | None]:
        yield from self._press("tile:parcels", "parcels")
        yield from self._press(f"to:{PLANNING.id}", "parcels_one")
        yield from self._press("action:left")
        yield from self._heard()
        yield from self._heard()
        yield "parcels_done"
        yield from self._press("action:finish")

    def _photographed(self) -> Iterator[str | None]:
        """The same where a camera works."""
        self.terminal.printing.capabilities = Capabilities("usable", camera=True)
        self.stage.router.changed()
        yield None
        yield from self._press("action:start")
        yield from self._press("tile:parcels")
        yield from self._press(f"to:{PLANNING.id}")
        yield from self._press("action:left")
        yield from self._heard()
        yield from self._heard()
        yield "parcels_photo"
        self.terminal.printing.capabilities = Capabilities("usable")
        self.stage.journey.restart()
        yield None

    def _others(self) -> Iterator[str | None]:
        """Whom nobody finds among the tiles, and who brings it."""
        yield from self._press("action:start")
        yield from self._press("tile:parcels")
        yield from self._press("parcel:search")
        self.stage.router.type("davis")
        yield "parcels_search"
        yield from self._press("bar:back")
        yield from self._press("parcel:pin")
        self.stage.router.type(demo_parcels.PIN)
        yield "parcels_pin"
        yield from self._press("action:continue", "parcels_known")
        yield from self._press("parcel:unknown", "parcels_unknown")
        self.stage.journey.restart()
        yield None

    def _refused(self) -> Iterator[str | None]:
        for whom, name in ((CREDIT_UNION, "nobody"), (SOLICITORS, "carriers"), (HOUSING, "hours")):
            yield from self._press("action:start")
            yield from self._press("tile:parcels")
            yield from self._press(f"to:{whom.id}", f"parcels_{name}")
            self.stage.journey.restart()
            yield None

    def _signs(self) -> Iterator[str | None]:
        yield from self._press("action:start")
        yield from self._press("tile:parcels")
        yield from self._press(f"to:{PLANNING.id}")
        yield from self._press("action:sign", "parcels_sign")
        yield from self._press("action:call")
        yield from self._heard()
        yield from self._heard()
        yield "parcels_waits"
        self.terminal.parcels.heard = "later"
        yield from self._press("action:left")
        yield from self._heard()
        yield from self._heard()
        yield "parcels_later"
        self.terminal.parcels.heard = "told"
        yield from self._press("action:finish")

    def _collects(self) -> Iterator[str | None]:
        yield from self._press("action:start")
        yield from self._press("tile:collect", "parcels_code")
        self.stage.router.type(demo_parcels.CODE)
        yield from self._press("action:continue", "parcels_take")
        yield from self._press("action:take")
        yield from self._heard()
        yield from self._heard()
        yield "parcels_taken"
        yield from self._press("action:finish")
