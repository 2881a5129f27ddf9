"""The part of a form that says which role, where, and of which tenant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.responses import Response

from kiosk.domain.accounts import Member
from kiosk.domain.people import OF_TENANTS, offered
from kiosk.domain.roles import EVERYWHERE, Action, Grant, StaffRole, may, tenants
from kiosk.services.estate import Estate
from kiosk.web.pages.grants import HINTS, tenants_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Visitor


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody may choose from.

    Attributes:
        sites: ids and names; empty where the page is a site's, which is then meant.
        tenants: ids with the site they are at, and names.
    """

    site_id: str
    sites: Mapping[str, str]
    roles: tuple[StaffRole, ...]
    tenants: Mapping[UUID, tuple[str, str]]

    def read(self, fields: Mapping[str, str]) -> tuple[Grant | None, dict[str, str]]:
        """The grant that a form asks for, or what is wrong beside which field."""
        errors: dict[str, str] = {}
        site_id = fields.get("site", "") if self.sites else self.site_id
        if self.sites and site_id not in self.sites:
            errors["site"] = "Choose where"
        role = next((role for role in self.roles if role.value == fields.get("role", "")), None)
        tenant_id = next((tenant for tenant in self.tenants if str(tenant) == fields.get("tenant", "")), None)
        if role is None:
            errors["role"] = "Choose a role"
        elif role not in OF_TENANTS:
            tenant_id = None
        elif not self.tenants:
            errors["role"] = "There is no tenant in the directory yet. Add one first"
        elif tenant_id is None:
            errors["tenant"] = "Choose which tenant"
        elif site_id == EVERYWHERE or self.tenants[tenant_id][0] != site_id:
            errors["tenant"] = "Choose the site of this tenant above, or another tenant"
        if errors or role is None:
            return None, errors
        return Grant(site_id, role, tenant_id), {}


async def choices(estate: Estate, visitor: Visitor) -> Choices:
    """What somebody may give at this page."""
    site_id = EVERYWHERE if visitor.hub is None else visitor.hub.site.id
    at = list(estate.sites) if visitor.hub is None else [site_id]
    sites = (
        {}
        if visitor.hub is not None
        else {EVERYWHERE: "Every site"} | {hub.site.id: hub.site.name.en for hub in estate.sites.values()}
    )
    found: dict[UUID, tuple[str, str]] = {}
    for each in at:
        everybody = may(visitor.grants, Action.MANAGE_PEOPLE, each)
        own = tenants(visitor.grants, Action.MANAGE_OWN_PEOPLE, each)
        for tenant_id, name in (await tenants_of(estate, each)).items():
            if everybody or tenant_id in own:
                several = len(at) > 1
                found[tenant_id] = each, f"{name}, {estate.sites[each].site.name.en}" if several else name
    roles = tuple(StaffRole) if visitor.hub is None else offered(visitor.grants, site_id)
    return Choices(site_id, sites, roles, found)


async def role_page(
    pages: Pages,
    estate: Estate,
    visitor: Visitor,
    base: str,
    member: Member | None,
    values: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    """The page with this form: to give somebody another role, or without anybody to invite them.

    Args:
        base: where the pages about people begin.
    """
    offer = await choices(estate, visitor)
    return pages.page(
        "person_role.html",
        visitor,
        422 if errors else 200,
        member=member,
        sites=list(offer.sites.items()),
        roles=offer.roles,
        role_hints=HINTS,
        tenants=[(str(id), name) for id, (_, name) in offer.tenants.items()],
        several_kinds=may(visitor.grants, Action.MANAGE_PEOPLE, offer.site_id),
        by_mail=member is None and estate.accounts.invitations.by_mail,
        base=base,
        values=values,
        errors=errors,
    )
