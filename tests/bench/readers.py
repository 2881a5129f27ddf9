"""Readers beside the bare line: from bytes to a fact, from a fact to the screen, and a reader that comes back."""

from __future__ import annotations

import statistics
import threading
import time
from functools import partial
from pathlib import Path

import serial

from devices.simulators.readers import SimulatedScanner
from tests.bench.measure import Series, ratio, report
from tests.support.readers import driven, serial_codes
from tests.support.stand_in_hub import StandInHub
from tests.support.window import Pointer, Window

ROUNDS, RETURNS, PANEL_ROUNDS = 200, 10, 20


def run(folder: Path) -> None:
    """Prints what stands between a scanner's bytes and the screen, and how soon a reader that comes back is read."""
    _to_a_fact(folder)
    _comes_back(folder)
    _to_the_screen(folder)


def _to_a_fact(folder: Path) -> None:
    """From a code's bytes on the line to the fact that it was shown, beside pyserial reading the same bytes."""
    ours, bare = Series("our driver, to the fact"), Series("pyserial alone, to the bytes")
    stand = serial_codes(folder)
    try:
        with driven(stand) as heard:
            heard.wait_usable()
            came = threading.Semaphore(0)
            heard.rack.when_shown(lambda _reading: came.release())
            for number in range(ROUNDS):
                begun = time.perf_counter()
                stand.show(number)
                came.acquire()
                ours.seconds.append(time.perf_counter() - begun)
    finally:
        stand.close()
    with (
        SimulatedScanner(folder / "bare") as scanner,
        serial.Serial(scanner.connection.partition(":")[2], 9600, timeout=10) as port,
    ):
        for number in range(ROUNDS):
            begun = time.perf_counter()
            scanner.scan(f"https://example.org/pass?n={number}&who=Siân")
            port.read_until(b"\r")
            bare.seconds.append(time.perf_counter() - begun)
    report("Reader: a code, from its bytes to the fact", ours, bare, aim="under 10 ms")


def _comes_back(folder: Path) -> None:
    """From plugging a reader in to its being usable, beside opening its line."""
    waits, bare = [], []
    stand = serial_codes(folder)
    try:
        with driven(stand) as heard:
            for _ in range(RETURNS):
                heard.wait_usable()
                stand.plug(False)
                heard.wait(lambda: not heard.device.health.usable)
                begun = time.perf_counter()
                stand.plug(True)
                heard.wait_usable()
                waits.append(time.perf_counter() - begun)
        path = str(stand.options["connection"]).partition(":")[2]
        for _ in range(RETURNS):
            begun = time.perf_counter()
            serial.Serial(path, 9600).close()
            bare.append(time.perf_counter() - begun)
    finally:
        stand.close()
    ratio(
        "Reader: plugged in until it is read",
        ("our supervisor, pulled again and again", statistics.median(waits) * 1000),
        ("open the line", statistics.median(bare) * 1000),
        "ms",
        aim="under 2.5 s, however often it was pulled",
    )


def _to_the_screen(folder: Path) -> None:
    """From a code's bytes to the screen that has become as it says, beside a finger that asks for the same."""
    scanned, touched = Series("a code is scanned"), Series("a finger presses")
    data = folder / "terminal"
    data.mkdir()
    with StandInHub() as hub, SimulatedScanner(folder / "panel") as scanner:
        device = {"driver": "reader.serial", "options": {"connection": scanner.connection, "reads": "code"}}
        with Window(hub.url, data, devices={"scanner": device}) as window:
            window.wait_for("action:start")
            finger = Pointer(window)
            finger.press("bar:easier")
            window.wait_for("ease:text_160")
            for number in range(1, PANEL_ROUNDS + 1):
                for series, act, wanted in (
                    (scanned, partial(scanner.scan, f"FOYER1:T160.V{number}"), "ease:text_160"),
                    (touched, partial(_touch, window, "ease:text_130"), "ease:text_130"),
                ):
                    begun = time.perf_counter()
                    act()
                    window.wait(partial(_chosen, window, wanted), "the other size of text")
                    series.seconds.append(time.perf_counter() - begun)
    report("Reader: a code, from its bytes to the screen, beside a finger that asks for the same", scanned, touched)


def _chosen(window: Window, node: str) -> bool:
    return (window.node(node) or {}).get("state") == "chosen"


def _touch(window: Window, node: str) -> None:
    x, y, width, height = (window.node(node) or {})["bounds"]
    window.point(x + width // 2, y + height // 2)
    window.button(down=True)
    window.button(down=False)
