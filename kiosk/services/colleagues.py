"""Who of the staff works at a site: whom a submission can be handed to, and who looks after the site."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kiosk.domain.directory import Team
from kiosk.domain.hand_overs import Holder
from kiosk.domain.roles import Action, StaffRole, may
from kiosk.interfaces.store import Store
from kiosk.services.directory import Directory


class Colleagues:
    """The staff of one site.

    Args:
        estate: where accounts are kept.
    """

    def __init__(self, estate: Store, directory: Directory, site_id: str) -> None:
        self._estate, self._directory, self._site_id = estate, directory, site_id

    async def holders(self) -> Sequence[Holder]:
        """Those who can be handed a submission: everybody who may work on them, then the council's teams, by name."""
        members = await self._estate.read(lambda record: record.people.members())
        people = [
            Holder("person", member.id, member.name)
            for member in members
            if may(member.grants, Action.WORK_ON_SUBMISSIONS, self._site_id)
        ]
        teams = (await self._directory.book()).every(Team)
        return [
            *sorted(people, key=lambda holder: holder.name.casefold()),
            *(Holder("team", team.id, team.name.en) for team in teams if team.tenant_id is None),
        ]

    async def turns_of(self, account_id: UUID) -> frozenset[UUID]:
        """Under which ids something is somebody's turn: their account, and their team."""
        person = await self._directory.person_of(account_id)
        return frozenset({account_id} if person is None or person.team_id is None else {account_id, person.team_id})

    async def accounts(self) -> Sequence[tuple[UUID, str]]:
        """The accounts of everybody who was granted anything at the site, by name."""
        members = await self._estate.read(lambda record: record.people.members())
        here = [(each.id, each.name) for each in members if any(grant.at(self._site_id) for grant in each.grants)]
        return sorted(here, key=lambda pair: pair[1].casefold())

    async def administrators(self) -> Sequence[bool]:
        """For each administrator, whether more than a password lets them in."""
        members = await self._estate.read(lambda record: record.people.members())
        return [
            member.second_factor or not member.local
            for member in members
            if any(grant.role is StaffRole.ADMINISTRATOR and grant.at(self._site_id) for grant in member.grants)
        ]
