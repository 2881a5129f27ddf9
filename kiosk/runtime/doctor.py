"""Looks this machine over before it serves anybody: what is wrong, and how to mend it, a line each."""

from __future__ import annotations

import ctypes.util
import importlib.resources
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from kiosk.gateways import bank_holidays
from kiosk.runtime import doors, file_checks, last_good, link_checks
from kiosk.runtime.backups import hub_folder
from kiosk.runtime.check import Check
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.equipment import receipt_template
from kiosk.runtime.identity_checks import directory
from kiosk.runtime.options import Options
from kiosk.runtime.outside_checks import outside
from kiosk.runtime.process import Exit
from kiosk.runtime.registration_checks import destinations
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import SettingsRefused
from kiosk.store import backup, recovery_key
from kiosk.store.packing import RECORD

_OLDEST_PYTHON = (3, 11)
_OLDEST_BACKUP_HOURS = 36
_HOLIDAYS_SOON = timedelta(days=180)


Devices = Callable[[Settings], Iterable[tuple[str, str, str]]]
"""The devices of the settings: what each is called, what is wrong with it, and the remedy; both empty when nothing
is."""


def examine(options: Options, hub: str | None, write: Callable[[str], None], devices: Devices = lambda _: ()) -> Exit:
    """Makes every check and writes each with its remedy.

    Args:
        hub: URL of a hub on another machine, if that is where it is.
        devices: looks at the devices of this machine.
    """
    wrong = 0
    for check in checks(options, hub, devices):
        write(str(check))
        wrong += check.verdict == "wrong"
    write("Nothing is wrong." if not wrong else f"{wrong} to mend.")
    return Exit.FAILED if wrong else Exit.DONE


def checks(options: Options, hub: str | None, devices: Devices = lambda _: ()) -> Iterator[Check]:
    """Every check of this machine, one after the other."""
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
    yield from _sites(settings)
    yield from destinations(settings)
    yield from outside(settings)
    yield from directory(settings, SystemClock())
    yield from _devices(settings, devices)
    yield _display()
    yield _opengl()
    yield _assets()
    yield from _folder(options.data, settings.terminal.free_space_mb)
    yield from _journals(options.data)
    yield _swap()
    yield from _encryption(options.data)
    yield from _record(options.data, settings)
    yield from _backups(options.data, settings)
    yield from _bank_holidays(settings)
    yield from link_checks.terminal(options.data, settings, hub)


def _python() -> Check:
    found, version = sys.version_info[:2], sys.version.partition(" ")[0]
    if found < _OLDEST_PYTHON:
        return Check("python", "wrong", f"{version} is too old", "install Python 3.11 or newer")
    return Check("python", "ok", version)


def _sites(settings: Settings) -> Iterator[Check]:
    """Whether what a site's file says goes together, and its logo is a picture that can be used."""
    for each in settings.sites:
        if each.site is None or each.site_file is None:
            continue
        try:
            each.site.public(each.site_file.parent)
        except SettingsRefused as error:
            for finding in error.findings:
                yield Check(f"site {each.site.id}", "wrong", f"{finding.problem} in {finding.where}", finding.remedy)
        else:
            yield Check(f"site {each.site.id}", "ok", each.site.name.en)


def _devices(settings: Settings, devices: Devices) -> Iterator[Check]:
    """Each device, and the paper it prints."""
    for name, problem, remedy in devices(settings):
        yield Check(
            f"device {name}", "warning" if problem else "ok", problem or settings.devices[name].driver, remedy
        )
    for name, found in doors.findings(settings):
        says = "its settings can be used" if found is None else f"{found.problem} in {found.where}"
        yield Check(f"door {name}", "ok" if found is None else "wrong", says, "" if found is None else found.remedy)
    try:
        receipt_template(settings.printing.receipt)
    except SettingsRefused as error:
        finding = error.findings[0]
        yield Check("receipt template", "wrong", f"{finding.problem} in {finding.where}", finding.remedy)


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
        # A link is open to everybody by its nature; where it leads has its own say.
        yield from (path for path in data.rglob("*") if not path.is_symlink())


def _journals(data: Path) -> Iterator[Check]:
    damaged = [path for path in data.rglob("journal.db.damaged-*") if path.suffix not in (".carried", ".copy")]
    for file in sorted(data.rglob("journal.db")):
        yield from file_checks.journal(file)
    if damaged:
        remedy = "its readable submissions were carried over; look at the disk's health, then keep or remove the file"
        yield Check("damaged journals", "warning", f"{len(damaged)} put aside as damaged: {damaged[0]}", remedy)


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


def _record(data: Path, settings: Settings) -> Iterator[Check]:
    """Where the hub's record is, if there is one here."""
    folder, url = hub_folder(data), settings.hub.database_url
    if not url and not (folder / RECORD).is_file():
        return
    where = make_url(url) if url else URL.create("sqlite", database=str(folder / RECORD))
    if where.get_backend_name() == "sqlite":
        yield from file_checks.record(Path(str(where.database)))
        return
    # Only now: it needs the driver for a server.
    from kiosk.runtime import server_checks

    yield from server_checks.database(url)
    here = {file.stem.rpartition("-")[2] for file in (folder / backup.KEYS).glob("hub-*.key")}
    if missing := server_checks.known_keys(url) - here:
        says = f"{', '.join(sorted(missing))} are not here, and the record needs them"
        remedy = f"put the folder `keys` of another hub of the record in the place of {folder / backup.KEYS}"
        yield Check("hub's keys", "wrong", says, remedy)


def _bank_holidays(settings: Settings) -> Iterator[Check]:
    """Until when they are known without a network; the health page of a hub that hears GOV.UK knows more."""
    if all(site.site is None or site.site.opening is None for site in settings.sites):
        return
    known = bank_holidays.read(bank_holidays.bundled()).values()
    until = min(max(each.day for each in of_nation) for of_nation in known)
    says = f"those that came with Foyer reach until {until.isoformat()}"
    if until - SystemClock().now().date() > _HOLIDAYS_SOON:
        yield Check("bank holidays", "ok", says)
    elif settings.hub.bank_holidays_url:
        yield Check("bank holidays", "warning", says, "see on the health page until when the hub has heard of more")
    else:
        yield Check("bank holidays", "warning", says, "set hub.bank_holidays_url, or install a newer Foyer")


def _backups(data: Path, settings: Settings) -> Iterator[Check]:
    """Whether there is a backup that is not too old, and somebody who can open it."""
    folder = hub_folder(data)
    if not (folder / backup.KEYS).is_dir():
        return
    where = settings.backup.folder_of(folder)
    newest = _newest(where, settings.hub.database_url)
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


def _newest(folder: Path, url: str) -> datetime | None:
    """When the newest backup was made: here, or by another hub of the record."""
    newest = next((made_at for made_at, _ in backup.kept(folder)), None)
    if not url.startswith("postgresql"):
        return newest
    from kiosk.runtime import server_checks

    return max((at for at in (newest, server_checks.last_backup(url)) if at is not None), default=None)
