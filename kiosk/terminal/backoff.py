"""How long to wait before trying again."""

from __future__ import annotations

import random


class Backoff:
    """Waits that double, with jitter, so that a building full of terminals does not knock at once.

    Args:
        first: seconds, the most the first wait can be.
        longest: seconds, the most any wait can be.
    """

    def __init__(self, first: float, longest: float) -> None:
        self._first = first
        self._longest = longest
        self._tries = 0

    def next(self) -> float:
        """Seconds to wait before the next try: between half of the full wait and all of it."""
        full = min(self._longest, self._first * 2.0 ** min(self._tries, 32))
        self._tries += 1
        return full * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret

    def reset(self) -> None:
        """Starts again with the first wait, after something has worked."""
        self._tries = 0
