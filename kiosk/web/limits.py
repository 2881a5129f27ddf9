"""How often somebody may try what could be guessed, and how often a terminal may tell of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from kiosk.services.tries import Limit
from kiosk.web.buckets import Buckets
from kiosk.web.problems import WebProblem

_QUARTER = timedelta(minutes=15)

ENROLMENTS = Limit("enrolment", 10, timedelta(minutes=1))
"""By address. A code has 60 random bits and lives for minutes."""

SIGN_INS_BY_ADDRESS = Limit("sign_in_address", 30, _QUARTER)
"""By address: a whole office may sit behind one."""

SIGN_INS_BY_ACCOUNT = Limit("sign_in_account", 10, _QUARTER)
"""By the name that was typed, whether anybody has it or not."""

CODES = Limit("code_address", 60, _QUARTER)
"""Codes of second factors, by address. Each right password is good for five of them."""

DIRECTORY = Limit("directory_address", 60, _QUARTER)
"""By address: going to the council's directory and coming back, which costs the hub a row and two questions."""

INVITATIONS_SENT = Limit("invitation", 30, timedelta(hours=1))
"""By account: a new tenant has many people, a stolen session should not write to the world."""

PROOFS = Limit("proof", 10, _QUARTER)
"""By account, of somebody who is signed in and proves again who they are."""

SET_UPS = Limit("set_up", 20, _QUARTER)
"""By address. A link has 256 random bits."""

REPORTS, REPORT_AGAIN = 30, 2.0
"""By terminal, at each hub: one a minute and one at each change, with room for a bad day. Nothing can be guessed."""


class Throttle:
    """How often terminals may tell one kind of thing to this hub.

    Args:
        times: how many times as often as a report of health.
    """

    def __init__(self, monotonic: Callable[[], float], times: int = 1) -> None:
        self._buckets = Buckets(REPORTS * times, REPORT_AGAIN / times, monotonic)

    def take(self, who: str) -> None:
        """Counts one.

        Raises:
            WebProblem: 429; there were too many.
        """
        if wait := self._buckets.take(who):
            raise WebProblem(429, "too_many_tries", {"Retry-After": str(wait)})
