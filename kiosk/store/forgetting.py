"""Forgets who visitors were, whose rooms, and what people wrote: the row stays, as a number of the day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Update, func, select, update

from kiosk.domain.visits import IN_THE_BUILDING
from kiosk.store.schema import bookings, opinions, visits


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


def unsaid(site_id: str, until: datetime, limit: int) -> Update:
    """Takes from bookings that ended before `until` what they were for, whose they were and who made them; that there
    was one, and whether somebody came, stays."""
    here = bookings.c.site_id == site_id
    chosen = select(bookings.c.id).where(here, bookings.c.ends < until, bookings.c.made_by != "").limit(limit)
    gone = {"key_id": "", "sealed": b"", "made_by": "", "account_id": None, "host_id": None}
    return update(bookings).where(here, bookings.c.id.in_(chosen)).values(revision=bookings.c.revision + 1, **gone)


def wordless(site_id: str, until: datetime, limit: int) -> Update:
    """Takes what people wrote from opinions of days before `until`; that somebody gave so many stars stays."""
    here = opinions.c.site_id == site_id
    old = (opinions.c.day < until.date()) & (func.length(opinions.c.sealed) > 0)
    chosen = select(opinions.c.id).where(here, old).limit(limit)
    return update(opinions).where(here, opinions.c.id.in_(chosen)).values(key_id="", sealed=b"")
