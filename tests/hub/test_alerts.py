"""Alerts, by a real mail server and a real receiver: one for each change, together, and about nobody."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from devices.simulators.receiver import Receiver
from kiosk.domain.messages import Channel
from kiosk.runtime.outside_checks import outside
from kiosk.services.device_words import EVENTS
from tests.support.hubs import (
    SECRET,
    Running,
    Terminal,
    newest_entries,
    running_hub,
    settings,
    staff_browser,
    wait_for,
)
from tests.support.messages import MAIL
from tests.support.records import rows_of

FACILITIES = "facilities@aberwen.example"
TOLD = f'site.alerts={{emails=["{FACILITIES}"], webhook="waste"}}'
WELL = {
    "version": "2026.11.0",
    "in_service": True,
    "waiting": 0,
    "clock_trusted": True,
    "free_mb": 5000,
}


class Mailbox:
    """Keeps what it is handed."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.got.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


class Post(Controller):
    """A mail server on a port that is surely free; its own way to choose one takes 0 for a number."""

    def __init__(self, mail: Mailbox) -> None:
        self._taken = socket.create_server(("127.0.0.1", 0))
        super().__init__(mail, hostname="127.0.0.1", port=self._taken.getsockname()[1])

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._taken)


class Watched:
    """A hub that alerts, and everybody it tells."""

    def __init__(self, hub: Running, mail: Mailbox, service: Receiver) -> None:
        self.hub, self.mail, self.service = hub, mail, service

    def after(self, seconds: float) -> None:
        """Looks again when so much time has gone."""
        self.hub.clock.skip(seconds)
        self.hub.do(self.hub.hub.alerts.look())

    def subjects(self, count: int) -> list[str]:
        """The subjects of the mail there is, once there is so much of it and nothing else is on its way."""
        wait_for(lambda: len(self.mail.got) >= count and not self._queued(), f"{count} alerts")
        assert len(self.mail.got) == count
        return [str(each["Subject"]) for each in self.mail.got]

    def _queued(self) -> int:
        return len(rows_of(self.hub.data, "SELECT id FROM messages WHERE state = 'queued'"))


@contextmanager
def alerting(folder: Path) -> Iterator[Watched]:
    mail = Mailbox()
    controller = Post(mail)
    with Receiver(0, folder / "receiver", SECRET.encode()).running() as service:
        controller.start()
        try:
            chosen = (
                *MAIL,
                f"mail.port={controller.port}",
                "messages.email=off",
                TOLD,
                "hub.secure_cookies=false",
            )
            with running_hub(folder / "hub", *chosen, service_url=service.url) as hub:
                yield Watched(hub, mail, service)
        finally:
            controller.stop()


def printer(state: str = "online", *reasons: str) -> dict[str, Any]:
    health = {"state": state, "reasons": list(reasons)}
    return {"id": "receipts", "kind": "printer", "driver": "printer.escpos", "health": health}


def report(terminal: Terminal, *devices: dict[str, Any], **rest: object) -> None:
    assert terminal.post("health", json=WELL | {"devices": devices} | rest).status_code == 200


def test_facilities_are_told_once_that_the_paper_is_out_and_once_that_it_is_in(tmp_path: Path) -> None:
    with alerting(tmp_path) as here:
        terminal = here.hub.terminal("Front door")
        report(terminal, printer("offline", "paper_out"))
        here.after(30)
        assert here.mail.got == []
        for _ in range(3):  # reported again and again, as terminals do
            here.after(40)
            report(terminal, printer("offline", "paper_out"))
        assert here.subjects(1) == ["Llanfair Road offices: Front door, Printer “receipts”: The paper is out."]
        report(terminal, printer())
        here.after(1)
        here.after(130)
        report(terminal, printer())
        assert here.subjects(2)[1] == "Llanfair Road offices: Front door, Printer “receipts”: It works again."
        here.after(500)
        assert len(here.subjects(2)) == 2
        body = here.mail.got[0].get_content()
        assert here.mail.got[0]["To"] == FACILITIES
        assert "What to do: Put in a new roll" in body
        wait_for(lambda: len(here.service.ledger.effects()) == 2, "the program to be told")
        posted = [json.loads(each.body) for each in here.service.ledger.effects()]
        assert [each["changes"][0]["how"] for each in posted] == ["wrong", "mended"]
        assert posted[0]["changes"][0]["codes"] == ["paper_out"]
        assert posted[0]["kind"] == "alert"
        done = [each.outcome for each in newest_entries(here.hub, here.hub.hub.audit) if each.action == "alert_sent"]
        assert done == ["done"] * 4


