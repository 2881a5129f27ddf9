"""Finding who somebody says they are, beside rapidfuzz alone; checking people in, beside a bare durable commit."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import structlog
from rapidfuzz import fuzz, process, utils

from devices.simulators.mail_server import MailServer
from kiosk.domain import visit_tellings
from kiosk.domain.happenings import to_bytes
from kiosk.domain.matching import Candidate, Matching
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Arrival, Came, Member
from kiosk.services.audit import Actor
from kiosk.services.happenings import Told
from kiosk.services.visits import Invited
from tests.bench.measure import Series, interleaved, ratio, report
from tests.support.hubs import Running, running_hub
from tests.support.messages import MAIL
from tests.support.postgres import installed, server
from tests.support.records import in_files, records_in, url_of

ROUNDS, EACH, AT_ONCE = 4, 25, 8
LETTERS_ONLY = 'site.hosts={emails=["centre@aberwen.example"]}'
"""Nobody is told who is not there to take it."""
GIVEN, FAMILY = 1_500, 8_000
LETTERS = "abcdefghilmnoprstwy"
TEAMS = ("Planning", "Council Tax", "Housing Options", "Licensing", "Registrars", "Parking", "Highways", "Archives")


def run(folder: Path) -> None:
    """Prints both."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for people in (1_000, 100_000):
        matching(people)
    check_ins("SQLite", folder / "sqlite")
    if installed():
        with server() as postgresql, records_in(postgresql):
            check_ins("PostgreSQL", folder / "postgresql")


def matching(people: int) -> None:
    """A name with a slip and a second fact, among so many that no two are alike."""
    chance = random.Random(people)
    # As in a town: many share a name, and few share both.
    given, family = ([_word(chance) for _ in range(count)] for count in (GIVEN, FAMILY))
    both = chance.sample(range(GIVEN * FAMILY), people)
    names = [f"{given[each % GIVEN]} {family[each // GIVEN]}".title() for each in both]
    at = datetime(2026, 7, 1, 9, tzinfo=UTC)
    candidates = [
        Candidate(UUID(int=number), name, (TEAMS[number % len(TEAMS)],), at + timedelta(minutes=number % 480))
        for number, name in enumerate(names)
    ]
    begun = time.perf_counter()
    index = Matching(candidates, ZoneInfo("Europe/London"))
    print(f"\n{people} people: the index is made in {time.perf_counter() - begun:.3f} s")
    asked = itertools.cycle([_slip(name, chance) for name in chance.sample(names, 50)])
    wanted = [(_slip(candidate.name, chance), candidate) for candidate in chance.sample(candidates, 200)]
    found = sum(index.find(typed, candidate.facts[0]) == candidate.id for typed, candidate in wanted)
    print(f"  of 200 names with a slip, {found} were found with their second fact")
    ours, peer = Series("Foyer: name and second fact"), Series("rapidfuzz: the best by WRatio, name alone")
    interleaved(
        ROUNDS,
        EACH if people < 10_000 else 4,
        (ours, lambda: index.find(next(asked), "housing")),
        (
            peer,
            lambda: process.extractOne(
                next(asked), names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=80
            ),
        ),
    )
    report(f"A typed name among {people}", ours, peer)


def check_ins(database: str, folder: Path) -> None:
    """Somebody expected, as a terminal tells of them: opened, checked in with a number, their host called; kept. The
    letters that follow from it go out meanwhile, as they always do."""
    with (
        MailServer().running() as mail,
        running_hub(folder, "retention.at=", LETTERS_ONLY, *MAIL, f"mail.port={mail.port}") as hub,
        bare(hub) as commit,
    ):
        prepared = iter(_prepared(hub, 2 + (ROUNDS * (EACH + 1)) + 40 * AT_ONCE))
        terminal = hub.terminal().id

        async def one() -> None:
            (heard,) = await hub.hub.happenings.told(terminal, [next(prepared)])
            assert heard.taken

        ours, peer = Series("check-in: open, visit, number, call, commit"), Series("floor: 1.2 kB, a durable commit")
        interleaved(ROUNDS, EACH, (ours, lambda: hub.do(one())), (peer, commit))
        report(f"{database}: one check-in after the other", ours, peer)

        async def many() -> None:
            for _ in range(40):
                await asyncio.gather(*(one() for _ in range(AT_ONCE)))

        begun = time.perf_counter()
        hub.do(many())
        rate = 40 * AT_ONCE / (time.perf_counter() - begun)
        ratio(
            f"{database}: check-ins a second, {AT_ONCE} at once (more is better)",
            ("check-ins", rate),
            ("durable commits, one after the other", 1 / peer.quantile(0.5)),
            "a second",
            "",
        )


def _prepared(hub: Running, count: int) -> list[Told]:
    """As many arrivals of people who are expected, sealed as a terminal seals them."""
    now = hub.clock.now()
    today = hub.hub.visits.day(now)
    invited = hub.do(
        hub.hub.visits.invite([Invited(Details(name=f"Visitor {n}"), today) for n in range(count)], Actor("bench"))
    )
    seals = hub.hub.visits._seals._seals
    told = []
    for each in invited:
        party = (Member(each.visit.id, os.urandom(10)),)
        arrival = Arrival(at=now, day=today, came=Came.CODE, party=party)
        sealed = seals.seal(to_bytes(visit_tellings.arrival_body(arrival)))
        told.append(Told(uuid4(), visit_tellings.ARRIVED, now, False, seals.key_id, sealed))
    return told


@contextmanager
def bare(hub: Running) -> Iterator[Callable[[], None]]:
    """The least that could keep as many bytes, on a database of the same kind."""
    blob = b"x" * 1200
    if in_files():
        file = sqlite3.connect(hub.data / "bare.db", isolation_level=None)
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE kept (body BLOB)"):
            file.execute(statement)
        yield lambda: file.execute("INSERT INTO kept VALUES (?)", (blob,)) and None
        file.close()
        return
    with psycopg.connect(url_of(hub.data).replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = on")  # the server's own is off, and nothing would be durable
        connection.execute("CREATE TABLE bare_floor (body BYTEA)")
        yield lambda: connection.execute("INSERT INTO bare_floor VALUES (%s)", (blob,)) and None


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(4, 9)))


def _slip(name: str, chance: random.Random) -> str:
    """A name with one letter wrong."""
    at = chance.randrange(1, len(name.split()[0]))
    return name[:at] + chance.choice(LETTERS) + name[at + 1 :]
