"""How a form goes, in numbers: exact on the page, never about a few in what leaves it, and at one's own site."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from nacl.public import PublicKey, SealedBox

from kiosk.domain.roles import StaffRole
from tests.support.house import HERE, THERE, House, open_house
from tests.support.hubs import Browser

pytestmark = pytest.mark.xdist_group("pages")

FORM = "missed-bin"


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house where one form was begun ten times and sent seven times."""
    with open_house(tmp_path_factory.mktemp("numbers")) as house:
        terminal, today = house.terminals[HERE], house.running.hub.desk.uses.today().isoformat()
        for _ in range(7):
            assert terminal.send(terminal.submission()).status_code == 201
        of = {"day": today, "form": FORM}
        ended = [("left", "/due-day", 2), ("left", "/summary", 1), ("took", "180", 5), ("took", "900", 2)]
        told = {
            "run": str(uuid4()),
            "started": [{**of, "language": "en", "total": 10}],
            "ended": [{**of, "form_version": 1, "what": what, "value": v, "total": n} for what, v, n in ended],
        }
        assert terminal.post("uses", json=told).status_code == 200
        key = terminal.get("catalogue").json()["hub_key"]
        sealed = SealedBox(PublicKey(base64.b64decode(key["public"]))).encrypt(b"Shorter, please")
        said = [
            {**of, "id": str(uuid4()), "form_version": 1, "language": "en", "stars": stars, "recommend": "yes"}
            for stars in (5, 5, 5, 5, 4, 2)
        ]
        said[0] |= {"key_id": key["id"], "sealed": base64.b64encode(sealed).decode()}
        assert terminal.post("opinions", json={"opinions": said}).status_code == 200
        yield house


def table(text: str, name: str) -> dict[str, str]:
    section = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', text, re.DOTALL)
    assert section
    return dict(re.findall(r'<th scope="row"[^>]*>(.*?)</th><td[^>]*>([^<]*)<', section[1]))


def sheet(browser: Browser, query: str = "") -> dict[tuple[str, str], str]:
    answer = browser.get(f"/forms/{FORM}/numbers.csv{query}")
    assert answer.status_code == 200
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {(row["Of what"], row["Which"]): row["Number"] for row in rows}


def test_the_page_tells_where_people_stop_how_long_it_takes_and_what_they_thought(counted: House) -> None:
    text = counted.person(StaffRole.FACILITIES).get(f"/forms/{FORM}/numbers").text
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text) == [
        ("Begun", "10"),
        ("Sent", "7"),
        ("Of those begun, sent", "70 %"),
        ("Stars, of 5", "4.3"),
    ]
    assert table(text, "stops") == {"The day (/due-day)": "2", "Check your answers (/summary)": "1"}
    took = {name: number for name, number in table(text, "times").items() if number != "0"}
    assert took == {"2 to 3 minutes": "5", "10 to 15 minutes": "2"}
    assert "Half of all people took under 3 minutes. Eight in ten took between 2 and 15 minutes." in text
    assert table(text, "stars") == {"5 stars": "4", "4 stars": "1", "3 stars": "0", "2 stars": "1", "1 star": "0"}
    assert table(text, "recommend")["Would tell others"] == "6"
    assert (
        f'href="/sites/{HERE}/forms/{FORM}/numbers"' in counted.person(StaffRole.FACILITIES).get("/statistics").text
    )


def test_no_small_number_leaves_and_that_any_did_is_audited(counted: House) -> None:
    found = sheet(counted.person(StaffRole.CONTACT_CENTRE))
    assert found["Begun", ""] == "10"
    assert found["Stopped at", "The day (/due-day)"] == "fewer than 5"
    assert found["Stars", "5"] == "fewer than 5"
    assert found["Stars", "3"] == "0"
    assert found["Took", "2 to 3 minutes"] == "5"
    assert counted.entries()[0].action == "statistics_exported"
    assert sheet(counted.person(StaffRole.FACILITIES), "?since=2001-01-01&until=2001-01-31")["Sent", ""] == "0"


def test_days_are_chosen_and_each_site_has_its_own_numbers(counted: House) -> None:
    browser = counted.person(StaffRole.FACILITIES)
    assert "Nothing was counted" in browser.get(f"/forms/{FORM}/numbers?since=2001-01-01&until=2001-02-01").text
    assert browser.get(f"/forms/{FORM}/numbers?since=x&until=y").status_code == 422
    assert browser.get(f"/forms/{FORM}/numbers.csv?since=x&until=y").status_code == 404
    assert browser.get("/forms/nowhere/numbers").status_code == 404
    for page in ("numbers", "numbers.csv", "opinions"):
        assert browser.get(f"/sites/{THERE}/forms/{FORM}/{page}").status_code == 404
    there = counted.person(StaffRole.FACILITIES, THERE).get(f"/sites/{THERE}/forms/{FORM}/numbers").text
    assert "<dt>Sent</dt><dd>0</dd>" in there


def test_what_people_wrote_is_for_those_who_read_what_people_send(counted: House) -> None:
    reader = counted.person(StaffRole.CONTACT_CENTRE)
    assert "Shorter, please" in reader.get(f"/forms/{FORM}/opinions").text
    entry = counted.entries()[0]
    assert (entry.action, entry.subject) == ("opinions_read", FORM)
    facilities = counted.person(StaffRole.FACILITIES)
    assert facilities.get(f"/forms/{FORM}/opinions").status_code == 403
    assert "Read what people wrote" not in facilities.get(f"/forms/{FORM}/numbers").text
