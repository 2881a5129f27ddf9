"""A ticket as it comes out of a printer: sent by the real driver, over a wire, and drawn by a simulated printer from
the very bytes it was given."""

from __future__ import annotations

import threading
from typing import Final, Literal

from devices.rack import opened
from devices.registry import Wish
from devices.simulators import escpos_machine, zpl_machine
from devices.simulators.escpos_printer import SimulatedPrinter
from kiosk.domain.devices import STARTING
from kiosk.domain.errors import Refused
from kiosk.domain.tickets import Ticket

Speaks = Literal["escpos", "zpl"]

PATIENCE: Final = 30.0


class NotDrawn(Refused, ValueError):
    """It did not come out; `because` says why, as a printer would."""

    code = "ticket_not_drawn"


def png(ticket: Ticket, speaks: Speaks, width: int = 576, height: int = 0) -> bytes:
    """A picture of it.

    Args:
        width, height: of the paper, in dots; a height of 0 is a roll.

    Raises:
        NotDrawn: the printer did not print it.
    """
    machine = escpos_machine.Machine(width) if speaks == "escpos" else zpl_machine.Machine(width)
    options = {"width": width, **({"height": height} if speaks == "zpl" else {})}
    known = threading.Event()
    with SimulatedPrinter(0, machine) as printer:
        wish = Wish(f"printer.{speaks}", {"connection": printer.connection, **options})
        with opened({"preview": wish}, simulated_allowed=True) as rack:
            rack.when_changed(known.set)
            if rack.all()[0].health == STARTING:
                known.wait(PATIENCE)
            ended = rack.print(ticket, PATIENCE).result(PATIENCE + 10)
        picture = printer.picture(0)
    if ended.outcome != "printed" or picture is None:
        raise NotDrawn(because=ended.reason)
    return picture
