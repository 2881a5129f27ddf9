"""Something answers in the hub's place, and talks nonsense: nothing is believed, nothing is lost."""

from __future__ import annotations

import json
import time
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.domain.events import HubChanged
from tests.support.stand_in_hub import Answer, Handler, StandInHub
from tests.support.terminals import Started

LOGIN = b"<!doctype html><title>Sign in to the network</title><p>Welcome to Caffi Aberwen"


def hang_up(handler: Handler) -> None:
    handler.close_connection = True


def half_of_it(handler: Handler) -> None:
    handler.send_response(201)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"id": "')
    handler.close_connection = True


def elsewhere(handler: Handler) -> None:
    handler.send_response(302)
    handler.send_header("Location", f"{handler.hub.url}/healthz")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"\x16\x03\x01\x02\x00nonsense\r\n\r\n")
    handler.close_connection = True


NONSENSE: dict[str, Answer] = {
    "a login page": lambda handler: handler.raw(200, LOGIN, "text/html"),
    "a login page that says it is JSON": lambda handler: handler.raw(200, LOGIN, "application/json"),
    "half of a document": half_of_it,
    "half of JSON": lambda handler: handler.raw(201, b'{"id": "01', "application/json"),
    "a list": lambda handler: handler.answer(201, ["received"]),
    "nothing": lambda handler: handler.raw(201, b"", "application/json"),
    "no content": lambda handler: handler.raw(204, b"", "application/json"),
    "not modified": lambda handler: handler.raw(304, b"", "application/json", '"unasked"'),
    "somebody else's receipt": lambda handler: handler.answer(201, {"id": str(uuid4()), "state": "received"}),
    "an id that is none": lambda handler: handler.answer(201, {"id": "yes", "state": "received"}),
    "deep JSON": lambda handler: handler.raw(201, b"[" * 200_000, "application/json"),
    "another place": elsewhere,
    "a fault": lambda handler: handler.problem(500, "fault"),
    "too busy": lambda handler: handler.problem(429, "too_many"),
    "forbidden by something else": lambda handler: handler.raw(403, LOGIN, "text/html"),
    "unauthorised by something else": lambda handler: handler.raw(401, LOGIN, "text/html"),
    "hanging up": hang_up,
    "no HTTP at all": no_http,
}


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_the_hub_answers_garbage_to_a_submission(tmp_path: Path, nonsense: str) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        hub.misbehave["/api/v1/submissions"] = NONSENSE[nonsense]
        receipt = visit.submit()
        asked = "POST /api/v1/submissions"
        assert hub.wait_for(lambda: hub.asked.count(asked) >= 2)
        assert visit.state(receipt) == "saved"
        assert visit.terminal.service.state == "in_service"
        assert not visit.terminal.key_revoked
        hub.misbehave.clear()
        assert visit.reaches(receipt, "sent")


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_the_hub_answers_garbage_to_everything(tmp_path: Path, nonsense: str) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None and visit.terminal.hub_reachable)
        known = visit.terminal.catalogue
        hub.misbehave["/"] = NONSENSE[nonsense]
        hub.tell("catalogue_changed")
        receipt = visit.submit()
        assert visit.wait_for(lambda: HubChanged(False) in visit.facts)
        assert visit.terminal.catalogue is not None
        assert known is not None
        assert visit.terminal.catalogue.forms == known.forms
        hub.misbehave.clear()
        assert visit.reaches(receipt, "sent")


def broken(**changes: object) -> Answer:
    return lambda handler: handler.answer(200, handler.hub.catalogue() | changes, etag='"broken"')


