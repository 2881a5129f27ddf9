"""The tables. Every row carries the site it belongs to, and every statement must say which site it means."""

from __future__ import annotations

from typing import Final

from kiosk.store.schema.audit import audit
from kiosk.store.schema.base import Instant, metadata
from kiosk.store.schema.deliveries import attempts, deliveries
from kiosk.store.schema.forms import forms
from kiosk.store.schema.news import news
from kiosk.store.schema.records import records
from kiosk.store.schema.retention import retention_log
from kiosk.store.schema.staff import accounts, setup_links, staff_sessions
from kiosk.store.schema.submissions import submissions
from kiosk.store.schema.terminals import enrolment_codes, terminal_health, terminals

__all__ = [
    "REVISION",
    "Instant",
    "accounts",
    "attempts",
    "audit",
    "deliveries",
    "enrolment_codes",
    "forms",
    "metadata",
    "news",
    "records",
    "retention_log",
    "setup_links",
    "staff_sessions",
    "submissions",
    "terminal_health",
    "terminals",
]

REVISION: Final = "0009"
"""The migration these tables stand for. A record that already says so is opened without loading Alembic."""
