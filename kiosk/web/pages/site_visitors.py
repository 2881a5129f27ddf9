"""The types of visitor of a site and the notices they accept, as staff type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kiosk.domain.overlays import Document
from kiosk.domain.visit_settings import MOST_NOTICES, MOST_QUESTIONS, Ask
from kiosk.services.sites import SiteView
from kiosk.web.pages.site_parts import (
    LONGEST_LINE,
    LONGEST_NAME,
    Errors,
    Fields,
    lacks_welsh,
    short_id,
    typed_words,
    words,
)

LONGEST_NOTICE: Final = 1_000
TYPE_FIELDS: Final = 20 + 4 * MOST_QUESTIONS + MOST_NOTICES
"""Fields that the form of a type may send."""

ASKS: Final[Mapping[str, str]] = {Ask.TEXT: "In their own words", Ask.YES_NO: "Yes or no"}
BOXES: Final[Mapping[str, tuple[str, str]]] = {
    "badge": ("A badge is printed", ""),
    "company": ("They are asked whom they come from", ""),
    "approval": ("A host lets them in first", "The badge waits until somebody has said yes."),
    "photo": ("They are asked for a photo", "Off unless you need one. Nobody has to agree."),
}


def typed_type(row: Document) -> dict[str, str]:
    """The fields of a type of visitor."""
    values = {**typed_words("name", row.get("name")), **typed_words("bring", row.get("bring"))}
    for box in BOXES:
        values[box] = "yes" if row.get(box, box == "badge") else ""
    for notice in _list(row.get("notices")):
        values[f"notice-{notice}"] = "yes"
    for number, each in enumerate(_rows(row.get("questions"))):
        values |= typed_words(f"question{number}", each.get("words"))
        values[f"question{number}_id"] = str(each.get("id") or "")
        values[f"question{number}_ask"] = str(each.get("ask") or Ask.TEXT)
        values[f"question{number}_needed"] = "yes" if each.get("needed") else ""
    return values


def read_type(fields: Fields, beside: list[Document], errors: Errors) -> Document:
    """A type of visitor from its fields."""
    name = words(fields, "name", "what this type is called", errors, longest=LONGEST_NAME)
    questions: list[Document] = []
    for number in range(MOST_QUESTIONS):
        key = f"question{number}"
        if (said := words(fields, key, "the question", errors, wanted=False)) is None:
            continue
        known = fields.get(f"{key}_id", "")
        questions.append(
            {
                "id": known if _ID.fullmatch(known) else short_id(said, questions, "question"),
                "words": said,
                "ask": Ask.YES_NO.value if fields.get(f"{key}_ask") == Ask.YES_NO else Ask.TEXT.value,
                "needed": bool(fields.get(f"{key}_needed")),
            }
        )
    return {
        "id": fields.get("id") or short_id(name, beside, "type"),
        "name": name,
        "bring": words(fields, "bring", "what to bring", errors, wanted=False, longest=LONGEST_LINE),
        "questions": questions,
        "notices": sorted(each.removeprefix("notice-") for each in fields if each.startswith("notice-")),
        **{box: bool(fields.get(box)) for box in BOXES},
    }


def told_type(view: SiteView, row: Document) -> tuple[str, list[str], bool]:
    """A type of visitor in words."""
    known = view.site.visits.type(str(row.get("id")))
    if known is None:
        return "", [], False
    lines = [question.words.en for question in known.questions]
    if notices := view.site.visits.notices_of(known):
        lines.append("Accepts: " + ", ".join(each.title.en for each in notices))
    lines += [text for box, (text, _) in BOXES.items() if row.get(box, box == "badge")]
    asked = [each.get("words") for each in _rows(row.get("questions"))]
    return known.name.en, lines, any(lacks_welsh(view, each) for each in (row.get("name"), row.get("bring"), *asked))


def typed_notice(row: Document) -> dict[str, str]:
    """The fields of a notice."""
    return {**typed_words("title", row.get("title")), **typed_words("words", row.get("words"))}


def read_notice(fields: Fields, beside: list[Document], errors: Errors) -> Document:
    """A notice from its fields."""
    title = words(fields, "title", "what it is called", errors, longest=LONGEST_NAME)
    return {
        "id": fields.get("id") or short_id(title, beside, "notice"),
        "title": title,
        "words": words(fields, "words", "what it says", errors, longest=LONGEST_NOTICE),
    }


def told_notice(view: SiteView, row: Document) -> tuple[str, list[str], bool]:
    """A notice in words, with its version."""
    known = next((each for each in view.site.visits.notices if each.id == row.get("id")), None)
    if known is None:
        return "", [], False
    accepting = [each.name.en for each in view.site.visits.types if known.id in each.notices]
    lines = [known.words.en, f"Version {known.version}", f"For: {', '.join(accepting) or 'no type of visitor yet'}"]
    return known.title.en, lines, lacks_welsh(view, row.get("title")) or lacks_welsh(view, row.get("words"))


_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def _rows(value: object) -> list[Document]:
    return [row for row in _list(value) if isinstance(row, Mapping)]


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
