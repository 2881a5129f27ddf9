"""What is tried again when the database, not the work, was at fault: declared here, once, for everything it does.

A transaction that was undone so that another could go on (SQLSTATE 40001 and 40P01) is run again from its start, and
so is one whose connection was lost before it was asked to commit: the server was restarted, and a new connection may
be had at once. A connection lost during the commit leaves open whether it was kept, so that is never repeated here;
whoever asked is told that it is not certain to be kept, and asks again under the same id.

Source: PostgreSQL 15 manual, 13.5 "Serialization Failure Handling".
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

TRIES = 4
"""In all. Two that hinder each other rarely meet twice."""

LONGEST_PAUSE = 0.02
"""Seconds at most before the next try; a random part of it keeps two from meeting again."""

_KEPT_WAITING = "55P03"
_UNDONE = ("40001", "40P01")


def passing(error: BaseException, *, committing: bool = False) -> bool:
    """Whether the same work may well succeed now."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return not committing
    return getattr(error.orig, "sqlstate", None) in _UNDONE


def kept_waiting(error: BaseException) -> bool:
    """Whether somebody else was not done in time: no fault of who waited, and no reason to wait as long again."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _KEPT_WAITING


def again(work: Callable[[], T]) -> T:
    """What `work` returned, the first time that it did not fail in passing; it changes nothing when it raises."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except DBAPIError as error:
            if not passing(error):
                raise
        time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311 - keeps no secret
    return work()
