"""Parcels: what couriers do with them, how far each line has come, and the codes they are known by.

A courier's visit has one reference, which is their proof. Each recipient has a line of it with a number of parcels.
What happens to a line is told as facts, by terminals that may have been without the hub for hours; `after` says what
a fact makes of a line, so that hearing one twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from kiosk.domain.errors import Refused
from kiosk.domain.ids import read_reference

HAPPENING: Final = "parcel"
"""The kind of what a terminal tells of them."""

MOST: Final = 99
"""Parcels of one line."""

LONGEST_LABEL: Final = 80
"""Characters of the name on a label."""

CODE_DIGITS: Final = 8
"""Of a hand-over code and of a pass; a carrier's PIN has fewer, so that nobody takes one for the other."""

PIN_DIGITS: Final = 6

MOST_REMINDERS: Final = 5


class Purpose(StrEnum):
    """What a courier comes for."""

    DELIVERY = "delivery"
    PICK_UP = "pick_up"


class Did(StrEnum):
    """What was done with a line.

    `called` somebody was asked to come, `left` it was put down, `handed` it went from hand to hand, `gone` the
    courier went away with it or without it, `collected` whose it is has taken it, `returned` staff sent it back.
    """

    CALLED = "called"
    LEFT = "left"
    HANDED = "handed"
    GONE = "gone"
    COLLECTED = "collected"
    RETURNED = "returned"


_OVER: Final = frozenset({Did.HANDED, Did.GONE, Did.COLLECTED, Did.RETURNED})
"""What ends a line."""

_LATER: Final = frozenset({Did.COLLECTED, Did.RETURNED})
"""What may come after it was left."""


class ParcelUnfit(Refused, ValueError):
    """What was told of a parcel makes no sense; `part` says where."""

    code = "parcel_unfit"


@dataclass(frozen=True, slots=True)
class Told:
    """A fact about one line.

    Attributes:
        id: the line's, made where the courier stands.
        reference: of the courier's visit.
        recipient: a team or a tenant; `None` when the courier does not know whose it is.
        signature: whether somebody was asked to sign.
        label: the name on the label, as the courier typed it; empty as a rule.
        carrier: whose PIN or pass was typed.
    """

    id: UUID
    did: Did
    reference: str
    recipient: UUID | None = None
    number: int = 1
    purpose: Purpose = Purpose.DELIVERY
    signature: bool = False
    label: str = ""
    carrier: UUID | None = None

    def body(self) -> dict[str, object]:
        """As it is told."""
        return {
            "id": str(self.id),
            "did": self.did.value,
            "reference": self.reference,
            "recipient": None if self.recipient is None else str(self.recipient),
            "number": self.number,
            "purpose": self.purpose.value,
            "signature": self.signature,
            "label": self.label,
            "carrier": None if self.carrier is None else str(self.carrier),
        }


def read(body: Mapping[str, object]) -> Told:
    """A fact out of what was told.

    Raises:
        ParcelUnfit: it is none.
    """
    number, label, signature = body.get("number"), body.get("label"), body.get("signature")
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST:
        raise ParcelUnfit(part="number")
    if not isinstance(label, str) or len(label) > LONGEST_LABEL or not isinstance(signature, bool):
        raise ParcelUnfit(part="label")
    reference = read_reference(str(body.get("reference")))
    if reference is None:
        raise ParcelUnfit(part="reference")
    try:
        did, purpose = Did(str(body.get("did"))), Purpose(str(body.get("purpose")))
        line, recipient, carrier = (_id(body.get(name)) for name in ("id", "recipient", "carrier"))
    except ValueError:
        raise ParcelUnfit(part="did") from None
    if line is None:
        raise ParcelUnfit(part="id")
    return Told(line, did, reference, recipient, number, purpose, signature, label, carrier)


def after(before: Did | None, did: Did) -> Did:
    """How a line stands once a fact about it is heard; `None` when nothing was known of it before."""
    if before is None or before is Did.CALLED:
        return did
    if before is Did.LEFT and did in _LATER:
        return did
    return before


def over(state: Did) -> bool:
    """Whether nothing more is expected of a line."""
    return state in _OVER


def reminds(left_at: datetime, reminded_at: datetime | None, reminders: int, now: datetime, days: int) -> bool:
    """Whether somebody is reminded of what was left for them: so many days after it came, and again as often."""
    since = left_at if reminded_at is None else reminded_at
    return days > 0 and reminders < MOST_REMINDERS and now - since >= timedelta(days=days)


def digits(typed: str) -> str:
    """The digits of what was typed."""
    return "".join(each for each in typed if each.isascii() and each.isdigit())


def written(code: str) -> str:
    """A code in fours, as people read it out: `4821 9035`."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def marked(key: bytes, code: str) -> bytes:
    """What a code is known by. Without the key it tells nothing of the code.

    Args:
        key: 32 bytes, of the hub's.
    """
    return hashlib.blake2b(digits(code).encode("ascii"), key=key, digest_size=16, person=b"parcel code").digest()


def _id(found: object) -> UUID | None:
    return None if found is None else UUID(str(found))
