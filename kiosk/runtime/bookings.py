"""Assembles what a site does about its rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Executor
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.domain.site import Site
from kiosk.domain.visit_details import Details
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Store
from kiosk.services.audit import Audit
from kiosk.services.booking_rounds import BookingRounds
from kiosk.services.booking_stays import BookingStays
from kiosk.services.bookings import Bookings
from kiosk.services.directory import Directory
from kiosk.services.messages import Messages
from kiosk.services.seals import Seals
from kiosk.services.visit_arrivals import Arrivals
from kiosk.services.visit_links import VisitLinks


@dataclass(frozen=True, slots=True)
class Rooms:
    """The services of one site that know who has which room. `rounds` are not begun yet."""

    bookings: Bookings
    stays: BookingStays
    rounds: BookingRounds


def open_bookings(
    *,
    store: Store,
    audit: Audit,
    seals: Seals,
    clock: Clock,
    opening: Executor,
    directory: Directory,
    messages: Messages,
    site: Callable[[], Site],
    countries: Collection[str],
    arrivals: Arrivals,
    details: Callable[[VisitRow], Details | None],
    zone: ZoneInfo,
) -> Rooms:
    """Those of one site.

    Args:
        countries: where text messages may go.
        details: opens who a visitor is.
    """
    links = VisitLinks(seals, store.site_id, b"booking")
    return Rooms(
        Bookings(store, audit, seals, clock, site, zone.key),
        BookingStays(store, audit, arrivals, links, details, opening, clock),
        BookingRounds(store, directory, messages, links, site, clock, tuple(countries)),
    )
