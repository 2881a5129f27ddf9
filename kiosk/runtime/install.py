"""The program `install-service`: writes the units that bring hub and kiosk back without hands."""

from __future__ import annotations

import argparse
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.errors import Refused, Unavailable
from kiosk.runtime import speak, units
from kiosk.runtime.children import ROOT
from kiosk.runtime.options import Options
from kiosk.runtime.settings import Settings
from kiosk.runtime.units import Plan

_GRADUAL_SINCE = 254


class UnitRefused(Refused, FileExistsError):
    """Somebody else wrote a unit of that name, or what was asked for makes no unit: see `code`."""

    code = "unit_not_ours"


class UnitFailed(Unavailable, OSError):
    """A unit could not be written, or the service manager would not take it."""

    code = "unit_not_written"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be installed.

    Attributes:
        user: who the programs run as.
        hub: the hub alone.
        kiosk: the URL of the hub whose kiosk it is; `None` for the whole foyer on this machine.
        folder: where units go.
        enable: whether they are started now and with the machine.
    """

    user: str
    hub: bool
    kiosk: str | None
    folder: Path
    enable: bool

    @classmethod
    def of(cls, chosen: argparse.Namespace) -> Wanted:
        """What was chosen on the command line."""
        return cls(chosen.user, chosen.hub, chosen.kiosk, chosen.units, chosen.enable)


def install(options: Options, wanted: Wanted, only_print: bool) -> None:
    """Writes the units, or shows them, and says what to do next."""
    settings = options.settings()
    name, text, apology = _planned(options, settings, wanted)
    if only_print:
        speak.say(text)
        return
    _say_written(wanted.folder / name, text)
    if apology is not None:
        _say_written(_apology(options), apology, mark="")
    if wanted.enable:
        for command in (["daemon-reload"], ["enable", "--now", name]):
            _systemctl(command)
        speak.say(f"{name} is started, now and with the machine.")
        return
    for line in _next(name, options, wanted):
        speak.say(line)


def _planned(options: Options, settings: Settings, wanted: Wanted) -> tuple[str, str, str | None]:
    """The name and text of the unit, and what stands on the console of a kiosk that is not running."""
    data = options.data.resolve()
    site = options.site_file()
    common = ["--data", str(data), "--profile", options.profile]
    for each in options.site_files():
        common += ["--site", str(each.resolve())]
    for override in options.overrides:
        common += ["--set", override]
    program = [sys.executable, "-m", "main"]
    folder = ROOT if (ROOT / "setup.cfg").is_file() else None
    backups = [] if not settings.backup.folder else [settings.backup.folder_of(data)]
    if wanted.hub:
        if site is None:
            raise UnitRefused("no_site")
        plan = Plan(wanted.user, [*program, "hub", *common], folder, data, backups, gradual=_gradual())
        return units.HUB, units.hub(plan), None
    if wanted.kiosk is not None:
        command, backups = [*program, "terminal", "--hub", wanted.kiosk, *common], []
    elif site is None:
        raise UnitRefused("no_site")
    else:
        command = [*program, "run", *common]
    plan = Plan(wanted.user, command, folder, data, backups, _apology(options), _gradual())
    return units.KIOSK, units.kiosk(plan), _words_of(settings)


def _gradual() -> bool:
    """Whether this machine's systemd knows how to wait longer from one restart to the next."""
    try:
        said = subprocess.run(["systemctl", "--version"], capture_output=True, text=True, check=True).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        return False
    return len(said) > 1 and said[1].isdigit() and int(said[1]) >= _GRADUAL_SINCE


def _apology(options: Options) -> Path:
    """Beside the data and not in it, for the manager shows it even when the folder is the trouble."""
    data = options.data.resolve()
    return data.with_name(f"{data.name}-out-of-service.txt")


def _words_of(settings: Settings) -> str:
    """What people read on the console: calm, and whom to call."""
    lines = [
        "",
        "",
        "  This screen is not working at the moment.",
        "  Nid yw'r sgrin hon yn gweithio ar hyn o bryd.",
        "",
    ]
    numbers = [(contact.name.en, contact.number) for contact in settings.site.contacts] if settings.site else []
    if not numbers and settings.terminal.telephone:
        numbers = [("Telephone / Ffoniwch", settings.terminal.telephone)]
    lines += [f"  {name}: {number}" for name, number in numbers]
    return "\033[2J\033[H" + "\n".join([*lines, "", "  999: police, fire, ambulance / heddlu, tân, ambiwlans", ""])


def _say_written(file: Path, text: str, mark: str = units.MARK) -> None:
    try:
        there = file.read_text("utf-8") if file.exists() else None
        if there == text:
            speak.say(f"{file} is as it should be.")
            return
        if there is not None and not there.startswith(mark):
            raise UnitRefused(file=str(file))
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.part")
        part.write_text(text, "utf-8")
        part.chmod(0o644)
        part.rename(file)
    except OSError as error:
        if isinstance(error, UnitRefused):
            raise
        raise UnitFailed(file=str(file), because=error.strerror or type(error).__name__) from error
    speak.say(f"Wrote {file}.")


def _next(name: str, options: Options, wanted: Wanted) -> list[str]:
    steps = []
    try:
        pwd.getpwnam(wanted.user)
    except KeyError:
        home = options.data.resolve()
        steps.append(f"Make its user: adduser --system --group --home {home} --no-create-home {wanted.user}")
    if name == units.KIOSK and shutil.which("cage") is None:
        steps.append("Install the session it runs in: apt-get install cage xwayland")
    if wanted.kiosk is not None:
        steps.append("Enrol it once, with --code, before it is started.")
    else:
        steps.append(f"Put the secrets of its services into {units.SECRETS}, which only root may read.")
    steps.append(f"Start it, now and with the machine: systemctl daemon-reload && systemctl enable --now {name}")
    return [f"{number}. {step}" for number, step in enumerate(steps, 1)]


def _systemctl(command: list[str]) -> None:
    try:
        subprocess.run(["systemctl", *command], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.stderr.strip() if isinstance(error, subprocess.CalledProcessError) else str(error)
        raise UnitFailed("systemctl_failed", command=" ".join(command), because=said) from error
