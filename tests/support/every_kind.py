"""A form that asks one question of every kind, tells guidance of every kind, and has every flow the format has."""

from __future__ import annotations

from typing import Any

from kiosk.domain import forms
from kiosk.domain.forms import Form

COLOURS = [
    {"text": {"en": "Red", "cy": "Coch"}, "value": "red", "description": "Like a rose"},
    {"text": {"en": "Green", "cy": "Gwyrdd"}, "value": "green"},
    {"text": {"en": "None of these", "cy": "Dim un o'r rhain"}, "value": "none"},
]
TOWNS = [
    {"text": f"{name} {number}", "value": f"{name[0].lower()}{number}"}
    for name in ("Ash", "Birch")
    for number in range(8)
]


def _question(kind: str, name: str, title: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "title": {"en": title, "cy": f"{title} (Cymraeg)"}, **more}


def _page(path: str, *components: dict[str, Any], to: str = "", **more: Any) -> dict[str, Any]:
    return {
        "path": path,
        "title": {"en": path[1:].title(), "cy": path[1:].title()},
        "components": list(components),
        "next": [{"path": to}] if to else [],
        **more,
    }


def _when(name: str, field: str, operator: str, **value: Any) -> dict[str, Any]:
    held = value or {"type": "Value", "value": "true"}
    return {
        "name": name,
        "displayName": name,
        "value": {"name": name, "conditions": [{"field": {"name": field}, "operator": operator, "value": held}]},
    }


def document() -> dict[str, Any]:
    """The definition."""
    told = {
        "en": "<h2>What you need</h2><p>Your <strong>bill</strong>.</p><ul><li>A pen</li><li>Time</li></ul>",
        "cy": "<p>Eich bil.</p>",
    }
    texts = _page(
        "/texts",
        {"type": "Html", "name": "told", "content": told},
        _question("TextField", "code", "Code?", schema={"regex": "[A-Z]{2}[0-9]{2}", "max": 4}),
        _question("MultilineTextField", "story", "What happened?", options={"maxWords": 20}),
        {"type": "Details", "name": "help", "title": "Why we ask", "content": "So that we know."},
        _question("FreeTextField", "more", "More?", options={"required": False, "maxWords": "500"}),
        to="/numbers",
    )
    numbers = _page(
        "/numbers",
        _question(
            "NumberField",
            "cost",
            "Cost?",
            options={"prefix": "£"},
            schema={"min": 0, "max": 5000, "precision": 2},
        ),
        _question("EmailAddressField", "email", "Email?"),
        _question("TelephoneNumberField", "phone", "Telephone?"),
        _question("WebsiteField", "site", "Web site?"),
        _question("UkAddressField", "address", "Address?"),
        to="/choices",
    )
    choices = _page(
        "/choices",
        _question("YesNoField", "sure", "Sure?"),
        _question("RadiosField", "colour", "Colour?", list="colours"),
        _question(
            "CheckboxesField",
            "likes",
            "Which do you like?",
            list="colours",
            options={"behaviour": "exclusive", "behaviourItemValue": "none"},
        ),
        _question("SelectField", "size", "Which of few?", list="colours"),
        _question("AutocompleteField", "town", "Which town?", list="towns"),
        {"type": "List", "name": "bullets", "title": "Colours we know", "list": "colours"},
    )
    choices["next"] = [{"path": "/no", "condition": "likesNone"}, {"path": "/times"}]
    times = _page(
        "/times",
        _question("DatePartsField", "born", "Date of birth?", options={"maxDaysInFuture": 0}),
        _question("DateField", "day", "Which day?"),
        _question("TimeField", "clock", "What time?"),
        _question("DateTimePartsField", "moment", "When did it happen?"),
        _question("DateTimeField", "other", "And when again?", options={"required": False}),
        _question("MonthYearField", "month", "Since which month?"),
    )
    times["next"] = [{"path": "/costs", "condition": "adult"}, {"path": "/young"}]
    costs = _page(
        "/costs",
        _question(
            "MultiInputField",
            "costs",
            "What did it cost?",
            children=[
                _question("TextField", "what", "What for?"),
                _question("NumberField", "amount", "How much?", options={"prefix": "£"}),
                _question("YesNoField", "paid", "Paid?", options={"required": False}),
            ],
        ),
        to="/names",
        controller="RepeatingFieldPageController",
    )
    names = _page(
        "/names",
        _question("TextField", "name", "Who else lives there?", options={"required": False}),
        to="/file",
        controller="RepeatingFieldPageController",
    )
    file = _page(
        "/file", _question("FileUploadField", "photo", "A photo?", options={"required": False}), to="/summary"
    )
    return {
        "name": {"en": "Every kind", "cy": "Pob math"},
        "version": 2,
        "startPage": "/texts",
        "pages": [
            texts,
            numbers,
            choices,
            times,
            _page("/young", _question("TextField", "guardian", "Who looks after you?"), to="/costs"),
            costs,
            names,
            file,
            _page("/no", {"type": "Para", "content": "There is nothing to send."}),
            _page(
                "/summary",
                {"type": "InsetText", "content": "Look at them once more."},
                controller="./pages/summary.js",
            ),
        ],
        "lists": [
            {"name": "colours", "title": "Colours", "type": "string", "items": COLOURS},
            {"name": "towns", "title": "Towns", "type": "string", "items": TOWNS},
        ],
        "conditions": [
            _when("likesNone", "likes", "contains", type="Value", value="none"),
            _when(
                "adult",
                "born",
                "is at least",
                type="RelativeTime",
                timePeriod="18",
                timeUnit="years",
                direction="in the past",
                timeOnly=False,
            ),
        ],
        "metadata": {
            "id": "every-kind",
            "version": 1,
            "summary": "For trying",
            "category": "Trying",
            "lgsl": 1,
            "lgil": 1,
            "destination": "nowhere",
            "confirmation": ["Nothing happens next."],
        },
    }


def form() -> Form:
    """The form."""
    return forms.load(document())
