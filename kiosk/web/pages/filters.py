"""What staff look for, as the fields of a form and the query of an address have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.dates import read_day
from kiosk.domain.definition import Form
from kiosk.domain.searches import SubmissionSearch
from kiosk.interfaces.facts import SubmissionState
from kiosk.services.hub import Hub

FIELDS = ("reference", "form", "lgsl", "state", "terminal", "since", "until")
LONGEST = 40
"""Characters of a field that are read."""


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The moment a day begins by the clock on the wall."""
    return datetime.combine(day, time(), zone)


class Filter:
    """A search for submissions as somebody filled it in.

    Attributes:
        values: the fields as they were typed.
        errors: what is wrong with which of them.
        search: what is looked for, but for the reference, which has to be looked up.
    """

    def __init__(self, values: Mapping[str, str], forms: list[Form], zone: ZoneInfo) -> None:
        self.values = {name: values.get(name, "").strip()[:LONGEST] for name in FIELDS}
        self.errors: dict[str, str] = {}
        self._forms, self._zone = forms, zone
        self.search = SubmissionSearch(
            state=self._state(),
            forms=self._versions(),
            terminal_id=self._terminal(),
            since=self._moment("since", 0),
            until=self._moment("until", 1),
        )
        if self.search.since and self.search.until and self.search.since >= self.search.until:
            self.errors["until"] = "The last day must be the first one or after it"

    @property
    def active(self) -> bool:
        """Whether anything but the state was filled in."""
        return any(value for name, value in self.values.items() if name != "state")

    def query(self, **changes: str) -> str:
        """The fields as the query of an address, without those that are empty."""
        said = {name: value for name, value in (self.values | changes).items() if value}
        return f"?{urlencode(said)}" if said else "?"

    async def with_reference(self, hub: Hub) -> tuple[SubmissionSearch, tuple[str, ...]]:
        """The whole search; and references that may be meant, where the one that was typed is not there."""
        if not self.values["reference"]:
            return self.search, ()
        found, nearby = await hub.desk.searches.by_reference(self.values["reference"])
        return replace(self.search, references=found.references, beginning=found.beginning), nearby

    def _state(self) -> str | None:
        return next((state.value for state in SubmissionState if state == self.values["state"]), None)

    def _terminal(self) -> UUID | None:
        try:
            return UUID(self.values["terminal"]) if self.values["terminal"] else None
        except ValueError:
            self.errors["terminal"] = "Choose a terminal from the list"
            return None

    def _versions(self) -> tuple[tuple[str, int], ...] | None:
        name, lgsl = self.values["form"], self.values["lgsl"]
        if not name and not lgsl:
            return None
        return tuple(
            (form.id, form.version)
            for form in self._forms
            if (not name or form.id == name) and (not lgsl or str(form.lgsl) == lgsl)
        )

    def _moment(self, name: str, days: int) -> datetime | None:
        if not self.values[name]:
            return None
        day = read_day(self.values[name])
        if day is None:
            self.errors[name] = "Enter a day, such as 23/11/2026"
            return None
        return begins(day + timedelta(days=days), self._zone)


def options(pairs: Sequence[tuple[str, str]], chosen: str, nothing: str) -> list[dict[str, object]]:
    """What a list to choose from offers: `nothing` first, then each value by its name."""
    return [{"value": value, "text": name, "selected": value == chosen} for value, name in (("", nothing), *pairs)]
