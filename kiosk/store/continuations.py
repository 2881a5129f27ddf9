"""Forms carried on with on people's phones."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from kiosk.domain.continuations import Continuation, State
from kiosk.domain.sources import Source
from kiosk.store.schema import continuations


class ContinuationRows:
    """Satisfies `kiosk.interfaces.records.continuations.ContinuationRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add(self, continuation: Continuation) -> None:
        self._connection.execute(insert(continuations).values(site_id=self._site_id, **_columns(continuation)))

    def get(self, token_hash: bytes, at: datetime) -> Continuation | None:
        row = self._connection.execute(
            select(continuations).where(
                continuations.c.site_id == self._site_id,
                continuations.c.token_hash == token_hash,
                continuations.c.expires_at > at,
            )
        ).one_or_none()
        if row is None:
            return None
        return Continuation(
            row.token_hash,
            row.id,
            row.terminal_id,
            row.form_id,
            row.form_version,
            State(row.state),
            row.sealed,
            row.made_at,
            row.expires_at,
            Source(row.source),
        )

    def replace(self, token_hash: bytes, continuation: Continuation) -> None:
        self._connection.execute(
            update(continuations)
            .where(continuations.c.site_id == self._site_id, continuations.c.token_hash == token_hash)
            .values(_columns(continuation))
        )

    def begun_elsewhere(self, at: datetime) -> int:
        found: int = self._connection.execute(
            select(func.count())
            .select_from(continuations)
            .where(
                continuations.c.site_id == self._site_id,
                continuations.c.terminal_id.is_(None),
                continuations.c.state == State.OPEN.value,
                continuations.c.expires_at > at,
            )
        ).scalar_one()
        return found

    def of_terminal(self, terminal_id: UUID, at: datetime) -> int:
        found: int = self._connection.execute(
            select(func.count())
            .select_from(continuations)
            .where(
                continuations.c.site_id == self._site_id,
                continuations.c.terminal_id == terminal_id,
                continuations.c.state == State.OFFERED.value,
                continuations.c.expires_at > at,
            )
        ).scalar_one()
        return found


def _columns(continuation: Continuation) -> dict[str, object]:
    return asdict(continuation) | {"state": continuation.state.value, "source": continuation.source.value}
