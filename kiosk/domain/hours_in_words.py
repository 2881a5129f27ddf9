"""The hours of a week in words: `Monday to Friday, 8:30am to 5pm; Saturday, 10am to midday`, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kiosk.domain.calendars import calendar
from kiosk.domain.hours import ALWAYS, DAY, Hours


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language says when something is open.

    Attributes:
        day, first, last: the days from Monday as they stand alone, before `run` and after it: mutated or declined.
        run, span: from a day to a day, from a time to a time.
        listed: the last of several after the others.
        named: what a time of the day is called, by its minute.
        halves: whether the clock has twelve hours.
    """

    closed: str
    always: str
    day: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    run: str
    span: str
    listed: str
    named: Mapping[int, str]
    halves: bool


def _plain(language: str) -> tuple[str, ...]:
    return calendar(language).days


_WELSH: Final = tuple(f"d{name[1:]}" for name in _plain("cy"))
_POLISH_FROM: Final = ("poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty", "niedzieli")
_UKRAINIAN_FROM: Final = ("понеділка", "вівторка", "середи", "четверга", "п’ятниці", "суботи", "неділі")

WORDINGS: Final[Mapping[str, Wording]] = MappingProxyType(
    {
        "en": Wording(
            "Closed", "Day and night, every day", _plain("en"), _plain("en"), _plain("en"),
            "{first} to {last}", "{opens} to {closes}", "{most} and {last}", {0: "midnight", 720: "midday"}, True,
        ),
        "cy": Wording(
            "Ar gau", "Ddydd a nos, bob dydd", _WELSH, _WELSH, calendar("cy").on,
            "{first} i {last}", "{opens} i {closes}", "{most} a {last}", {0: "hanner nos", 720: "hanner dydd"}, True,
        ),
        "pl": Wording(
            "Nieczynne", "Całą dobę, codziennie", _plain("pl"), _POLISH_FROM, _POLISH_FROM,
            "od {first} do {last}", "od {opens} do {closes}", "{most} i {last}", {}, False,
        ),
        "uk": Wording(
            "Зачинено", "Цілодобово, щодня", _plain("uk"), _UKRAINIAN_FROM, _UKRAINIAN_FROM,
            "з {first} до {last}", "з {opens} до {closes}", "{most} і {last}", {}, False,
        ),
    }
)  # fmt: skip


def wording(language: str) -> Wording:
    """That of a language; the English one where it has none."""
    return WORDINGS.get(language, WORDINGS["en"])


def words(hours: Hours, language: str) -> str:
    """All of the hours in one line."""
    said = wording(language)
    if not hours.spans:
        return said.closed
    if hours == ALWAYS:
        return said.always
    by_times: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in range(7):
        times = tuple((span.opens, span.closes) for span in hours.spans if span.day == day)
        if times:
            by_times.setdefault(times, []).append(day)
    parts = [
        f"{_days(days, said)}, {_listed([_span(*time, language) for time in times], said)}"
        for times, days in by_times.items()
    ]
    text = "; ".join(parts)
    return text[0].upper() + text[1:]


def clock(minute: int, language: str) -> str:
    """A time of the day as people say it: `8:30am`, `5pm`, `midday`; `17:00` where the clock has 24 hours.

    Source: the GOV.UK style guide, "Times".
    """
    minute, said = minute % DAY, wording(language)
    if minute in said.named:
        return said.named[minute]
    hour, rest = divmod(minute, 60)
    if not said.halves:
        return f"{hour}:{rest:02}"
    return f"{(hour - 1) % 12 + 1}{f':{rest:02}' if rest else ''}{'am' if hour < 12 else 'pm'}"


def _days(days: Sequence[int], said: Wording) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts: list[str] = []
    for run in runs:
        if len(run) < 3:
            parts += [said.day[day] for day in run]
        else:
            parts.append(said.run.format(first=said.first[run[0]], last=said.last[run[-1]]))
    return _listed(parts, said)


def _listed(parts: Sequence[str], said: Wording) -> str:
    return parts[0] if len(parts) == 1 else said.listed.format(most=", ".join(parts[:-1]), last=parts[-1])


def _span(opens: int, closes: int, language: str) -> str:
    return wording(language).span.format(opens=clock(opens, language), closes=clock(closes, language))
