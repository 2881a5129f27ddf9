"""Parcels at the hub: taken once, told by a real mail server to whose they are, collected by code, and forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from devices.simulators.mail_server import MailServer
from kiosk.domain import parcel_offer
from kiosk.domain.alerts import is_email
from kiosk.domain.parcel_rules import Takes, Wishes
from kiosk.domain.parcels import Did, Purpose, digits, written
from kiosk.interfaces.facts import Kept
from kiosk.services.directory import EntryUnknown
from kiosk.services.parcel_settings import CarrierUnfit, WishesUnfit
from kiosk.services.parcels import ParcelUnknown
from kiosk.services.retention import Retention
from tests.support.couriers import FACILITIES, LOANS, PLANNING, UNION, happening, known, line, take_deliveries, tell
from tests.support.hubs import Running, newest_entries, running_hub, staff_browser, wait_for
from tests.support.messages import MAIL, world
from tests.support.records import rows_of

CODE = re.compile(r"Hand-over code: (\d{4} \d{4})\.")


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer().running() as server:
        yield server


@pytest.fixture
def hub(tmp_path: Path, mail: MailServer) -> Iterator[Running]:
    chosen = (*MAIL, f"mail.port={mail.port}", "messages.email=off", "hub.secure_cookies=false")
    with running_hub(tmp_path / "hub", *chosen) as running:
        take_deliveries(running)
        yield running


def letters(hub: Running, mail: MailServer, count: int) -> list[tuple[str, str, str]]:
    """To whom, about what and what, once so many came and no more are on their way."""
    queued = "SELECT id FROM messages WHERE state = 'queued'"
    wait_for(lambda: len(mail.taken) >= count and not rows_of(hub.data, queued), f"{count} letters")
    assert len(mail.taken) == count
    return [(each.recipients[0], str(each.message["Subject"]), each.message.get_content()) for each in mail.taken]


def test_what_was_left_is_told_once_and_collected_once_with_the_code_in_the_letter(
    hub: Running, mail: MailServer
) -> None:
    left, right = hub.terminal("Left"), hub.terminal("Right")
    told = line(number=2)
    kept = happening(left, told)
    first = tell(left, kept)
    assert first[0]["answer"] == {"told": True}
    assert tell(left, kept) == first, "the cable was cut before the terminal heard it"
    assert tell(left, told)[0]["answer"] == {"told": False}, "the same line again, as another happening"
    ((to, subject, body),) = letters(hub, mail, 1)
    assert (to, subject) == (
        "planning@aberwen.example",
        "A delivery for Planning / Danfoniad ar gyfer Cynllunio",
    )
    assert told.reference in body
    assert "shelf by the lift" in body
    assert "silff wrth y lifft" in body
    found = CODE.search(body)
    assert found is not None
    code = found.group(1)
    for terminal in (left, right):
        sealed = known(terminal)
        assert sealed is not None
        waiting = sealed.parcel(code)
        assert waiting is not None
        assert (waiting.id, waiting.number, waiting.recipient) == (told.id, 2, PLANNING.id)
        assert sealed.parcel("0000 0000") is None
        assert sealed.used == (PLANNING.id,)
    assert hub.do(hub.hub.parcels.under(code)).code == digits(code)
    collected = line(did=Did.COLLECTED, id=told.id, number=2)
    tell(left, collected)
    tell(right, collected)
    (row,) = hub.do(hub.hub.parcels.ended())
    assert (row.state, row.ended_by, row.code_mark) == (Did.COLLECTED, "code", None)
    sealed = known(right)
    assert sealed is not None
    assert sealed.parcel(code) is None
    assert len(letters(hub, mail, 2)) == 2, "and whose it is hears that it was collected, once"
    assert b"Planning" not in row.sealed
    assert digits(code).encode() not in row.sealed


@pytest.mark.sqlite
def test_what_was_collected_before_it_is_heard_that_it_came_waits_for_nobody(hub: Running, mail: MailServer) -> None:
    told = line()
    tell(hub.terminal("Quick"), line(did=Did.COLLECTED, id=told.id, reference=told.reference))
    tell(hub.terminal("Slow"), told)
    assert hub.do(hub.hub.parcels.waiting()) == []
    assert [row.state for row in hub.do(hub.hub.parcels.ended())] == [Did.COLLECTED]
    assert "was collected" in letters(hub, mail, 1)[0][1]


@pytest.mark.sqlite
def test_a_courier_who_waits_is_one_line_to_its_end(hub: Running, mail: MailServer) -> None:
    terminal, waits = hub.terminal(), line(UNION.id, Did.CALLED, signature=True)
    tell(terminal, waits)
    assert "needs a signature" in letters(hub, mail, 1)[0][2]
    (shown,) = hub.do(hub.hub.parcels.waiting())
    assert shown.row.state is Did.CALLED
    tell(terminal, line(UNION.id, Did.HANDED, id=waits.id, reference=waits.reference))
    assert hub.do(hub.hub.parcels.waiting()) == []
    gone = line(LOANS.id, Did.GONE)
    tell(terminal, gone, line(LOANS.id, Did.CALLED, purpose=Purpose.PICK_UP))
    told = letters(hub, mail, 3)
    assert [each[0] for each in told[1:]] == ["union@example.org"] * 2, "a team without an address: its tenant's"
    assert "took" in told[1][2]
    assert "collect from Loans" in told[2][1]
    tell(terminal, line(None, label="A. Person"))
    to, subject, body = letters(hub, mail, 4)[3]
    assert to == "planning@aberwen.example", "who looks after what nobody knows"
    assert "somebody we do not know" in subject
    assert "A. Person" in body
    (kept,) = (each for each in hub.do(hub.hub.parcels.waiting()) if each.row.recipient_id is None)
    assert kept.label == "A. Person"
    assert b"Person" not in kept.row.sealed


@pytest.mark.sqlite
def test_a_tenant_sees_and_ends_its_own_and_no_others(hub: Running) -> None:
    terminal, ours, theirs = hub.terminal(), line(LOANS.id), line(PLANNING.id)
    tell(terminal, ours, theirs)
    parcels, mine = hub.hub.parcels, frozenset({UNION.id})
    (seen,) = hub.do(parcels.waiting(mine))
    assert seen.row.id == ours.id
    with pytest.raises(ParcelUnknown):
        hub.do(parcels.end(theirs.id, Did.COLLECTED, FACILITIES, mine))
    everything = hub.do(parcels.waiting())
    their_code = next(each.code for each in everything if each.row.id == theirs.id)
    with pytest.raises(ParcelUnknown):
        hub.do(parcels.under(their_code, mine))
    hub.do(parcels.end(ours.id, Did.COLLECTED, FACILITIES, mine))
    assert [row.ended_by for row in hub.do(parcels.ended(mine))] == ["Ffion"]
    with pytest.raises(ParcelUnknown):
        hub.do(parcels.end(ours.id, Did.RETURNED, FACILITIES, mine))
    with pytest.raises(EntryUnknown):
        hub.do(parcels.settings.wish(PLANNING.id, Wishes(Takes.NOBODY), FACILITIES, mine))
    now = hub.clock.now()
    counted = hub.do(parcels.counted(now - timedelta(days=1), now + timedelta(days=1), mine))
    assert [(each.recipient, each.number) for each in counted] == [("Loans", 1)]


@pytest.mark.sqlite
def test_people_are_reminded_of_what_waits_and_then_left_alone(hub: Running, mail: MailServer) -> None:
    tell(hub.terminal(), line())
    first = CODE.search(letters(hub, mail, 1)[0][2])
    hub.do(hub.hub.parcels.remind())
    hub.clock.skip(3 * 86_400 + 60)
    hub.do(hub.hub.parcels.remind())
    hub.do(hub.hub.parcels.remind())
    again = letters(hub, mail, 2)[1]
    assert "still wait to be collected" in again[2]
    second = CODE.search(again[2])
    assert first is not None
    assert second is not None
    assert first.group() == second.group(), "the code is the one they know"
    for _ in range(8):
        hub.clock.skip(3 * 86_400 + 60)
        hub.do(hub.hub.parcels.remind())
    assert len(letters(hub, mail, 6)) == 6, "five reminders are the most"


@pytest.mark.sqlite
def test_a_label_is_forgotten_in_time_and_the_number_stays(hub: Running) -> None:
    told = line(None, label="A. Person")
    tell(hub.terminal(), told, line())
    hub.do(hub.hub.parcels.end(told.id, Did.RETURNED, FACILITIES))
    work = Retention(hub.hub.store, hub.clock, {Kept.PARCELS: timedelta(days=90), Kept.CARRIERS: timedelta(days=90)})
    pin = hub.do(hub.hub.parcels.settings.add_carrier("Red Dragon", FACILITIES))
    (carrier,) = hub.do(hub.hub.parcels.settings.carriers())
    hub.do(hub.hub.parcels.settings.end_carrier(carrier.id, FACILITIES))
    assert len(pin) == 6
    hub.do(work.run())
    for _ in range(3):
        hub.clock.skip(40 * 86_400)
        hub.do(work.run())
    (row,) = hub.do(hub.hub.parcels.ended())
    assert (row.sealed, row.ended_by, row.number) == (b"", None, 1)
    assert hub.do(hub.hub.parcels.show(row.id)).label == ""
    assert len(hub.do(hub.hub.parcels.waiting())) == 1, "what still waits is kept whole"
    assert rows_of(hub.data, "SELECT id FROM carriers") == []
    proofs = hub.do(hub.hub.store.read(lambda record: record.retention.proofs(10)))
    assert {(each.kind, each.count) for each in proofs} == {(Kept.PARCELS, 1), (Kept.CARRIERS, 1)}


@pytest.mark.sqlite
def test_a_pin_is_good_until_it_is_ended_and_a_pass_once(hub: Running) -> None:
    terminal, settings = hub.terminal(), hub.hub.parcels.settings
    pin = hub.do(settings.add_carrier("Red Dragon Parcels", FACILITIES))
    once = hub.do(settings.give_pass("Dai’s van", UNION.id, FACILITIES))
    with pytest.raises(CarrierUnfit):
        hub.do(settings.add_carrier("red dragon  parcels", FACILITIES))
    sealed = known(terminal)
    assert sealed is not None
    dragon, dai = sealed.carrier(pin), sealed.carrier(once)
    assert dragon is not None
    assert dai is not None
    assert (dragon.name, dragon.single, dai.single, dai.recipient) == ("Red Dragon Parcels", False, True, UNION.id)
    tell(terminal, line(carrier=dragon.id), line(UNION.id, carrier=dai.id))
    sealed = known(terminal)
    assert sealed is not None
    assert sealed.carrier(once) is None, "a pass is good once"
    assert sealed.carrier(pin) == dragon
    hub.do(settings.end_carrier(dragon.id, FACILITIES))
    sealed = known(terminal)
    assert sealed is not None
    assert sealed.carrier(pin) is None
    now = hub.clock.now()
    counted = hub.do(hub.hub.parcels.counted(now - timedelta(days=1), now + timedelta(days=1)))
    assert {each.carrier for each in counted} == {"Red Dragon Parcels", "Dai’s van"}
    assert pin not in str(rows_of(hub.data, "SELECT * FROM carriers"))


@pytest.mark.sqlite
def test_terminals_are_told_who_takes_what_and_nobodys_address(hub: Running) -> None:
    terminal, settings = hub.terminal(), hub.hub.parcels.settings
    wanted = Wishes(Takes.KNOWN, email="post@example.org", mobile="07700 900123")
    hub.do(settings.wish(UNION.id, wanted, FACILITIES))
    with pytest.raises(WishesUnfit):
        hub.do(settings.wish(UNION.id, Wishes(email="nobody", webhook="nowhere"), FACILITIES))
    wait_for(lambda: '"takes":"known"' in terminal.get("catalogue").text, "the catalogue to say so")
    told = terminal.get("catalogue").json()
    offer = parcel_offer.offer(told["directory"], told["parcels"])
    assert offer is not None
    by_name = {each.name.en: each for each in offer.recipients}
    assert (by_name["Credit union"].takes, by_name["Credit union"].tenant) == (Takes.KNOWN, True)
    assert offer.unknown == by_name["Planning"]
    assert offer.find("plannin")[0].name.en == "Planning"
    assert not any(is_email(word) for word in re.findall(r"[^\s\"]+@[^\s\"]+", str(told["parcels"])))
    assert "900123" not in str(told["parcels"])

    odd = line().body() | {"number": 0}
    heard = tell(terminal, odd, line(uuid4()), line(did=Did.COLLECTED))
    assert [each["state"] for each in heard] == ["kept", "taken", "taken"], "what makes no sense is for staff"
    (shown,) = hub.do(hub.hub.parcels.waiting())
    assert shown.row.recipient_id is None, "an entry that is gone is nobody's"


@pytest.mark.sqlite
def test_text_messages_and_programs_are_told_too(tmp_path: Path) -> None:
    with world(tmp_path, "hub.deliveries=true") as everybody:
        hub, texts = everybody.hub, everybody.notify
        assert everybody.terminal.get("catalogue").json()["parcels"]["on"], "the settings begin with deliveries on"
        take_deliveries(hub)
        wanted = Wishes(mobile="+447457123456", webhook="waste")
        hub.do(hub.hub.parcels.settings.wish(PLANNING.id, wanted, FACILITIES))
        told = line()
        tell(everybody.terminal, told)
        wait_for(lambda: len(texts.sent) == 1 and len(everybody.mail.taken) == 1, "the messages")
        said = texts.sent[0].body
        (shown,) = hub.do(hub.hub.parcels.waiting())
        assert written(shown.code) in said
        assert told.reference in said
        queued = "SELECT id FROM messages WHERE state = 'queued'"
        wait_for(lambda: not rows_of(hub.data, queued), "the program to be told")
        states = dict(rows_of(hub.data, "SELECT channel, state FROM messages"))
        assert states == {"notice": "sent", "sms": "sent", "chat": "sent"}


def test_a_name_on_a_parcel_is_given_to_whose_it_is_and_erased_and_what_waits_still_waits(hub: Running) -> None:
    terminal, browser = hub.terminal(), staff_browser(hub)
    waits, taken = line(label="Zoë Parcel-Name"), line(label="Zoë Parcel-Name", did=Did.HANDED)
    tell(terminal, waits, taken, line(label="Somebody Else"))
    code = hub.do(hub.hub.parcels.show(waits.id)).code
    found = browser.fill_in("/visits/person", {"who": "zoe parcel"}).text
    assert (found.count("the name on a parcel"), waits.reference in found) == (2, True)
    boxes = {f"parcel-{each.id}": "yes" for each in (waits, taken)} | {"who": "zoe parcel"}
    export = browser.fill_in("/visits/person", boxes, action="/visits/person/export").json()
    assert {(each["label"], each["for"], each["state"]) for each in export["parcels"]} == {
        ("Zoë Parcel-Name", "Planning", "left"),
        ("Zoë Parcel-Name", "Planning", "handed"),
    }
    assert browser.fill_in("/visits/person", boxes, action="/visits/person/erase").status_code == 422
    erased = browser.fill_in("/visits/person", boxes | {"sure": "yes"}, action="/visits/person/erase")
    assert "Their name is off 2 parcels." in erased.text
    assert hub.do(hub.hub.parcels.labels.about("Zoë")) == []
    under = hub.do(hub.hub.parcels.under(code))
    assert (under.row.id, under.label) == (waits.id, "")
    assert {each.action for each in newest_entries(hub, hub.hub.audit)} >= {"parcel_label_erased"}
