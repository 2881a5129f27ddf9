"""Where the person is and where Back leads: forward, back as in a browser, and from the check page and back to it."""

from __future__ import annotations

from typing import Final

from kiosk.domain import forms
from kiosk.terminal.session import Session
from ui.presenters import entries

QUESTION: Final = "question"
ANSWERS: Final = "answers"


def go(session: Session, screen: str, step: str = "") -> None:
    """Moves on to a screen; Back returns to the one left."""
    if (session.screen, session.step) != (screen, step):
        session.trail.append((session.screen, session.step))
    arrive(session, screen, step)


def back(session: Session) -> bool:
    """Returns to the screen before, past steps that are no longer on the path; false when there is none."""
    if session.screen == QUESTION and (ANSWERS, "") in session.trail:
        session.drafts.pop(session.step, None)
    while session.trail:
        screen, step = session.trail.pop()
        if _exists(session, screen, step):
            arrive(session, screen, step)
            return True
    return False


def onward(session: Session) -> None:
    """Moves on from a step that is done: to the next one, or to the check page.

    Somebody who came from the check page returns to it, unless the change leads to something they have not seen.
    """
    if session.form is None:
        return
    session.seen.add(session.step)
    steps = [step.key for step in forms.steps(session.form, session.answers)]
    changing = (ANSWERS, "") in session.trail
    if changing:
        ahead = [key for key in steps if key not in session.seen]
    else:
        place = steps.index(session.step) if session.step in steps else -1
        ahead = steps[place + 1 :]
    if ahead:
        go(session, QUESTION, ahead[0])
    elif changing:
        del session.trail[session.trail.index((ANSWERS, "")) :]
        arrive(session, ANSWERS)
    else:
        go(session, ANSWERS)


def first(session: Session) -> None:
    """Moves on from the form's first screen: to its first question."""
    if session.form is None:
        return
    steps = forms.steps(session.form, session.answers)
    go(session, QUESTION, steps[0].key)


def home(session: Session) -> None:
    """Back to the first screen with an empty trail; the person and their language stay."""
    session.clear()
    session.search = ""
    arrive(session, "home")


def arrive(session: Session, screen: str, step: str = "") -> None:
    """Shows a screen without remembering the one left."""
    session.screen, session.step = screen, step
    session.active, session.caret, session.layer = None, 0, "lower"
    session.problem = None


def _exists(session: Session, screen: str, step: str) -> bool:
    if screen == QUESTION:
        known = () if session.form is None else forms.steps(session.form, session.answers)
        return any(each.key == step for each in known) or entries.find(session, step) is not None
    if screen == ANSWERS:
        return session.form is not None and forms.complete(session.form, session.answers)
    return screen != "form_start" or session.form is not None
