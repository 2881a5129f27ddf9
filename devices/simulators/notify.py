"""A stand-in for GOV.UK Notify: it verifies who asks, fills in templates as Notify does, and sends nothing.

Of Notify's API it has what Foyer uses: sending an e-mail or a text message, finding messages by their reference, its
limits of a minute and a day, and the receipts by which it tells what became of one. Like Notify it lets the same
request happen twice, wants every placeholder of a template filled, passes over parts that no placeholder asks for,
and refuses a token whose time is off by more than 30 seconds. On purpose it can answer with an error, and lose the
answer after it has taken a message.

    python -m devices.simulators.notify --port 8473

Not for production: it keeps what it receives in memory, in the clear, for tests and for the demonstration.

Source: GOV.UK Notify, REST API documentation.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import re
import socket
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import requests

from devices.simulators.standing_in import StandIn

CLOCK_SLACK = 30
LONGEST_BODY = 100_000
LONGEST_TEXT = 918
"""Characters of a text message. Source: GOV.UK Notify, text message pricing."""

PER_MINUTE, PER_DAY = 3_000, 250_000
"""Requests and messages that a service may have. Source: GOV.UK Notify, limits."""

_PLACEHOLDER = re.compile(r"\(\((.+?)\)\)")
_NUMBER = re.compile(r"\+?[0-9 ()-]{7,20}")

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"  # noqa: S105 - of this stand-in, printed in Notify's own documents
KEY = f"stand-in-{SERVICE}-{SECRET}"


@dataclass(frozen=True, slots=True)
class Template:
    """Words with `((placeholders))`. A text message has no subject."""

    id: str
    body: str
    subject: str | None = None


EMAIL = Template("9d751e0e-f929-4891-82a1-a3e1c3c18ee3", "((message))", "((subject))")
SMS = Template("f33517ff-2a88-4f6e-b855-c550268ce08a", "((message))")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message Notify would have sent. `status` is what became of it, as far as that is known."""

    id: str
    type: str
    to: str
    reference: str | None
    body: str
    subject: str | None
    template: str = ""
    status: str = "sending"


Answer = tuple[int, object]
"""A status, and what becomes JSON."""


class Problem(Exception):
    """An error as Notify tells it."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(status, error, message)
        self.status, self.error, self.message = status, error, message


class NotifyStandIn(StandIn, ThreadingHTTPServer):
    """The service.

    Args:
        port: on 127.0.0.1; 0 takes a free one.
        templates: those of the service.
        answers: statuses to give before doing any work, one a message, as a service in trouble would.
        drop_acknowledgements: how many answers to lose after a message was taken.

    Attributes:
        per_minute, per_day: its limits.
        callback: where receipts go, and the bearer token that goes along.
    """

    def __init__(
        self,
        port: int = 0,
        templates: tuple[Template, ...] = (EMAIL, SMS),
        *,
        answers: tuple[int, ...] = (),
        drop_acknowledgements: int = 0,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.templates = {template.id: template for template in templates}
        self.sent: list[Sent] = []
        self.per_minute, self.per_day = PER_MINUTE, PER_DAY
        self.callback: tuple[str, str] | None = None
        self._lock = threading.Lock()
        self._asked: list[float] = []
        self._answers = list(answers)
        self._to_drop = drop_acknowledgements

    def send(self, kind: str, request: Mapping[str, object]) -> tuple[Sent, bool]:
        """Takes a message. Returns it, and whether the answer to it is one to lose."""
        with self._lock:
            if self._answers:
                raise Problem(self._answers.pop(0), "Exception", "Internal server error")
            self._within_limits()
            sent = _filled(kind, request, self.templates)
            self.sent.append(sent)
            self._to_drop -= 1
            return sent, self._to_drop >= 0

    def became(self, message: Sent, status: str) -> int:
        """What became of a message, such as `delivered`, is told. Gives the status with which that was answered."""
        with self._lock:
            at = next(at for at, sent in enumerate(self.sent) if sent.id == message.id)
            self.sent[at] = replace(message, status=status)
        url, token = self.callback or ("", "")
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        receipt = {
            "id": message.id,
            "reference": message.reference,
            "to": message.to,
            "status": status,
            **dict.fromkeys(("created_at", "completed_at", "sent_at"), now),
            "notification_type": message.type,
            "template_id": message.template,
            "template_version": 1,
        }
        head = {"Authorization": f"Bearer {token}"}
        return requests.post(url, json=receipt, headers=head, timeout=30).status_code

    def _within_limits(self) -> None:
        now = time.monotonic()
        self._asked = [each for each in self._asked if now - each < 60]
        if len(self._asked) >= self.per_minute:
            limit = f"{self.per_minute} requests per 60 seconds"
            raise Problem(429, "RateLimitError", f"Exceeded rate limit for key type LIVE of {limit}")
        if len(self.sent) >= self.per_day:
            raise Problem(429, "TooManyRequestsError", f"Exceeded send limits ({self.per_day}) for today")
        self._asked.append(now)

    def find(self, reference: str) -> list[Sent]:
        """The messages with a reference."""
        with self._lock:
            return [sent for sent in self.sent if sent.reference == reference]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "NotifyStandIn"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True
    server: NotifyStandIn

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        self._work(lambda: self._find(parse_qs(where.query)) if where.path == "/v2/notifications" else None)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(int(length)) if length.isdecimal() and int(length) <= LONGEST_BODY else b""
        kind = self.path.removeprefix("/v2/notifications/")
        self._work(lambda: self._send(kind, body) if kind in ("sms", "email") else None)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: what it receives is personal."""

    def _work(self, work: Callable[[], Answer | None]) -> None:
        try:
            verify(self.headers.get("Authorization", ""), time.time())
            answer = work()
            if answer is None:
                raise Problem(404, "NotFound", "No result found")
        except Problem as problem:
            errors = [{"error": problem.error, "message": problem.message}]
            self._answer(problem.status, {"status_code": problem.status, "errors": errors})
        except ConnectionAbortedError:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._answer(*answer)

    def _find(self, query: Mapping[str, list[str]]) -> Answer:
        found = self.server.find(query.get("reference", [""])[0])
        rows = [{"id": sent.id, "reference": sent.reference, "status": sent.status} for sent in found]
        return 200, {"notifications": rows, "links": {"current": f"{self.server.url}{self.path}"}}

    def _send(self, kind: str, body: bytes) -> Answer:
        try:
            request = json.loads(body)
        except (ValueError, RecursionError):
            request = None
        if not isinstance(request, dict):
            raise Problem(400, "BadRequestError", "Invalid JSON")
        sent, lose = self.server.send(kind, request)
        if lose:
            raise ConnectionAbortedError
        content = {"body": sent.body} | ({} if sent.subject is None else {"subject": sent.subject})
        template = {"id": request["template_id"], "version": 1, "uri": ""}
        return 201, {"id": sent.id, "reference": sent.reference, "content": content, "template": template, "uri": ""}

    def _answer(self, status: int, document: object) -> None:
        body = json.dumps(document).encode("utf-8")
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)


