"""The hub's and the terminal's durable work, beside the bare durable commit of the same bytes."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import requests
import structlog

from kiosk.runtime.settings import load
from tests.bench.measure import Series, interleaved, ratio, report
from tests.support.answers import complete, missed_bin
from tests.support.hubs import PATIENCE, Terminal, wait_for
from tests.support.power_cuts import HubPlug, free_port
from tests.support.terminals import Started

ROUNDS, PER_ROUND, CLIENTS, SECONDS = 5, 60, 8, 2.0


def run(folder: Path) -> None:
    """Prints what a submission costs on the hub at 1 and at 8 clients, and what saving one costs on the terminal."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with hub_process(folder / "hub") as terminal, floor(folder) as url:
        clients = [
            terminal,
            *(Terminal(terminal.url, terminal.key, terminal.id, terminal.site_id) for _ in range(CLIENTS - 1)),
        ]
        plain = [requests.Session() for _ in range(CLIENTS)]
        body = json.dumps(terminal.sealed(terminal.submission()))
        prepared = iter([terminal.sealed(terminal.submission()) for _ in range(ROUNDS * (PER_ROUND + 1))])
        ours, bare = (
            Series("submission to the hub: sign-in, unseal, check, keep"),
            Series("floor: Starlette and one FULL commit"),
        )

        def to_hub() -> None:
            assert terminal.post("submissions", json=next(prepared)).status_code == 201

        def to_floor() -> None:
            assert plain[0].post(url, data=body, timeout=PATIENCE).status_code == 201

        interleaved(ROUNDS, PER_ROUND, (ours, to_hub), (bare, to_floor))
        report("Hub, one client: a submission kept durably", ours, bare, "within 4×")

        stores = [[client.sealed(client.submission()) for _ in range(400)] for client in clients]

        def hand_over(number: int) -> bool:
            return clients[number].post("submissions", json=stores[number].pop()).status_code == 201

        def keep(number: int) -> bool:
            return plain[number].post(url, data=body, timeout=PATIENCE).status_code == 201

        rates = [per_second(keep), per_second(hand_over)]
        ratio(
            f"Hub, {CLIENTS} clients: submissions a second (more is better)",
            ("submissions to the hub", rates[1]),
            ("floor: Starlette and one FULL commit", rates[0]),
            "a second",
            "at least 0.25×",
        )
    saving(folder)


def saving(folder: Path) -> None:
    """A submission saved on the terminal, beside the bare commit of as many bytes."""
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, body BLOB)")
    blob = b"x" * 1200
    form = missed_bin()
    answers = complete(form)
    with (
        hub_process(folder / "hub-2") as known,
        Started(folder / "terminal", known.url, key=known.key) as started,
    ):
        wait_for(lambda: started.terminal.catalogue is not None, "the catalogue")

        def send() -> None:
            started.run(started.terminal.submit(form, answers, "en", uuid4()))

        ours, bare = (
            Series("terminal: check, seal, journal"),
            Series("bare SQLite: insert 1.2 kB, synchronous=FULL"),
        )
        interleaved(
            ROUNDS,
            PER_ROUND // 2,
            (ours, send),
            (bare, lambda: database.execute("INSERT INTO kept (body) VALUES (?)", (blob,))),
        )
        report("Terminal: from Send to saved", ours, bare)
    database.close()


def per_second(action: Callable[[int], bool]) -> float:
    """How many of them eight clients get done in a second."""
    until = time.perf_counter() + SECONDS

    def client(number: int) -> int:
        done = 0
        while time.perf_counter() < until:
            assert action(number)
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS))) / SECONDS


@contextmanager
def hub_process(folder: Path) -> Iterator[Terminal]:
    """A hub in a process of its own, and a terminal that it knows. Its services are away, and tried as often as the
    settings that ship say: with the hurry of the tests there would be more deliveries to measure than submissions."""
    hub = HubPlug(folder, free_port(), "http://127.0.0.1:9/", "a secret of the bench")
    shipped = load().hub
    program = hub.start(
        "--new-terminal",
        "Bench",
        *("--set", "log.level=error"),
        *("--set", f"hub.delivery_retry_first={shipped.delivery_retry_first}"),
        *("--set", f"hub.delivery_retry_longest={shipped.delivery_retry_longest}"),
    )
    code = program.wait_for("Code for a new terminal").split()[-1]
    answer = requests.post(
        f"{hub.url}/api/v1/enrolments",
        json={"code": code, "name": "Bench"},
        headers={"Foyer-Protocol": "1"},
        timeout=PATIENCE,
    )
    known = answer.json()
    try:
        yield Terminal(hub.url, known["key"], UUID(known["terminal_id"]), known["site_id"])
    finally:
        program.stop()


@contextmanager
def floor(folder: Path) -> Iterator[str]:
    """The floor, in a process of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.floor", str(folder / "floor.db"), str(port)])
    url = f"http://127.0.0.1:{port}/keep"

    def answers() -> bool:
        try:
            return requests.post(url, data=b"{}", timeout=1).ok
        except requests.RequestException:
            return False

    try:
        wait_for(answers, "the floor answers")
        yield url
    finally:
        process.terminate()
        process.wait()
