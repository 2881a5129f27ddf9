"""Walks a form along every link with answers made up for it, to see that each way through comes to its end.

Every link of every page that can be taken is taken once at least, not every combination of them: answers that decide
nothing are given once, and answers that a condition looks at are tried on either side of it. A way that comes where
one has been, with nothing ahead depending on what is different, is gone to its end once and not taken further.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from kiosk.domain import conditions, examples, fields, forms, routes
from kiosk.domain.definition import TODAY, Answers, AnswerValue, Comparison, Component, Finding, Form, Page

MAX_WAYS: Final = 2_000
"""Ways through a form that are walked; a form with more is walked in part."""

MAX_TRIES: Final = 10_000
"""Questions answered in all."""


Path = tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way through a form: the answers, and what is wrong with it, if anything."""

    answers: Answers
    finding: Finding | None = None


def walk(form: Form, today: date) -> Iterator[Way]:
    """Ways through a form that together take every link that can be taken, with answers its own rules accept.

    Args:
        today: the date that rules about dates count from.
    """
    walker = _Walker(form, today, {page.path: page for page in form.pages}, *_deciding(form))
    begun: dict[str, AnswerValue] = {TODAY: today.isoformat()} if form.relative else {}
    waiting: list[tuple[dict[str, AnswerValue], Path]] = [(begun, (walker.pages[form.start],))]
    ways = tries = 0
    while waiting and ways < MAX_WAYS and tries < MAX_TRIES:
        answers, before = waiting.pop()
        tries += 1
        path, question = walker.onward(answers, before)
        if question is None:
            if walker.new_links(path):
                ways += 1
                yield walker.done(answers, path)
            continue
        if walker.been_here(path[-1], question, answers):
            if walker.new_links(path):
                ways += 1
                yield walker.to_the_end(answers, path, question)
            continue
        choices = walker.choices(question)
        if not choices:
            ways += 1
            yield walker.stuck(answers, path[-1], question)
        waiting += [(answers | {question.name: choice}, path) for choice in reversed(choices)]


@dataclass(slots=True)
class _Walker:
    """What is known while a form is walked.

    Attributes:
        held: what each question is held against, anywhere in the form.
        ahead: the questions that something on a page or after it depends on, by the page's path.
    """

    form: Form
    today: date
    pages: Mapping[str, Page]
    held: Mapping[str, tuple[Comparison, ...]]
    ahead: Mapping[str, frozenset[str]]
    taken: set[tuple[str, str]] = field(default_factory=set)
    seen: set[tuple[str, str]] = field(default_factory=set)
    known: dict[str, list[AnswerValue]] = field(default_factory=dict)

    def choices(self, question: Component) -> list[AnswerValue]:
        """Answers to try; one alone where nothing depends on it."""
        if question.name not in self.known:
            found: list[AnswerValue] = []
            held = self.held.get(question.name, ())
            for raw in examples.of(question, held, self.today):
                outcome = fields.check(question, raw, self.today)
                if isinstance(outcome, fields.Checked) and outcome.value not in found:
                    found.append(outcome.value)
                    if not held:
                        break
            self.known[question.name] = found
        return self.known[question.name]

    def onward(self, answers: Answers, path: Path) -> tuple[Path, Component | None]:
        """The path as far as the answers lead, and the question it waits for; none where it has come to an end."""
        while path[-1].role not in ("summary", "end"):
            waits = next((each for each in path[-1].questions if each.name not in answers), None)
            if waits is not None:
                return path, waits
            path = (*path, self.pages[forms.following(self.form, path[-1], answers)])
        return path, None

    def been_here(self, page: Page, question: Component, answers: Answers) -> bool:
        """Whether a way came to this question before with the same answers to everything that matters from here."""
        deciding = sorted((name, repr(answers[name])) for name in self.ahead[page.path] if name in answers)
        here = (question.name, repr(deciding))
        if here in self.seen:
            return True
        self.seen.add(here)
        return False

    def new_links(self, path: Path) -> bool:
        """Whether no way to the end has taken one of the links of a path; a form of one page has none."""
        return not self.taken or not _links(path) <= self.taken

    def done(self, answers: Answers, path: Path) -> Way:
        self.taken |= _links(path) or {("", "")}
        return Way(answers)

    def to_the_end(self, answers: dict[str, AnswerValue], path: Path, question: Component | None) -> Way:
        """Goes on with the first answer to each question."""
        while question is not None:
            choices = self.choices(question)
            if not choices:
                return self.stuck(answers, path[-1], question)
            answers = answers | {question.name: choices[0]}
            path, question = self.onward(answers, path)
        return self.done(answers, path)

    def stuck(self, answers: Answers, page: Page, question: Component) -> Way:
        reason = "no answer could be made up that the question's own rules accept"
        return Way(answers, Finding(page.path, question.name, reason))


def _links(path: Path) -> set[tuple[str, str]]:
    return {(one.path, other.path) for one, other in pairwise(path)}


def _deciding(form: Form) -> tuple[dict[str, tuple[Comparison, ...]], dict[str, frozenset[str]]]:
    """What questions are held against where it decides a link; and what decides anything from each page on."""
    held: dict[str, tuple[Comparison, ...]] = {}
    here: dict[str, set[str]] = {page.path: set() for page in form.pages}
    for page in form.pages:
        for name in {link.condition for link in page.next if link.condition is not None}:
            for term in conditions.comparisons(form.conditions[name], form.conditions):
                here[page.path].add(term.field)
                if term not in held.get(term.field, ()):
                    held[term.field] = (*held.get(term.field, ()), term)
    ahead: dict[str, frozenset[str]] = {}
    for page in reversed(_in_order(form)):
        onward = (ahead[path] for path in routes.onward(form, page))
        ahead[page.path] = frozenset(here[page.path]).union(*onward)
    return held, ahead


def _in_order(form: Form) -> list[Page]:
    """The pages that can be reached, each after those that lead to it."""
    order: list[str] = []
    waiting: list[tuple[str, bool]] = [(form.start, False)]
    seen: set[str] = set()
    while waiting:
        path, left = waiting.pop()
        if left:
            order.append(path)
        elif path not in seen:
            seen.add(path)
            waiting.append((path, True))
            waiting += [(ahead, False) for ahead in routes.onward(form, form.page(path))]
    return [form.page(path) for path in reversed(order)]
