"""A power supply: what its words mean, whatever its server says, and the real server of Network UPS Tools."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import supervisor
from devices.platform import ups
from devices.protocols.nut import Answer, Lines, Refused, Value
from devices.rack import opened
from devices.registry import Wish
from devices.simulators import ups as simulator
from devices.simulators.ups import SUPPLY, SimulatedUps
from kiosk.domain.devices import Health, State
from tests.support.boards import PATIENCE, Watched

UPSD, DUMMY = Path("/lib/nut/upsd"), Path("/lib/nut/dummy-ups")
MISSING = "nut-server is not installed: no real upsd to ask"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with shorter waits between looks and tries."""
    monkeypatch.setattr(supervisor, "FIRST", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST", 0.05)
    monkeypatch.setattr(ups, "LOOK", 0.01)


@contextmanager
def driven(connection: str, supply: str = SUPPLY, *, simulated_allowed: bool = True) -> Iterator[Watched]:
    wish = Wish("ups.nut", {"connection": connection, "supply": supply})
    with opened({"power": wish}, simulated_allowed=simulated_allowed) as rack:
        yield Watched(rack)


@pytest.mark.parametrize(
    ("status", "reasons"),
    [
        ("OL", ()),
        ("OL CHRG", ()),
        ("OL CHRG LB", ()),
        ("OB DISCHRG", ("on_battery",)),
        ("OB LB", ("battery_low", "on_battery")),
        ("FSD OL", ("battery_low",)),
        ("OL RB OVER", ("battery_old", "overloaded")),
        ("BYPASS", ("no_battery",)),
    ],
)
def test_the_words_of_a_supply(status: str, reasons: tuple[str, ...]) -> None:
    assert ups.health(status) == Health(State.DEGRADED if reasons else State.ONLINE, reasons)


@pytest.mark.parametrize("status", ["", "WAIT", "CHRG"])
def test_a_supply_that_says_nothing_of_the_mains_is_never_taken_for_well(status: str) -> None:
    assert ups.health(status) == Health(State.OFFLINE, ("stale",))


def fed(data: bytes, cuts: list[int]) -> list[Answer]:
    lines, found, at = Lines(), [], 0
    for cut in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        found += list(lines.feed(data[at:cut]))
        at = cut
    return found


@given(st.lists(st.integers(0, 200), max_size=6))
def test_answers_are_the_same_however_the_line_cuts_them(cuts: list[int]) -> None:
    said = b'VAR foyer ups.status "OB LB"\r\nERR DATA-STALE\nVAR foyer ups.mfr "A \\"B\\" \\\\ \xc3\xa9"\n'
    assert fed(said, cuts) == [Value("ups.status", "OB LB"), Refused("DATA-STALE"), Value("ups.mfr", 'A "B" \\ é')]


@given(st.lists(st.binary(max_size=400), max_size=8))
def test_whatever_comes_is_an_answer_or_refused_in_one_way(pieces: list[bytes]) -> None:
    lines = Lines()
    with suppress(ValueError):
        for piece in pieces:
            assert all(isinstance(each, Value | Refused) for each in lines.feed(piece))


def test_each_thing_that_happens_to_the_mains_is_told_and_over_when_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ups, "STALE", 0.0)
    with SimulatedUps() as simulated, driven(simulated.connection) as watched:
        watched.wait_usable()
        assert (watched.device.model, watched.device.simulated) == ("FOYER SIMULATOR", True)
        for name, reason in (
            ("mains_off", "on_battery"),
            ("battery_low", "battery_low"),
            ("cable", "stale"),
            ("server_off", "not_present"),
        ):
            simulated.switch(name, True)
            watched.wait_for(reason)
        for name in ("server_off", "cable", "battery_low", "mains_off"):
            simulated.switch(name, False)
        watched.wait(lambda: watched.device.health == Health(State.ONLINE))


def test_stale_data_counts_for_a_minute_and_is_never_taken_for_a_low_battery() -> None:
    with SimulatedUps() as simulated, driven(simulated.connection) as watched:
        watched.wait(lambda: watched.device.health == Health(State.ONLINE))
        simulated.switch("battery_low", True)
        simulated.switch("cable", True)
        looked = len(watched.told)
        over = threading.Event()
        for _ in range(10):
            over.wait(0.01)
        assert watched.told[looked:] == []


def test_a_supply_that_the_server_does_not_know_is_a_matter_of_settings() -> None:
    with SimulatedUps() as simulated, driven(simulated.connection, "other") as watched:
        watched.wait_for("settings")


def test_a_terminal_in_service_refuses_a_simulated_supply() -> None:
    with SimulatedUps() as simulated, driven(simulated.connection, simulated_allowed=False) as watched:
        watched.wait_for("simulated")


def test_something_that_is_no_server_of_theirs_is_told_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = listener.accept()
                    with caller:
                        caller.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                        caller.recv(100)

        greeter = threading.Thread(target=greet)
        greeter.start()
        with driven(f"tcp:127.0.0.1:{listener.getsockname()[1]}") as watched:
            watched.wait_for("misspoke")
        listener.shutdown(socket.SHUT_RDWR)
        greeter.join()


def test_a_hundred_times_gone_leaves_no_thread_and_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST", 0.002)
    monkeypatch.setattr(supervisor, "LONGEST", 0.005)
    monkeypatch.setattr(ups, "LOOK", 0.002)
    monkeypatch.setattr(simulator, "TICK", 0.002)
    with SimulatedUps() as simulated:
        threads, before = threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
        with driven(simulated.connection) as watched:
            for _ in range(100):
                watched.wait_usable()
                simulated.switch("server_off", True)
                watched.wait(lambda: not watched.device.health.usable)
                simulated.switch("server_off", False)
            watched.wait_usable()
            files = len(list(Path("/proc/self/fd").iterdir()))
        until = time.monotonic() + PATIENCE
        while threading.active_count() > threads:
            assert time.monotonic() < until
        assert files < before + 20


# --- the real server ---


@contextmanager
def real(folder: Path) -> Iterator[int]:
    """upsd with dummy-ups, whose battery runs low: its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    user = "root" if os.geteuid() == 0 else os.environ.get("USER", "nobody")
    state = folder / "state.dev"
    state.write_text("ups.mfr: Dummy\nups.model: One\nups.status: OB LB\n")
    for name, text in {
        "ups.conf": f"[foyer]\ndriver = dummy-ups\nport = {state}\nmode = dummy-once\npollinterval = 1\n",
        "upsd.conf": f"LISTEN 127.0.0.1 {port}\nMAXAGE 3\n",
        "upsd.users": "",
        "nut.conf": "MODE=standalone\n",
    }.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o640)
    environment = os.environ | {
        "NUT_CONFPATH": str(folder),
        "NUT_STATEPATH": str(folder),
        "NUT_ALTPIDPATH": str(folder),
    }
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    driver = subprocess.Popen([DUMMY, "-a", "foyer", "-F", "-u", user], **quiet)  # type: ignore[call-overload] # as above
    server = subprocess.Popen([UPSD, "-F", "-u", user], **quiet)  # type: ignore[call-overload] # as above
    try:
        yield port
    finally:
        for process in (server, driver):
            process.send_signal(signal.SIGTERM)
            process.wait(20)


@pytest.mark.skipif(not (UPSD.exists() and DUMMY.exists()), reason=MISSING)
def test_the_real_server_of_network_ups_tools_is_understood(tmp_path: Path) -> None:
    with real(tmp_path) as port, driven(f"tcp:127.0.0.1:{port}", "foyer") as watched:
        watched.wait_for("battery_low")
        assert watched.device.model == "Dummy One"
