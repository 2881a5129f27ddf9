"""What `doctor` sees of the council's directory: whether staff could sign in by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from kiosk.domain.roles import EVERYWHERE
from kiosk.gateways.identity import Directory
from kiosk.interfaces.clock import Clock
from kiosk.runtime.check import Check
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import SettingsRefused
from kiosk.services.identity import DirectoryAway

ANSWER: Final = "/sign-in/directory/answer"
"""Where people come back to."""

PATIENCE: Final = 5.0
"""Seconds for each answer of the directory."""


def directory(settings: Settings, clock: Clock, environment: Mapping[str, str] | None = None) -> Iterator[Check]:
    """One line for each thing that signing in by the directory needs; none where there is no directory."""
    try:
        known = settings.identity.registration(environment)
    except SettingsRefused as error:
        yield Check(
            "directory", "warning", f"{error.findings[0].problem} here", f"on the hub {error.findings[0].remedy}"
        )
        return
    if known is None:
        return
    if urlsplit(known.redirect_url).path != ANSWER:
        says = f"identity.redirect_url does not end in {ANSWER}"
        yield Check("directory", "wrong", says, "set it so, and register the same address in the directory")
    sites = {each.site.id for each in settings.sites if each.site is not None} | {EVERYWHERE}
    unknown = sorted({site for role in settings.directory_roles for site in role.sites} - sites)
    if unknown:
        says = f"directory_roles names {', '.join(unknown)}, which is no site of this hub"
        yield Check("directory roles", "warning", says, "write a site's id, or give this hub that site's file too")
    if not settings.directory_roles:
        says = "nothing is granted to anybody who signs in by it"
        yield Check(
            "directory roles", "wrong", says, "add [[directory_roles]]: docs/how-to/sign-in-by-the-directory.md"
        )
    try:
        Directory(replace(known, timeout=min(known.timeout, PATIENCE)), clock).check()
    except DirectoryAway as error:
        what = "answers, but not as this issuer" if error.code == "directory_document" else "does not answer"
        yield Check("directory", "wrong", f"{known.issuer} {what}", "check identity.issuer, and the way there")
    else:
        yield Check("directory", "ok", known.issuer)
