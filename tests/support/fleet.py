"""A small fleet on one machine: PostgreSQL, two hubs, three sites with a service each, six terminals without screens.

Forms are sent, visitors come and go, parcels are left and collected, with photos of both. `Fleet` keeps it going
while `trouble` troubles it: processes are killed, cables pulled, clocks set wrong, and the record is brought back
from a backup. `settled` waits until all is told and done, and gives an account.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from devices.simulators.receiver import Receiver
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.settings import DEMO_SITE
from kiosk.services.audit import Actor
from kiosk.store import backup, recovery_key
from kiosk.store.restore import fill, unpack
from kiosk.terminal import identity
from kiosk.terminal.hub_client import Enrolment
from tests.support.comers import faults
from tests.support.hubs import SECRET, Terminal, running_hub, wait_for
from tests.support.jumping import set_wrong
from tests.support.links import Link
from tests.support.postgres import Server
from tests.support.power_cuts import SERVICES, Plugged, free_port
from tests.support.records import records_in, rows_of, url_of, use
from tests.support.warm import Warm, warm

SITES = ("aber", "bryn", "cwm")
TERMINALS_EACH, HUBS = 2, 2
PATIENCE = (0.1,) * 3000
MODULES = ("main", "kiosk.runtime.hub_alone", "kiosk.runtime.hub", "kiosk.store.postgres", "kiosk.terminal.terminal")
"""What its programs have read when they are started."""

QUICK = ("hub.delivery_retry_first=0.05", "hub.delivery_retry_longest=0.5", "hub.bank_holidays_url=", "public.port=0")
WORST_HUB, WORST_TERMINAL = 120.0, 3 * 86400.0
"""Seconds that clocks are set wrong by at most. A hub's may be off by what its services bear."""


@dataclass
class Member:
    """One of the terminals, and all it ever said was saved, or done with visits and parcels."""

    terminal: Terminal
    data: Path
    link: Link
    clock: Path
    warm: Warm
    program: Plugged | None = None
    saved: set[str] = field(default_factory=set)
    did: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def site(self) -> str:
        return self.terminal.site_id

    def start(self, *words: str) -> Plugged:
        """Switches it on."""
        arguments = ["-m", "tests.support.headless", "--hub", self.link.url, "--data", str(self.data)]
        arguments += ["--clock", str(self.clock), *(words or ("--pause", "0.2", "--people"))]
        self.program = Plugged(arguments, warm=self.warm)
        return self.program

    def stop(self, *, kill: bool) -> None:
        """Switches it off, or pulls its plug; takes note of what it had said."""
        if self.program is not None:
            self.program.pull() if kill else self.program.stop()
            self.saved |= {document["saved"] for document in self.program.documents() if "saved" in document}
            for document in self.program.documents():
                if "did" in document:
                    self.did[document["did"]].add(document["id"])
            self.program = None


@dataclass(frozen=True, slots=True)
class Account:
    """What is to be seen at the end.

    Attributes:
        saved: what the terminals of each site had said to be saved.
        made: that, and what a terminal had saved and was cut off before it could say so.
        effects: what each site's service let happen, and how often it was asked to.
        kept: what the record holds for each site.
        did: how much was done at each site with visits and parcels.
        foreign: everything that was found with a site it does not belong to.
        amiss: what is not in the record as it happened with visits, parcels and photos.
        epochs: what the terminals take for the record.
        troubles: how often what was done.
    """

    saved: Mapping[str, set[str]]
    made: Mapping[str, set[str]]
    effects: Mapping[str, Mapping[str, int]]
    kept: Mapping[str, set[str]]
    did: Mapping[str, Mapping[str, int]]
    foreign: list[str]
    amiss: list[str]
    epochs: set[str]
    troubles: Mapping[str, int]

    def faults(self) -> list[str]:
        """What must not be; empty when everything happened once and nothing was mixed up."""
        found = [*self.foreign, *self.amiss]
        if len(self.epochs) != len(SITES):
            found.append(f"the terminals know {len(self.epochs)} records of {len(SITES)} sites")
        for site, saved in self.saved.items():
            found += [f"{each} of {site} is not in the record" for each in sorted(saved - self.kept[site])]
            found += [f"{each} of {site} had no effect" for each in sorted(saved - self.effects[site].keys())]
            stray = (self.effects[site].keys() | self.kept[site]) - self.made[site]
            found += [f"{each} of {site} was never sent" for each in sorted(stray)]
        return found


