"""GOV.UK Notify: asked as it wants to be asked, by a service that checks; and nothing is sent twice."""

from __future__ import annotations

import socket
from uuid import UUID, uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from devices.simulators.notify import EMAIL, KEY, SECRET, SERVICE, SMS, NotifyStandIn, Template
from kiosk.domain.messages import Channel
from kiosk.gateways.notify import Account, Notify, read_key
from kiosk.interfaces.messages import Handed, Outgoing
from tests.support.hubs import Clockwork

PARTS = {"reference": "7K3-MQ9-XZ4", "form": "Rhoi gwybod am fin a fethwyd", "link": ""}


def outgoing(channel: Channel = Channel.SMS, key: UUID | None = None, **changes: str) -> Outgoing:
    words = {
        "address": "+447700900123" if channel is Channel.SMS else "resident@example.org",
        "language": "cy",
        "subject": "Cyfeirnod 7K3-MQ9-XZ4",
        "body": "Cyngor Aberwen: derbyniwyd eich ffurflen. Cyfeirnod 7K3-MQ9-XZ4.",
    } | changes
    return Outgoing(key or uuid4(), channel, parts=PARTS, **words)


def notify(service: NotifyStandIn, timeout: float = 5, **changes: object) -> Notify:
    templates = {Channel.EMAIL: EMAIL.id, Channel.SMS: SMS.id}
    facts: dict[str, object] = {"url": service.url, "key": KEY, "templates": templates}
    return Notify(Account(**(facts | changes)), Clockwork(), timeout)  # type: ignore[arg-type] - facts of many kinds


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_a_message_is_sent_by_its_template_under_our_reference(channel: Channel) -> None:
    message = outgoing(channel)
    with NotifyStandIn().running() as service:
        handed = notify(service)(message)
        (sent,) = service.sent
    assert handed == Handed("sent", None, 1 if channel is Channel.SMS else None)
    assert (sent.to, sent.body, sent.reference) == (message.address, message.body, str(message.id))
    assert sent.subject == (message.subject if channel is Channel.EMAIL else None)


def test_a_template_may_have_words_of_the_councils_own_and_is_charged_by_them() -> None:
    own = Template(SMS.id, "Diolch! ((reference)), ((form))." + " Ŵ" * 40)
    with NotifyStandIn(templates=(own,)).running() as service:
        handed = notify(service)(outgoing())
        (sent,) = service.sent
    assert sent.body.startswith("Diolch! 7K3-MQ9-XZ4, Rhoi gwybod am fin a fethwyd.")
    assert handed == Handed("sent", None, 2)


def test_the_token_is_one_by_the_rules() -> None:
    with NotifyStandIn().running() as service:
        token = notify(service)._token()
    read = jwt.decode(token, OctKey.import_key(SECRET), algorithms=["HS256"])
    assert read.claims["iss"] == SERVICE
    assert read.header["typ"] == "JWT"


def test_a_lost_answer_does_not_send_it_twice() -> None:
    message = outgoing()
    with NotifyStandIn(drop_acknowledgements=1).running() as service:
        assert notify(service)(message).outcome == "put_off"
        assert notify(service)(message) == Handed("sent")
        assert len(service.sent) == 1


@pytest.mark.parametrize(
    ("status", "handed"),
    [
        (500, Handed("put_off", "notify_500")),
        (429, Handed("put_off", "notify_429")),
        (403, Handed("put_off", "notify_403")),
        (400, Handed("refused", "notify_400")),
    ],
)
def test_trouble_is_tried_again_and_a_refusal_is_not(status: int, handed: Handed) -> None:
    with NotifyStandIn(answers=(status,)).running() as service:
        assert notify(service)(outgoing()) == handed


def test_a_wrong_key_can_be_mended() -> None:
    with NotifyStandIn().running() as service:
        wrong = f"key-{SERVICE}-{uuid4()}"
        assert notify(service, key=wrong)(outgoing()) == Handed("put_off", "notify_403")
        assert service.sent == []


def test_a_clock_that_is_off_is_noticed_by_the_service() -> None:
    clock = Clockwork()
    clock.skip(90)
    with NotifyStandIn().running() as service:
        send = Notify(Account(service.url, KEY, {Channel.SMS: SMS.id}), clock, 5)
        assert send(outgoing()) == Handed("put_off", "notify_403")


@pytest.mark.parametrize(
    ("template", "reason"),
    [(Template(SMS.id, "((a_name_we_do_not_give))"), "notify_400"), (Template(str(uuid4()), "other"), "notify_400")],
)
def test_a_template_that_does_not_fit_is_refused_with_a_reason(template: Template, reason: str) -> None:
    with NotifyStandIn(templates=(template,)).running() as service:
        assert notify(service)(outgoing()) == Handed("refused", reason)


def test_a_service_that_never_answers_costs_no_more_than_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, NotifyStandIn().running() as service:
        send = notify(service, url=f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.3)
        assert send(outgoing()) == Handed("put_off", "no_answer")


def test_a_service_that_is_away_is_tried_again() -> None:
    with NotifyStandIn().running() as service:
        send = notify(service)
    assert send(outgoing()) == Handed("put_off", "cannot_connect")


def test_a_key_is_read_from_its_end_and_shown_nowhere() -> None:
    assert read_key(KEY) == (SERVICE, SECRET)
    assert SECRET not in repr(Account("https://notify.example", KEY, {}))
    for wrong in ("", "foyer", f"{SERVICE}-{SECRET}", f"k-{SERVICE}-{SECRET[:-1]}x"):
        with pytest.raises(ValueError, match="not a key"):
            read_key(wrong)
