"""How each language writes days and dates. The names are those of the Unicode CLDR; a test holds them beside it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days and months of one language.

    Attributes:
        months: as they stand in a date, after the day.
        days: from Monday, as they stand alone.
        on: from Monday, as they say when something happens: with their preposition, mutated or declined.
        of_day: a day of the year with its name.
        month_names: as they stand alone, where that is another word; people type them.
    """

    months: tuple[str, ...]
    days: tuple[str, ...]
    on: tuple[str, ...]
    of_day: str = "{name} {day} {month}"
    month_names: tuple[str, ...] = ()

    def date(self, day: datetime.date) -> str:
        """`23 November 2026`."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def day(self, day: datetime.date) -> str:
        """`Monday 23 November`."""
        return self._of_day(self.days, day)

    def on_day(self, day: datetime.date) -> str:
        """`on Monday 23 November`, as it stands within a sentence."""
        return self._of_day(self.on, day)

    def _of_day(self, names: tuple[str, ...], day: datetime.date) -> str:
        return self.of_day.format(name=names[day.weekday()], day=day.day, month=self.months[day.month - 1])


CALENDARS: Final[Mapping[str, Calendar]] = MappingProxyType(
    {
        "en": Calendar(
            (
                "January", "February", "March", "April", "May", "June",
                "July", "August", "September", "October", "November", "December",
            ),
            ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
            (
                "on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday",
            ),
        ),
        "cy": Calendar(
            (
                "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
                "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
            ),
            ("Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn", "Dydd Sul"),
            ("ddydd Llun", "ddydd Mawrth", "ddydd Mercher", "ddydd Iau", "ddydd Gwener", "ddydd Sadwrn", "ddydd Sul"),
        ),
        "pl": Calendar(
            (
                "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
                "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
            ),
            ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"),
            ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę"),
            month_names=(
                "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec",
                "lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień",
            ),
        ),
        "uk": Calendar(
            (
                "січня", "лютого", "березня", "квітня", "травня", "червня",
                "липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
            ),
            ("понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота", "неділя"),
            ("у понеділок", "у вівторок", "у середу", "у четвер", "у п’ятницю", "у суботу", "у неділю"),
            of_day="{name}, {day} {month}",
            month_names=(
                "січень", "лютий", "березень", "квітень", "травень", "червень",
                "липень", "серпень", "вересень", "жовтень", "листопад", "грудень",
            ),
        ),
    }
)  # fmt: skip


def calendar(language: str) -> Calendar:
    """The days and months of a language; the English ones where it has none."""
    return CALENDARS.get(language, CALENDARS["en"])
