"""People who come, go and leave parcels at a terminal without a screen, for as long as they are asked to."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from kiosk.domain.parcels import Did, Told
from kiosk.domain.photos import Photo
from kiosk.domain.visit_details import Details
from kiosk.domain.visit_tellings import ARRIVED
from kiosk.domain.visits import Came, State, Went
from kiosk.terminal.terminal import Terminal
from kiosk.terminal.visit_finding import Found
from kiosk.terminal.visits import Coming
from tests.support.photos import jpeg

T = TypeVar("T")


def comers(terminal: Terminal) -> Iterator[tuple[str, UUID]]:
    """Two come and one goes, a parcel is left and collected, again and again. Gives what was done, once it is on the
    disk, and the id of the visit or the parcel."""
    photo = Photo(jpeg(), b"\x00\x00\x00", (1, 1))

    def run(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, terminal.loop).result()

    while True:
        for leaves in (True, False):
            came = run(terminal.visits.arrive(Coming(Came.WALK_IN, details=Details(name="Gwen Price")), photo))
            yield "came", came.visit_id
            if leaves:
                found = terminal.visits.scan(came.badges[0].code)
                assert isinstance(found, Found)
                run(terminal.visits.leave(found, Went.BADGE))
                yield "gone", came.visit_id
        line, reference = terminal.parcels.named()
        told = Told(line, Did.LEFT, reference)
        run(terminal.parcels.tell(told, 1.0, photo))
        yield "left", line
        run(terminal.parcels.tell(replace(told, did=Did.COLLECTED), 1.0))
        yield "collected", line


By = Mapping[str, Collection[str]]
Rows = Callable[[str], Sequence[Sequence[object]]]
"""Asks the record."""


def faults(rows: Rows, site: str, did: By, told: By) -> Iterator[str]:
    """What of a site is not in the record as it happened, is there twice, or came from elsewhere.

    Args:
        did: ids by what its terminals said was done with them.
        told: happenings by their kind, of which they said that the hub has them.
    """

    def here(columns: str, table: str) -> list[tuple[str, ...]]:
        found = rows(f"SELECT {columns} FROM {table} WHERE site_id = '{site}'")  # noqa: S608 - ours
        return [tuple(map(str, row)) for row in found]

    taken = {name for name, kept in here("id, kept", "happenings") if not kept}
    ours = {name for names in told.values() for name in names}
    visits, parcels = dict(here("id, state", "visits")), dict(here("id, state", "parcels"))
    photos = {name for (name,) in here("id", "photos")}
    yield from (f"happening {each} of {site} was not taken" for each in sorted(ours - taken))
    yield from (f"happening {each} was never told at {site}" for each in sorted(taken - ours))
    yield from (f"photo {each} at {site} is of nobody there" for each in sorted(photos - {*visits, *parcels}))
    notices = Counter(here("visit_id, turn, entry_id", "host_notices"))
    yield from (f"{each} at {site} was told {times} times" for each, times in notices.items() if times > 1)
    if len(visits) != len(told[ARRIVED]):
        yield f"{len(told[ARRIVED])} came at {site}, and {len(visits)} are known"
    for what, known, states in (
        ("came", visits, (State.HERE, State.LEFT)),
        ("gone", visits, (State.LEFT,)),
        ("left", parcels, (Did.LEFT, Did.COLLECTED)),
        ("collected", parcels, (Did.COLLECTED,)),
    ):
        wrong = {each: known.get(each) for each in did[what] if known.get(each) not in states}
        yield from (f"{each} {what} at {site}, and is {state}" for each, state in sorted(wrong.items()))