class Fleet:
    """The fleet, all of it on. Made by `fleet`."""

    def __init__(
        self, folder: Path, server: Server, receivers: Mapping[str, Receiver], seed: int, warm: Warm
    ) -> None:
        self._folder, self._server, self._receivers, self._warm = folder, server, receivers, warm
        self.chance = random.Random(seed)
        self.members: list[Member] = []
        self.ports = [free_port() for _ in range(HUBS)]
        self._hubs: list[Plugged | None] = [None] * HUBS
        self._clocks = [self._clock(f"hub-{number}") for number in range(HUBS)]
        self._hub_folders = [folder / f"hub-{number}" for number in range(HUBS)]
        self.site_files = [_site_file(folder, site, receivers[site].url) for site in SITES]
        self.troubles: dict[str, int] = {}
        self._backup: Path | None = None

    def enrol(self, links: ExitStack) -> None:
        """The first hub begins the record and takes in the terminals; the others get its keys."""
        with running_hub(self._hub_folders[0], sites=self.site_files) as hub:
            for number in range(TERMINALS_EACH * len(SITES)):
                site = hub.estate.sites[SITES[number % len(SITES)]]
                known = hub.enrol(hub.do(site.terminals.invite(Actor("test"))), f"Terminal {number}")
                data = self._folder / f"terminal-{number}"
                data.mkdir()
                identity.keep(data, Enrolment(known.id, known.site_id, known.key))
                link = links.enter_context(Link(lambda: self.ports, self.chance).running())
                self.members.append(Member(known, data, link, self._clock(f"terminal-{number}"), self._warm))
        for other in self._hub_folders[1:]:
            shutil.copytree(self._hub_folders[0] / "keys", other / "keys")

    def start(self) -> None:
        """Switches everything on."""
        for number in range(HUBS):
            self.start_hub(number)
        for member in self.members:
            member.start()

    def stop(self) -> None:
        """Pulls every plug that is still in."""
        for member in self.members:
            member.stop(kill=True)
        self.stop_hubs()

    def start_hub(self, number: int) -> Plugged:
        words = ["-m", "tests.support.jumping", str(self._clocks[number]), "hub", "--port", str(self.ports[number])]
        words += ["--data", str(self._hub_folders[number]), "--database-url", url_of(self._hub_folders[0])]
        for file in self.site_files:
            words += ["--site", str(file)]
        for setting in QUICK:
            words += ["--set", setting]
        started = self._hubs[number] = Plugged(words, dict.fromkeys(SERVICES.values(), SECRET), self._warm)
        return started

    def stop_hubs(self) -> None:
        for number, hub in enumerate(self._hubs):
            if hub is not None:
                hub.pull()
            self._hubs[number] = None

    # --- troubles ---

    def ordeal(self, seconds: float) -> None:
        """Trouble for so long; then the record is brought back from a backup made at the beginning; then as much
        trouble again."""
        for member in self.members:
            assert member.program is not None
            member.program.wait_for("saved")
        self.back_up()
        self._troubled(seconds)
        self.bring_back()
        self._troubled(seconds)

    def _troubled(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.trouble()
            time.sleep(self.chance.uniform(0, 0.5))

    def trouble(self) -> None:
        """One thing goes wrong."""
        choices = [self.kill_terminal] * 3 + [self.cut_link] * 3 + [self.kill_hub] * 2 + [self.set_a_clock] * 2
        self.chance.choice(choices)()

    def kill_terminal(self) -> None:
        member = self.chance.choice(self.members)
        member.stop(kill=True)
        member.start()
        self._count("terminals killed")

    def kill_hub(self) -> None:
        number = self.chance.randrange(HUBS)
        hub = self._hubs[number]
        if hub is not None:
            hub.pull()
            self.start_hub(number)
            self._count("hubs killed")

    def cut_link(self) -> None:
        link = self.chance.choice(self.members).link
        link.cut()
        time.sleep(self.chance.uniform(0, 0.5))
        link.mend()
        self._count("links cut")

    def set_a_clock(self) -> None:
        if self.chance.random() < 0.5:
            set_wrong(self.chance.choice(self._clocks), self.chance.uniform(-WORST_HUB, WORST_HUB))
        else:
            wrong = self.chance.uniform(-WORST_TERMINAL, WORST_TERMINAL)
            set_wrong(self.chance.choice(self.members).clock, wrong)
        self._count("clocks set wrong")

    def back_up(self) -> None:
        """Makes a backup while everything is at work."""
        what = backup.source(url_of(self._hub_folders[0]), self._hub_folders[0], ())
        self._backup = backup.make(what, self._folder, SystemClock().now()).file

    def bring_back(self) -> None:
        """Loses the database, and brings the backup back in another one. The terminals go on all the while."""
        assert self._backup is not None
        text = recovery_key.untaken(self._hub_folders[0])
        assert text is not None
        self.stop_hubs()
        self._server.drop(url_of(self._hub_folders[0]))
        place = self._folder / "restored"
        place.mkdir()
        now = SystemClock().now()
        contents = unpack(self._backup, recovery_key.read(text), place, now)
        assert contents.dump is not None
        assert set(contents.sites) == set(SITES)
        use(self._hub_folders[0], self._server.empty())
        fill(url_of(self._hub_folders[0]), contents.dump, now)
        shutil.rmtree(place)
        for number in range(HUBS):
            self.start_hub(number)
        self._count("records restored")

    def _count(self, what: str) -> None:
        self.troubles[what] = self.troubles.get(what, 0) + 1

    # --- the account ---

    def settled(self) -> Account:
        """Ends the trouble, waits until everything is told and done, and looks at it from every side."""
        for clock in self._clocks:
            set_wrong(clock, 0)
        for member in self.members:
            member.link.mend()
        with ThreadPoolExecutor(len(self.members)) as pool:
            list(pool.map(lambda member: member.stop(kill=False), self.members))
        saved = {site: set[str]() for site in SITES}
        for member in self.members:
            saved[member.site] |= member.saved
        programs = [member.start("--settle") for member in self.members]

        def all_settled() -> bool:
            return all(any("settled" in line for line in program.lines) for program in programs)

        try:
            wait_for(all_settled, "every terminal has heard that everything was accepted", PATIENCE)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self._unsettled()}; troubles {self.troubles}") from None
        told = [next(d for d in program.documents() if "settled" in d) for program in programs]
        effects = {
            site: {each.key: each.times_sent for each in receiver.ledger.effects() if b"submission_id" in each.body}
            for site, receiver in self._receivers.items()
        }
        rows = rows_of(self._hub_folders[0], "SELECT site_id, id FROM submissions")
        kept = {site: {str(row[1]) for row in rows if row[0] == site} for site in SITES}
        made = {site: set(ids) for site, ids in saved.items()}
        for member, says in zip(self.members, told, strict=True):
            made[member.site] |= set(says["settled"])
        foreign = [*self._foreign_bodies(made), *self._foreign_news(made)]
        for member, says in zip(self.members, told, strict=True):
            foreign += [f"{member.site} in {says['site']}"] if says["site"] != member.site else []
        did, amiss = {}, []
        for site in SITES:
            here = [
                (member.did, says) for member, says in zip(self.members, told, strict=True) if member.site == site
            ]
            done, happened = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
            for its, says in here:
                for what, names in its.items():
                    done[what] |= names
                for name, kind in says["happened"]:
                    happened[kind].add(name)
            did[site] = {what: len(names) for what, names in done.items()}
            amiss += faults(partial(rows_of, self._hub_folders[0]), site, done, happened)
        epochs = {says["epoch"] for says in told}
        return Account(saved, made, effects, kept, did, foreign, amiss, epochs, self.troubles)

    def _unsettled(self) -> list[str]:
        """What is owed to whom, by the journals and by the record."""
        found = []
        for number, member in enumerate(self.members):
            member.stop(kill=True)
            with closing(sqlite3.connect(member.data / "journal.db")) as journal:
                sql = "SELECT id, state, due FROM outbox WHERE state <> 'accepted' OR due"
                found += [f"terminal {number}: {row}" for row in journal.execute(sql)]
                sql = "SELECT id, kind, state FROM happenings WHERE state <> 'told'"
                found += [f"terminal {number}: {row}" for row in journal.execute(sql)]
                found += [f"terminal {number}: photo {row}" for row in journal.execute("SELECT id FROM photos")]
                found += [f"terminal {number}: {row}" for row in journal.execute("SELECT * FROM state")]
        owed = "SELECT site_id, submission_id, state, tries, due_at, now() FROM deliveries WHERE state <> 'delivered'"
        return found + [f"record: {row}" for row in rows_of(self._hub_folders[0], owed)]

    def _foreign_bodies(self, made: Mapping[str, set[str]]) -> Iterator[str]:
        """What a service got that was not of its site: submissions, and notices that a visitor is there."""
        for site, receiver in self._receivers.items():
            for effect in receiver.ledger.effects():
                body = json.loads(effect.body)
                if "submission_id" in body:
                    right = body["submission_id"] in made[site] and body["site_id"] == site
                else:
                    right = f"is here at {_named(site)}." in str(body)
                if not right:
                    yield f"{effect.key} at {site}"

    def _foreign_news(self, made: Mapping[str, set[str]]) -> Iterator[str]:
        """What either hub tells a terminal that is about another site."""
        for member in self.members:
            for port in self.ports:
                there = Terminal(f"http://127.0.0.1:{port}", member.terminal.key, member.terminal.id, member.site)
                facts = there.get("news", params={"after": 0}).json()["facts"]
                about = {str(fact["data"]["id"]) for fact in facts if fact["kind"].startswith("submission_")}
                yield from (f"{each} told to {member.site}" for each in sorted(about - made[member.site]))
                if there.get("catalogue").json()["site"]["id"] != member.site:
                    yield f"a catalogue told to {member.site}"

    def _clock(self, name: str) -> Path:
        file = self._folder / f"{name}.clock"
        set_wrong(file, 0)
        return file


