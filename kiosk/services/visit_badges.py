"""Badges that were lost or spoilt: the code on one is made void, or another takes its place."""

from __future__ import annotations

import secrets
from uuid import UUID

from kiosk.domain import visit_codes
from kiosk.domain.visit_codes import NONCE
from kiosk.interfaces.store import Record
from kiosk.services.audit import Actor, Audit
from kiosk.services.visit_lists import Tenants, own
from kiosk.services.visits import VisitChanged


class VisitBadges:
    """Those of one site."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    async def void(self, visit_id: UUID, actor: Actor, tenants: Tenants) -> None:
        """From now on nobody leaves by the badge.

        Raises:
            VisitUnknown: there is no such visit, or it is none of theirs.
            VisitChanged: they are not here.
        """

        def work(record: Record) -> None:
            _here(record, visit_id, tenants)
            record.visits.void_badges(visit_id)

        await self._audit.perform(actor, "visit_badge_voided", str(visit_id), work)

    async def renew(self, visit_id: UUID, actor: Actor, tenants: Tenants) -> str:
        """What is in the code of a new badge; the one before is void.

        Raises:
            VisitUnknown, VisitChanged: as `void`.
        """
        nonce = secrets.token_bytes(NONCE)

        def work(record: Record) -> None:
            _here(record, visit_id, tenants)
            record.visits.void_badges(visit_id)
            record.visits.give_badge(visit_id, visit_codes.mark(nonce))

        await self._audit.perform(actor, "visit_badge_made", str(visit_id), work)
        return visit_codes.badge(nonce)


def _here(record: Record, visit_id: UUID, tenants: Tenants) -> None:
    if not own(record.visits.get(visit_id), tenants).visit.inside:
        raise VisitChanged
