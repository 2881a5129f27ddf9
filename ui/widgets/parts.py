"""Which widget shows which part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ui.presenters import view
from ui.widgets.answer import Answer
from ui.widgets.block import Block
from ui.widgets.choice import Choice
from ui.widgets.code import Code
from ui.widgets.contact import Contact
from ui.widgets.field import Field
from ui.widgets.notice import Notice
from ui.widgets.paragraph import Paragraph
from ui.widgets.photo import Photo
from ui.widgets.pressable import Press
from ui.widgets.receipt import Receipt
from ui.widgets.row import Row
from ui.widgets.step_button import StepButton
from ui.widgets.tile import Tile

Item = (
    view.Paragraph
    | view.Notice
    | view.Tile
    | view.Row
    | view.Choice
    | view.Field
    | view.Answer
    | view.Contact
    | view.Receipt
    | view.Code
    | view.Picture
)


def items(parts: tuple[view.Part, ...], *, apart: bool = False, hints: bool = False) -> Iterator[Item]:
    """The parts with their sets taken apart: what stands on the screen by itself.

    Args:
        apart: whether what a notice or a receipt has to say stands below it, so that it can go on the next page.
        hints: whether that goes for what is said about a line to type in and about a code, too.
    """
    for part in parts:
        match part:
            case view.Notice() if apart and len(part.body) > 1:
                yield replace(part, body=())
                yield from map(view.Paragraph, part.body)
            case view.Receipt() if apart and part.states:
                yield replace(part, states=())
                for text, reached in part.states:
                    icon = "circle-check" if reached else "circle-dashed"
                    yield view.Notice(text, (), "success" if reached else "info", icon)
            case view.Fields() if hints:
                for field in part.items:
                    if field.hint is not None:
                        yield view.Paragraph(field.hint, "muted")
                    yield replace(field, hint=None)
            case view.Code() if hints:
                yield replace(part, leads=view.Fixed(""))
                yield view.Paragraph(part.leads, "strong")
            case view.Choices() | view.Fields() | view.Answers():
                yield from part.items
            case _:
                yield part


def block(kind: type, press: Press) -> Block[Any]:
    """An empty widget for items of a kind, or for the buttons at the bottom."""
    return _MAKERS[kind](press)


def same_shape(one: Item, other: Item) -> bool:
    """Whether the widget of one item can go on to show the other."""
    return type(one) is type(other)


_MAKERS: Mapping[type, Callable[[Press], Block[Any]]] = MappingProxyType(
    {
        view.Paragraph: lambda _press: Paragraph(),
        view.Notice: lambda _press: Notice(),
        view.Contact: lambda _press: Contact(),
        view.Receipt: lambda _press: Receipt(),
        view.Code: lambda _press: Code(),
        view.Picture: lambda _press: Photo(),
        view.Tile: Tile,
        view.Row: Row,
        view.Choice: Choice,
        view.Field: Field,
        view.Answer: Answer,
        view.Action: StepButton,
    }
)
