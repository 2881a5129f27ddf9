"""Something the person must not miss: what happened, what still works, what to do."""

from __future__ import annotations

from kivy.properties import ColorProperty, StringProperty

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say


class Notice(Block[view.Notice]):
    """A card with a coloured edge, an icon and a title: never colour alone."""

    title = StringProperty("")
    body = StringProperty("")
    icon = StringProperty("")
    tone = StringProperty("info")
    accent = ColorProperty((0, 0, 0, 1))

    def fill(self, part: view.Notice, say: Say) -> None:
        self.title = say(part.title)
        self.body = "\n".join(say(sentence) for sentence in part.body)
        self.icon = part.icon
        self.tone = part.tone


rules.load(__file__)
