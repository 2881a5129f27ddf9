"""Roll-calls at a terminal: begun by the contact, by staff and by notices; names behind card, PIN and code alone."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from kiosk.domain import fire_box, roll_papers, visit_codes
from kiosk.domain.errors import KioskError
from kiosk.domain.events import HappeningTold
from kiosk.domain.roll_calls import Calls, Kind, Mark, Procedure, RollCall, Source, Tick, Window
from kiosk.domain.staff_door import DoorClosed, Shown
from kiosk.domain.visit_details import Details
from kiosk.domain.visit_tellings import Leaving
from kiosk.domain.visits import Arrival, Came, Member, Went
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.terminal.bus import Bus
from kiosk.terminal.journal import Journal
from kiosk.terminal.printing import Equipment
from kiosk.terminal.roll_calls import FRESH, NamesClosed, RollCalls
from kiosk.terminal.roll_copy import FILE, RollCopy
from kiosk.terminal.roll_here import RollHere
from kiosk.terminal.roll_state import RollState
from tests.support.arrivals import STAFF, AtTerminal
from tests.support.emergencies import ANNA, CODE, PIN, SECRET, TOM, WARDEN, known, verifier
from tests.support.hubs import running_hub
from tests.support.openings import Clock, Wires
from tests.support.records import records_in
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started

STRANGER, TERMINAL = UUID(int=2), UUID(int=7)


@dataclass
class Place:
    """A terminal's roll-calls on a real journal and disk, which end and begin again as in a power cut."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    document: dict[str, object] | None = None
    so_at: float | None = None
    kept: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        async def keep(kind: str, body: Any, identifier: UUID | None = None) -> UUID:
            self.kept.append((kind, dict(body)))
            return identifier or uuid4()

        async def show(shown: Shown) -> UUID:
            if shown.secret == "stranger":
                return STRANGER
            if shown.secret != PIN:
                raise DoorClosed("wrong", seconds=0)
            return WARDEN

        self.journal = Journal(self.folder / "journal.db", self.clock)
        self.journal.start()
        self.bus = Bus()
        self.state = RollState(self.journal, keep, self.bus, TERMINAL, self.clock.now)
        self.here = RollHere(self.bus, lambda: self.document)
        self.calls = RollCalls(
            self.state,
            self.here,
            RollCopy(self.folder),
            show,
            known=lambda: self.document,
            so_at=lambda: self.so_at,
            now=self.clock.now,
            trusted=self.clock.now,
            monotonic=self.clock.monotonic,
        )
        self.do(self.state.wake())

    def restart(self, *, hub: bool) -> None:
        """The power is cut. Without a hub nothing is known of people afterwards."""
        self.journal.close()
        self.document = self.document if hub else None
        self.open()

    def tells(self, document: dict[str, object]) -> None:
        """The hub tells, and the copy is renewed."""
        self.document, self.so_at = document, self.clock.monotonic()

        async def told() -> None:
            self.calls.hub_changed(True)
            self.calls.personal_changed()
            job = asyncio.ensure_future(self.calls.renew())
            for _ in range(4000):
                await asyncio.sleep(0.005)
                if (self.folder / FILE).exists():
                    break
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)

        self.do(told())

    def burns(self, burns: bool) -> None:
        async def heard() -> None:
            self.calls.burning(burns)
            await asyncio.sleep(0)

        self.do(heard())

    def do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def close(self) -> None:
        self.journal.close()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.close()


def current(place: Place) -> tuple[Procedure, Kind, Source] | None:
    call = place.calls.current
    return None if call is None else (call.procedure, call.kind, call.source)


LIVE = (Procedure.EVACUATION, Kind.LIVE, Source.CONTACT)


def test_a_contact_begins_it_and_its_end_is_nobody_s_leave_to_go_back(place: Place) -> None:
    place.burns(False)
    assert current(place) is None
    place.burns(True)
    assert current(place) == LIVE
    place.burns(False)
    assert current(place) == LIVE
    assert [kind for kind, _ in place.kept] == [roll_papers.BEGUN]


def test_it_goes_on_over_a_restart_and_one_that_was_ended_does_not_begin_again(place: Place) -> None:
    place.burns(True)
    place.restart(hub=False)
    assert current(place) == LIVE
    place.burns(True)  # first heard after the start
    assert len(place.calls.state.calls.open) == 1
    place.tells(known(ANNA))
    place.do(place.calls.open(Shown("pin", PIN)))
    place.do(place.calls.end())
    place.restart(hub=True)
    place.burns(True)  # the panel still says fire
    assert current(place) is None
    place.burns(False)
    place.burns(True)
    assert current(place) == LIVE


