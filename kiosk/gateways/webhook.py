"""Posts signed JSON to a service over HTTP.

The signature covers the time and the body, so neither can be changed or used again much later:

    Foyer-Timestamp: 1795404000
    Foyer-Signature: v1=<hex HMAC-SHA256 of "<timestamp>.<body>" under the shared secret>
    Idempotency-Key: <submission id>

A 2xx means the service has it. 408, 409, 425, 429, 5xx and a broken connection may mend themselves; any other answer
will not. Redirects are not followed: the answers of a person go only where the operator said.

Source: RFC 9110, section 15; draft-ietf-httpapi-idempotency-key-header (409 while a first try is still at work).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import requests

from kiosk.interfaces.clock import Clock
from kiosk.services.deliveries import UNREACHABLE, Answer

CONNECT_TIMEOUT = 5.0
SHORT_ANSWER = 65_536
"""Bytes of an answer that are read; a longer one costs its connection."""
MAY_MEND = frozenset({408, 409, 425, 429})


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a service listens, and the secret it shares with the hub."""

    url: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Destination({self.url!r})"


class Webhooks:
    """Every destination the operator named. Satisfies `kiosk.services.deliveries.Send`; usable from many threads.

    Args:
        timeout: seconds a service may take to answer.
    """

    def __init__(self, destinations: Mapping[str, Destination], clock: Clock, timeout: float) -> None:
        self._destinations = destinations
        self._clock = clock
        self._timeout = timeout
        self._mine = threading.local()

    def __call__(self, destination: str, key: UUID, body: bytes) -> Answer:
        target = self._destinations.get(destination)
        if target is None:
            return Answer("refused", None, "destination_unknown")
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Foyer",
            "Idempotency-Key": str(key),
            "Foyer-Timestamp": timestamp,
            "Foyer-Signature": signature(target.secret, timestamp, body),
        }
        timeouts = (min(CONNECT_TIMEOUT, self._timeout), self._timeout)
        try:
            with self._session().post(
                target.url, data=body, headers=headers, timeout=timeouts, allow_redirects=False, stream=True
            ) as response:
                # Beyond the status nothing is needed; a short answer is read so that the connection can stay open.
                with contextlib.suppress(requests.RequestException):
                    next(response.iter_content(SHORT_ANSWER), b"")
                return _answer(response.status_code)
        except requests.Timeout:
            return Answer("put_off", None, "no_answer")
        except requests.ConnectionError:
            return Answer("put_off", None, UNREACHABLE)
        except (requests.RequestException, ValueError):
            return Answer("refused", None, "cannot_send")

    def _session(self) -> requests.Session:
        """One a thread, as `requests` wants; it keeps the connection open between deliveries."""
        try:
            session: requests.Session = self._mine.session
        except AttributeError:
            session = self._mine.session = requests.Session()
            # Neither a proxy nor a password from this machine's environment: only what the operator wrote.
            session.trust_env = False
        return session


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """The value of `Foyer-Signature`."""
    return "v1=" + hmac.new(secret, timestamp.encode("ascii") + b"." + body, hashlib.sha256).hexdigest()


def _answer(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer("accepted", status)
    if status in MAY_MEND or status >= 500:
        return Answer("put_off", status, f"status_{status}")
    return Answer("refused", status, f"status_{status}")
