"""Forms as the rest of the house uses them: load one, follow the path its answers take, check them again as a whole.

The page is the unit of path and validation; a step is one question on a screen, with the guidance that stands
before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.domain import conditions, fields
from kiosk.domain.definition import (
    TODAY,
    Answers,
    AnswerValue,
    Component,
    Condition,
    Finding,
    Form,
    Link,
    ListItem,
    Localised,
    Page,
    Raw,
)
from kiosk.domain.fields import Checked, Problem
from kiosk.domain.kinds import FILES, Kind
from kiosk.domain.loading import FormRefused, load
from kiosk.domain.routes import onward

__all__ = [
    "TODAY",
    "AnswerValue",
    "Answers",
    "Checked",
    "Component",
    "Condition",
    "Finding",
    "Form",
    "FormRefused",
    "Kind",
    "Link",
    "ListItem",
    "Localised",
    "Page",
    "Problem",
    "Raw",
    "Step",
    "complete",
    "following",
    "length",
    "load",
    "needs_file",
    "on_path",
    "path",
    "sendable",
    "steps",
    "validate",
]


@dataclass(frozen=True, slots=True)
class Step:
    """One question on a screen with the guidance that goes with it, or guidance alone (`component` is `None`).

    `row` is the entry of a table that the question belongs to, counted from 0.
    """

    page: Page
    component: Component | None
    guidance: tuple[Component, ...] = ()
    row: int | None = None

    @property
    def key(self) -> str:
        """Steady name of the step: the question's name, or the path of a page that only tells something."""
        return self.page.path if self.component is None else self.component.name


def path(form: Form, answers: Answers) -> tuple[Page, ...]:
    """The pages these answers lead through, up to the first page that is not answered in full, or to where they end.

    Only answers on the path count: what was answered on a branch that was left decides nothing.
    """
    pages = [form.page(form.start)]
    counted: dict[str, AnswerValue] = {TODAY: answers[TODAY]} if TODAY in answers else {}
    while pages[-1].role not in ("summary", "end"):
        for component in pages[-1].questions:
            if component.name not in answers:
                return tuple(pages)
            counted[component.name] = answers[component.name]
        pages.append(form.page(following(form, pages[-1], counted)))
    return tuple(pages)


def complete(form: Form, answers: Answers) -> bool:
    """Whether every question on the path has an answer."""
    return path(form, answers)[-1].role == "summary"


def on_path(form: Form, answers: Answers) -> dict[str, AnswerValue]:
    """The answers that count, in the order of the questions. The others are not sent."""
    return {
        component.name: answers[component.name]
        for page in path(form, answers)
        for component in page.questions
        if component.name in answers
    }


def sendable(form: Form, answers: Answers) -> dict[str, AnswerValue]:
    """What is sent: the answers that count, and the day that conditions counted from where the form has such."""
    day = {TODAY: answers[TODAY]} if form.relative and TODAY in answers else {}
    return on_path(form, answers) | day


def steps(form: Form, answers: Answers) -> tuple[Step, ...]:
    """The screens of the path so far, one question each. The start page and the summary are not among them."""
    return tuple(step for page in path(form, answers) for step in _steps_of(form, page, answers))


def length(form: Form, answers: Answers) -> int:
    """How many steps the whole form has if it goes the longest way from here: a number that may fall but never
    grows."""
    pages = path(form, answers)
    return sum(len(_steps_of(form, page, answers)) for page in pages[:-1]) + _longest(form, pages[-1], answers, {})


def needs_file(form: Form) -> bool:
    """Whether somebody may have to add a file, which not every face can take."""
    return any(question.required and question.kind in FILES for page in form.pages for question in page.questions)


def validate(form: Form, answers: Answers, today: date | None) -> dict[str, Problem]:
    """What is wrong with answers as a whole, by question; empty when they can be sent.

    Args:
        form: the version the answers belong to.
        answers: canonical answers; those off the path are not looked at.
        today: the date the rules about dates count from; `None` when no clock can be trusted, and those rules wait.
    """
    problems: dict[str, Problem] = {}
    pages = path(form, answers)
    for component in (question for page in pages for question in page.questions):
        outcome = fields.check(component, answers.get(component.name, ""), today)
        if isinstance(outcome, Problem):
            problems[component.name] = outcome
        elif component.name not in answers:
            problems[component.name] = fields.missing(component)
        elif outcome.value != answers[component.name]:
            problems[component.name] = Problem(None, "This answer is not written the way it is kept.")
    return problems


def following(form: Form, page: Page, answers: Answers) -> str:
    """The path of the page that a page leads to: by the first link whose condition holds, else by the one without."""
    default = form.summary_path
    for link in page.next:
        if link.condition is None:
            default = link.path
        elif conditions.holds(link.condition, form.conditions, answers):
            return link.path
    return default


def _longest(form: Form, page: Page, answers: Answers, known: dict[str, int]) -> int:
    if page.path not in known:
        ahead = (_longest(form, form.page(path), answers, known) for path in onward(form, page))
        known[page.path] = len(_steps_of(form, page, answers)) + max(ahead, default=0)
    return known[page.path]


def _steps_of(form: Form, page: Page, answers: Answers) -> tuple[Step, ...]:
    if page.role in ("start", "summary"):
        return ()
    found: list[Step] = []
    guidance: list[Component] = []
    for component in page.components:
        if component.kind.asks:
            found.append(Step(page, component, tuple(guidance)))
            guidance = []
        elif component.condition is None or conditions.holds(component.condition, form.conditions, answers):
            guidance.append(component)
    if guidance and found:
        found[-1] = Step(page, found[-1].component, (*found[-1].guidance, *guidance))
    elif not found:
        found.append(Step(page, None, tuple(guidance)))
    return tuple(found)
