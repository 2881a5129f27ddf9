"""Doors as an operator writes them: what is wrong with one is named with what mends it, and turns off no other."""

from __future__ import annotations

import pytest

from kiosk.domain.doors import Door, Wire
from kiosk.domain.hours import Hours
from kiosk.domain.opening import Opening
from kiosk.runtime import doors
from kiosk.runtime.settings import Settings, load
from kiosk.runtime.sites import SettingsRefused

BOARD = (
    'devices.front={driver="relay.modbus", connection="tcp:127.0.0.1:9"}',
    'devices.inputs={driver="contact.modbus", connection="tcp:127.0.0.1:9"}',
)
GOOD = (
    'doors.main={name={en="Front door", cy="Drws blaen"}, relay="front.2", contact="inputs.1", '
    'hours="Mon-Fri 8am to 6pm"}'
)


def written(*overrides: str) -> Settings:
    return load("demo", overrides=(*BOARD, *overrides), environment={})


def test_a_door_is_read_with_its_wires_and_hours() -> None:
    (door,) = doors.fitted(written(GOOD))
    assert (door.id, door.name.get("cy"), door.relay, door.number, door.contact) == (
        "main",
        "Drws blaen",
        "front",
        2,
        Wire("inputs.1"),
    )
    assert isinstance(door.hours, Opening) and isinstance(door.hours.hours, Hours)
    assert doors.fire(written()) is None
    assert doors.fire(written('contacts.fire="inputs.4"')) == Wire("inputs.4")


@pytest.mark.parametrize(
    ("door", "problem"),
    [
        ('{name={en="A"}, relay="back.1"}', "back.1 is on no device"),
        ('{name={en="A"}, relay="inputs.1"}', "inputs.1 is no relay"),
        ('{name={en="A"}, relay="front.1", button="side.2"}', "side.2 is on no device"),
        ('{name={cy="A"}, relay="front.1"}', "name has no English"),
        ('{name={en="A"}, relay="front.1", hours="whenever"}', "hours: 'whenever' makes no sense"),
    ],
)
def test_a_door_that_cannot_be_is_left_out_named_and_turns_off_no_other(door: str, problem: str) -> None:
    settings = written(GOOD, f"doors.odd={door}")
    assert [each.id for each in doors.fitted(settings)] == ["main"]
    found = dict(doors.findings(settings))
    assert found["main"] is None
    assert found["odd"] is not None and problem in found["odd"].problem and found["odd"].remedy


@pytest.mark.parametrize("wrong", ["seconds=60", "seconds=0", 'relay="front"', "per_hour=0", 'colour="red"'])
def test_what_no_door_can_have_is_refused_with_the_settings(wrong: str) -> None:
    with pytest.raises(SettingsRefused):
        written('doors.main={name={en="A"}, relay="front.1"}', f"doors.main.{wrong}")


def test_a_pulse_is_five_seconds_unless_said() -> None:
    (door,) = doors.fitted(written('doors.main={name={en="A"}, relay="front.1"}'))
    assert isinstance(door, Door)
    assert (door.seconds, door.hours, door.enabled) == (5, None, True)
