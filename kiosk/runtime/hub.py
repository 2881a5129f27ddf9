"""Assembles a hub, serves it, and takes it apart in the reverse order."""

from __future__ import annotations

import asyncio
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.errors import Unavailable
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.estate import open_estate
from kiosk.runtime.listener import Listener
from kiosk.runtime.outside import PublicSettings
from kiosk.runtime.public import serving
from kiosk.runtime.settings import HubSettings, Settings
from kiosk.services.audit import Actor
from kiosk.services.estate import Estate
from kiosk.web.app import create_app

MOST_AT_ONCE = 2_000
"""Connections. A terminal holds three at most and an open page one; a site has a dozen terminals."""

FILES_BESIDES = 200
"""Files that a hub has open for everything else."""

STOP_PATIENCE = 10
"""Seconds that requests under way get to finish once the hub was asked to stop."""


class CannotListen(Unavailable, OSError):
    """The address of the hub is taken, or is not this machine's."""

    code = "cannot_listen"


@dataclass(frozen=True, slots=True)
class HubReady:
    """A hub that answers.

    Attributes:
        url: where, without a slash at the end.
        staff_link: opens the page that makes the first account, once and for 24 hours; `None` when there is one.
        enrolment_code: enrols the terminal that was asked for, at the first site.
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
    with closing_socket(settings.hub) as listening, public_socket(settings.public) as public:
        asyncio.run(_serve(settings, data, clock, listening, public, ready, new_terminal))


async def _serve(
    settings: Settings,
    data: Path,
    clock: Clock,
    listening: socket.socket,
    public: socket.socket | None,
    ready: Callable[[HubReady], None],
    new_terminal: str | None,
) -> None:
    began = clock.monotonic()
    async with open_estate(settings, data, clock) as estate:
        server = Server(estate, settings.hub)
        url = address_of(listening)

        async def tell() -> None:
            await server.answering.wait()
            link = await estate.staff.first_link()
            code = None
            if new_terminal is not None:
                first = next(iter(estate.sites.values()))
                code = await first.terminals.invite(Actor("hub"))
            log("hub.started", url=url, sites=len(estate.sites), seconds=round(clock.monotonic() - began, 3))
            ready(HubReady(url, None if link is None else f"{url}/set-up/{link}", code))

        async with serving(estate, settings.public, public), asyncio.TaskGroup() as tasks:
            tasks.create_task(tell(), name="hub ready")
            await server.serve(sockets=[listening])
        began = clock.monotonic()
    log("hub.stop_completed", seconds=round(clock.monotonic() - began, 3))


class Server(Listener):
    """The hub's own. It stops in order: who waits for news is let go at once, and the process ends as was asked."""

    def __init__(self, estate: Estate, options: HubSettings) -> None:
        super().__init__(create_app(estate), options.trusted_proxies, STOP_PATIENCE, room_for(MOST_AT_ONCE))
        self._estate = estate
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        log("hub.stop_started")
        self._estate.close_news()
        await super().shutdown(sockets)

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
def closing_socket(options: HubSettings | PublicSettings) -> Iterator[socket.socket]:
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


@contextmanager
def public_socket(options: PublicSettings) -> Iterator[socket.socket | None]:
    """The same for visitors' pages; nothing when there are none."""
    if not options.url:
        yield None
        return
    with closing_socket(options) as listening:
        yield listening


def room_for(connections: int) -> int:
    """As many connections as the machine lets this process have open, and no more than these; asks it for more first.

    Past that limit nobody would be let in, nor told why.
    """
    wanted = connections + FILES_BESIDES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return connections
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(connections, soft - FILES_BESIDES)


def address_of(listening: socket.socket) -> str:
    """The URL of a listening socket; for "every address" it names this machine's own."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
