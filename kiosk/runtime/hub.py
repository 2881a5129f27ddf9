"""Assembles a hub, serves it, and takes it apart in the reverse order."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import uvicorn

from kiosk.domain import sites
from kiosk.domain.errors import Refused, Unavailable
from kiosk.events import log
from kiosk.gateways.webhook import Destination, Webhooks
from kiosk.interfaces.clock import Clock
from kiosk.runtime import upkeep
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.settings import HubSettings, Settings
from kiosk.services.audit import Actor, Audit
from kiosk.services.catalogue import compose
from kiosk.services.daily import Daily
from kiosk.services.deliveries import Deliveries
from kiosk.services.forms import Document, Forms
from kiosk.services.hub import Hub
from kiosk.services.measures import Measures
from kiosk.services.news import Newsroom
from kiosk.services.presence import Presence
from kiosk.services.retries import Retries
from kiosk.services.staff import Staff
from kiosk.services.submissions import Submissions
from kiosk.services.terminals import Terminals
from kiosk.store import backup, keys
from kiosk.store.database import Database
from kiosk.web.app import create_app

ASSETS = Path(str(files("assets"))) / "vendor"
OPENING_THREADS = 2
STOP_PATIENCE = 10
"""Seconds that requests under way get to finish once the hub was asked to stop."""


class NoSite(Refused, ValueError):
    """A hub needs to know its site."""

    code = "no_site"


class CannotListen(Unavailable, OSError):
    """The address of the hub is taken, or is not this machine's."""

    code = "cannot_listen"


@dataclass(frozen=True, slots=True)
class HubReady:
    """A hub that answers.

    Attributes:
        url: where, without a slash at the end.
        staff_link: opens the page that makes the first account, once and for 24 hours; `None` when there is one.
        enrolment_code: enrols the terminal that was asked for.
    """

    url: str
    staff_link: str | None
    enrolment_code: str | None


def serve(settings: Settings, data: Path, *, ready: Callable[[HubReady], None], new_terminal: str | None) -> None:
    """Serves a hub until SIGTERM or SIGINT; returns when everything is finished and closed.

    Args:
        settings: with a site.
        data: the folder of the record and the keys; made when it is not there.
        ready: told once the hub answers.
        new_terminal: makes an enrolment code when given; the name is for the audit.

    Raises:
        Refused: settings, a form, a key or the record cannot be used; says which.
        RecordUnavailable: the record cannot be opened.
        CannotListen: something else has the address.
    """
    clock = SystemClock()
    with closing_socket(settings.hub) as listening:
        asyncio.run(_serve(settings, data, clock, listening, ready, new_terminal))


async def _serve(
    settings: Settings,
    data: Path,
    clock: Clock,
    listening: socket.socket,
    ready: Callable[[HubReady], None],
    new_terminal: str | None,
) -> None:
    began = clock.monotonic()
    async with open_hub(settings, data, clock) as hub:
        server = Server(hub, settings.hub)
        url = address_of(listening)

        async def tell() -> None:
            await server.answering.wait()
            link = await hub.staff.first_link()
            code = None
            if new_terminal is not None:
                code = await hub.terminals.invite(Actor("hub"))
            log("hub.started", url=url, site=hub.site.id, seconds=round(clock.monotonic() - began, 3))
            ready(HubReady(url, None if link is None else f"{url}/set-up/{link}", code))

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(tell(), name="hub ready")
            await server.serve(sockets=[listening])
        began = clock.monotonic()
    log("hub.stop_completed", seconds=round(clock.monotonic() - began, 3))