BROKEN: dict[str, Answer] = {
    "no site": broken(site=None),
    "a site without numbers to ring": broken(site={"id": "x", "name": {"en": "X"}}),
    "no forms at all that can be used": broken(forms=[{"pages": []}, "form"]),
    "forms that are no list": broken(forms={"missed-bin": {}}),
    "a key that is none": broken(hub_key={"id": "a1", "public": "AAAA"}),
    "no key": broken(hub_key=None),
    "another protocol": broken(protocol=2),
    "no epoch": broken(epoch=7),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_catalogue_never_replaces_the_good_one(tmp_path: Path, fault: str) -> None:
    with StandInHub() as hub:
        with Started(tmp_path, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            known = visit.terminal.catalogue
            hub.version = 2
            hub.misbehave["/api/v1/catalogue"] = BROKEN[fault]
            before = len(hub.asked)
            hub.tell("catalogue_changed")
            assert hub.wait_for(lambda: hub.asked[before:].count("GET /api/v1/catalogue") >= 2)
            assert visit.terminal.catalogue == known
            assert visit.submit().state == "saved"
        with Started(tmp_path, hub.url) as visit:
            assert visit.terminal.catalogue is not None
            assert visit.terminal.service.state == "in_service"


def test_a_form_this_version_cannot_show_is_left_out(tmp_path: Path) -> None:
    with StandInHub() as hub:
        newer = json.loads(json.dumps(hub.forms[0]))
        newer["metadata"]["id"] = "newer-form"
        newer["pages"][1]["components"][0]["type"] = "HologramField"
        hub.forms = [newer, *hub.forms]
        with Started(tmp_path, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            known = visit.terminal.catalogue
            assert known is not None
            assert [form.id for form in known.forms] == ["missed-bin"]
            assert [form.form for form in known.left_out] == ["newer-form"]


def old_news(handler: Handler) -> None:
    fact = {"seq": 1, "kind": "catalogue_changed", "at": "2026-11-23T10:00:00Z", "data": {}}
    handler.answer(200, {"epoch": handler.hub.epoch, "facts": [fact], "next": 0})


def no_news_at_once(handler: Handler) -> None:
    handler.answer(200, {"epoch": handler.hub.epoch, "facts": [], "next": 0})


@pytest.mark.parametrize(("answer", "each"), [(old_news, 1), (no_news_at_once, 2)])
def test_news_that_come_without_end_are_asked_for_more_and_more_slowly(
    tmp_path: Path, answer: Answer, each: int
) -> None:
    first, rests, asked = 0.01, 6, []

    def without_end(handler: Handler) -> None:
        asked.append(time.monotonic())
        answer(handler)

    # So patient that no answer looks as if it had been held, however busy the machine.
    patient = {"retry_first": first, "retry_longest": 60, "news_wait": 3600}
    with StandInHub() as hub, Started(tmp_path, hub.url, **patient) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None and visit.terminal.hub_reachable)
        hub.misbehave["/api/v1/news"] = without_end
        hub.tell("catalogue_changed")  # the question that the hub holds is answered
        assert hub.wait_for(lambda: len(asked) > each * rests)
        # So many questions between two rests at most, and a rest is half of the back-off at least.
        assert asked[-1] - asked[0] >= sum(first * 2**rest / 2 for rest in range(rests - 1))
        hub.misbehave.clear()
        receipt = visit.submit()
        assert visit.reaches(receipt, "sent")
        hub.tell("submission_accepted", id=str(receipt.id))
        assert visit.reaches(receipt, "accepted")


def test_one_submission_that_the_hub_fails_at_does_not_keep_the_others(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        hub.misbehave["/api/v1/submissions"] = NONSENSE["a fault"]
        poison = visit.submit("poison")
        assert hub.wait_for(lambda: "POST /api/v1/submissions" in hub.asked)

        def only_that_one(handler: Handler) -> None:
            if json.loads(handler.body)["id"] == str(poison.id):
                return handler.problem(500, "fault")
            return handler._submission()

        hub.misbehave["/api/v1/submissions"] = only_that_one
        others = [visit.submit(str(number)) for number in range(3)]
        assert all(visit.reaches(other, "sent") for other in others)
        assert visit.state(poison) == "saved"
        hub.misbehave.clear()
        assert visit.reaches(poison, "sent")
