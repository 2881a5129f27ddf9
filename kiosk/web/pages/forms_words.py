"""What happens to the forms of a site, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain.errors import Refused
from kiosk.domain.form_changes import Act, Change
from kiosk.domain.languages import NAMES
from kiosk.services.form_shelf import Held

ACTS: Final[Mapping[Act, tuple[str, str]]] = {
    Act.ADDED: ("New", "govuk-tag--green"),
    Act.REMOVED: ("Gone", "govuk-tag--red"),
    Act.CHANGED: ("Changed", "govuk-tag--blue"),
}

DONE: Final[Mapping[str, str]] = {
    "published": "Published. The terminals of this site are told now.",
    "withdrawn": "Withdrawn. The terminals of this site are told now.",
    "restored": "That version is back. The terminals of this site are told now.",
    "removed": "The draft was removed.",
}

ACTIONS: Final[Mapping[str, str]] = {
    "form_handed_in": "Handed in a form",
    "form_draft_removed": "Removed the draft of a form",
    "form_published": "Published a form",
    "form_withdrawn": "Withdrew a form",
    "form_restored": "Went back to a version of a form",
    "opinions_read": "Read what people thought of forms",
}

REASONS: Final[Mapping[str, str]] = {
    "form_refused": "It was no form that can be used.",
    "form_same": "A published version said the same.",
    "draft_stale": "Somebody else had handed in another one meanwhile.",
    "too_many_drafts": "There were too many drafts.",
}

TROUBLES: Final[Mapping[str, tuple[str, str]]] = {
    "form_unknown": (
        "There is no such form",
        "It was removed, it was never published, or the address is wrong. The list of forms shows what there is.",
    ),
    "draft_stale": (
        "Somebody else changed this meanwhile",
        "The draft was published or removed. The list of forms shows how it is now.",
    ),
}

_LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "cy": "Welsh", "pl": "Polish", "uk": "Ukrainian"}


@dataclass(frozen=True, slots=True)
class Line:
    """One change as the page has it. `words` are in `language`, for a voice that reads them."""

    change: Change
    what: str


def state(held: Held) -> tuple[str, str]:
    """How a form stands, with the look of its tag."""
    if held.offered is not None:
        return ("Published", "govuk-tag--green")
    if held.versions:
        return ("Withdrawn", "govuk-tag--grey") if held.choice is not None else ("Not in the file", "govuk-tag--grey")
    return ("Draft", "govuk-tag--yellow")


def refused(error: Refused) -> str:
    """Why a draft was not published, for the page."""
    match error.code:
        case "form_same":
            return f"Version {error.data['version']} says the same. Go back to that one instead"
        case "draft_stale":
            return "Somebody else handed in another definition meanwhile. This is the one that waits now"
    return "It cannot be published as it is. Below is why"


def grouped(changes: Sequence[Change]) -> list[tuple[str, list[tuple[str, list[Line]]]]]:
    """Changes by page, and within it by question: the form itself first, under an empty path."""
    found: dict[str, dict[str, list[Line]]] = {}
    for change in changes:
        place = found.setdefault(change.page or "", {}).setdefault(change.component or "", [])
        said = "" if change.language is None else f", {_LANGUAGES.get(change.language, NAMES[change.language])}"
        place.append(Line(change, f"{change.what}{said}"))
    return [(page, list(questions.items())) for page, questions in found.items()]
