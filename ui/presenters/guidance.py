"""Guidance of a form's author, as paragraphs of a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk.domain.forms import Component, Kind, Localised
from ui.presenters.view import Paragraph


def paragraphs(components: Iterable[Component], language: str) -> Iterator[Paragraph]:
    """The guidance in order. Nothing is folded away: what a page hides behind a line to press stands open here."""
    for component in components:
        if component.title.en:
            yield Paragraph(component.title, "strong")
        # The blocks are picked by language, for one may say in two paragraphs what another says in one; as Localised
        # words they stay what the form says, the same for everybody.
        for number, block in enumerate(component.content.get(language), 1):
            mark = {"item": "•  ", "number": f"{number}.  "}.get(block.style, "")
            said = f"{mark}{block.text}"
            there = language in dict(component.content.others)
            words = Localised(said, None, ((language, said),) if there else ())
            strong = component.kind is Kind.INSET or block.style == "heading"
            yield Paragraph(words, "strong" if strong else "body")
