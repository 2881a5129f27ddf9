"""Terminals, how they are, and the codes that enrol them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from kiosk.domain.devices import Device, State
from kiosk.domain.devices import Health as DeviceHealth
from kiosk.domain.doors import DoorState
from kiosk.domain.terminals import Details, Health, Role
from kiosk.interfaces.facts import Invitation, Terminal, TerminalRow
from kiosk.interfaces.store import Topic
from kiosk.store.schema import enrolment_codes, terminal_health, terminals


class TerminalRows:
    """Satisfies `kiosk.interfaces.store.TerminalRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def add_code(self, code_hash: bytes, made_at: datetime, expires_at: datetime, invitation: Invitation) -> None:
        here = enrolment_codes.c.site_id == self._site_id
        self._connection.execute(delete(enrolment_codes).where(here, enrolment_codes.c.expires_at <= made_at))
        details = None if invitation.details is None else json.dumps(asdict(invitation.details))
        self._connection.execute(
            insert(enrolment_codes).values(
                site_id=self._site_id,
                code_hash=code_hash,
                made_at=made_at,
                expires_at=expires_at,
                details=details,
                replaces=invitation.replaces,
            )
        )

    def code_good(self, code_hash: bytes, now: datetime) -> bool:
        row = select(enrolment_codes.c.made_at).where(
            enrolment_codes.c.site_id == self._site_id,
            enrolment_codes.c.code_hash == code_hash,
            enrolment_codes.c.expires_at > now,
        )
        return self._connection.execute(row).first() is not None

    def use_code(self, code_hash: bytes, now: datetime) -> Invitation | None:
        good = (
            enrolment_codes.c.site_id == self._site_id,
            enrolment_codes.c.code_hash == code_hash,
            enrolment_codes.c.expires_at > now,
        )
        row = self._connection.execute(
            select(enrolment_codes.c.details, enrolment_codes.c.replaces).where(*good)
        ).one_or_none()
        # Only who really removes it has used it, also when two ask at the same moment.
        if row is None or self._connection.execute(delete(enrolment_codes).where(*good)).rowcount != 1:
            return None
        known = None if row.details is None else json.loads(row.details)
        return Invitation(None if known is None else Details(**known | {"role": Role(known["role"])}), row.replaces)

    def add(self, terminal_id: UUID, details: Details, key_hash: bytes, now: datetime) -> None:
        self._connection.execute(
            insert(terminals).values(
                site_id=self._site_id, id=terminal_id, key_hash=key_hash, enrolled_at=now, **asdict(details)
            )
        )
        self._connection.execute(insert(terminal_health).values(site_id=self._site_id, terminal_id=terminal_id))
        self._touched.add("health")

    def by_key(self, key_hash: bytes) -> Terminal | None:
        return self._one(terminals.c.key_hash == key_hash, terminals.c.withdrawn_at.is_(None))

    def get(self, terminal_id: UUID) -> Terminal | None:
        return self._one(terminals.c.id == terminal_id)

    def good(self, terminal_id: UUID) -> bool:
        return self._one(terminals.c.id == terminal_id, terminals.c.withdrawn_at.is_(None)) is not None

    def all_good(self) -> frozenset[UUID]:
        rows = select(terminals.c.id).where(terminals.c.site_id == self._site_id, terminals.c.withdrawn_at.is_(None))
        return frozenset(self._connection.execute(rows).scalars())

    def list(self) -> list[TerminalRow]:
        return [_row(row) for row in self._connection.execute(self._rows().order_by(terminals.c.enrolled_at))]

    def row(self, terminal_id: UUID) -> TerminalRow | None:
        row = self._connection.execute(self._rows().where(terminals.c.id == terminal_id)).one_or_none()
        return None if row is None else _row(row)

    def change(self, terminal_id: UUID, details: Details) -> None:
        self._connection.execute(update(terminals).where(*self._terminal(terminal_id)).values(**asdict(details)))
        self._touched.add("terminals")

    def withdraw(self, terminal_id: UUID, now: datetime, replaced_by: UUID | None) -> bool:
        # One that was withdrawn can still be replaced, and stays withdrawn since then.
        still_good = [] if replaced_by is not None else [terminals.c.withdrawn_at.is_(None)]
        changed = self._connection.execute(
            update(terminals)
            .where(*self._terminal(terminal_id), terminals.c.replaced_by.is_(None), *still_good)
            .values(withdrawn_at=func.coalesce(terminals.c.withdrawn_at, now), replaced_by=replaced_by)
        )
        self._connection.execute(
            delete(enrolment_codes).where(
                enrolment_codes.c.site_id == self._site_id, enrolment_codes.c.replaces == terminal_id
            )
        )
        # Whoever holds its key in memory lets go of it, and its question for news is answered at once.
        self._touched |= {"terminals", "news"}
        return changed.rowcount == 1

    def saw(self, seen: Mapping[UUID, datetime]) -> None:
        for terminal_id, at in seen.items():
            # Another hub may have heard of it later.
            earlier = or_(terminal_health.c.seen_at.is_(None), terminal_health.c.seen_at < at)
            self._connection.execute(
                update(terminal_health).where(*self._health(terminal_id), earlier).values(seen_at=at)
            )

    def report(
        self,
        terminal_id: UUID,
        health: Health,
        protocol: int,
        at: datetime,
        trouble_since: datetime | None,
        moved: bool,
    ) -> None:
        if moved:
            self._touched.add("health")
        self._connection.execute(
            update(terminal_health)
            .where(*self._health(terminal_id))
            .values(
                seen_at=at,
                reported_at=at,
                trouble_since=trouble_since,
                protocol=protocol,
                report=json.dumps(asdict(health)),
            )
        )

    def _rows(self) -> Select[tuple[object, ...]]:
        return (
            select(
                terminals,
                terminal_health.c.seen_at,
                terminal_health.c.reported_at,
                terminal_health.c.trouble_since,
                terminal_health.c.protocol,
                terminal_health.c.report,
            )
            .join(terminal_health, terminal_health.c.terminal_id == terminals.c.id)
            .where(terminals.c.site_id == self._site_id, terminal_health.c.site_id == self._site_id)
        )

    def _terminal(self, terminal_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return terminals.c.site_id == self._site_id, terminals.c.id == terminal_id

    def _health(self, terminal_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return terminal_health.c.site_id == self._site_id, terminal_health.c.terminal_id == terminal_id

    def _one(self, *conditions: ColumnElement[bool]) -> Terminal | None:
        row = self._connection.execute(
            select(terminals.c.id, terminals.c.name).where(terminals.c.site_id == self._site_id, *conditions)
        ).one_or_none()
        return None if row is None else Terminal(row.id, row.name)


def _row(row: Row[tuple[object, ...]]) -> TerminalRow:
    return TerminalRow(
        id=row.id,
        details=Details(row.name, row.place, Role(row.role), row.panel_inches, row.mounting_height_mm),
        enrolled_at=row.enrolled_at,
        withdrawn_at=row.withdrawn_at,
        replaced_by=row.replaced_by,
        seen_at=row.seen_at,
        reported_at=row.reported_at,
        trouble_since=row.trouble_since,
        protocol=row.protocol,
        health=None if row.report is None else _health(json.loads(row.report)),
    )


def _health(report: Mapping[str, Any]) -> Health:
    """A report as it was kept, also by a later version that knew more."""
    found = {known.name: report[known.name] for known in fields(Health) if known.name in report}
    doors = tuple(_door(each) for each in report.get("doors", ()))
    return Health(**found | {"devices": tuple(map(_device, report.get("devices", ()))), "doors": doors})


def _door(report: Mapping[str, Any]) -> DoorState:
    return DoorState(**{known.name: report[known.name] for known in fields(DoorState) if known.name in report})


def _device(report: Mapping[str, Any]) -> Device:
    health = report["health"]
    found = {known.name: report[known.name] for known in fields(Device) if known.name in report}
    return Device(**found | {"health": DeviceHealth(State(health["state"]), tuple(health["reasons"]))})
