"""Assembles what staff work with at a site."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Executor
from zoneinfo import ZoneInfo

from kiosk.domain.site import Site
from kiosk.domain.surroundings import Surroundings
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Store
from kiosk.services.audit import Audit
from kiosk.services.bank_holidays import Calendar
from kiosk.services.certificates import Certificates
from kiosk.services.checks import Checks
from kiosk.services.colleagues import Colleagues
from kiosk.services.commands import Commands
from kiosk.services.desk import Desk
from kiosk.services.directory import Directory
from kiosk.services.form_looks import FormLooks
from kiosk.services.form_publishing import FormPublishing
from kiosk.services.form_shelf import FormShelf
from kiosk.services.forms import Forms
from kiosk.services.go_live import GoLive
from kiosk.services.go_live_visits import GoLiveVisits
from kiosk.services.hand_overs import HandOvers
from kiosk.services.health import Health
from kiosk.services.live import Live
from kiosk.services.notes import Notes
from kiosk.services.opinions import Opinions
from kiosk.services.outcomes import Outcomes
from kiosk.services.registrations import Registrations
from kiosk.services.robots import Robots
from kiosk.services.seals import Seals
from kiosk.services.searches import Searches
from kiosk.services.sites import Sites
from kiosk.services.submissions import Submissions
from kiosk.services.terminals import Terminals
from kiosk.services.uploads import Uploads
from kiosk.services.uses import Uses


def open_desk(
    *,
    estate: Store,
    store: Store,
    clock: Clock,
    audit: Audit,
    seals: Seals,
    opening: Executor,
    forms: Forms,
    submissions: Submissions,
    uploads: Uploads,
    terminals: Terminals,
    commands: Commands,
    directory: Directory,
    sites: Sites,
    destinations: Collection[str],
    calendar: Calendar,
    look: Callable[[], Surroundings],
    certificates: Certificates,
    registrations: Registrations,
    outcomes: Outcomes,
) -> Desk:
    """The desk of one site.

    Args:
        estate: where accounts are kept.
        destinations: what the settings call the services that receive what is sent.
        calendar: the bank holidays.
        look: at what stands around the hub.
    """
    looks = FormLooks(clock, sites.today, destinations, opening)
    shelf = FormShelf(store, forms, looks)

    def site() -> Site:
        return sites.current().site

    colleagues = Colleagues(estate, directory, store.site_id)
    health = Health(store, clock, terminals, forms, registrations, calendar, look, certificates.known)
    return Desk(
        searches=Searches(store, audit, forms, clock, submissions.opened, opening, uploads.of),
        notes=Notes(store, audit, seals, clock, opening),
        hand_overs=HandOvers(store, audit, clock, colleagues.holders),
        colleagues=colleagues,
        outcomes=outcomes,
        robots=Robots(store, audit, clock),
        uses=Uses(store, audit, forms, clock, ZoneInfo(site().timezone)),
        opinions=Opinions(store, audit, seals, clock, ZoneInfo(site().timezone), opening),
        health=health,
        go_live=GoLive(
            store,
            audit,
            clock,
            forms,
            terminals,
            site,
            colleagues.administrators,
            health.surroundings,
            GoLiveVisits(estate, store, clock),
        ),
        live=Live(store),
        checks=Checks(store, audit, clock, terminals, commands, health.readings),
        shelf=shelf,
        publishing=FormPublishing(store, audit, shelf, looks, sites, clock),
    )
