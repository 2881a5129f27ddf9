"""Simple pictures beside words, for people to whom a picture says it sooner.

A question has the picture of its kind. An answer has one where its value is a word that has one: values are not
translated, so the pictures are the same in every language. Where none fits there is none, rather than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from kiosk.domain.forms import Kind
from ui.presenters.view import Choice, Choices, Part, View

QUESTIONS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.ADDRESS: "house",
        Kind.DATE: "calendar",
        Kind.EMAIL: "mail",
        Kind.LONG_TEXT: "message-square",
        Kind.TELEPHONE: "phone",
        Kind.CHECKBOXES: "list",
        Kind.DATE_FIELD: "calendar",
        Kind.DATE_TIME: "calendar",
        Kind.DATE_TIME_FIELD: "calendar",
        Kind.MONTH_YEAR: "calendar",
        Kind.FREE_TEXT: "message-square",
        Kind.SELECT: "list",
        Kind.AUTOCOMPLETE: "list",
        Kind.TEXT: "pencil",
        Kind.YES_NO: "circle-question-mark",
        Kind.RADIOS: "list",
    }
)
_ANSWERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "true": "thumbs-up",
        "yes": "thumbs-up",
        "false": "thumbs-down",
        "no": "thumbs-down",
        "none": "x",
        "rubbish": "trash-2",
        "refuse": "trash-2",
        "recycling": "recycle",
        "food": "apple",
        "garden": "leaf",
        "sure": "circle-question-mark",
        "know": "circle-question-mark",
        "other": "ellipsis",
        "email": "mail",
        "phone": "phone",
        "telephone": "phone",
        "text": "smartphone",
        "sms": "smartphone",
        "post": "mailbox",
        "letter": "mailbox",
        "complaint": "frown",
        "compliment": "smile",
        "thanks": "smile",
        "idea": "lightbulb",
        "question": "circle-question-mark",
        "housing": "house",
        "home": "house",
        "council": "landmark",
        "tax": "receipt",
        "benefits": "wallet",
        "parking": "car",
        "roads": "traffic-cone",
        "streets": "traffic-cone",
        "planning": "map",
        "bins": "trash-2",
        "waste": "trash-2",
    }
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def beside(view: View, kind: Kind | None) -> View:
    """A screen with pictures beside its words.

    Args:
        kind: of the question on it, if one is asked.
    """
    return replace(
        view,
        picture=QUESTIONS.get(kind, "") if kind is not None else "",
        parts=tuple(map(_pictured, view.parts)),
    )


def answer(value: str) -> str:
    """The picture of an answer by its value; empty when there is none."""
    if _DAY.fullmatch(value):
        return "calendar"
    return next((_ANSWERS[word] for word in re.split(r"[^a-z]+", value.lower()) if word in _ANSWERS), "")


def _pictured(part: Part) -> Part:
    if not isinstance(part, Choices):
        return part
    return replace(part, items=tuple(map(_choice, part.items)))


def _choice(item: Choice) -> Choice:
    return item if item.picture else replace(item, picture=answer(item.id.partition(":")[2]))
