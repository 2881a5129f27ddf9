"""What hands messages to the world outside: a mail server, GOV.UK Notify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from kiosk.domain.messages import Channel


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an e-mail.

    Attributes:
        media_type: with its parameters, `text/calendar; method=PUBLISH`.
        shown_as: the name by which the page of the e-mail shows it, `<img src="cid:…">`; empty for a file beside it.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)
    shown_as: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way. `id` is the key of its effect; `parts` is what `body` is made of, by name; `page` says
    what `body` does in HTML, for an e-mail that has pictures."""

    id: UUID
    channel: Channel
    address: str
    language: str
    subject: str
    body: str
    parts: Mapping[str, str]
    attachments: Sequence[Attachment] = ()
    page: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a try. `put_off` may be tried again, `refused` may not.

    Attributes:
        reason: a code.
        fragments: the text messages it was charged as, where the gateway says so.
    """

    outcome: Literal["sent", "refused", "put_off"]
    reason: str | None = None
    fragments: int | None = None


class Gateway(Protocol):
    def __call__(self, outgoing: Outgoing, /) -> Handed:
        """Hands over a message. Blocks within time-outs of its own; never raises."""
