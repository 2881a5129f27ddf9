"""Looks at a submission that has come: whether it fits what it says it is, and what it can be found by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import forms as rules
from kiosk.domain import second_facts
from kiosk.domain.forms import Form
from kiosk.domain.submissions import Submission, SubmissionRefused
from kiosk.services.seals import Seals


@dataclass(frozen=True, slots=True)
class Arrival:
    """A submission as a terminal sends it: what the hub may know without opening it, and the sealed rest."""

    id: UUID
    reference: str
    form_id: str
    form_version: int
    key_id: str
    sealed: bytes
    made_at: datetime
    time_uncertain: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen.

    Attributes:
        reason: why staff must look at it; `None` when it fits its form.
        language: of the screen; empty when that is not known.
        link: the token of the link to its receipt, if it has one.
        marks: of its reference with each thing that its person can say of it.
    """

    reason: str | None
    language: str = ""
    link: str | None = None
    marks: Sequence[bytes] = field(default=(), repr=False)


def look(seals: Seals, arrival: Arrival, form: Form | None, site_id: str, timezone: ZoneInfo) -> Looked:
    """Opens a submission and looks at it; blocks.

    Raises:
        CannotOpen: it is not sealed to this hub.
    """
    opened = seals.open(arrival.key_id, arrival.sealed)
    try:
        submission = Submission.from_bytes(opened)
    except SubmissionRefused:
        return Looked("submission_unreadable")
    reason = _misfit(arrival, submission, form, site_id, timezone)
    facts = second_facts.given(form, submission.answers) if form is not None and reason is None else ()
    marks = [seals.mark(said(submission.reference, fact)) for fact in sorted(facts)]
    return Looked(reason, submission.language, submission.link, marks)


def said(reference: str, fact: str) -> bytes:
    """A reference and something given in the form, as they are marked together."""
    return f"second fact\0{reference}\0{fact}".encode("utf-8", "replace")


def _misfit(
    arrival: Arrival, submission: Submission, form: Form | None, site_id: str, timezone: ZoneInfo
) -> str | None:
    outside = (arrival.id, arrival.reference, arrival.form_id, arrival.form_version)
    inside = (submission.id, submission.reference, submission.form_id, submission.form_version)
    if outside != inside or submission.site_id != site_id:
        return "envelope_differs"
    if form is None:
        return "form_unknown"
    today = None if submission.time_uncertain else submission.submitted_at.astimezone(timezone).date()
    return "answers_unfit" if rules.validate(form, submission.answers, today) else None
