"""When to try again: declared here, once, for everything the hub sends.

Full jitter: each wait is anywhere between nothing and the present limit, so that many that failed together do not
come back together. Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retries:
    """How patient to be.

    Attributes:
        first: longest wait before the second try, in seconds.
        longest: longest wait before any try, in seconds.
        tries: tries in all before giving up, 1 or more.
    """

    first: float
    longest: float
    tries: int

    def wait(self, tries: int, chance: float) -> float | None:
        """Seconds until the next try; `None` when there have been enough.

        Args:
            tries: how many there have been, 1 or more.
            chance: a random number from 0 up to 1.
        """
        if tries >= self.tries:
            return None
        # 2 to the 60th is longer than any wait; beyond it a float would overflow.
        return chance * min(self.longest, self.first * 2.0 ** min(tries - 1, 60))
