"""The hub as a process: it stops when asked, and a kill loses nothing it has acknowledged and repeats nothing."""

from __future__ import annotations

import json
import random
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
import requests

from devices.simulators.receiver import Receiver
from kiosk.runtime.hub import serve
from tests.support.hubs import PATIENCE, SECRET, Terminal, settings
from tests.support.power_cuts import Plugged
from tests.support.records import url_of
from tests.support.warm import Warm


@contextmanager
def process(data: Path, service_url: str, warm: Warm | None = None) -> Iterator[tuple[Plugged, dict[str, str]]]:
    """A hub process and what it said when it was ready.

    Args:
        warm: what it is started from, where it is not the start that matters.
    """
    words = ["-m", "tests.hub.test_process", str(data), service_url, url_of(data)]
    with Plugged(words, {"FOYER_SECRET_TEST": SECRET}, warm) as running:
        yield running, json.loads(running.wait_for('"staff_link"'))


def enrolled(ready: dict[str, str]) -> Terminal:
    body = {"code": ready["enrolment_code"], "name": "Foyer"}
    answer = requests.post(f"{ready['url']}/api/v1/enrolments", json=body, headers={"Foyer-Protocol": "1"}, timeout=5)
    kept = answer.json()
    return Terminal(ready["url"], kept["key"], UUID(kept["terminal_id"]), kept["site_id"])


@pytest.mark.sqlite
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_hub_that_is_asked_to_stop_ends_well(tmp_path: Path, asked: signal.Signals) -> None:
    with process(tmp_path, "http://127.0.0.1:9/") as (running, ready):
        assert requests.get(f"{ready['url']}/healthz", timeout=5).status_code == 200
        assert requests.get(ready["staff_link"], timeout=5).status_code == 200
        running.process.send_signal(asked)
        assert running.process.wait(PATIENCE) == 0
    assert not (tmp_path / "hub.db-wal").exists(), "the record was closed"


@pytest.mark.postgresql  # in a file it is killed a hundred times in tests/power_cuts
def test_killed_again_and_again_it_loses_nothing_and_nothing_happens_twice(tmp_path: Path, quick: Warm) -> None:
    acknowledged: set[str] = set()
    chance = random.Random(20261123)
    terminal: Terminal | None = None
    with Receiver(0, tmp_path / "receiver", SECRET.encode()).running() as service:
        for _ in range(5):
            with process(tmp_path / "hub", service.url, quick) as (running, ready):
                terminal = terminal or enrolled(ready)
                terminal.url = ready["url"]
                kill = partial(running.process.send_signal, signal.SIGKILL)
                threading.Timer(chance.uniform(0.05, 0.5), kill).start()
                while running.process.poll() is None:
                    submission = terminal.submission()
                    try:
                        if terminal.send(submission).status_code == 201:
                            acknowledged.add(str(submission.id))
                    except (requests.RequestException, ValueError, KeyError):
                        break
        assert terminal is not None
        assert acknowledged
        with process(tmp_path / "hub", service.url, quick) as (_, ready):
            terminal.url = ready["url"]
            accepted: set[str] = set()
            cursor = 0
            while not acknowledged <= accepted:
                facts, cursor = terminal.hear(cursor)
                assert facts, f"{len(acknowledged - accepted)} of {len(acknowledged)} were not accepted"
                accepted |= {fact["data"]["id"] for fact in facts if fact["kind"] == "submission_accepted"}
        effects = [effect.key for effect in service.ledger.effects()]
    assert acknowledged <= set(effects)
    assert len(effects) == len(set(effects))


def main(data: Path, service_url: str, database_url: str) -> None:
    chosen = settings(f"hub.database_url={database_url}", service_url=service_url)
    known = {
        name: each.model_copy(update={"secret_env": "FOYER_SECRET_TEST"})
        for name, each in chosen.destinations.items()
    }
    chosen = chosen.model_copy(update={"destinations": known})
    serve(chosen, data, ready=lambda ready: print(json.dumps(asdict(ready)), flush=True), new_terminal="Foyer")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
