"""Counts how forms go on people's own phones: on which page each stands that is not sent, and how long it took.

A form that moves on is counted at the page it has come to and no longer at the one before. Who never comes back stays
counted where they stopped, and by nothing that could be anybody's. All of it counts on the day the form was begun.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain import forms
from kiosk.domain.continuations import Continuation, UnderWay
from kiosk.domain.definition import Form
from kiosk.domain.tallies import Tally, What, span
from kiosk.interfaces.store import Record


class FormTallies:
    """Those of one site. `timezone` is whose days are counted."""

    def __init__(self, timezone: ZoneInfo) -> None:
        self._timezone = timezone

    def moved(
        self, record: Record, row: Continuation, form: Form | None, before: UnderWay | None, after: UnderWay | None
    ) -> None:
        """A form has come from where one set of answers leads to where another does; `None` before it was begun, and
        once it was sent."""
        if form is None:
            return
        left, come = (None if each is None else forms.path(form, each.answers)[-1].path for each in (before, after))
        for page, by in ((left, -1), (come, 1)):
            if page is not None and left != come:
                record.tallies.count(self._tally(row, What.LEFT, page), by)

    def took(self, record: Record, row: Continuation, now: datetime) -> None:
        """A form was sent."""
        record.tallies.count(self._tally(row, What.TOOK, span((now - row.made_at).total_seconds())), 1)

    def _tally(self, row: Continuation, what: What, value: str) -> Tally:
        day = row.made_at.astimezone(self._timezone).date()
        return Tally(day, row.form_id, row.form_version, row.source.face, what, value)
