"""A small directory for tests of its pages, and what a person reads on them."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from uuid import UUID, uuid4

import requests

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Entry, Person, Reach, Service, Team, Tenant
from kiosk.domain.hours import Hours, Span
from kiosk.interfaces.records.directory import Bulk, Change
from kiosk.interfaces.store import Record
from kiosk.services.audit import Actor
from kiosk.services.imports import File
from tests.support.hubs import Running

UNION = Tenant(id=uuid4(), name=Localised("Credit union", "Undeb credyd"))
HOMES = Tenant(id=uuid4(), name=Localised("Homes"))
PLANNING = Team(id=uuid4(), name=Localised("Planning", "Cynllunio"))
SIAN = Person(
    id=uuid4(),
    given="Siân",
    family="Llwyd",
    job="Planner",
    team_id=PLANNING.id,
    reach=Reach(telephone="+441632960301", email="sian@aberwen.example"),
)
HIDDEN = Person(id=uuid4(), given="Mary", family="Quiet", listed=False)
TELLER = Person(id=uuid4(), given="Omar", family="Iqbal", tenant_id=UNION.id)
AGENT = Person(id=uuid4(), given="Mair", family="Pugh", tenant_id=HOMES.id)
COUNTY = Body(id=uuid4(), name=Localised("County council"))
BINS = Service(id=uuid4(), name=Localised("Bins"), lgsl=524, team_id=PLANNING.id)
EVERY: tuple[Entry, ...] = (UNION, HOMES, PLANNING, SIAN, HIDDEN, TELLER, AGENT, COUNTY, BINS)


def begin(running: Running) -> None:
    """Makes the directory of the first site these entries and no others, each at its first revision."""

    def work(record: Record) -> None:
        rows = [*record.directory.present(), *record.directory.removed()]
        change = Change(running.clock.now(), "test")
        record.directory.write(Bulk(forgotten=[(row.entry, row.revision) for row in rows]), change)
        record.directory.write(Bulk(added=EVERY), change)

    running.do(running.hub.store.transact(work))


def text(answer: requests.Response) -> str:
    """What a person reads: no tags, single spaces."""
    main = answer.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def something(running: Running) -> dict[str, str]:
    """Something in the directory of the first site, and an import that waits: ids by the names of parameters."""
    team = Team(id=uuid4(), name=Localised(f"Team {uuid4().hex[:4]}", "Tîm"), hours=Hours((Span(0, 540, 1020),)))
    person = replace(SIAN, id=uuid4(), family=f"Llwyd {uuid4().hex[:4]}", team_id=team.id)
    table = (
        f"Name,Team,Job title,Colour\n{person.title.en},{team.title.en},Head,red\nNia Rees,Nowhere,,\nNew One,,,\n"
    )

    async def made() -> UUID:
        for entry in (team, person):
            await running.hub.directory.add(entry, Actor("test"))
        return await running.hub.imports.preview(File("staff.csv", table.encode()), Actor("test"))

    return {"entry_id": str(team.id), "kind": "person", "import_id": str(running.do(made()))}
