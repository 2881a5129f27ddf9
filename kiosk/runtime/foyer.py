"""The programs: in what order things start, and, because each is a `with`, in what exact reverse they stop."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kiosk import events
from kiosk.runtime import demo, display, last_good, logs, process, speak
from kiosk.runtime.children import Child
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.equipment import Equip, equipment
from kiosk.runtime.lock import only_one
from kiosk.runtime.options import Options
from kiosk.runtime.process import Stop
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import SettingsRefused
from kiosk.terminal import identity
from kiosk.terminal.printing import Equipment
from kiosk.terminal.settings import TerminalSettings
from kiosk.terminal.terminal import Terminal

_HUB_PATIENCE = 120.0
"""Seconds a hub may take for its first start, with a slow card to write on and a record to make."""

_FIRST_CATALOGUE = 10.0
"""Seconds the screens wait for the terminal's first catalogue, so that the first thing on them is a welcome."""

_FIRST_PICTURE = 5.0
"""Seconds within which the first picture is there, or the hub is asked all the same."""

Show = Callable[[Terminal, Settings, Path | None], None]
"""Shows the screens until they are closed; writes a picture of the first one when it is given a path."""


def run(
    options: Options, show: Show, equip: Equip, demonstration: bool, code: str | None = None, greeted: bool = False
) -> None:
    """The whole foyer on one machine: the hub as a child, and the terminal with its screens and devices.

    Args:
        equip: opens the devices.
        code: of the hub's, for a terminal that staff have described, or that was withdrawn; without one a new machine
            gets its own.
        greeted: whether there is a picture on the screen already.
    """
    demonstration = demonstration or options.site_file() is None
    if demonstration:
        options = options.demonstration()
    data = options.data / "terminal"
    chosen = last_good.choose(options, data)
    settings = chosen.settings
    logs.start("foyer", settings.log.format, settings.log.level)
    with Stop() as house:
        house.enter_context(only_one(options.data, "foyer"))
        secrets: Mapping[str, str] = {}
        if demonstration:
            service = house.enter_context(demo.service(options.data / "service"))
            bench = house.enter_context(demo.bench(options.data / "bench"))
            pages = demo.pages()
            # What was said on the command line counts more than where the demonstration would have its pages.
            said = (*pages.overrides, "hub.deliveries=true", *options.overrides)
            options = replace(options, overrides=(*said, *service.overrides, *bench.overrides))
            secrets = service.environment
            if not settings.devices:
                theirs = {"devices": bench.devices, "doors": bench.doors, "contacts": bench.fire}
                settings = settings.model_copy(update=theirs)
        hub = house.enter_context(_hub(options, secrets))
        wanted = settings.terminal
        if settings.site is not None:
            wanted = wanted.model_copy(update={"telephone": settings.site.contacts[0].number})
        if code is not None or identity.load(data) is None:
            # Only with a code: a terminal that is enrolled opens at once, and its hub follows when it can.
            known = json.loads(hub.wait_ready(_HUB_PATIENCE))
            wanted, code = wanted.model_copy(update={"hub_url": known["url"]}), code or known["enrolment_code"]
        own = equipment(settings, house.enter_context(equip(settings)))
        terminal = house.enter_context(_terminal(chosen, wanted, data, code, own))
        hub.listen(lambda line: terminal.hub_at(json.loads(line)["url"]))
        _wait_for_catalogue(terminal, greeted)
        events.log("program.started")
        speak.say(
            f"The foyer is open{', with a council that is invented' if demonstration else ''}. Stop with Ctrl-C."
        )
        if demonstration:
            speak.say(f"  Visitors’ pages, for this computer alone: {pages.url}/forms")
        hub.listen(_introduce)
        virtual = house.enter_context(display.provided(settings.screen))
        show(terminal, settings, options.data / "first-screen.png" if virtual else None)
        house.begun()
    events.log("program.stopped")


def run_terminal(
    options: Options, show: Show, equip: Equip, hub_url: str, code: str | None, greeted: bool = False
) -> None:
    """A terminal alone; its hub is on another machine."""
    chosen = last_good.choose(options, options.data)
    settings = chosen.settings
    logs.start("terminal", settings.log.format, settings.log.level)
    with Stop() as house:
        house.enter_context(only_one(options.data, "terminal"))
        wanted = settings.terminal.model_copy(update={"hub_url": hub_url})
        own = equipment(settings, house.enter_context(equip(settings)))
        terminal = house.enter_context(_terminal(chosen, wanted, options.data, code, own))
        _wait_for_catalogue(terminal, greeted)
        virtual = house.enter_context(display.provided(settings.screen))
        show(terminal, settings, options.data / "first-screen.png" if virtual else None)
        house.begun()
    events.log("program.stopped")


def _hub(options: Options, secrets: Mapping[str, str]) -> Child:
    """A hub as a child, begun again on the same port when it ends."""

    def command(pipe: int, before: str | None) -> list[str]:
        words = [sys.executable, "-m", "main", "hub", "--profile", options.profile, "--ready-pipe", str(pipe)]
        words += ["--data", str(options.data / "hub")]
        for site in options.site_files():
            words += ["--site", str(site.resolve())]
        for override in options.overrides:
            words += ["--set", override]
        if before is not None:
            words += ["--port", json.loads(before)["url"].rpartition(":")[2]]
        if identity.load(options.data / "terminal") is None:
            words += ["--new-terminal", "this machine"]
        return words

    return Child("hub", command, environment=secrets)


@contextmanager
def _terminal(
    chosen: last_good.Chosen, settings: TerminalSettings, data: Path, code: str | None, own: Equipment
) -> Iterator[Terminal]:
    """The terminal's own life, enrolled and started."""
    enrol(settings, data, code)
    if chosen.findings:
        events.log("settings.last_good_used", findings=len(chosen.findings))
        speak.explain(SettingsRefused(*chosen.findings))
    terminal = Terminal(settings, data, SystemClock(), last_good_settings=bool(chosen.findings), equipment=own)
    try:
        terminal.start(picture_within=_FIRST_PICTURE)
        if not chosen.findings:
            last_good.keep(data, chosen.settings, settings)
        yield terminal
    finally:
        terminal.close()


def _wait_for_catalogue(terminal: Terminal, greeted: bool) -> None:
    """Waits a while for the first catalogue there ever was. Whoever is greeted already learns at once how it is."""
    if terminal.service.reason == "no_catalogue" and not greeted:
        process.wait(terminal.wait_in_service, _FIRST_CATALOGUE)


def _introduce(line: str) -> None:
    """Tells people where the hub is, each time it is ready: the link of the hub before is no longer good."""
    known: Mapping[str, str | None] = json.loads(line)
    speak.say(f"  Staff pages: {known['url']}")
    if known["staff_link"]:
        speak.say(f"  Make the first staff account, once: {known['staff_link']}")
