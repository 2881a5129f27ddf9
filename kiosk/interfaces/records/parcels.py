"""The rows of parcels and of who brings them, as services know them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.parcel_rules import Options, Wishes
from kiosk.domain.parcels import Did, Purpose

Tenants = Collection[UUID] | None
"""Whose rows somebody may see; `None` is everybody's."""


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """One line of a courier's visit.

    Attributes:
        tenant_id: whose it is; `None` for the council's own, and where nobody knows.
        at: when it was put down, or somebody was called.
        ended_by: an account's name, or `code`.
        code_mark: by what its hand-over code is known, while it waits.
        sealed: the name on the label and the code, sealed; empty once it was kept long enough.
    """

    id: UUID
    reference: str
    purpose: Purpose
    state: Did
    number: int
    signature: bool
    recipient_id: UUID | None
    recipient: str
    tenant_id: UUID | None
    carrier_id: UUID | None
    carrier: str
    terminal_id: UUID
    at: datetime
    time_uncertain: bool
    ended_at: datetime | None = None
    ended_by: str | None = None
    code_mark: bytes | None = None
    reminded_at: datetime | None = None
    reminders: int = 0
    key_id: str = ""
    sealed: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """Somebody known by a PIN, or by a pass that is good once."""

    id: UUID
    name: str
    single: bool
    recipient_id: UUID | None
    mark: bytes
    made_at: datetime
    made_by: str
    expires_at: datetime | None = None
    used_at: datetime | None = None
    ended_at: datetime | None = None

    def good(self, now: datetime) -> bool:
        """Whether it is still taken."""
        used = self.single and self.used_at is not None
        return not used and self.ended_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class ParcelSum:
    """So many parcels of so many lines, for one recipient by one carrier, that came to this."""

    recipient: str
    carrier: str
    purpose: Purpose
    state: Did
    lines: int
    number: int


class ParcelRecord(Protocol):
    def put(self, row: ParcelRow) -> None:
        """From now on this is how the line is."""

    def get(self, parcel_id: UUID) -> ParcelRow | None: ...

    def waiting(self, tenants: Tenants = None) -> Sequence[ParcelRow]:
        """What waits for whose it is, and for whom a courier waits; the oldest first."""

    def sealed(self, after: UUID | None, limit: int) -> Sequence[ParcelRow]:
        """Those of which not everything was forgotten, by their ids, from after one of them on."""

    def marked(self, marks: Collection[bytes]) -> ParcelRow | None:
        """What waits under one of these codes."""

    def ended(self, tenants: Tenants, limit: int) -> Sequence[ParcelRow]:
        """What is over, the newest first."""

    def counted(self, since: datetime, until: datetime, tenants: Tenants = None) -> Sequence[ParcelSum]:
        """The numbers of that time, `until` left out."""

    def used(self, since: datetime) -> Sequence[UUID]:
        """Recipients since then, those with most lines first."""

    def wishes(self) -> Mapping[UUID, Wishes]:
        """What those that said anything want."""

    def wish(self, entry_id: UUID, wanted: Wishes, by: str, at: datetime) -> None: ...

    @property
    def options(self) -> Options: ...

    def choose(self, wanted: Options, by: str, at: datetime) -> None: ...

    @property
    def reminded_at(self) -> datetime | None:
        """When people were last reminded; `None` before that."""

    def reminded(self, at: datetime) -> None: ...

    def add_carrier(self, row: CarrierRow) -> None: ...

    def carriers(self) -> Sequence[CarrierRow]:
        """Every one that was not ended, the newest first."""

    def carrier(self, carrier_id: UUID) -> CarrierRow | None:
        """Also one that was ended."""

    def used_carrier(self, carrier_id: UUID, at: datetime) -> None: ...

    def end_carrier(self, carrier_id: UUID, at: datetime) -> bool:
        """`False` when there is none, or it was ended before."""
