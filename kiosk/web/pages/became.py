"""What became of submissions, in numbers: by form, and the minutes that robots saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.definition import Form
from kiosk.domain.outcomes import Outcome
from kiosk.domain.uses import told
from kiosk.interfaces.records.outcomes import OutcomeSum
from kiosk.services.hub import Hub

HEAD = ("First day", "Last day", "Form", "Done", "Partly", "By hand", "Done by robots", "Minutes saved")


@dataclass(frozen=True, slots=True)
class Became:
    """One form in the days that are shown."""

    name: str
    by: Mapping[Outcome, int]
    by_robots: int
    minutes: int


async def became(hub: Hub, first: date, last: date, forms: Mapping[str, Form]) -> list[Became]:
    """The numbers of these days, both included, by the day it was said on. The form with the most comes first."""
    zone = ZoneInfo(hub.site.timezone)
    since, until = _begins(first, zone), _begins(last + timedelta(days=1), zone)
    by_form: dict[str, list[OutcomeSum]] = {}
    for each in await hub.desk.outcomes.between(since, until):
        by_form.setdefault(each.form_id, []).append(each)
    found = [_became(forms[form].title.en if form in forms else form, sums) for form, sums in by_form.items()]
    return sorted(found, key=lambda row: (-sum(row.by.values()), row.name))


def lines(rows: Sequence[Became], first: date, last: date) -> list[Sequence[object]]:
    """The same for a file, where small numbers are only told to be small."""
    return [
        (
            first,
            last,
            row.name,
            *(told(row.by.get(outcome, 0)) for outcome in Outcome),
            told(row.by_robots),
            row.minutes,
        )
        for row in rows
    ]


def hours(minutes: int) -> str:
    """Minutes as people say them: `3 hours 20 minutes`."""
    whole, rest = divmod(minutes, 60)
    parts = [(whole, "hour"), (rest, "minute")]
    said = [f"{number:,} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number]
    return " ".join(said) or "None"


def _became(name: str, sums: Sequence[OutcomeSum]) -> Became:
    by_robots = sum(each.by_robots for each in sums if each.outcome is Outcome.DONE)
    return Became(name, {each.outcome: each.total for each in sums}, by_robots, sum(each.minutes for each in sums))


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
