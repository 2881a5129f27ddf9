"""Whom somebody has come to see, found by what is typed."""

from __future__ import annotations

from uuid import UUID

from kiosk.domain.definition import Localised
from kiosk.domain.host_search import MOST, Host, Hosts

TEAM = Host(UUID(int=1), "team", Localised("Planning", "Cynllunio"), names=("Planning", "Cynllunio"))
PEOPLE = [
    Host(UUID(int=2 + number), "person", Localised(f"{name} B."), TEAM.shown, TEAM.id, names=(f"{name} Bevan",))
    for number, name in enumerate(("Anna", "Bryn", "Cai", "Dewi", "Elin", "Ffion", "Gwen", "Huw", "Ianto", "Jac"))
]


def test_a_team_stands_before_its_people_however_many_it_has() -> None:
    hosts = Hosts([*PEOPLE, TEAM])
    for typed in ("planning", "plannig", "cynlunio"):
        found = hosts.find(typed)
        assert (found[0], len(found)) == (TEAM, MOST), typed
    assert hosts.find("Dewi planning")[0].shown.en == "Dewi B.", "what fits better comes first"
