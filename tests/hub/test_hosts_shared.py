"""Two hubs share a record: each turn is told once, by whichever is there, also after one of them has gone."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from devices.simulators.mail_server import MailServer
from devices.simulators.notify import NotifyStandIn
from devices.simulators.receiver import Receiver
from tests.support.hubs import SECRET, Running
from tests.support.reception import CENTRE, DEWI, PLANNING, SIAN, Foyer, settle, start
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
