"""What a terminal knows of parcels: who gets them and how, by the catalogue; codes and carriers, by what it is told
sealed for a day.

The first part is there after a start without the hub, so a courier is served then, too. It names teams and tenants
and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kiosk.domain import directory_names
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Team
from kiosk.domain.documents import read_id
from kiosk.domain.hours import Hours
from kiosk.domain.parcel_rules import Takes, Wishes, wishes
from kiosk.domain.parcels import digits, marked

PART: Final = "parcels"
"""Its name in the catalogue, and in what terminals are told sealed."""

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A team or a tenant, with what a courier is told of it.

    Attributes:
        tenant: whether it is a tenant; otherwise a team.
        place: where in the building it is.
    """

    id: UUID
    name: Localised
    tenant: bool = False
    place: str = ""
    sounds_like: tuple[str, ...] = ()
    takes: Takes = Takes.ANYBODY
    words: Localised | None = None
    hours: Hours | None = None

    def open(self, now: datetime | None) -> bool:
        """Whether parcels are taken at this time; yes where nobody has said, or nobody knows the time."""
        return self.hours is None or now is None or self.hours.at(now.weekday(), now.hour * 60 + now.minute)


@dataclass(frozen=True, slots=True)
class Offer:
    """Who gets parcels here, by name; and who gets those that nobody knows the recipient of."""

    recipients: tuple[Recipient, ...]
    unknown: Recipient | None = None

    def get(self, recipient_id: UUID | None) -> Recipient | None:
        """The one with that id."""
        return next((each for each in self.recipients if each.id == recipient_id), None)

    def find(self, typed: str) -> list[Recipient]:
        """Those that fit what was typed, the best first: a slip, part of a name, how it sounds."""
        by_id = {each.id: each for each in self.recipients}
        entries = [Team(id=each.id, name=each.name, sounds_like=each.sounds_like) for each in self.recipients]
        return [by_id[match.entry.id] for match in directory_names.rank(entries, typed)]

    def ordered(self, used: Sequence[UUID]) -> list[Recipient]:
        """All of them, those most used first."""
        first = [found for each in used if (found := self.get(each)) is not None]
        return [*first, *(each for each in self.recipients if each not in first)]


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody who is known by a PIN; `single` is good once, and may say whom it is for."""

    id: UUID
    name: str
    single: bool = False
    recipient: UUID | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits for whose it is."""

    id: UUID
    reference: str
    recipient: UUID | None
    number: int


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """What a terminal is told sealed.

    Attributes:
        key: what codes are marked with.
        used: recipients, those most used first.
    """

    key: bytes
    used: tuple[UUID, ...] = ()
    carriers: Mapping[bytes, Carrier] = field(default_factory=dict)
    waiting: Mapping[bytes, Waiting] = field(default_factory=dict)

    def carrier(self, typed: str) -> Carrier | None:
        """Whose PIN or pass was typed."""
        return self.carriers.get(marked(self.key, digits(typed)))

    def parcel(self, typed: str) -> Waiting | None:
        """What waits under a hand-over code."""
        return self.waiting.get(marked(self.key, digits(typed)))


def offer(directory: object, told: object) -> Offer | None:
    """Who gets parcels, out of a catalogue; `None` where terminals offer no deliveries.

    What cannot be read is passed over: an older hub sends none of it, a newer one may say more.
    """
    if not isinstance(directory, Mapping) or not isinstance(told, Mapping) or told.get("on") is not True:
        return None
    named = told.get("wishes")
    wanted: Table = named if isinstance(named, Mapping) else {}
    rows = [(row, kind == "tenants") for kind in ("tenants", "teams") for row in _rows(directory, kind)]
    read = [_recipient(row, wanted.get(str(row.get("id"))), tenant=tenant) for row, tenant in rows]
    found = [each for each in read if each is not None]
    found.sort(key=lambda each: each.name.en.casefold())
    known = Offer(tuple(found))
    return Offer(known.recipients, known.get(read_id(told.get("unknown")))) if found else None


def known(told: object) -> Known | None:
    """What was told sealed; `None` where that is nothing."""
    if not isinstance(told, Mapping):
        return None
    try:
        return Known(
            bytes.fromhex(str(told["key"])),
            used(told),
            {
                bytes.fromhex(row["mark"]): Carrier(
                    UUID(row["id"]), str(row["name"]), row.get("single") is True, read_id(row.get("recipient"))
                )
                for row in _rows(told, "carriers")
            },
            {
                bytes.fromhex(row["mark"]): Waiting(
                    UUID(row["id"]), str(row["reference"]), read_id(row.get("recipient")), int(row["number"])
                )
                for row in _rows(told, "waiting")
            },
        )
    except (KeyError, TypeError, ValueError):
        return None


def used(told: Table) -> tuple[UUID, ...]:
    """Recipients that were told sealed, those most used first."""
    listed = told.get("used")
    found = (read_id(each) for each in (listed if isinstance(listed, list) else ()))
    return tuple(each for each in found if each is not None)


def told_of(wanted: Wishes) -> Table:
    """What terminals are told of somebody's wishes: who is written to is none of their business."""
    document = wanted.document()
    return {name: document[name] for name in ("takes", "words", "hours")}


def _recipient(row: Table, told: object, *, tenant: bool) -> Recipient | None:
    name, identifier = row.get("name"), read_id(row.get("id"))
    if not isinstance(name, Mapping) or not name.get("en") or identifier is None:
        return None
    wanted = wishes(told if isinstance(told, Mapping) else {})
    sounds = row.get("sounds_like")
    return Recipient(
        identifier,
        Localised(str(name["en"]), str(name["cy"]) if name.get("cy") else None),
        tenant,
        str(row.get("place") or ""),
        tuple(map(str, sounds)) if isinstance(sounds, list) else (),
        wanted.takes,
        wanted.words,
        wanted.hours,
    )


def _rows(table: Table, key: str) -> Iterator[Mapping[str, Any]]:
    rows = table.get(key)
    yield from (row for row in (rows if isinstance(rows, list) else ()) if isinstance(row, Mapping))
