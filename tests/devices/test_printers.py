"""Every printer driver, on every wire: what any of them has to do, and each fault by its name.

What only a real printer can show stands in docs/devices/printer.escpos.md.
"""

from __future__ import annotations

import io
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from devices import supervisor
from devices.printers import brother_ql, escpos, wired, zpl
from devices.printers import printer as printers
from devices.simulators import escpos_printer
from devices.simulators.escpos_printer import LABELS, ROLLS, SWITCHES, SimulatedPrinter
from kiosk.domain.devices import Health, State, capabilities
from kiosk.domain.printing import Printed
from tests.support.printers import LINK, PATIENCE, SPEAKS, TICKET, WIRES, came_out, drawn, driven, open_files, printer

LOOK, ANSWERS = printers.LOOK, wired.ANSWERS
"""As they are in service; the tests wait less."""

ALL = [("escpos", "tcp"), ("escpos", "serial"), ("escpos", "usb"), ("zpl", "tcp"), ("zpl", "serial"), ("zpl", "usb")]
ALL += [("brother_ql", wire) for wire in WIRES]
EVERY_FAULT = [
    *(("escpos", wire, fault) for wire in WIRES for fault in SWITCHES),
    # What the line does is the same for every language.
    *(("zpl", "tcp", fault) for fault in LABELS if fault != "paused"),
    *(("brother_ql", "usb", fault) for fault in ROLLS),
]
STOPS = [
    *(("escpos", fault) for fault in ("paper_out", "cover_open", "cutter")),
    *(("zpl", fault) for fault in ("paper_out", "cover_open", "ribbon_out")),
    *(("brother_ql", fault) for fault in ("paper_out", "cover_open", "cutter")),
]
REASONS = {"cable": ("gone", "not_present"), "power": ("gone", "not_present", "silent"), "stalled": ("silent",)}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with shorter waits between looks and tries."""
    monkeypatch.setattr(supervisor, "FIRST", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST", 0.05)
    monkeypatch.setattr(printers, "LOOK", 0.02)


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[SimulatedPrinter]:
    with printer(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(("speaks", "wire"), ALL)
def test_a_receipt_comes_out_as_it_is_drawn_and_its_code_can_be_read(tmp_path: Path, speaks: str, wire: str) -> None:
    with printer(tmp_path, wire, speaks=speaks) as simulated, driven(simulated, wire) as watched:
        device = watched.wait_usable()
        assert (device.model, device.simulated, device.health.state) == ("FOYER SIMULATOR", True, State.ONLINE)
        assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
        assert came_out(simulated, 0) == drawn(speaks)
        picture = simulated.picture(0)
        assert picture is not None
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
        assert code.text == LINK


@pytest.mark.parametrize(("speaks", "wire", "fault"), EVERY_FAULT)
def test_each_fault_is_told_once_and_mends_itself(
    tmp_path: Path, speaks: str, wire: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wired, "ANSWERS", 0.3)
    monkeypatch.setattr(escpos, "ANSWERS", 0.3)
    monkeypatch.setattr(zpl, "ANSWERS", 0.3)
    monkeypatch.setattr(brother_ql, "ANSWERS", 0.3)
    with printer(tmp_path, wire, speaks=speaks) as simulated, driven(simulated, wire) as watched:
        watched.wait_usable()
        simulated.switch(fault, True)
        wanted = REASONS.get(fault, (fault,))
        device = watched.wait(lambda device: bool(set(wanted) & set(device.health.reasons)))
        assert device.health.usable == (fault == "paper_low")
        ended = watched.rack.print(TICKET, PATIENCE)
        if not device.health.usable:
            assert ended.result(PATIENCE).outcome == "not_printed"
        simulated.switch(fault, False)
        watched.wait(lambda device: device.health.state is State.ONLINE)
        healths = [device.health for device in watched.told]
        assert all(before != after for before, after in itertools.pairwise(healths)), healths


@pytest.mark.parametrize(
    ("speaks", "fault"),
    [*STOPS, ("escpos", "silent"), ("escpos", "cable"), ("zpl", "stalled"), ("brother_ql", "power")],
)
def test_screens_offer_no_print_from_the_second_look_after_a_fault_on(
    tmp_path: Path, speaks: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault may come just after a look; the next look finds it, or waits in vain for one answer. By the intervals
    of the product that is well within three seconds, and a screen hears of it at once."""
    assert LOOK + ANSWERS < 3 / 2
    monkeypatch.setattr(escpos, "ANSWERS", 0.3)
    monkeypatch.setattr(zpl, "ANSWERS", 0.3)
    monkeypatch.setattr(brother_ql, "ANSWERS", 0.3)
    looks: list[str] = []
    for each in (escpos.EscposPrinter, zpl.ZplPrinter, brother_ql.BrotherPrinter):
        monkeypatch.setattr(each, "look", _counted(each.look, looks))
    with printer(tmp_path, speaks=speaks) as simulated, driven(simulated) as watched:
        watched.wait_usable()
        assert capabilities(watched.rack.all()).printer == "usable"
        looks.clear()
        simulated.switch(fault, True)
        offered = watched.wait(lambda device: not device.health.usable)
        assert len(looks) <= 2, offered
        assert capabilities(watched.rack.all()).printer == "gone"


