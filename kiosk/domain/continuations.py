"""A form that somebody carries on with on their own phone: from a terminal, or begun there.

Whoever has the link has the form: its token is the key that the answers are sealed with, so the hub's record alone
tells nobody what was typed. The link that the terminal shows is good once, for a few minutes; opening it gives the
phone another, which is nobody else's.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from kiosk.domain.answers import NotAnAnswer, from_json, to_json
from kiosk.domain.definition import Answers, AnswerValue
from kiosk.domain.errors import Refused
from kiosk.domain.languages import NAMES
from kiosk.domain.receipts import TOKEN_BYTES, token
from kiosk.domain.sources import Source

OFFER_LIFE: Final = timedelta(minutes=5)
"""How long the code on the screen is good for."""

KEPT_FOR: Final = timedelta(days=14)
"""How long somebody may take to come back to it on their phone."""

OPENED: Final = "continuation_opened"
"""The fact that tells the terminal that somebody has the form on their phone."""

MAX_BYTES: Final = 200_000


class ContinuationRefused(Refused, ValueError):
    """The bytes are not a form under way."""

    code = "continuation_refused"


class State(StrEnum):
    """How far it has come: shown at the terminal, opened on a phone, sent from there."""

    OFFERED = "offered"
    OPEN = "open"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What somebody has answered so far.

    Attributes:
        language: of the screen they came from, by its tag.
        answers: canonical answers by question.
    """

    language: str
    answers: Answers = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """JSON, to be sealed."""
        answers = {name: to_json(value) for name, value in self.answers.items()}
        return json.dumps({"language": self.language, "answers": answers}, ensure_ascii=False).encode("utf-8")

    @classmethod
    def from_bytes(cls, data: bytes) -> UnderWay:
        """Raises `ContinuationRefused` when the bytes are none."""
        if len(data) > MAX_BYTES:
            raise ContinuationRefused
        try:
            document = json.loads(data)
            language, answers = document["language"], document["answers"].items()
            read: dict[str, AnswerValue] = {str(name): from_json(value) for name, value in answers}
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError, NotAnAnswer):
            raise ContinuationRefused from None
        if language not in NAMES:
            raise ContinuationRefused
        return cls(language, read)


@dataclass(frozen=True, slots=True)
class Continuation:
    """One row of them. `id` is also that of the submission that comes of it, so that it is sent once.

    Attributes:
        terminal_id: where it was begun, if it was at a terminal.
    """

    token_hash: bytes
    id: UUID
    terminal_id: UUID | None
    form_id: str
    form_version: int
    state: State
    sealed: bytes
    made_at: datetime
    expires_at: datetime
    source: Source = Source.TERMINAL


@dataclass(frozen=True, slots=True)
class Offered:
    """What a terminal shows: the token of the link, and the name by which it hears that somebody opened it."""

    id: UUID
    token: str = field(repr=False)


def key_of(known: str) -> bytes:
    """The 32 bytes that the answers behind a link are sealed with."""
    return _derived(known, b"answers", 32)


def upload_key_of(known: str) -> bytes:
    """The 32 bytes that the facts of files behind a link are sealed with."""
    return _derived(known, b"uploads", 32)


def receipt_of(known: str) -> str:
    """The token of the link to the receipt of what was sent from behind a link: always the same one."""
    return token(_derived(known, b"receipt", TOKEN_BYTES))


def reference_of(known: str) -> bytes:
    """The 5 bytes that the reference is made of: pressing *send* twice gives no second one."""
    return _derived(known, b"reference", 5)


def address(public_url: str, known: str) -> str:
    """Where the form goes on. Its language is that of the screen, which goes with the answers."""
    return f"{public_url}/c/{known}"


def _derived(known: str, what: bytes, size: int) -> bytes:
    return hashlib.blake2b(known.encode("ascii"), digest_size=size, person=b"foyer", salt=what).digest()
