"""What keys do, on the glass or on a real keyboard: they change the line that is active in the session."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

from kiosk.domain.opinions import MOST_WORDS
from kiosk.terminal.session import Session
from ui.presenters import filling, flow, forms_list, keyboards, opinion, question, typing
from ui.presenters.filling import Place
from ui.presenters.flow import Line as FlowLine
from ui.presenters.typing import Line
from ui.presenters.view import Keyboard, Layer

Key = Literal["backspace", "left", "right"]

_FREE: Final[Mapping[str, str]] = {"forms": forms_list.FIELD, opinion.SCREEN: opinion.FIELD}
"""The lines to type in that belong to no question, by their screen."""


def places(session: Session, today: date | None) -> tuple[Place | FlowLine, ...]:
    """The lines of the question on screen, or of the screen of a flow."""
    if session.screen != "question":
        return flow.lines(session)
    step = question.step(session)
    return () if step is None or step.component is None else filling.places(session, step.component, today)


def activate(session: Session, name: str | None, today: date | None) -> bool:
    """Gives the keys to a line, with the caret at its end; `None` puts the keyboard away. False when there is
    no such line."""
    if name is None:
        session.active, session.caret = None, 0
        return True
    if name == _FREE.get(session.screen):
        session.active, session.caret = name, len(_free_text(session))
        # Forms have English names at least, and most have no others.
        seeks = name == forms_list.FIELD
        session.layer = keyboards.begins(session.language, capital=not seeks, latin=seeks)
        return True
    place = next((each for each in places(session, today) if each.id == name), None)
    if place is None:
        return False
    held = _value(session, place)
    session.active, session.caret = name, len(held)
    capital = place.capital and not held
    session.layer = keyboards.begins(session.language, capital=capital, latin=place.part is not None)
    return True


def type_text(session: Session, text: str, today: date | None) -> bool:
    """Puts characters in at the caret; on the forms screen typing alone starts a search."""
    if session.active is None:
        if session.screen in _FREE:
            activate(session, _FREE[session.screen], today)
        elif lines := places(session, today):
            activate(session, lines[0].id, today)
    place = _active(session, today)
    if _free(session):
        most = forms_list.MAX_TYPED if session.active == forms_list.FIELD else MOST_WORDS
        line = typing.insert(_line(session, place), text, most)
    elif place is not None:
        line = typing.insert(_line(session, place), text, place.limit, many_lines=place.many_lines)
    else:
        return False
    _keep(session, place, line)
    return True


def press(session: Session, name: str, today: date | None) -> bool:
    """A key on the glass, by its id; false when the keyboard shown has none of that name."""
    keyboard = _keyboard(session, today)
    if keyboard is None:
        return False
    layer = Layer(session.layer)
    key = keyboards.find(keyboard, layer, name, session.language)
    if key is None:
        return False
    if key.puts:
        type_text(session, key.puts, today)
    elif name == "key:backspace":
        move(session, "backspace", today)
    elif name == "key:left":
        move(session, "left", today)
    elif name == "key:right":
        move(session, "right", today)
    session.layer = keyboards.after(layer, name)
    if name in ("key:space", "key:backspace") and (place := _active(session, today)) and place.every_word:
        before = _line(session, place).text[: session.caret]
        session.layer = keyboards.armed(Layer(session.layer), capital=not before or before.endswith(" "))
    return True


def move(session: Session, key: Key, today: date | None) -> bool:
    """Moves the caret or takes back a letter; false when no line is active."""
    place = _active(session, today)
    if place is None and not _free(session):
        return False
    change = {"backspace": typing.backspace, "left": typing.left, "right": typing.right}[key]
    _keep(session, place, change(_line(session, place)))
    return True


def next_line(session: Session, today: date | None) -> bool:
    """Goes on from the active line to the one after it; false when it is the last."""
    lines = places(session, today)
    names = [line.id for line in lines]
    if session.active not in names[:-1]:
        return False
    return activate(session, names[names.index(session.active or "") + 1], today)


def new_line(session: Session, today: date | None) -> bool:
    """Starts a new line where the answer has many; false elsewhere."""
    place = _active(session, today)
    return place is not None and place.many_lines and type_text(session, "\n", today)


def _active(session: Session, today: date | None) -> Place | FlowLine | None:
    return next((line for line in places(session, today) if line.id == session.active), None)


def _keyboard(session: Session, today: date | None) -> Keyboard | None:
    if _free(session):
        return Keyboard.LETTERS
    place = _active(session, today)
    return None if place is None else place.keyboard


def _value(session: Session, place: Place | FlowLine) -> str:
    return flow.text(session, place) if isinstance(place, FlowLine) else filling.value(session, place)


def _line(session: Session, place: Place | FlowLine | None) -> Line:
    text = _free_text(session) if place is None else _value(session, place)
    return Line(text, min(session.caret, len(text)))


def _keep(session: Session, place: Place | FlowLine | None, line: Line) -> None:
    session.caret = line.caret
    if isinstance(place, FlowLine):
        flow.put(session, place, line.text)
    elif place is not None:
        filling.put(session, place, line.text)
    elif session.active == forms_list.FIELD:
        session.search, session.page = line.text, 0
    else:
        session.opinion.words = line.text


def _free(session: Session) -> bool:
    """Whether the keys go to a line that belongs to no question."""
    return session.active is not None and session.active == _FREE.get(session.screen)


def _free_text(session: Session) -> str:
    return session.search if session.screen == "forms" else session.opinion.words
