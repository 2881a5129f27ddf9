"""The porch: `python main.py [run | hub | terminal | demo | doctor | …]`.

Without a command it opens the foyer. Each command imports only what it needs, so that a hub knows no
screens and a terminal no database.
"""

from __future__ import annotations

import argparse
import gc
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import deferred, events  # noqa: F401 - deferred first: see there
from kiosk.domain.errors import KioskError
from kiosk.runtime import commands, process, speak, watchdog

if TYPE_CHECKING:
    from kiosk.interfaces.devices import Devices
    from kiosk.runtime.options import Options
    from kiosk.runtime.settings import Settings
    from kiosk.terminal.terminal import Terminal
    from ui.glass import Glass

_SELDOM = 100_000
"""Objects made before Python looks for rubbish: a start makes next to none. The screens set their own."""


def main(words: list[str] | None = None) -> int:
    """Carries out a command and gives its exit code."""
    process.harden()
    watchdog.manager()  # taken out of the environment before there are children
    chosen = commands.read(sys.argv[1:] if words is None else words)
    try:
        return _do(chosen)
    except process.BeginAnew:
        return process.begin_anew(listened_to=watchdog.manager().address is not None)
    except KioskError as error:
        speak.explain(error)
        return process.exit_code(error)
    except Exception as error:  # noqa: BLE001 - the last edge: no traceback, whose values might be somebody's answers
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename}:{place.lineno}"
        events.log("program.failed", error=type(error).__name__, where=where)
        speak.complain(f"failed: {type(error).__name__} at {where}")
        return process.Exit.FAILED


def _do(chosen: argparse.Namespace) -> int:
    if chosen.command == "forms" and chosen.action == "import":
        from kiosk.runtime import form_imports

        return form_imports.take_over(chosen.file, chosen.kind, chosen.out, speak.say)
    if chosen.command == "forms":
        from kiosk.runtime import forms

        return forms.check(chosen.paths, chosen.json, speak.say, chosen.runner)
    from kiosk.runtime.options import Options

    options = Options.of(chosen)
    if chosen.command == "hub":
        from kiosk.runtime import hub_alone

        hub_alone.run(options, chosen.new_terminal, chosen.ready_pipe)
    elif chosen.command == "doctor":
        from kiosk.runtime import doctor

        return doctor.examine(options, chosen.hub, speak.say, _looked_at)
    elif chosen.command == "devices":
        return _devices(options.settings(), chosen)
    elif chosen.command in ("backup", "restore"):
        from kiosk.runtime import backups

        backups.carry_out(options, chosen)
    elif chosen.command == "install-service":
        from kiosk.runtime import install

        install.install(options, install.Wanted.of(chosen), chosen.only_print)
    else:
        _open(options, chosen)
    return process.Exit.DONE


def _open(options: Options, chosen: argparse.Namespace) -> None:
    """Opens a foyer, or a terminal alone, until it is stopped."""
    from ui import glx

    glx.load_ahead()
    gc.set_threshold(_SELDOM)
    alone = chosen.command == "terminal"
    demonstration = chosen.command == "demo" or not (alone or options.site_file())
    keeps = None if demonstration else options.data if alone else options.data / "terminal"
    from ui import app

    with process.Stop() as house:
        # Whoever brings a code has a hub to reach first, which may take long.
        glass = house.enter_context(app.greeted(keeps if chosen.code is None else None, _read_the_rest))
        shown, greeted = partial(show, glass, keeps), glass is not None
        from kiosk.runtime import foyer

        if alone:
            foyer.run_terminal(options, shown, equip, chosen.hub, chosen.code, greeted)
        else:
            foyer.run(options, shown, equip, demonstration, chosen.code, greeted)


def _read_the_rest() -> None:
    """Reads the program from the disk, as far as a first picture has not."""
    for name in ("devices.speech", "kiosk.runtime.foyer", "ui.stage"):
        import_module(name)


def _devices(settings: Settings, chosen: argparse.Namespace) -> int:
    """Looks at the devices of this machine."""
    from devices import command
    from devices.registry import wishes
    from kiosk.runtime import logs
    from kiosk.runtime.equipment import test_ticket

    logs.start("devices", settings.log.format, "error")
    if chosen.action == "preview":
        from devices import preview
        from kiosk.runtime.equipment import example

        ticket = example(chosen.ticket, chosen.language)
        chosen.picture.write_bytes(preview.png(ticket, chosen.speaks, chosen.width, chosen.height))
        return process.Exit.DONE
    name = None if chosen.action == "list" else chosen.device
    well = command.run(chosen.action, name, wishes(settings.devices), partial(test_ticket, settings), speak.say)
    return process.Exit.DONE if well else process.Exit.FAILED


def _looked_at(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """What `doctor` says of the devices."""
    if settings.devices:
        from devices import command
        from devices.registry import wishes

        yield from command.findings(wishes(settings.devices))


@contextmanager
def equip(settings: Settings) -> Iterator[Devices]:
    """Opens the devices of a terminal, until the end."""
    if not settings.devices:
        from kiosk.interfaces.devices import NO_DEVICES

        yield NO_DEVICES
        return
    from devices import rack
    from devices.registry import wishes

    with rack.opened(wishes(settings.devices), simulated_allowed=settings.terminal.simulated_devices) as found:
        yield found


def show(
    glass: Glass | None, keeps: Path | None, terminal: Terminal, settings: Settings, picture: Path | None
) -> None:
    """Opens the screens until they are closed. Tells of the first picture, and from then on that they are alive.

    Args:
        glass: the window, if it is open already.
        keeps: where it is kept what the next start greets with.
        picture: where one of the first screen is wanted.
    """
    from devices import speech
    from ui import app

    def opened() -> None:
        from ui import picture as pictures

        terminal.drawn()
        watchdog.manager().ready()
        if picture is not None:
            pictures.save(picture)
            speak.say(f"There is no display here: a picture of the virtual one is {picture}")
        if (every := watchdog.manager().every) is not None:
            from ui import heartbeat

            heartbeat.keep(every, watchdog.manager().beat)

    with speech.opened(settings.speech) as voice:
        again = app.run(
            terminal,
            screen=settings.screen,
            telephone=terminal.settings.telephone,
            speech=voice,
            glass=glass,
            keeps=keeps,
            on_first_frame=opened,
            already_ended=process.stop_asked,
        )
    if again:
        raise process.BeginAnew


if __name__ == "__main__":
    sys.exit(main())
