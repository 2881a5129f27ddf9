"""Who somebody says they are: partial, misspelt and as it sounds; and nobody without a second fact."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.matching import Candidate, Matching, clock_times

LONDON = ZoneInfo("Europe/London")
# Half past ten on the wall, in summer.
AT = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def candidate(name: str, *facts: str, at: datetime | None = None) -> Candidate:
    return Candidate(uuid4(), name, facts, at)


GWEN = candidate("Gwen Price", "Jane Smith", "Planning Team", "Tîm Cynllunio", at=AT)
SIAN = candidate("Siân Llywelyn-Rees", "Dafydd Owen", "Council Tax")
ANN = candidate("Ann Jones", "Jane Smith", "Planning Team")
OTHER_ANN = candidate("Anne Jones", "Dafydd Owen", "Council Tax")
TWIN, SAME = candidate("Huw Evans", "Housing"), candidate("Huw Evans", "Housing")
ALL = Matching([GWEN, SIAN, ANN, OTHER_ANN, TWIN, SAME], LONDON)


@pytest.mark.parametrize(
    ("name", "fact", "who"),
    [
        ("Gwen Price", "Jane Smith", GWEN.id),
        ("gwen pryce", "planning", GWEN.id),
        ("PRICE GWEN", "smith", GWEN.id),
        ("Gwenn", "cynllunio", GWEN.id),
        ("Gwen Price", "10:30", GWEN.id),
        ("Gwen Price", "10.45 am", GWEN.id),
        ("Sharn Lewelin", "Davith", SIAN.id),
        ("Sian Llywelyn Rees", "tax", SIAN.id),
        # Two sound alike; what they come for tells them apart.
        ("Ann Jones", "planning", ANN.id),
        ("Anne Jones", "council tax", OTHER_ANN.id),
        # Nothing is shown for a name alone, or for what half of all teams are called.
        ("Gwen Price", "", None),
        ("Gwen Price", "team", None),
        ("Gwen Price", "the council", None),
        ("Gwen Price", "pl", None),
        ("Gwen Price", "9:30", None),
        ("Gwen Price", "housing", None),
        ("", "planning", None),
        ("G", "planning", None),
        ("Nobody Here", "planning", None),
        # What fits two alike fits nobody.
        ("Huw Evans", "housing", None),
    ],
)
def test_a_name_and_a_second_fact(name: str, fact: str, who: UUID | None) -> None:
    assert ALL.find(name, fact) == who


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("10:30", (630,)),
        ("10.30", (630,)),
        ("2pm", (840,)),
        ("2:15 p.m.", (855,)),
        ("12 am", (0,)),
        ("2.30", (150, 870)),
        ("14:30", (870,)),
        ("9", (540,)),
        ("25:00", ()),
        ("13pm", ()),
        ("half past two", ()),
        ("", ()),
    ],
)
def test_times_as_people_type_them(typed: str, minutes: tuple[int, ...]) -> None:
    assert clock_times(typed) == minutes
