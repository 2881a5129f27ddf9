"""Having a card read at a terminal, for a page: where that can be done, and how far it has come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.commands import Command, CommandState
from kiosk.domain.roles import Action, may
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.services.staff_cards import ADDED, WAITS
from kiosk.services.terminals import Standing
from kiosk.web.pages.sessions import Visitor

PATIENCE = 4.0
"""Seconds that a page waits for a screen to say that it waits for a card."""


@dataclass(frozen=True, slots=True)
class Place:
    """A terminal with a reader of cards that works."""

    hub: Hub
    found: Standing

    @property
    def name(self) -> str:
        """What it is called, and where it is."""
        details = self.found.row.details
        return f"{details.name}, {details.place}" if details.place else details.name


async def places(estate: Estate, visitor: Visitor) -> AsyncIterator[Place]:
    """Where the visitor may have a card read."""
    for hub in estate.sites.values() if visitor.hub is None else (visitor.hub,):
        if not may(visitor.grants, Action.COMMAND_TERMINALS, hub.site.id):
            continue
        for found in await hub.terminals.list():
            health = found.row.health
            devices = () if health is None or found.row.withdrawn_at is not None else health.devices
            if any(device.reads == "card" and device.health.usable for device in devices):
                yield Place(hub, found)


def became(command: Command, now: datetime) -> str:
    """How far it has come: `waits`, `added`, `in_use`, `no_reader`, `no_answer` or `over`."""
    match command.state(now):
        case CommandState.DONE if command.result == ADDED:
            return "added"
        case CommandState.DONE:
            return "waits" if now - command.given_at < WAITS else "over"
        case CommandState.GIVEN:
            return "waits"
        case CommandState.REFUSED if command.result in ("in_use", "no_reader"):
            return command.result
    return "no_answer"
