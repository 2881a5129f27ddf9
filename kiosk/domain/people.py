"""Who may give which role to whom, and of whom the estate cannot do without."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, auto
from typing import Final

from kiosk.domain.roles import EVERYWHERE, Action, Grant, StaffRole, may, tenants

OF_TENANTS: Final = frozenset({StaffRole.TENANT_MANAGER, StaffRole.TENANT_USER})
"""Roles that are for the people of one tenant, at one site."""


class SecondFactor(StrEnum):
    """Whose password is not enough by itself."""

    NOBODY = auto()
    ADMINISTRATORS = auto()
    EVERYBODY = auto()

    def asked_of(self, grants: Iterable[Grant]) -> bool:
        """Whether somebody with these grants has to have one."""
        if self is SecondFactor.ADMINISTRATORS:
            return any(grant.role is StaffRole.ADMINISTRATOR for grant in grants)
        return self is SecondFactor.EVERYBODY


@dataclass(frozen=True, slots=True)
class Policy:
    """What is asked of accounts here, and for how long it counts.

    Attributes:
        session: how long anybody stays signed in at most.
        idle: without a press, how long.
        directory_session: how long somebody stays whom the directory let in: what it takes away ends by then.
        proof: how long a proof is enough for what is delicate.
        second_factor: whose password is not enough by itself.
        grace: how long after it was made an account may do without one.
    """

    session: timedelta
    idle: timedelta
    directory_session: timedelta
    proof: timedelta
    second_factor: SecondFactor
    grace: timedelta


def makes_sense(grant: Grant) -> bool:
    """A tenant's people belong to a tenant at a site; nobody else belongs to one."""
    if grant.role in OF_TENANTS:
        return grant.tenant_id is not None and grant.site_id != EVERYWHERE
    return grant.tenant_id is None


def may_give(mine: Collection[Grant], grant: Grant) -> bool:
    """Whether somebody with grants of their own may give this one, or take it away.

    Nobody gives more than they have: an administrator of a site gives what counts there, a tenant's manager only the
    two roles of their own tenant.
    """
    if not makes_sense(grant):
        return False
    if may(mine, Action.MANAGE_PEOPLE, grant.site_id):
        return True
    return grant.tenant_id is not None and grant.tenant_id in tenants(mine, Action.MANAGE_OWN_PEOPLE, grant.site_id)


def may_rule(mine: Collection[Grant], theirs: Collection[Grant]) -> bool:
    """Whether somebody decides about all that another has, and so about the account itself.

    Whoever could reset the second factor of somebody above them would soon be them. An account to which nothing is
    granted is for those who look after everything.
    """
    return all(may_give(mine, grant) for grant in theirs) if theirs else may(mine, Action.MANAGE_PEOPLE, EVERYWHERE)


def keeps_the_estate(grants: Iterable[Grant]) -> bool:
    """Whether somebody is one of those of whom there must always be one."""
    return any(grant.site_id == EVERYWHERE and grant.role is StaffRole.ADMINISTRATOR for grant in grants)


def offered(mine: Collection[Grant], site_id: str) -> tuple[StaffRole, ...]:
    """The roles that somebody may give at a site, the mightiest first."""
    if may(mine, Action.MANAGE_PEOPLE, site_id):
        return tuple(role for role in StaffRole if site_id != EVERYWHERE or role not in OF_TENANTS)
    return tuple(
        role for role in StaffRole if role in OF_TENANTS and tenants(mine, Action.MANAGE_OWN_PEOPLE, site_id)
    )


def sees(mine: Collection[Grant], theirs: Collection[Grant], site_id: str) -> bool:
    """Whether somebody looks after a person with these grants, from the page of a site."""
    if site_id != EVERYWHERE:
        theirs = [grant for grant in theirs if grant.at(site_id)]
        if may(mine, Action.MANAGE_PEOPLE, site_id):
            return bool(theirs)
        return any(may_give(mine, grant) for grant in theirs)
    return may(mine, Action.MANAGE_PEOPLE, EVERYWHERE)
