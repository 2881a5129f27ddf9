"""What stands around a hub's services: its machine, database, backups and keys, as they were looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a hub's process sees beside its record.

    Attributes:
        started_at: when this hub began to serve.
        database: its kind, `sqlite` or `postgresql`; `database_version` as it says itself.
        free_mb: megabytes of free disk where the data folder is.
        backed_up_at: when the newest backup was made.
        backups: `nightly`, `by_hand` where the settings say no time, or `elsewhere` where the record is on a server.
        recovery_key: a short name of the key on paper that opens the backups; empty when there is none yet.
        keys: how many keys of its own the hub keeps, to open what was sealed to it, and when the newest was made.
        secure: whether browsers send its cookies over HTTPS only.
        public_url: where visitors' own phones find it; empty when they do not.
    """

    version: str
    python: str
    started_at: datetime
    database: str
    database_version: str
    free_mb: int
    backed_up_at: datetime | None
    backups: str
    recovery_key: str
    keys: int
    newest_key_at: datetime
    secure: bool
    public_url: str