def test_in_an_announced_window_a_contact_is_a_test_that_ends_with_it(place: Place) -> None:
    window = Window(UUID(int=5), place.clock.now() - timedelta(minutes=5), place.clock.now() + timedelta(minutes=5))
    place.tells(known(windows=(window,)))
    place.burns(True)
    assert current(place) == (Procedure.EVACUATION, Kind.TEST, Source.CONTACT)
    place.burns(False)
    assert current(place) is None
    place.clock.passed += 600
    place.burns(True)
    assert current(place) == LIVE


def test_a_real_contact_takes_the_place_of_a_drill_and_not_of_a_lockdown(place: Place) -> None:
    place.tells(known())
    place.do(place.calls.begin(Procedure.EVACUATION, Kind.DRILL, WARDEN))
    place.burns(True)
    assert current(place) == LIVE
    place.do(place.calls.open(Shown("pin", PIN)))
    place.do(place.calls.end())
    place.burns(False)
    place.do(place.calls.begin(Procedure.LOCKDOWN, Kind.LIVE, WARDEN))
    place.burns(True)
    assert current(place) == (Procedure.LOCKDOWN, Kind.LIVE, Source.TERMINAL)


def test_names_open_for_a_warden_alone(place: Place) -> None:
    place.tells(known(ANNA, TOM))
    place.burns(True)
    for secret, code in (("000000", "wrong"), ("stranger", "not_a_warden")):
        with pytest.raises(KioskError) as closed:
            place.do(place.calls.open(Shown("pin", secret)))
        assert closed.value.code == code
        with pytest.raises(NamesClosed):
            place.do(place.calls.roll())
    roll = place.do(place.calls.open(Shown("pin", PIN)))
    assert roll.lines == (ANNA, TOM)
    assert roll.fresh
    assert place.kept[-1][0] == roll_papers.OPENED
    assert place.kept[-1][1]["account"] == str(WARDEN)
    place.calls.leave()
    with pytest.raises(NamesClosed):
        place.do(place.calls.roll())


@pytest.mark.parametrize("procedure", [Procedure.LOCKDOWN, Procedure.INVACUATION])
def test_while_they_hide_nobody_gets_names_here(place: Place, procedure: Procedure) -> None:
    place.tells(known(ANNA))
    place.do(place.calls.begin(procedure, Kind.LIVE, WARDEN))
    assert place.do(place.calls.open(Shown("pin", PIN))).lines == ()
    assert place.do(place.calls.open_by_code(CODE)).lines == ()


def test_the_code_opens_the_copy_after_a_cold_start_without_a_hub_and_nothing_else_does(place: Place) -> None:
    place.tells(known(ANNA, TOM))
    place.restart(hub=False)
    place.burns(True)
    assert place.calls.code_opens
    for typed, code in (("7K3M", "misread_code"), (fire_box.made(b"another box!"), "wrong_code")):
        with pytest.raises(NamesClosed) as closed:
            place.do(place.calls.open_by_code(typed))
        assert closed.value.code == code
    roll = place.do(place.calls.open_by_code(CODE.lower().replace("-", " ")))
    assert roll.lines == (ANNA, TOM)
    assert not roll.fresh
    assert roll.as_of <= place.clock.now()
    marked = place.do(place.calls.mark(ANNA.person, Mark.SAFE))
    assert marked.found == 1


def test_the_code_begins_an_evacuation_where_nothing_is_under_way(place: Place) -> None:
    place.tells(known(ANNA))
    place.restart(hub=False)
    place.do(place.calls.open_by_code(CODE))
    assert current(place) == (Procedure.EVACUATION, Kind.LIVE, Source.FIRE_BOX)


def test_the_disk_holds_no_name_and_is_wiped_with_the_terminal(place: Place) -> None:
    place.tells(known(ANNA, TOM))
    place.burns(True)
    place.do(place.calls.open(Shown("pin", PIN)))
    place.do(place.calls.mark(ANNA.person, Mark.SAFE))
    place.journal.close()
    for file in place.folder.iterdir():
        content = file.read_bytes()
        for secret in (b"Anna", b"Nowak", b"Owen", bytes(SECRET), CODE.encode()):
            assert secret not in content, file.name
    place.calls.wipe()
    assert not (place.folder / FILE).exists()


