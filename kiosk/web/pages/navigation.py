"""The menu: the pages of a site in a few parts, and of each what somebody may see.

A part leads to its first page; the others of it stand in a second row. So every page is two presses away at most, and
what everybody sees all day stays short, however many pages there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.domain.roles import Action
from kiosk.web.pages.sessions import Visitor


@dataclass(frozen=True, slots=True)
class Way:
    """A link to a page, whose `path` is within the site, for those who may do `action`."""

    name: str
    path: str
    action: Action


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that belong together."""

    name: str
    ways: tuple[Way, ...]

    @property
    def paths(self) -> frozenset[str]:
        """Where they are."""
        return frozenset(way.path for way in self.ways)


SITE = (
    Part(
        "Today",
        (
            Way("Today", "/today", Action.SEE_TODAY),
            Way("Statistics", "/statistics", Action.SEE_STATISTICS),
            Way("Activity", "/activity", Action.READ_AUDIT),
        ),
    ),
    Part(
        "Visits",
        (
            Way("Visits", "/visits", Action.SEE_VISITS),
            Way("Visits", "/visits", Action.SEE_OWN_VISITS),
            Way("Waiting", "/waiting", Action.SEE_VISITS),
            Way("Waiting", "/waiting", Action.SEE_OWN_VISITS),
            Way("Rooms", "/rooms", Action.BOOK_ROOMS),
            Way("Rooms", "/rooms", Action.BOOK_OWN_ROOMS),
            Way("My visitors", "/my-visitors", Action.SEE_VISITS),
            Way("My visitors", "/my-visitors", Action.SEE_OWN_VISITS),
        ),
    ),
    Part(
        "Deliveries",
        (
            Way("Deliveries", "/parcels", Action.SEE_PARCELS),
            Way("Deliveries", "/parcels", Action.SEE_OWN_PARCELS),
        ),
    ),
    Part(
        "Submissions",
        (
            Way("Submissions", "/submissions", Action.READ_SUBMISSIONS),
            Way("Send a form", "/send-a-form", Action.WORK_ON_SUBMISSIONS),
            Way("Forms", "/forms", Action.EDIT_FORMS),
            Way("Where forms go", "/destinations", Action.READ_SUBMISSIONS),
            Way("Robots", "/robots", Action.MANAGE_ROBOTS),
        ),
    ),
    Part(
        "Directory",
        (
            Way("Directory", "/directory", Action.READ_DIRECTORY),
            Way("Directory", "/directory", Action.EDIT_OWN_TENANT),
            Way("People", "/people", Action.MANAGE_PEOPLE),
            Way("People", "/people", Action.MANAGE_OWN_PEOPLE),
        ),
    ),
    Part("Roll-call", (Way("Roll-call", "/roll-calls", Action.LEAD_ROLL_CALLS),)),
    Part(
        "Building",
        (
            Way("Terminals", "/terminals", Action.SEE_TERMINALS),
            Way("Screens", "/screens", Action.COMMAND_TERMINALS),
            Way("Doors", "/doors", Action.OPEN_DOORS),
            Way("Opening and closing", "/checks", Action.COMMAND_TERMINALS),
            Way("Health", "/health", Action.SEE_HEALTH),
            Way("Go-live checklist", "/go-live", Action.SEE_HEALTH),
        ),
    ),
    Part(
        "Settings",
        (
            Way("Settings", "/settings", Action.EDIT_SITE),
            Way("Messages", "/settings/messages", Action.EDIT_MESSAGES),
        ),
    ),
)
"""The pages of a site. The first that somebody may see is the one they come to."""


def menu(visitor: Visitor) -> list[Part]:
    """The pages of this site that somebody may see. What is the only one of its part is called by its own name."""
    found = []
    for part in SITE:
        # One page may be open to several roles, each by what it is granted; it is shown once.
        seen = tuple({way.path: way for way in part.ways if visitor.may(way.action)}.values())
        if seen:
            found.append(replace(part, name=part.name if len(seen) > 1 else seen[0].name, ways=seen))
    return found
