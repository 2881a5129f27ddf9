"""Posts signed JSON to a service over HTTP.

The signature covers the time and the body, so neither can be changed or used again much later:

    Foyer-Timestamp: 1795404000
    Foyer-Signature: v1=<hex HMAC-SHA256 of "<timestamp>.<body>" under the shared secret>
    Idempotency-Key: <submission id>

A 2xx means the service has it, and may say in JSON what it calls it: {"reference": "WD-2041"}. 408, 409, 425, 429,
5xx and a broken connection may mend themselves; any other answer will not. Redirects are not followed: the answers of
a person go only where the operator said.

Source: RFC 9110, section 15; draft-ietf-httpapi-idempotency-key-header (409 while a first try is still at work).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import threading
from dataclasses import dataclass, field
from uuid import UUID

import requests

from kiosk.interfaces.clock import Clock
from kiosk.interfaces.registrations import LONGEST_REFERENCE, UNREACHABLE, NotTaken, Registered, TryLater

CONNECT_TIMEOUT = 5.0
SHORT_ANSWER = 65_536
"""Bytes of an answer that are read; a longer one costs its connection."""
MAY_MEND = frozenset({408, 409, 425, 429})


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a service listens, and the secret it shares with the hub."""

    url: str
    secret: bytes = field(repr=False)


class Webhook:
    """One destination; usable from many threads.

    Args:
        timeout: seconds the service may take to answer.
    """

    def __init__(self, destination: Destination, clock: Clock, timeout: float) -> None:
        self._destination = destination
        self._clock = clock
        self._timeout = timeout
        self._mine = threading.local()

    def post(self, key: UUID, body: bytes) -> Registered:
        """Gives it a body under an idempotency key. Blocks within the time-out.

        Raises:
            TryLater: it may be taken another time.
            NotTaken: it will not be taken.
        """
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Foyer",
            "Idempotency-Key": str(key),
            "Foyer-Timestamp": timestamp,
            "Foyer-Signature": signature(self._destination.secret, timestamp, body),
        }
        timeouts = (min(CONNECT_TIMEOUT, self._timeout), self._timeout)
        try:
            with self._session().post(
                self._destination.url,
                data=body,
                headers=headers,
                timeout=timeouts,
                allow_redirects=False,
                stream=True,
            ) as response:
                # A short answer is read so that the connection can stay open.
                said = b""
                with contextlib.suppress(requests.RequestException):
                    said = next(response.iter_content(SHORT_ANSWER), b"")
                return _registered(response.status_code, said)
        except requests.Timeout:
            raise TryLater("no_answer") from None
        except requests.ConnectionError:
            raise TryLater(UNREACHABLE) from None
        except (requests.RequestException, ValueError):
            raise NotTaken("cannot_send") from None

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


def _registered(status: int, said: bytes) -> Registered:
    if 200 <= status < 300:
        return Registered(_reference(said), status)
    if status in MAY_MEND or status >= 500:
        raise TryLater(f"status_{status}", status)
    raise NotTaken(f"status_{status}", status)


def _reference(said: bytes) -> str | None:
    """What the service calls it, if it says so in a way that can be kept and shown."""
    try:
        answer = json.loads(said)
    except (ValueError, RecursionError):
        return None
    found = answer.get("reference") if isinstance(answer, dict) else None
    fit = isinstance(found, str) and 0 < len(found) <= LONGEST_REFERENCE and found.isprintable()
    return found if fit else None
