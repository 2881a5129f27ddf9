"""What has been kept long enough, erased a little at a time, and the proof that it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Select,
    Table,
    Update,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from kiosk.domain.keeping import Rule
from kiosk.domain.visits import IN_THE_BUILDING, State
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.records.retention import Due, Proof
from kiosk.store import photos as photo_rows
from kiosk.store.forgetting import forgotten, unsaid, wordless
from kiosk.store.keeping import anonymous, anonymous_counts, due, empty, leave
from kiosk.store.schema import (
    accounts,
    attempts,
    audit,
    carriers,
    checks,
    commands,
    continuations,
    credentials,
    deliveries,
    directory_entries,
    directory_imports,
    enrolment_codes,
    entrances,
    happenings,
    host_calls,
    host_choices,
    host_notices,
    identities,
    invitations,
    messages,
    news,
    outcomes,
    parcels,
    photos,
    receipt_links,
    remembered_cards,
    retention_log,
    roll_calls,
    second_facts,
    setup_links,
    staff_sessions,
    submission_notes,
    submissions,
    tries,
    uploads,
    visit_cards,
    visits,
    watched,
)


class RetentionRows:
    """Satisfies `kiosk.interfaces.store.RetentionRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def erase(self, kind: Kept, until: datetime, limit: int, apart: Collection[str] = ()) -> int:
        statement = (
            self._emptied(until, limit, apart) if kind is Kept.SUBMISSIONS else self._statement(kind, until, limit)
        )
        return self._connection.execute(statement).rowcount

    def due(self, rule: Rule, until: datetime, limit: int) -> Sequence[Due]:
        return due(self._connection, self._site_id, rule, until, limit)

    def empty(self, submissions: Sequence[UUID]) -> int:
        return empty(self._connection, self._site_id, submissions)

    def leave(
        self, anonymous_id: UUID, form_id: str, form_version: int, month: date, key_id: str, sealed: bytes
    ) -> None:
        row = (anonymous_id, form_id, form_version, month, key_id, sealed)
        leave(self._connection, self._site_id, *row)

    def anonymous(self, form_id: str) -> Sequence[tuple[int, date, str, bytes]]:
        return anonymous(self._connection, self._site_id, form_id)

    def anonymous_counts(self) -> Mapping[str, int]:
        return anonymous_counts(self._connection, self._site_id)

    def prove(self, kind: Kept, count: int, until: datetime, at: datetime, about: str | None = None) -> None:
        told = {"at": at, "kind": kind.value, "count": count, "until": until, "about": about}
        self._connection.execute(insert(retention_log).values(site_id=self._site_id, **told))

    def proofs(self, limit: int) -> Sequence[Proof]:
        rows = self._connection.execute(
            select(retention_log)
            .where(retention_log.c.site_id == self._site_id, retention_log.c.count > 0)
            .order_by(retention_log.c.seq.desc())
            .limit(limit)
        )
        return [Proof(row.at, Kept(row.kind), row._mapping["count"], row.until, row.about) for row in rows]

    def last(self) -> datetime | None:
        newest = select(func.max(retention_log.c.at)).where(retention_log.c.site_id == self._site_id)
        found: datetime | None = self._connection.execute(newest).scalar_one()
        return found

    def _statement(self, kind: Kept, until: datetime, limit: int) -> Delete | Update:
        match kind:
            case Kept.SUBMISSIONS:
                return self._emptied(until, limit, ())
            case Kept.FACTS:
                return self._rows(second_facts, "mark", second_facts.c.submission_id.in_(self._empty()), limit)
            case Kept.REASONS:
                return self._reasons(limit)
            case Kept.NOTES:
                return self._notes(until, limit)
            case Kept.ATTEMPTS:
                return self._attempts(until, limit)
            case Kept.RECEIPTS:
                return self._receipts(limit)
            case Kept.CONTINUATIONS:
                return self._rows(continuations, "token_hash", continuations.c.expires_at < until, limit)
            case Kept.UPLOADS:
                return self._uploads(until, limit)
            case Kept.MESSAGES:
                return self._rows(messages, "id", messages.c.settled_at < until, limit)
            case Kept.OPINIONS:
                return wordless(self._site_id, until, limit)
            case Kept.ROLL_CALLS:
                return self._rolls(until, limit)
            case Kept.HOST_CALLS:
                return self._rows(host_calls, "visit_id", host_calls.c.made_at < until, limit)
            case Kept.HOST_CHOICES:
                known = select(directory_entries.c.id).where(directory_entries.c.site_id == self._site_id)
                nobodys = host_choices.c.person_id.not_in(known)
                return self._rows(host_choices, "person_id", nobodys & (host_choices.c.changed_at < until), limit)
            case Kept.HOST_NOTICES:
                return self._rows(host_notices, "id", host_notices.c.at < until, limit)
            case Kept.BOOKINGS:
                return unsaid(self._site_id, until, limit)
            case Kept.PARCELS:
                return self._parcels(until, limit)
            case Kept.CARRIERS:
                over = (carriers.c.ended_at < until) | (carriers.c.expires_at < until)
                return self._rows(carriers, "id", over, limit)
            case Kept.PHOTOS:
                return self._rows(photos, "id", photo_rows.old(self._site_id, until), limit)
            case Kept.VISITS | Kept.VISIT_CONTACTS:
                return forgotten(self._site_id, until, limit)
            case Kept.VISITOR_CARDS:
                return self._rows(remembered_cards, "mark", remembered_cards.c.used_at < until, limit)
            case Kept.VISIT_CARDS:
                wanted = sorted({State.EXPECTED, *IN_THE_BUILDING})
                count = select(visits.c.id).where(visits.c.site_id == self._site_id, visits.c.state.in_(wanted))
                return self._rows(visit_cards, "visit_id", visit_cards.c.visit_id.not_in(count), limit)
            case Kept.HAPPENINGS:
                return self._rows(happenings, "id", happenings.c.received_at < until, limit)
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
            case Kept.WATCHED:
                return self._rows(watched, "id", watched.c.until < until.date(), limit)
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

    def _emptied(self, until: datetime, limit: int, apart: Collection[str]) -> Update:
        """Only what its service has: with anything else, somebody still has to do something."""
        chosen = (
            select(submissions.c.id)
            .where(
                submissions.c.site_id == self._site_id,
                submissions.c.state == "accepted",
                submissions.c.received_at < until,
                submissions.c.form_id.not_in(apart),
                func.length(submissions.c.sealed) > 0,
            )
            .limit(limit)
        )
        here = submissions.c.site_id == self._site_id
        return update(submissions).where(here, submissions.c.id.in_(chosen)).values(sealed=b"")

    def _empty(self) -> Select[tuple[UUID]]:
        """The submissions whose answers were erased."""
        return select(submissions.c.id).where(
            submissions.c.site_id == self._site_id, func.length(submissions.c.sealed) == 0
        )

    def _notes(self, until: datetime, limit: int) -> Delete:
        """What staff wrote goes when what it is about has gone."""
        old = (submission_notes.c.at < until) & submission_notes.c.submission_id.in_(self._empty())
        return self._rows(submission_notes, "id", old, limit)

    def _reasons(self, limit: int) -> Update:
        """What the person was told of the outcome goes with the answers; that there was an outcome stays."""
        here = outcomes.c.site_id == self._site_id
        chosen = (
            select(outcomes.c.submission_id)
            .where(here, func.length(outcomes.c.sealed) > 0, outcomes.c.submission_id.in_(self._empty()))
            .limit(limit)
        )
        return update(outcomes).where(here, outcomes.c.submission_id.in_(chosen)).values(sealed=b"")

    def _uploads(self, until: datetime, limit: int) -> Delete:
        """What nobody sent goes with the form it was added to; what was sent, with its answers."""
        answered = select(submissions.c.id).where(
            submissions.c.site_id == self._site_id, func.length(submissions.c.sealed) > 0
        )
        sent = uploads.c.expires_at.is_(None) & uploads.c.submission_id.not_in(answered)
        return self._rows(uploads, "id", (uploads.c.expires_at < until) | sent, limit)

    def _rolls(self, until: datetime, limit: int) -> Update:
        """The names go; how many were on a roll, and how long it took, stays."""
        here = roll_calls.c.site_id == self._site_id
        old = (roll_calls.c.ended_at < until) & (func.length(roll_calls.c.sealed) > 0)
        chosen = select(roll_calls.c.id).where(here, old).limit(limit)
        return update(roll_calls).where(here, roll_calls.c.id.in_(chosen)).values(key_id="", sealed=b"")

    def _parcels(self, until: datetime, limit: int) -> Update:
        """The name on the label and who took it go; that so many came for a team or a tenant stays a number."""
        here = parcels.c.site_id == self._site_id
        old = (parcels.c.ended_at < until) & (func.length(parcels.c.sealed) > 0)
        chosen = select(parcels.c.id).where(here, old).limit(limit)
        emptied = {"key_id": "", "sealed": b"", "ended_by": None}
        return update(parcels).where(here, parcels.c.id.in_(chosen)).values(**emptied)

    def _receipts(self, limit: int) -> Delete:
        """As long as the answers; one that waits for somebody keeps its link."""
        return self._rows(receipt_links, "token_hash", receipt_links.c.submission_id.in_(self._empty()), limit)

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
