"""Whom somebody has come to see, found by what is typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from kiosk.domain.definition import Localised
from kiosk.domain.host_search import MOST, Host, Hosts, people, public

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


def test_who_is_not_in_is_said_while_others_are_and_of_an_empty_office_nothing_is() -> None:
    week = [[day, 9 * 60, 17 * 60] for day in range(5)]
    team = {"id": str(TEAM.id), "name": {"en": "Planning"}, "hours": week}
    known = {
        "people": [
            {"id": str(UUID(int=2)), "shown": "Anna B.", "team": team["id"], "hours": [[0, 9 * 60, 12 * 60]]},
            {"id": str(UUID(int=3)), "shown": "Bryn B.", "team": team["id"]},
        ],
        "host_rules": {str(UUID(int=3)): {"away_until": "2026-11-25T00:00:00+00:00"}},
    }
    anna, bryn = people(known, public({"teams": [team]}))
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    # On Monday in the morning, after noon and in the evening; on Wednesday she is off, and he is back.
    for hours, anna_in, bryn_in in ((10, True, False), (14, False, False), (20, True, True), (58, False, True)):
        now = monday + timedelta(hours=hours)
        assert (anna.in_now(now), bryn.in_now(now)) == (anna_in, bryn_in), hours