def test_ticks_of_others_and_ends_of_others_come_with_what_the_hub_tells(place: Place) -> None:
    call = RollCall(UUID(int=3), Procedure.EVACUATION, Kind.LIVE, Source.PAGE, place.clock.now())
    tick = Tick(uuid4(), call.id, TOM.person, Mark.SAFE, place.clock.now())
    place.tells(known(ANNA, TOM, calls=Calls({call.id: call}), ticks=(tick,)))
    roll = place.do(place.calls.open(Shown("pin", PIN)))
    assert roll.marks == {TOM.person: Mark.SAFE}
    place.restart(hub=False)
    assert place.calls.current == call
    assert place.state.marks == {TOM.person: Mark.SAFE}
    place.tells(known(ANNA, calls=Calls({call.id: call}, {call.id: place.clock.now()})))
    assert place.calls.current is None
    with pytest.raises(NamesClosed):
        place.do(place.calls.roll())


def test_a_list_says_since_when_nothing_was_heard(place: Place) -> None:
    place.tells(known(ANNA))
    place.burns(True)
    told = place.clock.now()
    place.clock.passed += 50
    roll = place.do(place.calls.open(Shown("pin", PIN)))
    assert (roll.fresh, roll.as_of) == (True, place.clock.now())
    place.calls.hub_changed(False)
    roll = place.do(place.calls.roll())
    assert (roll.fresh, roll.as_of) == (False, told), "when the cable was found cut is later than it was"


def test_a_list_is_not_of_now_where_the_hub_says_nothing_or_does_not_hear_another_terminal(place: Place) -> None:
    place.tells(known(ANNA))
    place.burns(True)
    place.do(place.calls.open(Shown("pin", PIN)))
    told = place.clock.now()
    place.clock.passed += FRESH + 1
    roll = place.do(place.calls.roll())
    assert (roll.fresh, roll.as_of) == (False, told)
    gone = place.clock.now() - timedelta(minutes=9)
    place.tells(known(ANNA, whole_until=gone))
    roll = place.do(place.calls.roll())
    assert (roll.fresh, roll.as_of) == (False, gone)
    place.tells(known(ANNA))
    assert place.do(place.calls.roll()).fresh


# --- whole terminals ---


def udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def personal(started: Started, hub: StandInHub, document: dict[str, object]) -> None:
    """The terminal is told what it may know."""
    hub.terminal_id = str(started.terminal.identity.terminal_id)
    hub.personal = document
    hub.tell("personal_changed")
    until(lambda: started.terminal.personal == document)


def test_a_contact_at_one_terminal_changes_another_with_the_hub_gone_and_only_by_a_signed_notice(
    tmp_path: Path,
) -> None:
    wires, port = Wires(), udp_port()
    lan = {"notice_address": "127.255.255.255", "notice_port": port}
    fire = Equipment(wires, fire=load("demo", overrides=['contacts.fire="board.4"']).contacts.fire)  # type: ignore[arg-type] # a wire is a string
    key = b"n" * 32
    with ExitStack() as stack:
        hubs = [stack.enter_context(StandInHub()) for _ in range(3)]
        data = [tmp_path / name for name in ("front", "side", "elsewhere")]
        front, side, elsewhere = (
            stack.enter_context(Started(folder, hub.url, equipment=own, **lan))
            for folder, hub, own in zip(data, hubs, (fire, Equipment(), Equipment()), strict=True)
        )
        for started, hub, signed in zip((front, side, elsewhere), hubs, (key, key, b"o" * 32), strict=True):
            until(lambda started=started: started.terminal.catalogue is not None)
            personal(started, hub, known(notice_keys=(signed,)))
        for hub in hubs:
            hub.close()
        wires.closed["board.4"] = False
        wires.told()
        until(lambda: side.terminal.rolls.calls.current is not None)
        begun = side.terminal.rolls.calls.current
        assert begun == front.terminal.rolls.calls.current
        assert begun is not None
        assert (begun.kind, begun.source) == (Kind.LIVE, Source.CONTACT)
        # Those of another key heard the same datagrams.
        assert elsewhere.terminal.rolls.calls.current is None

        async def end() -> None:
            side.terminal.rolls.calls.state.end(None)

        side.run(end())
        until(lambda: front.terminal.rolls.calls.current is None)