@contextmanager
def fleet(folder: Path, server: Server, seed: int) -> Iterator[Fleet]:
    """A fleet with everything on."""
    with ExitStack() as stack:
        stack.enter_context(records_in(server))
        receivers = {
            site: stack.enter_context(
                Receiver(0, folder / f"service-{site}", SECRET.encode(), drop_acknowledgements=10).running()
            )
            for site in SITES
        }
        made = Fleet(folder, server, receivers, seed, stack.enter_context(warm(*MODULES)))
        stack.callback(made.stop)
        made.enrol(stack)
        made.start()
        yield made


def _site_file(folder: Path, site: str, service: str) -> Path:
    """The demonstration's site under another name, with a service of its own."""
    place = folder / f"site-{site}"
    place.mkdir()
    for picture in DEMO_SITE.parent.glob("*.png"):
        shutil.copy(picture, place)
    content = DEMO_SITE.read_text("utf-8").replace('id = "llanfair-road"', f'id = "{site}"')
    content = content.replace('en = "Llanfair Road offices"', f'en = "{_named(site)}"')
    file = place / "site.toml"
    file.write_text(content.replace('url = "http://127.0.0.1:8471/"', f'url = "{service}"'), "utf-8")
    return file


def _named(site: str) -> str:
    """What the building is called, as visitors and those they come to see are told."""
    return f"{site.title()} offices"
