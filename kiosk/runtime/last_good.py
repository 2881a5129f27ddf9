"""The settings a terminal last started with: what it starts with when those of today cannot be used.

A slip in a file must not close a foyer. The hub has no such way out: it stops, because what it does with wrong
settings cannot be undone.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from kiosk import events
from kiosk.runtime.options import Options
from kiosk.runtime.settings import Settings, load
from kiosk.runtime.sites import Finding, SettingsRefused
from kiosk.terminal.settings import (
    DeviceSettings,
    LogSettings,
    PrintingSettings,
    ScreenSettings,
    SpeechSettings,
    TerminalSettings,
)

FILE = "last-good-settings.json"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings to start with; `findings` say why they are the last good ones, and are empty when they are not."""

    settings: Settings
    findings: tuple[Finding, ...] = ()


def choose(options: Options, folder: Path) -> Chosen:
    """The settings as they were asked for, or else the last good ones.

    Args:
        folder: the terminal's own.

    Raises:
        SettingsRefused: those of today cannot be used, and there are no others.
    """
    try:
        return Chosen(options.settings())
    except SettingsRefused as error:
        if (kept := recall(folder)) is None:
            raise
        return Chosen(kept, error.findings)


def keep(folder: Path, settings: Settings, terminal: TerminalSettings) -> None:
    """Keeps what a terminal has started with, whole or not at all. Nothing of the hub is in it, and no secret."""
    sections = {
        "terminal": terminal,
        "screen": settings.screen,
        "speech": settings.speech,
        "printing": settings.printing,
        "log": settings.log,
    }
    document: dict[str, object] = {name: section.model_dump(mode="json") for name, section in sections.items()}
    document["devices"] = {name: each.model_dump(mode="json") for name, each in settings.devices.items()}
    draft = folder / f"{FILE}.new"
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / FILE)
    except OSError as error:
        # A full disk is no reason to close the foyer either; the ones from before stay.
        events.log("settings.not_kept", error=type(error).__name__)


def recall(folder: Path) -> Settings | None:
    """The last good settings; `None` when there are none, or when this version cannot use them."""
    try:
        document = json.loads((folder / FILE).read_text("utf-8"))
        update: dict[str, object] = {
            "terminal": TerminalSettings.model_validate({"simulated_devices": False} | document["terminal"]),
            "screen": ScreenSettings.model_validate(document["screen"]),
            "log": LogSettings.model_validate(document["log"]),
        }
        if "speech" in document:
            # Terminals that spoke not yet kept none.
            update["speech"] = SpeechSettings.model_validate(document["speech"])
        if "printing" in document:
            update["printing"] = PrintingSettings.model_validate(document["printing"])
            found = document["devices"].items()
            update["devices"] = {name: DeviceSettings.model_validate(each) for name, each in found}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError):
        return None
    return load(environment={}).model_copy(update=update)
