"""A fleet in trouble, for as long as you like: `make soak FLEET=60` is an hour of it."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support.fleet import fleet
from tests.support.postgres import server

SECONDS = 60.0
"""Of trouble before the record is brought back in each round, and as many after it."""


def soak(minutes: float) -> bool:
    """Rounds of trouble, each with a fleet of its own, until the time is up. Says whether nothing went wrong."""
    end, seed = time.monotonic() + minutes * 60, 0
    while time.monotonic() < end:
        seed += 1
        with (
            tempfile.TemporaryDirectory() as folder,
            server() as postgresql,
            fleet(Path(folder), postgresql, seed) as troubled,
        ):
            troubled.ordeal(min(SECONDS, minutes * 30))
            account = troubled.settled()
        saved = sum(len(each) for each in account.saved.values())
        troubles = ", ".join(f"{count} {what}" for what, count in sorted(account.troubles.items()))
        did = Counter[str]()
        for each in account.did.values():
            did.update(each)
        done = ", ".join(f"{count} {what}" for what, count in did.items())
        print(f"fleet, round {seed}: {saved} saved; {done}; {troubles}", flush=True)
        if faults := account.faults():
            print(f"FAULTS (round of seed {seed}): {faults}")
            return False
    print("The fleet did everything once, and mixed nothing up.")
    return True