def _counted(look: Callable[[Any], Health], looks: list[str]) -> Callable[[Any], Health]:
    def counted(self: Any) -> Health:
        looks.append(self.kind)
        return look(self)

    return counted


@pytest.mark.parametrize(("speaks", "fault"), STOPS)
def test_a_fault_in_the_middle_leaves_nothing_for_whoever_comes_next(tmp_path: Path, speaks: str, fault: str) -> None:
    with printer(tmp_path, speed=1, speaks=speaks) as simulated, driven(simulated) as watched:
        watched.wait_usable()
        ended = watched.rack.print(TICKET, PATIENCE)
        while not simulated.machine.papers[-1].rows:
            assert not ended.done()
        simulated.switch(fault, True)
        assert ended.result(PATIENCE) == Printed("not_printed", fault)
        watched.wait_for(fault)
        simulated.machine.speed = simulated.machine.busy_until = 0
        simulated.switch(fault, False)
        watched.wait_usable()
        assert 0 < len(came_out(simulated, 0)) < len(drawn(speaks))  # what hung from the printer has come off
        assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
        assert came_out(simulated, 1) == drawn(speaks)


@pytest.mark.parametrize("speaks", SPEAKS)
@pytest.mark.parametrize("fault", ["silent", "stalled", "cable", "power"])
def test_when_nobody_can_say_it_is_said_that_nobody_can(
    tmp_path: Path, speaks: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (escpos, zpl, brother_ql):
        monkeypatch.setattr(each, "PATIENCE", 0.3)
        monkeypatch.setattr(each, "STALLED", 0.3)
    with printer(tmp_path, speed=1, speaks=speaks) as simulated, driven(simulated) as watched:
        watched.wait_usable()
        ended = watched.rack.print(TICKET, PATIENCE)
        while not simulated.machine.papers[-1].rows:
            assert not ended.done()
        simulated.switch(fault, True)
        printed = ended.result(PATIENCE)
        assert printed.outcome == "unknown"
        assert printed.reason in ("silent", "stalled", "gone")
        assert not watched.wait(lambda device: not device.health.usable).health.usable


def test_a_line_that_stalls_before_everything_has_left_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (escpos, wired):
        monkeypatch.setattr(each, "STALLED", 0.3)
        monkeypatch.setattr(each, "ANSWERS", 0.3)
    with printer(tmp_path, "serial") as simulated, driven(simulated, "serial") as watched:
        watched.wait_usable()
        monkeypatch.setattr(simulated.machine, "feed", _then_stall(simulated))
        assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE).outcome == "unknown"
        watched.wait_for("stalled")


def _then_stall(simulated: SimulatedPrinter):  # type: ignore[no-untyped-def] # stands in for a bound method
    feed = simulated.machine.feed

    def fed(data: bytes, now: float) -> bytes:
        if b"\x1dv0" in data:
            simulated.machine.faults.add("stalled")
        return feed(data, now)

    return fed


def test_what_hangs_from_the_printer_after_a_crash_comes_off_before_the_next_ticket(
    simulated: SimulatedPrinter,
) -> None:
    half = drawn()[:100]
    simulated.machine.papers[-1].rows = list(half)
    with driven(simulated) as watched:
        watched.rack.tear_off()
        watched.wait_usable()
        assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
    assert came_out(simulated, 0) == half
    assert came_out(simulated, 1) == drawn()


def test_what_is_too_late_is_never_printed(simulated: SimulatedPrinter) -> None:
    with driven(simulated) as watched:
        watched.wait_usable()
        assert watched.rack.print(TICKET, 0).result(PATIENCE) == Printed("not_printed", "too_late")
        assert simulated.state()["papers"] == []


