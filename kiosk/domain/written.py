"""Answers as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiosk.domain.answers import ADDRESS_PARTS, chosen, rows
from kiosk.domain.calendars import calendar
from kiosk.domain.definition import AnswerValue, Component, Row
from kiosk.domain.kinds import DATES, FILES, MOMENTS, ONE_OF, Kind


def shown(component: Component, value: AnswerValue, language: str = "en") -> str:
    """An answer on one line; a date is `23 November 2026`, the rows of a table stand apart by semicolons."""
    if value == "":
        return ""
    if isinstance(value, bool):
        return component.items[not value].text.get(language) if component.kind is Kind.YES_NO else str(value)
    if isinstance(value, Mapping):
        return ", ".join(address_lines(value))
    if component.kind is Kind.TABLE:
        return "; ".join(row_shown(component, row, language) for row in rows(value))
    if isinstance(value, tuple):
        return ", ".join(several(component, value, language))
    if component.kind in ONE_OF:
        return next((item.text.get(language) for item in component.items if item.value == value), value)
    if component.kind in DATES | MOMENTS:
        return _moment(value, language)
    match component.kind:
        case Kind.TELEPHONE:
            # Only now: see `fields`.
            from kiosk.domain import telephones

            return telephones.shown(value)
        case Kind.MONTH_YEAR:
            return _moment(f"{value}-01", language).partition(" ")[2] or value
        case Kind.NUMBER:
            return number(component, value, language)
    return value


def several(component: Component, value: AnswerValue, language: str = "en") -> tuple[str, ...]:
    """What was chosen, in words; files by their names."""
    picked = chosen(value)
    if component.kind in FILES:
        return picked
    return tuple(item.text.get(language) for item in component.items if item.value in picked)


def row_shown(component: Component, row: Row, language: str = "en") -> str:
    """One entry of a table on one line, without what was left empty."""
    told = (shown(child, row[child.name], language) for child in component.children if child.name in row)
    return ", ".join(words for words in told if words)


def lines(component: Component | None, value: AnswerValue, language: str = "en") -> list[str]:
    """An answer as lines, what it holds one to a line; without its question, as it is kept."""
    if isinstance(value, Mapping):
        return list(address_lines(value))
    if component is None:
        return _bare(value)
    if found := rows(value):
        return [row_shown(component, row, language) for row in found]
    if isinstance(value, tuple):
        return list(several(component, value, language))
    return shown(component, value, language).splitlines() or [""]


def _bare(value: AnswerValue) -> list[str]:
    if isinstance(value, str | bool):
        return str(value).splitlines() or [""]
    if isinstance(value, Mapping):
        return [part for part in value.values() if isinstance(part, str) and part]
    told = (", ".join(line for cell in row.values() for line in _bare(cell)) for row in rows(value))
    return [*chosen(value), *told]


def row_lines(component: Component, row: Row, language: str = "en") -> tuple[str, ...]:
    """One entry of a table, an answer to a line, each with its question."""
    told = ((child, shown(child, row[child.name], language)) for child in component.children if child.name in row)
    return tuple(f"{_led(child.title.get(language))} {words}" for child, words in told if words)


def _led(title: str) -> str:
    """A question as it stands before its answer."""
    return title if title.endswith(("?", ":")) else f"{title}:"


def number(component: Component, value: str, language: str) -> str:
    """A number with what stands before and after it: `£1,200.50`."""
    whole, point, places = value.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-")
    grouped = f"{int(digits):,}" if digits.isascii() and digits.isdigit() and len(digits) < 20 else digits
    before = "" if component.prefix is None else component.prefix.get(language)
    if before == "£" and len(places) == 1:
        places += "0"
    after = "" if component.suffix is None else f" {component.suffix.get(language)}"
    return f"{sign}{before}{grouped}{point}{places}{after}"


def address_lines(value: Mapping[str, str]) -> tuple[str, ...]:
    """The lines of a kept address that are not empty."""
    return tuple(line for line in (value.get(part, "") for part in ADDRESS_PARTS) if line)


def _moment(value: str, language: str) -> str:
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    time = value[11:16]
    return calendar(language).date(day) + (f", {time}" if time else "")