def verify(authorization: str, now: float) -> None:
    """Raises `Problem` unless a header carries a token of our service, signed and of now.

    Source: RFC 7515, RFC 7519.
    """
    try:
        signed, _, mark = authorization.removeprefix("Bearer ").rpartition(".")
        head, claims = (json.loads(_decoded(part)) for part in signed.split("."))
        made = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()
        genuine = hmac.compare_digest(made, _decoded(mark)) and head["alg"] == "HS256" and claims["iss"] == SERVICE
        issued = float(claims["iat"])
    except (binascii.Error, KeyError, TypeError, ValueError):
        raise Problem(401, "AuthError", "Unauthorized: authentication token must be provided") from None
    if not genuine:
        raise Problem(403, "AuthError", "Invalid token: signature, API token not found")
    if abs(now - issued) > CLOCK_SLACK:
        raise Problem(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")


def _filled(kind: str, request: Mapping[str, object], templates: Mapping[str, Template]) -> Sent:
    """The message a request asks for, checked as Notify checks it."""
    to = request.get("phone_number" if kind == "sms" else "email_address")
    if not isinstance(to, str) or not (_NUMBER.fullmatch(to) if kind == "sms" else "@" in to):
        raise Problem(400, "ValidationError", "Not a valid recipient")
    template = templates.get(str(request.get("template_id")))
    if template is None or (template.subject is None) != (kind == "sms"):
        raise Problem(400, "BadRequestError", "Template not found")
    parts = request.get("personalisation", {})
    if not isinstance(parts, dict) or not all(isinstance(part, str) for part in parts.values()):
        raise Problem(400, "ValidationError", "personalisation is not of type object")
    wanted = _PLACEHOLDER.findall(template.body + (template.subject or ""))
    if missing := [name for name in wanted if name not in parts]:
        raise Problem(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
    body, subject = (
        None if words is None else _PLACEHOLDER.sub(lambda found: parts[found[1]], words)
        for words in (template.body, template.subject)
    )
    if kind == "sms" and len(body or "") > LONGEST_TEXT:
        raise Problem(400, "BadRequestError", f"Text messages cannot be longer than {LONGEST_TEXT} characters")
    reference = request.get("reference")
    known = reference if isinstance(reference, str) else None
    return Sent(str(uuid.uuid4()), kind, to, known, body or "", subject, template.id)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM or SIGINT; the first line it prints is JSON with its address, key and templates."""
    parser = argparse.ArgumentParser(prog="notify", description="A stand-in for GOV.UK Notify.")
    parser.add_argument("--port", type=int, default=8473, help="TCP port on 127.0.0.1; 0 takes a free one")
    chosen = parser.parse_args(arguments)
    service = NotifyStandIn(chosen.port)
    service.run(url=service.url, key=KEY, email_template=EMAIL.id, sms_template=SMS.id)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
