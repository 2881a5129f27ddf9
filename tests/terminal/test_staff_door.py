"""The door for staff at a terminal: open to who is known, closed whenever that cannot be told, nothing unnoted."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from nacl.pwhash import argon2id

from kiosk.domain.staff_door import FREE_TRIES, LOCK, LOCK_AFTER, Act, DoorClosed, Shown
from kiosk.runtime.clock import SystemClock
from kiosk.terminal.hub_client import HubAway
from kiosk.terminal.journal import Journal
from kiosk.terminal.staff_door import StaffDoor

PIN, WRONG = "482917", "482918"
GWEN = uuid4()


class Clock(SystemClock):
    """Goes on when it is told to."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def monotonic(self) -> float:
        return self.passed


class Hub:
    """Takes what it is told, or is away, or loses its answer on the way."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.away, self.deaf = False, False

    def ask(self, method: str, path: str, good: set[int], *, document: dict[str, Any]) -> None:
        assert (method, path, good) == ("POST", "/api/v1/staff-door", {200})
        if not self.away:
            self.heard += document["done"]
        if self.away or self.deaf:
            raise HubAway("away")


class House:
    """A door with a real journal behind it, that can be closed and opened again as a power cut does."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.hub = folder, Clock(), Hub()
        verifier = argon2id.str(PIN.encode(), opslimit=1, memlimit=8192).decode()
        self.known: dict[str, object] | None = {
            "staff": ["nonsense", {"account": str(GWEN), "kind": "pin", "verifier": verifier}]
        }
        self.executor = ThreadPoolExecutor(1)
        self.loop = asyncio.new_event_loop()
        self.open()

    def open(self) -> None:
        self.journal = Journal(self.folder / "journal.db", self.clock)
        self.journal.start()
        line: Any = SimpleNamespace(client=self.hub, executor=self.executor)
        self.door = StaffDoor(self.journal, line, self.clock, self.clock.now, lambda: self.known)

    def restart(self) -> None:
        self.journal.close()
        self.open()

    def close(self) -> None:
        self.journal.close()
        self.executor.shutdown()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def show(self, pin: str, kind: Any = "pin") -> UUID:
        found: UUID = self.do(self.door.show(Shown(kind, pin)))
        return found

    def refused(self, pin: str = WRONG, kind: Any = "pin") -> tuple[str, float]:
        with pytest.raises(DoorClosed) as refused:
            self.show(pin, kind)
        return refused.value.code, float(refused.value.data.get("seconds", 0))  # type: ignore[arg-type] # seconds

    def tell(self) -> None:
        while self.do(self.door.tell_once()):
            pass

    @property
    def heard(self) -> list[tuple[str, str | None, str | None]]:
        return [(each["act"], each["account"], each["code"]) for each in self.hub.heard]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def test_who_is_known_is_let_in_and_nobody_else(house: House) -> None:
    assert house.show(PIN) == GWEN
    assert house.refused(WRONG) == ("wrong", 0)
    assert house.refused(PIN, "card") == ("wrong", 0)
    assert house.refused("") == ("wrong", 30)


@pytest.mark.parametrize("known", [None, {}, {"staff": []}, {"staff": "all"}, {"staff": [{"account": "x"}]}])
def test_without_what_the_hub_says_of_its_staff_it_stays_closed(
    house: House, known: dict[str, object] | None
) -> None:
    house.known = known
    assert house.refused(PIN) == ("unknown_staff", 0)


def test_each_wrong_try_waits_longer_until_the_door_is_locked_also_for_who_is_known(house: House) -> None:
    waits = []
    for _ in range(LOCK_AFTER):
        code, wait = house.refused()
        waits.append(wait)
        house.clock.passed += wait
    assert waits == [0.0] * FREE_TRIES + [30, 60, 120, 300, LOCK]
    assert code == "locked"
    house.clock.passed -= 1
    assert house.refused(PIN) == ("locked", 1)
    house.clock.passed += 1
    assert house.refused() == ("locked", LOCK)
    house.clock.passed += LOCK
    assert house.show(PIN) == GWEN
    assert house.refused() == ("wrong", 0)


def test_pulling_the_plug_gives_no_more_tries(house: House) -> None:
    for _ in range(FREE_TRIES + 1):
        house.refused()
    house.restart()
    assert house.refused(PIN) == ("wait", 30)
    house.clock.passed += 30
    house.restart()
    assert house.refused(PIN) == ("wait", 30)
    house.clock.passed += 30
    assert house.show(PIN) == GWEN
    house.restart()
    assert house.show(PIN) == GWEN


def test_what_is_done_is_told_once_it_can_be_and_goes_over_restarts(house: House) -> None:
    house.hub.away = True
    house.show(PIN)
    house.do(house.door.did(Act.RESTART, GWEN))
    house.tell()
    house.restart()
    house.refused()
    house.hub.away, house.hub.deaf = False, True
    house.tell()
    house.hub.deaf = False
    house.tell()
    house.tell()
    told = [
        ("terminal_door_opened", str(GWEN), None),
        ("terminal_restarted", str(GWEN), None),
        ("terminal_door_refused", None, "wrong"),
    ]
    assert house.heard == told * 2  # its first answer was lost: the hub knows them by their ids
    assert len({each["id"] for each in house.hub.heard}) == len(told)
    assert PIN not in str(house.hub.heard)
    assert PIN.encode() not in (house.folder / "journal.db").read_bytes()


def test_what_cannot_be_written_down_is_not_done(house: House) -> None:
    house.journal.close()
    assert house.refused(PIN) == ("not_noted", 0)
    with pytest.raises(DoorClosed):
        house.do(house.door.did(Act.EXIT, GWEN))


def test_how_loud_it_shall_be_goes_over_restarts(house: House) -> None:
    assert house.do(house.door.loudness()) == 0
    house.do(house.door.keep_loudness(-3))
    house.restart()
    assert house.do(house.door.loudness()) == -3


def test_a_card_lets_in_whose_it_is_as_a_pin_does_and_its_tries_count_with_those_of_pins(house: House) -> None:
    card, other = "ca" * 32, "fe" * 32
    assert house.known is not None
    staff: Any = house.known["staff"]
    staff.append({"account": str(GWEN), "kind": "card", "verifier": card})
    assert house.show(card, "card") == GWEN
    assert house.refused(card) == ("wrong", 0)
    for _ in range(FREE_TRIES):
        code, wait = house.refused(other, "card")
    assert (code, wait) == ("wrong", 30)
    assert house.refused(card, "card") == ("wait", 30)
    house.clock.passed += 30
    assert house.show(card, "card") == GWEN
    staff.pop()
    assert house.refused(card, "card") == ("wrong", 0)
    house.known = None
    assert house.refused(card, "card") == ("unknown_staff", 0)
    assert card.encode() not in (house.folder / "journal.db").read_bytes()
