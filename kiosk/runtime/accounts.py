"""Assembles what an estate does about accounts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta

from kiosk.domain.messages import Channel
from kiosk.domain.people import Policy
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Store
from kiosk.runtime.gateways import gateways
from kiosk.runtime.identities import rules
from kiosk.runtime.settings import Settings
from kiosk.services.accounts import Accounts
from kiosk.services.audit import Audit
from kiosk.services.credentials import Credentials
from kiosk.services.identity import DirectorySignIn
from kiosk.services.invitations import Invitations
from kiosk.services.new_passwords import NewPasswords
from kiosk.services.own_account import OwnAccounts
from kiosk.services.passwords import Passwords
from kiosk.services.people import Ladders, People
from kiosk.services.seals import Seals
from kiosk.services.second_factor import SecondFactors
from kiosk.services.staff import Staff
from kiosk.services.staff_cards import StaffCards
from kiosk.services.terminal_pins import TerminalPins


def open_accounts(
    settings: Settings,
    store: Store,
    clock: Clock,
    seals: Seals,
    ladders: Ladders,
    environment: Mapping[str, str] | None,
    stack: AsyncExitStack,
    told: Callable[[], Awaitable[None]],
) -> Accounts:
    """The accounts of an estate at work.

    Args:
        store: the estate's own rows.
        environment: where the directory's secret is; the process's own when `None`.
        stack: what closes with the hub.
        told: has terminals ask again what they may know about people.

    Raises:
        SettingsRefused: the secret is missing.
    """
    audit = Audit(store, clock)
    passwords = Passwords()
    stack.callback(passwords.close)
    factors = SecondFactors(store, audit, clock, seals)
    registration = settings.identity.registration(environment)
    directory = None
    if registration is not None:
        from kiosk.gateways.identity import Directory

        granted = rules(settings.directory_roles)
        directory = DirectorySignIn(store, audit, clock, Directory(registration, clock), granted)
        stack.callback(directory.close)
    mail = gateways(settings, clock, environment).get(Channel.EMAIL)
    invitations = Invitations(store, audit, clock, mail)
    stack.push_async_callback(invitations.close)
    credentials = Credentials(store, audit, clock, seals)
    return Accounts(
        staff=Staff(store, audit, clock, policy(settings), passwords, factors),
        new_passwords=NewPasswords(store, audit, clock, seals, passwords),
        own=OwnAccounts(store, audit, clock, passwords, factors),
        factors=factors,
        people=People(store, audit, clock, ladders, told),
        invitations=invitations,
        credentials=credentials,
        terminal_pins=TerminalPins(store, audit, clock, seals, told),
        staff_cards=StaffCards(store, credentials, told),
        directory=directory,
        label=settings.identity.label,
    )


def policy(settings: Settings) -> Policy:
    """What the settings ask of accounts."""
    chosen = settings.identity
    return Policy(
        session=timedelta(seconds=settings.hub.staff_session),
        idle=timedelta(seconds=settings.hub.staff_idle),
        directory_session=timedelta(seconds=chosen.session),
        proof=timedelta(seconds=chosen.proof_life),
        second_factor=chosen.second_factor,
        grace=timedelta(days=chosen.second_factor_grace_days),
    )
