"""People come and go at a real terminal with a real hub: known, unknown, with the hub away, after a cold start."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from nacl.public import PrivateKey

from kiosk.domain import visit_codes
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Person, Team
from kiosk.domain.host_search import Host
from kiosk.domain.visit_details import Details, Need, Needs
from kiosk.domain.visits import Came, State, Visit, Went
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.services.seals import Seals
from kiosk.services.visit_seals import VisitSeals
from kiosk.services.visits import Invitation
from kiosk.terminal import visit_finding
from kiosk.terminal.visit_finding import Found
from kiosk.terminal.visits import Coming
from tests.support.arrivals import invite
from tests.support.hubs import Running, running_hub, wait_for
from tests.support.terminals import Started

NOWHERE = "http://127.0.0.1:9"
SECRET = "Gwenllian-Marvellous"


@pytest.fixture(autouse=True)
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each look for a name would have taken at least."""
    seconds: list[float] = []

    async def sleep(duration: float) -> None:
        seconds.append(duration)

    quick = SimpleNamespace(gather=asyncio.gather, to_thread=asyncio.to_thread, sleep=sleep)
    monkeypatch.setattr(visit_finding, "asyncio", quick)
    return seconds


@contextmanager
def foyer(tmp_path: Path) -> Iterator[tuple[Running, Path]]:
    """A hub, and the folder of a terminal that is enrolled there."""
    with running_hub(tmp_path / "hub") as hub:
        data = tmp_path / "terminal"
        code = hub.do(hub.hub.terminals.invite(Actor("test")))
        enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
        yield hub, data


def knows(visit: Started, *invited: Invitation) -> None:
    """Waits until the terminal has heard of somebody."""
    names = {str(each.visit.id) for each in invited}

    def told() -> bool:
        known = visit.terminal.personal or {}
        return names <= {row["id"] for part in ("expected", "inside") for row in known.get(part, [])}  # type: ignore[attr-defined] # JSON

    wait_for(told, "the terminal to know them")


def arrive(visit: Started, **coming: Any) -> Any:
    return visit.run(visit.terminal.visits.arrive(Coming(**coming)))


def here(hub: Running) -> list[str]:
    return sorted(each.details.name for each in hub.do(hub.hub.visits.inside()) if each.details is not None)


def staffed(hub: Running) -> Person:
    """A team with somebody in it."""
    team = Team(id=uuid4(), name=Localised("Development Control", "Rheoli Datblygu"))
    person = Person(id=uuid4(), given="Siân", family="Llywelyn", team_id=team.id)
    for entry in (team, person):
        hub.do(hub.hub.directory.add(entry, Actor("test")))
    return person


