"""The checks at opening and at closing: what is looked at, and what that says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from kiosk.domain.commands import Command, CommandState
from kiosk.domain.devices import Device, Kind
from kiosk.domain.lamps import Lamp, Reading
from kiosk.domain.terminals import CLOSED, LEAST_FREE_MB, Health


class CheckKind(StrEnum):
    """When a check is made."""

    OPENING = "opening"
    CLOSING = "closing"


Seen = Literal["seen", "not_seen"]
"""What a member of staff says of a screen they stand before, or of numbers they have read."""

NUMBERS = "numbers"
"""What staff confirm that belongs to no terminal: the numbers people are given in an emergency."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at.

    Attributes:
        item: a code that says what; `why` one that says what was found.
        lamp: `off` for what nobody has looked at yet.
        terminal_id: the terminal it is about, `None` for the site; `about` is what it is called.
        count: how many, where there is something to count.
    """

    item: str
    lamp: Lamp
    why: str
    terminal_id: UUID | None = None
    about: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        confirmed: what staff said they saw, by terminal (its id) or `NUMBERS`.
        finished_at: when somebody ended it; `lines` are what was found then.
    """

    id: UUID
    kind: CheckKind
    begun_at: datetime
    begun_by: str
    confirmed: Mapping[str, Seen] = field(default_factory=dict)
    finished_at: datetime | None = None
    finished_by: str | None = None
    lines: tuple[Line, ...] = ()
    note: str = ""

    @property
    def result(self) -> Lamp:
        """What it comes to: its worst line. What nobody looked at is no better than what somebody should look at."""
        lamps = {line.lamp for line in self.lines}
        return Lamp.BAD if Lamp.BAD in lamps else Lamp.LOOK if lamps - {Lamp.GOOD} else Lamp.GOOD


@dataclass(frozen=True, slots=True)
class Known:
    """What the hub knows of a terminal: `silent` when nothing was heard of it, `health` as it said last, `print` the
    test print and `card` the card that were asked for in this check."""

    id: UUID
    name: str
    silent: bool
    health: Health | None
    print: Command | None = None
    card: Command | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """What became of the check picture on a screen: its lamp, and a code for how."""

    lamp: Lamp
    why: str

    @classmethod
    def of(cls, command: Command | None, seen: Seen | None, now: datetime) -> Picture:
        """By what staff said, and else by what the terminal answered."""
        if seen is not None:
            return cls(Lamp.GOOD, "seen") if seen == "seen" else cls(Lamp.BAD, "not_seen")
        if command is None:
            return cls(Lamp.OFF, "not_asked")
        match command.state(now):
            case CommandState.DONE if command.result == "touched":
                return cls(Lamp.GOOD, "touched")
            case CommandState.DONE:
                return cls(Lamp.OFF, "shown")
            case CommandState.GIVEN:
                return cls(Lamp.OFF, "asked")
            case CommandState.REFUSED if command.result == "in_use":
                return cls(Lamp.LOOK, "in_use")
            case CommandState.REFUSED:
                return cls(Lamp.BAD, "refused")
        return cls(Lamp.BAD, "no_answer")


def read(reading: Reading) -> Line:
    """A line of the site's health, taken over."""
    return Line(reading.id, reading.lamp, reading.code or "good")


def review(count: int) -> Line:
    """Submissions that somebody has to look at before a service gets them."""
    return Line("review", Lamp.LOOK, "some", count=count) if count else Line("review", Lamp.GOOD, "none", count=0)


def inside(count: int) -> Line:
    """Visitors who are still in when the building is closed."""
    return Line("inside", Lamp.LOOK, "some", count=count) if count else Line("inside", Lamp.GOOD, "none", count=0)


def numbers(seen: Seen | None) -> Line:
    """Whether somebody has read the numbers that people are given in an emergency, and they are right."""
    if seen is None:
        return Line(NUMBERS, Lamp.OFF, "not_asked")
    return Line(NUMBERS, Lamp.GOOD if seen == "seen" else Lamp.BAD, seen)


