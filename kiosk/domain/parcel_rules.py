"""What a team or a tenant wants done with parcels for them, and what a site does with those nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from kiosk.domain.definition import Localised
from kiosk.domain.hours import Hours, Span

LONGEST_WORDS: Final = 300
DAYS: Final = (0, 30)
"""Days after which somebody is reminded; 0 is never."""

REMIND_DAYS: Final = 3


class Takes(StrEnum):
    """From whom parcels are taken: anybody, carriers who are known by a PIN or a pass, or nobody."""

    ANYBODY = "anybody"
    KNOWN = "known"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Wishes:
    """Of one team or tenant.

    Attributes:
        words: where to leave it and what else a courier must know, shown before anything is left.
        hours: when parcels are taken; `None` is at any time.
        email, mobile: who is told; empty is the address in the directory, and no text message.
        webhook: the name of a destination that is told too.
    """

    takes: Takes = Takes.ANYBODY
    words: Localised | None = None
    hours: Hours | None = None
    email: str = ""
    mobile: str = ""
    webhook: str = ""

    def document(self) -> dict[str, object]:
        """As it is kept."""
        return {
            "takes": self.takes.value,
            "words": None if self.words is None else {"en": self.words.en, "cy": self.words.cy},
            "hours": None
            if self.hours is None
            else [[each.day, each.opens, each.closes] for each in self.hours.spans],
            "email": self.email,
            "mobile": self.mobile,
            "webhook": self.webhook,
        }


@dataclass(frozen=True, slots=True)
class Options:
    """Of a site.

    Attributes:
        on: whether terminals offer deliveries.
        unknown: who gets what nobody knows the recipient of; `None`: such parcels are not taken.
        remind_days: after how many days somebody is reminded of what waits for them.
    """

    on: bool = False
    unknown: UUID | None = None
    remind_days: int = REMIND_DAYS

    def document(self) -> dict[str, object]:
        """As it is kept."""
        unknown = None if self.unknown is None else str(self.unknown)
        return {"on": self.on, "unknown": unknown, "remind_days": self.remind_days}


def wishes(document: Mapping[str, object]) -> Wishes:
    """Out of what is kept, or of what a hub tells; what cannot be read counts as not said."""
    return Wishes(
        next((each for each in Takes if each == document.get("takes")), Takes.ANYBODY),
        _words(document.get("words")),
        _hours(document.get("hours")),
        *(str(document.get(name) or "") for name in ("email", "mobile", "webhook")),
    )


def options(document: Mapping[str, object]) -> Options:
    """The same."""
    unknown, days = document.get("unknown"), document.get("remind_days")
    return Options(
        document.get("on") is True,
        UUID(str(unknown)) if unknown else None,
        days if isinstance(days, int) else REMIND_DAYS,
    )


def _words(found: object) -> Localised | None:
    if not isinstance(found, Mapping) or not isinstance(found.get("en"), str):
        return None
    return Localised(str(found["en"]), str(found["cy"]) if found.get("cy") else None)


def _hours(found: object) -> Hours | None:
    if not isinstance(found, list):
        return None
    return Hours(tuple(Span(*map(int, each)) for each in found))
