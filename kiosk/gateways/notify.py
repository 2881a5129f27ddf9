"""Hands text messages and e-mail to GOV.UK Notify.

Notify writes a message from a template of the council's. Every part of ours is given to it under a name, the whole
text among them, so that a template can be no more than `((message))` or be the council's own words around
`((reference))`. Nothing else is given.

Notify lets the same request happen twice. So a message is first looked for by its `reference`, which is our key: what
is there is not sent again, even when the hub was killed before it could write down that it had been taken.

Source: GOV.UK Notify, REST API documentation; RFC 7519 (JSON Web Tokens), RFC 7515 (their signatures).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import requests

from kiosk.domain.messages import Channel, fragments
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.messages import Handed, Outgoing

CONNECT_TIMEOUT = 5.0
LONGEST_ANSWER = 65_536
"""Bytes of an answer that are read: it holds one message."""

_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OURS_TO_MEND = frozenset({401, 403, 408, 409, 425, 429})
"""A wrong key, a clock that is off, a limit of the day: none says anything of this message."""


class _Unclear(Exception):
    """Notify did not say whether it has a message."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Account:
    """A service on Notify.

    Attributes:
        url: without a slash at the end.
        key: `<name>-<service>-<secret>`, as Notify gives it.
        templates: one for each way that is used.
    """

    url: str
    key: str = field(repr=False)
    templates: Mapping[Channel, str]


class Notify:
    """Satisfies `kiosk.interfaces.messages.Gateway`; usable from many threads.

    Args:
        timeout: seconds Notify may take to answer.
    """

    def __init__(self, account: Account, clock: Clock, timeout: float) -> None:
        self._account = account
        self._clock = clock
        self._timeout = timeout
        self._mine = threading.local()

    def __call__(self, outgoing: Outgoing) -> Handed:
        try:
            if self._has(outgoing):
                return Handed("sent")
            return self._send(outgoing)
        except _Unclear as error:
            return Handed("put_off", f"notify_{error.status}")
        except requests.Timeout:
            return Handed("put_off", "no_answer")
        except requests.ConnectionError:
            return Handed("put_off", "cannot_connect")
        except (requests.RequestException, ValueError, KeyError):
            return Handed("refused", "cannot_send")

    def _send(self, outgoing: Outgoing) -> Handed:
        to = "phone_number" if outgoing.channel is Channel.SMS else "email_address"
        status, answer = self._ask(
            "POST",
            f"/v2/notifications/{outgoing.channel.value}",
            {
                to: outgoing.address,
                "template_id": self._account.templates[outgoing.channel],
                "reference": str(outgoing.id),
                "personalisation": {**outgoing.parts, "subject": outgoing.subject, "message": outgoing.body},
            },
        )
        if status == 201:
            return Handed("sent", None, _charged(outgoing, answer))
        if status in _OURS_TO_MEND or status >= 500:
            return Handed("put_off", f"notify_{status}")
        return Handed("refused", f"notify_{status}")

    def _has(self, outgoing: Outgoing) -> bool:
        """Whether Notify has taken it before, though we were not told so."""
        status, answer = self._ask("GET", "/v2/notifications", None, {"reference": str(outgoing.id)})
        if status != 200:
            raise _Unclear(status)
        return bool(answer.get("notifications"))

    def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None, parameters: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, object]]:
        with self._session().request(
            method,
            self._account.url + path,
            json=body,
            params=parameters,
            headers={"Authorization": f"Bearer {self._token()}", "User-Agent": "Foyer"},
            timeout=(min(CONNECT_TIMEOUT, self._timeout), self._timeout),
            allow_redirects=False,
            stream=True,
        ) as response:
            read = next(response.iter_content(LONGEST_ANSWER), b"")
            try:
                answer = json.loads(read)
            except ValueError:
                answer = {}
            return response.status_code, answer if isinstance(answer, dict) else {}

    def _token(self) -> str:
        """Good for 30 seconds, so made for each request."""
        service, secret = read_key(self._account.key)
        claims = {"iss": service, "iat": int(self._clock.now().timestamp())}
        signed = f"{_part({'typ': 'JWT', 'alg': 'HS256'})}.{_part(claims)}"
        mark = hmac.new(secret.encode("ascii"), signed.encode("ascii"), hashlib.sha256).digest()
        return f"{signed}.{_base64url(mark)}"

    def _session(self) -> requests.Session:
        """One a thread, as `requests` wants; it keeps the connection open between messages."""
        try:
            session: requests.Session = self._mine.session
        except AttributeError:
            session = self._mine.session = requests.Session()
            # Neither a proxy nor a password from this machine's environment: only what the operator wrote.
            session.trust_env = False
        return session


def read_key(key: str) -> tuple[str, str]:
    """The service and the secret in a key of Notify's.

    Raises:
        ValueError: it is none.
    """
    service, secret = key[-73:-37], key[-36:]
    if len(key) < 74 or not _KEY.fullmatch(service) or not _KEY.fullmatch(secret):
        raise ValueError("not a key of GOV.UK Notify")
    return service, secret


def _charged(outgoing: Outgoing, answer: Mapping[str, object]) -> int | None:
    """How many text messages it was, by the words Notify says it sent."""
    content = answer.get("content")
    body = cast(Mapping[str, object], content).get("body") if isinstance(content, dict) else None
    return fragments(body) if outgoing.channel is Channel.SMS and isinstance(body, str) else None


def _part(thing: Mapping[str, object]) -> str:
    return _base64url(json.dumps(thing, separators=(",", ":")).encode("ascii"))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
