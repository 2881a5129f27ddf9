"""What a door does, judged by its contact: forced, held open, opened a second time within one release.

Pure: it is told what happens and when, in seconds of a clock that only goes on. While nobody can tell how the contact
is, nothing is said of the door; one that is found open when it can be told again is watched from then on.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.doors import AFTER_BUTTON, GRACE, Place, Seen


@dataclass(slots=True)
class Watch:
    """One door.

    Attributes:
        held: seconds after which a door that stands open is held open.
        place: where it is.
        trouble: forced or held open, until it is shut.
        expected: until when it may be opened.
    """

    held: float
    place: Place = "unknown"
    trouble: Seen | None = None
    expected: float = float("-inf")
    _opened: float = 0.0
    _openings: int = 0

    def released(self, now: float, seconds: float) -> None:
        """The lock is released, for that long."""
        self._expect(now + seconds + GRACE)

    def pressed(self, now: float) -> None:
        """Somebody pressed the button inside."""
        self._expect(now + AFTER_BUTTON)

    def moved(self, shut: bool | None, now: float) -> Seen | None:
        """The contact says so from now on. Gives what somebody has to know of."""
        before, self.place = self.place, "unknown" if shut is None else "shut" if shut else "open"
        if self.place == before:
            return None
        if self.place == "open":
            self._opened = now
            return None if before == "unknown" else self._open(now)
        if self.place == "shut" and self.trouble is not None:
            self.trouble = None
            return Seen.SHUT_AGAIN
        return None

    def look(self, now: float) -> Seen | None:
        """Time passes."""
        if self.place == "open" and self.trouble is None and now - self._opened >= self.held:
            self.trouble = Seen.HELD_OPEN
            return Seen.HELD_OPEN
        return None

    def due(self) -> float | None:
        """When it is to be looked at next; `None` when nothing can come of it."""
        return self._opened + self.held if self.place == "open" and self.trouble is None else None

    def _expect(self, until: float) -> None:
        self.expected = max(self.expected, until)
        # A door that stands open when it is released is used for this release too.
        self._openings = int(self.place == "open")

    def _open(self, now: float) -> Seen | None:
        if now > self.expected:
            self.trouble = Seen.FORCED
            return Seen.FORCED
        self._openings += 1
        return Seen.OPENED_TWICE if self._openings == 2 else None
