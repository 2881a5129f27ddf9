"""Who among the staff may do what, and where: roles, granted at one site or at all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final
from uuid import UUID

EVERYWHERE: Final = "*"
"""Stands for every site of the estate, now and later. The estate's own rows carry it; no site can be called so."""


class StaffRole(StrEnum):
    """What somebody was taken on for."""

    ADMINISTRATOR = auto()
    FACILITIES = auto()
    CONTACT_CENTRE = auto()
    TENANT_MANAGER = auto()
    TENANT_USER = auto()
    WARDEN = auto()


class Action(StrEnum):
    """What a page lets somebody do."""

    SEE_TODAY = auto()
    READ_SUBMISSIONS = auto()
    WORK_ON_SUBMISSIONS = auto()
    READ_DIRECTORY = auto()
    EDIT_DIRECTORY = auto()
    EDIT_OWN_TENANT = auto()
    SEE_TERMINALS = auto()
    MANAGE_TERMINALS = auto()
    COMMAND_TERMINALS = auto()
    OPEN_DOORS = auto()
    EDIT_SITE = auto()
    EDIT_MESSAGES = auto()
    EDIT_FORMS = auto()
    MANAGE_PEOPLE = auto()
    MANAGE_OWN_PEOPLE = auto()
    MANAGE_ROBOTS = auto()
    READ_AUDIT = auto()
    SEE_HEALTH = auto()
    SEE_STATISTICS = auto()
    SEE_VISITS = auto()
    SEE_OWN_VISITS = auto()
    MANAGE_VISITS = auto()
    SEE_PARCELS = auto()
    SEE_OWN_PARCELS = auto()
    LEAD_ROLL_CALLS = auto()
    BOOK_ROOMS = auto()
    BOOK_OWN_ROOMS = auto()


_ALLOWED: Mapping[StaffRole, frozenset[Action]] = {
    StaffRole.ADMINISTRATOR: frozenset(Action),
    # They run the building. What people wrote to the council is not for them.
    StaffRole.FACILITIES: frozenset(
        {
            Action.SEE_TODAY,
            Action.READ_DIRECTORY,
            Action.EDIT_DIRECTORY,
            Action.SEE_TERMINALS,
            Action.MANAGE_TERMINALS,
            Action.COMMAND_TERMINALS,
            Action.OPEN_DOORS,
            Action.EDIT_SITE,
            Action.EDIT_MESSAGES,
            Action.EDIT_FORMS,
            Action.SEE_HEALTH,
            Action.SEE_STATISTICS,
            Action.SEE_VISITS,
            Action.MANAGE_VISITS,
            Action.SEE_PARCELS,
            Action.LEAD_ROLL_CALLS,
            Action.BOOK_ROOMS,
        }
    ),
    StaffRole.CONTACT_CENTRE: frozenset(
        {
            Action.SEE_TODAY,
            Action.READ_SUBMISSIONS,
            Action.WORK_ON_SUBMISSIONS,
            Action.READ_DIRECTORY,
            Action.SEE_TERMINALS,
            Action.OPEN_DOORS,
            Action.EDIT_MESSAGES,
            Action.SEE_STATISTICS,
            Action.SEE_VISITS,
            Action.SEE_PARCELS,
            Action.BOOK_ROOMS,
        }
    ),
    StaffRole.TENANT_MANAGER: frozenset(
        {
            Action.SEE_TODAY,
            Action.EDIT_OWN_TENANT,
            Action.MANAGE_OWN_PEOPLE,
            Action.SEE_OWN_VISITS,
            Action.SEE_OWN_PARCELS,
            Action.BOOK_OWN_ROOMS,
        }
    ),
    StaffRole.TENANT_USER: frozenset(
        {Action.SEE_TODAY, Action.SEE_OWN_VISITS, Action.SEE_OWN_PARCELS, Action.BOOK_OWN_ROOMS}
    ),
    # Who is in the building, while it is being emptied, and nothing else.
    StaffRole.WARDEN: frozenset({Action.LEAD_ROLL_CALLS}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody was given.

    Attributes:
        site_id: where it counts, or `EVERYWHERE`.
        tenant_id: the tenant whose people they are; for the two tenant roles and no other.
    """

    site_id: str
    role: StaffRole
    tenant_id: UUID | None = None

    def at(self, site_id: str) -> bool:
        """Whether it counts there."""
        return self.site_id in (site_id, EVERYWHERE)


def may(grants: Iterable[Grant], action: Action, site_id: str) -> bool:
    """Whether somebody with these grants may do something at a site. `EVERYWHERE` asks for all sites at once."""
    return any(action in _ALLOWED[grant.role] for grant in grants if grant.at(site_id))


def tenants(grants: Iterable[Grant], action: Action, site_id: str) -> frozenset[UUID]:
    """The tenants for which somebody may do it there."""
    return frozenset(
        grant.tenant_id
        for grant in grants
        if grant.tenant_id is not None and grant.at(site_id) and action in _ALLOWED[grant.role]
    )
