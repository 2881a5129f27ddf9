"""One person at the screen, and everything private about them, in one place that can be emptied at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from kiosk.domain.continuations import Offered
from kiosk.domain.definition import AnswerValue, Form, Raw
from kiosk.domain.ease import PLAIN, Ease
from kiosk.domain.events import Receipt
from kiosk.domain.fields import Problem
from kiosk.domain.opinions import Recommend
from kiosk.domain.printing import Outcome


class Errand(Protocol):
    """What somebody is about besides a form: `ui.presenters.flow.Errand`."""

    def end(self) -> None:
        """Empties it. Anything that still holds it finds nothing in it."""


@dataclass(slots=True, repr=False)
class Thought:
    """What somebody thinks of the form they sent, as far as they have said it; `told` once it is on its way."""

    stars: int | None = None
    recommend: Recommend | None = None
    words: str = ""
    told: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return self.stars is not None or self.recommend is not None or bool(self.words.strip())


@dataclass(slots=True, eq=False, repr=False)
class Session:
    """Holder of all that must not outlive a visit. Whoever needs something private asks it here and keeps no copy.

    Attributes:
        started: the clock's monotonic reading, seconds.
        ease: how the person wants the screens.
        form: the form under way, in the version it was started with; `begun`: when its first question was shown, on
            the monotonic clock.
        answers: canonical answers by component.
        drafts: answers as typed so far, by component.
        screen: name of the screen shown; `step`: the question on it, by its key.
        trail: screens and steps that Back returns to, the last one first to return to.
        seen: steps that were passed with Continue.
        active: id of the field the keys go to.
        caret: characters to the left of the caret.
        layer: the face the keyboard shows.
        search: what was typed to find a form; `page`: which part of the list is shown, from 0.
        wanted: the form chosen while another is under way, until the person decides.
        problem: what is wrong with the answer on screen.
        sending: whether the answers are being saved.
        trouble: code of what kept them from being saved.
        phone: what was offered to their phone; why not, `failed`.
        withdrawn: whether they were told that their form is no longer offered.
        receipt: what the person was given when they were; `printed`: how far it has come onto paper, once they asked;
            `opinion`: what they think of the form, if they like to say.
        errand: what they are about besides a form, with all they said of it.
    """

    id: UUID
    language: str
    started: float
    ease: Ease = PLAIN
    form: Form | None = None
    answers: dict[str, AnswerValue] = field(default_factory=dict)
    drafts: dict[str, Raw] = field(default_factory=dict)
    screen: str = "home"
    step: str = ""
    trail: list[tuple[str, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    active: str | None = None
    caret: int = 0
    layer: str = "lower"
    search: str = ""
    page: int = 0
    wanted: str | None = None
    problem: Problem | None = None
    sending: bool = False
    trouble: str | None = None
    withdrawn: bool = False
    receipt: Receipt | None = None
    phone: Offered | Literal["failed"] | None = None
    printed: Literal["printing"] | Outcome | None = None
    opinion: Thought = field(default_factory=Thought)
    begun: float | None = None
    errand: Errand | None = None
    ended: bool = False

    def end(self) -> None:
        """Empties the session. Anything that still holds it finds nothing in it."""
        self.ended = True
        self.clear()
        self.search = ""
        self.language = ""
        self.ease = PLAIN
        self.screen = ""

    def clear(self) -> None:
        """Empties everything about the form or errand under way. The person, their language and their ease stay."""
        self.form = None
        self.begun = None
        self.answers = {}
        self.drafts = {}
        self.step = ""
        self.trail = []
        self.seen = set()
        self.active = None
        self.caret = 0
        self.layer = "lower"
        self.page = 0
        self.wanted = None
        self.problem = None
        self.sending = False
        self.trouble = None
        self.withdrawn = False
        self.receipt = None
        self.phone = None
        self.printed = None
        self.opinion = Thought()
        if self.errand is not None:
            self.errand.end()
        self.errand = None

    def __repr__(self) -> str:
        return f"Session({self.id}, {'ended' if self.ended else 'open'})"
