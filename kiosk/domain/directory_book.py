"""The directory of one site as a whole, at one moment: who belongs where, who is found, whom a ladder reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from kiosk.domain.directory import Entry, Kind, Person, Service, Team, Tenant, ladder_of
from kiosk.domain.directory_names import Names
from kiosk.domain.ladders import Rung
from kiosk.domain.search import words

E = TypeVar("E", bound=Entry)

NOBODY: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a ladder leads.

    Attributes:
        people: whom its steps ask.
        telephone: whether a number of the team itself rings somewhere.
        contact_centre: whether it ends at the contact centre.
    """

    people: frozenset[UUID]
    telephone: bool
    contact_centre: bool

    @property
    def empty(self) -> bool:
        """Whether nobody of the team is asked, whether or not the contact centre is."""
        return not self.people and not self.telephone


class Book:
    """Every entry there is. It never changes; a newer one is made of newer entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: Mapping[UUID, Entry] = {entry.id: entry for entry in entries}

    def get(self, entry_id: UUID | None, cls: type[E]) -> E | None:
        """The entry with this id, if it is one of these."""
        found = None if entry_id is None else self.entries.get(entry_id)
        return found if isinstance(found, cls) else None

    def every(self, cls: type[E]) -> list[E]:
        """All of these, by name."""
        return [entry for entry in self._sorted if isinstance(entry, cls)]

    def named(self, name: str, cls: type[E]) -> list[E]:
        """Those of these who are called exactly so, in either language; case, accents and signs do not count."""
        return [entry for entry in self._by_name.get(name_key(name), ()) if isinstance(entry, cls)]

    def mailed(self, address: str, cls: type[E]) -> list[E]:
        """Those of these with this e-mail address."""
        return [entry for entry in self._by_mail.get(address.casefold(), ()) if isinstance(entry, cls)]

    def members(self, team_id: UUID) -> list[Person]:
        """The people of a team."""
        return self._members.get(team_id, [])

    def belonging(self, tenant_id: UUID) -> list[Entry]:
        """What belongs to a tenant: its teams and its people."""
        return self._belonging.get(tenant_id, [])

    def find(self, typed: str) -> list[Entry]:
        """The entries that fit what was typed, listed or not, the best first."""
        return [match.entry for match in self.names.rank(typed)]

    @cached_property
    def names(self) -> Names:
        """All entries by their words."""
        return Names(self.entries.values())

    def parts(self, of: Entry) -> list[Entry]:
        """What is part of an entry: the people of a team, all that is a tenant's, the services of a body."""
        if isinstance(of, Person | Service):
            return []
        return [entry for entry in self.entries.values() if of.id in references(entry)]

    def lead(self, of: Team | Tenant, without: Collection[UUID] = NOBODY) -> Lead:
        """Where its ladder leads while some people are away."""
        people: set[UUID] = set()
        telephone = contact_centre = False
        crew = self._crew(of)
        for step in ladder_of(of):
            match step.rung:
                case Rung.HOST:
                    people |= {person.id for person in crew}
                case Rung.DEPUTY:
                    people |= self._there(person.deputy_id for person in crew)
                case Rung.PERSON:
                    people |= self._there([step.person_id])
                case Rung.TEAM:
                    people |= {person.id for person in crew}
                    telephone = bool(of.reach.telephone)
                case Rung.CONTACT_CENTRE:
                    contact_centre = True
        return Lead(frozenset(people) - frozenset(without), telephone, contact_centre)

    def empty_ladders(self, without: Collection[UUID] = NOBODY) -> list[Team | Tenant]:
        """Whose ladder asks nobody; with `without`, whose would ask nobody once these people are gone."""
        every: list[Team | Tenant] = [*self.every(Team), *self.every(Tenant)]
        return [each for each in every if self.lead(each, without).empty and not (without and self.lead(each).empty)]

    def _there(self, ids: Iterable[UUID | None]) -> set[UUID]:
        return {person.id for each in ids if (person := self.get(each, Person)) is not None}

    def _crew(self, of: Team | Tenant) -> list[Person]:
        if isinstance(of, Team):
            return self.members(of.id)
        return [entry for entry in self.belonging(of.id) if isinstance(entry, Person)]

    @cached_property
    def _sorted(self) -> list[Entry]:
        return sorted(self.entries.values(), key=lambda entry: entry.title.en.casefold())

    @cached_property
    def _belonging(self) -> Mapping[UUID, list[Entry]]:
        found: dict[UUID, list[Entry]] = defaultdict(list)
        for entry in self._sorted:
            if entry.belongs_to is not None and entry.belongs_to != entry.id:
                found[entry.belongs_to].append(entry)
        return found

    @cached_property
    def _members(self) -> Mapping[UUID, list[Person]]:
        found: dict[UUID, list[Person]] = defaultdict(list)
        for person in self.every(Person):
            if person.team_id is not None:
                found[person.team_id].append(person)
        return found

    @cached_property
    def _by_mail(self) -> Mapping[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            if entry.reach.email:
                found[entry.reach.email.casefold()].append(entry)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            for name in {name_key(entry.title.en), name_key(entry.title.get("cy"))}:
                found[name].append(entry)
        return found


def name_key(name: str) -> str:
    """A name as it is compared."""
    return " ".join(words(name)) or name.strip()


def references(entry: Entry) -> set[UUID]:
    """What an entry is part of. People whom it names, as deputies or in a ladder, may go: they are passed over."""
    named = (getattr(entry, name, None) for name in ("tenant_id", "team_id", "body_id"))
    return {each for each in named if each is not None}


def kind_counts(entries: Iterable[Entry]) -> dict[Kind, int]:
    """How many there are of each kind."""
    counts = dict.fromkeys(Kind, 0)
    for entry in entries:
        counts[entry.kind] += 1
    return counts
