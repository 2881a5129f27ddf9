"""What the opening check says of a printer and of everything else that hangs from a terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kiosk.domain.checks import CheckKind, Known, Picture, terminal
from kiosk.domain.commands import Answered, Command, Kind
from kiosk.domain.devices import Device, Health, State
from kiosk.domain.lamps import Lamp
from kiosk.domain.terminals import Health as TerminalHealth

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WELL, OUT = Health(State.ONLINE), Health(State.OFFLINE, ("paper_out",))


def lines(
    devices: tuple[Device, ...], asked: Command | None = None, card: Command | None = None
) -> dict[str, tuple[Lamp, str]]:
    health = TerminalHealth("1", True, None, 0, 0, True, 5000, False, devices)
    known = Known(UUID(int=1), "Front door", False, health, asked, card)
    return {
        line.item: (line.lamp, line.why)
        for line in terminal(known, CheckKind.OPENING, Picture(Lamp.GOOD, "seen"), NOW)
        if line.item in ("printer", "cards", "devices")
    }


def a(kind: str, health: Health) -> Device:
    return Device(kind, kind, f"{kind}.x", health)


def asked(answered: Answered | None, result: str | None, ago: int = 1) -> Command:
    given = NOW - timedelta(seconds=ago)
    until = given + timedelta(seconds=8)
    return Command(UUID(int=2), UUID(int=1), Kind.TEST_PRINT, {}, given, until, "Ffion", answered, result)


def test_a_terminal_without_devices_has_no_line_about_them() -> None:
    assert lines(()) == {}


@pytest.mark.parametrize(
    ("health", "command", "says"),
    [
        (WELL, None, (Lamp.OFF, "not_asked")),
        (OUT, None, (Lamp.BAD, "paper_out")),
        (WELL, asked(None, None), (Lamp.OFF, "asked")),
        (WELL, asked("done", "printed"), (Lamp.GOOD, "printed")),
        (WELL, asked("refused", "unknown"), (Lamp.BAD, "unknown")),
        (WELL, asked(None, None, ago=9), (Lamp.LOOK, "no_answer")),
        (WELL, asked("done", "printed", ago=99), (Lamp.GOOD, "printed")),
    ],
)
def test_a_printer_is_good_once_it_has_printed(
    health: Health, command: Command | None, says: tuple[Lamp, str]
) -> None:
    assert lines((a("printer", health),), command) == {"printer": says}


def test_everything_else_is_one_line_that_is_bad_when_anything_is() -> None:
    assert lines((a("reader", WELL), a("relay", WELL))) == {"devices": (Lamp.GOOD, "well")}
    assert lines((a("reader", WELL), a("relay", OUT))) == {"devices": (Lamp.BAD, "wrong")}


@pytest.mark.parametrize(
    ("health", "command", "says"),
    [
        (WELL, None, (Lamp.OFF, "not_asked")),
        (OUT, None, (Lamp.BAD, "paper_out")),
        (WELL, asked("done", "shown", ago=60), (Lamp.OFF, "asked")),
        (WELL, asked("done", "card_read", ago=60), (Lamp.GOOD, "read")),
        (WELL, asked("refused", "in_use"), (Lamp.LOOK, "in_use")),
        (WELL, asked("refused", "no_reader"), (Lamp.BAD, "no_answer")),
        (WELL, asked(None, None, ago=9), (Lamp.BAD, "no_answer")),
    ],
)
def test_a_reader_of_cards_is_good_once_it_has_read_one(
    health: Health, command: Command | None, says: tuple[Lamp, str]
) -> None:
    reader = Device("front", "reader", "reader.pcsc", health, reads="card")
    assert lines((reader,), card=command) == {"cards": says}
