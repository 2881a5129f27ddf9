"""One form filled in on a terminal's screen and on a phone's page at once, with the same typing.

The screen's side goes by its presenter, the phone's by the logic of its pages; neither is drawn. What they make of
the typing is held against each other each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

from kiosk.domain import forms, ids
from kiosk.domain.answers import rows
from kiosk.domain.definition import Answers, AnswerValue, Component, Form, Page, Raw, Row
from kiosk.domain.fields import Problem
from kiosk.domain.kinds import DATES, FILES, Kind
from kiosk.domain.parts import PARTS, taken_apart
from kiosk.services.uploads import Uploads
from kiosk.terminal.session import Session
from kiosk.web.public import answering
from kiosk.web.public.bodies import Sent
from kiosk.web.public.entries import ADD
from kiosk.web.public.files import Shelf
from tests.support.desk import TestDesk
from ui.presenters import filling, travel
from ui.presenters.form_under_way import FormUnderWay

Typing = Callable[[Component], Raw]
"""What somebody does with a question: a text or a choice, its parts, or several choices."""

NOBODY = Shelf(cast(Uploads, None), "", UUID(int=0), datetime(2026, 1, 1, tzinfo=UTC))
"""Where files would be; nobody chooses any here."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a face said: the part and the words of a problem, or nothing."""

    part: str | None
    words: object

    @classmethod
    def of(cls, problem: Problem | None) -> Told | None:
        return None if problem is None else cls(problem.part, (problem.message, dict(problem.args)))


