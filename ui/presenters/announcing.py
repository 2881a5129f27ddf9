"""What is told to whoever cannot see the screen: what changed, where they are, what they can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ui.presenters.semantics import Node, Translate, is_private
from ui.presenters.view import Notice, Text, View, say


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something to tell whoever cannot see the screen. `urgent` cuts off what is being said."""

    text: str
    urgent: bool
    private: bool


def announcement(before: View | None, now: View, translate: Translate) -> Announcement | None:
    """What to say when one screen takes the place of another; `None` when nothing worth saying changed."""
    if before is not None and (before.name, before.heading, before.language) == (now.name, now.heading, now.language):
        if now.error is not None and now.error != before.error:
            return Announcement(translate(now.error), True, is_private(now.error))
        if now.announce is not None and now.announce != before.announce:
            return Announcement(translate(now.announce), False, is_private(now.announce))
        return None
    said: list[Text] = [now.heading]
    if now.error is not None:
        said.insert(0, now.error)
    if now.progress is not None:
        said.append(say("Step {step} of {of}", step=now.progress.step, of=now.progress.of))
    said += [text for text in (now.lead, now.announce) if text is not None]
    said += [notice for part in now.parts if isinstance(part, Notice) for notice in (part.title, *part.body)]
    ended = _spoken(translate(text) for text in said)
    return Announcement(ended, now.error is not None, any(is_private(text) for text in said))


def describe(node: Node, translate: Translate, *, private: bool = False) -> str:
    """One node as it is read out: what it is called, what it is, what it holds, what is wrong with it.

    Args:
        private: whether a person's own words may be said here.
    """
    said = [node.name]
    match node.role, node.state:
        case (("radio" | "checkbox"), state):
            said.append(translate(say("chosen") if state == "chosen" else say("not chosen")))
            said.append(translate(say("{position} of {size}", position=node.position, size=node.set_size)))
        case "textbox", _:
            said.append(translate(say("text field")))
        case (("button" | "link"), _):
            said.append(translate(say("button")))
        case "key", "on":
            said.append(translate(say("on")))
    if node.value and (private or not node.private):
        said.append(node.value)
    said += [text for text in (node.hint, node.error) if text]
    return _spoken(said)


def _spoken(sentences: Iterable[str]) -> str:
    """Sentences one after the other, each with its end, so that a voice pauses between them."""
    return " ".join(text if text.endswith((".", "?", "!")) else f"{text}." for text in sentences if text)
