"""A real terminal without a screen, for power-cut tests: sends invented answers and says what was saved.

    python -m tests.support.headless --hub URL --data FOLDER [--code CODE] [--pause SECONDS] [--count N]
        [--clock FILE] [--people] [--settle]

Prints one JSON line for each submission, only after `submit` has returned: {"saved": id, "reference": …}. With
`--people` there are visitors and parcels beside them, one thing after each submission: {"did": what, "id": …}. With
`--settle` it sends nothing, and prints one line once the hub has all that it is owed.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import signal
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from kiosk.runtime import logs
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.settings import load
from kiosk.terminal import happening_records, identity, photo_records, records
from kiosk.terminal.hub_client import HubClient
from kiosk.terminal.terminal import Terminal
from tests.support.answers import complete, missed_bin
from tests.support.comers import comers
from tests.support.jumping import JumpingClock


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hub", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--code")
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--count", type=int, default=0, help="0: until it is stopped")
    parser.add_argument("--clock", type=Path, help="holds the seconds that its clock is wrong by")
    parser.add_argument("--people", action="store_true")
    parser.add_argument("--settle", action="store_true")
    arguments = parser.parse_args()
    logs.start("headless", "json", "warning")
    settings = load("demo").terminal.model_copy(
        update={"hub_url": arguments.hub, "retry_first": 0.05, "retry_longest": 1}
    )
    if arguments.code and identity.load(arguments.data) is None:
        client = HubClient(arguments.hub, None, connect_timeout=10, read_timeout=10)
        identity.keep(arguments.data, client.enrol(arguments.code, "Headless"))
        client.close()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    clock = SystemClock() if arguments.clock is None else JumpingClock(arguments.clock)
    terminal = Terminal(settings, arguments.data, clock)
    terminal.start()
    try:
        while terminal.catalogue is None and not stop.is_set():
            time.sleep(0.01)
        say({"ready": True, "trusted": terminal.trusted_now() is not None})
        if arguments.settle:
            settle(terminal, stop)
            stop.wait()
            return 0
        form, people = missed_bin(), comers(terminal)
        for number in range(arguments.count) if arguments.count else itertools.count():
            if stop.is_set():
                break
            answers = complete(form, str(number))
            submitting = terminal.submit(form, answers, "en", uuid4())
            receipt = asyncio.run_coroutine_threadsafe(submitting, terminal.loop).result()
            say({"saved": str(receipt.id), "reference": receipt.reference})
            if arguments.people:
                did, name = next(people)
                say({"did": did, "id": str(name)})
            stop.wait(arguments.pause)
    finally:
        terminal.close()
    return 0


def settle(terminal: Terminal, stop: threading.Event) -> None:
    """Waits until nothing is owed and everything is accepted; then says what there is."""

    def look(database: Database) -> dict[str, object] | None:
        rows = [*database.query("SELECT id, state, due FROM outbox")]
        owed = happening_records.waiting(database) + photo_records.waiting(database)
        if owed or not all(row["state"] == "accepted" and not row["due"] for row in rows):
            return None
        happened = [[row["id"], row["kind"]] for row in database.query("SELECT id, kind FROM happenings")]
        settled = [row["id"] for row in rows]
        return {"settled": settled, "happened": happened, "epoch": records.recall(database, "epoch")}

    while not stop.wait(0.05):
        settled = terminal._journal.submit(look).result()
        if settled is not None and terminal.catalogue is not None:
            say({**settled, "site": terminal.catalogue.site.id})
            return


def say(document: dict[str, object]) -> None:
    """One line, out of this process before anything else happens."""
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
