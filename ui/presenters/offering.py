"""What can be done on a screen, in a sentence or two: said after what stands on it."""

from __future__ import annotations

from collections.abc import Iterator

from ui.presenters.view import Action, Answers, Choices, Fields, Plural, Row, Text, Tile, View, say


def offered(view: View) -> Iterator[Text]:
    """The answers there are to choose from, the lines to type in, and the buttons by their names."""
    yield from lines(view)
    for part in view.parts:
        match part:
            case Choices(label, items):
                count = _any_of(len(items)) if items[0].multiple else _one_of(len(items))
                yield count if label == view.heading else say("{group}: {count}", group=label, count=count)
            case Answers(items=items):
                yield Plural(
                    "There is one answer you can change.", "There are {n} answers you can change.", len(items)
                )
    services = sum(isinstance(part, Tile | Row) for part in view.parts)
    if services:
        yield Plural("There is one thing to choose.", "There are {n} things to choose.", services)
    if view.actions:
        yield _buttons(view.actions)


def _one_of(count: int) -> Text:
    return Plural("There is one answer to choose.", "There are {n} answers to choose from.", count)


def _any_of(count: int) -> Text:
    return Plural("There is one thing to turn on or off.", "There are {n} things to turn on or off.", count)


def lines(view: View) -> Iterator[Text]:
    """The lines to type in."""
    for part in view.parts:
        if isinstance(part, Fields):
            yield Plural("There is one line to type in.", "There are {n} lines to type in.", len(part.items))


def _buttons(actions: tuple[Action, ...]) -> Text:
    if len(actions) == 1:
        return say("The button is: {button}.", button=actions[0].label)
    if len(actions) == 2:
        return say("The buttons are: {first}, and {second}.", first=actions[0].label, second=actions[1].label)
    if len(actions) == 3:
        first, second, third = (action.label for action in actions)
        return say("The buttons are: {first}, {second}, and {third}.", first=first, second=second, third=third)
    return Plural("There is one button.", "There are {n} buttons.", len(actions))
