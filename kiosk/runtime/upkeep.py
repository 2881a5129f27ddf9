"""What a hub does for itself at night."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.domain.errors import Unavailable
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.store import Store
from kiosk.runtime.keeping import BackupSettings, RetentionSettings
from kiosk.runtime.settings import Settings
from kiosk.services.backups import Backups
from kiosk.services.daily import Daily
from kiosk.services.keeping import Keeping
from kiosk.services.measures import Measures
from kiosk.services.retention import Retention
from kiosk.services.visit_keeping import VisitKeeping
from kiosk.store import backup, recovery_key
from kiosk.store.backup import Backup, Configured, Source
from kiosk.store.recovery_key import RecoveryKeyRefused


def configuration(settings: Settings) -> tuple[Configured, ...]:
    """What a backup keeps of each site's files."""
    return tuple(Configured(site.site_file, _beside(site)) for site in settings.sites if site.site_file is not None)


def _beside(settings: Settings) -> tuple[Path, ...]:
    """The files that a site's file names."""
    logo = None if settings.site is None or settings.site_file is None else settings.site.logo
    named = () if logo is None or settings.site_file is None else (settings.site_file.parent / logo.file,)
    return (*settings.form_files, *(file for file in named if file.is_file()))


def newest_in(folder: Path) -> Callable[[], datetime | None]:
    """Says when the newest backup in a folder was made."""

    def newest() -> datetime | None:
        return next((made_at for made_at, _ in backup.kept(folder)), None)

    return newest


def backups(
    chosen: BackupSettings, what: Source, clock: Clock, zone: ZoneInfo, measures: Measures, known: Backups
) -> Daily:
    """The nightly backup, not started yet. Of several hubs that share a record, one makes it."""
    folder = chosen.folder_of(what.folder)
    with suppress(RecoveryKeyRefused):  # a hub serves people with a damaged one too; the first backup tells of it
        recovery_key.ready(what.folder)

    async def done() -> datetime:
        begun = await asyncio.to_thread(_begun, what)
        newest = await known.last()
        if newest is not None:
            measures.backed_up.set(newest.timestamp())
        # A hub that has never been backed up waits for its first night.
        return newest or begun

    async def work() -> None:
        if not await known.claim():
            raise Unavailable("backup_under_way")
        made = await asyncio.to_thread(_back_up, what, folder, chosen.keep, clock)
        await known.note(made.made_at)
        await done()

    return Daily("backup", time.fromisoformat(chosen.at), zone, clock, done, work)


def retention(
    chosen: RetentionSettings,
    session: int,
    store: Store,
    clock: Clock,
    zone: ZoneInfo,
    keeping: Keeping | None = None,
    visits: VisitKeeping | None = None,
) -> Daily:
    """The nightly erasing, not started yet.

    Args:
        session: seconds anybody stays signed in at most.
        keeping: the rules that forms have of their own.
        visits: takes from visits what goes before the rest.
    """
    kept = {
        Kept.SUBMISSIONS: timedelta(days=chosen.submission_days),
        Kept.NOTES: timedelta(days=chosen.submission_days),
        Kept.ATTEMPTS: timedelta(days=chosen.attempt_days),
        Kept.RECEIPTS: timedelta(),
        Kept.FACTS: timedelta(),
        Kept.REASONS: timedelta(),
        Kept.CONTINUATIONS: timedelta(),
        # After the answers they came with.
        Kept.UPLOADS: timedelta(),
        Kept.MESSAGES: timedelta(days=chosen.message_days),
        Kept.OPINIONS: timedelta(days=chosen.opinion_days),
        Kept.ROLL_CALLS: timedelta(days=chosen.roll_call_days),
        Kept.VISITS: timedelta(days=chosen.visit_name_days),
        Kept.VISITOR_CARDS: timedelta(days=chosen.visitor_card_days),
        # With the visit.
        Kept.VISIT_CARDS: timedelta(),
        Kept.HAPPENINGS: timedelta(days=chosen.news_days),
        Kept.HOST_CALLS: timedelta(days=chosen.message_days),
        Kept.HOST_NOTICES: timedelta(days=chosen.message_days),
        # With whoever made it: once the directory has forgotten them.
        Kept.HOST_CHOICES: timedelta(days=1),
        Kept.BOOKINGS: timedelta(days=chosen.booking_days),
        Kept.PARCELS: timedelta(days=chosen.parcel_days),
        Kept.CARRIERS: timedelta(days=chosen.parcel_days),
        # After the visits and parcels they belong to.
        Kept.PHOTOS: timedelta(days=chosen.photo_days),
        Kept.NEWS: timedelta(days=chosen.news_days),
        Kept.COMMANDS: timedelta(days=chosen.news_days),
        Kept.DIRECTORY: timedelta(days=chosen.directory_days),
        Kept.IMPORTS: timedelta(days=chosen.directory_days),
        Kept.PREVIEWS: timedelta(days=1),
        Kept.SESSIONS: timedelta(seconds=session),
        Kept.LINKS: timedelta(),
        Kept.ENTRANCES: timedelta(),
        Kept.INVITATIONS: timedelta(),
        # To the end of their last day, whatever the zone.
        Kept.WATCHED: timedelta(days=1),
        # An account goes after what hangs on it.
        Kept.CREDENTIALS: timedelta(days=chosen.account_days),
        Kept.IDENTITIES: timedelta(days=chosen.account_days),
        Kept.ACCOUNTS: timedelta(days=chosen.account_days),
        Kept.CODES: timedelta(),
        Kept.TRIES: timedelta(),
        Kept.AUDIT: timedelta(days=chosen.audit_days),
        Kept.CHECKS: timedelta(days=chosen.audit_days),
        Kept.PROOFS: timedelta(days=chosen.audit_days),
    }
    work = Retention(store, clock, kept, keeping, visits)
    return Daily("retention", time.fromisoformat(chosen.at), zone, clock, work.done, work.run)


def _begun(what: Source) -> datetime:
    """Since when there could have been a backup."""
    recovery_key.ready(what.folder)
    return datetime.fromtimestamp((what.folder / recovery_key.PUBLIC).stat().st_mtime, UTC)


def _back_up(what: Source, folder: Path, keep: int, clock: Clock) -> Backup:
    log("backup.started")
    began = clock.monotonic()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable("backup_folder_away", folder=str(folder)) from error
    made = backup.make(what, folder, clock.now())
    removed = backup.prune(folder, keep)
    seconds = round(clock.monotonic() - began, 3)
    log("backup.completed", file=made.file.name, bytes=made.size, removed=removed, seconds=seconds)
    return made
