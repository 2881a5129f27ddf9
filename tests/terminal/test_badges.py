"""Visitors' badges as they go to a printer: what stands on them, and what does not."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from kiosk.domain.printing import Printed
from kiosk.domain.ticket_kinds import TICKETS
from kiosk.domain.tickets import Code, Words, template
from kiosk.runtime import equipment
from kiosk.terminal.badges import KIND, Badge, Badges
from tests.support.desk import site

MONDAY = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
PARTY = tuple(Badge(f"FB1CODE{number}", 40 + number, f"Siân{number}", "Planning") for number in range(3))


@dataclass
class Papers:
    """A printer with so much paper."""

    left: int
    given: list[Mapping[str, Sequence[str]]] = field(default_factory=list)

    async def paper(self, kind: str, values: Mapping[str, Sequence[str]], language: str) -> Printed:
        assert (kind, language) == (KIND, "cy")
        self.given.append(values)
        return Printed("printed") if len(self.given) <= self.left else Printed("not_printed", "paper_out")


@pytest.mark.parametrize(("left", "outcome", "tried"), [(3, "printed", 3), (1, "not_printed", 2)])
def test_a_party_s_badges_come_out_in_one_go_until_one_does_not(left: int, outcome: str, tried: int) -> None:
    papers = Papers(left)
    printed = asyncio.run(Badges(papers, lambda: MONDAY).print(site(), PARTY, "cy"))
    assert (printed.outcome, len(papers.given)) == (outcome, tried)


def test_a_badge_says_who_and_where_and_nothing_of_whom_or_why() -> None:
    papers = Papers(1)
    asyncio.run(Badges(papers, lambda: MONDAY).print(site(), PARTY[:1], "cy"))
    written = tomllib.loads((equipment.TICKETS / "badge.toml").read_text("utf-8"))
    made = template(written, TICKETS["badge"].values)
    ticket = made.fill(papers.given[0], "cy")
    assert [part.text for part in ticket.parts if isinstance(part, Words)] == [
        "YMWELYDD",
        "Siân0",
        "Planning",
        "23 Tachwedd 2026",
        "Bathodyn 40",
        "Tŷ Prawf, Cyngor Prawf",
    ]
    assert [part.content for part in ticket.parts if isinstance(part, Code)] == ["FB1CODE0"]
    assert not {"host", "company", "reason", "type"} & TICKETS["badge"].values
