"""The hub behind the screens: slow, broken or elsewhere, it keeps nobody from being served."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.events import Receipt
from tests.runtime.test_program import Running, environment
from tests.support.stand_in_hub import ROOT, StandInHub
from tests.support.terminals import Started

# The whole program but for the window: in its place somebody who sends one form and waits until it is accepted.
FOYER = """
import asyncio, sys, time
from pathlib import Path
from uuid import uuid4
from kiosk.runtime import foyer, process
from kiosk.runtime.options import Options
from main import equip
from tests.support.answers import complete, missed_bin

def show(terminal, settings, picture):
    sys.stdout.write(f"screens open {terminal.service.state}\\n")
    ask = lambda coroutine: asyncio.run_coroutine_threadsafe(coroutine, terminal.loop).result()
    form = missed_bin()
    receipt = ask(terminal.submit(form, complete(form), "en", uuid4()))
    sys.stdout.write(f"{receipt.state} {receipt.reference}\\n")
    sys.stdout.flush()
    while ask(terminal.receipt(receipt.id)).state != "accepted":
        time.sleep(0.05)
    sys.stdout.write(f"accepted {receipt.reference}\\n")
    sys.stdout.flush()
    process.wait(lambda seconds: bool(time.sleep(seconds)), 600)

foyer.run(Options(Path(sys.argv[1]), overrides=("hub.port=0", "log.format=json")), show, equip, demonstration=True)
"""


@contextmanager
def foyer(data: Path) -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, "-c", FOYER, str(data)],
        cwd=ROOT,
        env=environment(DISPLAY=":none"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    program = Running(process)
    try:
        yield program
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        assert program.ends() == 0
        assert process.stdout is not None
        process.stdout.close()


def test_a_hub_that_cannot_start_keeps_nobody_from_being_served(tmp_path: Path) -> None:
    with foyer(tmp_path) as program:
        program.says("^accepted")
    record = tmp_path / "demo" / "hub" / "hub.db"
    whole = record.read_bytes()
    assert not record.with_name("hub.db-wal").exists(), "a hub that stopped in order leaves one file"
    record.write_bytes(b"not a record" * 4096)
    with foyer(tmp_path) as program:
        program.says("^screens open in_service")
        reference = program.says("^saved ([0-9A-Z-]{11})$")[1]
        program.says(r"hub\.db cannot be opened \(file is not a database\)\. .* from its backup", times=2)
        assert record.read_bytes() == b"not a record" * 4096, "what is damaged stays as it was found"
        record.write_bytes(whole)
        program.says(f"^accepted {reference}")


def test_a_terminal_follows_its_hub_to_another_address(tmp_path: Path) -> None:
    with Started(tmp_path, "") as visit:
        assert visit.terminal.service.reason == "no_catalogue"
        with StandInHub() as first:
            visit.terminal.hub_at(first.url)
            assert visit.reaches(_saved(visit), "sent")
        waiting = _saved(visit)
        second = StandInHub()
        second.private, second.epoch = first.private, first.epoch
        with second:
            visit.terminal.hub_at(second.url)
            assert visit.reaches(waiting, "sent")
    visit.terminal.hub_at(first.url)


def _saved(visit: Started) -> Receipt:
    assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
    return visit.submit()
