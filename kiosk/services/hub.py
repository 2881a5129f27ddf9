"""One site of a hub, as the faces see it: its services, assembled."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.site import Site
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Store
from kiosk.services.alerts import Alerts
from kiosk.services.audit import Audit
from kiosk.services.booking_rounds import BookingRounds
from kiosk.services.booking_stays import BookingStays
from kiosk.services.bookings import Bookings
from kiosk.services.commands import Commands
from kiosk.services.continuations import Continuations
from kiosk.services.copies import Copies
from kiosk.services.deliveries import Deliveries
from kiosk.services.desk import Desk
from kiosk.services.directory import Directory
from kiosk.services.doors import Doors
from kiosk.services.form_links import FormLinks
from kiosk.services.forms import Forms
from kiosk.services.happenings import Happenings
from kiosk.services.imports import Imports
from kiosk.services.keeping import Keeping
from kiosk.services.measures import Measures
from kiosk.services.message_receipts import MessageReceipts
from kiosk.services.messages import Messages
from kiosk.services.news import Newsroom
from kiosk.services.parcels import Parcels
from kiosk.services.personal import Personal
from kiosk.services.photos import Photos
from kiosk.services.presence import Presence
from kiosk.services.receipts import Receipts
from kiosk.services.reception import Reception
from kiosk.services.registrations import Registrations
from kiosk.services.resending import Resending
from kiosk.services.roll_calls import RollCalls
from kiosk.services.roll_settings import RollSettings
from kiosk.services.sites import Sites
from kiosk.services.staff_door import StaffDoors
from kiosk.services.submissions import Submissions
from kiosk.services.terminals import Terminals
from kiosk.services.uploads import Uploads
from kiosk.services.visit_badges import VisitBadges
from kiosk.services.visit_cards import VisitCards
from kiosk.services.visit_invitations import VisitInvitations
from kiosk.services.visit_keeping import VisitKeeping
from kiosk.services.visits import Visits
from kiosk.services.watch_list import WatchList


@dataclass(frozen=True, slots=True)
class Hub:
    """Everything a hub can do for one of its sites. What all of them share is in `kiosk.services.estate`."""

    sites: Sites
    store: Store
    clock: Clock
    measures: Measures
    audit: Audit
    presence: Presence
    terminals: Terminals
    commands: Commands
    personal: Personal
    staff_doors: StaffDoors
    doors: Doors
    happenings: Happenings
    parcels: Parcels
    photos: Photos
    visits: Visits
    visit_cards: VisitCards
    visit_keeping: VisitKeeping
    visit_invitations: VisitInvitations
    visit_badges: VisitBadges
    bookings: Bookings
    booking_stays: BookingStays
    booking_rounds: BookingRounds
    watch_list: WatchList
    reception: Reception
    directory: Directory
    imports: Imports
    forms: Forms
    newsroom: Newsroom
    submissions: Submissions
    deliveries: Deliveries
    registrations: Registrations
    resending: Resending
    keeping: Keeping
    messages: Messages
    message_receipts: MessageReceipts
    alerts: Alerts
    receipts: Receipts
    copies: Copies
    continuations: Continuations
    form_links: FormLinks
    uploads: Uploads
    roll_calls: RollCalls
    roll_settings: RollSettings
    desk: Desk

    @property
    def site(self) -> Site:
        """The site as it is now."""
        return self.sites.current().site
