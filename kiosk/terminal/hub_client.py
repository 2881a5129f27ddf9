"""The terminal's side of the hub's API: asks, and believes an answer only when it is wholly what it should be.

Theory of operation. One `HubClient` belongs to one thread, with one connection kept open. An answer is read up to a
limit of size and time and checked field by field; anything else in its place (a login page with status 200, half of a
document, somebody else's receipt) is `HubUnintelligible`, which counts as not having reached the hub. Unknown fields
are passed over, so that a newer hub can say more.
"""

from __future__ import annotations

import base64
import functools
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from uuid import UUID

from kiosk.domain import commands
from kiosk.domain.commands import Heard
from kiosk.domain.errors import KioskError, Refused, Unavailable
from kiosk.domain.terminals import Health
from kiosk.terminal import answers
from kiosk.terminal.answers import HubUnintelligible

if TYPE_CHECKING:
    import requests

    from kiosk.connections import Connections

PROTOCOL = "1"
_MOST_BYTES = 16_000_000
_JSON = ("application/json", "application/problem+json")


class HubAway(Unavailable, ConnectionError):
    """The hub cannot be reached, or says that it cannot answer just now."""

    code = "hub_away"


class KeyRevoked(Refused, PermissionError):
    """The hub does not know this terminal's key (any more)."""

    code = "key_revoked"


class HubRefused(Refused, ValueError):
    """The hub understood and said no; the code is the hub's own."""

    code = "hub_refused"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Who the hub says this terminal is, and the key that proves it."""

    terminal_id: UUID
    site_id: str
    key: str


@dataclass(frozen=True, slots=True)
class CatalogueAnswer:
    """The catalogue's bytes and the tag that asks for them again only when they have changed."""

    body: bytes
    etag: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the hub has to say. `about` is the id in its data, if it has one; `command` what staff want."""

    seq: int
    kind: str
    about: UUID | None
    reason: str | None
    command: Heard | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Facts since the cursor, and the next cursor."""

    epoch: str
    facts: tuple[Fact, ...]
    next: int


@dataclass(frozen=True, slots=True)
class Payload:
    """A sealed submission with what stands on the outside of it."""

    id: UUID
    reference: str
    form: str
    form_version: int
    key_id: str
    sealed: bytes
    made_at: str
    time_uncertain: bool


