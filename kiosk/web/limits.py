"""How often somebody may try what could be guessed."""

from __future__ import annotations

import hashlib
import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from kiosk.web.problems import WebProblem

ENROLMENTS = parse("10 per minute")
"""By address. A code has 60 random bits and lives for minutes."""

HEALTH_REPORTS = parse("30 per minute")
"""By terminal: one a minute and one at each change, with room for a bad day."""

USES = parse("30 per minute")
"""By terminal: told beside its health, and only when a number has changed."""

SIGN_INS_BY_ADDRESS = parse("30 per 15 minutes")
"""By address: a whole office may sit behind one."""

SIGN_INS_BY_ACCOUNT = parse("10 per 15 minutes")
"""By the name that was typed, whether anybody has it or not."""

CODES = parse("60 per 15 minutes")
"""Codes of second factors, by address. Each right password is good for five of them."""

DIRECTORY = parse("60 per 15 minutes")
"""By address: going to the council's directory and coming back, which costs the hub a row and two questions."""

INVITATIONS_SENT = parse("30 per hour")
"""By account: a new tenant has many people, a stolen session should not write to the world."""

PROOFS = parse("10 per 15 minutes")
"""By account, of somebody who is signed in and proves again who they are."""

SET_UPS = parse("20 per 15 minutes")
"""By address. A link has 256 random bits."""


class Limits:
    """Counts in memory: a restart forgives, and an attacker cannot restart the hub."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)

    def count(self, limit: RateLimitItem, what: str, who: str) -> None:
        """Counts one try.

        Raises:
            WebProblem: 429; there were too many. The try is then not counted.
        """
        # Whoever tries chooses the words; only their hash is held.
        key = hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()
        if not self._limiter.hit(limit, what, key):
            reset = self._limiter.get_window_stats(limit, what, key).reset_time
            wait = max(1, math.ceil(reset - time.time()))
            raise WebProblem(429, "too_many_tries", {"Retry-After": str(wait)})

    def forget(self, limit: RateLimitItem, what: str, who: str) -> None:
        """Starts the count anew, after a success."""
        self._limiter.clear(limit, what, hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest())
