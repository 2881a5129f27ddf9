"""What people thought: once each, apart from what they sent, counted by everybody and read by few."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from nacl.public import PublicKey, SealedBox

from kiosk.domain import opinions, receipts, tallies
from kiosk.domain.sources import Source
from kiosk.domain.tallies import What
from kiosk.domain.uses import Face
from kiosk.interfaces.facts import Kept
from kiosk.services.audit import Actor
from kiosk.services.opinions import ASKED_FOR
from kiosk.services.retention import Retention
from tests.hub.test_public import PUBLIC
from tests.support.answers import complete
from tests.support.desk import shipped
from tests.support.hubs import Running, Terminal, newest_entries, running_hub

FORM = "missed-bin"
TODAY = datetime.now(UTC).date()
LONG_AGO, LATER = date(2000, 1, 1), date(2100, 1, 1)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Running]:
    with running_hub(tmp_path / "hub", *PUBLIC) as running:
        yield running


def given(terminal: Terminal, words: str = "", **changes: Any) -> dict[str, Any]:
    """What a terminal tells."""
    told: dict[str, Any] = {"id": str(uuid4()), "day": TODAY.isoformat(), "form": FORM, "form_version": 1}
    told |= {"language": "cy", "stars": 4, "recommend": "yes"}
    if words:
        key = terminal.get("catalogue").json()["hub_key"]
        sealed = SealedBox(PublicKey(base64.b64decode(key["public"]))).encrypt(words.encode())
        told |= {"key_id": key["id"], "sealed": base64.b64encode(sealed).decode()}
    return told | changes


def tell(terminal: Terminal, *told: dict[str, Any]) -> int:
    return terminal.post("opinions", json={"opinions": told}).status_code


def counted(hub: Running) -> list[opinions.Counted]:
    return list(hub.do(hub.hub.desk.opinions.counted(FORM, LONG_AGO, LATER)))


def test_what_a_terminal_tells_is_kept_once_and_its_sentence_sealed(hub: Running) -> None:
    terminal = hub.terminal()
    one = given(terminal, "The date was hard to find")
    assert tell(terminal, one) == tell(terminal, one, given(terminal, stars=None, recommend="unsure")) == 200
    assert tell(terminal, given(terminal, stars=6)) == 422
    assert tell(terminal, given(terminal, recommend="maybe")) == 422
    assert tell(terminal, given(terminal, "x", key_id="00ff")) == 200, "sealed to another hub: the numbers stay"
    assert tell(terminal, given(terminal, day="1999-01-01", stars=1)) == 200
    stars = opinions.stars(counted(hub))
    assert stars == {5: 0, 4: 2, 3: 0, 2: 0, 1: 1}
    assert opinions.recommended(counted(hub))[opinions.Recommend.UNSURE] == 1
    rows = hub.do(hub.hub.store.read(lambda record: record.opinions.sentences(FORM, LONG_AGO, LATER, 10)))
    assert b"date" not in rows[0].sealed
    (sentence,) = hub.do(hub.hub.desk.opinions.read(FORM, LONG_AGO, LATER, Actor("Ffion")))
    assert (sentence.words, sentence.stars, sentence.language) == ("The date was hard to find", 4, "cy")
    assert newest_entries(hub, hub.hub.audit)[0].action == "opinions_read"
    off = hub.do(hub.hub.store.read(lambda record: record.opinions.counted(FORM, date(1999, 1, 1), date(1999, 1, 2))))
    assert off == [], "a clock that is wrong by years puts nothing where nobody looks"


def page(hub: Running, path: str, **fields: str) -> requests.Response:
    url = f"{hub.public}/llanfair-road/{path}"
    return requests.post(url, data=fields, timeout=10) if fields else requests.get(url, timeout=10)


@pytest.mark.sqlite
def test_the_page_of_a_receipt_asks_once_and_thanks(hub: Running) -> None:
    terminal, known = hub.terminal(), receipts.token(os.urandom(16))
    terminal.send(terminal.submission(link=known))
    asked = page(hub, f"r/{known}?lang=cy")
    assert "Sut brofiad oedd llenwi&#39;r ffurflen hon?" in asked.text
    thanked = page(hub, f"r/{known}?lang=cy", stars="5", recommend="no", words="  Da\u0000  iawn\n")
    assert thanked.url.endswith(f"/r/{known}?lang=cy")
    assert "Diolch am ddweud eich barn" in thanked.text
    assert "<form" not in thanked.text
    page(hub, f"r/{known}", stars="1")
    assert [(each.stars, each.recommend) for each in counted(hub)] == [(5, "no")], "the first word counts"
    (sentence,) = hub.do(hub.hub.desk.opinions.read(FORM, LONG_AGO, LATER, Actor("Ffion")))
    assert (sentence.words, sentence.language) == ("Da iawn", "cy")
    # A terminal gives it the same name, so whoever said it there is not asked again here.
    other = receipts.token(os.urandom(16))
    terminal.send(terminal.submission(link=other))
    tell(terminal, given(terminal, id=str(opinions.named(other, b""))))
    assert "Thank you for telling us" in page(hub, f"r/{other}").text


@pytest.mark.sqlite
def test_nobody_is_asked_for_ever_or_heard_without_saying_anything(hub: Running) -> None:
    terminal, known = hub.terminal(), receipts.token(os.urandom(16))
    terminal.send(terminal.submission(link=known))
    page(hub, f"r/{known}", stars="", recommend="", words=" ")
    page(hub, f"r/{known}", stars="17", recommend="always")
    assert counted(hub) == []
    assert "<form" in page(hub, f"r/{known}").text
    assert page(hub, f"r/{receipts.token(os.urandom(16))}", stars="5").status_code == 404
    assert requests.post(f"{hub.public}/llanfair-road/r/{known}", data=b"x" * 5_000, timeout=10).status_code == 413
    hub.clock.skip(ASKED_FOR.total_seconds() + 60)
    assert "<form" not in page(hub, f"r/{known}").text
    page(hub, f"r/{known}", stars="1")
    assert counted(hub) == []


def test_sentences_are_erased_and_numbers_stay(hub: Running) -> None:
    terminal = hub.terminal()
    tell(terminal, given(terminal, "A name that should not be there"))

    async def night() -> None:
        store, clock = hub.hub.store, hub.clock
        await Retention(store, clock, {Kept.OPINIONS: timedelta(days=90)}).run()

    hub.do(night())
    hub.clock.skip(20 * 86_400)
    hub.do(night())
    assert len(hub.do(hub.hub.desk.opinions.read(FORM, LONG_AGO, LATER, Actor("Ffion")))) == 1
    hub.clock.skip(45 * 86_400)
    hub.do(night())
    hub.clock.skip(45 * 86_400)
    hub.do(night())
    assert hub.do(hub.hub.desk.opinions.read(FORM, LONG_AGO, LATER, Actor("Ffion"))) == []
    assert opinions.stars(counted(hub))[4] == 1


def test_how_forms_end_at_terminals_adds_up_however_often_it_is_told(hub: Running) -> None:
    terminal, run = hub.terminal(), str(uuid4())
    end = {"day": TODAY.isoformat(), "form": FORM, "form_version": 1}

    def told(run: str, *ends: dict[str, Any]) -> int:
        return terminal.post("uses", json={"run": run, "started": [], "ended": ends}).status_code

    for total in (2, 5, 5, 3):
        assert told(run, end | {"what": "left", "value": "/due-day", "total": total}) == 200
    assert told(str(uuid4()), end | {"what": "left", "value": "/due-day", "total": 1}) == 200
    assert told(run, end | {"what": "took", "value": "180", "total": 4}) == 200
    for wrong in ({"what": "thought"}, {"value": "<script>"}, {"total": 0}):
        assert told(run, end | {"what": "left", "value": "/x", "total": 1} | wrong) == 422
    totals = hub.do(hub.hub.desk.uses.tallied(FORM, LONG_AGO, LATER))
    assert tallies.stops(totals) == {"/due-day": 6}
    assert tallies.times(totals) == tallies.Times(4, 180, 180, 180)


@pytest.mark.sqlite
def test_a_form_on_a_phone_is_counted_where_it_stands_and_no_longer_once_it_is_sent(hub: Running) -> None:
    form, continuations = shipped(FORM), hub.hub.continuations

    def stands() -> dict[str, int]:
        return dict(tallies.stops(hub.do(hub.hub.desk.uses.tallied(FORM, LONG_AGO, LATER))))

    links = [hub.do(continuations.begin(form, "en", Source.WEB)) for _ in range(2)]
    assert stands() == {"/which-bin": 2}
    hub.do(continuations.answer(links[0], {"bin": "rubbish"}))
    hub.do(continuations.answer(links[0], {"bin": "rubbish"}))
    assert stands() == {"/which-bin": 1, "/due-day": 1}
    answers = complete(form)
    hub.do(continuations.answer(links[0], answers))
    assert stands() == {"/summary": 1, "/which-bin": 1}
    hub.do(continuations.send(links[0], form, answers))
    hub.do(continuations.send(links[0], form, answers))
    assert stands() == {"/which-bin": 1}
    totals = hub.do(hub.hub.desk.uses.tallied(FORM, LONG_AGO, LATER))
    took = [(each.face, each.value, each.number) for each in totals if each.what is What.TOOK]
    assert took == [(Face.WEB, "60", 1)]
