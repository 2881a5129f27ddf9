"""Assembles how a site receives its visitors."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Executor

from kiosk.domain.visit_details import Details
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Store
from kiosk.services.audit import Audit
from kiosk.services.directory import Directory
from kiosk.services.host_calls import HostCalls
from kiosk.services.host_ladder import HostLadder
from kiosk.services.host_reading import HostReading
from kiosk.services.hosts import Hosts
from kiosk.services.messages import Messages
from kiosk.services.reception import Decide, Reception
from kiosk.services.seals import Seals
from kiosk.services.sites import Sites


def open_reception(
    *,
    store: Store,
    audit: Audit,
    seals: Seals,
    clock: Clock,
    opening: Executor,
    directory: Directory,
    messages: Messages,
    sites: Sites,
    countries: Collection[str],
    calls: HostCalls,
    details: Callable[[VisitRow], Details | None],
    decide: Decide,
) -> Reception:
    """That of one site, not at work yet.

    Args:
        countries: where text messages may go.
        calls: they are begun with the arrival, so whoever checks visitors in has them already.
        details: opens who a visitor is; `decide` lets in whoever waits for that.
    """
    ladder = HostLadder(
        store,
        directory,
        messages,
        details,
        lambda: sites.current().site,
        lambda: sites.hosts,
        clock,
        tuple(countries),
    )
    reading = HostReading(store, directory, seals, details, opening, clock)
    return Reception(calls, ladder, reading, Hosts(store, audit, clock), decide)
