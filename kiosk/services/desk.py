"""What staff work with at one site, together."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.services.checks import Checks
from kiosk.services.colleagues import Colleagues
from kiosk.services.form_publishing import FormPublishing
from kiosk.services.form_shelf import FormShelf
from kiosk.services.go_live import GoLive
from kiosk.services.hand_overs import HandOvers
from kiosk.services.health import Health
from kiosk.services.live import Live
from kiosk.services.notes import Notes
from kiosk.services.opinions import Opinions
from kiosk.services.outcomes import Outcomes
from kiosk.services.robots import Robots
from kiosk.services.searches import Searches
from kiosk.services.uses import Uses


@dataclass(frozen=True, slots=True)
class Desk:
    """The services behind the pages of everyday work."""

    searches: Searches
    notes: Notes
    hand_overs: HandOvers
    colleagues: Colleagues
    outcomes: Outcomes
    robots: Robots
    uses: Uses
    opinions: Opinions
    health: Health
    go_live: GoLive
    live: Live
    checks: Checks
    shelf: FormShelf
    publishing: FormPublishing
