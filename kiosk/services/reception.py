"""Receiving the visitors of a site: whoever is asked to come to them, and what both say to each other, assembled."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from kiosk.domain.errors import Refused
from kiosk.domain.host_calls import Answer, NobodyThere
from kiosk.domain.visits import State
from kiosk.services.audit import Actor
from kiosk.services.host_calls import HostCalls
from kiosk.services.host_ladder import HostLadder
from kiosk.services.host_reading import HostReading, Seen
from kiosk.services.hosts import Hosts

ASKED_NOW: Final = -1
"""The turn of somebody who was not asked in any, such as staff at their page: it counts as the present one."""


class Decide(Protocol):
    """Lets somebody in who waits for that, or turns them away."""

    def __call__(self, visit_id: UUID, actor: Actor, /, *, welcome: bool) -> Awaitable[object]: ...


class NothingAsked(Refused, ValueError):
    """There is no such answer."""

    code = "answer_unknown"


@dataclass(frozen=True, slots=True)
class Reception:
    """That of one site."""

    calls: HostCalls
    ladder: HostLadder
    reading: HostReading
    hosts: Hosts
    decide: Decide

    async def do(
        self,
        seen: Seen,
        what: str,
        actor: Actor,
        turn: int = ASKED_NOW,
        *,
        place: str = "",
        to: str = "",
        words: str = "",
    ) -> None:
        """What somebody of the house pressed. That they come also lets in whoever waits for that.

        Args:
            place: where the visitor is to go; `to`: whom it is passed on to; `words`: what the visitor is told.

        Raises:
            Refused: nothing was done; the code says why.
        """
        visit_id = seen.visit.id
        match what:
            case "coming" | "five_minutes" | "send_up":
                await self.calls.answer(visit_id, Answer(what), turn, actor, place if what == "send_up" else "")
                if seen.visit.state is State.AWAITING:
                    await self.decide(visit_id, actor, welcome=True)
            case "cannot":
                await self.calls.answer(visit_id, Answer.CANNOT, turn, actor)
            case "pass_on":
                await self.calls.pass_on(visit_id, await self._told_there(seen, to), actor)
            case "turn_away" if seen.visit.state is State.AWAITING:
                await self.decide(visit_id, actor, welcome=False)
                await self.calls.met(visit_id, actor)
            case "met":
                await self.calls.met(visit_id, actor)
            case "let_through":
                await self.calls.let_through(visit_id, actor)
            case "say":
                await self.calls.say(visit_id, words, actor)
            case _:
                raise NothingAsked

    async def _told_there(self, seen: Seen, to: str) -> UUID:
        """Somebody it can be passed on to, who is in and can be told."""
        chosen = next((each for each, _ in seen.others if str(each) == to), None)
        if chosen is None or not await self.ladder.reachable(chosen):
            raise NobodyThere
        return chosen
