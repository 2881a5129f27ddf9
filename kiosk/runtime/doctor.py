"""Looks this machine over before it serves anybody: what is wrong, and how to mend it, a line each."""

from __future__ import annotations

import ctypes.util
import importlib.resources
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from kiosk.runtime import last_good
from kiosk.runtime.backups import hub_folder
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.options import Options
from kiosk.runtime.process import Exit
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import SettingsRefused
from kiosk.store import backup, recovery_key
from kiosk.terminal import identity
from kiosk.terminal.answers import HubUnintelligible
from kiosk.terminal.hub_client import HubAway, HubClient, HubRefused, KeyRevoked
from kiosk.terminal.trusted_clock import RELEASED

_CLOCK_SLACK = 60.0
_OLDEST_PYTHON = (3, 11)
_OLDEST_BACKUP_HOURS = 36


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. A warning does not keep the machine from serving."""

    name: str
    verdict: Literal["ok", "warning", "wrong"]
    says: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.verdict:8}{self.name}: {self.says}"
        return f"{line}\n        → {self.remedy}" if self.remedy else line


def examine(options: Options, hub: str | None, write: Callable[[str], None]) -> Exit:
    """Makes every check and writes each with its remedy.

    Args:
        hub: URL of a hub on another machine, if that is where it is.
    """
    wrong = 0
    for check in _checks(options, hub):
        write(str(check))
        wrong += check.verdict == "wrong"
    write("Nothing is wrong." if not wrong else f"{wrong} to mend.")
    return Exit.FAILED if wrong else Exit.DONE


def _checks(options: Options, hub: str | None) -> Iterator[Check]:
    yield _python()
    try:
        settings = options.settings()
    except SettingsRefused as error:
        for finding in error.findings:
            yield Check("settings", "wrong", f"{finding.problem} in {finding.where}", finding.remedy)
        if any(last_good.recall(folder) is not None for folder in (options.data, options.data / "terminal")):
            says = "a terminal here starts on its last good ones, and says so to its hub; a hub here does not start"
            yield Check("last good settings", "warning", says, "mend the settings, then start the terminal again")
        return
    yield Check(
        "settings",
        "ok",
        f"profile {options.profile}, site {', '.join(map(str, options.site_files())) or 'none: a demonstration'}",
    )
    yield from _destinations(settings)
    yield _display()
    yield _opengl()
    yield _assets()
    yield from _folder(options.data, settings.terminal.free_space_mb)
    yield from _journals(options.data)
    yield _swap()
    yield from _encryption(options.data)
    yield from _backups(options.data, settings)
    yield from _hub(options.data, settings, hub)


def _python() -> Check:
    found, version = sys.version_info[:2], sys.version.partition(" ")[0]
    if found < _OLDEST_PYTHON:
        return Check("python", "wrong", f"{version} is too old", "install Python 3.11 or newer")
    return Check("python", "ok", version)


def _destinations(settings: Settings) -> Iterator[Check]:
    for name, destination in settings.destinations.items():
        try:
            destination.secret()
        except SettingsRefused as error:
            finding = error.findings[0]
            yield Check(f"destination {name}", "warning", f"{finding.problem} here", f"on the hub {finding.remedy}")
        else:
            yield Check(f"destination {name}", "ok", destination.url)


def _display() -> Check:
    if display := os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return Check("display", "ok", display)
    if shutil.which("Xvfb"):
        return Check("display", "warning", "none: a virtual one will be used", "set DISPLAY to see anything")
    return Check("display", "wrong", "none, and no Xvfb for a virtual one", "apt-get install xvfb, or set DISPLAY")


def _opengl() -> Check:
    if ctypes.util.find_library("GL"):
        return Check("OpenGL", "ok", "installed")
    return Check("OpenGL", "wrong", "not installed", "apt-get install libgl1 libgl1-mesa-dri")


def _assets() -> Check:
    vendor = Path(str(importlib.resources.files("assets"))) / "vendor"
    fonts = list(vendor.rglob("*.ttf"))
    if fonts:
        return Check("fonts", "ok", f"{len(fonts)} in {vendor}")
    return Check("fonts", "wrong", f"none in {vendor}", "`make run` once, or install the wheel")


def _folder(data: Path, least_mb: int) -> Iterator[Check]:
    there = next(folder for folder in (data, *data.resolve().parents) if folder.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        yield Check("data folder", "wrong", f"{there} cannot be written", "chown it to the user that runs Foyer")
        return
    yield Check("data folder", "ok", str(data))
    free = shutil.disk_usage(there).free // 1_000_000
    if free < least_mb:
        yield Check("free space", "wrong", f"{free} MB", f"free at least {least_mb} MB on the disk of {there}")
    else:
        yield Check("free space", "ok", f"{free} MB")
    open_to_others = [path for path in _private(data) if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    if open_to_others:
        says = f"others may open {open_to_others[0]} and {len(open_to_others) - 1} more"
        yield Check("permissions", "wrong", says, f"chmod -R go= {data}")
    elif data.exists():
        yield Check("permissions", "ok", "only this user may open what is kept")


def _private(data: Path) -> Iterator[Path]:
    if data.exists():
        yield data
        yield from data.rglob("*")


def _journals(data: Path) -> Iterator[Check]:
    damaged = [path for path in data.rglob("journal.db.damaged-*") if path.suffix not in (".carried", ".copy")]
    if damaged:
        remedy = "its readable submissions were carried over; look at the disk's health, then keep or remove the file"
        yield Check("journal", "warning", f"{len(damaged)} put aside as damaged: {damaged[0]}", remedy)


def _swap() -> Check:
    try:
        swaps = Path("/proc/swaps").read_text("utf-8").splitlines()[1:]
    except OSError:
        swaps = []
    if swaps:
        return Check(
            "swap", "warning", "on: what people type could reach the disk", "swapoff -a, and remove it from fstab"
        )
    return Check("swap", "ok", "off")


def _encryption(data: Path) -> Iterator[Check]:
    """A one-machine install has the hub's keys on the disk that holds what they seal."""
    keys = next((folder for folder in (data / "hub" / "keys", data / "keys") if folder.exists()), None)
    if keys is None:
        return
    device = keys.stat().st_dev
    node = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}/dm/uuid")
    try:
        encrypted = node.read_text("utf-8").startswith("CRYPT-")
    except OSError:
        encrypted = False
    if encrypted:
        yield Check("disk encryption", "ok", "the hub's keys are on an encrypted disk")
    else:
        says = "the hub's keys lie on a disk that does not look encrypted: who takes the disk can read submissions"
        yield Check("disk encryption", "warning", says, "install on an encrypted disk (LUKS)")


