"""Deliveries: signed, tried again, set aside with a reason, and their effect happens once."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from devices.simulators.receiver import Receiver
from kiosk.gateways.webhook import Destination, Webhook
from kiosk.interfaces.facts import DeliveryRow, DeliveryState, SubmissionState
from kiosk.interfaces.registrations import NotTaken
from kiosk.registrations.webhook import WebhookTarget
from kiosk.runtime.clock import SystemClock
from kiosk.services.audit import Actor
from kiosk.services.deliveries import AT_ONCE, AT_ONCE_TO_ONE
from kiosk.services.pauses import Pauses
from kiosk.services.registrations import Registrations
from kiosk.services.retries import Retries
from kiosk.store.deliveries import DeliveryRows
from tests.support.answers import shipped
from tests.support.hubs import SECRET, Clockwork, running_hub, settings
from tests.support.records import rows_of

ME = Actor("test")


class Ticking(SystemClock):
    """A steady clock that a test moves on."""

    ticks = 0.0

    def monotonic(self) -> float:
        return self.ticks


def test_the_service_gets_signed_json_and_the_terminal_hears_that_it_was_accepted(
    tmp_path: Path, receiver: Receiver
) -> None:
    with running_hub(tmp_path / "hub", service_url=receiver.url) as running:
        terminal = running.terminal()
        submission = terminal.submission()
        terminal.send(submission)
        assert terminal.hear_of("submission_accepted")[0]["data"] == {"id": str(submission.id)}
        shown = running.do(running.hub.submissions.show(submission.id, ME))
    (effect,) = receiver.ledger.effects()
    assert effect.key == str(submission.id)
    envelope = json.loads(effect.body)
    assert envelope["submission_reference"] == submission.reference
    assert envelope["submission_id"] == str(submission.id)
    assert shown.row.state is SubmissionState.ACCEPTED
    ((delivery, attempts),) = shown.deliveries
    assert delivery.state is DeliveryState.DELIVERED
    assert [(attempt.number, attempt.outcome, attempt.status) for attempt in attempts] == [(1, "accepted", 201)]


def test_lost_acknowledgements_do_not_repeat_the_effect(tmp_path: Path) -> None:
    with (
        Receiver(0, tmp_path / "receiver", SECRET.encode(), drop_acknowledgements=4).running() as service,
        running_hub(tmp_path / "hub", service_url=service.url) as running,
    ):
        terminal = running.terminal()
        sent = [terminal.submission() for _ in range(3)]
        for submission in sent:
            terminal.send(submission)
        terminal.hear_of("submission_accepted", 3)
        effects = service.ledger.effects()
    assert sorted(effect.key for effect in effects) == sorted(str(submission.id) for submission in sent)
    assert sum(effect.times_sent for effect in effects) == 7


def test_a_service_in_trouble_is_tried_again(tmp_path: Path) -> None:
    with (
        Receiver(
            0, tmp_path / "receiver", SECRET.encode(), answers=(503, 429, 408, 409, 425, 500)
        ).running() as service,
        running_hub(tmp_path / "hub", service_url=service.url) as running,
    ):
        terminal = running.terminal()
        submission = terminal.submission()
        terminal.send(submission)
        terminal.hear_of("submission_accepted")
        ((_, attempts),) = running.do(running.hub.submissions.show(submission.id, ME)).deliveries
    assert [attempt.status for attempt in attempts] == [503, 429, 408, 409, 425, 500, 201]
    assert [attempt.reason for attempt in attempts[:2]] == ["status_503", "status_429"]


@pytest.mark.sqlite
@pytest.mark.parametrize("status", [400, 401, 404, 410, 422, 301, 307])
def test_a_refusal_is_set_aside_with_its_reason_and_can_be_tried_again(tmp_path: Path, status: int) -> None:
    with (
        Receiver(0, tmp_path / "receiver", SECRET.encode(), answers=(status,)).running() as service,
        running_hub(tmp_path / "hub", service_url=service.url) as running,
    ):
        terminal = running.terminal()
        submission = terminal.submission()
        terminal.send(submission)
        (failed,) = terminal.hear_of("submission_failed")
        assert failed["data"] == {"id": str(submission.id), "reason": f"status_{status}"}
        shown = running.do(running.hub.submissions.show(submission.id, ME))
        assert (shown.row.state, shown.row.reason) == (SubmissionState.FAILED, f"status_{status}")
        assert shown.can_try_again
        running.do(running.hub.submissions.try_again(submission.id, ME))
        terminal.hear_of("submission_accepted")
        shown = running.do(running.hub.submissions.show(submission.id, ME))
        assert [attempt.number for attempt in shown.deliveries[0][1]] == [1, 2]
        assert not shown.can_try_again
        assert len(service.ledger.effects()) == 1


def test_after_enough_tries_it_is_set_aside_and_counts_anew_when_asked_again(tmp_path: Path) -> None:
    with running_hub(tmp_path, "hub.delivery_attempts=3") as running:
        terminal = running.terminal()
        submission = terminal.submission()
        terminal.send(submission)
        terminal.hear_of("submission_failed")
        running.do(running.hub.submissions.try_again(submission.id, ME))
        failed = terminal.hear_of("submission_failed", 2)
        ((delivery, attempts),) = running.do(running.hub.submissions.show(submission.id, ME)).deliveries
    assert [fact["data"]["reason"] for fact in failed] == ["cannot_connect"] * 2
    assert [attempt.number for attempt in attempts] == [1, 2, 3, 4, 5, 6]
    assert delivery.state is DeliveryState.DEAD


@pytest.mark.sqlite
def test_a_wrong_secret_is_refused_by_the_service_and_told_to_staff(tmp_path: Path) -> None:
    with (
        Receiver(0, tmp_path / "receiver", b"another secret altogether").running() as service,
        running_hub(tmp_path / "hub", service_url=service.url) as running,
    ):
        terminal = running.terminal()
        terminal.send(terminal.submission())
        (failed,) = terminal.hear_of("submission_failed")
        assert failed["data"]["reason"] == "status_401"
        assert service.ledger.effects() == []


@pytest.mark.sqlite
def test_a_service_that_never_answers_leaves_room_for_the_others(tmp_path: Path, receiver: Receiver) -> None:
    with (
        running_hub(tmp_path / "hub", service_url=receiver.url) as running,
        socket.create_server(("127.0.0.1", 0)) as silent,
    ):
        waste = running.hub.registrations._targets["waste"]
        assert isinstance(waste, WebhookTarget)
        waste._webhook._destination = Destination(f"http://127.0.0.1:{silent.getsockname()[1]}/", SECRET.encode())
        terminal = running.terminal()
        for _ in range(AT_ONCE * 2):
            terminal.send(terminal.submission())
        enquiries = [terminal.submission_of(shipped("general-enquiry")) for _ in range(3)]
        for enquiry in enquiries:
            terminal.send(enquiry)
        accepted = {fact["data"]["id"] for fact in terminal.hear_of("submission_accepted", 3)}
        under_way = list(running.hub.deliveries._under_way.values())
    assert accepted == {str(enquiry.id) for enquiry in enquiries}
    assert under_way.count("waste") == AT_ONCE_TO_ONE


@pytest.mark.sqlite
def test_a_service_that_is_down_is_asked_now_and_then_whatever_it_is_owed_and_gets_all_when_it_is_back(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    slow = ("hub.delivery_retry_first=0.3", "hub.delivery_retry_longest=0.3", "hub.delivery_attempts=1000")
    with running_hub(tmp_path / "hub", *slow, service_url=f"http://127.0.0.1:{port}/") as running:
        terminal = running.terminal()
        began = running.clock.monotonic()
        for _ in range(20):
            assert terminal.send(terminal.submission()).status_code == 201
        threading.Event().wait(1.5)
        ((tried,),) = rows_of(tmp_path / "hub", "SELECT sum(attempts) FROM deliveries")
        assert isinstance(tried, int)
        often = (running.clock.monotonic() - began) / 0.3 + 1
        assert 0 < tried <= often * AT_ONCE_TO_ONE, "one try of each would be 20 every third of a second"
        with Receiver(port, tmp_path / "receiver", SECRET.encode()).running() as service:
            terminal.hear_of("submission_accepted", 20)
            assert len(service.ledger.effects()) == 20


def test_pauses_double_up_to_the_longest_and_end_with_an_answer() -> None:
    clock = Ticking()
    pauses = Pauses(clock, 2, 900)
    assert pauses.now() == {}
    for expected in (2, 4, 8, 16, 30, 30):
        pauses.unreachable("waste")
        pauses.unreachable("waste")
        assert pauses.now() == {"waste": expected}
        clock.ticks += expected
        assert pauses.now() == {}
    pauses.reached("waste")
    pauses.unreachable("waste")
    assert pauses.now() == {"waste": 2}


def test_a_mistake_of_ours_with_one_delivery_does_not_end_the_others(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = DeliveryRows.take
    broken = iter([True, True])

    def take(*arguments: Any) -> DeliveryRow | None:
        if next(broken, False):
            raise ZeroDivisionError
        return whole(*arguments)

    monkeypatch.setattr("kiosk.services.deliveries.RECORD_PAUSE", 0.05)
    with running_hub(tmp_path / "hub", service_url=receiver.url) as running:
        monkeypatch.setattr(DeliveryRows, "take", take)
        terminal = running.terminal()
        terminal.send(terminal.submission())
        terminal.hear_of("submission_accepted")
    assert next(broken, None) is None


def test_what_is_owed_outlives_a_restart(tmp_path: Path, receiver: Receiver) -> None:
    with running_hub(tmp_path / "hub", "hub.delivery_retry_first=2", "hub.delivery_retry_longest=2") as running:
        terminal = running.terminal()
        submission = terminal.submission()
        terminal.send(submission)
    with running_hub(tmp_path / "hub", service_url=receiver.url) as running:
        terminal.url = running.url
        assert terminal.hear_of("submission_accepted")[0]["data"] == {"id": str(submission.id)}
    assert [effect.key for effect in receiver.ledger.effects()] == [str(submission.id)]


def test_a_submission_that_needs_review_goes_out_once_its_form_is_published(
    tmp_path: Path, receiver: Receiver
) -> None:
    with running_hub(tmp_path / "hub", service_url=receiver.url) as running:
        terminal = running.terminal()
        later = terminal.submission(form_version=77)
        terminal.send(later)
        (document,) = [each for each in running.do(running.hub.forms.offered()) if _id(each) == later.form_id]
        running.do(running.hub.forms.publish([_with_version(document, 77)]))
        running.do(running.hub.submissions.try_again(later.id, ME))
        assert terminal.hear_of("submission_accepted")[0]["data"] == {"id": str(later.id)}


def test_a_redirect_is_not_followed_with_a_persons_answers(tmp_path: Path, receiver: Receiver) -> None:
    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(308)
            self.send_header("Location", receiver.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        webhook = Webhook(
            Destination(f"http://127.0.0.1:{server.server_address[1]}/", SECRET.encode()), Clockwork(), 5
        )
        with pytest.raises(NotTaken) as refused:
            webhook.post(uuid4(), b"{}")
        server.shutdown()
        thread.join()
    assert refused.value.status == 308
    assert receiver.ledger.effects() == []


def test_a_destination_nobody_configured_is_a_reason_not_a_crash() -> None:
    answer = Registrations({}, [], {}).post("nowhere", uuid4(), b"{}")
    assert (answer.outcome, answer.reason) == ("refused", "destination_unknown")


def test_a_secret_is_in_no_repr() -> None:
    assert SECRET not in repr(Destination("https://waste.example/", SECRET.encode()))


def test_waits_double_up_to_the_longest_and_end() -> None:
    retries = Retries(first=2, longest=900, tries=12)
    waits = [retries.wait(tries, 1) for tries in range(1, 13)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, None]
    assert retries.wait(3, 0) == 0
    assert retries.wait(3, 0.5) == 4
    assert Retries(1, 900, 10_000).wait(9_999, 1) == 900


def test_the_receiver_tells_how_much_it_took(receiver: Receiver) -> None:
    assert requests.get(receiver.url, timeout=5).json() == {"effects": 0, "requests": 0}


def test_settings_of_the_demonstration_name_a_place_for_each_form() -> None:
    assert settings().destinations


def _id(document: object) -> str:
    assert isinstance(document, dict)
    return str(document["metadata"]["id"])


def _with_version(document: object, version: int) -> dict[str, object]:
    changed = json.loads(json.dumps(document))
    changed["metadata"]["version"] = version
    return changed
