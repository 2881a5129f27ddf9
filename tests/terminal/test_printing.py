"""A receipt of a real submission on a simulated printer, and what the journal keeps of it."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from devices.printers import printer as printers
from kiosk.domain.events import DevicesChanged, Receipt
from kiosk.domain.printing import Printed
from kiosk.domain.roll_calls import Kind, Procedure, Source
from kiosk.domain.tickets import Code, Ticket, Words
from kiosk.interfaces.devices import NoDevices
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.equipment import OURS, equipment, receipt_template
from kiosk.runtime.settings import load
from kiosk.terminal import print_records
from kiosk.terminal.badges import Badge, Badges
from kiosk.terminal.journal import Journal
from kiosk.terminal.printing import HIDDEN, Equipment
from tests.support.answers import complete
from tests.support.desk import shipped
from tests.support.printers import driven, printer
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


class Listening(NoDevices):
    """Devices that take what is printed and answer what they are told to."""

    def __init__(self, answer: Printed | None = None) -> None:
        self.tickets: list[Ticket] = []
        self.ended: list[Future[Printed]] = []
        self._answer = answer
        self.torn_off = False

    def tear_off(self) -> None:
        self.torn_off = True

    def print(self, ticket: Ticket, seconds: float, what: str = "") -> Future[Printed]:
        assert seconds > 0
        assert what in ("receipt", "")
        self.tickets.append(ticket)
        self.ended.append(Future())
        if self._answer is not None:
            self.ended[-1].set_result(self._answer)
        return self.ended[-1]


def rows(data: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(data / "journal.db")) as database:
        return database.execute("SELECT what, outcome, reason FROM prints ORDER BY rowid").fetchall()


def sent(started: Started) -> tuple[UUID, str]:
    """A submission that is kept, by its id and reference."""
    assert started.wait_for(lambda: started.terminal.catalogue is not None)
    known = started.terminal.catalogue
    assert known is not None
    form = next(form for form in known.forms if form.id == "missed-bin")
    given = started.run(started.terminal.submit(form, complete(form), "cy", UUID(int=1)))
    return given.id, given.reference


def test_the_receipt_of_a_submission_comes_out_in_the_visitors_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "LOOK", 0.02)
    with StandInHub() as hub, printer(tmp_path) as simulated, driven(simulated) as watched:
        own = equipment(load("demo"), watched.rack)
        with Started(tmp_path / "terminal", hub.url, equipment=own) as started:
            identifier, reference = sent(started)
            printing, known = started.terminal.printing, started.terminal.catalogue
            assert known is not None
            watched.wait_usable()
            assert printing.capabilities.printer == "usable"
            given = Receipt(identifier, reference, "saved")
            form = shipped("missed-bin")
            assert started.run(printing.receipt(known.site, form, given, "cy")) == Printed("printed")
            simulated.switch("cover_open", True)
            assert started.wait_for(lambda: printing.capabilities.printer == "gone")
            assert any(isinstance(fact, DevicesChanged) for fact in started.facts)
            gone = started.run(printing.receipt(known.site, form, given, "cy"))
            assert gone == Printed("not_printed", "cover_open")
            assert hub.wait_for(lambda: any(each["devices"] for each in hub.reports))
        assert simulated.state()["papers"] == [0]
    assert rows(tmp_path / "terminal") == [("receipt", "printed", ""), ("receipt", "not_printed", "cover_open")]


def test_a_test_print_that_staff_want_on_a_page_of_theirs_is_answered_with_what_became_of_it(tmp_path: Path) -> None:
    answers = [Printed("printed"), Printed("not_printed", "paper_out"), Printed("unknown", "silent")]
    said = [("done", "printed"), ("refused", "paper_out"), ("refused", "unknown")]
    devices = Listening()
    own = Equipment(devices, receipt_template(OURS), receipt_template(OURS))
    with StandInHub() as hub, Started(tmp_path, hub.url, equipment=own) as started:
        assert started.wait_for(lambda: started.terminal.catalogue is not None and started.terminal.hub_reachable)
        for answer, wanted in zip(answers, said, strict=True):
            devices._answer = answer
            assert hub.was_answered(hub.command("test_print"), *wanted)
    assert [what for what, _, _ in rows(tmp_path)] == ["test"] * 3


def test_what_is_on_a_receipt_is_what_the_person_needs_and_none_of_their_answers(tmp_path: Path) -> None:
    devices = Listening(Printed("printed"))
    with (
        StandInHub() as hub,
        Started(tmp_path, hub.url, equipment=Equipment(devices, receipt_template(OURS))) as started,
    ):
        identifier, reference = sent(started)
        known = started.terminal.catalogue
        assert known is not None
        form = shipped("missed-bin")
        for link in ("A" * 22, None):
            given = Receipt(identifier, reference, "saved", link)
            started.run(started.terminal.printing.receipt(known.site, form, given, "cy"))
    for ticket in devices.tickets:
        words = [part.text for part in ticket.parts if isinstance(part, Words)]
        assert {reference, "Eich cyfeirnod", form.title.get("cy")} <= set(words)
        assert [text.get("cy") for text in form.confirmation if text.get("cy") in words]
        (code,) = [part.content for part in ticket.parts if isinstance(part, Code)]
        assert reference in code or known.site.public_url is not None
        shown = "\n".join(words) + code
        answers = [answer for answer in complete(form).values() if isinstance(answer, str) and len(answer) > 4]
        assert answers
        assert not [answer for answer in answers if answer in shown]


def test_a_print_is_in_the_journal_before_it_leaves_and_after_a_crash_nobody_knows(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, SystemClock())
    journal.start()
    begin = partial(print_records.begin, identifier=UUID(int=7), what="receipt", made_at=NOW, until=NOW)
    journal.submit(begin).result(10)
    journal.close()
    again = Journal(path, SystemClock())
    again.start()
    assert again.submit(partial(print_records.end_all, at=NOW)).result(10) == 1
    late = partial(print_records.end, identifier=UUID(int=7), printed=Printed("printed"), at=NOW)
    again.submit(late).result(10)
    again.close()
    assert rows(tmp_path) == [("receipt", "unknown", "restarted")]
    third = Journal(path, SystemClock())
    third.start()
    assert third.submit(partial(print_records.erase, before=NOW + timedelta(seconds=1))).result(10) == 1
    third.close()


def test_a_terminal_that_went_down_in_the_middle_of_a_ticket_has_it_torn_off(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", SystemClock())
    journal.start()
    begin = partial(print_records.begin, identifier=UUID(int=7), what="receipt", made_at=NOW, until=NOW)
    journal.submit(begin).result(10)
    journal.close()
    for torn_off in (True, False):
        devices = Listening()
        with StandInHub() as hub, Started(tmp_path, hub.url, equipment=Equipment(devices)) as started:
            assert started.wait_for(lambda: started.terminal.catalogue is not None)
        assert devices.torn_off is torn_off
    assert rows(tmp_path) == [("receipt", "unknown", "restarted")]


@pytest.mark.parametrize("procedure", [Procedure.LOCKDOWN, Procedure.INVACUATION])
def test_a_lockdown_stops_a_party_s_badges_in_the_middle_and_nothing_is_printed_until_it_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, procedure: Procedure
) -> None:
    monkeypatch.setattr(printers, "LOOK", 0.02)
    party = [Badge(f"FB1CODE{number}", number, "Siân") for number in range(3)]
    with StandInHub() as hub, printer(tmp_path, speed=1) as simulated, driven(simulated) as watched:
        own = equipment(load("demo"), watched.rack)
        with Started(tmp_path / "terminal", hub.url, equipment=own, notice_port=0) as started:
            assert started.wait_for(lambda: started.terminal.catalogue is not None)
            terminal, known = started.terminal, started.terminal.catalogue
            assert known is not None
            watched.wait_usable()
            badges = Badges(terminal.printing, terminal.trusted_now)
            printing = asyncio.run_coroutine_threadsafe(badges.print(known.site, party, "en"), terminal.loop)
            while not simulated.machine.papers[-1].rows:
                assert not printing.done()
            state = terminal.rolls.calls.state

            async def begin() -> None:
                state.begin(procedure, Kind.LIVE, Source.PAGE, None)

            async def end() -> None:
                state.end(None)

            started.run(begin())
            assert printing.result(30).outcome != "printed"
            simulated.machine.speed = simulated.machine.busy_until = 0
            watched.wait_usable()
            assert started.run(badges.print(known.site, party, "en")) == HIDDEN
            assert started.run(terminal.printing.test(known.site, "en")) == HIDDEN
            started.run(end())
            watched.wait_usable()
            assert started.run(badges.print(known.site, party[:1], "en")) == Printed("printed")
    assert [what for what, outcome, _ in rows(tmp_path / "terminal") if outcome == "printed"] == ["badge"]


def test_a_template_that_cannot_be_used_gives_way_to_ours(tmp_path: Path) -> None:
    broken = tmp_path / "receipt.toml"
    broken.write_text('[[block]]\ntext = "{nonsense}"\n', "utf-8")
    settings = load("demo", overrides=(f'printing.receipt="{broken}"',))
    assert equipment(settings, Listening()).receipt == receipt_template(OURS)


def test_a_driver_that_never_answers_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.terminal.printing.LATE", 0.0)
    own = Equipment(Listening(), receipt_template(OURS), receipt_template(OURS), seconds=0.05)
    with StandInHub() as hub, Started(tmp_path, hub.url, equipment=own) as started:
        assert started.wait_for(lambda: started.terminal.catalogue is not None)
        assert started.run(started.terminal.printing.test(None, "en")) == Printed("unknown", "driver_silent")
    assert rows(tmp_path) == [("test", "unknown", "driver_silent")]
