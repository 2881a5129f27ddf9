"""Numbers people can ring, as staff type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kiosk.domain import hours, hours_in_words
from kiosk.domain.hours import Unread
from kiosk.domain.opening import OpeningRefused, read_hours, write_hours
from kiosk.domain.overlays import Document
from kiosk.domain.site_files import WAYS as KNOWN
from kiosk.services.sites import SiteView
from kiosk.web.pages.site_parts import (
    LONGEST_LINE,
    LONGEST_NAME,
    Errors,
    Fields,
    lacks_welsh,
    one_line,
    short_id,
    typed_words,
    words,
)

WAYS: Final[Mapping[str, tuple[str, str]]] = {
    "offices": ("While the offices are open", "Follows the opening hours and closures of this site."),
    "own": ("At hours of its own", "Closed on bank holidays as the site is, and open in its closures."),
    "always": ("Day and night", ""),
    "offices_closed": ("When the offices are closed", "For urgent help at night and weekends."),
    "words": ("Only say it in words", "The screen then cannot tell whether somebody answers now."),
}
"""When a number can be answered, and what that means."""


def typed_contact(row: Document) -> dict[str, str]:
    """The fields of a number."""
    answers = row.get("answers")
    own = ""
    if isinstance(answers, Mapping):
        try:
            own = hours_in_words.words(read_hours(answers.get("hours")), "en")
        except OpeningRefused:
            own = ""
    way = answers if isinstance(answers, str) else "own" if own else "words" if row.get("hours") else "offices"
    return {
        **typed_words("name", row.get("name")),
        **typed_words("hours", row.get("hours")),
        "number": str(row.get("number") or ""),
        "answers": str(way),
        "own": own,
        "urgent": "yes" if row.get("urgent") else "",
    }


def read_contact(fields: Fields, beside: list[Document], errors: Errors) -> Document:
    """A number from its fields."""
    name = words(fields, "name", "who answers", errors, longest=LONGEST_NAME)
    number = _number(fields, errors)
    way = fields.get("answers", "")
    said = words(fields, "hours", "when somebody answers", errors, wanted=way == "words", longest=LONGEST_LINE)
    answers: object = way
    if way == "own":
        typed = fields.get("own", "").strip()
        understood = hours.read(typed)
        if isinstance(understood, Unread) or not typed:
            errors["own"] = "Write the hours like Monday to Friday, 8am to 8pm"
        else:
            answers = {"hours": write_hours(understood)}
    elif way == "words":
        answers = None
    elif way not in KNOWN:
        errors["answers"] = "Choose when somebody answers"
    return {
        "id": fields.get("id") or short_id(name, beside, "number"),
        "name": name,
        "number": number,
        "answers": answers,
        "hours": said if way == "words" else None,
        "urgent": bool(fields.get("urgent")),
    }


def told_contact(view: SiteView, row: Document) -> tuple[str, list[str], bool]:
    """A number in words."""
    name = row.get("name")
    known = next((contact for contact in view.site.contacts if contact.id == row.get("id")), None)
    lines = [str(row.get("number")), *([] if known is None else [known.hours.en])]
    if row.get("urgent"):
        lines.append("For trouble now")
    lacking = lacks_welsh(view, name) or lacks_welsh(view, row.get("hours"))
    return str(name.get("en")) if isinstance(name, Mapping) else "", lines, lacking


def typed_emergency(row: Document) -> dict[str, str]:
    """The fields of an emergency number."""
    return {
        **typed_words("name", row.get("name")),
        **typed_words("note", row.get("note")),
        "number": str(row.get("number") or ""),
    }


def read_emergency(fields: Fields, beside: list[Document], errors: Errors) -> Document:
    """An emergency number from its fields."""
    name = words(fields, "name", "what it is for", errors, longest=LONGEST_NAME)
    return {
        "id": fields.get("id") or short_id(name, beside, "number"),
        "name": name,
        "number": _number(fields, errors),
        "note": words(fields, "note", "the line below it", errors, wanted=False, longest=LONGEST_LINE),
    }


def told_emergency(view: SiteView, row: Document) -> tuple[str, list[str], bool]:
    """An emergency number in words."""
    name, note = row.get("name"), row.get("note")
    lines = [str(row.get("number")), *([str(note.get("en"))] if isinstance(note, Mapping) else [])]
    return str(name.get("en")) if isinstance(name, Mapping) else "", lines, lacks_welsh(view, name)


def _number(fields: Fields, errors: Errors) -> str:
    """A number as people dial it, with the spaces that make it readable."""
    typed = one_line(fields, "number")
    if re.fullmatch(r"\+?[0-9][0-9 ()-]{1,22}[0-9]", typed, re.ASCII) is None:
        errors["number"] = "Enter the number as people dial it, such as 01632 960 100"
    return typed
