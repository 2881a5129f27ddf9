"""The terminal with its hub there, gone, and back."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.domain.events import CatalogueChanged, HubChanged, Service
from kiosk.terminal.journal import NotSaved
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started


def test_a_submission_is_saved_then_sent_then_accepted(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        receipt = visit.submit()
        assert receipt.state == "saved"
        assert visit.reaches(receipt, "sent")
        hub.tell("submission_accepted", id=str(receipt.id))
        assert visit.reaches(receipt, "accepted")
        opened = hub.opened(str(receipt.id))
    assert opened["reference"] == receipt.reference
    assert opened["time_uncertain"] is False


def test_the_hub_is_gone_and_comes_back(tmp_path: Path) -> None:
    hub = StandInHub()
    with hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.hub_reachable and visit.terminal.catalogue is not None)
        hub.close()
        receipts = [visit.submit(str(number)) for number in range(5)]
        assert visit.wait_for(lambda: HubChanged(False) in visit.facts)
        assert [visit.state(receipt) for receipt in receipts] == ["saved"] * 5
        assert visit.terminal.service.state == "in_service"
        back = StandInHub(hub.port)
        back.private, back.epoch = hub.private, hub.epoch
        with back:
            assert all(visit.reaches(receipt, "sent") for receipt in receipts)
            assert back.order == [str(receipt.id) for receipt in receipts]


def test_the_catalogue_is_usable_with_the_hub_gone_also_after_a_restart(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        url = hub.url
    with Started(tmp_path, url) as visit:
        known = visit.terminal.catalogue
        assert known is not None
        assert not known.fresh
        assert known.site.name.get("cy") == "Swyddfeydd Heol Llanfair"
        assert visit.terminal.service.state == "in_service"
        assert visit.submit().state == "saved"


def test_receipts_survive_a_restart(tmp_path: Path) -> None:
    with StandInHub() as hub:
        with Started(tmp_path, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            sent = visit.submit("1")
            assert visit.reaches(sent, "sent")
            hub.misbehave["/api/v1/submissions"] = lambda handler: handler.problem(503, "busy")
            saved = visit.submit("2")
        hub.tell("submission_accepted", id=str(sent.id))
        with Started(tmp_path, hub.url) as visit:
            assert visit.reaches(sent, "accepted")
            assert visit.state(saved) == "saved"
            hub.misbehave.clear()
            assert visit.reaches(saved, "sent")


def test_pressing_send_twice_makes_one_submission(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        session = uuid4()
        first, second = visit.submit("1", session), visit.submit("1", session)
        other = visit.submit("2", session)
        assert first.id == second.id
        assert first.reference == second.reference
        assert other.id != first.id


def test_a_lost_acknowledgement_sends_the_same_id_again(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        tries: list[bytes] = []

        def keep_and_hang_up(handler: object) -> None:
            tries.append(handler.body)  # type: ignore[attr-defined]
            if len(tries) == 3:
                hub.misbehave.clear()
            handler.close_connection = True  # type: ignore[attr-defined]

        hub.misbehave["/api/v1/submissions"] = keep_and_hang_up
        receipt = visit.submit()
        assert visit.reaches(receipt, "sent")
        assert len(set(tries)) == 1
        assert list(hub.received) == [str(receipt.id)]


def test_what_the_hub_cannot_open_is_held_and_never_dropped(tmp_path: Path) -> None:
    with StandInHub() as hub:
        with Started(tmp_path, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            hub.misbehave["/api/v1/submissions"] = lambda handler: handler.problem(422, "cannot_open")
            held = visit.submit("1")
            asked = "POST /api/v1/submissions"
            assert hub.wait_for(lambda: asked in hub.asked)
            hub.misbehave.clear()
            behind = visit.submit("2")
            assert visit.reaches(behind, "sent")
            assert visit.state(held) == "saved"
        with Started(tmp_path, hub.url) as visit:
            assert visit.reaches(held, "sent")


def test_a_revoked_key_takes_the_terminal_out_of_service_and_nothing_kept_is_lost(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None and visit.terminal.hub_reachable)
        hub.key = "another"
        receipt = visit.submit()
        asked = "POST /api/v1/submissions"
        assert hub.wait_for(lambda: asked in hub.asked)
        assert visit.wait_for(lambda: visit.terminal.service == Service("out_of_service", "withdrawn"))
        with pytest.raises(NotSaved, match="withdrawn"):
            visit.submit("2")
        assert visit.state(receipt) == "saved"
        assert visit.terminal.key_revoked
        assert hub.asked.count(asked) == 1


def test_a_newer_catalogue_is_taken_when_the_news_says_so(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        document = hub.forms[0]
        hub.forms = [document, {**document, "metadata": {**document["metadata"], "id": "second-form"}}]
        hub.version = 2
        hub.tell("catalogue_changed")
        assert visit.wait_for(lambda: visit.facts.count(CatalogueChanged()) == 2)
        assert visit.terminal.catalogue is not None
        assert [form.id for form in visit.terminal.catalogue.forms] == ["missed-bin", "second-form"]


def test_a_hub_restored_from_a_backup_is_given_everything_again(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        receipt = visit.submit()
        assert visit.reaches(receipt, "sent")
        hub.received.clear()
        hub.epoch = str(uuid4())
        hub.facts.clear()
        hub.tell("submission_accepted", id=str(uuid4()))
        assert hub.wait_for(lambda: str(receipt.id) in hub.received)
        assert visit.state(receipt) == "sent"


def test_stopping_does_not_wait_for_the_long_poll(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url, news_wait=60, read_timeout=60) as visit:
        assert hub.wait_for(lambda: hub.asked.count("GET /api/v1/news") > 1)
        visit.terminal.close()
        assert not hub.closed
