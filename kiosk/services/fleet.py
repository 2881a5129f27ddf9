"""What hubs that share a record must have in common: the keys that what is in it was sealed to."""

from __future__ import annotations

from kiosk.domain.errors import Refused
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services.seals import Seals


class KeysMissing(Refused, LookupError):
    """This hub has not every key of its record: what is sealed to them it could never open."""

    code = "keys_missing"


async def known_keys(store: Store) -> frozenset[str]:
    """The ids of the keys that hubs of this record have had."""
    return await store.read(lambda record: record.fleet.keys())


async def agree(store: Store, seals: Seals, clock: Clock, folder: str) -> None:
    """Makes this hub's keys known to the record. More than it knew is fine: old keys stay, new ones join.

    Args:
        folder: where this hub's keys are, for who has to mend it.

    Raises:
        KeysMissing: this hub lacks some that it knew.
    """
    now = clock.now()

    def work(record: Record) -> frozenset[str]:
        known = record.fleet.keys()
        if not (missing := known - seals.ids):
            record.fleet.add_keys(sorted(seals.ids - known), now)
        return missing

    if missing := await store.transact(work):
        raise KeysMissing(folder=folder, missing=", ".join(sorted(missing)))
