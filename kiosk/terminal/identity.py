"""Who this terminal is to its hub: an id, a site, and the key that proves it, in a file for this user only."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kiosk.domain.errors import Refused
from kiosk.terminal.hub_client import Enrolment

FILE = "identity.json"


class IdentityUnreadable(Refused, ValueError):
    """The file is there but is not an identity. The terminal has to be enrolled again."""

    code = "identity_unreadable"


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """A terminal the hub knows. Shows itself without its key."""

    terminal_id: UUID
    site_id: str
    key: str

    def __repr__(self) -> str:
        return f"Identity({self.terminal_id}, {self.site_id!r})"


def load(folder: Path) -> Identity | None:
    """The identity kept in a terminal's data folder; `None` before it has been enrolled.

    Raises:
        IdentityUnreadable: the file is damaged.
    """
    try:
        document = json.loads((folder / FILE).read_text("utf-8"))
        return Identity(UUID(document["terminal_id"]), str(document["site_id"]), str(document["key"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise IdentityUnreadable(file=str(folder / FILE)) from None


def keep(folder: Path, enrolment: Enrolment) -> Identity:
    """Writes an identity so that it is there whole or not at all, whenever the power goes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    document = {"terminal_id": str(enrolment.terminal_id), "site_id": enrolment.site_id, "key": enrolment.key}
    draft = folder / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with draft.open("w", encoding="utf-8") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / FILE)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return Identity(enrolment.terminal_id, enrolment.site_id, enrolment.key)
