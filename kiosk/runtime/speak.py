"""The one place that prints to people at a command line, and that makes sentences of errors for them."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from kiosk.domain.errors import KioskError
from kiosk.runtime.sites import SettingsRefused

_SENTENCES: Mapping[str, str] = {
    "already_running": "{program} (process {pid}) already uses {folder}. Stop it first, or give another --data.",
    "cannot_listen": "The hub cannot listen on {address} ({because}). Stop what does, or give another --port.",
    "child_failed": "The {name} did not start (exit code {exit_code}). The lines above say why; try `doctor` too.",
    "code_unknown": "The hub does not know that code: it was used, is older than 15 minutes, or was mistyped. "
    "Make a new one on the hub: python main.py hub --new-terminal NAME",
    "hub_away": "The hub at {hub} cannot be reached. Check the address and that the hub runs; then start this again.",
    "hub_unintelligible": "What answers at {hub} is not a hub of Foyer's. Check the address.",
    "identity_unreadable": "{file} is damaged. Rename it, and enrol this terminal again with a new --code.",
    "key_revoked": "The hub at {hub} does not know this terminal any more. Rename {file}, and enrol it again.",
    "no_display": "There is no screen (DISPLAY is not set) and no Xvfb. On Debian: apt-get install xvfb",
    "no_site": "The hub does not know its site. Give --site FILE; config/sites/demo.toml shows what is in it.",
    "not_enrolled": "No hub knows this terminal yet. On the hub: python main.py hub --new-terminal NAME. "
    "Then start this once with --code and the code that it prints.",
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
