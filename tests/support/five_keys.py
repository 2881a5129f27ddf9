"""A visitor with five keys, who knows nothing of the screen but the semantic tree."""

from __future__ import annotations

from tests.support.window import OnScreenTyping, Window


class FiveKeys(OnScreenTyping):
    """Knows nothing but the tree, and presses Down, Up, Enter, Escape and F1."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.pressed = 0

    def press(self, name: str) -> None:
        self.window.wait_for(name)
        if name == "bar:back":
            self.window.settled(lambda: self._key("Escape"))
            return
        self.window.caught_up()
        steps = self._steps_to(name)
        for _ in range(abs(steps)):
            self._key("Down" if steps > 0 else "Up")
        self.window.wait(lambda: self.window.focus == name, f"the focus to reach {name}")
        self.window.settled(lambda: self._key("Return"))

    def _steps_to(self, name: str) -> int:
        """How often to press Down; Up, if negative."""
        order = [
            node["id"] for node in self.window.nodes if node["focusable"] and not node["id"].startswith("pager:")
        ]
        if self.window.focus not in order:
            return order.index(name) + 1
        ahead = (order.index(name) - order.index(self.window.focus)) % len(order)
        return ahead if ahead <= len(order) // 2 else ahead - len(order)

    def _key(self, name: str) -> None:
        self.pressed += 1
        self.window.key(name)
