"""The step that most likely comes after the one on the screen, as it looks to somebody who has not answered it yet.

Nothing of it is shown: its words are drawn while the person still reads, so that they are there at once. What it
looks like follows from a session of its own, of which nothing is kept; of the answers there it has those that decide
which way the form goes, and none to the step itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from kiosk.domain import fields, forms
from kiosk.domain.definition import AnswerValue, Component
from kiosk.domain.fields import Checked
from kiosk.domain.kinds import DATES, ONE_OF, Kind
from kiosk.terminal.session import Session
from ui.presenters import editing, filling, question, screens, travel
from ui.presenters.scene import Scene
from ui.presenters.view import View

_NOBODY: Final = UUID(int=0)


def ahead(scene: Scene, shown: str) -> View | None:
    """What comes after the screen of that name; `None` where that cannot be told, or is all the person's own."""
    now = scene.session
    if now is None:
        after = Session(_NOBODY, scene.language, 0.0) if shown == "attract" else None
    else:
        after = _after(now, shown, scene)
    if after is None:
        return None
    try:
        return screens.show(replace(scene, session=after), warned=False)
    finally:
        after.end()


def _after(now: Session, shown: str, scene: Scene) -> Session | None:
    """Where somebody is who goes on from there."""
    if now.form is None or shown not in ("form_start", travel.QUESTION):
        return None
    answers = dict(now.answers)
    step = question.step(now) if shown == travel.QUESTION else None
    if step is not None and step.component is not None:
        outcome = fields.check(step.component, filling.raw(now, step.component), scene.today)
        answer = outcome.value if isinstance(outcome, Checked) else _likely(step.component, scene.today)
        if answer is not None:
            answers[step.component.name] = answer
    keys = [each.key for each in forms.steps(now.form, answers)]
    place = -1 if step is None else keys.index(step.key) if step.key in keys else len(keys)
    following = next(iter(keys[place + 1 :]), None)
    if following is None:
        return None
    answers.pop(following, None)
    after = Session(_NOBODY, now.language, 0.0)
    after.ease, after.form, after.answers, after.trail = now.ease, now.form, answers, list(now.trail)
    travel.go(after, travel.QUESTION, following)
    if lines := editing.places(after, scene.today):
        editing.activate(after, lines[0].id, scene.today)
    return after


def _likely(component: Component, today: date | None) -> AnswerValue | None:
    """An answer that somebody may give who has not yet: most of them lead the same way."""
    if component.kind is Kind.YES_NO:
        return True
    if component.kind in ONE_OF and component.items:
        return component.items[0].value
    return today.isoformat() if component.kind in DATES and today is not None else None
