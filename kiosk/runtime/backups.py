"""The programs `backup` and `restore`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from getpass import getpass
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from kiosk.domain.errors import KioskError, Refused, Unavailable
from kiosk.runtime import logs, speak, upkeep
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.lock import only_one
from kiosk.runtime.options import Options
from kiosk.store import backup, dump, recovery_key
from kiosk.store.fleet import note_backup
from kiosk.store.recovery_key import RecoveryKey
from kiosk.store.restore import Contents, fill, go_back, is_record, unpack

KEY_VARIABLE = "FOYER_RECOVERY_KEY"
_STAYS = frozenset({"lock", "backups"})
"""What may be in a folder that counts as empty: the lock of this very program, and the backups themselves."""


class RestoreRefused(Refused, FileExistsError):
    """Restoring would take the place of a hub that is there."""

    code = "folder_not_empty"


class RestoreFailed(Unavailable, OSError):
    """The disk would not have it. What was there is where it was."""

    code = "restore_not_written"


def hub_folder(data: Path) -> Path:
    """The hub's own folder: `hub` in the folder of a whole foyer, else the folder itself."""
    inner = data / "hub"
    return inner if inner.is_dir() or (data / "terminal").is_dir() else data


def carry_out(options: Options, chosen: argparse.Namespace) -> None:
    """What was chosen on the command line."""
    if chosen.command == "backup":
        back_up(options, chosen.to, chosen.new_key, chosen.take_key)
    else:
        restore(options, chosen.file, chosen.check, chosen.move_aside)


def back_up(options: Options, to: Path | None, new_key: bool, take_key: bool) -> None:
    """Makes a backup now; or hands the recovery key over to a person."""
    settings = options.settings()
    logs.start("backup", settings.log.format, settings.log.level)
    folder = hub_folder(options.data)
    what = backup.source(settings.hub.database_url, folder, upkeep.configuration(settings))
    if not (folder / backup.KEYS).is_dir():
        raise backup.BackupRefused("no_hub_here", folder=str(folder))
    if new_key:
        recovery_key.renew(folder)
        speak.say("From now on, backups are made for a new recovery key. Older ones need the key before.")
    if take_key:
        _hand_over(folder)
    if new_key or take_key:
        return
    if to is None:
        to = settings.backup.folder_of(folder)
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = backup.make(what, to, SystemClock().now())
    if isinstance(what.record, URL):
        note_backup(what.record, made.made_at)
    speak.say(f"Backed up to {made.file} ({made.size / 1_000_000:.1f} MB).")
    if recovery_key.untaken(folder) is not None:
        speak.say("Nobody has taken the recovery key yet: python main.py backup --take-key")


def restore(options: Options, file: Path, check: bool, move_aside: bool) -> None:
    """Makes a hub's folder out of a backup, and a database if it held one; with `check`, only says whether that could
    be done."""
    logs.start("restore", "auto", "info")
    folder = hub_folder(options.data)
    if not file.is_file():
        raise backup.BackupRefused("backup_missing", file=str(file))
    if is_record(file):
        _go_back(options, folder, file)
        return
    if dump.is_dump(file):
        _fill(options, file)
        speak.say(
            "Next: start the hubs with this database. Terminals give them again what they kept of the last days."
        )
        return
    key = _key(folder)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with _beside(folder) as staging:
            if check:
                _tell(unpack(file, key, staging, SystemClock().now()))
                speak.say("The backup is whole and can be restored.")
                return
            with _stopped(options.data, folder):
                if not move_aside and folder.exists() and {path.name for path in folder.iterdir()} - _STAYS:
                    raise RestoreRefused(folder=str(folder))
                _tell(contents := unpack(file, key, staging, SystemClock().now()))
                if contents.dump is not None:
                    _fill(options, contents.dump)
                    contents.dump.unlink()
                aside = _exchange(staging, folder)
    except OSError as error:
        if isinstance(error, KioskError):
            raise
        raise RestoreFailed(folder=str(folder), because=error.strerror or type(error).__name__) from error
    speak.say(f"Restored to {folder}.")
    if aside is not None:
        speak.say(f"What was there before is in {aside}.")
    if contents.site_file is not None:
        speak.say(f"The site file came from {contents.site_file}; it is {folder / 'site.toml'} now.")
    speak.say("Next: put the secrets of its services into the environment, start the hub, and run `doctor`.")


def _fill(options: Options, file: Path) -> None:
    """Makes the database of the settings the record that a dump holds."""
    url = options.settings().hub.database_url
    sites = fill(url, file, SystemClock().now())
    speak.say(f"The record of {', '.join(sites)} is in {make_url(url).render_as_string(hide_password=True)} now.")


def _go_back(options: Options, folder: Path, copy: Path) -> None:
    """Puts the copy of the record that an upgrade kept back in its place."""
    if not folder.is_dir():
        raise backup.BackupRefused("no_hub_here", folder=str(folder))
    with _stopped(options.data, folder):
        aside = go_back(copy, folder, SystemClock().now())
    speak.say(f"The record is again what it was in {copy}. What it was until now is in {aside}.")
    speak.say("Next: start the hub. Terminals give it again what they kept of the last days.")


def _hand_over(folder: Path) -> None:
    """Shows the recovery key, and removes it from this machine once it was typed back."""
    text = recovery_key.untaken(folder)
    if text is None:
        raise Refused("recovery_key_taken")
    speak.say("The recovery key opens every backup of this hub. Without it they cannot be read by anybody.")
    speak.say(f"  {text}")
    speak.say("Write it down and keep it where this machine is not. Then type it, to remove it from this machine:")
    if recovery_key.take(folder, sys.stdin.readline()):
        speak.say("It is removed. Only who has the paper can open the backups.")
    else:
        raise Refused("recovery_key_not_typed")


def _key(folder: Path) -> RecoveryKey:
    """The recovery key: from the environment, from this very machine while nobody took it, or typed in."""
    text = os.environ.get(KEY_VARIABLE) or recovery_key.untaken(folder)
    if not text:
        text = getpass("Recovery key: ") if sys.stdin.isatty() else sys.stdin.readline()
    return recovery_key.read(text)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder on the same disk, which is gone afterwards unless it was given another name."""
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.restore-", dir=folder.parent))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _stopped(data: Path, folder: Path) -> Iterator[None]:
    """Nobody uses the folder: neither a hub, nor the foyer around it."""
    with ExitStack() as held:
        for each in {data, folder}:
            if each.exists():
                held.enter_context(only_one(each, "restore"))
        yield


def _exchange(staging: Path, folder: Path) -> Path | None:
    """Puts the new folder in the place of the old one. Gives where the old one is, if it held anything."""
    if not folder.exists():
        staging.rename(folder)
        return None
    aside = _unused(folder)
    folder.rename(aside)
    try:
        staging.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    if (aside / "backups").is_dir():
        (aside / "backups").rename(folder / "backups")
    if not {path.name for path in aside.iterdir()} - _STAYS:
        shutil.rmtree(aside)
        return None
    return aside


def _unused(folder: Path) -> Path:
    stamp = f"{SystemClock().now():%Y%m%dT%H%M%SZ}"
    return folder.with_name(f"{folder.name}.before-{stamp}")


def _tell(contents: Contents) -> None:
    sites = ", ".join(contents.sites)
    speak.say(f"A backup of {sites}, made at {contents.made_at:%Y-%m-%d %H:%M} UTC, {contents.size} bytes.")
