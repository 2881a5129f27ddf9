"""What is told to whoever cannot see the screen: what changed, where they are, what they can do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from ui.presenters import echo, offering
from ui.presenters.semantics import Node, is_private, tree
from ui.presenters.view import Fixed, Paragraph, Receipt, Row, Text, View, say

_WORTH = 15
"""Characters of a sentence that is not said twice when it stands in two places."""


class Tongue(Protocol):
    """A person's language: `ui.presenters.words.Words`."""

    @property
    def language(self) -> str: ...

    def __call__(self, text: Text) -> str: ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence.

    Attributes:
        language: it is in.
        private: whether a person's own words are in it.
        instead: what a room may hear of it. Where it is not empty, it is what somebody has just typed, which they
            hear through headphones without asking.
    """

    text: str
    language: str
    private: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something to tell whoever cannot see the screen. `urgent` cuts off what is being said."""

    sentences: tuple[Spoken, ...]
    urgent: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return joined(each.text for each in self.sentences)

    @property
    def private(self) -> bool:
        """Whether a person's own words are in it."""
        return any(each.private for each in self.sentences)


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen, its tree, and the language it is in."""

    view: View
    nodes: tuple[Node, ...]
    tongue: Tongue

    def whole(self) -> Announcement:
        """All that is told to somebody who has just come to it."""
        return _whole(self.view, self.tongue, self.nodes)


def announcement(
    before: View | None, now: View, tongue: Tongue, nodes: Sequence[Node] | None = None
) -> Announcement | None:
    """What to say when one screen takes the place of another; `None` when nothing worth saying changed.

    Args:
        nodes: the tree of the screen now, where it is known already.
    """
    if nodes is None:
        nodes = tree(now, tongue)
    if before is not None and (before.name, before.heading, before.language) == (now.name, now.heading, now.language):
        return _change(before, now, tongue, nodes)
    return _whole(now, tongue, nodes)


def describe(node: Node, tongue: Tongue) -> tuple[Spoken, ...]:
    """One node as it is read out: what it is called, what it is, what it holds, what is wrong with it."""
    what, own = [tongue(text) for text in _what(node)], node.private and not node.value and not node.focusable
    if node.language == tongue.language:
        said = [Spoken(_listed([node.name, *what]), node.language, own)]
    else:
        said = [Spoken(node.name, node.language, own)]
        if what:
            said.append(Spoken(_listed(what), tongue.language))
    if node.value:
        said.append(Spoken(node.value, tongue.language, node.private))
    return (*said, *(Spoken(text, tongue.language) for text in (node.hint, node.error) if text))


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other, each with its end, so that a voice pauses between them."""
    return " ".join(text if text.endswith((".", "?", "!")) else f"{text}." for text in sentences if text)


def _whole(now: View, tongue: Tongue, nodes: Sequence[Node]) -> Announcement:
    said = [] if now.error is None else _problem(now.error, tongue)
    said.append(_sentence(now.heading, tongue))
    if now.progress is not None:
        said.append(_sentence(say("Step {step} of {of}", step=now.progress.step, of=now.progress.of), tongue))
    said += [_sentence(text, tongue) for text in (now.lead, now.announce) if text is not None]
    said += _passed_over(now, tongue, nodes)
    said += [_sentence(text, tongue) for text in offering.offered(now)]
    if (line := echo.active(now)) is not None:
        said.append(_sentence(say("You are typing in: {line}", line=line.label), tongue))
    return Announcement(tuple(said), urgent=now.error is not None)


def _what(node: Node) -> Iterator[Text]:
    match node.role, node.state:
        case (("radio" | "checkbox"), state):
            yield say("chosen") if state == "chosen" else say("not chosen")
            yield say("{position} of {size}", position=node.position, size=node.set_size)
            if node.group:
                yield Fixed(node.group)
        case "textbox", _:
            yield say("text field")
            if not node.value:
                yield say("empty")
        case (("button" | "link"), _):
            yield say("button")
        case "key", "on":
            yield say("on")
        case "status", ("done" | "not done") as state:
            yield say("done") if state == "done" else say("not yet")


def _listed(words: Sequence[str]) -> str:
    """Words that belong together, with short pauses: full ones where a question stands among them."""
    first, *rest = words
    pause = " " if first.endswith((".", "?", "!")) else ", "
    return first if not rest else f"{first}{pause}{', '.join(rest)}"


def _sentence(text: Text, tongue: Tongue) -> Spoken:
    return Spoken(tongue(text), tongue.language, is_private(text))


def _problem(error: Text, tongue: Tongue) -> list[Spoken]:
    return [_sentence(say("There is a problem."), tongue), _sentence(error, tongue)]


def _passed_over(now: View, tongue: Tongue, nodes: Sequence[Node]) -> Iterator[Spoken]:
    """What cannot be pressed is passed over by the keys, so it is said as the screen is."""
    told = [tongue(text) for text in (now.lead, now.announce) if text is not None]
    come = [text for part in now.parts if isinstance(part, Receipt) for text, _ in part.states]
    above = {
        f"part:{number}"
        for number, (part, after) in enumerate(pairwise(now.parts))
        if isinstance(part, Paragraph) and part.style == "strong" and isinstance(after, Row)
    }
    for node in nodes:
        if node.focusable or not node.id.startswith("part:") or node.id in above:
            continue
        if node.state and now.announce in come:
            continue  # how far it has come was said in one sentence
        for each in describe(node, tongue):
            if len(each.text) < _WORTH or not any(each.text in words for words in told):
                yield each


def _change(before: View, now: View, tongue: Tongue, nodes: Sequence[Node]) -> Announcement | None:
    """What changed while the screen stayed."""
    line, was = echo.active(now), echo.active(before)
    moved = line is not None and (was is None or was.id != line.id)
    wrong = now.error is not None and now.error != before.error
    if wrong and now.error is not None:
        said = _problem(now.error, tongue)
        moved = line is not None and line.error is not None
    else:
        said = [_echoed(each, tongue) for each in echo.echo(before, now)]
        if len(echo.fields(now)) > len(echo.fields(before)):
            said += [_sentence(text, tongue) for text in offering.lines(now)]
    if moved:
        said += [each for node in nodes if node.state == "active" for each in describe(node, tongue)]
    if now.announce is not None and now.announce != before.announce:
        said.append(_sentence(now.announce, tongue))
    return Announcement(tuple(said), urgent=wrong) if said else None


def _echoed(said: echo.Said, tongue: Tongue) -> Spoken:
    text = joined(tongue(text) for text in said.texts)
    return Spoken(
        text, tongue.language, said.instead is not None, "" if said.instead is None else tongue(said.instead)
    )
