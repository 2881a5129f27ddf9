"""What has been kept long enough, erased a little at a time, and the proof that it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Delete, Table, Update, delete, func, insert, select, tuple_, update

from kiosk.interfaces.facts import Kept
from kiosk.store.schema import (
    accounts,
    attempts,
    audit,
    checks,
    commands,
    continuations,
    credentials,
    deliveries,
    directory_entries,
    directory_imports,
    enrolment_codes,
    entrances,
    identities,
    invitations,
    messages,
    news,
    receipt_links,
    retention_log,
    setup_links,
    staff_sessions,
    submission_notes,
    submissions,
    tries,
    uploads,
)


class RetentionRows:
    """Satisfies `kiosk.interfaces.store.RetentionRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def erase(self, kind: Kept, until: datetime, limit: int) -> int:
        return self._connection.execute(self._statement(kind, until, limit)).rowcount

    def prove(self, kind: Kept, count: int, until: datetime, at: datetime) -> None:
        self._connection.execute(
            insert(retention_log).values(site_id=self._site_id, at=at, kind=kind.value, count=count, until=until)
        )

    def last(self) -> datetime | None:
        newest = select(func.max(retention_log.c.at)).where(retention_log.c.site_id == self._site_id)
        found: datetime | None = self._connection.execute(newest).scalar_one()
        return found

    def _statement(self, kind: Kept, until: datetime, limit: int) -> Delete | Update:
        match kind:
            case Kept.SUBMISSIONS:
                return self._emptied(until, limit)
            case Kept.NOTES:
                return self._notes(until, limit)
            case Kept.ATTEMPTS:
                return self._attempts(until, limit)
            case Kept.RECEIPTS:
                return self._receipts(until, limit)
            case Kept.CONTINUATIONS:
                return self._rows(continuations, "token_hash", continuations.c.expires_at < until, limit)
            case Kept.UPLOADS:
                return self._uploads(until, limit)
            case Kept.MESSAGES:
                return self._rows(messages, "id", messages.c.settled_at < until, limit)
            case Kept.NEWS:
                return self._rows(news, "seq", news.c.at < until, limit)
            case Kept.COMMANDS:
                return self._rows(commands, "id", commands.c.given_at < until, limit)
            case Kept.CHECKS:
                return self._rows(checks, "id", checks.c.begun_at < until, limit)
            case Kept.DIRECTORY:
                return self._rows(directory_entries, "id", directory_entries.c.removed_at < until, limit)
            case Kept.IMPORTS:
                return self._rows(directory_imports, "id", directory_imports.c.made_at < until, limit)
            case Kept.PREVIEWS:
                waits = directory_imports.c.state == "previewed"
                return self._rows(directory_imports, "id", waits & (directory_imports.c.made_at < until), limit)
            case Kept.SESSIONS:
                return self._rows(staff_sessions, "token_hash", staff_sessions.c.made_at < until, limit)
            case Kept.LINKS:
                return self._rows(setup_links, "token_hash", setup_links.c.expires_at < until, limit)
            case Kept.ENTRANCES:
                return self._rows(entrances, "token_hash", entrances.c.expires_at < until, limit)
            case Kept.INVITATIONS:
                return self._rows(invitations, "id", invitations.c.expires_at < until, limit)
            case Kept.CREDENTIALS:
                return self._rows(credentials, "id", credentials.c.ended_at < until, limit)
            case Kept.IDENTITIES:
                gone = select(accounts.c.id).where(accounts.c.site_id == self._site_id, accounts.c.removed_at < until)
                return self._rows(identities, "account_id", identities.c.account_id.in_(gone), limit)
            case Kept.ACCOUNTS:
                return self._rows(accounts, "id", accounts.c.removed_at < until, limit)
            case Kept.CODES:
                return self._rows(enrolment_codes, "code_hash", enrolment_codes.c.expires_at < until, limit)
            case Kept.TRIES:
                return self._rows(tries, "mark", tries.c.until_ms < round(until.timestamp() * 1000), limit)
            case Kept.AUDIT:
                return self._rows(audit, "seq", audit.c.at < until, limit)
            case Kept.PROOFS:
                return self._rows(retention_log, "seq", retention_log.c.at < until, limit)

    def _rows(self, table: Table, key: str, old: ColumnElement[bool], limit: int) -> Delete:
        chosen = select(table.c[key]).where(table.c.site_id == self._site_id, old).limit(limit)
        return delete(table).where(table.c.site_id == self._site_id, table.c[key].in_(chosen))

    def _emptied(self, until: datetime, limit: int) -> Update:
        """Only what its service has: with anything else, somebody still has to do something."""
        chosen = (
            select(submissions.c.id)
            .where(
                submissions.c.site_id == self._site_id,
                submissions.c.state == "accepted",
                submissions.c.received_at < until,
                func.length(submissions.c.sealed) > 0,
            )
            .limit(limit)
        )
        here = submissions.c.site_id == self._site_id
        return update(submissions).where(here, submissions.c.id.in_(chosen)).values(sealed=b"")

    def _notes(self, until: datetime, limit: int) -> Delete:
        """What staff wrote goes when what it is about has gone."""
        emptied = select(submissions.c.id).where(
            submissions.c.site_id == self._site_id, func.length(submissions.c.sealed) == 0
        )
        old = (submission_notes.c.at < until) & submission_notes.c.submission_id.in_(emptied)
        return self._rows(submission_notes, "id", old, limit)

    def _uploads(self, until: datetime, limit: int) -> Delete:
        """What nobody sent goes with the form it was added to; what was sent, with its answers."""
        answered = select(submissions.c.id).where(
            submissions.c.site_id == self._site_id, func.length(submissions.c.sealed) > 0
        )
        sent = uploads.c.expires_at.is_(None) & uploads.c.submission_id.not_in(answered)
        return self._rows(uploads, "id", (uploads.c.expires_at < until) | sent, limit)

    def _receipts(self, until: datetime, limit: int) -> Delete:
        """As long as the answers; one that waits for somebody keeps its link."""
        accepted = select(submissions.c.id).where(
            submissions.c.site_id == self._site_id,
            submissions.c.state == "accepted",
            submissions.c.received_at < until,
        )
        return self._rows(receipt_links, "token_hash", receipt_links.c.submission_id.in_(accepted), limit)

    def _attempts(self, until: datetime, limit: int) -> Delete:
        key = tuple_(attempts.c.delivery_id, attempts.c.number)
        delivered = select(deliveries.c.id).where(
            deliveries.c.site_id == self._site_id, deliveries.c.state == "delivered"
        )
        chosen = (
            select(attempts.c.delivery_id, attempts.c.number)
            .where(
                attempts.c.site_id == self._site_id,
                attempts.c.at < until,
                attempts.c.delivery_id.in_(delivered),
            )
            .limit(limit)
        )
        return delete(attempts).where(attempts.c.site_id == self._site_id, key.in_(chosen))
