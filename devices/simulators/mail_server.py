"""A mail server that takes mail and delivers none: it speaks SMTP as far as a client that hands in mail needs it.

With a certificate it offers STARTTLS, and takes neither a password nor mail before that; without one it takes mail in
the clear, as a server on the same machine might. What it takes it keeps, in the order it came, and as files to read.
On purpose it can refuse, put off, and lose the answer after it has taken a message, as when a cable is pulled.

    python -m devices.simulators.mail_server --port 8472 --data build/mail

Not for production: it keeps what it receives in the clear, for tests and for the demonstration.

Source: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 4616 (PLAIN).
"""

from __future__ import annotations

import argparse
import base64
import binascii
import contextlib
import socket
import socketserver
import ssl
import sys
import threading
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from devices.simulators.standing_in import StandIn

LONGEST_LINE = 4_096
LONGEST_MESSAGE = 2_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    """A message as it was handed in. `encrypted` and `who` are of the connection it came over."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    encrypted: bool
    who: str | None

    @property
    def message(self) -> EmailMessage:
        """What a reader of mail makes of it."""
        return message_from_bytes(self.data, policy=default)


class MailServer(StandIn, socketserver.ThreadingTCPServer):
    """The server.

    Args:
        port: on 127.0.0.1; 0 takes a free one.
        folder: where messages are written to as files; nowhere when `None`.
        certificate: a PEM file with a certificate and its key; from then on nothing is taken in the clear.
        account: the name and password it wants; nobody's when `None`.
        answers: what to answer to a recipient before taking any, one a message, such as `450` or `550`.
        drop_acknowledgements: how many answers to lose after a message was taken.
        tls_at_once: encrypted from the first byte, in place of STARTTLS.
    """

    def __init__(
        self,
        port: int = 0,
        folder: Path | None = None,
        *,
        certificate: Path | None = None,
        account: tuple[str, str] | None = None,
        answers: tuple[int, ...] = (),
        drop_acknowledgements: int = 0,
        tls_at_once: bool = False,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.taken: list[Taken] = []
        self.account = account
        self.tls_at_once = tls_at_once
        self.context: ssl.SSLContext | None = None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self._folder = folder
        self._lock = threading.Lock()
        self._answers = list(answers)
        self._to_drop = drop_acknowledgements

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, *_where: object) -> None:
        """A client that has gone is nothing to talk about."""

    def next_answer(self) -> int | None:
        """The answer to give to a recipient; `None` to take it."""
        with self._lock:
            return self._answers.pop(0) if self._answers else None

    def take(self, message: Taken) -> bool:
        """Keeps a message. Returns whether the answer to it is one to lose."""
        with self._lock:
            self.taken.append(message)
            if self._folder is not None:
                self._folder.mkdir(parents=True, exist_ok=True)
                (self._folder / f"{len(self.taken):04}.eml").write_bytes(message.data)
            self._to_drop -= 1
            return self._to_drop >= 0


class _Conversation(socketserver.StreamRequestHandler):
    timeout = 30
    server: MailServer

    def setup(self) -> None:
        self.encrypted = False
        self.who: str | None = None
        self.sender: str | None = None
        self.recipients: list[str] = []
        if self.server.tls_at_once and self.server.context is not None:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
            self.encrypted = True
        super().setup()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        # The server closes the socket it knows; the encrypted one took its place.
        self.request.close()

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._say(220, "foyer-mail-server")
            while (line := self._line()) is not None and self._answer(*_command(line)):
                pass

    def _answer(self, verb: str, rest: str) -> bool:
        """Whether the conversation goes on."""
        match verb:
            case "EHLO" | "HELO":
                self._greet(verb)
            case "STARTTLS" if self.server.context is not None and not self.encrypted:
                self._say(220, "Go ahead")
                self.request = self.server.context.wrap_socket(self.request, server_side=True)
                self.encrypted = True
                super().setup()
            case "AUTH" if self._may_sign_in:
                self._sign_in(rest)
            case "MAIL" | "RCPT" | "DATA" | "AUTH" if self.server.context is not None and not self.encrypted:
                self._say(530, "Must issue a STARTTLS command first")
            case "MAIL" | "RCPT" | "DATA" if self.server.account is not None and self.who is None:
                self._say(530, "Authentication required")
            case "MAIL":
                self.sender, self.recipients = _path(rest, "FROM:"), []
                self._say(*((250, "OK") if self.sender is not None else (501, "No sender")))
            case "RCPT":
                self._recipient(_path(rest, "TO:"))
            case "DATA" if self.sender is not None and self.recipients:
                return self._data()
            case "DATA":
                self._say(503, "No recipients")
            case "RSET" | "NOOP":
                self.sender, self.recipients = (None, []) if verb == "RSET" else (self.sender, self.recipients)
                self._say(250, "OK")
            case "QUIT":
                self._say(221, "Bye")
                return False
            case _:
                self._say(502, "Not here")
        return True

    @property
    def _may_sign_in(self) -> bool:
        return self.server.account is not None and (self.encrypted or self.server.context is None)

    def _greet(self, verb: str) -> None:
        offers = ["foyer-mail-server"]
        if verb == "EHLO":
            offers += [f"SIZE {LONGEST_MESSAGE}", "8BITMIME"]
            offers += ["STARTTLS"] if self.server.context is not None and not self.encrypted else []
            offers += ["AUTH PLAIN"] if self._may_sign_in else []
        for offer in offers[:-1]:
            self.wfile.write(f"250-{offer}\r\n".encode())
        self._say(250, offers[-1])

    def _sign_in(self, rest: str) -> None:
        way, _, initial = rest.partition(" ")
        try:
            _, name, password = base64.b64decode(initial, validate=True).decode("utf-8").split("\0")
        except (binascii.Error, ValueError):
            name = password = ""
        if way.upper() == "PLAIN" and (name, password) == self.server.account:
            self.who = name
            self._say(235, "Welcome")
        else:
            self._say(535, "Not that password")

    def _recipient(self, recipient: str | None) -> None:
        if self.sender is None or not recipient:
            self._say(503 if recipient else 501, "No")
        elif (status := self.server.next_answer()) is not None:
            self._say(status, "As asked")
        else:
            self.recipients.append(recipient)
            self._say(250, "OK")

    def _data(self) -> bool:
        self._say(354, "Go on")
        data = bytearray()
        while (line := self.rfile.readline(LONGEST_LINE)) not in (b".\r\n", b""):
            data += line.removeprefix(b".")
            if len(data) > LONGEST_MESSAGE:
                return False
        lost = self.server.take(
            Taken(self.sender or "", tuple(self.recipients), bytes(data), self.encrypted, self.who)
        )
        self.sender = None
        if lost:
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self._say(250, "Taken")
        return True

    def _line(self) -> str | None:
        line = self.rfile.readline(LONGEST_LINE)
        return line.decode("utf-8") if line.endswith(b"\r\n") else None

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())


def _command(line: str) -> tuple[str, str]:
    verb, _, rest = line.strip().partition(" ")
    return verb.upper(), rest


def _path(rest: str, word: str) -> str | None:
    """The address between angle brackets; parameters after it are passed over."""
    if not rest.upper().startswith(word):
        return None
    begin, end = rest.find("<"), rest.find(">")
    return rest[begin + 1 : end] if 0 <= begin < end else None


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM or SIGINT; the first line it prints is JSON with its port."""
    parser = argparse.ArgumentParser(prog="mail_server", description="A mail server that delivers nothing.")
    parser.add_argument("--port", type=int, default=8472, help="TCP port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--data", type=Path, required=True, help="folder for what is received")
    chosen = parser.parse_args(arguments)
    server = MailServer(chosen.port, chosen.data)
    server.run(port=server.port)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
