"""A driver that hangs: it is left where it is, another is begun, and nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest

from devices import command, rack, supervisor
from devices.contract import Driver, Duty, Options
from devices.registry import Wish
from kiosk.domain.devices import Device, Health, Kind, State

PATIENCE = 30.0


class Stubborn(Driver[Options]):
    """A driver whose calls return only when a test lets them."""

    kind: ClassVar[Kind] = Kind.PRINTER
    options_model: ClassVar[type[Options]] = Options
    made: ClassVar[list[Stubborn]] = []
    hanging: ClassVar[int] = 0

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self.let_go, self.closed, self.told_late = threading.Event(), threading.Event(), threading.Event()
        self.number = len(self.made)
        self.made.append(self)

    def check_config(self) -> list[command.Finding]:
        self.let_go.wait(PATIENCE)
        return []

    def open(self) -> None:
        """Nothing to open."""

    def run(self, duty: Duty) -> None:
        if self.number < self.hanging:
            self.let_go.wait(PATIENCE)
            duty.tell(Health(State.DEGRADED, ("late",)))
            self.told_late.set()
        duty.tell(Health(State.ONLINE))
        while not duty.over:
            duty.rest(0.01)

    def close(self) -> None:
        self.closed.set()


class Watched:
    """A rack of one stubborn device."""

    def __init__(self, kept: rack.Rack) -> None:
        self.rack, self._changed = kept, threading.Condition()
        kept.when_changed(self._note)

    def wait(self, state: State, *reasons: str) -> Device:
        wanted = Health(state, reasons)
        with self._changed:
            assert self._changed.wait_for(lambda: self.rack.all()[0].health == wanted, PATIENCE), self.rack.all()
        return self.rack.all()[0]

    def _note(self) -> None:
        with self._changed:
            self._changed.notify_all()


@pytest.fixture
def stubborn(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Stubborn]]:
    """Drivers that hang, and a watcher that is soon sure of it."""
    monkeypatch.setattr(supervisor, "HUNG", 0.2)
    monkeypatch.setattr(supervisor, "ENDING", 0.2)
    monkeypatch.setattr(rack, "WATCH", 0.02)
    monkeypatch.setattr("devices.registry.made", lambda _wish: Stubborn(Options()))
    monkeypatch.setattr(Stubborn, "made", [])
    yield Stubborn
    for each in Stubborn.made:
        each.let_go.set()


WISHES = {"front": Wish("printer.stubborn")}


def test_a_driver_that_never_returns_is_left_and_another_does_its_work(
    stubborn: type[Stubborn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stubborn, "hanging", 2)
    with rack.opened(WISHES, simulated_allowed=True) as kept:
        device = Watched(kept).wait(State.ONLINE)
        assert device.hung == 2
        assert len(stubborn.made) == 3
        first = stubborn.made[0]
        assert first.closed.wait(PATIENCE)  # what it held is free, though it still hangs
        first.let_go.set()
        assert first.told_late.wait(PATIENCE)
        assert kept.all()[0].health == Health(State.ONLINE)  # nobody listens to it any more
    assert not any(each.let_go.is_set() for each in stubborn.made[1:])  # and the end waited for none of them


def test_one_that_hangs_again_and_again_says_that_it_needs_somebody_and_begins_anew_once_one_is_back(
    stubborn: type[Stubborn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stubborn, "hanging", supervisor.MOST_LEFT + 1)
    with rack.opened(WISHES, simulated_allowed=True) as kept:
        watched = Watched(kept)
        assert watched.wait(State.FAILED, "stuck").hung == supervisor.MOST_LEFT
        assert len(stubborn.made) == supervisor.MOST_LEFT + 1
        stubborn.made[0].let_go.set()
        assert watched.wait(State.ONLINE).hung == supervisor.MOST_LEFT + 1


def test_doctor_does_not_wait_for_a_driver_that_hangs_and_names_it(
    stubborn: type[Stubborn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "LOOKING", 0.05)
    assert [problem for _, problem, _ in command.findings(WISHES)] == ["its driver printer.stubborn hangs"]
