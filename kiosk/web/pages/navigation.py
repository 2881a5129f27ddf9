"""The ways to the pages, for those who may go there."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.roles import Action
from kiosk.web.pages.sessions import Visitor


@dataclass(frozen=True, slots=True)
class Way:
    """A link to a page; `path` is within the site, or within the estate. `daily`: it is wanted every day, the others
    stand under “More”."""

    name: str
    path: str
    action: Action
    daily: bool = False


SITE = (
    Way("Today", "/today", Action.SEE_TODAY, daily=True),
    Way("Visits", "/visits", Action.SEE_VISITS, daily=True),
    Way("Visits", "/visits", Action.SEE_OWN_VISITS, daily=True),
    Way("Waiting", "/waiting", Action.SEE_VISITS, daily=True),
    Way("Waiting", "/waiting", Action.SEE_OWN_VISITS, daily=True),
    Way("Submissions", "/submissions", Action.READ_SUBMISSIONS, daily=True),
    Way("Directory", "/directory", Action.READ_DIRECTORY, daily=True),
    Way("Directory", "/directory", Action.EDIT_OWN_TENANT, daily=True),
    Way("Deliveries", "/parcels", Action.SEE_PARCELS, daily=True),
    Way("Deliveries", "/parcels", Action.SEE_OWN_PARCELS, daily=True),
    Way("Roll-call", "/roll-calls", Action.LEAD_ROLL_CALLS, daily=True),
    Way("People", "/people", Action.MANAGE_PEOPLE),
    Way("People", "/people", Action.MANAGE_OWN_PEOPLE),
    Way("Terminals", "/terminals", Action.SEE_TERMINALS, daily=True),
    Way("Screens", "/screens", Action.COMMAND_TERMINALS),
    Way("Doors", "/doors", Action.OPEN_DOORS),
    Way("Opening and closing", "/checks", Action.COMMAND_TERMINALS),
    Way("Send a form", "/send-a-form", Action.WORK_ON_SUBMISSIONS),
    Way("Forms", "/forms", Action.EDIT_FORMS),
    Way("Settings", "/settings", Action.EDIT_SITE),
    Way("Messages", "/settings/messages", Action.EDIT_MESSAGES),
    Way("Where forms go", "/destinations", Action.READ_SUBMISSIONS),
    Way("Robots", "/robots", Action.MANAGE_ROBOTS),
    Way("Statistics", "/statistics", Action.SEE_STATISTICS),
    Way("My visitors", "/my-visitors", Action.SEE_VISITS),
    Way("My visitors", "/my-visitors", Action.SEE_OWN_VISITS),
    Way("Activity", "/activity", Action.READ_AUDIT),
    Way("Health", "/health", Action.SEE_HEALTH),
    Way("Go-live checklist", "/go-live", Action.SEE_HEALTH),
)
"""The pages of a site. The first that somebody may see is the one they come to."""


def ways(visitor: Visitor) -> list[Way]:
    """The pages of this site that somebody may see."""
    # One page may be open to several roles, each by what it is granted; it is shown once.
    return list({way.path: way for way in SITE if visitor.may(way.action)}.values())
