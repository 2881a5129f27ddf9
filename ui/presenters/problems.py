"""What is wrong with an answer, as words on the screen."""

from __future__ import annotations

from datetime import date

from kiosk.domain.fields import Argument, Problem
from kiosk.domain.forms import Localised
from ui.presenters.view import Fixed, Message, Moment, Text


def text(problem: Problem) -> Text:
    """The problem's sentence."""
    if isinstance(problem.message, Localised):
        return problem.message
    return Message(problem.message, {name: _argument(value) for name, value in problem.args.items()})


def of_part(problem: Problem | None, part: str) -> Text | None:
    """What is wrong with one part of an answer, if anything."""
    if problem is None:
        return None
    return next((text(each) for each in (problem, *problem.others) if each.part == part), None)


def _argument(value: Argument) -> Text:
    if isinstance(value, Localised):
        return value
    return Moment(value.isoformat(), "date") if isinstance(value, date) else Fixed(str(value))
