"""Statistics of use: counted with each submission, exact on the page, and without small numbers in what leaves it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kiosk.domain.roles import EVERYWHERE, StaffRole
from kiosk.store.migrations.versions import r0008_submissions as step
from tests.support.desk import shipped
from tests.support.house import HERE, House, open_house
from tests.support.hubs import Browser
from tests.support.records import engine_of

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own, where nothing else is counted."""
    with open_house(tmp_path_factory.mktemp("counted")) as house:
        terminal = house.terminals[HERE]
        for number in range(7):
            language = "cy" if number < 2 else "en"
            assert terminal.send(terminal.submission(language=language)).status_code == 201
        other = terminal.submission_of(shipped("general-enquiry"))
        assert terminal.send(other).status_code == 201
        assert terminal.send(other).status_code == 200, "sent twice"
        yield house


def rows(browser: Browser, name: str) -> dict[str, list[str]]:
    """The numbers of a table of the page, by what they are of."""
    text = browser.get("/statistics").text
    section = re.search(rf'<section aria-labelledby="by-{name}">(.*?)</section>', text, re.DOTALL)
    assert section
    found = re.findall(r'<th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', section[1], re.DOTALL)
    return {
        re.sub(r"<span.*|<[^>]*>", "", title, flags=re.DOTALL).strip(): re.findall(r"--numeric\">([^<]*)<", cells)
        for title, cells in found
    }


def sheet(browser: Browser, by: str, query: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/statistics/{by}.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_submission_counts_once_by_form_terminal_language_and_face(counted: House) -> None:
    browser = counted.person(StaffRole.FACILITIES)
    assert rows(browser, "service") == {"Report a missed bin": ["7"], "Ask the council something": ["1"]}
    assert rows(browser, "terminal") == {f"Terminal of {HERE}": ["8"]}
    assert rows(browser, "language") == {"English": ["6"], "Welsh": ["2"]}
    assert rows(browser, "face") == {"Terminal": ["8"]}
    text = browser.get("/statistics").text
    assert "<dd>8</dd>" in text
    assert "The most were 8 on" in text
    assert "LGSL 524" in text


def test_small_numbers_do_not_leave_the_hub_and_that_any_did_is_audited(counted: House) -> None:
    browser = counted.person(StaffRole.CONTACT_CENTRE)
    services = {row["Form"]: (row["LGSL"], row["Sent"]) for row in sheet(browser, "service")}
    assert services == {
        "Report a missed bin": ("LGSL 524", "7"),
        "Ask the council something": ("LGSL 1536", "fewer than 5"),
    }
    languages = {row["Language"]: row["Sent"] for row in sheet(browser, "language")}
    assert languages == {"English": "6", "Welsh": "fewer than 5"}
    entry = counted.entries()[0]
    assert entry.action == "statistics_exported"
    assert browser.get("/statistics/person.csv").status_code == 404


def test_days_are_chosen(counted: House) -> None:
    browser = counted.person(StaffRole.FACILITIES)
    assert "Nothing was sent" in browser.get("/statistics?since=2001-01-01&until=2001-02-01").text
    assert sheet(browser, "day", "?since=2001-01-01&until=2001-02-01") == []
    wrong = ("since=2001-01-01", "since=x&until=y", "since=2026-02-01&until=2026-01-01")
    for query in (*wrong, "since=1990-01-01&until=2026-01-01"):
        assert browser.get(f"/statistics?{query}").status_code == 422, query
        assert browser.get(f"/statistics/day.csv?{query}").status_code == 404, query


def test_what_a_terminal_tells_of_forms_begun_adds_up_however_often_it_is_told(counted: House) -> None:
    terminal, today = counted.terminals[HERE], counted.running.hub.desk.uses.today()

    def tell(run: UUID, total: int, day: date = today) -> int:
        started = [{"day": day.isoformat(), "form": "missed-bin", "language": "en", "total": total}]
        return terminal.post("uses", json={"run": str(run), "started": started}).status_code

    first, second = uuid4(), uuid4()
    for run, total in ((first, 3), (first, 9), (first, 9), (first, 4), (second, 1)):
        assert tell(run, total) == 200
    assert tell(first, 500, today + timedelta(days=400)) == 200, "a clock that is wrong by a year"
    assert tell(first, 0) == 422
    browser = counted.person(StaffRole.FACILITIES)
    assert rows(browser, "service")["Report a missed bin"] == ["10", "7"]
    assert "80 %" in browser.get("/statistics").text, "of ten begun, eight of all kinds were sent"


def test_what_was_sent_before_there_were_statistics_is_counted(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        browser = house.person(StaffRole.ADMINISTRATOR, EVERYWHERE)
        house.send()
        engine = engine_of(house.running.data)
        with engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM uses")
            connection.exec_driver_sql(step.COUNT_BEFORE["sqlite"])
        engine.dispose()
        assert rows(browser, "service") == {"Report a missed bin": ["1"]}
        assert rows(browser, "language") == {"Not known": ["1"]}
