"""Tries at what could be guessed: one row each who tries, counted in one statement, so no two hubs count past it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Insert, bindparam, case, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.store.schema import tries

MOST_AHEAD = timedelta(hours=1)
"""How far the clock of another hub may be ahead of ours, and its tries still count."""

_UNTIL = tries.c.until_ms
_KEY = (tries.c.site_id == bindparam("here")) & (tries.c.mark == bindparam("of"))
_FOUND = select(_UNTIL).where(_KEY)
_FORGET = delete(tries).where(_KEY)


def _counting(insert: sqlite.Insert | postgresql.Insert) -> Insert:
    """A number from beyond `bound` was written by a clock that was wrong, and counts for nothing."""
    since, bound = bindparam("now_ms", type_=_UNTIL.type), bindparam("bound_ms", type_=_UNTIL.type)
    return insert.on_conflict_do_update(
        index_elements=["site_id", "mark"],
        set_={
            "until_ms": case(
                (_UNTIL.between(since, bound), _UNTIL + bindparam("each_ms", type_=_UNTIL.type)),
                else_=insert.excluded.until_ms,
            )
        },
        where=or_(bindparam("latest_ms", type_=_UNTIL.type) >= _UNTIL, bound < _UNTIL),
    ).returning(_UNTIL)


_COUNT: Mapping[str, Insert] = {
    "sqlite": _counting(sqlite.insert(tries)),
    "postgresql": _counting(postgresql.insert(tries)),
}


class TryRows:
    """Satisfies `kiosk.interfaces.records.tries.TryRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def count(self, mark: bytes, now: datetime, each: timedelta, longest: timedelta) -> timedelta | None:
        now_ms, each_ms = round(now.timestamp() * 1000), round(each / timedelta(milliseconds=1))
        full_ms = now_ms + round(longest / timedelta(milliseconds=1))
        counted = self._connection.execute(
            _COUNT[self._connection.dialect.name],
            {
                "site_id": self._site_id,
                "mark": mark,
                "until_ms": now_ms + each_ms,
                "now_ms": now_ms,
                "each_ms": each_ms,
                "latest_ms": full_ms - each_ms,
                "bound_ms": full_ms + round(MOST_AHEAD / timedelta(milliseconds=1)),
            },
        ).scalar_one_or_none()
        if counted is not None:
            return None
        until: int = self._connection.execute(_FOUND, {"here": self._site_id, "of": mark}).scalar_one()
        return timedelta(milliseconds=until + each_ms - full_ms)

    def forget(self, mark: bytes) -> None:
        self._connection.execute(_FORGET, {"here": self._site_id, "of": mark})
