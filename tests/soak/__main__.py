"""Pulls plugs, again and again: `make soak [CUTS=2000] [DAY=600] [FLEET=10] [MONKEY=30]`. What is named is done, and
with nothing named all of it. Ends with 0 when nothing was lost or doubled, and nothing fell over."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from devices.simulators.receiver import Receiver
from tests.soak import days, fleet, monkey
from tests.support.hubs import SECRET
from tests.support.power_cuts import Cuts, HubPlug, Plugged, cut_headless, cut_hub, free_port

ROUND = 50
"""Cuts between two accounts."""

EVERYTHING = (2000, 600, 10.0, 30.0)
"""Power cuts, and minutes of a day, of a fleet and of somebody who means nothing by it."""

PATIENCE = 300.0
"""Seconds that everything owed may take to arrive once the power is back."""


def main() -> int:
    """Does what is named."""
    parser = argparse.ArgumentParser(prog="soak")
    parser.add_argument("cuts", nargs="?", type=int, help="power cuts in all")
    parser.add_argument(
        "--day", type=int, metavar="MINUTES", help="of a day of 2,000 visitors at three terminals, after them"
    )
    parser.add_argument("--postgresql", action="store_true", help="the record of that day is in PostgreSQL")
    parser.add_argument("--fleet", type=float, metavar="MINUTES", help="of a fleet in trouble")
    parser.add_argument(
        "--monkey", type=float, metavar="MINUTES", help="of somebody who means nothing by it, at the last"
    )
    given = parser.parse_args()
    chosen = (given.cuts, given.day, given.fleet, given.monkey)
    cuts, of_day, of_fleet, of_monkey = EVERYTHING if chosen == (None,) * len(chosen) else chosen
    kept = (
        (not cuts or power_cuts(cuts))
        and (not of_day or days.soak(of_day, given.postgresql))
        and (not of_fleet or fleet.soak(of_fleet))
        and (not of_monkey or monkey.soak(of_monkey))
    )
    return 0 if kept else 1


def power_cuts(wanted: int) -> bool:
    """Alternates terminals and hubs that are cut off, takes account after each round; whether all was kept."""
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        while done < wanted:
            began = time.monotonic()
            outcome, lost = a_round(Path(folder) / str(done), done, hub_too=done // ROUND % 2 == 1)
            done += outcome.cuts
            print(
                f"{done:6} cuts: {len(outcome.saved)} saved in this round, {len(lost)} lost,"
                f" {outcome.before_ready} starts cut off, {time.monotonic() - began:.0f} s",
                flush=True,
            )
            if lost:
                print(f"LOST (round of seed {done - outcome.cuts}): {sorted(lost)}")
                return False
    print(f"{done} power cuts: nothing that was saved is lost, and no effect happened twice.")
    return True


def a_round(folder: Path, seed: int, *, hub_too: bool) -> tuple[Cuts, frozenset[str]]:
    """Fifty cuts of a terminal or of a hub, then the power is back. Gives what was saved and never arrived."""
    receiver = Receiver(0, folder / "receiver", SECRET.encode(), drop_acknowledgements=20)
    hub = HubPlug(folder / "hub", free_port(), receiver.url, SECRET)
    with receiver.running(), ExitStack() as plugged:
        if hub_too:
            outcome = cut_hub(hub, folder / "terminal", ROUND, seed)
            plugged.enter_context(hub.start())
        else:
            running = plugged.enter_context(hub.start("--new-terminal", "Soak"))
            code = running.wait_for("Code for a new terminal").split()[-1]
            outcome = cut_headless(hub.url, folder / "terminal", ROUND, seed, code)
        words = [
            "-m",
            "tests.support.headless",
            "--hub",
            hub.url,
            "--data",
            str(folder / "terminal"),
            "--pause",
            "600",
        ]
        plugged.enter_context(Plugged(words))
        end = time.monotonic() + PATIENCE
        lost = outcome.saved
        while lost and time.monotonic() < end:
            time.sleep(0.2)
            lost = outcome.saved - {effect.key for effect in receiver.ledger.effects()}
    return outcome, lost


if __name__ == "__main__":
    sys.exit(main())
