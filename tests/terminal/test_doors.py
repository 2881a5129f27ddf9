"""Doors at a terminal: decided, written down, released once, told."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from devices.doors import board as boards
from kiosk.domain.doors import OPENERS, Door, DoorRefused, Released, Seen, Wire
from kiosk.interfaces.speech import MUTE
from kiosk.terminal.doors import Around, openers
from kiosk.terminal.printing import Equipment
from tests.support.boards import PATIENCE, board, driven
from tests.support.openings import FRONT, GWEN, SOMEBODY, House, Wires, house_in
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started
from ui.staff import TerminalStaff


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path) as made:
        yield made


def test_staff_open_a_door_from_a_page_and_from_the_terminal_and_the_hub_is_told_each_once(house: House) -> None:
    assert house.asked() == ("done", "released")
    house.clock.passed += 60
    assert house.do(house.doors.open("front", GWEN)) == Released("released")
    assert house.wires.pulses == [("board", 1, 5.0)] * 2
    house.hub_away = True
    house.tell()
    house.hub_away = False
    house.restart()
    house.tell()
    house.tell()
    told = [(each["door"], each["what"], each["because"], each["account"], each["outcome"]) for each in house.heard]
    assert told == [
        ("front", "staff_page", "delivery", str(GWEN), "released"),
        ("front", "staff_room", "at_terminal", str(GWEN), "released"),
    ]


def test_what_the_rules_refuse_never_reaches_the_board_and_is_told_all_the_same(house: House) -> None:
    assert house.asked("back\n" * 20) == ("refused", "door_unknown")
    assert house.asked(account=None) == ("refused", "no_grant")
    assert house.asked(life=0) == ("refused", "too_late")
    house.clock.wrong_by = -40 * 86_400  # before this program was made
    assert house.asked() == ("refused", "clock_untrusted")
    with pytest.raises(DoorRefused) as refused:
        house.do(house.doors.open("front", SOMEBODY))
    assert refused.value.code == "no_grant"
    house.around = Around(None, False, False, None)  # the hub has not told who may
    assert not house.doors.may_open(GWEN)
    assert house.wires.pulses == []
    house.tell()
    assert {each["door"] for each in house.heard} == {"front", "unknown"}
    assert sorted(each["code"] for each in house.heard) == sorted(
        ["door_unknown", "no_grant", "too_late", "clock_untrusted", "no_grant"]
    )


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Released("not_released", "silent"), ("refused", "silent")),
        (Released("unknown", "gone"), ("refused", "nobody_knows")),
    ],
)
def test_what_the_board_does_not_do_is_told_as_it_was(house: House, answer: Released, told: tuple[str, str]) -> None:
    house.wires.answer = answer
    assert house.asked() == told
    assert house.rows() == [("staff_page", answer.outcome, answer.reason)]
    # One that was not released may be asked for again at once; of one that nobody knows of, the pulse may be running.
    house.wires.answer = Released("released")
    assert house.asked() == (("done", "released") if answer.outcome == "not_released" else ("refused", "under_way"))


def test_a_driver_that_never_answers_is_not_waited_for_and_what_had_not_begun_is_taken_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.terminal.doors.PATIENCE", 0.01)
    house.wires.answer = None
    assert house.asked() == ("refused", "too_late")
    assert house.rows() == [("staff_page", "not_released", "too_late")]


def test_what_cannot_be_written_down_is_not_done(house: House) -> None:
    house.journal.close()
    assert house.asked() == ("refused", "not_noted")
    assert house.wires.pulses == []


def test_limits_go_over_restarts(tmp_path: Path) -> None:
    with house_in(tmp_path, None, Door("front", FRONT.name, "board", 1, 5.0, per_person=2)) as house:
        for _ in range(2):
            assert house.asked() == ("done", "released")
            house.clock.passed += 10
        house.restart()
        assert house.asked() == ("refused", "too_many_for_one")
        house.clock.passed += 3600
        assert house.asked() == ("done", "released")


def test_who_may_open_comes_with_what_is_known_of_people() -> None:
    assert openers({OPENERS: [str(GWEN), "nonsense", 7]}) == {GWEN}
    assert openers({OPENERS: "all"}) is None
    assert openers(None) is openers({}) is None


def test_forced_held_open_and_fire_are_noted_once_and_over_when_they_are(tmp_path: Path) -> None:
    with house_in(tmp_path) as house:
        assert house.watching.states[0].place == "unknown"

        async def seen() -> None:
            job = asyncio.ensure_future(house.watching.watch())
            moves: list[dict[str, bool | None]] = [
                {},
                {"board.1": False},
                {"board.1": True},
                {"board.2": True},
                {"board.1": False, "board.2": False},
                {"board.1": True},
                {"board.4": False},
                {"board.1": False},
                {"board.1": True},
                {"board.4": True},
            ]
            for move in moves:
                house.wires.closed |= move
                house.wires.told()
                for _ in range(3):
                    await house.journal.transact(lambda _database: None)
                    await asyncio.sleep(0)
            job.cancel()

        house.do(seen())
        what = [row[0] for row in house.rows()]
        assert what == [Seen.FORCED, Seen.SHUT_AGAIN, Seen.FIRE, Seen.FIRE_OVER]


def test_a_command_of_the_hub_opens_a_real_board_once_and_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "LOOK", 0.01)
    front = Door("front", FRONT.name, "front", 1, 0.5, Wire("front.1"))
    with StandInHub() as hub, board(tmp_path) as peer, driven(peer) as watched:
        own = Equipment(watched.rack, doors=(front,))
        with Started(tmp_path / "terminal", hub.url, equipment=own) as started:
            assert started.wait_for(lambda: started.terminal.catalogue is not None)
            watched.wait_usable()
            name = hub.command("open_door", door="front", because="visitor", account=str(GWEN))
            assert hub.was_answered(name, "done", "released")
            assert len(peer.machine.pulses) == 1
            hub.facts.append(hub.facts[-1] | {"seq": len(hub.facts) + 1})  # told twice
            late = hub.command("open_door", life=-1, door="front", because="visitor", account=str(GWEN))
            other = hub.command("open_door", door="back", because="visitor", account=str(GWEN))
            assert hub.was_answered(other, "refused", "door_unknown")
            assert late not in [each for each, _ in hub.answered]
            assert hub.wait_for(lambda: len(hub.at_doors) == 2)
            assert hub.wait_for(lambda: any(each["doors"] for each in hub.reports))
        assert len(peer.machine.pulses) == 1
        with Started(tmp_path / "terminal", hub.url, equipment=own):
            time.sleep(0)
        assert len(peer.machine.pulses) == 1


def test_rows_that_were_told_are_erased_with_the_rest(tmp_path: Path) -> None:
    with house_in(tmp_path) as house:
        house.asked()
        house.tell()
        house.journal.close()
        with closing(sqlite3.connect(tmp_path / "journal.db")) as database:
            assert database.execute("SELECT told FROM doors").fetchall() == [(1,)]


def test_whom_the_hub_named_opens_a_door_at_the_terminal_also_when_the_hub_is_gone(tmp_path: Path) -> None:
    wires = Wires()
    with StandInHub() as hub, Started(tmp_path, hub.url, equipment=Equipment(wires, doors=(FRONT,))) as started:
        hub.terminal_id = str(started.terminal.identity.terminal_id)
        hub.personal = {OPENERS: [str(GWEN)]}
        hub.tell("personal_changed")
        staff = TerminalStaff(started.terminal, MUTE, {}, may_exit=False, leave=lambda _again: None)
        until = time.monotonic() + PATIENCE
        while not staff.doors(GWEN):
            assert time.monotonic() < until
            time.sleep(0.01)
        assert staff.doors(SOMEBODY) == ()
        hub.close()
        assert started.run(staff.open_door("front", GWEN)) == Released("released")
        with pytest.raises(DoorRefused):
            started.run(staff.open_door("front", SOMEBODY))
    assert len(wires.pulses) == 1
