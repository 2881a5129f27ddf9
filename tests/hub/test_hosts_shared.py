"""Two hubs share a record: each turn is told once, by whichever is there, also after one of them has gone."""

from __future__ import annotations

import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from devices.simulators.mail_server import MailServer
from devices.simulators.notify import NotifyStandIn
from devices.simulators.receiver import Receiver
from kiosk.domain.hosts import Choice
from kiosk.interfaces.facts import Kept
from kiosk.services.audit import Actor
from kiosk.services.retention import Retention
from tests.support.hubs import SECRET, Running
from tests.support.reception import CENTRE, DEWI, PLANNING, SIAN, Foyer, foyer, settle, start
from tests.support.records import share

pytestmark = pytest.mark.postgresql


def test_each_turn_is_told_once_and_goes_on_when_a_hub_has_gone(tmp_path: Path) -> None:
    with (
        MailServer().running() as mail,
        NotifyStandIn().running() as texts,
        Receiver(0, tmp_path / "chat", SECRET.encode()).running() as chat,
    ):
        begin = start(mail, texts, chat)
        with begin(tmp_path / "b") as second:
            shutil.copytree(tmp_path / "b" / "keys", tmp_path / "a" / "keys")
            share(tmp_path / "b", tmp_path / "a")
            settle(second)
            with begin(tmp_path / "a") as first:
                here = Foyer(first, mail, texts, chat)
                visits = [here.arrive(f"Visitor {number}") for number in range(4)]
                for visit in visits:
                    here.becomes(visit, "asked")
                for _ in range(2):
                    look(20, first, second)
                assert {here.state(visit) for visit in visits} == {"team_told"}
            # One is gone, the other goes on where they were.
            there = Foyer(second, mail, texts, chat)
            look(30, second)
            assert {there.state(visit) for visit in visits} == {"contact_centre_told"}
            there.mails(CENTRE, 4)
            for told in (SIAN.reach.email, DEWI.reach.email, PLANNING.reach.email, CENTRE):
                assert len(there.mails(told)) == 4
            asked = there.seen(visits[0]).asked
            assert [each.turn for each in asked] == [0, 1, 2, 2, 3, 3]


def test_what_hosts_say_is_kept_on_a_server_too_and_goes_when_its_time_has_come(tmp_path: Path) -> None:
    with foyer(tmp_path) as here:
        hub = here.hub.hub
        visit = here.arrive()
        link = here.link(here.mails(SIAN.reach.email)[0])
        assert here.answer(link, "say", words="On the stairs").status_code == 200
        assert here.answer(link, "pass_on", to=str(DEWI.id)).status_code == 200
        there = here.link(here.mails(DEWI.reach.email)[0])
        assert here.answer(there, "send_up", place="room 2").status_code == 200
        now = here.hub.clock.now()
        away = Choice(ask_first=True, text=False, away_until=now + timedelta(days=1))
        here.hub.do(hub.reception.hosts.choose(SIAN.id, away, Actor("test")))
        assert here.hub.do(hub.reception.hosts.choice(SIAN.id)) == away
        seen = here.seen(visit)
        assert (seen.call.place, seen.call.said_by) == ("room 2", "Dewi Rees (by a link)")
        assert [each.words for each in seen.said] == ["On the stairs"]
        assert [each.place for each in here.hub.do(hub.reception.reading.displayed())] == ["room 2"]
        kept = Retention(
            hub.store,
            here.hub.clock,
            {kind: timedelta(days=30) for kind in (Kept.HOST_CALLS, Kept.HOST_NOTICES, Kept.HOST_CHOICES)},
        )
        here.hub.do(kept.run())  # the first night of a record only notes that it was there
        here.hub.clock.skip(31 * 86_400)
        here.hub.do(kept.run())
        assert SIAN.id in here.hub.do(hub.store.read(lambda record: record.host_calls.choices()))
        settle(here.hub, [DEWI])  # as if the directory had never known her
        here.hub.do(kept.run())
        assert here.hub.do(hub.store.read(lambda record: record.host_calls.choices())) == {}
        assert here.hub.do(hub.store.read(lambda record: record.host_calls.get(visit))) is None
        assert here.hub.do(hub.store.read(lambda record: record.host_calls.notices(visit))) == []
        assert requests.get(there, timeout=20).status_code == 404


def look(seconds: float, *hubs: Running) -> None:
    """All of them look at once whose turn it is when so much time has gone."""
    for hub in hubs:
        hub.clock.skip(seconds)
    together = threading.Barrier(len(hubs))

    def one(hub: Running) -> None:
        together.wait()
        hub.do(hub.hub.reception.ladder.look())

    threads = [threading.Thread(target=one, args=(hub,)) for hub in hubs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
