"""A form tried out: every way through it is gone to its end with made-up answers, and sent to nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from kiosk.domain import forms, ids, submissions, walk
from kiosk.domain.definition import Finding, Form
from kiosk.domain.submissions import Submission, SubmissionRefused

_SAMPLE_ID: Final = ids.uuid7(0, bytes(10))
_SAMPLE_REFERENCE: Final = ids.reference(bytes(5))


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `whole` is false when it was stopped before every way was gone."""

    findings: tuple[Finding, ...]
    ways: int
    whole: bool = True


def of(form: Form, today: date, goes_on: Callable[[], bool] = lambda: True) -> Trial:
    """Tries a form.

    Args:
        today: the date that rules about dates count from.
        goes_on: asked before each way; a form may have more ways than anybody has time for.
    """
    findings: dict[Finding, None] = {}
    ways = 0
    for way in walk.walk(form, today):
        ways += 1
        if way.finding is not None:
            findings[way.finding] = None
        else:
            for name, problem in forms.validate(form, way.answers, today).items():
                findings[Finding(None, name, f"an answer made up for it is refused: {problem.message}")] = None
            try:
                _send_nowhere(form, way)
            except SubmissionRefused:
                reason = "what is answered on some way through it is more than can be sent"
                findings[Finding(None, None, reason)] = None
        if not goes_on():
            return Trial(tuple(findings), ways, whole=False)
    return Trial(tuple(findings), ways)


def _send_nowhere(form: Form, way: walk.Way) -> None:
    """Makes what would be sent, so that a form that cannot be sent is found out here."""
    made = Submission.from_bytes(
        Submission(
            id=_SAMPLE_ID,
            reference=_SAMPLE_REFERENCE,
            form_id=form.id,
            form_version=form.version,
            site_id="check",
            terminal_id="check",
            language="en",
            answers=forms.sendable(form, way.answers),
            submitted_at=datetime(2026, 1, 1, tzinfo=UTC),
        ).to_bytes()
    )
    submissions.envelope(made, form)
