"""The program `hub`: a hub on its own, or as a child of the foyer."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
from dataclasses import asdict
from typing import TYPE_CHECKING

from kiosk.runtime import logs, speak, watchdog
from kiosk.runtime.children import announce
from kiosk.runtime.lock import only_one
from kiosk.runtime.options import Options

if TYPE_CHECKING:
    from kiosk.runtime.hub import HubReady

_HANDOVER = 20.0
"""Seconds a child waits for the one before it to let go of its folder, when their parent was killed."""


def run(options: Options, new_terminal: str | None, ready_pipe: int | None) -> None:
    """A hub alone. As a child it says on a pipe that it is ready; else it tells the person who started it."""
    settings = options.settings()
    from kiosk.runtime import hub  # only now: a mistake in the settings is told at once

    logs.start("hub", settings.log.format, settings.log.level)

    def ready(known: HubReady) -> None:
        # What is there now stays to the end: looking through it for rubbish again and again would hold up everybody.
        gc.freeze()
        if ready_pipe is not None:
            announce(ready_pipe, json.dumps(asdict(known)))
            return
        watchdog.manager().ready()
        _beat(asyncio.get_running_loop())
        speak.say(f"The hub is at {known.url}")
        if known.staff_link:
            speak.say(f"Make the first staff account, once: {known.staff_link}")
        if known.enrolment_code:
            speak.say(f"Code for a new terminal, good once and for 15 minutes: {known.enrolment_code}")

    with only_one(options.data, "hub", patience=_HANDOVER if ready_pipe is not None else 0):
        if ready_pipe is not None and not _free(settings.hub.host, settings.hub.port):
            settings = settings.model_copy(update={"hub": settings.hub.model_copy(update={"port": 0})})
        hub.serve(settings, options.data, ready=ready, new_terminal=new_terminal)


def _beat(loop: asyncio.AbstractEventLoop) -> None:
    """Tells the service manager, again and again, that the hub's loop goes round."""
    manager = watchdog.manager()
    if manager.every is not None:
        manager.beat()
        loop.call_later(manager.every, _beat, loop)


def _free(host: str, port: int) -> bool:
    try:
        socket.create_server((host, port)).close()
    except OSError:
        return False
    return True