class HubClient:
    """Blocking calls to one hub, from one thread.

    Args:
        url: such as `http://127.0.0.1:8470`; any thread may set another one. While it is empty the hub is away.
        key: the terminal's key; without one only `enrol` works.
        connect_timeout, read_timeout: seconds.
        on_time: told the hub's clock whenever an answer was believed.
    """

    def __init__(
        self,
        url: str,
        key: str | None,
        *,
        connect_timeout: float,
        read_timeout: float,
        on_time: Callable[[datetime], None] = lambda _instant: None,
    ) -> None:
        self.url = url
        self._timeouts = (connect_timeout, read_timeout)
        self._on_time = on_time
        self._key = key

    @functools.cached_property
    def _connections(self) -> Connections:
        # With the first call: the first picture of a start does not wait for the library to be read.
        from kiosk.connections import Connections

        own = {} if self._key is None else {"Authorization": f"Bearer {self._key}"}
        return Connections({"Foyer-Protocol": PROTOCOL, "Accept": "application/json", **own})

    def close(self) -> None:
        """Ends the call under way, from whatever thread, and every later one at once."""
        self._connections.abort()

    def enrol(self, code: str, name: str) -> Enrolment:
        """Becomes a terminal of the hub's, by a code that staff gave.

        Raises:
            HubRefused: `code_unknown`: the code was used, is too old, or never was.
        """
        _, _, body = self.ask("POST", "/api/v1/enrolments", {201}, document={"code": code, "name": name})
        answer = answers.an_object(body)
        return Enrolment(
            answers.uuid(answer, "terminal_id"), answers.text(answer, "site_id"), answers.text(answer, "key")
        )

    def catalogue(self, etag: str | None) -> CatalogueAnswer | None:
        """The catalogue, or `None` when it is still the one with that tag."""
        headers = {"If-None-Match": etag} if etag else {}
        status, heads, body = self.ask("GET", "/api/v1/catalogue", {200, 304}, headers=headers)
        if status == 304:
            if not etag:
                raise HubUnintelligible(part="status")
            return None
        return CatalogueAnswer(body, heads.get("ETag"))

    def send(self, payload: Payload) -> None:
        """Gives the hub one submission. The same one again changes nothing there.

        Raises:
            HubRefused: with `cannot_open` when the hub has no key for it.
        """
        document = {
            "id": str(payload.id),
            "reference": payload.reference,
            "form": payload.form,
            "form_version": payload.form_version,
            "key_id": payload.key_id,
            "sealed": base64.b64encode(payload.sealed).decode("ascii"),
            "made_at": payload.made_at,
            "time_uncertain": payload.time_uncertain,
        }
        _, _, body = self.ask("POST", "/api/v1/submissions", {200, 201}, document=document)
        answer = answers.an_object(body)
        if answers.uuid(answer, "id") != payload.id:
            raise HubUnintelligible(part="id")
        answers.text(answer, "state")

    def news(self, after: int, wait: int) -> News:
        """Facts after a cursor, waiting for the first one up to `wait` seconds."""
        path = f"/api/v1/news?after={after}&wait={wait}"
        _, _, body = self.ask("GET", path, {200}, patience=wait)
        answer = answers.an_object(body)
        facts = answer.get("facts")
        if not isinstance(facts, list):
            raise HubUnintelligible(part="facts")
        return News(
            answers.text(answer, "epoch"), tuple(_fact(fact) for fact in facts), answers.count(answer, "next")
        )

    def report(self, health: Health) -> None:
        """Says how this terminal is.

        Raises:
            HubRefused: with status 404 when the hub is of a version that does not ask.
        """
        self.ask("POST", "/api/v1/health", {200}, document=asdict(health))

    def ask(
        self,
        method: str,
        path: str,
        good: set[int],
        *,
        document: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        patience: float = 0,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of an answer with one of the statuses that are good.

        Args:
            patience: seconds the hub may take to answer besides the usual.

        Raises:
            KeyRevoked, HubRefused: the hub said no.
            HubAway, HubUnintelligible: it was not the hub that answered, if anybody did.
        """
        from urllib3.exceptions import HTTPError

        connect, read = self._timeouts
        try:
            with self._connections.session.request(
                method,
                self.url.rstrip("/") + path,
                json=document,
                headers=headers,
                timeout=(connect, read + patience),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = _body(response, time.monotonic() + read + patience)
                status, heads = response.status_code, response.headers
        except (HTTPError, OSError, ValueError) as error:
            raise HubAway(because=type(error).__name__) from None
        if status in good:
            if status != 304 and answers.kind(heads) != "application/json":
                raise HubUnintelligible(part="content-type", status=status)
            self._believe(heads)
            return status, heads, body
        raise self._refusal(status, heads, body)

    def _refusal(self, status: int, heads: Mapping[str, str], body: bytes) -> KioskError:
        """What a status that is not good means. Only the hub's own words count as the hub's refusal."""
        if status in (408, 425, 429) or status >= 500:
            return HubAway(status=status)
        if not 400 <= status < 500 or answers.kind(heads) != "application/problem+json":
            return HubUnintelligible(part="status", status=status)
        try:
            code = answers.text(answers.an_object(body), "code")
        except HubUnintelligible as error:
            return error
        self._believe(heads)
        return KeyRevoked(status=status) if status == 401 else HubRefused(code, status=status)

    def _believe(self, heads: Mapping[str, str]) -> None:
        try:
            instant = parsedate_to_datetime(heads.get("Date", ""))
        except (ValueError, OverflowError):
            return
        self._on_time(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


def _body(response: requests.Response, deadline: float) -> bytes:
    """The whole body, unless it is too long or comes too slowly."""
    parts, size = [], 0
    for part in response.iter_content(65_536):
        size += len(part)
        if size > _MOST_BYTES or time.monotonic() > deadline:
            raise TimeoutError
        parts.append(part)
    return b"".join(parts)


def _fact(document: object) -> Fact:
    if not isinstance(document, dict):
        raise HubUnintelligible(part="facts")
    data = document.get("data")
    data = data if isinstance(data, dict) else {}
    about = answers.uuid(data, "id") if "id" in data else None
    reason = data.get("reason")
    kind = answers.text(document, "kind")
    return Fact(
        answers.count(document, "seq"),
        kind,
        about,
        reason if isinstance(reason, str) else None,
        commands.heard(data) if kind == commands.FACT else None,
    )
