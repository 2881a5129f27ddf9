"""Alerts: when those who look after a building are told that something at a terminal is not as it was.

Theory of operation. What is wrong with a terminal or with one of its devices is a state: the codes of its reasons,
none when all is well. A change is told once it has lasted a while, and going back is told in the same way, so
whoever is told something hears of its end too. Each thing told makes the next wait about the same device twice as
long, so that a loose cable does not fill a mailbox; one that never holds still is told all the same, as coming and
going. What falls due at about the same time is told together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID

from kiosk.domain.errors import Refused

LONGEST: Final = timedelta(minutes=30)
"""The longest that a change must last before it is told."""

RESTLESS: Final = 10
"""Times the wait after which something that does not hold still is told nevertheless."""

CALM: Final = timedelta(hours=2)
"""After so long without anything told about it, a device is one like any other again."""

GATHER: Final = timedelta(seconds=60)
"""What falls due within this is told together."""

MOST_EMAILS: Final = 10

_EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


class AlertsRefused(Refused, ValueError):
    """Who is to be told, and when, makes no sense; `part` names what."""

    code = "alerts_refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is told, and when nobody wants to be.

    Attributes:
        emails: addresses of people or teams who look after the building.
        webhook: the name of one of the hub's destinations; empty for none.
        quiet: from and until, by the site's clock; what happens then is told afterwards, if it is still so.
    """

    emails: tuple[str, ...] = ()
    webhook: str = ""
    quiet: tuple[time, time] | None = None

    def quiet_at(self, local: time) -> bool:
        """Whether it is quiet at a time of the site's clock."""
        if self.quiet is None:
            return False
        first, last = self.quiet
        return first <= local < last if first <= last else local >= first or local < last


NOBODY: Final = Wanted()


def read(document: object) -> Wanted:
    """Who is told, from the document of a site.

    Raises:
        AlertsRefused: it will not do.
    """
    if document is None:
        return NOBODY
    if not isinstance(document, Mapping) or document.keys() - {"emails", "webhook", "quiet"}:
        raise AlertsRefused(part="alerts")
    emails, webhook, quiet = document.get("emails") or (), document.get("webhook") or "", document.get("quiet")
    if not isinstance(emails, list | tuple) or len(emails) > MOST_EMAILS or not all(map(is_email, emails)):
        raise AlertsRefused(part="emails")
    if not isinstance(webhook, str):
        raise AlertsRefused(part="webhook")
    return Wanted(tuple(dict.fromkeys(emails)), webhook, _quiet(quiet))


def is_email(text: object) -> bool:
    """Whether mail can be sent there."""
    return isinstance(text, str) and len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def _quiet(quiet: object) -> tuple[time, time] | None:
    if not quiet:
        return None
    try:
        first, last = (time.fromisoformat(each) for each in quiet)  # type: ignore[attr-defined] # what is none, raises
    except (TypeError, ValueError):
        raise AlertsRefused(part="quiet") from None
    if first == last:
        raise AlertsRefused(part="quiet")
    return first, last


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What can be well or not: a device of a terminal, or the terminal itself, whose `device` is empty."""

    terminal_id: UUID
    device: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """How a subject is, and what was told of it.

    Attributes:
        state: its codes as of now, joined by spaces; empty when it is well. `since` when.
        said: the state that was told last; `said_at` when, `None` when nothing ever was.
        left: since when it has not been steadily what was told; `None` while it is.
        told: how many times something was told while it did not come to rest.
    """

    state: str
    since: datetime
    said: str = ""
    said_at: datetime | None = None
    left: datetime | None = None
    told: int = 0

    def seen(self, state: str, now: datetime, first: timedelta) -> Course:
        """The same after another look at it."""
        if state != self.state:
            told = self.told if self.left is not None or not self._calm(now) else 0
            return replace(self, state=state, since=now, left=self.left or now, told=told)
        if state == self.said and self.left is not None and now - self.since >= self.wait(first):
            return replace(self, left=None)
        return self

    def due(self, first: timedelta) -> datetime | None:
        """When the state is to be told, if it lasts; `None` when there is nothing to tell."""
        if self.state == self.said:
            return None
        wait = self.wait(first)
        steady = self.since + wait
        return steady if self.left is None else min(steady, self.left + RESTLESS * wait)

    def restless(self, now: datetime, first: timedelta) -> bool:
        """Whether what is due is due because it does not hold still."""
        return self.since + self.wait(first) > now

    def saying(self, now: datetime) -> Course:
        """The same once its state has been told."""
        return replace(self, said=self.state, said_at=now, left=None, told=self.told + 1)

    def wait(self, first: timedelta) -> timedelta:
        """How long a change must last before it is told.

        Args:
            first: how long for a device that has given no trouble lately.
        """
        return min(LONGEST, first * float(1 << min(self.told, 16)))

    def over(self, now: datetime) -> bool:
        """Whether there is nothing to remember: it is well, whoever was told otherwise knows, and some time ago."""
        return self.state == self.said == "" and self.left is None and self._calm(now)

    def _calm(self, now: datetime) -> bool:
        return self.said_at is None or now - self.said_at >= CALM


def together(due: Iterable[datetime]) -> datetime | None:
    """When the next things should be told, all at once: with the first, what falls due soon after it. `None` when
    there is nothing."""
    times = sorted(due)
    return max((each for each in times if each <= times[0] + GATHER), default=None)


HAPPENED_AGAIN: Final = timedelta(minutes=5)
"""Until so long after it, what happens again is told once, and only at the end of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told.

    Attributes:
        device: what the operator calls it; empty for the terminal itself.
        how: `happened` is for what has no end.
        state: the codes, joined by spaces.
        restless: whether it comes and goes.
    """

    terminal_id: UUID
    device: str
    how: Literal["wrong", "mended", "happened"]
    state: str
    since: datetime
    restless: bool = False
