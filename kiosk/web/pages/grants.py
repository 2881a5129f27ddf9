"""Grants, in words for pages and in keys for addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from kiosk.domain.directory import Tenant
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.services.estate import Estate
from kiosk.web.pages.words import ROLES

HINTS: Mapping[StaffRole, str] = {
    StaffRole.ADMINISTRATOR: "Everything, with people and their roles.",
    StaffRole.FACILITIES: "The building: terminals, directory, opening hours. Not what people wrote to the council.",
    StaffRole.CONTACT_CENTRE: "What people send, and the messages on the screens.",
    StaffRole.TENANT_MANAGER: "One tenant’s own entry in the directory, and its people.",
    StaffRole.TENANT_USER: "Sees what is for one tenant today.",
    StaffRole.WARDEN: "Begins and leads roll-calls, with the names of who is in.",
}
"""What a role is for."""


def key_of(grant: Grant) -> str:
    """What a grant is called in an address."""
    return f"{grant.role}@{grant.site_id}" + (f":{grant.tenant_id}" if grant.tenant_id else "")


async def tenants_of(estate: Estate, site_id: str) -> dict[UUID, str]:
    """The tenants of a site by their ids, in the order of their names."""
    hub = estate.sites.get(site_id)
    if hub is None:
        return {}
    book = await hub.directory.book()
    return {tenant.id: tenant.title.en for tenant in book.every(Tenant)}


async def in_words(estate: Estate, grants: Iterable[Grant], here: str = "") -> list[str]:
    """`Tenant user of Harbour Housing, Llanfair Road offices`, for each; without the site where it is this one."""
    found = []
    for grant in grants:
        tenant = ""
        if grant.tenant_id is not None:
            names = await tenants_of(estate, grant.site_id)
            tenant = f" of {names.get(grant.tenant_id, 'a tenant that is gone')}"
        site = "" if grant.site_id == here != EVERYWHERE else f", {where(estate, grant.site_id)}"
        found.append(f"{ROLES[grant.role]}{tenant}{site}")
    return found


def where(estate: Estate, site_id: str) -> str:
    """What a site is called; the id of one that this hub does not serve."""
    if site_id == EVERYWHERE:
        return "every site"
    hub = estate.sites.get(site_id)
    return site_id if hub is None else hub.site.name.en
