"""What is told to whoever cannot see the screen: what changed, where they are, what they can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ui.presenters.semantics import Node, Translate, is_private, tree
from ui.presenters.view import Text, View, say


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence, and whether a person's own words are in it."""

    text: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something to tell whoever cannot see the screen. `urgent` cuts off what is being said."""

    sentences: tuple[Spoken, ...]
    urgent: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return _spoken(each.text for each in self.sentences)

    @property
    def public(self) -> str:
        """What anybody may hear."""
        return _spoken(each.text for each in self.sentences if not each.private)

    @property
    def private(self) -> bool:
        """Whether a person's own words are in it."""
        return any(each.private for each in self.sentences)


def announcement(before: View | None, now: View, translate: Translate) -> Announcement | None:
    """What to say when one screen takes the place of another; `None` when nothing worth saying changed."""

    def sentence(text: Text) -> Spoken:
        return Spoken(translate(text), is_private(text))

    if before is not None and (before.name, before.heading, before.language) == (now.name, now.heading, now.language):
        if now.error is not None and now.error != before.error:
            return Announcement((sentence(now.error),), urgent=True)
        if now.announce is not None and now.announce != before.announce:
            return Announcement((sentence(now.announce),))
        return None
    said = [sentence(text) for text in (now.error, now.heading) if text is not None]
    if now.progress is not None:
        said.append(sentence(say("Step {step} of {of}", step=now.progress.step, of=now.progress.of)))
    said += [sentence(text) for text in (now.lead, now.announce) if text is not None]
    # What cannot be pressed is passed over by the keys, so it is said now.
    for node in tree(now, translate):
        if node.id.startswith("part:") and not node.focusable:
            said.append(Spoken(describe(node, translate, private=True), node.private))
    return Announcement(tuple(said), urgent=now.error is not None)


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
        case "status", ("done" | "not done") as state:
            said.append(translate(say("done") if state == "done" else say("not yet")))
    if node.value and (private or not node.private):
        said.append(node.value)
    said += [text for text in (node.hint, node.error) if text]
    return _spoken(said)


def _spoken(sentences: Iterable[str]) -> str:
    """Sentences one after the other, each with its end, so that a voice pauses between them."""
    return " ".join(text if text.endswith((".", "?", "!")) else f"{text}." for text in sentences if text)
