"""The rooms of a building that people meet in: part of the site's public document, as `rooms`.

A room that is not in use any more stays there, so that what was booked in it can still be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.domain.definition import Localised
from kiosk.domain.errors import Refused
from kiosk.domain.languages import NAMES
from kiosk.domain.search import words

MOST_ROOMS: Final = 60
MOST_PEOPLE: Final = 2_000

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class RoomsRefused(Refused, ValueError):
    """The description of the rooms will not do."""

    code = "rooms_refused"


@dataclass(frozen=True, slots=True)
class Room:
    """A room.

    Attributes:
        people: how many it holds; 0 where nobody has said.
        where: how visitors get there from the foyer.
        access: what helps somebody there, or stands in their way.
        in_use: whether it can be booked.
    """

    id: str
    name: Localised
    people: int = 0
    where: Localised | None = None
    access: Localised | None = None
    in_use: bool = True


def read(site: Mapping[str, object]) -> tuple[Room, ...]:
    """The rooms of a site's document. Keys that are not known are ignored.

    Raises:
        RoomsRefused: something is missing or of the wrong kind, or two rooms have one name.
    """
    rows = site.get("rooms") or ()
    if not isinstance(rows, list | tuple) or len(rows) > MOST_ROOMS:
        raise RoomsRefused
    rooms = tuple(_room(row) for row in rows)
    names = [name for room in rooms for name in _names(room)]
    if len({room.id for room in rooms}) != len(rooms) or len(set(names)) != len(names):
        raise RoomsRefused
    return rooms


def named(rooms: Iterable[Room], typed: str, *, any_room: bool = False) -> Room | None:
    """The room that is called so in any language; `None` when there is none.

    Args:
        any_room: also one that is not in use.
    """
    wanted = tuple(words(typed))
    return next((each for each in rooms if (each.in_use or any_room) and wanted and wanted in _names(each)), None)


def _names(room: Room) -> set[tuple[str, ...]]:
    return {tuple(words(room.name.get(tag))) for tag in NAMES}


def _room(row: object) -> Room:
    if not isinstance(row, Mapping):
        raise RoomsRefused
    name, people = row.get("id"), row.get("people") or 0
    if not isinstance(name, str) or _ID.fullmatch(name) is None:
        raise RoomsRefused
    if not isinstance(people, int) or not 0 <= people <= MOST_PEOPLE:
        raise RoomsRefused
    title = _words(row.get("name"))
    if title is None or not words(title.en):
        raise RoomsRefused
    return Room(
        name, title, people, _words(row.get("where")), _words(row.get("access")), row.get("in_use") is not False
    )


def _words(value: object) -> Localised | None:
    if value is None:
        return None
    table = value if isinstance(value, Mapping) else {}
    said = {tag: text for tag in NAMES if isinstance(text := table.get(tag), str) and text.strip()}
    if "en" not in said:
        raise RoomsRefused
    return Localised(said.pop("en"), said.pop("cy", None), tuple(said.items()))
