"""What a site is: its council and how that looks, when it is open, whom people can ring, and what is new today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from kiosk.domain.definition import Localised
from kiosk.domain.hours import ALWAYS
from kiosk.domain.logos import Png
from kiosk.domain.opening import BankHoliday, Closure, Nation, Opening, Standing, standing
from kiosk.domain.rooms import Room
from kiosk.domain.visit_settings import NO_VISITS, VisitSettings

Answers = Literal["offices", "always", "offices_closed"] | Opening
"""When a number is answered: with the offices, day and night, when the offices are closed, or at hours of its own."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A number of the council's, and when somebody answers it: `hours` in words, `answers` so that it can be told
    whether somebody does now."""

    id: str
    name: Localised
    number: str
    hours: Localised
    urgent: bool
    answers: Answers | None = None


@dataclass(frozen=True, slots=True)
class Emergency:
    """A number for somebody who needs help now."""

    id: str
    name: Localised
    number: str
    note: Localised | None


@dataclass(frozen=True, slots=True)
class Brand:
    """A council's colours, `#RRGGBB`. White text on the first two has a contrast of 7:1 or more; the accent is a line
    below the dark band, 3:1 with it."""

    colour: str
    dark: str
    accent: str | None = None


@dataclass(frozen=True, slots=True)
class Logo:
    """A council's logo, what it says to those who do not see it, and whether it needs a white ground."""

    picture: Png
    alt: Localised
    on_white: bool = True


@dataclass(frozen=True, slots=True)
class Safety:
    """What people need to know when the building is emptied: where they gather, and the way there from the foyer."""

    assembly: Localised
    way_out: Localised | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Words on the first screen, from one day to another, both included; without days, always."""

    words: Localised
    first: date | None = None
    last: date | None = None

    def on(self, day: date | None) -> bool:
        """Whether it is for that day. While nobody knows the day, only what has no days is shown."""
        if day is None:
            return self.first is None and self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Site:
    """One building. `address` is line by line; of `languages` the first is shown first; `timezone` is the wall's.

    Attributes:
        greeting: instead of the welcome on the first screen.
        run_by: who runs the service; `privacy`: where to read how answers are used.
        opening: of the offices; `None` when nobody has said.
        holidays: the bank holidays of `nation`, as far as they are known.
        public_url: where visitors' pages of this site are; `None` when there are none.
        visits: how visitors are received.
        safety: where people gather in an emergency; `None` when nobody has said.
        rooms: that people meet in, with those that are not in use any more.
    """

    id: str
    name: Localised
    council: Localised
    address: tuple[str, ...]
    postcode: str
    timezone: str
    languages: tuple[str, ...]
    brand: Brand
    contacts: tuple[Contact, ...]
    emergency: tuple[Emergency, ...]
    messages: tuple[Message, ...]
    logo: Logo | None = None
    greeting: Localised | None = None
    run_by: Localised | None = None
    privacy: Localised | None = None
    opening: Opening | None = None
    nation: Nation | None = None
    holidays: tuple[BankHoliday, ...] = ()
    closures: tuple[Closure, ...] = ()
    public_url: str | None = None
    visits: VisitSettings = NO_VISITS
    safety: Safety | None = None
    rooms: tuple[Room, ...] = ()

    def standing(self, now: datetime) -> Standing | None:
        """Whether the offices are open; `None` when nobody has said when they are."""
        return None if self.opening is None else standing(self.opening, now, self.holidays, self.closures)

    def opens_next(self, now: datetime) -> datetime | None:
        """When the offices next open after they have closed; `None` when nobody has said, or not for a long time."""
        found = self.standing(now)
        if found is not None and found.open and found.until is not None:
            found = self.standing(found.until)
        return None if found is None or found.open else found.until

    def answering(self, contact: Contact, now: datetime) -> Standing | None:
        """Whether somebody answers a number; `None` when nobody has said when they do."""
        match contact.answers:
            case None:
                return None
            case "offices":
                return self.standing(now)
            case "always":
                return standing(Opening(ALWAYS, on_bank_holidays=True), now)
            case "offices_closed":
                offices = self.standing(now)
                return None if offices is None else replace(offices, open=not offices.open, reason=None)
            case Opening() as own:
                # What closes the offices does not silence a number with hours of its own; a bank holiday does.
                return standing(own, now, self.holidays)

    def messages_on(self, day: date | None) -> tuple[Localised, ...]:
        """The words of a day."""
        return tuple(message.words for message in self.messages if message.on(day))
