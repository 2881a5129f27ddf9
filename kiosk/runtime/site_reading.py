"""What a site is opened with, read from its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from kiosk.domain.open_referral import Publisher
from kiosk.runtime.sites import Finding, SettingsRefused
from kiosk.services.forms import Document
from kiosk.services.sites import Sites


def publisher(sites: Sites) -> Publisher:
    """Who publishes the services of a site."""
    site = sites.current().site
    return Publisher(site.id, site.council, site.name)


def table(file: Path) -> bytes:
    """The table that a directory begins with.

    Raises:
        SettingsRefused: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        finding = Finding(f"the directory cannot be read ({error.strerror})", str(file), "correct hub.directory")
        raise SettingsRefused(finding) from None


def document(file: Path) -> Document:
    """A form, as its file has it."""
    return cast(Document, json.loads(file.read_text("utf-8")))