class BothFaces:
    """A form under way on both."""

    def __init__(self, form: Form, now: datetime) -> None:
        self.form = form
        self.today: date = now.date()
        self.screen = FormUnderWay(TestDesk(None, now))
        self.timing: tuple[list[float], list[float]] = ([], [])
        self.begin()

    def begin(self) -> None:
        """From the beginning, with nothing answered."""
        self.session = Session(ids.uuid7(1, bytes(10)), "en", 0.0)
        self.session.form = self.form
        self.phone: dict[str, AnswerValue] = {}
        travel.first(self.session)

    def fill(self, typing: Typing, otherwise: Typing) -> None:
        """Goes to the end: each question with what is typed first, and where that will not do, with what will."""
        for _ in range(200):
            here = forms.path(self.form, self.phone)[-1]
            assert forms.path(self.form, self.session.answers)[-1] is here, "they came to different pages"
            if here.role != "questions":
                return
            self.page(here, typing, otherwise)
        raise AssertionError("the form does not end")

    def page(self, page: Page, typing: Typing, otherwise: Typing) -> None:
        """One page, until both are past it."""
        for question in page.questions:
            if question.kind in FILES and question.required:
                self._hand_over(question, otherwise(question))
        for wanted in (typing, otherwise):
            typed = {question.name: wanted(question) for question in page.questions if not self._done(question)}
            said = self._on_phone(page, typed)
            for question in page.questions:
                if question.name in typed:
                    shown = self._on_screen(question, typed[question.name])
                    assert shown == said.get(question.name), (question.name, typed[question.name])
            for name in typed:
                assert self.session.answers.get(name) == self.phone.get(name), name
            if all(self._done(question) for question in page.questions):
                break
        assert forms.on_path(self.form, self.session.answers) == forms.on_path(self.form, self.phone)

    def _done(self, question: Component) -> bool:
        return question.name in self.phone and question.name in self.session.answers

    def _hand_over(self, question: Component, files: Raw) -> None:
        """A file cannot be added at a screen: what a phone added stands on both."""
        self.phone[question.name] = self.session.answers[question.name] = cast(AnswerValue, files)

    # --- the phone ---

    def _on_phone(self, page: Page, typed: Mapping[str, Raw]) -> dict[str, Told | None]:
        sent: dict[str, list[str]] = {}
        for question in page.questions:
            if question.kind is Kind.TABLE:
                *before, last = [_entry(question, row) for row in _rows(typed.get(question.name))] or [{}]
                for each in before:
                    self._take(page, each | {ADD: [question.name]})
                sent |= last
            else:
                kept = self.phone.get(question.name)
                sent |= _fields(question, typed[question.name] if question.name in typed else _raw(question, kept))
        problems = self._take(page, sent)
        if self.form.relative:
            self.phone.setdefault(forms.TODAY, self.today.isoformat())
        return {**dict.fromkeys(typed, None), **problems}

    def _take(self, page: Page, sent: Mapping[str, list[str]]) -> dict[str, Told | None]:
        start = time.perf_counter()
        done = at_once(answering.read(page, self.phone, Sent(sent), self.today, NOBODY))
        self.timing[1].append(time.perf_counter() - start)
        self.phone |= {name: value for name, value in done.good.items() if value != ()}
        return {name: Told.of(problem) for name, problem in done.problems.items()}

    # --- the screen ---

    def _on_screen(self, question: Component, typed: Raw) -> Told | None:
        travel.arrive(self.session, travel.QUESTION, question.name)
        self.session.problem = None
        if question.kind is Kind.TABLE:
            for row in _rows(typed):
                self._row(question, row)
            travel.arrive(self.session, travel.QUESTION, question.name)
        else:
            self._do(question, typed)
        start = time.perf_counter()
        self.screen.go_on(self.session)
        self.timing[0].append(time.perf_counter() - start)
        return Told.of(self.session.problem)

    def _row(self, table: Component, row: Mapping[str, Any]) -> None:
        self.screen.turn_entries(self.session, "add")
        for child in table.children:
            step = self.session.step
            assert step.endswith(f".{child.name}")
            self._do(_renamed(child, step), _raw(child, row.get(child.name, "")))
            self.screen.go_on(self.session)
            assert self.session.problem is None, (child.name, self.session.problem)

    def _do(self, question: Component, typed: Raw) -> None:
        """Types or presses it, as far as the screen has a key for it."""
        self.session.drafts.pop(question.name, None)
        if isinstance(typed, tuple):
            if question.kind is Kind.CHECKBOXES:
                self.session.answers.pop(question.name, None)
                for value in typed:
                    self.screen.choose(self.session, str(value))
            return
        if isinstance(typed, Mapping):
            if question.kind in DATES:
                filling.choose(self.session, question, filling.OTHER_DAY)
            for part, text in typed.items():
                filling.put(self.session, filling.Place(question, part), str(text))
            return
        if question.items:
            self.screen.choose(self.session, str(typed))
        elif question.kind not in FILES:
            filling.put(self.session, filling.Place(question, None), str(typed))


def by_hand(answers: Answers) -> Typing:
    """Types canonical answers the way people do."""
    return lambda question: _raw(question, answers.get(question.name))


def _raw(question: Component, value: AnswerValue | Raw | None) -> Raw:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if question.kind in PARTS and isinstance(value, str):
        return taken_apart(question.kind, value) if value else dict.fromkeys(PARTS[question.kind], "")
    return value


def _fields(question: Component, typed: Raw) -> dict[str, list[str]]:
    if isinstance(typed, Mapping):
        return {f"{question.name}.{part}": [str(text)] for part, text in typed.items()}
    if isinstance(typed, tuple):
        return {question.name: [str(each) for each in typed]}
    return {question.name: [str(typed)]}


def _rows(typed: Raw | None) -> tuple[Row, ...]:
    return rows(typed) if isinstance(typed, tuple) else ()


def _entry(table: Component, row: Row) -> dict[str, list[str]]:
    """The fields of one more entry."""
    sent: dict[str, list[str]] = {}
    for child in table.children:
        named = f"{table.name}.{child.name}"
        for name, values in _fields(child, _raw(child, row.get(child.name, ""))).items():
            sent[named + name.removeprefix(child.name)] = values
    return sent


def _renamed(child: Component, name: str) -> Component:
    return replace(child, name=name)


def at_once(coroutine: Any) -> Any:
    """What a coroutine returns that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as ended:
        return ended.value
    raise AssertionError("it waits for something")
