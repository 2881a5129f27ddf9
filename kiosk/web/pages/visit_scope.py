"""Whose visitors somebody may see: staff of the council everybody's, people of a tenant their own."""

from __future__ import annotations

from uuid import UUID

from kiosk.domain.roles import Action, tenants
from kiosk.services.directory import Tenants
from kiosk.services.hub import Hub
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_lists import Shown
from kiosk.web.pages.sessions import Visitor, needs
from kiosk.web.problems import WebProblem

SEE = needs(Action.SEE_VISITS, Action.SEE_OWN_VISITS)
ALL = needs(Action.SEE_VISITS)
MANAGE = needs(Action.MANAGE_VISITS)


def scope(visitor: Visitor) -> Tenants:
    """The tenants whose visitors somebody may see; `None` is everybody's."""
    if visitor.may(Action.SEE_VISITS):
        return None
    site = "" if visitor.hub is None else visitor.hub.site.id
    return tenants(visitor.grants, Action.SEE_OWN_VISITS, site)


async def show(hub: Hub, visit_id: UUID, visitor: Visitor) -> Shown:
    """A visit that somebody may see.

    Raises:
        WebProblem: 404; there is none, or it is none of theirs.
    """
    try:
        return await hub.visits.show(visit_id, scope(visitor))
    except VisitUnknown as error:
        raise WebProblem(404, error.code) from None
