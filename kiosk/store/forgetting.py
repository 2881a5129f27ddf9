"""Forgets who visitors were: the row stays, as a number of the day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Update, func, select, update

from kiosk.domain.visits import IN_THE_BUILDING
from kiosk.store.schema import visits


def forgotten(site_id: str, until: datetime, limit: int) -> Update:
    """Takes who they were from visits of days before `until`, but from nobody who is in the building."""
    here = visits.c.site_id == site_id
    chosen = (
        select(visits.c.id)
        .where(
            here,
            visits.c.day < until.date(),
            visits.c.anonymised_at.is_(None),
            visits.c.state.not_in(sorted(IN_THE_BUILDING)),
        )
        .limit(limit)
    )
    gone = {"key_id": "", "sealed": b"", "code_mark": None, "anonymised_at": func.now()}
    return update(visits).where(here, visits.c.id.in_(chosen)).values(revision=visits.c.revision + 1, **gone)
