"""What somebody who waits tells their host: a sentence that is ready, or a few words that they type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from kiosk.domain.visit_words import LONGEST, PHRASES
from ui.presenters import flow, visiting
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Fields, Notice, Paragraph, Plural, Row, Text, Typed, View, say

WRITE: Final = "arriving.write"
SEND: Final = "arriving.send"

_PHRASES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "here": say("I am in the waiting area."),
        "wait": say("I can wait."),
        "not_long": say("I cannot wait long."),
        "help": say("I need help to reach you."),
        "outside": say("I am waiting outside."),
        "leave": say("I have to go now."),
        "nobody": say("Nobody has come yet."),
    }
)
"""The sentences of `PHRASES`, by their ids."""


def phrases(scene: Scene) -> View:
    """Something short to tell them, ready to be chosen; or in their own words."""
    ready = (Row(f"phrase:{name}", _PHRASES[name], icon="send") for name in PHRASES)
    own = Row("action:write", say("Write it myself"), icon="keyboard")
    return flow.page(scene, say("What do you want to tell them?"), (*ready, own), ways=("bar:back",))


def write(scene: Scene) -> View:
    """A line for a few words."""
    error = visiting.wrong(visiting.of(scene.here))
    left = LONGEST - len(visiting.of(scene.here).typed.get(visiting.WORDS, ""))
    hint = Plural("{n} character left", "{n} characters left", left)
    line = flow.field_of(scene.here, visiting.WORDS, say("Your message"), hint=hint, error=error)
    on = Action(flow.CONTINUE, say("Continue"), icon="arrow-right")
    return flow.page(
        scene, say("What do you want to tell them?"), (Fields((line,)),), (on,), error=error, ways=("bar:back",)
    )


def send(scene: Scene) -> View:
    """What they typed, once more before it goes."""
    words = visiting.of(scene.here).typed.get(visiting.WORDS, "")
    change = Action("action:change_words", say("Change it"), "second", "pencil")
    return flow.page(
        scene,
        say("Send this?"),
        (Paragraph(Typed(words), "strong"), Paragraph(say("Only those who are asked to come to you read it."))),
        (Action(flow.CONTINUE, say("Send it"), icon="send"), change),
        ways=("bar:back",),
    )


def became(scene: Scene) -> Iterator[Notice]:
    """What became of the last thing they told."""
    match visiting.of(scene.here).message:
        case "kept":
            yield Notice(say("Your message goes to them now."), (), "info", "send")
        case "too_soon":
            yield _not_sent(say("You have just written to them. Please wait a moment, and send it again."))
        case "too_many":
            yield _not_sent(say("You have written to them ten times. Please wait for them, or ring us."))
        case "failed":
            yield _not_sent(say("You can try again, or ring us."))


def _not_sent(why: Text) -> Notice:
    return Notice(say("We could not send your message"), (why,), "problem", "triangle-alert")