def _backups(data: Path, settings: Settings) -> Iterator[Check]:
    """Whether there is a backup that is not too old, and somebody who can open it."""
    folder = hub_folder(data)
    if not (folder / backup.KEYS).is_dir():
        return
    try:
        backup.source(settings.hub.database_url, folder, ())
    except backup.BackupRefused as error:
        says = f"the record is in {error.data['kind']}, which the hub does not back up"
        yield Check("backup", "warning", says, "see that its own program does: docs/how-to/back-up-and-restore.md")
        return
    where = settings.backup.folder_of(folder)
    newest = next((made_at for made_at, _ in backup.kept(where)), None)
    if newest is None:
        yield Check("backup", "warning", f"none in {where}", "`foyer backup`, and leave backup.at set")
    elif (age := (SystemClock().now() - newest) / timedelta(hours=1)) > _OLDEST_BACKUP_HOURS:
        remedy = "look for backup.completed and daily.failed in the hub's log; `foyer backup` makes one now"
        yield Check("backup", "warning", f"the newest is {age:.0f} hours old", remedy)
    else:
        yield Check("backup", "ok", f"the newest is {max(age, 0):.0f} hours old, in {where}")
    if where.exists() and where.stat().st_dev == folder.stat().st_dev:
        says = "the backups are on the same disk as the record"
        yield Check("backup disk", "warning", says, "set backup.folder to another one, or copy them away every day")
    if recovery_key.untaken(folder) is not None:
        says = "nobody has the recovery key: if this disk goes, no backup can be opened"
        yield Check("recovery key", "warning", says, "`foyer backup --take-key`, and keep the paper elsewhere")


def _hub(data: Path, settings: Settings, url: str | None) -> Iterator[Check]:
    folder = data if (data / identity.FILE).exists() else data / "terminal"
    try:
        known = identity.load(folder)
    except identity.IdentityUnreadable:
        yield Check(
            "identity", "wrong", f"{folder / identity.FILE} is damaged", "rename it, and enrol this terminal again"
        )
        return
    if known is None:
        yield Check(
            "identity", "warning", "no hub knows this terminal yet", "`run` sees to it; `terminal` takes --code"
        )
    else:
        yield Check("identity", "ok", str(known.terminal_id))
    url = url or settings.terminal.hub_url
    if not url:
        yield Check("hub", "ok", "`run` starts its own")
        yield _clock(None)
        return
    heard: list[datetime] = []
    client = HubClient(url, known.key if known else "none", connect_timeout=5, read_timeout=10, on_time=heard.append)
    try:
        client.catalogue(None)
    except KeyRevoked:
        if known is None:
            yield Check("hub", "ok", url)
        else:
            remedy = "press Replace on the hub’s page Terminals, and start this once with the --code it gives"
            yield Check("hub", "wrong", f"{url} does not know this terminal's key", remedy)
    except HubAway:
        yield Check(
            "hub", "wrong", f"{url} cannot be reached", "check the address, the network, and that the hub runs"
        )
    except (HubUnintelligible, HubRefused) as error:
        yield Check(
            "hub", "wrong", f"{url} does not answer as a hub does ({error.code})", "check the address and versions"
        )
    else:
        yield Check("hub", "ok", url)
    finally:
        client.close()
    yield _clock(heard[-1] if heard else None)


def _clock(hub_says: datetime | None) -> Check:
    here = SystemClock().now()
    if hub_says is None:
        if here >= RELEASED:
            return Check("clock", "ok", f"{here:%Y-%m-%d %H:%M} UTC, not compared with a hub")
        return Check(
            "clock", "wrong", f"{here:%Y-%m-%d %H:%M} UTC has long passed", "set it: timedatectl set-ntp true"
        )
    off = (here - hub_says).total_seconds()
    if abs(off) <= _CLOCK_SLACK:
        return Check("clock", "ok", "agrees with the hub's")
    says = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the hub's; the hub's is used"
    return Check("clock", "warning", says, "timedatectl set-ntp true")
