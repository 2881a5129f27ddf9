"""Those whom people come to see: how each wants to be told, and whether they are in.

Whether somebody is in is known before anyone waits for them. A visitor is told that they are not, never why or until
when; and of a whole office nobody is told that it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kiosk.domain.directory import Person, Team, Tenant
from kiosk.domain.directory_book import Book
from kiosk.domain.messages import Address, Channel, read_number
from kiosk.domain.opening import Opening, standing
from kiosk.domain.site import Site

LONGEST_AWAY: Final = timedelta(days=60)
"""Longer is for the directory: somebody who is gone for good takes no visitors."""

Asked = Person | Team | Tenant


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody wants to be told of visitors.

    Attributes:
        ask_first: whether they are asked before a visitor of theirs is let in.
        email, text: the ways, where the directory has an address for them.
        away_until: not in before then, whatever their hours say.
    """

    ask_first: bool = False
    email: bool = True
    text: bool = True
    away_until: datetime | None = None

    def away(self, now: datetime) -> bool:
        """Whether they have said that they are not in."""
        return self.away_until is not None and now < self.away_until


USUAL: Final = Choice()


def is_in(entry: Asked, book: Book, site: Site, choice: Choice, now: datetime) -> bool:
    """Whether somebody is there by their own hours, else by those of whom they belong to, else by the building's.
    Where nobody has said any hours they count as there.

    Args:
        now: aware, in the zone of the site's clock.
    """
    if choice.away(now):
        return False
    for each in (entry, book.get(entry.team, Team), book.get(entry.belongs_to, Tenant)):
        if each is not None and each.hours is not None:
            return standing(Opening(each.hours), now, site.holidays, site.closures).open
    offices = site.standing(now)
    return offices is None or offices.open


def addresses(entry: Asked, choice: Choice, countries: tuple[str, ...]) -> tuple[Address, ...]:
    """Where somebody is told. A number that is no mobile one of these countries is not written to."""
    found = []
    if entry.reach.email and choice.email:
        found.append(Address(Channel.EMAIL, entry.reach.email))
    if entry.reach.telephone and choice.text:
        number = read_number(entry.reach.telephone, countries)
        if isinstance(number, Address):
            found.append(number)
    return tuple(found)


def account_of(book: Book, account_id: UUID) -> Person | None:
    """The person with an account."""
    return next((each for each in book.every(Person) if each.account_id == account_id), None)
