"""Devices beside the bare line: a ticket's way to a printer, and a printer that comes back."""

from __future__ import annotations

import os
import statistics
import threading
import time
import zlib
from pathlib import Path

import serial

from devices.printers import paper
from devices.protocols import escpos, zpl
from devices.transports.connections import Manner, opened
from tests.bench.measure import Series, interleaved, ratio, report
from tests.support.printers import TICKET, driven, printer

RETURNS = 10


def run(folder: Path) -> None:
    """Prints what a receipt costs until its bytes have left, and how soon a printer that comes back is offered."""
    rows = paper.rows(paper.drawn(TICKET, 576))
    ticket = b"".join(escpos.picture(rows))
    drawing, coding = Series("draw the receipt"), Series("make commands of the picture")
    interleaved(5, 10, (drawing, lambda: paper.drawn(TICKET, 576)), (coding, lambda: b"".join(escpos.picture(rows))))
    report("Receipt: draw it, beside making its commands", drawing, coding)
    labels, packing = Series("make a label of the picture"), Series("zlib alone")
    whole = b"".join(rows)
    interleaved(
        5, 10, (labels, lambda: zpl.label(rows, len(rows), gaps=False)), (packing, lambda: zlib.compress(whole, 9))
    )
    report("Label: its commands for a Zebra, beside packing the same dots", labels, packing)
    _to_the_line(ticket)
    _comes_back(folder)


def _to_the_line(ticket: bytes) -> None:
    """The same bytes by our line and by pyserial alone, into a pty that is emptied by a thread."""
    ours_end, theirs_end = os.openpty()
    ended = threading.Event()

    def drain() -> None:
        while not ended.is_set():
            os.read(ours_end, 65536)

    thread = threading.Thread(target=drain)
    thread.start()
    name = os.ttyname(theirs_end)
    bare = serial.Serial(name, 115200, write_timeout=10)
    line = opened(f"serial:{name}", Manner(115200))  # the bare one has no lock on it
    try:
        ours, peer = Series(f"our line, {len(ticket)} bytes"), Series("pyserial alone")
        interleaved(5, 20, (ours, lambda: line.write(ticket, 10)), (peer, lambda: bare.write(ticket)))
        report("Receipt: its bytes to the printer", ours, peer, aim="1× of the bare line")
    finally:
        ended.set()
        bare.write(b"\n")
        thread.join()
        line.close()
        bare.close()
        os.close(ours_end)
        os.close(theirs_end)


def _comes_back(folder: Path) -> None:
    """From plugging a printer in to its being offered, beside opening its line and one answer of it."""
    waits, bare = [], []
    with printer(folder, "serial") as simulated, driven(simulated, "serial") as watched:
        for _ in range(RETURNS):
            watched.wait_usable()
            simulated.switch("cable", True)
            watched.wait(lambda device: not device.health.usable)
            begun = time.perf_counter()
            simulated.switch("cable", False)
            watched.wait_usable()
            waits.append(time.perf_counter() - begun)
    with printer(folder, "serial") as simulated:
        for _ in range(RETURNS):
            begun = time.perf_counter()
            with serial.Serial(simulated.connection.partition(":")[2], 38400, timeout=5) as port:
                port.write(escpos.ask(1))
                port.read(1)
            bare.append(time.perf_counter() - begun)
    ratio(
        "Printer: plugged in until it is offered",
        ("our supervisor, pulled again and again", statistics.median(waits) * 1000),
        ("open the line and ask once", statistics.median(bare) * 1000),
        "ms",
        aim="under 2.5 s, however often it was pulled",
    )
