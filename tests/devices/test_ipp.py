"""Printers on IPP: one that others wrote, a queue of CUPS before it, and whatever bytes they could answer."""

from __future__ import annotations

import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices import supervisor
from devices.printers import ipp as driver
from devices.printers import printer as printers
from devices.printers import sheets
from devices.protocols import ipp, pwg
from devices.protocols.ipp import Broken, Operation
from devices.rack import opened
from devices.registry import Wish, made
from devices.transports import http
from kiosk.domain.devices import State
from kiosk.domain.printing import Printed
from kiosk.domain.tickets import Ticket, Words
from tests.support import ipp as peers
from tests.support.cable import Cable
from tests.support.printers import LINK, PATIENCE, TICKET, Watched, open_files

LETTER = "na_letter_8.5x11in"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with shorter waits between looks and tries."""
    monkeypatch.setattr(supervisor, "FIRST", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST", 0.05)
    monkeypatch.setattr(printers, "LOOK", 0.05)
    monkeypatch.setattr(driver, "PACE", 0.05)
    monkeypatch.setattr(driver, "ENDING", 0.3)


@contextmanager
def driven(uri: str, **options: str) -> Iterator[Watched]:
    wish = Wish("printer.ipp", {"uri": uri, "media": LETTER, **options})
    with opened({"office": wish}, simulated_allowed=True) as rack:
        yield Watched(rack)


def read_back(data: bytes) -> list[Image.Image]:
    """The pages of a PWG raster. Source: PWG 5102.4, 4.4."""
    assert data.startswith(b"RaS2")
    pages, at = [], 4
    while at < len(data):
        width, height = struct.unpack_from(">2I", data, at + 372)
        at += 1796
        rows: list[bytes] = []
        while len(rows) < height:
            again, row = data[at] + 1, bytearray()
            at += 1
            while len(row) < width:
                count = data[at]
                if count < 128:
                    row += data[at + 1 : at + 2] * (count + 1)
                    at += 2
                else:
                    row += data[at + 1 : at + 258 - count]
                    at += 258 - count
            rows += [bytes(row)] * again
        pages.append(Image.frombytes("L", (width, height), b"".join(rows)))
    return pages


def test_a_printer_takes_a_ticket_and_its_code_can_be_read(tmp_path: Path) -> None:
    with peers.printer(tmp_path, "image/pwg-raster") as printer:
        with driven(printer.uri) as watched:
            device = watched.wait_usable()
            assert (device.model, device.simulated) == ("Foyer ippeveprinter", True)
            assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
        (page,) = read_back(printer.printed[0])
        assert page.tobytes() == sheets.drawn(TICKET, LETTER, 300)[0].convert("L").tobytes()
        (code,) = zxingcpp.read_barcodes(page)
        assert code.text == LINK
        with driven(printer.uri, media="iso_a4_210x297mm") as watched:
            watched.wait_for("wrong_media")
            assert watched.rack.print(TICKET, 5).result(PATIENCE) == Printed("not_printed", "wrong_media")


def test_a_hundred_times_unplugged_leaves_no_thread_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "LOOK", 0.002)
    monkeypatch.setattr(supervisor, "FIRST", 0.002)
    monkeypatch.setattr(supervisor, "LONGEST", 0.005)
    with peers.printer(tmp_path) as printer, Cable(printer.port) as cable:
        files, threads = open_files(), threading.active_count()
        with driven(printer.uri.replace(str(printer.port), str(cable.port))) as watched:
            for _ in range(100):
                watched.wait_usable()
                cable.pull()
                watched.wait(lambda device: not device.health.usable)
                cable.plug()
            watched.wait_usable()
        until = time.monotonic() + PATIENCE
        while (open_files(), threading.active_count()) != (files, threads):  # the cable may not have heard it yet
            assert time.monotonic() < until, (open_files(), files, threading.active_count(), threads)


def test_both_answers_behind_a_queue_come_in_the_time_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    passed: list[float] = []

    def slow(url: str, kind: str, body: bytes, seconds: float, longest: int, trust: str | None = None) -> bytes:
        given.append(seconds)
        passed.append(0.75 * seconds)
        return http.post(url, kind, body, PATIENCE, longest, trust)

    monkeypatch.setattr(driver, "http", SimpleNamespace(post=slow))
    monkeypatch.setattr(driver, "time", SimpleNamespace(monotonic=lambda: sum(passed)))
    with peers.printer(tmp_path) as printer:
        each = made(Wish("printer.ipp", {"uri": printer.uri, "printer": printer.uri, "media": LETTER}))
        each.open()
        each.close()
    assert given[:2] == [driver.ANSWERS, 0.25 * driver.ANSWERS]


def test_each_fault_is_told_and_a_job_that_cannot_go_on_is_cancelled(tmp_path: Path) -> None:
    with peers.printer(tmp_path) as printer, driven(printer.uri) as watched:
        watched.wait_usable()
        for said, reason in (("media-empty-error", "paper_out"), ("cover-open-error", "cover_open")):
            printer.fault(said)
            # This printer goes on with what it was told to cancel: nobody knows, and that is what is said.
            assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("unknown", reason)
            watched.wait_for(reason)
            printer.fault(None)
            watched.wait(lambda device: device.health.state is State.ONLINE)
        printer.stop()
        watched.wait_for("not_present")
        assert watched.rack.print(TICKET, 5).result(PATIENCE).outcome == "not_printed"
        printer.start()
        watched.wait_usable()


def test_what_is_dropped_is_cancelled_at_the_printer_and_what_waits_never_begins(tmp_path: Path) -> None:
    with peers.printer(tmp_path) as printer, driven(printer.uri) as watched:
        watched.wait_usable()
        printer.fault("toner-low-report")  # which keeps the job under way, and stops nothing
        first, second = (watched.rack.print(TICKET, PATIENCE) for _ in range(2))
        watched.wait(lambda device: device.health.state is State.DEGRADED)
        watched.rack.drop()
        # This printer ends what it has begun, whatever it is told; the second was never given to it.
        assert first.result(PATIENCE) == Printed("unknown", "too_late")
        assert second.result(PATIENCE).outcome == "not_printed"
        printer.fault(None)
        watched.wait(lambda device: device.health.state is State.ONLINE)
    assert len(printer.printed) <= 1


def test_behind_a_queue_nothing_comes_out_for_whoever_comes_next_and_a_pause_is_taken_back(tmp_path: Path) -> None:
    with peers.printer(tmp_path) as printer, peers.queue(printer) as queue:
        with driven(queue, printer=printer.uri) as watched:
            watched.wait_usable()
            assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
            peers.pause(queue)
            assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
            printed = len(printer.printed)
            # The queue goes on taking jobs for a printer that has gone; the printer is asked itself.
            printer.stop()
            watched.wait_for("not_present")
        # A terminal that went down in the middle leaves a job in the queue: whoever begins anew cancels it.
        left = made(Wish("printer.ipp", {"uri": queue, "media": LETTER}))
        left.open()
        names = {"job-name": "foyer-7", "document-format": sheets.PDF}
        document = sheets.written(sheets.drawn(TICKET, LETTER, 300), sheets.PDF, LETTER, 300)
        assert left._ask(Operation.PRINT_JOB, queue, names=names, document=document).good
        left.close()
        again = made(Wish("printer.ipp", {"uri": queue, "media": LETTER}))
        again.open()
        waiting = {"which-jobs": "not-completed"}
        assert again._ask(Operation.GET_JOBS, queue, names=waiting, wanted=("job-id",)).jobs == ()
        again.close()
        printer.start()
        with driven(queue, printer=printer.uri) as watched:
            watched.wait_usable()
            assert watched.rack.print(TICKET, PATIENCE).result(PATIENCE) == Printed("printed")
        assert len(printer.printed) == printed + 1


def test_long_lists_are_broken_where_nothing_stands() -> None:
    long = Ticket(tuple(Words(f"Person {number}", "heading") for number in range(80)), "en")
    pages = sheets.drawn(long, LETTER, 100)
    assert len(pages) > 2
    whole = sheets.written(pages, sheets.PWG, LETTER, 100)
    assert [page.tobytes() for page in read_back(whole)] == [page.convert("L").tobytes() for page in pages]
    assert sheets.written(pages, sheets.PDF, LETTER, 100).count(b"/Type /Page\n") == len(pages)


@given(st.lists(st.lists(st.sampled_from([0, 255, 7]), min_size=9, max_size=9).map(bytes), min_size=1, max_size=9))
def test_raster_comes_out_as_it_went_in(rows: list[bytes]) -> None:
    (page,) = read_back(pwg.page(rows, 300, LETTER))
    assert page.tobytes() == b"".join(rows)


ANSWER = ipp.request(Operation.GET_PRINTER, "ipp://a/b", "foyer", wanted=("printer-state", "media-ready"))


@given(st.binary(max_size=80), st.integers(0, len(ANSWER)), st.integers(0, 40))
def test_whatever_is_answered_is_read_or_refused(noise: bytes, at: int, gone: int) -> None:
    for data in (noise, ANSWER[:at] + noise + ANSWER[at + gone :]):
        try:
            ipp.read(data)
        except Broken:
            continue


def test_a_reason_counts_by_its_stem_whatever_severity_is_put_on_it() -> None:
    for text in ("media-empty-error", "media-empty-warning", "media-empty"):
        assert ipp.health({"printer-state": [5], "printer-state-reasons": [text]}).reasons == ("paper_out",)
    assert ipp.health({"printer-state": [3], "printer-state-reasons": ["toner-low-report"]}).state is State.DEGRADED
    assert ipp.health({"printer-state": [5], "printer-state-reasons": ["paused"]}).reasons == ("paused",)
    assert ipp.health({"printer-state": [3], "printer-state-reasons": ["none"]}).state is State.ONLINE
    assert ipp.health({}).reasons == ("offline",)  # one that says nothing is never taken for well
    assert ipp.health({"printer-state": [3], "printer-state-reasons": ["made-up-error"]}).reasons == ("error",)
