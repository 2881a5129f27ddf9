"""Whether an answer will do, and if not, what to say: specific, kind, and telling what to do.

`check` takes what a person typed or pressed and gives the canonical answer. It takes a canonical answer too
and gives it
back unchanged, so that the hub, and every other face of a form, checks with the same rules.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import re2

from kiosk.domain import addresses, dates, texts, times
from kiosk.domain.answers import ADDRESS_PARTS, MAX_ENTRIES, MAX_TYPED, cell, chosen, rows
from kiosk.domain.definition import Component, Raw, Row, Simple
from kiosk.domain.kinds import DATES, FILES, MOMENTS, ONE_OF, Kind
from kiosk.domain.texts import email
from kiosk.domain.uploads import is_id
from kiosk.domain.verdicts import Argument, Checked, Problem, own

__all__ = ["ADDRESS_PARTS", "DATE_PARTS", "MAX_TYPED", "Argument", "Checked", "Problem", "check", "email", "missing"]

DATE_PARTS: Final = ("day", "month", "year")

_UNUSABLE = ("Cc", "Cs", "Cn", "Co")
"""Categories of what no text should hold: control characters, lone surrogates, what is no character at all."""

_NUMBER: Final = re2.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.([0-9]{1,10}))?")


def check(component: Component, raw: Raw | None, today: date | None) -> Checked | Problem:
    """The canonical answer, or what is wrong with it.

    Args:
        component: the question.
        raw: as typed or pressed, or canonical; `None` and empty are the same.
        today: the local date; `None` when the clock cannot be trusted, and then no rule about today is used.
    """
    if component.kind is Kind.TABLE:
        return _table(component, raw, today)
    cleaned = _clean(raw)
    if cleaned is None:
        return Problem(None, "Your answer has a character we cannot use. Please type it again.")
    if cleaned in ("", ()) or (isinstance(cleaned, Mapping) and not any(cleaned.values())):
        return missing(component) if component.required else Checked("")
    if component.kind in _WHOLE:
        return _WHOLE[component.kind](component, cleaned, today)
    if not isinstance(cleaned, str):
        return missing(component)
    if component.kind in ONE_OF:
        known = any(item.value == cleaned for item in component.items)
        return Checked(cleaned) if known else missing(component)
    match component.kind:
        case Kind.NUMBER:
            return _number(component, cleaned)
        case Kind.EMAIL:
            return texts.check_email(component, cleaned)
        case Kind.TELEPHONE:
            return _telephone(component, cleaned)
        case Kind.WEBSITE:
            return texts.check_website(component, cleaned)
    return texts.check(component, cleaned)


def missing(component: Component) -> Problem:
    """What to say when there is no answer."""
    return own(component, "missing", _missing(component))


def _missing(component: Component) -> Problem:
    if component.kind in ONE_OF:
        return Problem(None, "Choose one of the answers")
    if component.kind in DATES:
        return Problem(None, "Enter the date, like 21 11 2026")
    if component.kind in MOMENTS:
        return Problem(None, "Enter the date and the time, like 21 11 2026 at 14:30")
    if component.kind in FILES:
        return Problem(None, "Add the file that is asked for")
    match component.kind:
        case Kind.CHECKBOXES:
            return Problem(None, "Choose one or more of the answers")
        case Kind.YES_NO:
            return Problem(None, "Choose yes or no")
        case Kind.NUMBER:
            return Problem(None, "Enter a number, like 12")
        case Kind.TIME:
            return Problem(None, "Enter the time, like 14 30")
        case Kind.MONTH_YEAR:
            return Problem(None, "Enter the month and the year, like 11 2026")
        case Kind.EMAIL:
            return Problem(None, "Enter your email address, like name@example.com")
        case Kind.TELEPHONE:
            return Problem(None, "Enter your telephone number, like 01632 960 001 or 07700 900 982")
        case Kind.WEBSITE:
            return Problem(None, "Enter a web address, like www.example.com")
        case Kind.TABLE:
            return Problem(None, "Add at least one entry, then press Continue")
        case Kind.ADDRESS if isinstance(outcome := addresses.check({}), Problem):
            return outcome
    return Problem(None, "Type your answer, then press Continue")


def _clean(raw: Raw | None) -> str | bool | dict[str, str] | tuple[str, ...] | None:
    """NFC, trimmed; `None` when it holds what no text should, or far too much."""
    if raw is None or isinstance(raw, bool):
        return "" if raw is None else raw
    if isinstance(raw, str):
        return _clean_text(raw)
    if isinstance(raw, tuple):
        several = [_clean_text(each) for each in raw[: MAX_ENTRIES + 1] if isinstance(each, str)]
        found = tuple(each for each in several if each)
        return found if len(found) == len(raw) else None
    parts: dict[str, str] = {}
    for name, value in raw.items():
        text = _clean_text(value) if isinstance(value, str) else None
        if text is None:
            return None
        parts[name] = text
    return parts


def _clean_text(text: str) -> str | None:
    if len(text) > MAX_TYPED:
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    # Most texts can be printed whole, and none of those holds what is not usable.
    if not text.isprintable() and any(unicodedata.category(each) in _UNUSABLE and each != "\n" for each in text):
        return None
    return text


Cleaned = str | bool | Mapping[str, str] | tuple[str, ...]


def _yes_no(component: Component, answer: Cleaned, _: date | None) -> Checked | Problem:
    if isinstance(answer, bool):
        return Checked(answer)
    return Checked(answer == "true") if answer in ("true", "false") else missing(component)


def _several(component: Component, answer: Cleaned, _: date | None) -> Checked | Problem:
    wanted = {answer} if isinstance(answer, str) else set(chosen(answer if isinstance(answer, tuple) else ()))
    picked = tuple(item.value for item in component.items if item.value in wanted)
    if not picked or len(picked) < len(wanted):
        return missing(component)
    if len(picked) > 1 and (alone := component.exclusive.intersection(picked)):
        words = next(item.text for item in component.items if item.value in alone)
        return Problem(None, "Choose “{answer}” alone, or choose others without it", {"answer": words})
    return Checked(picked)


def _files(component: Component, answer: Cleaned, _: date | None) -> Checked | Problem:
    names = (answer,) if isinstance(answer, str) else answer
    if not isinstance(names, tuple) or not all(is_id(each) for each in names):
        return missing(component)
    if component.most == 1 and len(names) > 1:
        return Problem(None, "You can add one file")
    if component.most is not None and len(names) > component.most:
        return Problem(None, "You can add up to {limit} files", {"limit": int(component.most)})
    if component.least is not None and len(names) < component.least:
        return Problem(None, "Add at least {limit} files", {"limit": int(component.least)})
    return Checked(names)


def _number(component: Component, typed: str) -> Checked | Problem:
    text = typed.replace("−", "-")
    for affix in (component.prefix, component.suffix):
        for words in () if affix is None else (affix.en, affix.cy or ""):
            text = text.removeprefix(words).removesuffix(words)
    found = _NUMBER.fullmatch("".join(text.split()).removeprefix("£"))
    if found is None:
        return own(component, "format", Problem(None, "Enter a number, like 12"))
    sign, whole, places = found.group(1), found.group(2).replace(",", "").lstrip("0") or "0", found.group(3) or ""
    value = f"{sign}{whole}.{places}" if places else f"{sign}{whole}"
    number = Decimal(value)
    if problem := _out_of_bounds(component, number, places.rstrip("0")):
        return own(component, "format", problem)
    return Checked(value.removeprefix("-") if not number else value)


def _out_of_bounds(component: Component, number: Decimal, places: str) -> Problem | None:
    least, most, digits = component.least, component.most, component.places
    if digits == 0 and places:
        return Problem(None, "Enter a whole number, like 12")
    if digits is not None and len(places) > digits:
        return Problem(None, "The number can have up to {limit} digits after the point", {"limit": digits})
    if least is not None and number < least:
        return Problem(None, "The number must be {limit} or more", {"limit": f"{least:,f}"})
    if most is not None and number > most:
        return Problem(None, "The number must be {limit} or less", {"limit": f"{most:,f}"})
    return None


def _telephone(component: Component, typed: str) -> Checked | Problem:
    # Only now: the world's numbers are large tables, and no first picture waits for them.
    from kiosk.domain import telephones

    match telephones.read(typed):
        case telephones.Unfit.DEAR:
            return Problem(
                None, "We cannot ring this kind of number. Enter a mobile or an ordinary telephone number."
            )
        case telephones.Unfit.NO_NUMBER:
            problem = Problem(None, "Enter a telephone number, like 01632 960 001, 07700 900 982 or +353 1 123 4567")
            return own(component, "format", problem)
        case number:
            return Checked(number)


def _moment(component: Component, answer: Cleaned, today: date | None) -> Checked | Problem:
    """A date, or a date with a time."""
    if isinstance(answer, bool | tuple):
        return missing(component)
    time = ""
    if component.kind in MOMENTS:
        found = times.read_moment(answer)
        day = found if isinstance(found, dates.NotADate) else found[0]
        time = "" if isinstance(found, dates.NotADate) else f"T{found[1]}"
    else:
        day = dates.read_iso(answer) if isinstance(answer, str) else dates.read_parts(answer)
    if isinstance(day, dates.NotADate):
        return _not_a_date(component, day)
    if today is not None:
        slip = dates.out_of_range(day, today, component.max_days_past, component.max_days_future)
        if slip is not None:
            return own(component, slip.side, Problem(None, slip.message, slip.args))
    return Checked(day.isoformat() + time)


def _time(component: Component, answer: Cleaned, _: date | None) -> Checked | Problem:
    if isinstance(answer, bool | tuple):
        return missing(component)
    found = times.read_time(answer) if isinstance(answer, str) else times.read_clock(answer)
    return _not_a_date(component, found) if isinstance(found, dates.NotADate) else Checked(found)


def _month(component: Component, answer: Cleaned, _: date | None) -> Checked | Problem:
    if isinstance(answer, bool | tuple):
        return missing(component)
    found = times.read_kept_month(answer) if isinstance(answer, str) else times.read_month(answer)
    return _not_a_date(component, found) if isinstance(found, dates.NotADate) else Checked(found)


def _not_a_date(component: Component, found: dates.NotADate) -> Problem:
    problem = Problem(found.part, found.message, found.args)
    return problem if found.part else own(component, "format", problem)


def _address(component: Component, answer: Cleaned, _: date | None) -> Checked | Problem:
    return addresses.check(answer) if isinstance(answer, Mapping) else missing(component)


def _table(component: Component, raw: Raw | None, today: date | None) -> Checked | Problem:
    given = rows(raw)
    if isinstance(raw, tuple) and len(given) < len(raw):
        return missing(component)
    if not given:
        return missing(component) if component.required else Checked("")
    if component.most is not None and len(given) > component.most:
        return Problem(None, "You can add up to {limit} entries", {"limit": int(component.most)})
    if component.least is not None and len(given) < component.least:
        return Problem(None, "Add at least {limit} entries", {"limit": int(component.least)})
    kept: list[Row] = []
    problems: list[Problem] = []
    for place, row in enumerate(given):
        checked: dict[str, Simple] = {}
        for child in component.children:
            outcome = check(child, row.get(child.name), today)
            if isinstance(outcome, Problem):
                problems.append(replace(outcome, part=f"{place}.{child.name}", others=()))
            elif (value := cell(outcome.value)) is not None:
                checked[child.name] = value
        kept.append(checked)
    if problems:
        return replace(problems[0], others=tuple(problems[1:]))
    return Checked(tuple(kept))


_WHOLE: Final[Mapping[Kind, Callable[[Component, Cleaned, date | None], Checked | Problem]]] = {
    **dict.fromkeys(DATES | MOMENTS, _moment),
    **dict.fromkeys(FILES, _files),
    Kind.YES_NO: _yes_no,
    Kind.CHECKBOXES: _several,
    Kind.TIME: _time,
    Kind.MONTH_YEAR: _month,
    Kind.ADDRESS: _address,
}
"""Kinds whose answers may be something else than a text."""
