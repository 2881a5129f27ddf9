"""A hand that gives known answers on the screen, press by press, to any question a form may ask."""

from __future__ import annotations

from kiosk.domain.answers import chosen, rows
from kiosk.domain.definition import Answers, AnswerValue
from kiosk.domain.forms import Component, Kind
from kiosk.domain.kinds import DATES, MOMENTS
from kiosk.domain.parts import taken_apart
from tests.support.desk import Visitor
from ui.presenters import filling, finding, question

MOST = 200
"""Screens of one form."""


def go_through(somebody: Visitor, answers: Answers) -> None:
    """From a form's first question to its check page, or to where it ends."""
    for _ in range(MOST):
        if somebody.screen != "question" or "action:finish" in {node.id for node in somebody.nodes}:
            return
        step = question.step(somebody.journey.session) if somebody.journey.session is not None else None
        assert step is not None
        if step.component is not None:
            _give(somebody, step.component, answers[step.component.name])
        assert somebody.screen == "question", somebody.text
        somebody.press("action:continue")
        now = question.step(somebody.journey.session) if somebody.journey.session is not None else None
        assert now is None or somebody.screen != "question" or now.key != step.key, somebody.text
    raise AssertionError("the form does not end")


def _give(somebody: Visitor, component: Component, value: AnswerValue) -> None:
    for child in component.children:
        assert child.name
    if component.kind is Kind.TABLE:
        for row in rows(value):
            somebody.press("action:add")
            for child in component.children:
                session = somebody.journey.session
                step = None if session is None else question.step(session)
                assert step is not None
                assert step.component is not None
                _give(somebody, step.component, row[child.name])
                somebody.press("action:continue")
        return
    if value == "":
        return
    if component.kind is Kind.CHECKBOXES:
        for each in chosen(value):
            somebody.press(f"choice:{each}")
    elif finding.typed(component):
        item = next(item for item in component.items if item.value == value)
        somebody.fill(f"{component.name}.{finding.PART}", item.text.en)
        somebody.press(f"choice:{value}")
    elif component.items:
        somebody.press(f"choice:{str(value).lower() if isinstance(value, bool) else value}")
    else:
        _type(somebody, component, value)


def _type(somebody: Visitor, component: Component, value: AnswerValue) -> None:
    session = somebody.journey.session
    assert session is not None
    if component.kind in DATES | MOMENTS | {Kind.TIME, Kind.MONTH_YEAR, Kind.ADDRESS}:
        if f"choice:{value}" in {node.id for node in somebody.nodes}:
            somebody.press(f"choice:{value}")
            return
        if f"choice:{filling.OTHER_DAY}" in {node.id for node in somebody.nodes}:
            somebody.press(f"choice:{filling.OTHER_DAY}")
        for place in filling.places(session, component, somebody.desk.today()):
            parts = value if not isinstance(value, str | bool | tuple) else taken_apart(component.kind, str(value))
            somebody.fill(place.id.removeprefix("field:"), parts[place.part or ""])
    else:
        somebody.fill(component.name, str(value))