def test_what_nobody_waits_for_any_more_is_never_printed(tmp_path: Path) -> None:
    with printer(tmp_path, speed=1) as simulated, driven(simulated) as watched:
        watched.wait_usable()
        first = watched.rack.print(TICKET, PATIENCE)
        while not simulated.machine.papers[-1].rows:
            assert not first.done()
        second = watched.rack.print(TICKET, PATIENCE)
        assert second.cancel()
        assert not first.cancel()  # what is under way is carried through
        simulated.machine.speed = simulated.machine.busy_until = 0
        assert first.result(PATIENCE) == Printed("printed")
        assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
        assert simulated.state()["papers"] == [0, 1]


@pytest.mark.parametrize("speaks", SPEAKS)
def test_what_is_dropped_stops_in_the_middle_and_what_waits_never_begins(tmp_path: Path, speaks: str) -> None:
    with printer(tmp_path, speed=1, speaks=speaks) as simulated, driven(simulated) as watched:
        watched.wait_usable()
        first = watched.rack.print(TICKET, PATIENCE)
        while not simulated.machine.papers[-1].rows:
            assert not first.done()
        second = watched.rack.print(TICKET, PATIENCE)
        watched.rack.drop()
        ended = [each.result(PATIENCE) for each in (first, second)]
        assert "printed" not in [each.outcome for each in ended]
        simulated.machine.speed = simulated.machine.busy_until = 0
        watched.wait_usable()
        assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
        whole = [paper.rows for paper in simulated.machine.papers if paper.rows == drawn(speaks)]
        assert len(whole) == 1


def test_a_terminal_in_service_refuses_a_simulated_printer(simulated: SimulatedPrinter) -> None:
    with driven(simulated, simulated_allowed=False) as watched:
        device = watched.wait_for("simulated")
        assert device.health.state is State.FAILED
        assert watched.rack.print(TICKET, 5).result(PATIENCE) == Printed("not_printed", "simulated")
    assert simulated.state()["papers"] == []


def test_a_second_program_is_told_that_the_line_is_taken(tmp_path: Path) -> None:
    with printer(tmp_path, "serial") as simulated, driven(simulated, "serial") as first:
        first.wait_usable()
        with driven(simulated, "serial") as second:
            second.wait_for("busy")
        assert first.device.health.usable


def test_one_that_somebody_paused_goes_on(tmp_path: Path) -> None:
    with printer(tmp_path, speaks="zpl") as simulated, driven(simulated) as watched:
        watched.wait_usable()
        simulated.switch("paused", True)
        assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
        assert simulated.state()["wrong"] == []


def test_a_ticket_is_made_smaller_for_a_label_and_one_that_is_too_much_is_not_printed(tmp_path: Path) -> None:
    with printer(tmp_path, speaks="zpl") as simulated:
        with driven(simulated, height=400) as watched:
            watched.wait_usable()
            assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
            assert len(came_out(simulated, 0)) == 400
        with driven(simulated, height=120) as watched:
            watched.wait_usable()
            assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("not_printed", "too_big")


def test_something_that_is_no_printer_is_told_from_one_that_is_silent(tmp_path: Path) -> None:
    with printer(tmp_path, "serial") as simulated, driven(simulated, "serial") as watched:
        watched.wait_usable()
        simulated.machine.feed = lambda _data, _now: b"\xff\xfe\xff"  # type: ignore[method-assign] # a line at a wrong speed
        watched.wait_for("misspoke")


@pytest.mark.parametrize(("speaks", "wire"), [("escpos", "serial"), ("zpl", "tcp"), ("brother_ql", "serial")])
def test_a_hundred_times_unplugged_leaves_no_thread_no_file_and_no_lock(
    tmp_path: Path, speaks: str, wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "LOOK", 0.002)
    monkeypatch.setattr(supervisor, "LONGEST", 0.01)
    monkeypatch.setattr(escpos_printer, "TICK", 0.002)
    with printer(tmp_path, wire, speaks=speaks) as simulated:
        threads, files = threading.active_count(), open_files()
        with driven(simulated, wire) as watched:
            for _ in range(100):
                watched.wait_usable()
                simulated.switch("cable", True)
                watched.wait(lambda device: not device.health.usable)
                simulated.switch("cable", False)
            watched.wait_usable()
            assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
        # The other end of a network line is the simulator's, and it hangs up when it has heard that we have.
        until = time.monotonic() + PATIENCE
        while (threading.active_count(), open_files()) != (threads, files):
            assert time.monotonic() < until, (threading.active_count(), open_files(), threads, files)
        with driven(simulated, wire) as again:
            again.wait_usable()