def test_a_pin_of_a_warden_opens_the_names_and_not_the_menu(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url, notice_port=0) as started:
        until(lambda: started.terminal.catalogue is not None)
        call = RollCall(UUID(int=3), Procedure.EVACUATION, Kind.DRILL, Source.PAGE, datetime.now(UTC))
        personal(started, hub, verifier() | known(ANNA, calls=Calls({call.id: call})))
        hub.close()
        until(lambda: started.terminal.rolls.calls.current is not None)
        with pytest.raises(DoorClosed):
            started.run(started.terminal.staff_door.show(Shown("pin", PIN)))
        assert started.run(started.terminal.rolls.calls.open(Shown("pin", PIN))).lines == (ANNA,)


def test_who_comes_and_leaves_here_with_the_hub_gone_is_on_the_roll_at_once(place: Place) -> None:
    names = ("Gwen Price", "One Of Two", "The Other")
    group = [{"id": str(UUID(int=at)), "name": name, "group": "tour"} for at, name in enumerate(names, 21)]
    expected = {"expected": group}
    place.tells(known(ANNA, TOM) | expected)
    place.burns(True)
    now = place.clock.now()
    arrived, left = uuid4(), uuid4()
    party = (Member(UUID(int=21)), Member(UUID(int=22)))
    came = Arrival(at=now, day=now.date(), came=Came.CODE, party=party, details=Details(help_to_leave=True))
    place.here.came(arrived, came)
    place.here.went(left, Leaving(now, Went.BADGE, TOM.person))
    roll = place.do(place.calls.open(Shown("pin", PIN)))
    assert [(line.name, line.help, line.sure) for line in roll.lines] == [
        ("Anna Nowak", True, True),
        ("Gwen Price", True, True),
        ("?", False, True),
    ], "which of the others came is not known here"
    # They go as they came, with one badge.
    place.here.went(left, Leaving(now, Went.BADGE, UUID(int=21), together=True))
    assert place.do(place.calls.roll()).lines == (ANNA,)
    # Once the hub has it all and tells anew, its word counts alone.
    place.bus.tell(HappeningTold(arrived, "visit_arrived"))
    place.bus.tell(HappeningTold(left, "visit_left"))
    place.tells(known(TOM))
    assert place.do(place.calls.roll()).lines == (TOM,)


def test_who_left_here_unknown_is_not_on_the_list_that_the_hub_tells_before_it_is_told(place: Place) -> None:
    badge, left = b"of another", uuid4()
    place.tells(known(ANNA))
    place.here.went(left, Leaving(place.clock.now(), Went.BADGE, None, badge_code=badge))
    document = known(ANNA, TOM)
    document[roll_papers.INSIDE][1]["badge_codes"] = [visit_codes.mark(badge).hex()]  # type: ignore[index] # a list of tables
    place.tells(document)
    assert place.here.lines == (ANNA,)
    place.bus.tell(HappeningTold(left, "visit_left"))
    place.tells(known(ANNA))
    assert place.here.lines == (ANNA,)


def test_with_the_hub_that_serves_in_production_both_sides_begin_tick_and_end_the_same(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    with records_in(None), running_hub(tmp_path / "hub") as running:
        hub = running.hub
        code = running.do(hub.terminals.invite(Actor("test")))
        enrol(load("demo").terminal.model_copy(update={"hub_url": running.url}), data, code)
        foyer = AtTerminal(running, running.terminal("Side door"))
        gwen = uuid4()
        foyer.arrive(Member(gwen), details=Details(name="Gwen Price", help_to_leave=True))
        box = running.do(hub.roll_settings.make_code(STAFF))
        with Started(data, running.url, notice_port=0) as started:
            calls = started.terminal.rolls.calls
            incident = running.do(hub.roll_calls.begin(Procedure.EVACUATION, Kind.DRILL, STAFF))
            until(lambda: calls.current is not None and calls.code_opens and started.terminal.catalogue is not None)
            roll = started.run(calls.open_by_code(box))
            assert [(line.name, line.how, line.sure, line.help) for line in roll.lines] == [
                ("Gwen Price", "walk_in", True, True)
            ]
            started.run(calls.mark(gwen, Mark.SAFE))

            def marked() -> Mark:
                return running.do(hub.roll_calls.show(incident, STAFF)).roll.mark(gwen)

            until(lambda: marked() is Mark.SAFE)
            running.do(hub.roll_calls.mark(incident, gwen, Mark.MISSING, STAFF))
            until(lambda: started.run(calls.roll()).mark(gwen) is Mark.MISSING)
            started.run(calls.end())
            until(lambda: running.do(hub.roll_calls.current()) is None)
            assert running.do(hub.roll_calls.show(incident, STAFF)).report.timings.opened is not None
            assert (data / FILE).exists()
