"""A hub with two sites, a service that takes what it is sent, and somebody of each role: for the staff's pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from devices.simulators.bench import Bench, bench
from devices.simulators.receiver import Receiver
from kiosk.domain.definition import Answers
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.domain.submissions import Submission
from kiosk.interfaces.facts import Account, AuditEntry, SubmissionState
from kiosk.interfaces.store import Record
from kiosk.runtime.settings import DEMO_SITE
from kiosk.services import secrets
from kiosk.services.audit import Actor
from tests.support.hubs import SECRET, Browser, Running, Terminal, newest_entries, running_hub, wait_for
from tests.support.records import records_in

HERE, THERE = "llanfair-road", "mill-lane"


@dataclass
class House:
    """The hub, its terminals by site, the devices on its bench, with one paper printed, and who is signed in."""

    running: Running
    service: Receiver
    terminals: dict[str, Terminal]
    bench: Bench
    accounts: dict[Browser, UUID] = field(default_factory=dict)
    _known: dict[tuple[StaffRole, str], Browser] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.running.url

    def person(self, role: StaffRole, site: str = HERE) -> Browser:
        """Somebody with that role there; the same one whenever they are asked for."""
        if (role, site) not in self._known:
            where = "everywhere" if site == EVERYWHERE else site
            tenant = uuid4() if role in (StaffRole.TENANT_MANAGER, StaffRole.TENANT_USER) else None
            self._known[role, site] = self.sign_in(f"{role} {where}", Grant(site, role, tenant))
        return self._known[role, site]

    def sign_in(self, name: str, *grants: Grant) -> Browser:
        """Somebody new with these grants, signed in."""
        running, token = self.running, secrets.token()
        account = Account(uuid4(), name, "no password opens this")

        def work(record: Record) -> None:
            now = running.clock.now()
            assert record.staff.add_account(account, now), name
            for grant in grants:
                record.staff.grant(account.id, grant, now)
            record.staff.add_session(secrets.digest(token), account.id, now, "127.0.0.1")

        running.do(running.estate.store.transact(work))
        browser = Browser(running)
        browser.http.cookies.set("foyer-session", token, domain="127.0.0.1", path="/")
        self.accounts[browser] = account.id
        return browser

    def send(self, answers: Answers | None = None, site: str = HERE, **changes: object) -> Submission:
        """A submission that is where it should be; one that does not fit its form waits for staff."""
        terminal = self.terminals[site]
        submission = terminal.submission(answers, **changes)
        assert terminal.send(submission).status_code == 201
        self.settle(submission, site)
        return submission

    def settle(self, submission: Submission, site: str = HERE) -> None:
        """Waits until it is not on its way any more."""
        store = self.running.estate.sites[site].store

        def settled() -> bool:
            row = self.running.do(store.read(lambda record: record.submissions.get(submission.id)))
            return row is not None and row.state is not SubmissionState.RECEIVED

        wait_for(settled, "the service took it")

    def entries(self, site: str = HERE) -> list[AuditEntry]:
        """The newest entries of a site's audit."""
        return newest_entries(self.running, self.running.estate.sites[site].audit)


@contextmanager
def open_house(folder: Path, *overrides: str) -> Iterator[House]:
    """The house, on SQLite."""
    with (
        records_in(None),
        Receiver(0, folder / "receiver", SECRET.encode()).running() as service,
        bench(folder / "bench") as devices,
        devices.control().running() as control,
        running_hub(
            folder / "hub",
            "hub.secure_cookies=false",
            f"bench.url={control.url}",
            *overrides,
            service_url=service.url,
            sites=(DEMO_SITE, second_site(folder)),
        ) as running,
    ):
        sites = running.estate.sites
        terminals = {
            site: running.enrol(running.do(sites[site].terminals.invite(Actor("test"))), f"Terminal of {site}")
            for site in (HERE, THERE)
        }
        devices.printer.machine.feed(b"\x1dv0\x00\x01\x00\x08\x00" + b"\xaa\x55" * 4 + b"\x1dVB\x00", 0)
        yield House(running, service, terminals, devices)


def second_site(folder: Path) -> Path:
    """A site of another council, in a file."""
    content = DEMO_SITE.read_text("utf-8")
    for old, new in (
        (HERE, THERE),
        ("Llanfair Road offices", "Mill Lane House"),
        ("Aberwen Council", "Otherton Council"),
    ):
        assert old in content
        content = content.replace(old, new)
    file = folder / "mill-lane.toml"
    file.write_text(content, "utf-8")
    for picture in DEMO_SITE.parent.glob("*.png"):
        (folder / picture.name).write_bytes(picture.read_bytes())
    return file
