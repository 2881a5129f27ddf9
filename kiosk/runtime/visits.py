"""Assembles what a site does about people who come and go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.visit_details import Details
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Store
from kiosk.runtime.bookings import Rooms, open_bookings
from kiosk.runtime.keeping import RetentionSettings
from kiosk.runtime.reception import open_reception
from kiosk.services import staff_cards
from kiosk.services.audit import Audit
from kiosk.services.directory import Directory
from kiosk.services.happenings import Taker
from kiosk.services.host_calls import HostCalls
from kiosk.services.messages import Messages
from kiosk.services.personal import Part
from kiosk.services.reception import Reception
from kiosk.services.seals import Seals
from kiosk.services.sites import Sites
from kiosk.services.visit_arrivals import Arrivals, Hooks
from kiosk.services.visit_cards import VisitCards
from kiosk.services.visit_invitations import VisitInvitations
from kiosk.services.visit_keeping import VisitKeeping
from kiosk.services.visit_links import VisitLinks
from kiosk.services.visit_parts import VisitParts
from kiosk.services.visit_rooms import VisitRooms
from kiosk.services.visit_rounds import VisitRounds
from kiosk.services.visit_seals import VisitSeals
from kiosk.services.visit_taking import VisitTaking
from kiosk.services.visits import Visits
from kiosk.services.watch_list import WatchList


@dataclass(frozen=True, slots=True)
class Visiting:
    """The services of one site that know who comes and goes.

    Attributes:
        details: opens who a visitor is.
        takers: of what terminals tell; `parts`: what they may know of people.
        start: sets them to work.
    """

    visits: Visits
    cards: VisitCards
    keeping: VisitKeeping
    invitations: VisitInvitations
    watch_list: WatchList
    reception: Reception
    rooms: Rooms
    details: Callable[[VisitRow], Details | None]
    takers: Mapping[str, Taker]
    parts: tuple[Part, ...]
    start: Callable[[], None]


def open_visits(
    stack: AsyncExitStack,
    *,
    store: Store,
    audit: Audit,
    seals: Seals,
    clock: Clock,
    zone: ZoneInfo,
    opening: Executor,
    directory: Directory,
    sites: Sites,
    messages: Messages,
    countries: Collection[str],
    sender: str,
    pictures: bool,
    kept: RetentionSettings,
) -> Visiting:
    """That of one site, not at work yet. Made on the hub's loop.

    Args:
        stack: ends what is begun here.
        countries: where text messages may go.
        sender: where mail comes from; `pictures`: whether it can show one.
    """
    own = VisitSeals(seals, store.site_id)
    cards = VisitCards(
        store, audit, own, clock, opening, staff_cards.key(seals), timedelta(days=kept.visitor_card_days)
    )
    parts = VisitParts(store, own, directory, clock, zone, opening, cards.fitting)
    calls = HostCalls(store, audit, seals, clock)
    watched = WatchList(store, audit, seals, clock, sites.today, lambda: sites.current().site.visits)
    rooms = VisitRooms(clock, zone.key)
    hooks = Hooks(
        settled=(rooms.came,),
        arrived=(calls.arrived,),
        awaiting=(calls.awaiting,),
        left=(calls.left, rooms.left, cards.left),
        asks=(calls.asks_first, watched.has_to_wait),
    )
    arrivals = Arrivals(own, clock, hooks, parts.named, cards.expected)
    visits = Visits(store, audit, own, arrivals, rooms, clock, zone, opening)
    rounds = VisitRounds(store, arrivals, clock, zone)
    stack.push_async_callback(rounds.close)

    reception = open_reception(
        store=store,
        audit=audit,
        seals=seals,
        clock=clock,
        opening=opening,
        directory=directory,
        messages=messages,
        sites=sites,
        countries=countries,
        calls=calls,
        details=own.open,
        decide=visits.decide,
    )
    stack.push_async_callback(reception.ladder.close)

    booked = open_bookings(
        store=store,
        audit=audit,
        seals=seals,
        clock=clock,
        opening=opening,
        directory=directory,
        messages=messages,
        site=lambda: sites.current().site,
        countries=countries,
        arrivals=arrivals,
        details=own.open,
        zone=zone,
    )
    stack.push_async_callback(booked.rounds.close)

    def start() -> None:
        rounds.start()
        booked.rounds.start()
        reception.ladder.start()

    return Visiting(
        visits=visits,
        cards=cards,
        keeping=VisitKeeping(store, audit, own, clock, zone, opening, timedelta(days=kept.visit_contact_days)),
        invitations=VisitInvitations(
            store,
            audit,
            visits,
            VisitLinks(seals, store.site_id),
            messages,
            directory,
            lambda: sites.current().site,
            clock,
            countries,
            sender,
            pictures=pictures,
        ),
        watch_list=watched,
        reception=reception,
        rooms=booked,
        details=own.open,
        takers={**VisitTaking(arrivals, cards, clock, zone).takers, **calls.takers, **rooms.takers},
        parts=(parts.part, cards.personal_part, reception.hosts.personal_part),
        start=start,
    )
