"""What every screen can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kivy.uix.widget import Widget

from ui.presenters.view import View
from ui.theme.tokens import Tokens
from ui.widgets.block import Say


class Screen(Protocol):
    """What the router asks of a screen; each is a widget."""

    def show(self, shown: View, say: Say) -> None: ...

    def targets(self) -> Mapping[str, Widget]: ...

    def ring(self, nodes: Sequence[str]) -> None: ...

    def reveal(self, node: str) -> None: ...

    def turned(self, node: str) -> bool: ...

    def suit(self, theme: Tokens) -> None: ...

    def finish(self) -> None: ...

    def forget(self) -> None: ...
