"""Everything about the accounts of an estate, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.services.credentials import Credentials
from kiosk.services.identity import DirectorySignIn
from kiosk.services.invitations import Invitations
from kiosk.services.new_passwords import NewPasswords
from kiosk.services.own_account import OwnAccounts
from kiosk.services.people import People
from kiosk.services.second_factor import SecondFactors
from kiosk.services.staff import Staff
from kiosk.services.staff_cards import StaffCards
from kiosk.services.terminal_pins import TerminalPins


@dataclass(frozen=True, slots=True)
class Accounts:
    """The services of accounts.

    Attributes:
        directory: signing in by the council's directory, where there is one.
        label: what stands on the button that leads there.
    """

    staff: Staff
    own: OwnAccounts
    new_passwords: NewPasswords
    factors: SecondFactors
    people: People
    invitations: Invitations
    credentials: Credentials
    terminal_pins: TerminalPins
    staff_cards: StaffCards
    directory: DirectorySignIn | None
    label: str
