"""What staff change about a site lies over its file, reaches its terminals at once, and nobody else's."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain import overlays
from kiosk.domain.colours import ColourUnfit
from kiosk.domain.opening import Nation
from kiosk.domain.overlays import Part
from kiosk.domain.sites import SiteRefused, read
from kiosk.gateways import bank_holidays
from kiosk.gateways.bank_holidays import ListAway
from kiosk.interfaces.store import Record
from kiosk.runtime.settings import CONFIG, DEMO_SITE
from kiosk.services.audit import Actor
from kiosk.services.bank_holidays import ListTooShort
from kiosk.services.daily import Daily
from kiosk.services.sites import ChangedMeanwhile, NotChanged
from tests.hub.test_two_hubs import two_hubs
from tests.support.hubs import Running, Terminal, newest_entries, running_hub, wait_for

ARIAN = CONFIG / "sites" / "arian.toml"
FFION = Actor("Ffion Desk")
OPENING = {"opening": {"hours": [[0, 600, 660]], "bank_holidays": "scotland"}}


def seal(running: Running, part: Part) -> str:
    return overlays.seal(running.hub.sites.current().document, part)


def change(running: Running, part: Part, document: dict[str, object]) -> None:
    running.do(running.hub.sites.change(part, document, seal(running, part), FFION))


def site_of(terminal: Terminal) -> dict[str, Any]:
    return terminal.get("catalogue").json()["site"]


def changes(terminal: Terminal) -> int:
    facts, _ = terminal.hear(0)
    return sum(fact["kind"] == "catalogue_changed" for fact in facts)


def audited(running: Running) -> list[tuple[str, str | None, str]]:
    entries = newest_entries(running, running.hub.audit)
    return [(each.action, each.subject, each.outcome) for each in entries if each.action.startswith("site_")]


def test_a_change_lies_over_the_file_and_terminals_are_told_once(running: Running, terminal: Terminal) -> None:
    before = changes(terminal)
    change(running, Part.OPENING, OPENING)
    told = site_of(terminal)
    assert told["opening"]["hours"] == [[0, 600, 660]]
    assert told["contacts"][0]["hours"]["en"] == "Monday, 10am to 11am"
    assert "2026-11-30" in {each["day"] for each in told["bank_holidays"]}, "St Andrew's Day"
    assert changes(terminal) == before + 1
    running.do(running.hub.sites.restore(Part.OPENING, seal(running, Part.OPENING), FFION))
    told = site_of(terminal)
    assert told["opening"]["hours"][0] == [0, 510, 1020]
    assert changes(terminal) == before + 2
    assert audited(running) == [("site_restored", "opening", "done"), ("site_changed", "opening", "done")]


@pytest.mark.sqlite
def test_a_change_stays_after_a_restart_and_the_file_counts_for_the_rest(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as running:
        change(running, Part.LANGUAGES, {"languages": ["cy", "en"]})
        etag = running.hub.sites.current().catalogue.etag
    with running_hub(tmp_path / "hub") as running:
        view = running.hub.sites.current()
        assert view.site.languages == ("cy", "en")
        assert view.changes[Part.LANGUAGES].changed_by == FFION.who
        assert view.catalogue.etag == etag, "nobody is told of what is not new"


@pytest.mark.sqlite
def test_words_in_further_languages_stay_while_the_english_beside_them_does(running: Running) -> None:
    before = running.hub.sites.current()
    contacts = [
        {**row, "name": {"en": row["name"]["en"], "cy": row["name"]["cy"]}} for row in before.document["contacts"]
    ]
    contacts[1]["name"] = {"en": "Another line", "cy": "Llinell arall"}
    change(running, Part.CONTACTS, {"contacts": contacts})
    names = [contact.name for contact in running.hub.sites.current().site.contacts]
    assert names[0].get("uk") == before.site.contacts[0].name.get("uk") != names[0].en
    assert names[1].get("uk") == "Another line", "a translation of other words is none"


@pytest.mark.sqlite
def test_nobody_changes_what_somebody_else_has_changed_meanwhile(running: Running) -> None:
    seen = seal(running, Part.OPENING)
    change(running, Part.OPENING, OPENING)
    with pytest.raises(ChangedMeanwhile):
        running.do(running.hub.sites.change(Part.OPENING, {"opening": None}, seen, FFION))
    with pytest.raises(ChangedMeanwhile):
        running.do(running.hub.sites.restore(Part.OPENING, seen, FFION))
    # Another part is nobody's business.
    change(running, Part.LANGUAGES, {"languages": ["cy"]})
    assert ("site_changed", "opening", "refused") in audited(running)


@pytest.mark.sqlite
def test_what_would_not_be_a_site_is_not_kept(running: Running, terminal: Terminal) -> None:
    etag = running.hub.sites.current().catalogue.etag
    for part, document, refused in (
        (Part.THEME, {"brand": {"colour": "#FFDD00", "dark": "#0E4B50"}}, ColourUnfit),
        (Part.CONTACTS, {"contacts": []}, SiteRefused),
        (Part.LANGUAGES, {}, SiteRefused),
        (Part.LOGO, {"logo": {"png": "PHN2Zy8+", "alt": {"en": "x"}}}, SiteRefused),
    ):
        with pytest.raises(refused):
            change(running, part, document)
    with pytest.raises(NotChanged):
        running.do(running.hub.sites.restore(Part.THEME, seal(running, Part.THEME), FFION))
    assert running.hub.sites.current().catalogue.etag == etag
    assert running.do(running.hub.store.read(lambda record: record.changes.list())) == []


@pytest.mark.sqlite
def test_a_change_that_no_longer_goes_with_the_file_is_left_aside(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub") as running:
        change(running, Part.LANGUAGES, {"languages": ["cy"]})

        def damage(record: Record) -> None:
            kept = record.changes.get("languages")
            assert kept is not None
            for part, document in (("opening", '{"opening": {"hours": 7}}'), ("moods", "{}"), ("theme", "not JSON")):
                record.changes.put(overlays.Change(part, document, kept.changed_by, kept.changed_at))

        running.do(running.hub.store.transact(damage))
    with running_hub(tmp_path / "hub") as running:
        view = running.hub.sites.current()
        assert view.changes.keys() == {Part.LANGUAGES}
        assert view.site.opening is not None


@pytest.mark.sqlite
def test_forms_are_offered_in_the_order_staff_chose(running: Running, terminal: Terminal) -> None:
    change(running, Part.FORMS, {"offered": ["general-enquiry", "missed-bin", "gone-since"]})
    told = terminal.get("catalogue").json()
    assert [form["metadata"]["id"] for form in told["forms"]] == ["general-enquiry", "missed-bin"]
    assert "offered" not in told["site"]
    # A terminal that has not heard of it yet sends the form that went: it is taken.
    assert terminal.send(terminal.submission()).status_code == 201


@pytest.mark.sqlite
def test_older_terminals_get_the_messages_of_the_day_and_others_all(running: Running, terminal: Terminal) -> None:
    today = running.hub.sites.today()
    later = date.fromordinal(today.toordinal() + 1).isoformat()
    rows = [{"en": "Always"}, {"en": "Tomorrow", "first": later, "last": later}]
    change(running, Part.MESSAGES, {"notices": rows})
    told = site_of(terminal)
    assert [each["en"] for each in told["messages"]] == ["Always"]
    assert [words.en for words in read(told).messages_on(date.fromisoformat(later))] == ["Always", "Tomorrow"]


@pytest.mark.postgresql
def test_another_hub_of_the_same_record_follows_at_once(tmp_path: Path) -> None:
    with two_hubs(tmp_path, "http://127.0.0.1:9/") as (first, second):
        terminal = first.terminal()
        there = Terminal(second.url, terminal.key, terminal.id, terminal.site_id)
        change(first, Part.OPENING, OPENING)
        assert site_of(there)["opening"]["hours"] == [[0, 600, 660]], "also before it has heard of it"
        change(first, Part.LANGUAGES, {"languages": ["cy"]})
        wait_for(lambda: second.hub.site.languages == ("cy",), "the second hub follows")
        assert first.hub.sites.current().catalogue == second.hub.sites.current().catalogue
        assert changes(terminal) == changes(there) == 3, "each told once, whichever hub composes it"


@pytest.mark.sqlite
def test_each_site_has_its_own(tmp_path: Path) -> None:
    with running_hub(tmp_path / "hub", sites=(DEMO_SITE, ARIAN)) as running:
        terminal = running.terminal()
        arian = running.estate.sites["canolfan-arian"]
        before = arian.sites.current()
        change(running, Part.OPENING, OPENING)
        assert arian.sites.current() == before
        there = running.enrol(running.do(arian.terminals.invite(FFION)))
        assert site_of(there)["languages"] == ["cy", "en"]
        assert site_of(there)["logo"]["on_white"] is False
        assert site_of(terminal)["opening"]["hours"] == [[0, 600, 660]]
        assert site_of(there)["opening"]["hours"] != [[0, 600, 660]]


# --- bank holidays --------------------------------------------------------------------------------------------------


def until(year: int) -> dict[str, Any]:
    """A list that ends with a year."""
    document = json.loads(json.dumps(bank_holidays.bundled()))
    for nation in Nation:
        document[nation]["events"] += [
            {"title": "Christmas Day", "date": f"{each}-12-25", "notes": "", "bunting": True}
            for each in range(2029, year + 1)
        ]
    return document


class GovUk(BaseHTTPRequestHandler):
    """Answers what it was told to, as GOV.UK does, on this machine."""

    body = b""
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Nothing: the test says what went wrong."""


