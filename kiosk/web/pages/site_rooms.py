"""The rooms of a site, as staff type them."""

from __future__ import annotations

from kiosk.domain.overlays import Document
from kiosk.domain.rooms import MOST_PEOPLE
from kiosk.services.sites import SiteView
from kiosk.web.pages.site_parts import LONGEST_NAME, Errors, Fields, lacks_welsh, short_id, typed_words, words

WORDS = ("name", "where", "access")


def typed(row: Document) -> dict[str, str]:
    """The fields of a room."""
    people = row.get("people")
    values = {"people": str(people) if people else "", "in_use": "" if row.get("in_use") is False else "yes"}
    for name in WORDS:
        values |= typed_words(name, row.get(name))
    return values


def read(fields: Fields, beside: list[Document], errors: Errors) -> Document:
    """A room from its fields."""
    name = words(fields, "name", "what the room is called", errors, longest=LONGEST_NAME)
    row: Document = {
        "id": fields.get("id") or short_id(name, beside, "room"),
        "name": name,
        "people": _people(fields, errors),
        "where": words(fields, "where", "the way there", errors, wanted=False),
        "access": words(fields, "access", "what helps somebody there", errors, wanted=False),
        "in_use": bool(fields.get("in_use")),
    }
    for language in ("en", "cy"):
        called = (name or {}).get(language) or ""
        if called and any(called.casefold() in _called(other) for other in beside):
            errors[f"name_{language}"] = "Another room is called so already"
    return row


def told(view: SiteView, row: Document) -> tuple[str, list[str], bool]:
    """A room in words."""
    known = next((each for each in view.site.rooms if each.id == row.get("id")), None)
    if known is None:
        return "", [], False
    lines = [] if known.in_use else ["Not in use: it cannot be booked"]
    lines += [f"For {known.people} people"] if known.people else []
    lines += [each.en for each in (known.where, known.access) if each is not None]
    return known.name.en, lines, any(lacks_welsh(view, row.get(name)) for name in WORDS)


def _people(fields: Fields, errors: Errors) -> int:
    said = fields.get("people", "").strip()
    if not said:
        return 0
    if said.isascii() and said.isdigit() and len(said) < 5 and int(said) <= MOST_PEOPLE:
        return int(said)
    errors["people"] = f"Enter a number up to {MOST_PEOPLE}, or leave it empty"
    return 0


def _called(row: Document) -> set[str]:
    return {text.casefold() for text in typed_words("name", row.get("name")).values() if text}
