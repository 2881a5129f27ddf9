"""How long answers are kept, and what becomes of them then: by form, and by what became of the submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from kiosk.domain.definition import Answers, AnswerValue, Form
from kiosk.domain.kinds import ONE_OF, Kind
from kiosk.domain.outcomes import Outcome


class Then(StrEnum):
    """What becomes of answers that were kept long enough.

    `delete` leaves nothing of them. `anonymise` leaves the answers to closed questions, apart from the submission:
    without its reference, without its time but for the month, and in no order.
    """

    DELETE = "delete"
    ANONYMISE = "anonymise"


@dataclass(frozen=True, slots=True)
class Keep:
    """How long, from when the submission came."""

    life: timedelta
    then: Then = Then.DELETE


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for some submissions of a form: those with one of these outcomes, `None` being none yet."""

    form_id: str
    outcomes: tuple[Outcome | None, ...]
    keep: Keep

    @property
    def about(self) -> str:
        """For the proof: which form, which outcomes, and what was done."""
        told = "any" if len(self.outcomes) > len(Outcome) else "+".join(each or "none" for each in self.outcomes)
        return f"{self.form_id} {told} {self.keep.then.value}"[:120]


@dataclass(frozen=True, slots=True)
class FormKeeping:
    """What a site says of one form. `usual` is for every outcome that is not named, and for none."""

    usual: Keep | None = None
    by_outcome: Mapping[Outcome, Keep] = field(default_factory=dict)

    def of(self, outcome: Outcome | None, default: Keep) -> Keep:
        """How long a submission with that outcome is kept."""
        named = None if outcome is None else self.by_outcome.get(outcome)
        return named or self.usual or default


def rules(form_id: str, keeping: FormKeeping, default: Keep) -> Sequence[Rule]:
    """The rules of a form: those outcomes together for which the same holds."""
    found: dict[Keep, list[Outcome | None]] = {}
    for outcome in (None, *Outcome):
        found.setdefault(keeping.of(outcome, default), []).append(outcome)
    return [Rule(form_id, tuple(outcomes), keep) for keep, outcomes in found.items()]


CLOSED: Final = frozenset({*ONE_OF, Kind.YES_NO, Kind.CHECKBOXES})
"""Questions whose author wrote every answer there can be. What somebody typed may tell who they are."""


def anonymous(form: Form, answers: Answers) -> dict[str, AnswerValue]:
    """The answers that stay when nobody is to be known from them: to closed questions, as the author wrote them."""
    closed = {
        question.name: question for page in form.pages for question in page.questions if question.kind in CLOSED
    }
    return {name: value for name, value in answers.items() if name in closed and value != ""}
