"""The tables. Every row carries the site it belongs to, and every statement must say which site it means."""

from __future__ import annotations

from typing import Final

from kiosk.store.schema.alerts import alerts
from kiosk.store.schema.audit import audit
from kiosk.store.schema.base import Instant, metadata
from kiosk.store.schema.bookings import bookings
from kiosk.store.schema.commands import checks, commands
from kiosk.store.schema.confirmations import confirmations
from kiosk.store.schema.continuations import continuations
from kiosk.store.schema.deliveries import attempts, deliveries
from kiosk.store.schema.directory import directory_entries, directory_imports
from kiosk.store.schema.fleet import backups, hub_keys
from kiosk.store.schema.forms import form_choices, form_drafts, forms
from kiosk.store.schema.happenings import happenings
from kiosk.store.schema.host_calls import host_calls, host_choices, host_notices, visit_words
from kiosk.store.schema.messages import messages
from kiosk.store.schema.news import news
from kiosk.store.schema.opinions import opinions
from kiosk.store.schema.outcomes import anonymous_answers, outcomes, robots, second_facts
from kiosk.store.schema.parcels import carriers, parcel_options, parcel_wishes, parcels
from kiosk.store.schema.people import (
    credentials,
    entrances,
    identities,
    invitations,
    recovery_codes,
    second_factors,
)
from kiosk.store.schema.photos import photos
from kiosk.store.schema.receipts import receipt_links
from kiosk.store.schema.records import records
from kiosk.store.schema.retention import retention_log
from kiosk.store.schema.roll_calls import roll_calls, roll_keys, roll_ticks, roll_windows
from kiosk.store.schema.sites import site_changes
from kiosk.store.schema.staff import accounts, grants, setup_links, staff_sessions
from kiosk.store.schema.submissions import hand_overs, submission_notes, submissions
from kiosk.store.schema.tallies import tallies
from kiosk.store.schema.terminals import enrolment_codes, terminal_health, terminals
from kiosk.store.schema.tries import tries
from kiosk.store.schema.uploads import uploads
from kiosk.store.schema.uses import starts, uses
from kiosk.store.schema.visit_cards import remembered_cards, visit_cards
from kiosk.store.schema.visit_rules import notice_versions, watched
from kiosk.store.schema.visits import visit_badges, visits

__all__ = [
    "REVISION",
    "Instant",
    "accounts",
    "alerts",
    "anonymous_answers",
    "attempts",
    "audit",
    "backups",
    "bookings",
    "carriers",
    "checks",
    "commands",
    "confirmations",
    "continuations",
    "credentials",
    "deliveries",
    "directory_entries",
    "directory_imports",
    "enrolment_codes",
    "entrances",
    "form_choices",
    "form_drafts",
    "forms",
    "grants",
    "hand_overs",
    "happenings",
    "host_calls",
    "host_choices",
    "host_notices",
    "hub_keys",
    "identities",
    "invitations",
    "messages",
    "metadata",
    "news",
    "notice_versions",
    "opinions",
    "outcomes",
    "parcel_options",
    "parcel_wishes",
    "parcels",
    "photos",
    "receipt_links",
    "records",
    "recovery_codes",
    "remembered_cards",
    "retention_log",
    "robots",
    "roll_calls",
    "roll_keys",
    "roll_ticks",
    "roll_windows",
    "second_factors",
    "second_facts",
    "setup_links",
    "site_changes",
    "staff_sessions",
    "starts",
    "submission_notes",
    "submissions",
    "tallies",
    "terminal_health",
    "terminals",
    "tries",
    "uploads",
    "uses",
    "visit_badges",
    "visit_cards",
    "visit_words",
    "visits",
    "watched",
]

REVISION: Final = "0027"
"""The migration these tables stand for. A record that already says so is opened without loading Alembic."""
