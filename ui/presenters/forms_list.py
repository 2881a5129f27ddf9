"""Finding a form, by browsing or by typing a few letters. It never ends empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.domain.forms import Form
from kiosk.domain.search import search
from kiosk.domain.signposts import Signpost
from ui.presenters import bar, signpost
from ui.presenters.scene import Scene
from ui.presenters.view import (
    Action,
    Field,
    Fields,
    Keyboard,
    Layer,
    Paragraph,
    Part,
    Plural,
    Text,
    Typed,
    View,
    say,
)

FIELD: Final = "field:search"
ANY_QUESTION: Final = "general-enquiry"
"""The form that is offered when no other is found."""

MAX_TYPED: Final = 60
PAGE: Final = 24
PAGE_TYPING: Final = 3
"""Forms shown at once, without the keyboard and with it. What does not fit on a screen goes on its next page."""


def view(scene: Scene) -> View:
    """The search field, then the forms that fit, under their headings while nothing is typed."""
    session = scene.here
    typing = session.active == FIELD
    things: tuple[Form | Signpost, ...] = scene.forms
    if session.search.strip():
        things = (*scene.forms, *scene.signposts)
    found = search(things, session.search, scene.language)
    size = PAGE_TYPING if typing else PAGE
    pages = max(1, -(-len(found) // size))
    shown = found[session.page % pages * size :][:size]
    parts: list[Part] = [
        Fields(
            (
                Field(
                    FIELD,
                    say("Type what it is about"),
                    session.search,
                    session.caret if typing else None,
                    hint=say("For example: bin, complaint or council tax"),
                ),
            )
        )
    ]
    if not found:
        parts += _nothing(scene)
    elif session.search.strip():
        parts += map(signpost.row, shown)
    else:
        parts += _by_category(shown)
    actions = (Action("action:more", say("Show more"), "second", "chevron-down"),) if pages > 1 else ()
    if typing:
        actions = (*actions, Action("action:close_keyboard", say("Put the keyboard away"), "second"))
    return View(
        "forms",
        scene.title,
        say("Which form do you need?"),
        tuple(parts),
        actions,
        status=scene.status,
        keyboard=Keyboard.LETTERS if typing else None,
        layer=Layer(session.layer),
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
        announce=_told(found, session.page % pages + 1, pages),
    )


def _told(found: Sequence[Form | Signpost], page: int, pages: int) -> Text:
    """How many there are, and which part of the list is shown."""
    count = _count(found)
    return count if pages == 1 else say("{count}. Page {page} of {pages}", count=count, page=page, pages=pages)


def _count(found: Sequence[Form | Signpost]) -> Text:
    if not found:
        return say("No form was found")
    if any(isinstance(each, Signpost) for each in found):
        return Plural("{n} thing was found", "{n} things were found", len(found))
    return Plural("{n} form", "{n} forms", len(found))


def _by_category(forms: Sequence[Form | Signpost]) -> list[Part]:
    parts: list[Part] = []
    for category in dict.fromkeys(form.category for form in forms):
        parts.append(Paragraph(category, "strong"))
        parts += [signpost.row(form) for form in forms if form.category == category]
    return parts


def _nothing(scene: Scene) -> list[Part]:
    typed = Typed(scene.here.search.strip())
    parts: list[Part] = [
        Paragraph(say("We have no form for “{words}” here. You can ask us, or ring us.", words=typed))
    ]
    parts += [signpost.row(form) for form in scene.forms if form.id == ANY_QUESTION]
    return [*parts, *scene.ring()]