@pytest.fixture
def gov_uk() -> Iterator[tuple[str, Callable[[int, bytes], None]]]:
    """Its address, and what sets its answer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), GovUk)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def answer(status: int, body: bytes) -> None:
        GovUk.status, GovUk.body = status, body

    yield f"http://127.0.0.1:{server.server_port}/bank-holidays.json", answer
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.sqlite
def test_the_names_of_bank_holidays_are_known_in_both_languages() -> None:
    known = bank_holidays.read(bank_holidays.bundled())
    names = {each.day: each.name for each in known[Nation.ENGLAND_AND_WALES]}
    assert (names[date(2026, 12, 25)].en, names[date(2026, 12, 25)].cy) == ("Christmas Day", "Dydd Nadolig")
    assert min(max(each.day for each in days) for days in known.values()) > date(2027, 12, 1)


@pytest.mark.sqlite
def test_a_newer_list_is_kept_and_terminals_are_told(tmp_path: Path, gov_uk: Any) -> None:
    url, answer = gov_uk
    with running_hub(tmp_path / "hub", f"hub.bank_holidays_url={url}") as running:
        calendar, terminal = running.estate.calendar, running.terminal()
        assert "2031-12-25" not in {each["day"] for each in site_of(terminal)["bank_holidays"]}
        answer(200, json.dumps(until(2031)).encode())
        running.do(calendar.refresh())
        assert calendar.horizon == date(2031, 12, 25)
        running.do(running.hub.sites.open())
        assert "2031-12-25" in {each["day"] for each in site_of(terminal)["bank_holidays"]}
        # It stays when the next answer is an older list, something else, or none.
        for status, body, refused in (
            (200, json.dumps(until(2030)).encode(), ListTooShort),
            (200, b"<html>Sign in to the wifi</html>", ListAway),
            (200, b'{"england-and-wales": {}}', ListAway),
            (200, b"[" * 2_000_000, ListAway),
            (503, b"", ListAway),
        ):
            answer(status, body)
            with pytest.raises(refused):
                running.do(calendar.refresh())
        assert calendar.horizon == date(2031, 12, 25)
    with running_hub(tmp_path / "hub") as running:
        assert running.estate.calendar.horizon == date(2031, 12, 25), "also after a restart without a network"


@pytest.mark.sqlite
def test_a_hub_asks_by_itself_but_not_before_it_has_settled(tmp_path: Path, gov_uk: Any) -> None:
    url, answer = gov_uk
    answer(200, json.dumps(until(2031)).encode())
    with running_hub(tmp_path / "hub", f"hub.bank_holidays_url={url}") as running:
        calendar, zone = running.estate.calendar, ZoneInfo("Europe/London")
        job = Daily("bank holidays", time(3, 40), zone, running.clock, calendar.asked_at, calendar.refresh)
        assert running.do(job.run_if_due()) is False, "it is only tried out, perhaps"
        running.clock.skip(3700)
        assert running.do(job.run_if_due()) is True
        assert calendar.horizon == date(2031, 12, 25)
        assert running.do(job.run_if_due()) is False, "once a day"
        answer(503, b"")
        running.clock.skip(86_400)
        assert running.do(job.run_if_due()) is False
        assert calendar.horizon == date(2031, 12, 25), "the last good one stays"
