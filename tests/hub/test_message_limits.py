"""Messages to people outside: so many and no more, each once, and what becomes of those that nobody takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from devices.simulators.mail_server import MailServer
from devices.simulators.notify import NotifyStandIn
from tests.hub.test_retention import nights
from tests.support.hubs import newest_entries, wait_for
from tests.support.messages import BY_EMAIL, BY_TEXT, World, world
from tests.support.records import rows_of


def test_an_address_gets_so_many_a_day_and_staff_see_what_was_refused(tmp_path: Path) -> None:
    with world(tmp_path, "messages.per_address_day=2") as here:
        others = [here.send(**BY_EMAIL | {"email": address}) for address in ("A.B@example.org", "a.B@example.org")]
        refused = here.send(**BY_EMAIL | {"email": "a.b@example.org"})
        assert [here.state(each) for each in others] == [("sent", None)] * 2
        assert here.state(refused) == ("refused", "limit_address")
        audit = newest_entries(here.hub, here.hub.hub.audit)
        entry = next(entry for entry in audit if entry.action == "message_refused")
        assert (entry.subject, entry.outcome, entry.code) == (str(refused.id), "refused", "limit_address")
        # The screen shows the same as ever.
        accepted = here.terminal.hear_of("submission_accepted", 3)
        assert refused.id in {UUID(fact["data"]["id"]) for fact in accepted}
        assert _spent(here, 24) == 2
        here.hub.clock.skip(24 * 3600 + 1)
        assert _spent(here, 24) == 0
    assert len(here.mail.taken) == 2


@pytest.mark.sqlite
def test_a_terminal_causes_so_many_an_hour(tmp_path: Path) -> None:
    with world(tmp_path, "messages.per_terminal_hour=2") as here:
        other = here.hub.terminal("Another")
        states = [here.state(here.send(**BY_EMAIL | {"email": f"r{at}@example.org"})) for at in range(3)]
        assert states == [("sent", None), ("sent", None), ("refused", "limit_terminal")]
        assert here.state(here.send(other, **BY_EMAIL | {"email": "r3@example.org"})) == ("sent", None)


@pytest.mark.sqlite
def test_a_site_sends_so_many_an_hour(tmp_path: Path) -> None:
    with world(tmp_path, "messages.per_site_hour=1") as here:
        assert here.state(here.send(**BY_EMAIL)) == ("sent", None)
        refused = here.send(here.hub.terminal("Another"), **BY_EMAIL | {"email": "r@example.org"})
        assert here.state(refused) == ("refused", "limit_site")


@pytest.mark.sqlite
def test_texts_cost_so_much_a_day_and_mail_goes_on(tmp_path: Path) -> None:
    with world(tmp_path, "messages.sms_pence=4", "messages.sms_pence_day=9") as here:
        states = [here.state(here.send(**BY_TEXT | {"telephone": f"+44745712345{at}"})) for at in range(3)]
        assert states == [("sent", None), ("sent", None), ("refused", "limit_cost")]
        assert here.state(here.send(**BY_EMAIL)) == ("sent", None)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("number", "reason"),
    [("+447624494123", "number_foreign"), ("+353861234567", "number_foreign"), ("+441632960123", "not_a_mobile")],
)
def test_a_number_that_no_text_may_go_to_is_refused_and_nobody_is_asked(
    tmp_path: Path, number: str, reason: str
) -> None:
    with world(tmp_path) as here:
        submission = here.send(**BY_TEXT | {"telephone": number})
        assert here.state(submission) == ("refused", reason)
        assert here.notify.sent == []
        assert rows_of(tmp_path / "hub", "SELECT cost, length(sealed), address_mark FROM messages") == [(0, 0, None)]


# --- once, and again ---


def test_a_submission_causes_one_message_however_often_it_is_sent(tmp_path: Path) -> None:
    with world(tmp_path, notify=NotifyStandIn(drop_acknowledgements=2)) as here:
        submission = here.send(**BY_TEXT)
        for _ in range(3):
            assert here.terminal.send(submission).status_code == 200
        assert here.state(submission) == ("sent", None)
        row = here.row(submission)
        assert len(here.notify.sent) == 1
        assert row is not None
        assert row.tries > 1


@pytest.mark.sqlite
def test_a_hub_that_lost_its_record_tells_nobody_a_second_time(tmp_path: Path) -> None:
    """It is given the submission again, has it accepted again, and Notify says that the person was told."""
    with world(tmp_path) as here:
        submission = here.send(**BY_TEXT)
        known = here.notify
        (first,) = known.sent
    again = NotifyStandIn()
    again.sent.append(first)
    for file in (tmp_path / "hub").glob("hub.db*"):
        file.unlink()
    with world(tmp_path, notify=again) as here:
        row = here.send(facts={"id": submission.id, "reference": submission.reference}, **BY_TEXT)
        assert here.state(row) == ("sent", None)
        assert again.sent == [first]


@pytest.mark.sqlite
def test_a_mistake_of_ours_with_a_message_does_not_undo_a_delivery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kiosk.services.messages.write", broken)
    with world(tmp_path) as here:
        submission = here.terminal.submission_of(here.form, here.answers(**BY_TEXT))
        here.terminal.send(submission)
        here.terminal.hear_of("submission_accepted")
        assert rows_of(tmp_path / "hub", "SELECT count(*) FROM messages") == [(0,)]


@pytest.mark.postgresql
def test_two_hubs_that_share_a_record_tell_everybody_once(tmp_path: Path) -> None:
    roomy = "messages.per_terminal_hour=100", "messages.per_site_hour=1000", "messages.sms_pence_day=100000"
    mail = MailServer()
    with world(tmp_path, *roomy, mail=mail) as here, here.second() as second:
        terminals = [here.terminal, second.terminal()]
        for number in range(20):
            by_email = BY_EMAIL | {"email": f"r{number}@example.org"}
            submission = terminals[number % 2].submission_of(here.form, here.answers(**by_email))
            assert terminals[number % 2].send(submission).status_code == 201
        wait_for(lambda: len(mail.taken) >= 20, "everybody to be told")
        waiting = "SELECT count(*) FROM messages WHERE state = 'queued'"
        wait_for(lambda: rows_of(tmp_path / "hub", waiting) == [(0,)], "all to be settled")
    assert sorted(taken.recipients[0] for taken in mail.taken) == sorted(f"r{n}@example.org" for n in range(20))


@pytest.mark.sqlite
def test_what_nobody_takes_fails_with_its_reason_and_costs_nothing(tmp_path: Path) -> None:
    with world(tmp_path, mail=MailServer(answers=(550,)), notify=NotifyStandIn(answers=(400,))) as here:
        by_email, by_text = here.send(**BY_EMAIL), here.send(**BY_TEXT)
        assert here.state(by_email) == ("failed", "smtp_550")
        assert here.state(by_text) == ("failed", "notify_400")
        assert rows_of(tmp_path / "hub", "SELECT DISTINCT cost, length(sealed) FROM messages") == [(0, 0)]


@pytest.mark.sqlite
def test_a_server_that_is_away_for_long_is_given_up(tmp_path: Path) -> None:
    with world(tmp_path, "hub.delivery_attempts=3", "notify.url=http://127.0.0.1:9") as here:
        assert here.state(here.send(**BY_TEXT)) == ("failed", "cannot_connect")


def test_what_is_queued_outlives_a_restart(tmp_path: Path) -> None:
    slow = "hub.delivery_retry_first=3", "hub.delivery_retry_longest=3"
    with world(tmp_path, *slow, "notify.url=http://127.0.0.1:9") as here:
        submission = here.terminal.submission_of(here.form, here.answers(**BY_TEXT))
        here.terminal.send(submission)
        tried = "SELECT tries FROM messages WHERE tries > 0"
        wait_for(lambda: bool(rows_of(tmp_path / "hub", tried)), "the first try")
    with world(tmp_path) as here:
        wait_for(lambda: here.row(submission) is not None, "the message to go")
        assert [sent.to for sent in here.notify.sent] == ["+447457123456"]


@pytest.mark.sqlite
def test_a_way_that_was_turned_off_meanwhile_ends_what_was_queued(tmp_path: Path) -> None:
    with world(tmp_path, "notify.url=http://127.0.0.1:9") as here:
        submission = here.terminal.submission_of(here.form, here.answers(**BY_TEXT))
        here.terminal.send(submission)
        wait_for(lambda: rows_of(tmp_path / "hub", "SELECT count(*) FROM messages") == [(1,)], "the message")
    with world(tmp_path, "messages.sms=off", "messages.email=off") as here:
        wait_for(lambda: here.row(submission) is not None, "the message to end")
        assert here.state(submission) == ("failed", "channel_off")
        assert rows_of(tmp_path / "hub", "SELECT length(sealed) FROM messages") == [(0,)]


def test_what_became_of_messages_and_the_links_end_with_the_answers(tmp_path: Path) -> None:
    with world(tmp_path, "retention.at=") as here:
        old = here.send(facts={"link": "A" * 22}, **BY_EMAIL)
        nights(here.hub, 91)
        assert rows_of(tmp_path / "hub", "SELECT count(*) FROM messages") == [(0,)]
        assert rows_of(tmp_path / "hub", "SELECT count(*) FROM receipt_links") == [(0,)]
        assert rows_of(tmp_path / "hub", "SELECT count(*) FROM submissions") == [(1,)]
        proved = "SELECT kind, max(count) FROM retention_log WHERE kind IN ('messages', 'receipts') GROUP BY kind"
        assert sorted(rows_of(tmp_path / "hub", proved)) == [("messages", 1), ("receipts", 1)]
        assert here.hub.do(here.hub.hub.receipts.find(str(old.link))) is None


def _spent(here: World, hours: float) -> int:
    since = here.hub.clock.now() - timedelta(hours=hours)
    return here.hub.do(here.hub.hub.store.read(lambda record: record.messages.spent(since))).messages
