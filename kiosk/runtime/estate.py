"""Assembles what a hub looks after, site by site, and takes it apart in the reverse order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.domain import parcels as parcel_rules
from kiosk.domain.errors import Refused
from kiosk.domain.roles import EVERYWHERE
from kiosk.gateways import bank_holidays, certificates
from kiosk.gateways.bench import LocalBench
from kiosk.interfaces.clock import Clock
from kiosk.runtime import gateways, site_reading, upkeep
from kiosk.runtime.accounts import open_accounts
from kiosk.runtime.desk import open_desk
from kiosk.runtime.intake import open_intake
from kiosk.runtime.nightly import daily
from kiosk.runtime.rolls import open_rolls
from kiosk.runtime.settings import Settings
from kiosk.runtime.shared import Shared
from kiosk.runtime.surroundings import looking
from kiosk.runtime.visits import open_visits
from kiosk.services import doors, fleet, parcels, personal, terminal_pins
from kiosk.services.alerts import Alerts
from kiosk.services.audit import Actor, Audit
from kiosk.services.backups import Backups
from kiosk.services.bank_holidays import Calendar
from kiosk.services.certificates import Certificates
from kiosk.services.commands import Commands
from kiosk.services.continuations import Continuations
from kiosk.services.directory import Directory
from kiosk.services.doors import Doors
from kiosk.services.estate import Estate
from kiosk.services.form_links import FormLinks
from kiosk.services.forms import Forms
from kiosk.services.happenings import Happenings
from kiosk.services.hub import Hub
from kiosk.services.imports import File, Imports
from kiosk.services.ladders import SiteLadders
from kiosk.services.measures import Measures
from kiosk.services.news import Newsroom
from kiosk.services.photos import Photos
from kiosk.services.presence import Presence
from kiosk.services.resending import Resending
from kiosk.services.sites import Sites
from kiosk.services.staff_door import StaffDoors
from kiosk.services.terminals import Terminals
from kiosk.services.tries import Tries
from kiosk.services.visit_badges import VisitBadges
from kiosk.store import backup, keys
from kiosk.store.database import Database

ASSETS = Path(str(files("assets"))) / "vendor"
OPENING_THREADS = 2


class NoSite(Refused, ValueError):
    """A hub needs to know its site."""

    code = "no_site"


@asynccontextmanager
async def open_estate(
    settings: Settings, data: Path, clock: Clock, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Estate]:
    """A hub at work, without its face to the network.

    Args:
        environment: where the secrets of destinations are; the process's own when `None`.
    """
    if not settings.sites:
        raise NoSite
    options = settings.hub
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    measures = Measures()
    async with AsyncExitStack() as stack:
        # From here to the end, what is opened last is closed first.
        database = Database(options.database_url, data, clock, measures.units.observe)
        stack.callback(database.close)
        opening = ThreadPoolExecutor(OPENING_THREADS, "opening")
        stack.callback(opening.shutdown)
        inspection = gateways.inspection(settings.uploads)
        stack.callback(inspection.close)
        store = database.at(EVERYWHERE)
        seals = keys.load(data / backup.KEYS, clock.now(), await fleet.known_keys(store))
        await fleet.agree(store, seals, clock, str(data / backup.KEYS))
        backups = Backups(store, clock, upkeep.newest_in(settings.backup.folder_of(data)))
        calendar = Calendar(
            store,
            clock,
            bank_holidays.bundled(),
            bank_holidays.read,
            partial(bank_holidays.fetch, options.bank_holidays_url),
        )
        look = looking(settings, data, database, backups, clock.now())
        shared = Shared(
            options, clock, measures, seals, database, opening, inspection, environment, calendar, store, look
        )
        audit = Audit(store, clock)
        opened = [await _open_site(each, shared, stack) for each in settings.sites]
        accounts = open_accounts(
            settings, store, clock, seals, SiteLadders(opened), environment, stack, partial(_tell_terminals, opened)
        )
        for job in daily(settings, data, store, opened, clock, measures, calendar, backups):
            stack.push_async_callback(job.close)
            job.start()
        yield Estate(
            sites={hub.site.id: hub for hub in opened},
            store=store,
            clock=clock,
            measures=measures,
            audit=audit,
            accounts=accounts,
            secure_cookies=options.secure_cookies,
            assets=ASSETS,
            calendar=calendar,
            backups=backups,
            bench=LocalBench(settings.bench.url) if settings.bench.url else None,
            tries=Tries(store, clock),
        )


async def _tell_terminals(opened: Sequence[Hub]) -> None:
    """Has the terminals of every site ask again what they may know about people."""
    for hub in opened:
        now = hub.clock.now()
        await hub.store.transact(partial(personal.changed, now=now))


async def _open_site(settings: Settings, shared: Shared, stack: AsyncExitStack) -> Hub:
    """One site at work."""
    if settings.site is None:
        raise NoSite
    clock, options = shared.clock, shared.options
    public = settings.site.public(None if settings.site_file is None else settings.site_file.parent)
    if settings.public.url:
        public["public_url"] = f"{settings.public.url}/{settings.site.id}"
    store = shared.database.at(settings.site.id)
    audit = Audit(store, clock)
    forms = Forms(store, clock)
    await forms.publish([site_reading.document(file) for file in settings.form_files])
    directory = Directory(store, audit, clock)
    shown = (partial(parcels.public_part, store),)
    sites = Sites(public, store, audit, forms, shared.seals, clock, shared.calendar, directory, shown)
    stack.push_async_callback(sites.close)
    imports = Imports(store, audit, clock, lambda: site_reading.publisher(sites))
    if (table := options.directory_file) is not None:
        await imports.begin(File(table.name, site_reading.table(table)))
    await sites.open()
    site = sites.current().site
    zone = ZoneInfo(site.timezone)
    intake = await open_intake(settings, shared, stack, store, audit, forms, sites)
    presence = Presence(store, clock)
    stack.push_async_callback(presence.close)
    terminals = Terminals(store, audit, clock, presence, options.enrolment_code_life)
    alerts = Alerts(
        store,
        terminals,
        intake.messages,
        lambda: sites.current().site,
        lambda: sites.alerts,
        clock,
        timedelta(seconds=options.alert_after),
    )
    stack.push_async_callback(alerts.close)
    commands = Commands(store, audit, clock)
    programs = [name for name, each in settings.destinations.items() if each.by == "webhook"]
    parcels_here = parcels.Parcels(
        store, audit, shared.seals, clock, intake.messages, lambda: sites.current().site, programs
    )
    visiting = open_visits(
        stack,
        store=store,
        audit=audit,
        seals=shared.seals,
        clock=clock,
        zone=zone,
        opening=shared.opening,
        directory=directory,
        sites=sites,
        messages=intake.messages,
        countries=settings.messages.sms_countries,
        sender=settings.mail.sender,
        pictures=settings.messages.email == "mail",
        kept=settings.retention,
    )
    rolls = open_rolls(stack, shared, store, audit, zone, presence, visiting)
    if options.deliveries:
        await parcels_here.settings.begin()
        await sites.renew()
    outside = [settings.public.url, *intake.registrations.urls]
    seen = Certificates(outside, certificates.look)
    stack.push_async_callback(seen.close)
    hub = Hub(
        sites=sites,
        store=store,
        clock=clock,
        measures=shared.measures,
        audit=audit,
        presence=presence,
        terminals=terminals,
        commands=commands,
        personal=personal.Personal(
            store,
            shared.seals,
            clock,
            zone,
            (
                directory.personal_part,
                partial(terminal_pins.part, shared.estate, shared.seals, settings.site.id),
                partial(doors.part, shared.estate, settings.site.id),
                parcels_here.personal_part,
                rolls.settings.part,
                *visiting.parts,
            ),
        ),
        staff_doors=StaffDoors(shared.estate, store, clock),
        doors=Doors(shared.estate, store, commands, terminals, alerts, clock),
        happenings=Happenings(
            store,
            audit,
            shared.seals,
            clock,
            shared.opening,
            {parcel_rules.HAPPENING: parcels_here.take, **rolls.takers(visiting.takers)},
        ),
        roll_calls=rolls.calls,
        roll_settings=rolls.settings,
        parcels=parcels_here,
        photos=Photos(store, audit, shared.seals, clock),
        visits=visiting.visits,
        visit_cards=visiting.cards,
        visit_keeping=visiting.keeping,
        visit_invitations=visiting.invitations,
        visit_badges=VisitBadges(audit),
        bookings=visiting.rooms.bookings,
        booking_stays=visiting.rooms.stays,
        booking_rounds=visiting.rooms.rounds,
        watch_list=visiting.watch_list,
        reception=visiting.reception,
        directory=directory,
        imports=imports,
        forms=forms,
        newsroom=Newsroom(store, clock, options.news_wait_longest),
        submissions=intake.submissions,
        deliveries=intake.deliveries,
        registrations=intake.registrations,
        resending=Resending(store, audit, clock),
        keeping=intake.keeping,
        messages=intake.messages,
        message_receipts=intake.message_receipts,
        alerts=alerts,
        continuations=Continuations(store, forms, intake.submissions, intake.uploads, shared.seals, clock, zone),
        uploads=intake.uploads,
        form_links=FormLinks(
            store, audit, intake.messages, lambda: sites.current().site, clock, settings.messages.sms_countries
        ),
        receipts=intake.receipts,
        copies=intake.copies,
        desk=open_desk(
            estate=shared.estate,
            store=store,
            clock=clock,
            audit=audit,
            seals=shared.seals,
            opening=shared.opening,
            forms=forms,
            submissions=intake.submissions,
            uploads=intake.uploads,
            terminals=terminals,
            commands=commands,
            directory=directory,
            sites=sites,
            destinations=settings.destinations,
            calendar=shared.calendar,
            look=shared.look,
            certificates=seen,
            registrations=intake.registrations,
            outcomes=intake.outcomes,
        ),
    )
    sites.start()
    presence.start()
    rolls.away.start()
    intake.deliveries.start()
    intake.messages.start()
    alerts.start()
    seen.start()
    visiting.start()
    await hub.happenings.again(Actor("hub"))
    return hub
