"""What somebody did on a page of a form: what they typed, what is wrong with it, and what is good."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kiosk.domain import fields
from kiosk.domain.definition import Answers, AnswerValue, Component, Page, Raw
from kiosk.domain.fields import Checked, Problem
from kiosk.domain.kinds import FILES, Kind
from kiosk.web.public import entries, files, questions
from kiosk.web.public.bodies import Sent
from kiosk.web.public.files import Shelf


@dataclass(slots=True)
class Answered:
    """What was done on a page.

    Attributes:
        typed: as it was typed, by question.
        problems: what is wrong, by question.
        good: canonical answers; files that were added, and entries of tables, also where others are still wanted.
        pressed: the questions of which a button was pressed that does not lead on: one more entry, one file fewer.
    """

    typed: dict[str, Raw] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    good: dict[str, AnswerValue] = field(default_factory=dict)
    pressed: set[str] = field(default_factory=set)
    unfit: bool = False


async def read(page: Page, answers: Answers, sent: Sent, today: date, shelf: Shelf) -> Answered:
    """Judges what a page sent by the rules of its questions.

    A button that does not lead on finds fault with nothing else on the page, and keeps what is good of it.
    """
    done = Answered()
    verdicts: dict[str, Checked | Problem] = {}
    for question in page.questions:
        kept = answers.get(question.name)
        if question.kind is Kind.TABLE:
            given: Raw = _entries(question, kept, sent, today, done)
        elif question.kind in FILES:
            given = await _files(question, kept, sent, shelf, done)
        else:
            given = done.typed[question.name] = questions.raw(question, sent.fields)
        verdicts[question.name] = fields.check(question, given, today)
    for name, verdict in verdicts.items():
        match verdict:
            case Checked(value) if value != "" or not done.pressed:
                done.good[name] = value
            case Problem() if not done.pressed:
                done.problems.setdefault(name, verdict)
            case Problem():
                # Left for when they go on; what was typed there must not be lost by then.
                done.unfit |= name in done.typed and entries.filled(done.typed[name])
    return done


def _entries(table: Component, kept: AnswerValue | None, sent: Sent, today: date, done: Answered) -> Raw:
    found = entries.read(table, kept, sent.fields, today)
    done.typed |= found.typed
    done.problems |= found.problems
    done.good[table.name] = found.rows
    if found.stays:
        done.pressed.add(table.name)
    return found.rows


async def _files(question: Component, kept: AnswerValue | None, sent: Sent, shelf: Shelf, done: Answered) -> Raw:
    found = await files.read(question, kept, sent, shelf)
    done.good[question.name] = found.ids
    if found.problem is not None:
        done.problems[question.name] = found.problem
    if found.stays:
        done.pressed.add(question.name)
    return found.ids
