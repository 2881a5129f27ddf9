"""Whether the offices are open and somebody answers, as a visitor reads it in this minute."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain import overlays, site_files, sites
from kiosk.domain.site import Site
from tests.support.desk import SITE, Offered, TestDesk, Visitor, everything, visitor
from ui.presenters.journey import Journey
from ui.presenters.view import Contact

LONDON = ZoneInfo("Europe/London")
WRITTEN = {
    **SITE,
    "greeting": {"en": "Come in.", "cy": "Dewch i mewn."},
    "run_by": {"en": "Test Council runs this screen."},
    "privacy": {"en": "How we use it: test.example/privacy"},
    "opening": {"hours": "Mon-Fri 9am to 5pm", "bank_holidays": "england-and-wales"},
    "closures": [
        {"first": "2026-11-26T12:00:00", "last": "2026-11-26", "words": {"en": "Training", "cy": "Hyfforddi"}}
    ],
    "contacts": [
        {"id": "centre", "name": {"en": "Centre"}, "number": "01632 960 100", "answers": "offices"},
        {"id": "night", "name": {"en": "Night line"}, "number": "01632 960 101", "answers": "offices_closed"},
    ],
    "messages": [{"en": "Flu jabs", "first": "2026-11-24", "last": "2026-11-24"}, {"en": "Mind the step"}],
    "bank_holidays": [{"day": "2026-12-25", "name": {"en": "Christmas Day", "cy": "Dydd Nadolig"}}],
}


def dressed(**changes: object) -> Site:
    return sites.read(overlays.said(site_files.document(WRITTEN | changes)))


def somebody(moment: str | None, language: str = "en", **changes: object) -> Visitor:
    """Somebody who looks at the first screen at a moment."""
    now = None if moment is None else datetime.fromisoformat(moment).replace(tzinfo=LONDON)
    desk = TestDesk(Offered(dressed(**changes), everything().forms), now=now)
    journey = Journey(desk)
    journey.tick(1000.0)
    found = Visitor(desk, journey)
    if language != "en":
        journey.press("bar:language")
    return found


@pytest.mark.parametrize(
    ("moment", "language", "says"),
    [
        ("2026-11-23T10:42", "en", "The offices are open until 5pm."),
        ("2026-11-23T10:42", "cy", "Mae'r swyddfeydd ar agor tan 5pm."),
        ("2026-11-26T10:42", "en", "The offices are open until midday."),
        ("2026-11-26T12:30", "en", "The offices are closed today: Training.\nThey open tomorrow at 9am."),
        ("2026-11-23T08:00", "en", "The offices are closed now.\nThey open at 9am.\nYou can still use this screen."),
        ("2026-11-28T10:00", "en", "The offices are closed now.\nThey open on Monday 30 November at 9am."),
        ("2026-12-25T10:00", "en", "The offices are closed today: Christmas Day.\nThey open on Monday 28"),
        (
            "2026-12-25T10:00",
            "cy",
            "Mae'r swyddfeydd ar gau heddiw: Dydd Nadolig.\nByddant yn agor ddydd Llun 28 Rhagfyr",
        ),
    ],
)
def test_the_first_screen_says_how_it_stands(moment: str, language: str, says: str) -> None:
    assert says in somebody(moment, language).text


def test_the_first_screen_is_the_councils_own() -> None:
    found = somebody("2026-11-24T10:00")
    assert found.heading == "Come in."
    assert "Flu jabs" in found.text
    assert "Flu jabs" not in somebody("2026-11-25T10:00").text
    assert "Mind the step" in somebody("2026-11-25T10:00").text
    assert [node.name for node in found.nodes if node.role == "image"] == []


def test_no_more_messages_than_there_is_room_for() -> None:
    found = somebody("2026-11-25T10:00", messages=[{"en": f"Message {n}"} for n in range(5)])
    assert "Message 2" in found.text
    assert "Message 3" not in found.text


def test_a_screen_that_does_not_know_the_time_claims_nothing() -> None:
    found = somebody(None)
    assert "offices" not in found.text
    found.journey.press("bar:help")
    assert "answers" not in found.text
    assert "Monday to Friday, 9am to 5pm" in found.text


def test_a_site_that_says_nothing_of_its_hours_looks_as_before() -> None:
    assert "offices" not in visitor().text


def test_home_says_that_the_offices_are_closed_and_the_screen_is_not() -> None:
    found = somebody("2026-12-25T10:00")
    found.journey.press("action:start")
    assert "The offices are closed today: Christmas Day. You can still use this screen." in found.text
    assert "tile:forms" in found.text or "Council forms" in found.text
    open_now = somebody("2026-11-23T10:42")
    open_now.journey.press("action:start")
    assert "offices" not in open_now.text


@pytest.mark.parametrize(
    ("moment", "numbers"),
    [
        ("2026-11-23T10:42", ["Somebody answers now, until 5pm.", "Nobody answers now. Ring from 5pm."]),
        ("2026-11-23T20:00", ["Somebody answers now.", "Nobody answers now. Ring tomorrow from 9am."]),
        ("2026-11-28T10:00", ["Somebody answers now.", "Nobody answers now. Ring on Monday 30 November from 9am."]),
    ],
)
def test_who_answers_now_comes_first(moment: str, numbers: list[str]) -> None:
    found = somebody(moment)
    found.journey.press("bar:help")
    contacts = [part for part in found.journey.view().parts if isinstance(part, Contact)]
    assert [found.words(each.now) for each in contacts if each.now is not None] == numbers
    assert "Test Council runs this screen." in found.text
    assert "How we use it: test.example/privacy" in found.text


def test_out_of_service_offers_a_number_that_is_answered() -> None:
    found = somebody("2026-11-28T10:00")
    found.desk.out_of_service = "journal_failed"
    assert "01632 960 101" in found.text
    assert "01632 960 100" not in found.text


def test_the_minute_it_opens_the_screen_says_so() -> None:
    found = somebody("2026-11-23T08:59")
    assert "closed" in found.text
    before = found.desk.changes
    found.desk.now = datetime(2026, 11, 23, 9, 0, tzinfo=LONDON)
    found.journey.tick(1060.0)
    assert found.desk.changes > before
    assert "The offices are open until 5pm." in found.text


def test_privacy_is_told_before_a_form_begins() -> None:
    found = somebody("2026-11-23T10:42")
    found.journey.press("action:start")
    found.press("tile:forms", "form:missed-bin")
    assert "How we use it: test.example/privacy" in found.text
