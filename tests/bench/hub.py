"""The hub under load, on both databases, beside the least that could answer: Starlette and one durable commit."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import requests
import structlog

from kiosk.domain.directory import Person
from kiosk.runtime.settings import DEMO_SITE, load
from kiosk.services.audit import Actor
from tests.bench.glass import pss
from tests.bench.load import Requests, Side, compare, fan_out, request
from tests.bench.measure import Series, ratio, report
from tests.support.hubs import SECRET, Terminal, running_hub, staff_browser, wait_for
from tests.support.postgres import installed, server
from tests.support.power_cuts import SERVICES, Plugged, free_port
from tests.support.records import records_in, url_of

ROUNDS, EACH, CLIENTS, CROWD, PEOPLE = 5, 40, 8, 200, 300
AIM = "within 4×"
SURNAMES = ("Morgan", "Pritchard", "Llewellyn", "Bevan", "Okafor", "Rees", "Kaur", "Probert", "Vaughan", "Nowak")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A hub's folder with all that is asked for: terminals, somebody signed in, people to look for."""

    folder: Path
    terminals: list[Terminal]
    cookie: str
    form_token: str


def run(folder: Path) -> None:
    """Prints what the hub needs for what terminals and staff ask, at 1 and at 8 clients."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    _on("SQLite", folder / "sqlite", "")
    if installed():
        with server() as postgresql, records_in(postgresql):
            _on("PostgreSQL", folder / "postgresql", postgresql.empty())


def _on(database: str, folder: Path, floors_own: str) -> None:
    prepared = _prepared(folder)
    with _hub(prepared.folder) as (hub, port), _floor(folder, floors_own) as (floor, floor_process):
        terminal = prepared.terminals[0]
        submissions = _submissions(Terminal(f"http://127.0.0.1:{port}", terminal.key, terminal.id, terminal.site_id))
        key = {"Authorization": f"Bearer {terminal.key}", "Foyer_Protocol": "1"}
        body = b"x" * 1200
        keep = Side("floor: Starlette, one durable commit", floor, _always(request("POST", "/keep", body)), 201)
        site = f"/sites/{terminal.site_id}"
        search = f"{site}/directory?q=pritch"
        asked = (
            ("submission: key, unseal, check, keep", submissions, 201),
            ("catalogue, whole", _always(request("GET", "/api/v1/catalogue", **key)), 200),
            ("directory search, signed in", _always(request("GET", search, Cookie=prepared.cookie)), 200),
        )
        for clients in (1, CLIENTS):
            for name, requests_of, status in asked:
                # As many of one client as of several: of two hundred, the 99th percentile is the second worst.
                each = EACH * CLIENTS // clients
                ours, bare = compare(ROUNDS, each, clients, Side(name, port, requests_of, status), keep)
                report(f"{database}, {clients} client{'s' if clients > 1 else ''}: {name}", ours, bare, AIM)
        _tell(database, port, floor, prepared)
        ratio(
            f"{database}: memory of the hub (PSS)",
            ("the hub, after all that", pss(hub.process.pid)),
            ("the floor", pss(floor_process)),
            "MiB",
        )


def _tell(database: str, port: int, floor: int, prepared: Prepared) -> None:
    """A change of the directory, told to two hundred terminals that wait."""
    ours, bare = Series(f"news to {CROWD} terminals"), Series(f"floor: {CROWD} who wait for a commit")
    known = prepared.terminals[0]
    terminal = Terminal(f"http://127.0.0.1:{port}", known.key, known.id, known.site_id)
    for _ in range(ROUNDS):
        facts, after = terminal.hear(0, 0)
        while facts:
            facts, after = terminal.hear(after, 0)
        waiting = [
            request(
                "GET",
                f"/api/v1/news?after={after}&wait=25",
                Authorization=f"Bearer {each.key}",
                Foyer_Protocol="1",
            )
            for each in prepared.terminals
        ]
        ours.seconds += asyncio.run(fan_out(port, waiting, _change(prepared)))
        waits = [request("GET", "/wait")] * CROWD
        bare.seconds += asyncio.run(fan_out(floor, waits, request("POST", "/keep", b"x" * 1200)))
    report(f"{database}: from a change to its news", ours, bare, AIM)


def _change(prepared: Prepared) -> bytes:
    """Somebody adds a person to the directory."""
    fields = {"form_token": prepared.form_token, "given": "Mair", "family": f"Bevan {uuid4().hex[:6]}"}
    encoded = requests.Request("POST", "http://127.0.0.1/", data=fields).prepare().body
    assert isinstance(encoded, str)
    head = f"POST /sites/{prepared.terminals[0].site_id}/directory/add/person HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    head += f"Cookie: {prepared.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {len(encoded)}\r\n\r\n{encoded}".encode()


def _prepared(folder: Path) -> Prepared:
    with running_hub(folder / "hub", "hub.secure_cookies=false") as hub:
        actor = Actor("bench")
        site = hub.hub.terminals
        terminals = []
        for number in range(CROWD):
            known = hub.do(site.enrol(hub.do(site.invite(actor)), f"Terminal {number}", None))
            terminals.append(Terminal(hub.url, known.key, known.terminal_id, known.site_id))
        for number in range(PEOPLE):
            person = Person(id=uuid4(), given=f"Sian {number}", family=SURNAMES[number % len(SURNAMES)])
            hub.do(hub.hub.directory.add(person, actor))
        browser = staff_browser(hub)
        token = browser.token("/directory/add/person")
        cookie = "; ".join(f"{each.name}={each.value}" for each in browser.http.cookies)
    return Prepared(folder / "hub", terminals, cookie, token)


def _submissions(terminal: Terminal) -> Requests:
    """As many different ones as are asked for, sealed beforehand."""
    count = ROUNDS * EACH * CLIENTS * 2  # once by one client, once by several
    headers = {"Authorization": f"Bearer {terminal.key}", "Foyer_Protocol": "1"}
    made = (json.dumps(terminal.sealed(terminal.submission())).encode() for _ in range(count))
    bodies = iter([request("POST", "/api/v1/submissions", body, **headers) for body in made])
    return lambda _number: next(bodies)


def _always(content: bytes) -> Requests:
    return lambda _number: content


@contextmanager
def _hub(folder: Path) -> Iterator[tuple[Plugged, int]]:
    """The hub in a process of its own, with the settings that ship, and services that are away."""
    port, shipped = free_port(), load().hub
    words = ["main.py", "hub", "--data", str(folder), "--site", str(DEMO_SITE), "--port", str(port)]
    words += ["--database-url", url_of(folder)] if url_of(folder) else []
    quiet = ("log.level=error", "hub.secure_cookies=false", "hub.bank_holidays_url=", "public.port=0")
    for setting in (*quiet, f"hub.delivery_retry_first={shipped.delivery_retry_first}"):
        words += ["--set", setting]
    for name in SERVICES:
        words += ["--set", f'destinations.{name}.url="http://127.0.0.1:9/"']
    with Plugged(words, dict.fromkeys(SERVICES.values(), SECRET)) as hub:
        hub.wait_for("The hub is at")
        yield hub, port
        hub.stop()


@contextmanager
def _floor(folder: Path, database: str) -> Iterator[tuple[int, int]]:
    """The floor in a process of its own: its port, and its process."""
    port = free_port()
    place = database or str(folder / "floor.db")
    with subprocess.Popen([sys.executable, "-m", "tests.bench.floor", place, str(port)]) as process:
        try:
            wait_for(lambda: _answers(port), "the floor answers")
            yield port, process.pid
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    try:
        return requests.post(f"http://127.0.0.1:{port}/keep", data=b"{}", timeout=1).ok
    except requests.RequestException:
        return False
