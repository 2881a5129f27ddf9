"""Closures and messages: rows with days, as staff type them."""

from __future__ import annotations

import re

from kiosk.domain.opening import OpeningRefused, read_moment
from kiosk.domain.overlays import Document
from kiosk.services.sites import SiteView
from kiosk.web.pages.site_opening import closure_in_words, moment
from kiosk.web.pages.site_parts import Errors, Fields, day, lacks_welsh, typed_words, words

LONGEST_REASON = 60
LONGEST_MESSAGE = 160
"""Characters: four lines in large letters."""


def typed_closure(row: Document) -> dict[str, str]:
    """The fields of a closure."""
    values = typed_words("words", row.get("words"))
    for name in ("first", "last"):
        date, _, time = str(row.get(name) or "").partition("T")
        values |= {name: date, f"{name}_time": time[:5]}
    return values


def read_closure(fields: Fields, _: list[Document], errors: Errors) -> Document:
    """A closure from its fields."""
    first, last = day(fields, "first", "the first day", errors), day(fields, "last", "the last day", errors)
    if first is None and "first" not in errors:
        errors["first"] = "Enter the first day"
    last = last or first
    row = {
        "first": _timed(first, fields, "first_time", errors),
        "last": _timed(last, fields, "last_time", errors),
        "words": words(fields, "words", "the reason", errors, longest=LONGEST_REASON),
    }
    if not errors:
        try:
            if read_moment(str(row["first"]), end=False) >= read_moment(str(row["last"]), end=True):
                errors["last"] = "The end must be after the beginning"
        except OpeningRefused:
            errors["first"] = "The first day must be a real day"
    return row


def told_closure(view: SiteView, row: Document) -> tuple[str, list[str], bool]:
    """A closure in words."""
    name, _, days = closure_in_words(row).partition(": ")
    return name, [days], lacks_welsh(view, row.get("words"))


def typed_message(row: Document) -> dict[str, str]:
    """The fields of a message."""
    return {
        **typed_words("words", row),
        "first": str(row.get("first") or ""),
        "last": str(row.get("last") or ""),
    }


def read_message(fields: Fields, _: list[Document], errors: Errors) -> Document:
    """A message from its fields."""
    said = words(fields, "words", "the message", errors, longest=LONGEST_MESSAGE) or {}
    first, last = day(fields, "first", "the first day", errors), day(fields, "last", "the last day", errors)
    if first is not None and last is not None and first > last:
        errors["last"] = "The last day must not be before the first"
    return {**said, "first": first, "last": last}


def told_message(view: SiteView, row: Document) -> tuple[str, list[str], bool]:
    """A message in words."""
    first, last = row.get("first"), row.get("last")
    match first, last:
        case None, None:
            days = "Always"
        case None, until:
            days = f"Until {moment(str(until), end=True)}"
        case since, None:
            days = f"From {moment(str(since), end=False)}"
        case since, until:
            days = f"{moment(str(since), end=False)} to {moment(str(until), end=True)}"
    lines = [str(row["cy"])] if row.get("cy") else []
    return str(row.get("en")), [*lines, days], lacks_welsh(view, row)


def _timed(date: str | None, fields: Fields, name: str, errors: Errors) -> str | None:
    """A day, with a time when one was given."""
    time = fields.get(name, "").strip()
    if not time:
        return date
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time, re.ASCII) is None:
        errors[name] = "Enter the time as 14:30"
    return f"{date}T{time}:00"
