"""One person at the screen, and everything private about them, in one place that can be emptied at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from kiosk.domain.definition import AnswerValue, Form, Raw


@dataclass(slots=True, eq=False, repr=False)
class Session:
    """Holder of all that must not outlive a visit. Whoever needs something private asks it here and keeps no copy.

    Attributes:
        started: the clock's monotonic reading, seconds.
        form: the form under way, in the version it was started with.
        answers: canonical answers by component.
        drafts: answers as typed so far, by component.
        step: index of the question on screen.
        active: id of the field the keys go to.
        caret: characters to the left of the caret.
        search: what was typed to find a form.
    """

    id: UUID
    language: str
    started: float
    form: Form | None = None
    answers: dict[str, AnswerValue] = field(default_factory=dict)
    drafts: dict[str, Raw] = field(default_factory=dict)
    step: int = 0
    active: str | None = None
    caret: int = 0
    search: str = ""
    ended: bool = False

    def end(self) -> None:
        """Empties the session. Anything that still holds it finds nothing in it."""
        self.ended = True
        self.form = None
        self.answers = {}
        self.drafts = {}
        self.search = ""
        self.active = None
        self.step = self.caret = 0

    def __repr__(self) -> str:
        return f"Session({self.id}, {'ended' if self.ended else 'open'})"
