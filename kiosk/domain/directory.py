"""Whom people come to see and what they come for: teams, tenants, people, services and other bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Final
from uuid import UUID

from kiosk.domain.definition import Localised
from kiosk.domain.hours import Hours
from kiosk.domain.ladders import USUAL, Ladder


class Kind(StrEnum):
    """What an entry is."""

    TEAM = auto()
    TENANT = auto()
    PERSON = auto()
    SERVICE = auto()
    BODY = auto()


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody is reached. Empty is what there is not.

    Attributes:
        telephone: E.164, or a short number such as 101.
        form: the id of a form that terminals of the site may offer.
    """

    telephone: str = ""
    email: str = ""
    form: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry has.

    Attributes:
        sounds_like: other words that find it: how a name sounds, what people call a service.
        languages: what is spoken there besides English, as BCP 47 tags: `cy`, `bfi` is British Sign Language.
        accessibility: what helps somebody who comes or rings, or what stands in their way.
        hours: when somebody is there; `None` when staff have not said.
        listed: whether visitors may be shown it. What is not listed is found by nobody and stands on no screen.
    """

    id: UUID
    sounds_like: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    accessibility: Localised | None = None
    hours: Hours | None = None
    reach: Reach = field(default_factory=Reach)
    listed: bool = True

    @property
    def kind(self) -> Kind:
        return KIND_OF[type(self)]

    @property
    def title(self) -> Localised:
        """What staff call it."""
        raise NotImplementedError

    @property
    def belongs_to(self) -> UUID | None:
        """The tenant whose it is."""
        return None

    @property
    def team(self) -> UUID | None:
        """The team it is part of."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Entry):
    """People who work together, of the council or of a tenant. `ladder` is empty where the usual one holds."""

    name: Localised
    summary: Localised | None = None
    place: str = ""
    tenant_id: UUID | None = None
    ladder: Ladder = ()

    @property
    def title(self) -> Localised:
        return self.name

    @property
    def belongs_to(self) -> UUID | None:
        return self.tenant_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant(Entry):
    """Somebody else who has rooms in the building."""

    name: Localised
    summary: Localised | None = None
    place: str = ""
    ladder: Ladder = ()

    @property
    def title(self) -> Localised:
        return self.name

    @property
    def belongs_to(self) -> UUID | None:
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Entry):
    """Somebody who can be visited.

    Attributes:
        deputy_id: who stands in for them.
        account_id: the account with which they sign in, when they have one.
    """

    given: str
    family: str
    job: str = ""
    place: str = ""
    team_id: UUID | None = None
    tenant_id: UUID | None = None
    deputy_id: UUID | None = None
    account_id: UUID | None = None

    @property
    def title(self) -> Localised:
        return Localised(f"{self.given} {self.family}".strip())

    @property
    def belongs_to(self) -> UUID | None:
        return self.tenant_id

    @property
    def team(self) -> UUID | None:
        return self.team_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Entry):
    """Something that is done for people.

    Attributes:
        lgsl: its number in the Local Government Services List.
        team_id: who does it, when it is the council's; `body_id` when it is another's.
        alert: what is out of the ordinary just now.
    """

    name: Localised
    summary: Localised | None = None
    place: str = ""
    lgsl: int | None = None
    team_id: UUID | None = None
    body_id: UUID | None = None
    fees: str = ""
    alert: Localised | None = None

    @property
    def title(self) -> Localised:
        return self.name

    @property
    def team(self) -> UUID | None:
        return self.team_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Entry):
    """Another body that people are often sent to: the county, a housing association, the NHS, a charity."""

    name: Localised
    summary: Localised | None = None
    address: tuple[str, ...] = ()

    @property
    def title(self) -> Localised:
        return self.name


KIND_OF: Final[Mapping[type[Entry], Kind]] = {
    Team: Kind.TEAM,
    Tenant: Kind.TENANT,
    Person: Kind.PERSON,
    Service: Kind.SERVICE,
    Body: Kind.BODY,
}

_DIGRAPHS: Final = ("Dd", "Ff", "Ll")
"""One letter each in Welsh. Those that English names begin with too (Ch, Ph, Rh, Th) are left as they are."""


def initial(name: str) -> str:
    """The first letter of a family name, `Ll` of Llwyd being one."""
    return name[:2] if name.startswith(_DIGRAPHS) else name[:1]


def seen(person: Person) -> str | None:
    """All of a name that a visitor may see, `Siân Ll`; `None` for who is not to be listed."""
    if not person.listed:
        return None
    return f"{person.given} {initial(person.family)}".strip()


def ladder_of(entry: Team | Tenant) -> Ladder:
    """Its own, or the usual one."""
    return entry.ladder or USUAL