def test_somebody_is_known_by_code_or_by_a_name_and_a_second_fact(tmp_path: Path) -> None:
    with foyer(tmp_path) as (hub, data), Started(data, hub.url) as visit:
        host = staffed(hub)
        hub.do(hub.hub.sites.renew())
        needs = Needs(frozenset({Need.BSL}), "cy")
        today = {"host_id": host.id, "team_id": host.team_id}
        gwen, huw, ifan = (
            *invite(hub, "Gwen Price", "Huw Evans", **today),
            *invite(hub, "Ifan Rees", private=True, **today),
        )
        assert hub.do(hub.hub.visits.say_needs(gwen.visit.id, needs))
        knows(visit, gwen, huw, ifan)
        found = visit.terminal.visits
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None and bool(visit.terminal.catalogue.hosts))
        wait_for(lambda: getattr(found.scan(gwen.token), "needs", None) == needs, "what would help her")
        by_code = found.scan(gwen.token)
        assert isinstance(by_code, Found)
        assert (by_code.visit_id, by_code.shown, by_code.host, by_code.here) == (
            gwen.visit.id,
            "Gwen",
            "Siân Ll",
            False,
        )
        for name, fact in (("gwen pryce", "development"), ("Price", "sharn lewelin"), ("Gwen", "rheoli datblygu")):
            known = visit.run(found.find(name, fact))
            assert known is not None, (name, fact)
            assert known.visit_id == gwen.visit.id
        nobody = (("Gwen Price", ""), ("Gwen Price", "parking"), ("Nobody", "development"), ("", "development"))
        for name, fact in nobody:
            assert visit.run(found.find(name, fact)) is None, (name, fact)
        (chosen,) = found.hosts("sharn")
        assert (chosen.shown.en, chosen.of.en) == ("Siân Ll", "Development Control")
        # Nobody learns by guessing whom somebody sees in private; whoever it is becomes who was expected.
        assert visit.run(found.find("Ifan Rees", "", chosen)) is None
        quiet = arrive(visit, came=Came.WALK_IN, host=chosen, details=Details(name="Ifan Rees"))
        assert (quiet.visit_id, quiet.badges[0].number, quiet.private) == (ifan.visit.id, 1, True)
        assert hub.do(hub.hub.visits.show(ifan.visit.id)).visit.came is Came.NAME
        knows(visit, gwen)
        visit.run(found.leave(Found(ifan.visit.id), Went.HOST))
        assert found.hosts("rheoli")[0].shown.get("cy") == "Rheoli Datblygu"
        assert found.hosts("x") == found.hosts("nobody at all") == []
        # They are in, and can leave by their badge, by the same code, or by name; nobody is greeted twice.
        came = arrive(visit, came=Came.CODE, found=by_code, details=Details(help_to_leave=True))
        assert (came.state, came.visit_id, came.badges[0].number) == (State.HERE, gwen.visit.id, 2)
        again = arrive(visit, came=Came.CODE, found=by_code)
        assert again.already
        badge = found.scan(came.badges[0].code)
        assert isinstance(badge, Found)
        assert badge.here
        wait_for(lambda: visit.run(found.find_inside("Gwen Price", "development")) is not None, "her to be inside")
        visit.run(found.leave(badge, Went.BADGE))
        assert found.scan(came.badges[0].code) == "used"
        wait_for(lambda: here(hub) == [], "the hub to hear that she has left")
        for _ in range(3):
            visit.run(found.used_again(came.badges[0].code))

        def shown() -> Visit:
            return hub.do(hub.hub.visits.show(gwen.visit.id)).visit

        wait_for(lambda: shown().shown_again_at is not None, "the hub to hear of a copy")
        revision = shown().revision
        visit.run(found.leave(Found(ifan.visit.id), Went.HOST))  # whatever was told before is heard before this
        assert (shown().shown_again_where, shown().revision) == ("Foyer", revision), "told once"


def test_of_a_group_one_whom_nobody_has_named_is_called_by_no_name_and_more_join_it(tmp_path: Path) -> None:
    with foyer(tmp_path) as (hub, data), Started(data, hub.url) as visit:
        lead, *_, last = everybody = invite(hub, "Ada Lead", "Bob Reed", "Cat Owen", "Dan Price", group="tour")
        knows(visit, *everybody)
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        found = visit.terminal.visits
        code = found.scan(lead.token)
        assert isinstance(code, Found)
        came = arrive(visit, came=Came.CODE, found=code, count=2)
        own, other = (each.code for each in came.badges)

        def rows() -> list[str]:
            known = visit.terminal.personal or {}
            return [row.get("name", "") for row in known.get("inside", [])]  # type: ignore[attr-defined] # JSON

        wait_for(lambda: sorted(rows()) == ["", "Ada Lead"], "the terminal to be told who is in")
        unnamed = found.scan(other)
        assert isinstance(unnamed, Found)
        assert (unnamed.shown, unnamed.party) == ("", 2), "it may be another of them whom the badge was given to"
        brings = found.scan(own)
        assert isinstance(brings, Found)
        more = arrive(visit, came=Came.CODE, found=brings, count=2, adding=True)
        assert [each.number for each in more.badges] == [3, 4], "whoever brings them has a badge"
        assert len(hub.do(hub.hub.visits.inside())) == 4
        assert hub.do(hub.hub.visits.show(last.visit.id)).visit.inside
        wait_for(lambda: len(rows()) == 4, "the terminal to hear that all have come")
        late = found.scan(more.badges[0].code)
        assert isinstance(late, Found)
        assert late.shown == ""
        assert rows().count("") == 3, "the first of them may have been any of the others"
        visit.run(found.leave(brings, Went.BADGE, together=True))
        wait_for(lambda: here(hub) == [], "all to have left")


