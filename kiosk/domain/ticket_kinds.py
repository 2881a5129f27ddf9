"""The kinds of ticket: what the template of each may name, and an example of each to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TicketKind:
    """One kind.

    Attributes:
        values: what its template may name. What stands in each file of `config/tickets` says what they are.
        example: lines of each of them, of an invented council.
    """

    example: Mapping[str, Sequence[str]]

    @property
    def values(self) -> frozenset[str]:
        return frozenset(self.example)


_HERE: Final = {"council": ["Aberwen Council"], "site": ["Llanfair Road offices"]}

TICKETS: Final[Mapping[str, TicketKind]] = {
    "receipt": TicketKind(
        {
            **_HERE,
            "form": ["Report a missed bin"],
            "reference": ["7K3-MQ9-XZ4"],
            "sent": ["23 November 2026, 10:42"],
            "qr": ["https://foyer.aberwen.example/llanfair-road/r/abcdefghijklmnopqrstuv"],
            "domain": ["foyer.aberwen.example"],
            "next": [
                "We pass your report to the waste team today.",
                "They come back for your bin within two working days.",
            ],
            "name": ["Contact centre"],
            "number": ["01632 960 100"],
            "hours": ["Monday to Friday, 8:30am to 5pm"],
        }
    ),
    "test": TicketKind({**_HERE, "sent": ["23 November 2026, 10:42"], "reference": ["7K3-MQ9-XZ4"]}),
    "badge": TicketKind(
        {
            **_HERE,
            "name": ["Żaneta"],
            "team": ["Democratic services"],
            "date": ["23 November 2026"],
            "badge": ["42"],
            "qr": ["FB17K3MQ9XZ47K3MQ9X"],
        }
    ),
    "roll-call": TicketKind(
        {
            **_HERE,
            "what": ["Evacuation. Drill."],
            "made": ["23 November 2026, 10:42"],
            "count": ["3"],
            "as_of": ["23 November 2026, 10:31"],
            "page": ["Page 1 of 1"],
            "point": ["Car park B, by the gate"],
            "person": [
                "Żaneta Ŵyn-Featherstonehaugh, Lifts of Wales, since 09:40",
                "Олена Коваль, since 10:05",
                "Tom Owen, since 10:31",
            ],
        }
    ),
    "delivery": TicketKind(
        {
            **_HERE,
            "reference": ["7K3-MQ9-XZ4"],
            "left": ["23 November 2026, 10:42"],
            "line": ["2 × Planning", "1 × Llanfair Solicitors"],
            "carrier": ["Red Dragon Parcels"],
        }
    ),
    "queue": TicketKind(
        {
            **_HERE,
            "service": ["Council tax"],
            "number": ["A 017"],
            "made": ["23 November 2026, 10:42"],
            "ahead": ["4"],
            "qr": ["https://foyer.aberwen.example/llanfair-road/q/A017"],
            "domain": ["foyer.aberwen.example"],
        }
    ),
}
"""By the name of its file in `config/tickets`."""
