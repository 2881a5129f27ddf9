"""The robots of a site: a key for each, which speaks about the forms it was granted and nothing else."""

from __future__ import annotations

import secrets as random
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.robots import Robot
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit

LONGEST_NAME: Final = 60
MOST: Final = 50
"""Robots of a site that are not withdrawn."""

USED_AGAIN: Final = timedelta(hours=1)
"""How exact it is kept when a key was last used: not every call is a write."""


class RobotUnknown(Refused, LookupError):
    """There is no such robot, or its key is dead."""

    code = "robot_unknown"


class RobotUnfit(Refused, ValueError):
    """`part` will not do: `name` or `forms`."""

    code = "robot_unfit"

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(None, part=part)


class Robots:
    """Those of one site."""

    def __init__(self, store: Store, audit: Audit, clock: Clock) -> None:
        self._store, self._audit, self._clock = store, audit, clock

    async def make(self, name: str, forms: Sequence[str], actor: Actor) -> str:
        """A new one. Gives its key, which is told this once.

        Raises:
            RobotUnfit: it has no name or no forms, another is called so, or there are too many.
        """
        name, now = " ".join(name.split()), self._clock.now()
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            raise RobotUnfit("name")
        if not forms:
            raise RobotUnfit("forms")
        robot = Robot(
            uuid7(int(now.timestamp() * 1000), random.token_bytes(10)), name, tuple(forms), now, actor.who[:80]
        )
        key = f"{self._store.site_id}.{secrets.token()}"

        def work(record: Record) -> None:
            there = [each for each in record.robots.all() if each.withdrawn_at is None]
            if len(there) >= MOST or any(each.name.casefold() == name.casefold() for each in there):
                raise RobotUnfit("name")
            record.robots.add(robot, secrets.digest(key))

        await self._audit.perform(actor, "robot_made", str(robot.id), work)
        return key

    async def list(self) -> Sequence[Robot]:
        """Every one there was, the newest first."""
        return await self._store.read(lambda record: record.robots.all())

    async def find(self, robot_id: UUID) -> Robot:
        """One that is not withdrawn.

        Raises:
            RobotUnknown: there is none.
        """
        robot = await self._store.read(lambda record: record.robots.get(robot_id))
        if robot is None or robot.withdrawn_at is not None:
            raise RobotUnknown
        return robot

    async def grant(self, robot_id: UUID, forms: Sequence[str], actor: Actor) -> None:
        """From now on it may speak about these forms.

        Raises:
            RobotUnknown: there is none.
            RobotUnfit: these are none; then it is withdrawn instead.
        """
        if not forms:
            raise RobotUnfit("forms")

        def work(record: Record) -> None:
            self._living(record, robot_id)
            record.robots.grant(robot_id, forms)

        await self._audit.perform(actor, "robot_granted", str(robot_id), work)

    async def withdraw(self, robot_id: UUID, actor: Actor) -> None:
        """Ends its key at once.

        Raises:
            RobotUnknown: there is none.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            self._living(record, robot_id)
            record.robots.withdraw(robot_id, now)

        await self._audit.perform(actor, "robot_withdrawn", str(robot_id), work)

    async def authenticate(self, key: str) -> Robot:
        """The robot a key belongs to.

        Raises:
            RobotUnknown: none.
        """
        now = self._clock.now()
        robot = await self._store.read(lambda record: record.robots.known(secrets.digest(key)))
        if robot is None:
            raise RobotUnknown
        if robot.used_at is None or now - robot.used_at >= USED_AGAIN:
            await self._store.transact(lambda record: record.robots.used(robot.id, now))
        return robot

    def _living(self, record: Record, robot_id: UUID) -> None:
        robot = record.robots.get(robot_id)
        if robot is None or robot.withdrawn_at is not None:
            raise RobotUnknown
