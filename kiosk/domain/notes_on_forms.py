"""What the author of a form should know though it can be used: what is passed over, and what has no Welsh."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain import translated
from kiosk.domain.definition import Form
from kiosk.domain.kinds import FILES
from kiosk.domain.reading import Reader


def runner(reader: Reader, top: Mapping[str, object]) -> None:
    """Settings that would do something elsewhere. What would change what a visitor owes is refused."""
    if top.get("fees"):
        reader.find("the form asks for a payment, which is not supported")
    if top.get("outputs"):
        reader.note("“outputs” are not used: what is sent goes to the form's destination")
    if top.get("skipSummary"):
        reader.note("“skipSummary” is not used: everybody sees their answers before they send them")
    if top.get("declaration"):
        reader.note("“declaration” is not shown; put it on a page of its own, with a question")
    special = reader.mapping("“specialPages”", top.get("specialPages") or {})
    if any(special.values()):
        reader.note("“specialPages” are not used: what happens next is said by “metadata.confirmation”")


def whole(reader: Reader, form: Form) -> None:
    """Notes on a form that was found fit."""
    if reader.passed:
        reader.note(f"taken, and not used here: {', '.join(sorted(reader.passed))}")
    if not any(page.questions for page in form.pages):
        reader.note("the form asks nothing")
    for page in form.pages:
        reader.page = page.path
        if lacking := len(translated.lacking(page)):
            reader.note(f"{lacking} texts have no Welsh" if lacking > 1 else "a text has no Welsh")
        for question in page.questions:
            reader.component = question.name
            if question.kind in FILES:
                needed = "must" if question.required else "may"
                reader.note(f"a file {needed} be added here: a terminal leads to the visitor's own phone for it")
            reader.component = None
        reader.page = None
    around = (form.title, form.summary, form.category, form.confirmation)
    if lacking := len(translated.lacking(around)):
        reader.note(f"{lacking} texts about the form have no Welsh")
