"""What a terminal prints, and the devices it does so with."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from kiosk import events
from kiosk.domain import ids
from kiosk.domain.ticket_kinds import TICKETS as KINDS
from kiosk.domain.tickets import Template, TemplateRefused, Ticket, template
from kiosk.interfaces.devices import Devices
from kiosk.runtime import doors
from kiosk.runtime.settings import CONFIG, Settings
from kiosk.runtime.sites import Finding, SettingsRefused
from kiosk.terminal.printing import Equipment

TICKETS = CONFIG / "tickets"
OURS = "receipt.toml"
PAPERS = ("badge", "delivery", "roll-call")
"""What a terminal prints besides receipts and test prints."""

Equip = Callable[[Settings], AbstractContextManager[Devices]]
"""Opens the devices of the settings, until the end."""


def equipment(settings: Settings, devices: Devices) -> Equipment:
    """The devices with what they print. A template that cannot be used gives way to ours: a slip in a file must not
    send people away without a receipt."""
    try:
        receipt = receipt_template(settings.printing.receipt)
    except SettingsRefused as error:
        events.log("print.template_refused", detail=str(error.findings[0])[:200])
        receipt = receipt_template(OURS)
    test, deadline = _read(TICKETS / "test.toml", KINDS["test"].values), settings.printing.deadline
    papers = {name: _read(TICKETS / f"{name}.toml", KINDS[name].values) for name in PAPERS}
    return Equipment(devices, receipt, test, deadline, doors.fitted(settings), doors.fire(settings), papers)


def test_ticket(settings: Settings) -> Ticket:
    """What `foyer devices test` prints: it needs no hub."""
    values: dict[str, list[str]] = {"reference": [ids.reference(os.urandom(5))]}
    if settings.site is not None:
        values["site"] = [settings.site.name.en]
    return _read(TICKETS / "test.toml", KINDS["test"].values).fill(values, "en")


def example(name: str, language: str) -> Ticket:
    """A ticket of a template that comes with Foyer, about nobody: to be looked at.

    Raises:
        SettingsRefused: it cannot be used.
    """
    return _read(TICKETS / f"{name}.toml", KINDS[name].values).fill(KINDS[name].example, language)


def receipt_template(name: str) -> Template:
    """The template of receipts: one of those that come with Foyer, or a path.

    Raises:
        SettingsRefused: it cannot be used.
    """
    shipped = TICKETS / name
    return _read(shipped if shipped.is_file() else Path(name).expanduser(), KINDS["receipt"].values)


def _read(path: Path, known: frozenset[str]) -> Template:
    try:
        return template(tomllib.loads(path.read_text("utf-8")), known)
    except TemplateRefused as error:
        problem = f"block {error.data['block']} {error.data['problem']}"
        raise SettingsRefused(Finding(problem, str(path), "mend the template")) from None
    except OSError as error:
        remedy = "set printing.receipt to a template that is there"
        raise SettingsRefused(Finding(f"cannot be read ({error.strerror})", str(path), remedy)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsRefused(Finding("not TOML", str(path), str(error))) from None
