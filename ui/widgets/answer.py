"""A question answered, and the press that changes the answer."""

from __future__ import annotations

from collections.abc import Mapping

from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say
from ui.widgets.pressable import Pressable


class Answer(Pressable, Block[view.Answer]):
    """A line of the summary. All of it can be pressed; the pencil says what for."""

    question = StringProperty("")
    answer = StringProperty("")

    def fill(self, part: view.Answer, say: Say) -> None:
        self.node = part.id
        self.question = say(part.question)
        self.answer = "\n".join(say(line) for line in part.answer)

    def targets(self) -> Mapping[str, Widget]:
        return {self.node: self}


rules.load(__file__)