def printer(devices: Iterable[Device], asked: Command | None, now: datetime) -> tuple[Lamp, str] | None:
    """Whether a terminal prints: by the test print that was asked for, and else by what its printers say; `None`
    where there is none."""
    printers = [device for device in devices if device.kind == Kind.PRINTER]
    if not printers:
        return None
    if asked is None:
        well = next((each for each in printers if each.health.usable), None)
        return (Lamp.OFF, "not_asked") if well is not None else (Lamp.BAD, printers[0].health.reason)
    match asked.state(now):
        case CommandState.DONE:
            return Lamp.GOOD, "printed"
        case CommandState.GIVEN:
            return Lamp.OFF, "asked"
        case CommandState.REFUSED:
            return Lamp.BAD, asked.result or "unknown"
    # It is still printing, as a rule: what the terminal says counts whenever it says it.
    return Lamp.LOOK, "no_answer"


def cards(devices: Iterable[Device], asked: Command | None, now: datetime) -> tuple[Lamp, str] | None:
    """Whether a terminal reads cards: by the card that was asked for, and else by what its readers say; `None` where
    there is none."""
    readers = [device for device in devices if device.reads == "card"]
    if not readers:
        return None
    if asked is None:
        well = next((each for each in readers if each.health.usable), None)
        return (Lamp.OFF, "not_asked") if well is not None else (Lamp.BAD, readers[0].health.reason)
    match asked.state(now):
        case CommandState.DONE if asked.result in ("card_read", "card_added"):
            return Lamp.GOOD, "read"
        case CommandState.DONE | CommandState.GIVEN:
            return Lamp.OFF, "asked"
        case CommandState.REFUSED if asked.result == "in_use":
            return Lamp.LOOK, "in_use"
    return Lamp.BAD, "no_answer"


def terminal(known: Known, kind: CheckKind, picture: Picture, now: datetime) -> list[Line]:
    """The lines of one terminal. Of one that is silent nothing else can be said."""

    def line(item: str, lamp: Lamp, why: str, count: int | None = None) -> Line:
        return Line(item, lamp, why, known.id, known.name, count)

    if known.silent or known.health is None:
        return [line("heard", Lamp.BAD, "silent" if known.silent else "says_nothing")]
    health = known.health
    closed = health.reason == CLOSED
    lines = [line("heard", Lamp.GOOD, "heard")]
    if kind is CheckKind.OPENING:
        lines.append(line("screen", picture.lamp, picture.why))
        if (prints := printer(health.devices, known.print, now)) is not None:
            lines.append(line("printer", *prints))
        if (reads := cards(health.devices, known.card, now)) is not None:
            lines.append(line("cards", *reads))
        others = [device for device in health.devices if device.kind != Kind.PRINTER and device.reads != "card"]
        if others:
            troubled = sum(bool(device.health.reasons) for device in others)
            lines.append(line("devices", *((Lamp.BAD, "wrong") if troubled else (Lamp.GOOD, "well")), troubled))
        if health.in_service:
            lines.append(line("service", Lamp.GOOD, "in_service"))
        else:
            lines.append(line("service", Lamp.LOOK if closed else Lamp.BAD, health.reason or "unknown"))
    else:
        # A terminal closes only when nobody is there, and shows a picture only then.
        lines.append(line("empty", *((Lamp.GOOD, "closed") if closed else (picture.lamp, picture.why))))
        lines.append(line("night", Lamp.GOOD if closed else Lamp.LOOK, "closed" if closed else "open"))
    if health.held:
        lines.append(line("outbox", Lamp.BAD, "held", health.held))
    elif health.waiting:
        lines.append(line("outbox", Lamp.LOOK, "waiting", health.waiting))
    else:
        lines.append(line("outbox", Lamp.GOOD, "none", 0))
    lines.append(line("clock", *((Lamp.GOOD, "trusted") if health.clock_trusted else (Lamp.LOOK, "untrusted"))))
    little = health.free_mb < LEAST_FREE_MB
    lines.append(line("disk", Lamp.LOOK if little else Lamp.GOOD, "little" if little else "enough", health.free_mb))
    return lines
