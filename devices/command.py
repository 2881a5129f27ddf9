"""`foyer devices`: what is set, what is plugged in, what a device says, and a piece of work to look at."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from devices import registry
from devices.contract import Finding
from devices.errors import DeviceError
from devices.rack import Rack, opened
from devices.registry import NoDriver, Wish
from devices.transports import pcsc
from kiosk.domain.devices import STARTING, Kind
from kiosk.domain.doors import Wire
from kiosk.domain.readers import Reading, Removed, Unread
from kiosk.domain.tickets import Ticket

Say = Callable[[str], None]

PLUGGED = ("serial/by-id/*", "serial/by-path/*", "usb/lp*", "input/by-id/*-event-kbd")
"""Where Linux shows what is plugged in, below `/dev`, under names that stay."""

MOST_INPUTS = 64
"""Contacts a board can have."""

PHOTO = 5.0
"""Seconds that a photo may take."""

SECONDS, LATE, MEETING, LOOKING = 30.0, 10.0, 5.0, 5.0
"""Seconds that a print may take, its answer may be late, and meeting a device or looking at its settings may take."""


def run(action: str, name: str | None, wishes: Mapping[str, Wish], ticket: Callable[[], Ticket], say: Say) -> bool:
    """Does what was asked. Says whether all is well.

    Args:
        action: `list`, `probe` or `test`.
        name: of the device, but for `list`.
        ticket: makes what is printed for a test.
    """
    if name is None:
        return listed(wishes, say)
    if name not in wishes:
        say(f"there is no device {name!r}; the settings have {', '.join(wishes) or 'none'}")
        return False
    return probed(name, wishes[name], say) if action == "probe" else tested(name, wishes[name], ticket(), say)


def findings(wishes: Mapping[str, Wish]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with each device that can be seen without opening it: its name, the problem, the remedy. Both are
    empty when nothing is."""
    for name, wish in wishes.items():
        found = _found(name, wish)
        if not found:
            yield name, "", ""
        for each in found:
            yield name, each.problem, each.remedy


def _found(name: str, wish: Wish) -> list[Finding]:
    """What is wrong with one device. A driver that hangs over it is named, and left where it is."""
    found: list[Finding] = [Finding(f"its driver {wish.driver} hangs", "see what it waits for; install it again")]

    def look() -> None:
        try:
            found[:] = registry.made(wish).check_config()
        except NoDriver as error:
            found[:] = [error.finding]

    looking = threading.Thread(target=look, name=f"look-{name}", daemon=True)
    looking.start()
    looking.join(LOOKING)
    return list(found)


def listed(wishes: Mapping[str, Wish], say: Say, devices: Path = Path("/dev")) -> bool:
    """What is set and what is plugged in. Says whether nothing is wrong."""
    well = True
    for name, problem, remedy in findings(wishes):
        well = well and not problem
        says = f"{problem} — {remedy}" if problem else "its settings can be used"
        say(f"{name} ({wishes[name].driver}): {says}")
    if not wishes:
        say("No device is set. docs/how-to/connect-devices.md shows how.")
    for path in sorted(each for pattern in PLUGGED for each in devices.glob(pattern)):
        say(f"plugged in: {path}")
    for reader in _card_readers():
        say(f"plugged in: {reader}, a reader of cards")
    say(f"drivers: {', '.join(registry.names())}")
    return well


def probed(name: str, wish: Wish, say: Say) -> bool:
    """Opens a device, asks it how it is and what it is, and lets go. Says whether it can be used."""
    with _met(name, wish) as rack:
        return _said(rack, say)


def _said(rack: Rack, say: Say) -> bool:
    """What the one device says of itself. Says whether it can be used."""
    (device,) = rack.all()
    if device.model or device.simulated:
        said = ", ".join(filter(None, (device.model, "a simulated device" if device.simulated else "")))
        say(f"{device.id} says that it is {said}")
    reasons = f": {', '.join(device.health.reasons)}" if device.health.reasons else ""
    say(f"{device.id} is {device.health.state}{reasons}")
    return device.health.usable


def tested(name: str, wish: Wish, ticket: Ticket, say: Say) -> bool:
    """Prints a ticket on a device, has a reader read something, hears contacts, or takes a photo. Says whether it
    did. What can be tried no further is probed; no relay is ever switched from here."""
    with _met(name, wish) as rack:
        match rack.all()[0].kind:
            case Kind.READER:
                return _read(name, rack, say)
            case Kind.RELAY | Kind.CONTACT:
                return _hear(name, rack, say)
            case Kind.CAMERA:
                return _photographed(name, rack, say)
            case kind if kind != Kind.PRINTER:
                return _said(rack, say)
        printed = rack.print(ticket, SECONDS).result(SECONDS + LATE)
        say(f"{name}: {printed.outcome.replace('_', ' ')}{f' ({printed.reason})' if printed.reason else ''}")
        return printed.outcome == "printed"


def _read(name: str, rack: Rack, say: Say) -> bool:
    """Waits for something to be shown to a reader, and says what came of it: of a card, no more than that it was
    one."""
    heard: queue.SimpleQueue[Reading] = queue.SimpleQueue()
    rack.when_shown(heard.put)
    say(f"{name}: hold a card to it, or a code before it, within {SECONDS:.0f} seconds")
    try:
        reading = heard.get(timeout=SECONDS)
        while isinstance(reading, Removed):
            reading = heard.get(timeout=SECONDS)
    except queue.Empty:
        say(f"{name}: nothing was shown")
        return False
    if isinstance(reading, Unread):
        say(f"{name}: could not read it ({reading.reason})")
        return False
    say(f"{name}: a card was read" if reading.kind == "card" else f"{name}: a code was read: {reading.text}")
    return True


def _photographed(name: str, rack: Rack, say: Say) -> bool:
    """Takes a photo, says how large it is, and drops it. Says whether there was one."""
    taken = rack.photograph(PHOTO).result(PHOTO + LATE)
    if taken.photo is None:
        say(f"{name}: took no photo ({taken.reason})")
        return False
    say(f"{name}: took a photo of {len(taken.photo.jpeg)} bytes, and dropped it")
    return True


def _hear(name: str, rack: Rack, say: Say) -> bool:
    """Says how each contact is, and each change for a while. Says whether there is any to hear."""
    moved = threading.Event()
    rack.when_contacts(moved.set)
    known: dict[int, bool] = {}
    until = time.monotonic() + SECONDS
    say(f"{name}: close and open its contacts within {SECONDS:.0f} seconds; its relays are left alone")
    while (left := until - time.monotonic()) > 0:
        moved.clear()
        for number in range(1, MOST_INPUTS + 1):
            closed = rack.contact(Wire(f"{name}.{number}"))
            if closed is not None and known.get(number) is not closed:
                known[number] = closed
                say(f"{name}.{number} is {'closed' if closed else 'open'}")
        moved.wait(left)
    return bool(known)


def _card_readers() -> list[str]:
    """The readers of cards that the PC/SC service knows; none where there is no such service."""
    try:
        watch = pcsc.Watch()
    except DeviceError:
        return []
    try:
        return watch.readers()
    except DeviceError:
        return []
    finally:
        watch.close()


@contextmanager
def _met(name: str, wish: Wish) -> Iterator[Rack]:
    """The one device, once it is known how it is. A terminal that runs keeps it to itself: then it is busy."""
    changed = threading.Event()
    with opened({name: wish}, simulated_allowed=True) as rack:
        rack.when_changed(changed.set)
        if rack.all()[0].health == STARTING:
            changed.wait(MEETING)
        yield rack
