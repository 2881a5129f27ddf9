"""The command line: every command and option there is."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from kiosk.domain.languages import NAMES
from kiosk.domain.ticket_kinds import TICKETS

HOME = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "foyer"
"""Where things are kept unless the command line says otherwise. Never in the checkout."""

UNITS = Path("/etc/systemd/system")

FORM_KINDS = ("govuk-forms", "xlsform")
"""Forms that can be taken over."""

COMMANDS = ("run", "demo", "hub", "terminal", "doctor", "backup", "restore", "install-service", "forms", "devices")


def parser() -> argparse.ArgumentParser:
    """All commands. Without one it is `run`: see `read`."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, default=HOME, metavar="FOLDER", help="where all is kept (%(default)s)")
    common.add_argument(
        "--site",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="site file (site.toml in the data folder); a hub takes one for each of its sites",
    )
    common.add_argument("--profile", default="terminal", help="settings profile in config/profiles (%(default)s)")
    common.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="one setting, over the files")
    top = argparse.ArgumentParser(prog="foyer", description="Self-service reception for an unmanned foyer.")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    run = commands.add_parser(
        "run", parents=[common], help="the whole foyer on this machine; without a site a demonstration"
    )
    demo = commands.add_parser("demo", parents=[common], help="the whole foyer with an invented council")
    for whole in (run, demo):
        whole.add_argument("--code", help="a code from its hub, to be the terminal that staff have described")
    hub = commands.add_parser("hub", parents=[common], help="the site's record, staff pages and the terminals' API")
    hub.add_argument("--host", help="address to listen on")
    hub.add_argument("--port", type=int, help="TCP port; 0 takes a free one")
    hub.add_argument(
        "--database-url", metavar="URL", help="sqlite:////path or postgresql://… (hub.db in the data folder)"
    )
    hub.add_argument("--new-terminal", metavar="NAME", help="print a code that enrols a terminal, once")
    hub.add_argument("--ready-pipe", type=int, help=argparse.SUPPRESS)
    terminal = commands.add_parser("terminal", parents=[common], help="a touchscreen of a hub on another machine")
    terminal.add_argument("--hub", required=True, metavar="URL", help="where the hub is")
    terminal.add_argument("--code", help="the code from the hub, the first time")
    doctor = commands.add_parser(
        "doctor", parents=[common], help="what is wrong with this machine, and how to mend it"
    )
    doctor.add_argument("--hub", metavar="URL", help="a hub on another machine")
    backup = commands.add_parser("backup", parents=[common], help="a sealed copy of the hub, also while it runs")
    backup.add_argument("--to", type=Path, metavar="FILE", help="a new file, or a folder (backup.folder)")
    backup.add_argument("--take-key", action="store_true", help="show the recovery key, and remove it from here")
    backup.add_argument("--new-key", action="store_true", help="make a new recovery key for the backups from now on")
    restore = commands.add_parser("restore", parents=[common], help="the hub as it was, from a backup")
    restore.add_argument("file", type=Path, metavar="FILE", help="the backup")
    restore.add_argument("--check", action="store_true", help="only say whether it can be restored")
    restore.add_argument("--move-aside", action="store_true", help="rename the hub that is there, and take its place")
    service = commands.add_parser("install-service", parents=[common], help="come back by itself, whatever happens")
    which = service.add_mutually_exclusive_group()
    which.add_argument("--hub", action="store_true", help="the hub alone; the whole foyer unless said")
    which.add_argument("--kiosk", metavar="URL", help="the kiosk alone, of the hub at that address")
    service.add_argument("--user", default="foyer", metavar="NAME", help="who it runs as (%(default)s)")
    service.add_argument("--units", type=Path, default=UNITS, metavar="FOLDER", help="where units go (%(default)s)")
    service.add_argument("--print", action="store_true", dest="only_print", help="show the unit, and write nothing")
    service.add_argument("--enable", action="store_true", help="start it too, now and with the machine")
    forms = commands.add_parser("forms", help="what is wrong with a form; take one over").add_subparsers(
        dest="action", required=True
    )
    check = forms.add_parser("check", help="whether forms can be used, and why not")
    check.add_argument("--json", action="store_true", help="one JSON object a line")
    check.add_argument("--runner", metavar="URL", help="a public runner of the format, to compare them with")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a form, or a folder of them")
    take = forms.add_parser("import", help="take over a form made for GOV.UK Forms, or an XLSForm")
    take.add_argument("file", type=Path, metavar="FILE", help="a document (.json), or a workbook (.xlsx)")
    take.add_argument("--from", choices=FORM_KINDS, dest="kind", help="what it is; by its name unless said")
    take.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write the definition into"
    )
    devices = commands.add_parser("devices", help="printers and the like: what is set, and whether it works")
    what = devices.add_subparsers(dest="action", required=True)
    what.add_parser("list", parents=[common], help="what is set, what is plugged in, and what is wrong")
    probe = what.add_parser("probe", parents=[common], help="open a device and ask it how it is")
    test = what.add_parser("test", parents=[common], help="have a device do something to look at")
    preview = what.add_parser(
        "preview", parents=[common], help="a ticket as a picture, from the bytes a printer gets"
    )
    preview.add_argument("ticket", choices=tuple(TICKETS), help="one of config/tickets")
    preview.add_argument("picture", type=Path, metavar="FILE", help="the PNG to be written")
    preview.add_argument("--language", choices=tuple(NAMES), default="en", help="of its words (%(default)s)")
    preview.add_argument("--speaks", choices=("escpos", "zpl"), default="escpos", help="the printer's (%(default)s)")
    preview.add_argument("--width", type=int, default=576, help="dots across the paper (%(default)s)")
    preview.add_argument("--height", type=int, default=0, help="dots of a label; 0 for a roll (%(default)s)")
    for each in (probe, test):
        each.add_argument("device", metavar="NAME", help="what the settings call it; the terminal must not run")
    return top


def read(words: list[str]) -> argparse.Namespace:
    """What was asked for. Options alone are options of `run`."""
    alone = not words or (words[0].startswith("-") and words[0] not in ("-h", "--help"))
    return parser().parse_args(["run", *words] if alone else words)
