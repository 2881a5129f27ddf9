"""Looks at what stands around a hub: its disk, its database, its backups and its keys."""

from __future__ import annotations

import platform
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from kiosk import VERSION
from kiosk.domain.surroundings import Surroundings
from kiosk.runtime import upkeep
from kiosk.runtime.settings import Settings
from kiosk.services.backups import Backups
from kiosk.store import recovery_key
from kiosk.store.database import Database
from kiosk.store.recovery_key import RecoveryKeyRefused

_KEY = re.compile(r"hub-(\d{8}T\d{6}Z)-[0-9a-f]+\.key")


def looking(
    settings: Settings, data: Path, database: Database, backups: Backups, started_at: datetime
) -> Callable[[], Surroundings]:
    """A look that can be taken again and again; it blocks for as long as the disk takes.

    Args:
        started_at: when this hub began to serve.
    """
    here = upkeep.newest_in(settings.backup.folder_of(data))

    def look() -> Surroundings:
        kind, version = database.about
        made = sorted(match[1] for file in (data / "keys").glob("hub-*.key") if (match := _KEY.fullmatch(file.name)))
        return Surroundings(
            version=VERSION,
            python=platform.python_version(),
            started_at=started_at,
            database=kind,
            database_version=version,
            free_mb=shutil.disk_usage(data).free // 1_000_000,
            backed_up_at=max((at for at in (here(), backups.known) if at is not None), default=None),
            backups="nightly" if settings.backup.at else "by_hand",
            recovery_key=_recovery_key(data),
            keys=len(made),
            newest_key_at=datetime.strptime(made[-1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if made else started_at,
            secure=settings.hub.secure_cookies,
            public_url=settings.public.url,
        )

    return look


def _recovery_key(data: Path) -> str:
    with suppress(RecoveryKeyRefused, OSError):
        return recovery_key.load(data).id
    return ""