@pytest.mark.sqlite
def test_a_terminal_that_goes_is_one_line_and_several_are_one_message(tmp_path: Path) -> None:
    with alerting(tmp_path) as here:
        first, second = here.hub.terminal("Front door"), here.hub.terminal("Lift")
        report(first, printer("offline", "cover_open"))
        report(second, printer())
        here.after(160)  # both are silent by now, and what the first said of its printer may not be so any more
        here.after(130)
        assert here.subjects(1) == ["Llanfair Road offices: 2 things changed"]
        shown = staff_browser(here.hub).get("/settings/alerts").text
        assert shown.count("foyer-delivery") == 2  # the e-mail, and the program
        body = here.mail.got[0].get_content()
        assert body.count("Nothing has been heard of it") == 2
        assert "receipts" not in body


@pytest.mark.sqlite
def test_in_quiet_hours_nobody_is_told_but_of_what_happens_at_a_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EVENTS, "door_forced", ("It was forced.", "Go and look."))
    monkeypatch.setattr("kiosk.domain.alerts.Wanted.quiet_at", lambda *_: True)
    with alerting(tmp_path) as here:
        terminal = here.hub.terminal("Front door")
        report(terminal, printer("offline", "paper_out"))
        here.after(1)
        here.after(100)
        alert = here.hub.hub.alerts.alert
        for _ in range(3):
            here.hub.do(alert("door_forced", terminal.id, "side"))
        assert here.subjects(1) == ["Llanfair Road offices: Front door, Door “side”: It was forced."]
        here.after(301)  # the other two, as one
        assert len(here.subjects(2)) == 2
        monkeypatch.setattr("kiosk.domain.alerts.Wanted.quiet_at", lambda *_: False)
        report(terminal, printer("offline", "paper_out"))
        here.after(1)
        assert "The paper is out." in here.subjects(3)[2]
        with pytest.raises(KeyError):
            here.hub.do(alert("nobody_has_words", terminal.id))


@pytest.mark.sqlite
def test_staff_say_who_is_told_and_no_terminal_hears_of_it(tmp_path: Path) -> None:
    with alerting(tmp_path) as here:
        browser = staff_browser(here.hub)
        seal = browser.get("/settings/alerts").text.split('name="seal" value="')[1].split('"')[0]
        typed = {"seal": seal, "emails": "caretaker@aberwen.example\nno address", "quiet_from": "22:00"}
        refused = browser.fill_in("/settings/alerts", typed)
        assert refused.status_code == 422
        assert "“no address” is no e-mail" not in refused.text
        assert "“no” is no e-mail address" in refused.text
        assert "Enter from when and until when" in refused.text
        good = typed | {"emails": "caretaker@aberwen.example", "quiet_until": "06:30"}
        assert "Not between 22:00 and 06:30" in browser.fill_in("/settings/alerts", good).text
        wanted = here.hub.hub.sites.alerts
        assert (wanted.emails, wanted.webhook) == (("caretaker@aberwen.example",), "waste")
        catalogue = here.hub.terminal().get("catalogue").text
        assert "caretaker" not in catalogue
        assert "facilities@" not in catalogue


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("chosen", "verdict", "says"),
    [
        ((), "ok", "names nobody"),
        ((TOLD,), "wrong", "no mail server"),
        (("site.alerts.webhook=nowhere",), "wrong", "no destination 'nowhere'"),
        ((TOLD, *MAIL), "ok", "2 are told"),
    ],
)
def test_doctor_says_whether_anybody_can_be_told(chosen: tuple[str, ...], verdict: str, says: str) -> None:
    (check,) = [each for each in outside(settings(*chosen), {}) if each.name.startswith("alerts of")]
    assert check.verdict == verdict
    assert says in check.says


@pytest.mark.sqlite
def test_without_a_mail_server_the_page_says_that_nothing_is_sent(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub", TOLD, "hub.secure_cookies=false") as hub:
        assert not hub.hub.messages.takes(Channel.ALERT)
        assert "This hub has no mail server" in staff_browser(hub).get("/settings/alerts").text