def test_a_code_proves_itself_and_a_forged_or_older_one_does_not(tmp_path: Path, waited: list[float]) -> None:
    with foyer(tmp_path) as (hub, data):
        (gwen,) = invite(hub, "Gwen Price")
        person = staffed(hub)
        (huw,) = invite(hub, "Huw Evans", host_id=person.id, team_id=person.team_id)
        tomorrow = gwen.visit.day + timedelta(days=1)
        forger = VisitSeals(Seals([PrivateKey.generate()]), hub.hub.site.id)
        forged = forger.code(gwen.visit.id, gwen.visit.day)
        elsewhere = VisitSeals(hub.hub.visits._seals._seals, "another-site").code(gwen.visit.id, gwen.visit.day)
        later = hub.hub.visits._seals.code(gwen.visit.id, tomorrow)
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        # A cold start with no hub: nobody's name is known, and an honest code is honest all the same.
        with Started(data, NOWHERE) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            found = visit.terminal.visits
            assert not found.can_match
            assert visit.run(found.find("Gwen Price", "anything")) is None
            for code, why in ((forged, "not_ours"), (elsewhere, "not_ours"), (later, "other_day")):
                text = visit_codes.invitation(code.day, code.nonce, code.signature)
                assert (found.knows(text), found.scan(text)) == (True, why)
            assert found.scan("https://example.org/something") == "not_ours"
            honest = found.scan(gwen.token)
            assert isinstance(honest, Found)
            assert (honest.visit_id, honest.shown) == (None, "")
            came = arrive(visit, came=Came.CODE, found=honest)
            assert (came.state, came.badges[0].number) == (None, None), "nobody can say yet, and nobody pretends"
            for _ in range(visit_finding.TOO_MANY + 1):
                assert visit.run(found.find("Gwen Price", "a guess")) is None
            assert waited[-1] == 10 * visit_finding.STEADY, "whoever guesses waits"
            walked = arrive(visit, came=Came.WALK_IN, count=3, details=Details(name=SECRET))
            assert len(walked.badges) == 3
            asked = Host(person.id, "person", Localised("Siân Ll"), team_id=person.team_id)
            typed = arrive(visit, came=Came.WALK_IN, host=asked, details=Details(name="Hew Evans"))
            assert visit.run(found.find("Nobody Yet", "anything")) is None
            assert waited[-1] == visit_finding.STEADY, "one walk-in after another is nobody who guesses"
            other = found.scan(walked.badges[1].code)
            assert isinstance(other, Found)
            visit.run(found.leave(other, Went.BADGE))
        leaks = [file for file in data.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]
        assert not leaks
        assert here(hub) == []
        with Started(data, hub.url) as visit:
            wait_for(lambda: visit.run(visit.terminal.happenings.waiting()) == 0, "all to be told")
        names = sorted(["", "Gwen Price", "Huw Evans", SECRET])
        assert here(hub) == names, "one of the three who came together has left"
        shown = hub.do(hub.hub.visits.show(huw.visit.id)).visit
        assert (shown.state, shown.came) == (State.HERE, Came.NAME), (
            "one arrival is one record, whoever knew the name"
        )
        assert typed.visit_id != huw.visit.id
        assert hub.do(hub.hub.visits.show(gwen.visit.id)).visit.state is State.HERE
        assert hub.do(hub.hub.happenings.kept()) == []


def test_a_terminal_that_is_carried_off_yields_no_name(tmp_path: Path) -> None:
    with foyer(tmp_path) as (hub, data):
        host = staffed(hub)
        (gwen,) = invite(hub, SECRET, host_id=host.id)
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            knows(visit, gwen)
            arrive(visit, came=Came.WALK_IN, details=Details(name=f"{SECRET} the Second", phone="+447700900123"))
            known = json.dumps(visit.terminal.personal)
            assert SECRET in known
    disk = b"".join(file.read_bytes() for file in sorted(data.rglob("*")) if file.is_file())
    wanted = [SECRET, "Gwenllian", "+447700900123", "Llywelyn", gwen.token[15:40]]
    plain = [text.encode() for text in wanted]
    encoded = [
        *plain,
        *(text.encode("utf-16-le") for text in wanted),
        *(base64.b64encode(each)[:-4] for each in plain),
    ]
    assert disk
    assert not [each for each in encoded if each in disk]
