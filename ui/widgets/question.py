"""What a step asks: how far along it is, the question, its picture and the line below it."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters.view import View
from ui.presenters.view import say as sentence
from ui.theme import rules
from ui.theme.tokens import Tokens
from ui.widgets.block import Say
from ui.widgets.progress import Progress


class Question(Widget):
    """Words that stand above, or at the left of, what there is to choose or type."""

    heading = StringProperty("")
    lead = StringProperty("")
    picture = StringProperty("")
    """The icon beside the heading."""

    typing = BooleanProperty(False)
    """Whether there is a keyboard, for which everything else makes room."""

    close = BooleanProperty(False)
    """Whether large words leave little room to the line below it."""

    def __init__(self) -> None:
        super().__init__(size_hint=(None, None))
        self._progress = Progress()

    def show(self, view: View, say: Say, *, lead: bool, progress: bool) -> None:
        """Shows what a view asks.

        Args:
            lead, progress: whether there is room for them.
        """
        self.typing = view.keyboard is not None
        self.heading = say(view.heading)
        self.lead = say(view.lead) if view.lead and lead else ""
        self.picture = view.picture
        wanted = view.progress is not None and progress
        if wanted != (self._progress.parent is not None):
            (self.add_widget if wanted else self.remove_widget)(self._progress)
        if view.progress is not None:
            self._progress.text = say(sentence("Step {step} of {of}", step=view.progress.step, of=view.progress.of))
            self._progress.share = view.progress.step / max(view.progress.of, 1)

    def place(self, theme: Tokens, x: float, top: float, width: float) -> float:
        """Takes its place below a height; answers with the one under which there is room."""
        beneath = words = top
        if self._progress.parent:
            self._progress.ids.text.settle()
            self._progress.width = width
            self._progress.pos = x, beneath - self._progress.height
            beneath -= self._progress.height + theme.px(24 if self.typing else 36)
        picture = self.ids.picture
        picture.settle()
        if self.picture and self._breaks(width - picture.width - theme.gap):
            self.picture = ""
        picture.pos = x, beneath - picture.height
        for lettering, gap, beside in (
            (self.ids.heading, theme.px(16), picture.width + theme.gap if self.picture else 0),
            (self.ids.lead, theme.px(24 if self.typing or theme.compact else 40), 0),
        ):
            lettering.width = width - beside
            lettering.settle()
            lettering.pos = x + beside, beneath - lettering.height
            if lettering.text:
                words = beneath - max(lettering.height, picture.height if beside else 0)
                beneath = words - gap
        self.pos, self.size = (x, words), (width, top - words)
        return float(beneath - (0 if self.lead else theme.px(12 if self.typing else 24)))

    def _breaks(self, width: float) -> bool:
        """Whether a word of what is asked would be broken beside its picture."""
        self.ids.heading.width = width
        return bool(self.ids.heading.broken)

    def forget(self) -> None:
        """Empties itself of every word and picture."""
        self.heading = self.lead = self.picture = self._progress.text = ""
        for lettering in (self.ids.heading, self.ids.lead, self._progress.ids.text):
            lettering.settle()


rules.load(__file__)
