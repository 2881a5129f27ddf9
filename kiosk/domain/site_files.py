"""From a site as an operator writes it to the document that the record, the catalogue and the pages work with."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

from kiosk.domain import hours
from kiosk.domain.hours import Hours, Unread
from kiosk.domain.logos import Png
from kiosk.domain.opening import OpeningRefused, write_hours

WAYS = ("offices", "always", "offices_closed")
"""When a number can be answered, besides at hours of its own."""


def document(written: Mapping[str, object], logo: Png | None = None) -> dict[str, object]:
    """The document of a site.

    Args:
        written: as in a site file, with days as JSON has them; what it leaves out or has as `None` stays unsaid.
        logo: the picture that its `logo.file` names.

    Raises:
        OpeningRefused: hours make no sense.
    """
    made = {key: value for key, value in written.items() if key not in ("forms", "messages", "logo", "opening")}
    made["contacts"] = [_contact(row) for row in _tables(written.get("contacts"))]
    made["notices"] = _tables(written.get("messages"))
    opening = written.get("opening")
    if isinstance(opening, Mapping):
        made["opening"] = {**opening, "hours": _spans(opening.get("hours"))}
    named = written.get("logo")
    if logo is not None and isinstance(named, Mapping):
        png = base64.b64encode(logo.data).decode("ascii")
        made["logo"] = {"png": png, "alt": named.get("alt"), "on_white": named.get("on_white", True)}
    return {key: value for key, value in made.items() if value is not None}


def _contact(row: Mapping[str, object]) -> Mapping[str, object]:
    answers = row.get("answers")
    return row if answers is None or answers in WAYS else {**row, "answers": {"hours": _spans(answers)}}


def _spans(typed: object) -> list[list[int]]:
    found = hours.read(typed) if isinstance(typed, str) else Unread(str(typed))
    if not isinstance(found, Hours):
        raise OpeningRefused(part=found.part)
    return write_hours(found)


def _tables(rows: object) -> list[Mapping[str, object]]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, Sequence) else []
