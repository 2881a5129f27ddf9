"""Pages that are open hear that something has changed, and look again; whoever is signed out sees nothing more."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from kiosk.domain.roles import Grant, StaffRole
from kiosk.interfaces.store import Record
from kiosk.services import live as service
from kiosk.services.audit import Actor
from kiosk.web.pages import live
from tests.support.chromium import chromium, page_of
from tests.support.house import HERE, THERE, House, open_house
from tests.support.hubs import Browser, wait_for

pytestmark = pytest.mark.xdist_group("pages")

CENTRE = StaffRole.CONTACT_CENTRE


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as opened:
        yield opened


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.2)


class Line:
    """An open line, and what came over it."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.heard: list[str] = []
        self.over = threading.Event()
        self._closed = False
        host, _, port = browser.url.removeprefix("http://").partition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=20)
        session = browser.http.cookies["foyer-session"]
        self._socket.sendall(
            f"GET /sites/{site}/live HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/event-stream\r\n"
            f"Cookie: foyer-session={session}\r\n\r\n".encode()
        )
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        try:
            self._hear()
        except ConnectionResetError:
            # What comes to a socket that was shut is answered with a reset.
            if not self._closed:
                raise
        self.over.set()

    def _hear(self) -> None:
        with self._socket.makefile("r", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                # Between them are the lengths of chunks.
                if line.startswith((":", "retry:", "event:", "data:", "HTTP/", "content-type:", "cache-control:")):
                    self.heard.append(line.strip())
                elif line.strip() == "0":
                    break

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._socket.close()


@contextmanager
def open_line(browser: Browser, site: str = HERE) -> Iterator[Line]:
    line = Line(browser, site)
    try:
        wait_for(lambda: f"retry: {live.AGAIN}" in line.heard, "the line is open")
        assert line.heard[0] == "HTTP/1.1 200 OK"
        yield line
    finally:
        line.close()


def somebody(house: House, name: str, site: str = HERE) -> Browser:
    return house.sign_in(name, Grant(site, CENTRE))


def test_a_change_is_told_by_its_topic_and_nothing_else(house: House) -> None:
    me = somebody(house, "Listener")
    with open_line(me) as line:
        sent = house.send()
        wait_for(lambda: "data: submissions" in line.heard, "the page hears of it")
    assert sent.reference not in "".join(line.heard)
    assert set(line.heard) <= {
        "HTTP/1.1 200 OK",
        "content-type: text/event-stream; charset=utf-8",
        "cache-control: no-store",
        f"retry: {live.AGAIN}",
        "event: changed",
        "event: tick",
        "data: time",
        "data: submissions",
        "data: deliveries",
        "data: terminals",
        "data: health",
        ": still here",
    }


def test_what_happens_at_another_site_is_not_told_here(house: House) -> None:
    me = somebody(house, "Only here")
    with open_line(me) as line:
        house.send(site=THERE)
        time.sleep(0.6)
        assert "event: changed" not in line.heard
    assert me.http.get(f"{me.url}/sites/{THERE}/live", timeout=5).status_code == 404


def test_the_line_ends_with_the_session(house: House) -> None:
    me = somebody(house, "Leaves")
    with open_line(me) as line:
        me.fill_in("/today", {}, action="/sign-out")
        assert line.over.wait(5)
        assert line.heard[-2:] == ["event: ended", "data: signed out"]
    answer = me.http.get(f"{me.url}/sites/{HERE}/live", timeout=5, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_the_line_ends_when_somebody_is_removed(house: House) -> None:
    me, running = somebody(house, "Removed"), house.running

    def remove() -> None:
        def work(record: Record) -> None:
            record.people.remove(house.accounts[me], running.clock.now())
            record.people.end_sessions(house.accounts[me])

        running.do(running.estate.store.transact(work))

    with open_line(me) as line:
        remove()
        assert line.over.wait(5)
        assert "event: ended" in line.heard


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(house: House) -> None:
    me, running = somebody(house, "Gone home"), house.running
    idle = house.running.estate.staff._policy.idle.total_seconds()
    try:
        for _ in range(3):
            running.clock.skip(idle / 2)
            me.get("/today", headers={"Foyer-Live": "refresh"})
        assert me.get("/today").url.endswith("/sign-in")
    finally:
        running.clock.skip(-idle * 1.5)


def test_there_are_no_more_lines_than_a_browser_opens(house: House) -> None:
    me = somebody(house, "Many tabs")
    lines = []
    try:
        for _ in range(service.MOST_EACH):
            opened = open_line(me)
            opened.__enter__()
            lines.append(opened)
        refused = me.http.get(f"{me.url}/sites/{HERE}/live", timeout=5)
        assert refused.status_code == 429
        assert "Retry-After" in refused.headers
    finally:
        for each in lines:
            each.__exit__(None, None, None)
    following = house.running.hub.desk.live
    wait_for(lambda: not following._open, "closed lines are let go")


def test_a_hub_that_stops_lets_everybody_go_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Who is not let go would keep the hub from stopping for longer than the house waits for its end.
    monkeypatch.setattr(live, "HEARTBEAT", 3600)
    monkeypatch.setattr("kiosk.runtime.hub.STOP_PATIENCE", 3600)
    with open_house(tmp_path) as house:
        line = open_line(somebody(house, "Waits"))
        opened = line.__enter__()
    assert opened.over.wait(2)
    assert "event: ended" not in opened.heard, "it comes back, and is still signed in"
    line.__exit__(None, None, None)


# --- in a real browser ---


def test_a_list_that_is_open_shows_what_comes_and_keeps_focus_and_place(house: House, browser: Chromium) -> None:
    me = somebody(house, "Watches")
    for _ in range(12):
        house.send()
    with page_of(browser, me) as page:
        page.goto(f"/sites/{HERE}/submissions")
        wait_for(lambda: house.running.hub.desk.live.follows(me.http.cookies["foyer-session"]), "the page listens")
        link = page.locator(".foyer-table__first a").nth(8)
        focused = link.get_attribute("href")
        link.focus()
        page.evaluate("scrollTo(0, 400)")
        before = len([entry for entry in house.entries() if entry.action == "submissions_listed"])
        sent = house.send()
        expect(page.get_by_role("link", name=sent.reference)).to_be_visible(timeout=10_000)
        assert page.evaluate("document.activeElement.getAttribute('href')") == focused
        assert page.evaluate("scrollY") == 400
        expect(page.get_by_role("status")).to_have_text("The page has changed.")
        after = [entry for entry in house.entries() if entry.action == "submissions_listed"]
        assert len(after) == before, "it is the same look as before"


def test_a_terminal_that_is_enrolled_appears_on_the_page_that_waits_for_it(house: House, browser: Chromium) -> None:
    me = house.sign_in("Enrols", Grant(THERE, StaffRole.FACILITIES))
    with page_of(browser, me) as page:
        page.goto(f"/sites/{THERE}/terminals")
        there = house.running.estate.sites[THERE]
        wait_for(lambda: there.desk.live.follows(me.http.cookies["foyer-session"]), "the page listens")
        house.running.enrol(house.running.do(there.terminals.invite(Actor("test"))), "Just enrolled")
        expect(page.get_by_role("link", name="Just enrolled")).to_be_visible(timeout=10_000)


def test_a_page_of_somebody_who_was_signed_out_elsewhere_shows_nothing_more(house: House, browser: Chromium) -> None:
    me = somebody(house, "Two tabs")
    with page_of(browser, me) as page:
        page.goto(f"/sites/{HERE}/today")
        wait_for(lambda: house.running.hub.desk.live.follows(me.http.cookies["foyer-session"]), "the page listens")
        me.fill_in("/today", {}, action="/sign-out")
        page.wait_for_url("**/sign-in", timeout=10_000)


def test_nobody_can_say_refresh_to_escape_the_audit(house: House) -> None:
    me = somebody(house, "Quiet one")
    me.get("/submissions", headers={"Foyer-Live": "refresh"})
    entry = house.entries()[0]
    assert (entry.action, entry.who) == ("submissions_listed", "Quiet one")
