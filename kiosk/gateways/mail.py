"""Hands e-mail to a mail server by SMTP, under TLS whose certificate is verified.

A message keeps its `Message-ID` however often it is sent, so that a reader's mailbox can tell a second copy for what
it is: SMTP itself knows no key that would let an effect happen once. It says that a machine wrote it, so that other
machines do not answer.

Source: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 8314 (TLS from the first byte), RFC 3834 (automatic messages).
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_LINES
from typing import Literal

from kiosk.interfaces.clock import Clock
from kiosk.interfaces.messages import Attachment, Handed, Outgoing

MAY_MEND = range(400, 500)
"""Answers that the server says are for now. Source: RFC 5321, 4.2.1."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and as whom.

    Attributes:
        security: `starttls` begins in the clear and goes over before anything is said, `tls` is encrypted from the
            first byte, `none` is for a server on this very machine.
        sender: the address that mail comes from; `sender_name` stands before it.
        reply_to: where answers go; empty when nobody reads them.
        trust: what the server's certificate is checked against; the system's own list when `None`.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    sender_name: str
    reply_to: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    trust: str | None = None


class Mail:
    """Satisfies `kiosk.interfaces.messages.Gateway`; usable from many threads.

    Args:
        timeout: seconds the server may take over any one answer.
    """

    def __init__(self, server: MailServer, clock: Clock, timeout: float) -> None:
        self._server = server
        self._clock = clock
        self._timeout = timeout

    def __call__(self, outgoing: Outgoing) -> Handed:
        try:
            message = self._written(outgoing, self._clock.now())
        except (ValueError, IndexError):
            # A header that would not be one line. Nothing of it is sent.
            return Handed("refused", "cannot_send")
        return self._spoken(
            lambda connection: connection.send_message(message, self._server.sender, [outgoing.address])
        )

    def check(self) -> str | None:
        """Whether the server lets us in and lets us say who we are; the code of why not. Nothing is sent."""
        return self._spoken(lambda connection: connection.noop()).reason

    def _spoken(self, say: Callable[[smtplib.SMTP], object]) -> Handed:
        """What becomes of something that is said to the server."""
        try:
            with self._connected() as connection:
                say(connection)
        except smtplib.SMTPRecipientsRefused as error:
            return _answered(next(iter(error.recipients.values()))[0])
        except smtplib.SMTPResponseException as error:
            return _answered(error.smtp_code)
        except ssl.SSLCertVerificationError:
            return Handed("put_off", "certificate_unknown")
        except smtplib.SMTPNotSupportedError:
            # It offers no STARTTLS, or no way to say who we are: we do not go on in the clear.
            return Handed("put_off", "no_encryption")
        except (OSError, smtplib.SMTPException, EOFError) as error:
            # smtplib tells of a time-out as of any other end of a conversation.
            late = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
            return Handed("put_off", "no_answer" if late else "cannot_connect")
        return Handed("sent")

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that may be spoken on: encrypted, and with us signed in."""
        server = self._server
        name = socket.gethostname()
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=self._timeout, context=self._context()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, name, self._timeout)
        try:
            if server.security == "starttls":
                connection.starttls(context=self._context())
            if server.username:
                connection.login(server.username, server.password)
            yield connection
            # It has the message by now: what goes wrong with the goodbye changes nothing.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.quit()
        finally:
            connection.close()

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._server.trust)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _written(self, outgoing: Outgoing, now: datetime) -> EmailMessage:
        server = self._server
        message = EmailMessage(SMTP_LINES)
        message["From"] = Address(server.sender_name, addr_spec=server.sender)
        message["To"] = Address(addr_spec=outgoing.address)
        message["Subject"] = outgoing.subject
        message["Date"] = now
        message["Message-ID"] = f"<{outgoing.id}@{server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        if server.reply_to:
            message["Reply-To"] = Address(addr_spec=server.reply_to)
        message.set_content(outgoing.body, cte="quoted-printable")
        if outgoing.page:
            _with_page(message, outgoing)
        for each in outgoing.attachments:
            if not each.shown_as:
                kind, part, parameters = _media_type(each)
                message.add_attachment(each.content, kind, part, filename=each.name, params=parameters)
        message["Content-Language"] = outgoing.language
        return message


def _with_page(message: EmailMessage, outgoing: Outgoing) -> None:
    """Puts the page beside the words, and its pictures within it. Source: RFC 2387, RFC 2392 (`cid:`)."""
    message.add_alternative(outgoing.page, subtype="html", cte="quoted-printable")
    page = message.get_body(("html",))
    if isinstance(page, EmailMessage):
        for each in outgoing.attachments:
            if each.shown_as:
                kind, part, _ = _media_type(each)
                page.add_related(
                    each.content, kind, part, cid=f"<{each.shown_as}>", filename=each.name, disposition="inline"
                )


def _media_type(file: Attachment) -> tuple[str, str, dict[str, str]]:
    """`text/calendar; method=PUBLISH` taken apart."""
    whole, *parameters = (part.strip() for part in file.media_type.split(";"))
    kind, _, part = whole.partition("/")
    return kind, part, dict(each.split("=", 1) for each in parameters)


def _answered(code: int) -> Handed:
    if code in MAY_MEND or code == 535:
        # 535: our own name or password. That mends itself once somebody has set them right.
        return Handed("put_off", f"smtp_{code}")
    return Handed("refused", f"smtp_{code}")
