"""Leaving the directory of every site: whoever has left answers no bell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from kiosk.services.audit import Actor
from kiosk.services.directory import EntryChanged, EntryUnknown
from kiosk.services.hub import Hub


class SiteLadders:
    """The ladders of an estate. Satisfies `kiosk.services.people.Ladders`."""

    def __init__(self, sites: Iterable[Hub]) -> None:
        self._sites = tuple(sites)

    async def left_empty(self, account_id: UUID) -> Sequence[str]:
        """Names of ladders, with their sites, on which nobody would be left."""
        found: list[str] = []
        for hub in self._sites:
            person = await hub.directory.person_of(account_id)
            if person is not None:
                names = await hub.directory.empty_ladders(without=person.id)
                found += [f"{name}, {hub.site.name.en}" for name in names]
        return found

    async def leave(self, account_id: UUID, actor: Actor) -> Sequence[UUID]:
        """Takes the people of an account out of the directory, where they can be restored for a while."""
        left: list[UUID] = []
        for hub in self._sites:
            # Somebody may be changing the entry at this moment; then it is read again.
            while (person := await hub.directory.person_of(account_id)) is not None and person.id not in left:
                try:
                    row = await hub.directory.show(person.id)
                    await hub.directory.remove(person.id, row.revision, actor)
                except EntryChanged:
                    continue
                except EntryUnknown:
                    pass
                left.append(person.id)
        return left