@asynccontextmanager
async def open_hub(
    settings: Settings,
    data: Path,
    clock: Clock,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Hub]:
    """A hub at work, without its face to the network.

    Args:
        environment: where the secrets of destinations are; the process's own when `None`.
    """
    if settings.site is None:
        raise NoSite
    public = settings.site.public()
    site = sites.read(public)
    options = settings.hub
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    measures = Measures()
    async with contextlib.AsyncExitStack() as stack:
        # From here to the end, what is opened last is closed first.
        seals = keys.load(data / "keys", clock.now())
        store = Database(options.database_url, data, site.id, clock, measures.units.observe)
        stack.callback(store.close)
        audit = Audit(store, clock)
        forms = Forms(store, clock)
        await forms.publish([_document(file) for file in settings.form_files])
        opening = ThreadPoolExecutor(OPENING_THREADS, "opening")
        stack.callback(opening.shutdown)
        submissions = Submissions(store, audit, forms, seals, clock, measures, ZoneInfo(site.timezone), opening)
        staff = Staff(store, audit, clock, options.staff_session, options.staff_idle)
        stack.callback(staff.close)
        deliveries = Deliveries(
            store, submissions, forms, _webhooks(settings, clock, environment), clock, measures, _retries(options)
        )
        stack.push_async_callback(deliveries.close)
        presence = Presence(store, clock)
        stack.push_async_callback(presence.close)
        hub = Hub(
            site=site,
            store=store,
            clock=clock,
            measures=measures,
            audit=audit,
            presence=presence,
            terminals=Terminals(store, audit, clock, presence, options.enrolment_code_life),
            forms=forms,
            catalogue=await compose(store, forms, seals, public, clock),
            newsroom=Newsroom(store, clock, options.news_wait_longest),
            submissions=submissions,
            deliveries=deliveries,
            staff=staff,
            secure_cookies=options.secure_cookies,
            assets=ASSETS,
        )
        presence.start()
        deliveries.start()
        for job in _daily(settings, data, store, clock, measures):
            stack.push_async_callback(job.close)
            job.start()
        yield hub


class Server(uvicorn.Server):
    """Uvicorn, stopping in order: who waits for news is let go at once, and the process ends as it was asked to."""

    def __init__(self, hub: Hub, options: HubSettings) -> None:
        proxies = list(options.trusted_proxies)
        super().__init__(
            uvicorn.Config(
                create_app(hub),
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=proxies,
                timeout_graceful_shutdown=STOP_PATIENCE,
            )
        )
        self._hub = hub
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        log("hub.stop_started")
        self._hub.newsroom.close()
        await super().shutdown(sockets)

    def stop(self) -> None:
        """Ends `serve` in order. Call it on the hub's own loop."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Uvicorn's own way raises the signal again at the end, which would cut short what is closed after it.
        loop = asyncio.get_running_loop()
        signals = (signal.SIGTERM, signal.SIGINT)
        try:
            for each in signals:
                loop.add_signal_handler(each, self.stop)
        except (RuntimeError, ValueError):
            # Not the main thread, as in tests: whoever started this stops it.
            yield
            return
        try:
            yield
        finally:
            for each in signals:
                loop.remove_signal_handler(each)


@contextmanager
def closing_socket(options: HubSettings) -> Iterator[socket.socket]:
    """A socket bound to the hub's address; bound first, so that a taken port is told before anything is opened."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        listening = socket.create_server((options.host, options.port), family=family, backlog=256)
    except OSError as error:
        because = str(error.strerror).partition(" (while")[0]
        raise CannotListen(address=f"{options.host}:{options.port}", because=because) from None
    # asyncio sets this only on sockets that name their protocol, and this one does not. Without it an answer of two
    # packets waits 40 ms for the first to be acknowledged. Accepted connections inherit it.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listening:
        yield listening


def address_of(listening: socket.socket) -> str:
    """The URL of a listening socket; for "every address" it names this machine's own."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _document(file: Path) -> Document:
    return cast(Document, json.loads(file.read_text("utf-8")))


def _daily(settings: Settings, data: Path, store: Database, clock: Clock, measures: Measures) -> Iterator[Daily]:
    """What this hub does for itself once a day."""
    if settings.site is None:
        return
    zone = ZoneInfo(settings.site.timezone)
    if settings.retention.at:
        yield upkeep.retention(settings.retention, settings.hub.staff_session, store, clock, zone)
    if settings.backup.at:
        try:
            what = backup.source(settings.hub.database_url, data, settings.site_file, settings.form_files)
        except backup.BackupRefused as error:
            log("backup.left_to_others", code=error.code)
        else:
            yield upkeep.backups(settings.backup, what, clock, zone, measures)


def _retries(options: HubSettings) -> Retries:
    return Retries(options.delivery_retry_first, options.delivery_retry_longest, options.delivery_attempts)


def _webhooks(settings: Settings, clock: Clock, environment: Mapping[str, str] | None) -> Webhooks:
    destinations = {
        name: Destination(known.url, known.secret(environment).get_secret_value().encode("utf-8"))
        for name, known in settings.destinations.items()
    }
    return Webhooks(destinations, clock, settings.hub.delivery_timeout)
