"""Which widget shows which part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ui.presenters import view
from ui.widgets.answer import Answer
from ui.widgets.block import Block
from ui.widgets.choice import Choice
from ui.widgets.contact import Contact
from ui.widgets.field import Field
from ui.widgets.notice import Notice
from ui.widgets.paragraph import Paragraph
from ui.widgets.pressable import Press
from ui.widgets.receipt import Receipt
from ui.widgets.row import Row
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
)


def items(parts: tuple[view.Part, ...]) -> Iterator[Item]:
    """The parts with their sets taken apart: what stands on the screen by itself."""
    for part in parts:
        match part:
            case view.Choices() | view.Fields() | view.Answers():
                yield from part.items
            case _:
                yield part


def block(item: Item, press: Press) -> Block[Any]:
    """An empty widget for an item."""
    match item:
        case view.Paragraph():
            return Paragraph()
        case view.Notice():
            return Notice()
        case view.Contact():
            return Contact()
        case view.Receipt():
            return Receipt()
        case view.Tile():
            return Tile(press)
        case view.Row():
            return Row(press)
        case view.Choice():
            return Choice(press)
        case view.Field():
            return Field(press)
        case view.Answer():
            return Answer(press)


def same_shape(one: Item, other: Item) -> bool:
    """Whether the widget of one item can go on to show the other."""
    return type(one) is type(other)
