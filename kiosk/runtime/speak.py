"""The one place that prints to people at a command line, and that makes sentences of errors for them."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from kiosk.domain.errors import KioskError

_SENTENCES: Mapping[str, str] = {
    "already_running": "{program} (process {pid}) already uses {folder}. Stop it first, or give another --data.",
    "backup_damaged": "The backup is damaged, was cut short, or was not made by the hub whose recovery key this is. "
    "Nothing was changed. Try an older one.",
    "backup_exists": "{file} exists already, and a backup is never written over. Give another name, or a folder.",
    "backup_missing": "There is no backup {file}.",
    "backup_not_supported": "A record in a database of the kind {kind} is not Foyer's.",
    "backup_not_written": "The backup could not be written to {file} ({because}). The ones before are untouched.",
    "backup_too_new": "A later Foyer made this backup. Install that version, then restore it.",
    "cannot_listen": "The hub cannot listen on {address} ({because}). Stop what does, or give another --port.",
    "child_failed": "The {name} did not start (exit code {exit_code}). The lines above say why; try `doctor` too.",
    "code_unknown": "The hub does not know that code: it was used, is older than 15 minutes, or was mistyped. "
    "Make a new one on the hub: python main.py hub --new-terminal NAME",
    "folder_not_empty": "{folder} holds a hub already. With --move-aside it is renamed, and this takes its place.",
    "form_runner_away": "The runner at {url} cannot be asked ({because}). Start it with PREVIEW_MODE=true.",
    "hub_away": "The hub at {hub} cannot be reached. Check the address and that the hub runs; then start this again.",
    "hub_unintelligible": "What answers at {hub} is not a hub of Foyer's. Check the address.",
    "identity_unreadable": "{file} is damaged. Rename it, and enrol this terminal again with a new --code.",
    "keys_missing": "This hub lacks keys that its record needs ({missing}). Copy the folder `keys` of another hub of "
    "the record, or of a backup, to {folder} in place of what is there; then start this again.",
    "key_revoked": "The hub at {hub} does not know this terminal any more. Rename {file}, and enrol it again.",
    "no_display": "There is no screen (DISPLAY is not set) and no Xvfb. On Debian: apt-get install xvfb",
    "no_hub_here": "There is no hub in {folder}: it holds no keys and no record. Give the hub's --data.",
    "not_a_backup": "That file is not a backup of Foyer's.",
    "no_site": "The hub does not know its site. Give --site FILE; config/sites/demo.toml shows what is in it.",
    "not_enrolled": "No hub knows this terminal yet. On the hub: python main.py hub --new-terminal NAME. "
    "Then start this once with --code and the code that it prints.",
    "record_too_new": "A later Foyer wrote the record (it is at {found}, this one knows {known}). Install that "
    "version again; or `foyer restore` the copy from before it, which is in the folder copies beside it.",
    "recovery_file_unreadable": "{file} is damaged. Put it back from a backup; or, if there is none, rename it: the "
    "hub then makes a new recovery key.",
    "recovery_key_not_typed": "That is not the key. It is still on this machine; nothing has changed.",
    "recovery_key_taken": "The recovery key is not on this machine any more: somebody wrote it down and removed it. "
    "If the paper is lost, --new-key makes a new one for the backups from now on.",
    "recovery_key_unreadable": "That is not a recovery key: seven groups of four symbols, and one of them is wrong.",
    "recovery_key_wrong": "This backup was made for another recovery key.",
    "ticket_not_drawn": "It did not come out of the printer ({because}). Try other dots for the width and height.",
    "unit_not_ours": "{file} was written by somebody else. Rename it first, or write elsewhere with --units.",
    "unit_not_written": "{file} could not be written ({because}). Start this with sudo; or look with --print.",
    "systemctl_failed": "The unit is written, but systemctl {command} failed: {because}",
    "record_damaged": "The record {file} is damaged, so no backup was made of it. The ones before are untouched. "
    "Look at the disk's health, then restore the newest backup.",
    "restore_not_written": "{folder} could not be written ({because}). Nothing was changed.",
    "database_away": "The hub's database {address} cannot be used ({because}). Check that its server runs, and that "
    "this machine and user may reach it.",
    "database_not_empty": "The database {address} holds something. A record only comes back to an empty one: make "
    "one with createdb, and give its address in FOYER_DATABASE_URL.",
    "database_tool_missing": "There is no {tool}, PostgreSQL's own program. On Debian: apt-get install "
    "postgresql-client-15, or the one of your server's version.",
    "database_wanted": "This holds a record from PostgreSQL. Make an empty database with createdb, and give its "
    "address in FOYER_DATABASE_URL.",
    "dump_failed": "PostgreSQL's own program gave up ({because}). If it had begun to fill a database, "
    "empty that first.",
    "database_not_supported": "A record cannot be kept in a database of the kind {kind}. Write {supported}.",
    "record_cannot_open": "The hub's record {file} cannot be opened ({because}). Check the free space, and who owns "
    "the data folder. If the file is damaged, put the whole folder back from its backup, keys and all.",
}


def say(text: str = "") -> None:
    """Prints a line."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Prints a line about something that went wrong."""
    print(f"foyer: {text}", file=sys.stderr, flush=True)


def explain(error: KioskError) -> None:
    """Prints what went wrong, where, and how to mend it."""
    from kiosk.runtime.sites import SettingsRefused  # with all that checks settings: not before the first picture

    if isinstance(error, SettingsRefused):
        for finding in error.findings:
            complain(str(finding))
        return
    sentence = _SENTENCES.get(error.code)
    if sentence is None:
        complain(str(error))
        return
    complain(sentence.format_map(_Facts(error.data)))


class _Facts(dict[str, object]):
    """The data of an error; what it does not hold is said to be unknown rather than failing the explanation."""

    def __missing__(self, key: str) -> str:
        return f"(unknown {key})"
