"""Mail: handed in to a real server over a real socket, encrypted, once, and with nothing slipped into its head."""

from __future__ import annotations

import socket
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID

import pytest

from devices.simulators.mail_server import MailServer as Server
from kiosk.domain.messages import Channel
from kiosk.gateways.mail import Mail, MailServer
from kiosk.interfaces.messages import Handed, Outgoing
from tests.support.certificates import certificate
from tests.support.hubs import Clockwork

ID = UUID("01939c1e-6b7a-7c3e-9f3e-2b1d4c5e6f70")
ACCOUNT = ("foyer", "a pass word of theirs")


def outgoing(**changes: str) -> Outgoing:
    words = {
        "address": "resident@example.org",
        "language": "cy",
        "subject": "Cyfeirnod 7K3-MQ9-XZ4: Rhoi gwybod am fin a fethwyd ŵŷ",
        "body": "Diolch.\n\n.A line with a dot\n" + "A line that is long. " * 60 + "\n",
    } | changes
    return Outgoing(ID, Channel.EMAIL, parts={}, **words)


def mail(server: Server, trust: Path | None = None, timeout: float = 5, **changes: object) -> Mail:
    facts: dict[str, object] = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none" if trust is None else "starttls",
        "sender": "foyer@aberwen.example",
        "sender_name": "Cyngor Aberwen, Tŷ'r Cyngor",
        "trust": None if trust is None else str(trust),
    }
    return Mail(MailServer(**(facts | changes)), Clockwork(), timeout)  # type: ignore[arg-type] - facts of many kinds


@pytest.mark.parametrize("at_once", [False, True])
def test_a_message_is_handed_in_encrypted_and_arrives_as_it_was_written(tmp_path: Path, at_once: bool) -> None:
    file = certificate(tmp_path / "server.pem")
    with Server(certificate=file, account=ACCOUNT, tls_at_once=at_once).running() as server:
        send = mail(
            server,
            file,
            security="tls" if at_once else "starttls",
            username=ACCOUNT[0],
            password=ACCOUNT[1],
            reply_to="desk@aberwen.example",
        )
        assert send(outgoing()) == Handed("sent")
        (taken,) = server.taken
    assert (taken.encrypted, taken.who, taken.sender) == (True, "foyer", "foyer@aberwen.example")
    assert taken.recipients == ("resident@example.org",)
    message = taken.message
    assert message["To"] == "resident@example.org"
    assert message["From"].addresses[0].display_name == "Cyngor Aberwen, Tŷ'r Cyngor"
    assert message["Subject"] == outgoing().subject
    assert message["Message-ID"] == f"<{ID}@aberwen.example>"
    assert message["Content-Language"] == "cy"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "desk@aberwen.example"
    assert parsedate_to_datetime(message["Date"]).tzinfo is not None
    assert message.get_content().replace("\r\n", "\n") == outgoing().body
    assert max(map(len, taken.data.split(b"\r\n"))) <= 998
    assert taken.data.isascii()


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "resident@example.org\r\nBcc: everybody@example.org"},
        {"address": "resident@example.org>\r\nRCPT TO:<everybody@example.org"},
        {"address": "resident@example.org, everybody@example.org"},
        {"address": "no address"},
        {"address": ""},
        {"subject": "Thank you\r\nBcc: everybody@example.org"},
        {"subject": "Thank you\nX-Mine: yes"},
        {"language": "cy\r\nBcc: everybody@example.org"},
    ],
)
def test_nothing_can_be_slipped_into_a_header(changes: dict[str, str]) -> None:
    with Server().running() as server:
        assert mail(server)(outgoing(**changes)) == Handed("refused", "cannot_send")
        assert server.taken == []


def test_a_body_cannot_end_the_message_and_begin_another() -> None:
    body = "Before\r\n.\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nAfter\n"
    with Server().running() as server:
        assert mail(server)(outgoing(body=body)).outcome == "sent"
        (taken,) = server.taken
    assert "After" in taken.message.get_content()


def test_a_certificate_nobody_vouches_for_is_not_spoken_to(tmp_path: Path) -> None:
    ours, theirs = certificate(tmp_path / "ours.pem"), certificate(tmp_path / "theirs.pem")
    with Server(certificate=theirs).running() as server:
        assert mail(server, ours)(outgoing()) == Handed("put_off", "certificate_unknown")
        assert server.taken == []


def test_a_certificate_of_another_name_is_not_spoken_to(tmp_path: Path) -> None:
    file = certificate(tmp_path / "server.pem", "127.0.0.9")
    with Server(certificate=file, tls_at_once=True).running() as server:
        assert mail(server, file, security="tls")(outgoing()) == Handed("put_off", "certificate_unknown")


def test_a_server_that_offers_no_encryption_is_told_nothing(tmp_path: Path) -> None:
    with Server().running() as server:
        send = mail(server, certificate(tmp_path / "server.pem"), username="foyer", password=ACCOUNT[1])
        assert send(outgoing()) == Handed("put_off", "no_encryption")
        assert server.taken == []


def test_a_wrong_password_can_be_mended_and_tried_again(tmp_path: Path) -> None:
    file = certificate(tmp_path / "server.pem")
    with Server(certificate=file, account=ACCOUNT).running() as server:
        assert mail(server, file, username="foyer", password="wrong")(outgoing()) == Handed("put_off", "smtp_535")


@pytest.mark.parametrize(
    ("status", "handed"),
    [
        (450, Handed("put_off", "smtp_450")),
        (421, Handed("put_off", "smtp_421")),
        (550, Handed("refused", "smtp_550")),
        (501, Handed("refused", "smtp_501")),
    ],
)
def test_what_the_server_says_of_a_recipient_decides(status: int, handed: Handed) -> None:
    with Server(answers=(status,)).running() as server:
        assert mail(server)(outgoing()) == handed
        assert server.taken == []
        assert mail(server)(outgoing()).outcome == "sent"


def test_a_lost_answer_is_tried_again_with_the_same_message_id() -> None:
    with Server(drop_acknowledgements=1).running() as server:
        assert mail(server)(outgoing()).outcome == "put_off"
        assert mail(server)(outgoing()).outcome == "sent"
        first, second = server.taken
    assert first.message["Message-ID"] == second.message["Message-ID"]


def test_a_server_that_never_answers_costs_no_more_than_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, Server().running() as server:
        send = mail(server, port=silent.getsockname()[1], timeout=0.3)
        assert send(outgoing()) == Handed("put_off", "no_answer")


def test_a_server_that_is_away_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with Server().running() as server:
        assert mail(server, port=port)(outgoing()) == Handed("put_off", "cannot_connect")


def test_a_password_is_in_no_repr() -> None:
    assert ACCOUNT[1] not in repr(MailServer("h", 25, "tls", "a@example.org", "A", password=ACCOUNT[1]))
