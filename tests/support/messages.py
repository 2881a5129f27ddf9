"""A hub that tells people things, its services, and everybody who takes messages for it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from devices.simulators.mail_server import MailServer
from devices.simulators.notify import EMAIL, KEY, SMS, NotifyStandIn
from devices.simulators.receiver import Receiver
from kiosk.domain.forms import load
from kiosk.domain.messages import MessageState
from kiosk.domain.submissions import Submission
from kiosk.interfaces.records.messages import MessageRow
from kiosk.runtime.settings import DEMO_SITE
from tests.support.answers import complete
from tests.support.hubs import SECRET, Running, Terminal, running_hub, wait_for
from tests.support.records import share

FORMS = Path(__file__).parents[2] / "config" / "forms"
MARK = "Zebulon"
"""Stands in everything that is typed."""

MAIL = "messages.email=mail", "mail.host=127.0.0.1", "mail.security=none", "mail.sender=foyer@aberwen.example"
BY_EMAIL = {"answerBy": "email", "email": "resident@example.org"}
BY_TEXT = {"answerBy": "phone", "telephone": "+447457123456"}


def acknowledging() -> dict[str, Any]:
    """The general enquiry, in a version that says where its acknowledgement goes."""
    document: dict[str, Any] = json.loads((FORMS / "general-enquiry.json").read_text("utf-8"))
    document["metadata"] |= {"version": 2, "acknowledge": ["email", "telephone"]}
    return document


class World:
    """A hub whose services accept everything, and everybody who takes messages. Its one form acknowledges."""

    def __init__(
        self,
        hub: Running,
        mail: MailServer,
        notify: NotifyStandIn,
        document: dict[str, Any],
        start: Callable[[Path], AbstractContextManager[Running]],
    ) -> None:
        self.hub, self.mail, self.notify, self._start = hub, mail, notify, start
        self.terminal = hub.terminal()
        self.form = load(document)

    def second(self) -> AbstractContextManager[Running]:
        """Another hub that shares the record."""
        other = self.hub.data.with_name("second")
        shutil.copytree(self.hub.data / "keys", other / "keys")
        share(self.hub.data, other)
        return self._start(other)

    def answers(self, **changes: str) -> dict[str, Any]:
        return dict(complete(self.form, MARK, **changes))

    def send(
        self, terminal: Terminal | None = None, *, facts: dict[str, Any] | None = None, **answers: str
    ) -> Submission:
        """Sends one, and waits until the service has accepted it and the message, if any, is where it will be."""
        terminal = terminal or self.terminal
        submission = terminal.submission_of(self.form, self.answers(**answers), **(facts or {}))
        assert terminal.send(submission).status_code == 201
        wait_for(lambda: self.row(submission) is not None, "the message to be settled")
        return submission

    def row(self, submission: Submission) -> MessageRow | None:
        rows = self.hub.do(self.hub.hub.store.read(lambda record: record.messages.of(submission.id)))
        return next((row for row in rows if row.state is not MessageState.QUEUED), None)

    def state(self, submission: Submission) -> tuple[str, str | None]:
        row = self.row(submission)
        assert row is not None
        return row.state.value, row.reason


@contextmanager
def world(
    folder: Path,
    *overrides: str,
    mail: MailServer | None = None,
    notify: NotifyStandIn | None = None,
    document: dict[str, Any] | None = None,
) -> Iterator[World]:
    with ExitStack() as stack:
        service = stack.enter_context(Receiver(0, folder / "receiver", SECRET.encode()).running())
        server = stack.enter_context((mail or MailServer()).running())
        texts = stack.enter_context((notify or NotifyStandIn()).running())
        document = document or acknowledging()
        start = partial(
            running_hub,
            service_url=service.url,
            sites=(_site(folder, document),),
            secrets_too={"FOYER_SECRET_NOTIFY": KEY},
        )
        chosen = (
            *MAIL,
            f"mail.port={server.port}",
            "messages.sms=notify",
            f"notify.url={texts.url}",
            f"notify.sms_template={SMS.id}",
            f"notify.email_template={EMAIL.id}",
            "public.url=https://foyer.aberwen.example",
            *overrides,
        )
        hub = stack.enter_context(start(folder / "hub", *chosen))
        yield World(hub, server, texts, document, lambda data: start(data, *chosen))


def _site(folder: Path, document: dict[str, Any]) -> Path:
    """The demonstration site, with this form and no other."""
    (folder / "acknowledging.json").write_text(json.dumps(document), "utf-8")
    for logo in DEMO_SITE.parent.glob("*.png"):
        shutil.copy(logo, folder)
    file = folder / "site.toml"
    text = DEMO_SITE.read_text("utf-8")
    file.write_text(re.sub(r"(?ms)^forms = .*?\]$", 'forms = ["acknowledging"]', text), "utf-8")
    return file
