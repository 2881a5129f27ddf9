"""Every door of the hub, found from its application: a page that somebody adds is tested from that day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import uuid4

from fastapi.routing import APIRoute, APIRouter
from starlette.routing import BaseRoute

from kiosk.domain.checks import CheckKind
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Team
from kiosk.domain.roll_calls import Kind, Procedure
from kiosk.services.audit import Actor
from kiosk.services.estate import Estate
from kiosk.web.app import create_app
from kiosk.web.board import Board
from kiosk.web.edge import Edge
from tests.support import couriers
from tests.support.desk import ROOT
from tests.support.house import HERE, House
from tests.support.reception import arrive
from tests.support.rooms import booked
from tests.support.visitors import invited

FORM = "missed-bin"


@dataclass(frozen=True, order=True)
class Door:
    """A method and the pattern of a path."""

    path: str
    method: str

    @property
    def parameters(self) -> list[str]:
        """What stands in braces."""
        return re.findall(r"\{(\w+)(?::\w+)?\}", self.path)

    @property
    def of_a_site(self) -> bool:
        return self.path.startswith("/sites/{site_id}")

    @property
    def for_programs(self) -> bool:
        return self.path.startswith(("/api/", "/healthz", "/metrics"))

    def at(self, values: Mapping[str, str]) -> str:
        """The path with these values, and with an id that nobody has for what is not among them."""
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values.get(found[1], str(uuid4())), self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def doors(house: House) -> list[Door]:
    """Every door of the hub's application, but for files."""

    async def made(estate: Estate) -> list[Door]:
        edge = create_app(estate)
        assert isinstance(edge, Edge)
        return sorted(set(_walk(edge._app.routes, "")))  # type: ignore[attr-defined] # the application within

    found = house.running.do(made(house.running.estate))
    assert len(found) > 30, "routes are kept in another way now"
    return found


def _walk(routes: list[BaseRoute], prefix: str) -> Iterator[Door]:
    for route in routes:
        if isinstance(route, APIRoute):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield Door(prefix + route.path, method)
        elif isinstance(route, Board):
            yield from _walk([*route.routes], prefix)
        elif isinstance(router := vars(route).get("original_router"), APIRouter):
            # FastAPI keeps what was included as it was, with its prefix beside it.
            yield from _walk(router.routes, prefix + vars(route)["include_context"].prefix)


def known(house: House, site: str = HERE) -> dict[str, str]:
    """Ids of things that are really there, by the names of parameters."""
    hub, me = house.running.estate.sites[site], Actor("test")
    team = Team(id=uuid4(), name=Localised(f"Team {uuid4()}", "Tîm"))
    check = house.running.do(hub.desk.checks.begin(CheckKind.OPENING, me))
    house.running.do(hub.directory.add(team, me))
    health = {"version": "1", "in_service": True, "waiting": 0, "clock_trusted": True, "free_mb": 9000}
    front = {"id": "front", "name": "Front door", "place": "shut"}
    assert house.terminals[site].post("health", json=health | {"doors": [front]}).status_code == 200
    draft = json.loads((ROOT / f"config/forms/{FORM}.json").read_text("utf-8"))
    draft["metadata"]["category"] = {"en": "Bins", "cy": "Biniau"}
    house.running.do(hub.desk.publishing.hand_in(json.dumps(draft).encode(), me))
    incident = house.running.do(hub.roll_calls.begin(Procedure.EVACUATION, Kind.TEST, me))
    house.running.do(hub.roll_calls.end(me))
    return couriers.something(house.running, hub, house.terminals[site]) | {
        "site_id": site,
        "incident": str(incident),
        "form_id": FORM,
        "version": "1",
        "submission_id": str(house.send(site=site).id),
        "terminal_id": str(house.terminals[site].id),
        "account_id": str(next(iter(house.accounts.values()), uuid4())),
        "entry_id": str(team.id),
        "check_id": str(check),
        "visit_id": str(invited(house.running, {"name": "Zebulon Quibble", "host": team.name.en}, hub=hub)),
        "booking_id": str(booked(house.running, team, hub)),
        "call_id": str(arrive(house.running, hub, house.terminals[site].id, team_id=team.id)),
        "door": "front",
        "kind": "person",
        "part": "theme",
        "name": "numbers",
        "number": "0",
        "by": "service",
    }
