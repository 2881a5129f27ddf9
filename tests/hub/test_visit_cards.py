"""Cards of visitors at the hub: noted by staff, remembered for whoever likes, exported, erased, and forgotten."""

from __future__ import annotations

import pytest

from kiosk.domain.visit_cards import Before, Wish
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Came
from kiosk.interfaces.facts import Kept
from kiosk.web.pages import card_asking
from tests.hub.test_staff_cards import NUMBER, digest, known_to, tell, with_reader
from tests.hub.test_visit_keeping import SETTINGS, night
from tests.support.arrivals import STAFF, AtTerminal, invite
from tests.support.hubs import Running, Terminal, staff_browser
from tests.support.visitors import at_noon

pytestmark = pytest.mark.sqlite
TOM = Details(name="Tom Owen", company="Lifts of Wales", email="tom@example.org")


@pytest.fixture(autouse=True)
def noon(running: Running) -> None:
    at_noon(running)


def expected(terminal: Terminal) -> list[dict[str, object]]:
    """What a terminal is told of those who are to come."""
    found = known_to(terminal)["expected"]
    assert isinstance(found, list)
    return found


def noted(hub: Running) -> int:
    return len(hub.do(hub.hub.store.read(lambda record: record.visit_cards.noted())))


def test_staff_note_a_card_by_its_number_or_have_it_read(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_asking, "PATIENCE", 0.0)
    terminal, browser = with_reader(running), staff_browser(running)
    (gwen,) = invite(running, "Gwen Price")
    page = f"/visits/{gwen.visit.id}/card"
    for number, why in (
        ("08 12 34 56", "made anew each time"),
        ("hello", "Enter the number"),
        ("", "Enter the number"),
    ):
        refused = browser.fill_in(page, {"number": number})
        assert (refused.status_code, why in refused.text) == (422, True)
    assert browser.fill_in(page, {"number": "04:a1:b2:c3:d4:e5:f6"}).status_code == 200
    assert [each["card"] for each in expected(terminal)] == [digest(terminal)], "as a reader there makes it"
    assert "A card is noted for this visit." in browser.get(page).text
    browser.fill_in(page, {}, action=f"{page}/release")
    assert (noted(running), "card" in expected(terminal)[0]) == (0, False)

    told = browser.fill_in(page, {"terminal": str(terminal.id)}, action=f"{page}/ask", allow_redirects=False)
    command = str(told.headers["location"]).rpartition("=")[2]
    assert tell(terminal, command, digest(terminal)) == 200
    assert "The card is noted." in browser.get(f"{page}?asked={command}").text
    assert tell(terminal, command, digest(terminal)) == 404, "once"
    # A terminal that had not heard of it yet tells of somebody it does not know: it is their visit all the same.
    foyer, mark = AtTerminal(running, terminal), bytes.fromhex(digest(terminal))
    came = foyer.arrive(came=Came.CARD, card=mark, details=Details())
    assert came["visit"] == str(gwen.visit.id)
    answer = terminal.post("visit-cards", json={"card": digest(terminal)}).json()
    assert answer == {"visit": str(gwen.visit.id), "name": "", "company": ""}
    assert browser.fill_in("/visits/invite", {"number": NUMBER.hex()}, action=page).status_code == 409
    foyer.leave(gwen.visit.id)
    assert noted(running) == 0


def test_what_a_card_tells_can_be_seen_taken_along_and_erased_and_ends_by_itself(running: Running) -> None:
    terminal, browser = running.terminal(), staff_browser(running)
    foyer, cards = AtTerminal(running, terminal), running.hub.visit_cards
    marks = [bytes([number]) * 32 for number in range(3)]
    for mark, details, wish in zip(
        marks, (TOM, Details(name="Ann Rees"), TOM), (Wish.REMEMBER, Wish.REMEMBER, None), strict=True
    ):
        came = foyer.arrive(card=mark, wish=wish, details=details)
        foyer.leave(came["visit"])
    known = [running.do(cards.known(mark)).before for mark in marks]
    assert known == [Before("Tom Owen", "Lifts of Wales"), Before("Ann Rees"), None], "only of whoever asked for it"
    found = browser.fill_in("/visits/person", {"who": "tom owen"})
    assert ("a card we know them by" in found.text, marks[0].hex() in found.text) == (True, False)
    box = {"who": "tom owen", f"card-{marks[0][:8].hex()}": "yes"}
    export = browser.fill_in("/visits/person", box, action="/visits/person/export").json()
    assert [(each["name"], each["company"]) for each in export["cards"]] == [("Tom Owen", "Lifts of Wales")]
    erased = browser.fill_in("/visits/person", box | {"sure": "yes"}, action="/visits/person/erase")
    assert "1 card is forgotten." in erased.text
    assert running.do(cards.known(marks[0])).before is None

    (gwen,) = invite(running, "Gwen Price")
    running.do(cards.note(gwen.visit.id, marks[0], STAFF))
    running.do(running.hub.visits.cancel(gwen.visit.id, STAFF))
    night(running)
    assert noted(running) == 0, "nobody comes by it any more"
    night(running, SETTINGS.visitor_card_days - 30)
    foyer.leave(foyer.arrive(came=Came.CARD, card=marks[1], details=Details(name="Ann Rees"))["visit"])
    night(running, 59)
    assert running.do(cards.known(marks[1])).before == Before("Ann Rees"), "counted from its last use"
    for _ in range(7):
        night(running, 59)
    assert running.do(cards.known(marks[1])).before is None
    proofs = running.do(running.hub.store.read(lambda record: record.retention.proofs(50)))
    assert [each.about for each in proofs if each.kind is Kept.VISITOR_CARDS] == [None, "erased"]
