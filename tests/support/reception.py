"""A hub that people come to, its directory, and everybody who takes what hosts are told: mail, texts and a chat."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import requests

from devices.simulators.mail_server import MailServer
from devices.simulators.notify import KEY, SMS, NotifyStandIn
from devices.simulators.receiver import Receiver
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Entry, Person, Reach, Team, Tenant
from kiosk.domain.host_calls import Call
from kiosk.domain.ids import uuid7
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Arrival, Came, Member
from kiosk.interfaces.records.directory import Bulk, Change
from kiosk.interfaces.store import Record
from kiosk.services.audit import Actor
from kiosk.services.host_reading import Seen
from kiosk.services.hub import Hub
from tests.support.hubs import SECRET, Running, running_hub, wait_for

PUBLIC = "https://foyer.aberwen.example"

PLANNING = Team(id=UUID(int=0x100), name=Localised("Planning"), reach=Reach(email="planning@aberwen.example"))
UNION = Tenant(id=UUID(int=0x200), name=Localised("Credit union"), reach=Reach(email="union@aberwen.example"))
DEWI = Person(
    id=UUID(int=0x2), given="Dewi", family="Rees", team_id=PLANNING.id, reach=Reach(email="dewi@aberwen.example")
)
SIAN = Person(
    id=UUID(int=0x1),
    given="Siân",
    family="Llwyd",
    team_id=PLANNING.id,
    deputy_id=DEWI.id,
    reach=Reach(email="sian@aberwen.example"),
)
MAIR = Person(
    id=UUID(int=0x3), given="Mair", family="Pugh", team_id=PLANNING.id, reach=Reach(email="mair@aberwen.example")
)
OMAR = Person(
    id=UUID(int=0x4), given="Omar", family="Iqbal", tenant_id=UNION.id, reach=Reach(email="omar@aberwen.example")
)
TEXTED = Person(
    id=UUID(int=0x5),
    given="Gwen",
    family="Price",
    reach=Reach(telephone="+447457123456", email="gwen@aberwen.example"),
)
"""Only for tests that leave the clock alone: what is sent to Notify is good for 30 seconds."""

EVERYBODY: tuple[Entry, ...] = (PLANNING, UNION, SIAN, DEWI, MAIR, OMAR, TEXTED)
CENTRE = "centre@aberwen.example"
CALLBACK = "said along by Notify alone"

ALWAYS_OPEN = (
    'site.opening={hours="day and night, every day", on_bank_holidays=true}',
    "site.closures=[]",
)
"""Whatever the hour, the day or the holiday on which a test runs, people are in."""


class Foyer:
    """The hub, and what arrived where."""

    def __init__(self, hub: Running, mail: MailServer, texts: NotifyStandIn, chat: Receiver) -> None:
        self.hub, self.mail, self.texts, self.chat = hub, mail, texts, chat
        self.terminal = hub.terminal("Front door")

    def arrive(
        self, name: str = "Jane Example", *, host: UUID | None = SIAN.id, count: int = 1, **rest: object
    ) -> UUID:
        """Somebody says at the terminal that they are here. Gives the id of their visit."""
        facts = {"details": Details(name=name), **rest}
        return arrive(self.hub, self.hub.hub, self.terminal.id, host, count, **facts)

    def call(self, visit_id: UUID) -> Call:
        found = self.hub.do(self.hub.hub.store.read(lambda record: record.host_calls.get(visit_id)))
        assert found is not None
        return found

    def state(self, visit_id: UUID) -> str:
        return self.call(visit_id).state.value

    def becomes(self, visit_id: UUID, state: str) -> None:
        """Waits until a call stands so."""
        wait_for(lambda: self.state(visit_id) == state, f"the call to be {state}")

    def after(self, seconds: float) -> None:
        """Looks whose turn it is when so much time has gone."""
        self.hub.clock.skip(seconds)
        self.hub.do(self.hub.hub.reception.ladder.look())

    def seen(self, visit_id: UUID) -> Seen:
        return self.hub.do(self.hub.hub.reception.reading.show(visit_id))

    def met(self, *visits: UUID) -> None:
        for visit_id in visits:
            self.hub.do(self.hub.hub.reception.calls.met(visit_id, Actor("test")))

    def mails(self, to: str, count: int = 1, since: int = 0) -> list[EmailMessage]:
        """What somebody got, once there is so much of it."""

        def got() -> list[EmailMessage]:
            return [each.message for each in self.mail.taken[since:] if to in each.recipients]

        wait_for(lambda: len(got()) >= count, f"{count} mails to {to}")
        return got()

    def link(self, message: EmailMessage) -> str:
        """Where the answer page of a mail is, at this hub."""
        found = re.search(re.escape(PUBLIC) + r"(/\S+/h/\S+)", message.get_content())
        assert found is not None, message.get_content()
        return self.hub.public + found[1]

    def answer(self, link: str, what: str, **fields: str) -> requests.Response:
        return requests.post(link, data={"do": what, **fields}, timeout=20, allow_redirects=True)


def arrive(
    running: Running, hub: Hub, terminal_id: UUID, host: UUID | None = None, count: int = 1, **rest: Any
) -> UUID:
    """Somebody is here, at a site of a hub. Gives the id of their visit."""
    now = running.clock.now()
    party = [uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10)) for _ in range(count)]
    arrival = Arrival(
        at=now,
        day=hub.visits.day(now),
        party=tuple(map(Member, party)),
        terminal_id=terminal_id,
        host_id=host,
        **{"came": Came.WALK_IN, **rest},
    )
    running.do(hub.visits.arrive(arrival, Actor("test")))
    return party[0]


def settle(running: Running, entries: Sequence[Entry] = EVERYBODY) -> None:
    """Makes the directory of the first site these entries and no others."""

    def work(record: Record) -> None:
        rows = [*record.directory.present(), *record.directory.removed()]
        change = Change(running.clock.now(), "test")
        record.directory.write(Bulk(forgotten=[(row.entry, row.revision) for row in rows]), change)
        record.directory.write(Bulk(added=entries), change)

    running.do(running.hub.store.transact(work))


@contextmanager
def foyer(folder: Path, *overrides: str) -> Iterator[Foyer]:
    """A hub whose hosts are told by a real mail server, by GOV.UK Notify's stand-in and in a chat."""
    with ExitStack() as stack:
        mail = stack.enter_context(MailServer().running())
        texts = stack.enter_context(NotifyStandIn().running())
        chat = stack.enter_context(Receiver(0, folder / "chat", SECRET.encode()).running())
        hub = stack.enter_context(start(mail, texts, chat, *overrides)(folder / "hub"))
        settle(hub)
        yield Foyer(hub, mail, texts, chat)


def start(
    mail: MailServer, texts: NotifyStandIn, chat: Receiver, *overrides: str
) -> Callable[[Path], AbstractContextManager[Running]]:
    """Starts such a hub in a folder."""
    chosen = (
        *ALWAYS_OPEN,
        "hub.secure_cookies=false",
        "mail.host=127.0.0.1",
        "mail.security=none",
        "mail.sender=foyer@aberwen.example",
        f"mail.port={mail.port}",
        "messages.sms=notify",
        f"notify.url={texts.url}",
        f"notify.sms_template={SMS.id}",
        f"public.url={PUBLIC}",
        f'site.hosts={{emails=["{CENTRE}"], chat="waste", style="slack"}}',
        *overrides,
    )
    secrets_of_notify = {"FOYER_SECRET_NOTIFY": KEY, "FOYER_SECRET_NOTIFY_CALLBACK": CALLBACK}
    return lambda data: running_hub(data, *chosen, service_url=chat.url, secrets_too=secrets_of_notify)
