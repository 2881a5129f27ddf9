"""What is on the screen, as one list in reading order: for keys, switches, speech and tests alike.

`tree` turns a `View` into nodes; `ui.presenters.focus` moves among those that can be acted on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.domain.forms import Localised
from ui.presenters import bar, keyboards
from ui.presenters.view import (
    Action,
    Answer,
    Answers,
    Choices,
    Code,
    Contact,
    Field,
    Fields,
    In,
    Message,
    Notice,
    Paragraph,
    Part,
    Picture,
    Receipt,
    Row,
    Text,
    Tile,
    Typed,
    View,
    say,
)

Translate = Callable[[Text], str]

Role = Literal[
    "heading",
    "image",
    "paragraph",
    "alert",
    "status",
    "progress",
    "textbox",
    "radio",
    "checkbox",
    "button",
    "link",
    "key",
]

_FOCUSABLE: frozenset[Role] = frozenset({"textbox", "radio", "checkbox", "button", "link", "key"})


@dataclass(frozen=True, slots=True)
class Node:
    """One thing on the screen.

    Attributes:
        id: what a press names, or where it stands for things that cannot be pressed.
        name: what it is called; `value`: what it holds.
        state: `chosen`, `not chosen`, `active` (the keys go here), `done`, `not done`, `on` or empty.
        position, set_size: its place among its like, from 1; 0 when it stands alone.
        language: the language of its name.
        private: whether it holds a person's own words, which are not spoken aloud unless asked for.
        level: of a heading.
        row: of a key: the row of the keyboard it is in, from 1.
        group: what it is one of, where the heading does not say so.
    """

    id: str
    role: Role
    name: str
    value: str = ""
    state: str = ""
    hint: str = ""
    error: str = ""
    position: int = 0
    set_size: int = 0
    language: str = "en"
    private: bool = False
    level: int = 0
    row: int = 0
    group: str = ""

    @property
    def focusable(self) -> bool:
        """Whether something happens when it is pressed."""
        return self.role in _FOCUSABLE


def tree(view: View, translate: Translate) -> tuple[Node, ...]:
    """The nodes of a screen, in the order they are read."""
    return tuple(_Tree(view.language, translate).nodes(view))


@dataclass(frozen=True, slots=True)
class _Tree:
    language: str
    translate: Translate

    def nodes(self, view: View) -> Iterator[Node]:
        if view.logo is not None:
            yield self._node("logo", "image", view.logo)
        yield self._node("title", "paragraph", view.title)
        if view.status is not None:
            yield self._node("status", "status", view.status)
        if view.progress is not None:
            steps = say("Step {step} of {of}", step=view.progress.step, of=view.progress.of)
            yield self._node("progress", "progress", steps)
        if view.error is not None:
            yield self._node("error", "alert", view.error)
        yield self._node("heading", "heading", view.heading, level=1)
        if view.lead is not None:
            yield self._node("lead", "paragraph", view.lead)
        for number, part in enumerate(view.parts):
            yield from self._part(f"part:{number}", part, view.heading)
        if view.keyboard is not None:
            yield from self._keys(view)
        for action in view.actions:
            yield self._action(action)
        for name in view.bar:
            item = bar.item(name, view.language, view.languages)
            yield Node(name, "button", self.translate(item.label), language=item.language)

    def _part(self, place: str, part: Part, heading: Text) -> Iterator[Node]:
        match part:
            case Paragraph(text):
                yield self._node(place, "paragraph", text)
            case Notice():
                role: Role = "alert" if part.tone == "problem" else "status"
                yield self._node(place, role, part.title, level=2)
                for number, text in enumerate(part.body):
                    yield self._node(f"{place}.{number}", "paragraph", text)
            case Tile() | Row():
                yield self._node(part.id, "button" if isinstance(part, Tile) else "link", part.title, hint=part.note)
            case Choices(label, items):
                for position, item in enumerate(items, 1):
                    yield self._node(
                        item.id,
                        "checkbox" if item.multiple else "radio",
                        item.label,
                        state="chosen" if item.chosen else "not chosen",
                        hint=item.hint,
                        position=position,
                        set_size=len(items),
                        group=None if label == heading else label,
                        language=item.language,
                    )
            case Fields(items=fields):
                for field in fields:
                    yield self._field(field)
            case Answers(items=answers):
                for answer in answers:
                    yield self._answer(answer)
            case Contact():
                yield self._node(place, "paragraph", part.name, value=part.number, hint=part.note)
                if part.now is not None:
                    yield self._node(f"{place}.now", "paragraph", part.now)
            case Code():
                yield self._node(place, "paragraph", part.leads)
            case Picture():
                yield self._node(place, "image", part.says)
            case Receipt():
                yield self._node(place, "status", say("Your reference"), value=Typed(part.reference))
                for number, (text, done) in enumerate(part.states):
                    yield self._node(f"{place}.{number}", "status", text, state="done" if done else "not done")
                if part.leads is not None:
                    yield self._node(f"{place}.code", "paragraph", part.leads)

    def _field(self, field: Field) -> Node:
        return self._node(
            field.id,
            "textbox",
            say("{label} (optional)", label=field.label) if field.optional else field.label,
            value=Typed(field.value),
            state="" if field.caret is None else "active",
            hint=field.hint,
            error=field.error,
        )

    def _answer(self, answer: Answer) -> Node:
        given = "\n".join(self.translate(text) for text in answer.answer)
        return self._node(
            answer.id, "button", say("Change: {question}", question=answer.question), value=Typed(given)
        )

    def _action(self, action: Action) -> Node:
        return self._node(action.id, "button", action.label)

    def _keys(self, view: View) -> Iterator[Node]:
        if view.keyboard is None:
            return
        for number, row in enumerate(keyboards.rows(view.keyboard, view.layer, view.language), 1):
            for key in row:
                yield replace(self._node(key.id, "key", key.spoken, state="on" if key.on else ""), row=number)

    def _node(
        self,
        place: str,
        role: Role,
        name: Text,
        *,
        value: Text | None = None,
        state: str = "",
        hint: Text | None = None,
        error: Text | None = None,
        position: int = 0,
        set_size: int = 0,
        level: int = 0,
        language: str = "",
        group: Text | None = None,
    ) -> Node:
        return Node(
            place,
            role,
            self.translate(name),
            "" if value is None else self.translate(value),
            state,
            "" if hint is None else self.translate(hint),
            "" if error is None else self.translate(error),
            position,
            set_size,
            language or _language(name, self.language),
            is_private(name) or is_private(value),
            level,
            group="" if group is None else self.translate(group),
        )


def _language(text: Text, otherwise: str) -> str:
    """The language that words are in."""
    match text:
        case Localised():
            return text.spoken(otherwise)
        case In(said, language):
            return _language(said, language)
    return otherwise


def is_private(text: Text | None) -> bool:
    """Whether a text holds a person's own words."""
    match text:
        case Typed():
            return True
        case Message(args=args):
            return any(is_private(arg) for arg in args.values())
    return False
