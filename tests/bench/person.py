"""How long somebody at the screen takes, reckoned from published times. What the house takes is measured beside it.

The times are those of the keystroke-level model, with slower reading and typing than its experts have:

- `PREPARE`, 1.35 s: to make up one's mind before an act (M). Where a screen is new its heading, what stands below
  it and what is pressed are read first, if that takes longer.
- `REACH` and `PRESS`, 1.10 s and 0.20 s: to bring the hand to something and press it (P and K). P was taken with a
  mouse, than which a finger on glass was found to be quicker.
- `HOME`, 0.40 s: the hand comes to the glass from the reader (H).
- `LETTER`, 0.60 s: one letter on a keyboard on the screen: 20 words of five letters in a minute, which is what people
  did who had never used one, on a keyboard of 24.6 cm.
- `WORD`, 0.25 s: to read a word: 238 in a minute.

Source: Card, Moran, Newell, “The keystroke-level model for user performance time with interactive systems”, CACM 23
(1980) 396, and “The psychology of human-computer interaction” (1983); Findlater and others, “Comparing touchscreen
and mouse input performance by people with and without upper body motor impairments”, CHI 2017; Sears and others,
“Investigating touchscreen typing”, Behaviour & Information Technology 12 (1993) 17; Brysbaert, “How many words do we
read per minute?”, Journal of Memory and Language 109 (2019) 104047.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tests.support.window import Node

PREPARE: Final = 1.35
REACH: Final = 1.10
PRESS: Final = 0.20
HOME: Final = 0.40
LETTER: Final = 60 / (20 * 5)
WORD: Final = 60 / 238

_NOT_READ: Final = ("bar:", "key:", "pager:", "logo", "title", "status", "bullet:")
"""What is on every screen, and not about this one."""


@dataclass
class Person:
    """What somebody did, and what that takes them in seconds.

    Attributes:
        read: words that had to be read, and `shown` those of every screen on the way.
        thinking: seconds before their acts, reading among them.
    """

    presses: int = 0
    letters: int = 0
    codes: int = 0
    read: int = 0
    shown: int = 0
    thinking: float = 0.0
    _seen: str = field(default="", repr=False)

    def looks(self, nodes: list[Node], at: str = "") -> None:
        """Before an act: what is new is read, as far as it is needed for the act on a thing."""
        heading = next((str(node["name"]) for node in nodes if node["role"] == "heading"), "")
        needed = [str(node["name"]) for node in nodes if node["id"] == at]
        if heading != self._seen:
            under = next((str(node["name"]) for node in nodes if node["id"] in ("lead", "part:0")), "")
            needed += [heading, under]
            self.shown += sum(_words(str(node["name"])) for node in nodes if not node["id"].startswith(_NOT_READ))
            self._seen = heading
        count = sum(map(_words, needed))
        self.read += count
        self.thinking += max(PREPARE, count * WORD)

    @property
    def seconds(self) -> float:
        """All of it."""
        hand = self.presses * (REACH + PRESS) + self.letters * LETTER + self.codes * HOME
        return self.thinking + hand

    @property
    def seconds_reading_all(self) -> float:
        """Likewise, for somebody who reads every word that comes by."""
        return self.seconds + max(0, self.shown - self.read) * WORD


def _words(text: str) -> int:
    return len(text.split())
