"""Cards that visitors hold: a travel card, the card of their own office, anything with a number that stays the same.

A card says nothing of who holds it. If they like, visitors have one remembered when they check in; shown again, it
fills in their name and where they come from, and whom they come to see is asked anew. Whoever invites somebody may
note their card with the invitation. What is kept of a card is the keyed hash that readers make of its number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Final

from kiosk.domain.readers import DIGEST_DIGITS
from kiosk.domain.search import words
from kiosk.domain.visit_details import Details

DAYS: Final = "visitor_card_days"
"""Where, in what a terminal may know about people, it stands how long a card is remembered; nowhere if none is."""


class Wish(StrEnum):
    """What somebody wants done with the card they showed."""

    REMEMBER = auto()
    FORGET = auto()


@dataclass(frozen=True, slots=True, repr=False)
class Before:
    """Somebody whose card is remembered."""

    name: str
    company: str = ""


@dataclass(frozen=True, slots=True)
class SealedCard:
    """A card that is remembered, as it is kept.

    Attributes:
        mark: the keyed hash of its number.
        sealed: whose it is.
        email, person: what its holder is told by on an invitation, hashed; empty where they said too little.
        used_at: when it was last shown to check in.
    """

    mark: bytes = field(repr=False)
    key_id: str
    sealed: bytes = field(repr=False)
    email: bytes = field(repr=False)
    person: bytes = field(repr=False)
    tied_at: datetime
    used_at: datetime


def read_mark(digest: object) -> bytes:
    """What a reader tells of a card, as it is kept; empty for anything else."""
    if not isinstance(digest, str) or len(digest) != DIGEST_DIGITS:
        return b""
    try:
        return bytes.fromhex(digest)
    except ValueError:
        return b""


def same_email(details: Details) -> str:
    """What two people have in common only if they have the same address; empty without one."""
    return f"email {details.email.strip().casefold()}" if details.email.strip() else ""


def same_person(details: Details) -> str:
    """What two people have in common if they have the same name and come from the same place. A name alone is no
    reason to take one for the other: then it is empty."""
    name, company = (" ".join(words(each)) for each in (details.name, details.company))
    return f"person {name}\n{company}" if name and company else ""
