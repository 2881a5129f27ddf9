"""What OWASP's ZAP would look for, at every door the application has: those that somebody adds tomorrow too.

Source: OWASP ZAP's active and passive scan rules; OWASP ASVS 4.0, chapters 3, 4, 5, 7, 13 and 14.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Person, Tenant
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.services.audit import Actor
from tests.support.doors import Door, doors, known
from tests.support.house import HERE, THERE, House, open_house
from tests.support.hubs import Browser

pytestmark = pytest.mark.xdist_group("pages")

ADMINISTRATOR = StaffRole.ADMINISTRATOR
OPEN_TO_ALL = re.compile(
    r"/(sign-in|sign-out|set-up|invitation|new-password|favicon\.ico|healthz|metrics|api/openapi\.json|sites/\{site_id\}/theme)"
)
"""Doors that lead somewhere before anybody has signed in. Each is looked at one by one in tests of its own."""

POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
NO_ADDRESS = re.compile(r'(?:action|href)="[^"]*"')
LEAKS = re.compile(r"Traceback|File \"|site-packages|sqlalchemy|sqlite3\.|psycopg|kiosk/|\.py\b|line \d+, in")


@pytest.fixture(scope="module")
def every(house: House) -> list[Door]:
    return doors(house)


@pytest.fixture(scope="module")
def ids(house: House) -> dict[str, str]:
    return known(house)


@pytest.fixture(scope="module")
def administrator(house: House) -> Browser:
    return house.person(ADMINISTRATOR, EVERYWHERE)


@pytest.fixture(scope="module", autouse=True)
def live_lines_are_short(house: House) -> Iterator[None]:
    """A line that stays open would hold up whoever looks at every door."""
    house.running.hub.desk.live.close()
    house.running.estate.sites[THERE].desk.live.close()
    yield
    house.running.hub.desk.live._closing = False
    house.running.estate.sites[THERE].desk.live._closing = False


def ask(browser: Browser | None, door: Door, path: str, url: str, **rest: object) -> requests.Response:
    session = requests.Session() if browser is None else browser.http
    options: dict[str, object] = {"timeout": 20, "allow_redirects": False, **rest}
    return session.request(door.method, url + path, **options)  # type: ignore[arg-type] # options of every kind


def token(browser: Browser) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', browser.http.get(browser.url + "/sites").text)
    assert found
    return found[1]


# --- who may go where ---


def test_nobody_goes_anywhere_without_signing_in(house: House, every: list[Door], ids: dict[str, str]) -> None:
    for door in every:
        answer = ask(None, door, door.at(ids), house.url)
        if OPEN_TO_ALL.match(door.path):
            continue
        if door.for_programs:
            assert answer.status_code in {401, 422, 426}, door
        else:
            assert (answer.status_code, answer.headers.get("Location")) in {(303, "/sign-in"), (404, None)}, door


def test_no_page_of_a_site_is_there_for_who_was_granted_something_at_another_only(
    house: House, every: list[Door], ids: dict[str, str]
) -> None:
    """IDOR by the site in the address: each role, at each door, reading and writing."""
    for role in StaffRole:
        stranger = house.person(role, THERE)
        own = token(stranger)
        for door in every:
            if door.of_a_site:
                answer = ask(stranger, door, door.at(ids), house.url, data={"form_token": own})
                assert answer.status_code == 404, f"{role}: {door}"
                assert "Llanfair" not in answer.text, f"{role}: {door}"


def test_nothing_of_another_site_is_there_under_ones_own(house: House, every: list[Door]) -> None:
    """IDOR by the id of a thing: an administrator here asks for what is there."""
    theirs = known(house, THERE) | {"site_id": HERE}
    things = {"submission_id", "terminal_id", "entry_id", "check_id", "visit_id", "booking_id", "incident"}
    here = house.person(ADMINISTRATOR)
    own = token(here)
    for door in every:
        if door.of_a_site and things & set(door.parameters):
            answer = ask(
                here, door, door.at(theirs), house.url, data={"form_token": own, "note": "x", "work": "done"}
            )
            assert answer.status_code in {404, 409, 422}, door
            assert not (thing := [each for each in things if theirs[each] in NO_ADDRESS.sub("", answer.text)]), thing


def test_nothing_of_another_tenant_is_there_for_a_tenant(house: House, every: list[Door]) -> None:
    """IDOR between tenants of one building."""
    directory, me = house.running.hub.directory, Actor("test")

    def tenant(name: str) -> tuple[Tenant, Person]:
        made = Tenant(id=uuid4(), name=Localised(name, name))
        somebody = Person(id=uuid4(), given="Somebody", family=f"of {name}", tenant_id=made.id, listed=False)
        for entry in (made, somebody):
            house.running.do(directory.add(entry, me))
        return made, somebody

    mine, colleague = tenant("Dragon Arts")
    theirs, stranger = tenant("Credit Union")
    manager = house.sign_in("Manages Dragon Arts", Grant(HERE, StaffRole.TENANT_MANAGER, mine.id))
    own, seen = token(manager), 0
    for door in every:
        if not (door.of_a_site and "entry_id" in door.parameters):
            continue
        for entry in (theirs, stranger):
            path = door.at({"site_id": HERE, "entry_id": str(entry.id)})
            answer = ask(manager, door, path, house.url, data={"form_token": own, "given": "x", "revision": "1"})
            assert answer.status_code in {403, 404}, f"{door}: {answer.status_code}"
            assert "Credit Union" not in answer.text, door
        if door.method == "GET":
            path = door.at({"site_id": HERE, "entry_id": str(colleague.id)})
            seen += ask(manager, door, path, house.url).status_code == 200
    assert seen, "their own people are there"
    listed = manager.get("/directory").text
    assert "Dragon Arts" in listed
    assert "Credit Union" not in listed
    file = manager.get("/directory/export.csv")
    assert file.status_code == 403 or "Credit Union" not in file.text


def test_a_role_sees_each_page_or_is_told_that_it_may_not(
    house: House, every: list[Door], ids: dict[str, str]
) -> None:
    seen: dict[StaffRole, set[str]] = {role: set() for role in StaffRole}
    for role in StaffRole:
        somebody = house.person(role)
        for door in every:
            if door.method == "GET" and not door.for_programs:
                answer = ask(somebody, door, door.at(ids), house.url)
                assert answer.status_code in {200, 204, 303, 403, 404, 429}, f"{role}: {door}"
                # What /me offers goes by what somebody has set up for themselves.
                if answer.status_code == 200 and not door.path.startswith("/me"):
                    seen[role].add(door.path)
    submissions = {path for path in seen[ADMINISTRATOR] if "/submissions" in path}
    assert submissions
    assert not submissions & (
        seen[StaffRole.FACILITIES] | seen[StaffRole.TENANT_MANAGER] | seen[StaffRole.TENANT_USER]
    )
    assert seen[StaffRole.TENANT_USER] <= seen[StaffRole.TENANT_MANAGER] <= seen[ADMINISTRATOR]


# --- forms ---


def test_every_form_needs_its_token_and_comes_from_here(
    house: House, every: list[Door], ids: dict[str, str], administrator: Browser
) -> None:
    others = token(house.person(StaffRole.FACILITIES))
    own = token(administrator)
    before = len(house.entries())
    for door in every:
        if door.method != "POST" or door.for_programs:
            continue
        path = door.at(ids)
        for fields, headers in (
            ({"note": "x"}, {}),
            ({"form_token": ""}, {}),
            ({"form_token": others}, {}),
            ({"form_token": own}, {"Origin": "https://evil.example"}),
            ({"form_token": own}, {"Origin": "null"}),
            ({"form_token": own}, {"Sec-Fetch-Site": "cross-site"}),
        ):
            answer = ask(administrator, door, path, house.url, data=fields, headers=headers)
            if answer.status_code == 422:
                # A door for files, which come in a form of another kind.
                files = {"file": ("people.csv", b"name\r\n", "text/csv")}
                answer = ask(administrator, door, path, house.url, data=fields, files=files, headers=headers)
            assert answer.status_code in {403, 404, 429}, f"{door} {fields} {headers}: {answer.status_code}"
        for body, kind in ((b'{"a":1}', "application/json"), (b"form_token=" + own.encode(), "text/plain")):
            answer = ask(administrator, door, path, house.url, data=body, headers={"Content-Type": kind})
            assert answer.status_code in {403, 404, 422, 429}, f"{door} {kind}: {answer.status_code}"
    assert len(house.entries()) == before or all(
        entry.outcome == "refused" for entry in house.entries()[: len(house.entries()) - before]
    )


def test_no_method_does_more_than_its_own(
    house: House, every: list[Door], ids: dict[str, str], administrator: Browser
) -> None:
    methods: dict[str, set[str]] = {}
    for door in every:
        methods.setdefault(door.path, set()).add(door.method)
    for path, allowed in methods.items():
        target = Door(path, "GET").at(ids)
        for method in {"PUT", "DELETE", "TRACE", "PROPFIND"} - allowed:
            answer = ask(administrator, Door(path, method), target, house.url)
            assert answer.status_code in {404, 405}, f"{method} {path}"
        if "GET" in allowed:
            names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
            answer = ask(administrator, Door(path, "GET"), target, house.url, headers=dict.fromkeys(names, "DELETE"))
            assert answer.status_code in {200, 204, 303, 401, 403, 404, 422, 426, 429}, path


# --- what every answer carries ---


def test_every_answer_has_its_headers(
    house: House, every: list[Door], ids: dict[str, str], administrator: Browser
) -> None:
    for door in every:
        for browser in (administrator, None):
            answer = ask(browser, door, door.at(ids), house.url)
            headers = answer.headers
            policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
            for name, value in POLICY.items():
                assert policy[name] == value, door
            said = " ".join(policy.values())
            assert "unsafe" not in said, door
            assert "*" not in said, door
            assert "http" not in said, door
            assert set(policy.get("script-src", "'self'").split()) == {"'self'"}, door
            assert headers["X-Content-Type-Options"] == "nosniff", door
            assert headers["Referrer-Policy"] == "same-origin", door
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", door
            assert (
                "no-store" in headers["Cache-Control"]
                or "no-cache" in headers["Cache-Control"]
                or not personal(answer)
            ), door
            assert not {"server", "x-powered-by"} & {name.lower() for name in headers}, door
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                assert "charset=utf-8" in answer.headers["Content-Type"]
                text = answer.text
                assert not re.search(
                    r"<script(?![^>]* src=\"/static/)|<style|\sstyle=|\son[a-z]+=|javascript:", text
                ), door
                assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text), door


def personal(answer: requests.Response) -> bool:
    """Whether an answer is made for whoever asked."""
    return "text/html" in answer.headers.get("Content-Type", "")


def test_cookies_are_for_this_hub_alone(house: House, every: list[Door], ids: dict[str, str]) -> None:
    for door in every:
        for line in ask(None, door, door.at(ids), house.url).raw.headers.getlist("Set-Cookie"):
            flags = {part.strip().lower() for part in line.split(";")[1:]}
            assert {"httponly", "samesite=lax", "path=/"} <= flags, f"{door}: {line}"
            assert not any(flag.startswith("domain=") for flag in flags), door


def test_nobody_is_sent_away_from_here(
    house: House, every: list[Door], ids: dict[str, str], administrator: Browser
) -> None:
    """Open redirects, and a host that somebody made up."""
    evil = "evil.example"
    names = ("next", "url", "redirect", "redirect_uri", "return_to", "returnUrl", "continue", "to", "back", "done")
    query = "?" + "&".join(f"{name}=//{evil}/" for name in names)
    for door in every:
        if door.method != "GET":
            continue
        for browser in (administrator, None):
            for path, headers in (
                (door.at(ids) + query, {}),
                (door.at(ids), {"Host": evil}),
                (door.at(ids), {"X-Forwarded-Host": evil, "X-Forwarded-Proto": "https", "Forwarded": f"host={evil}"}),
                (f"//{evil}" + door.at(ids), {}),
            ):
                answer = ask(browser, door, path, house.url, headers=headers)
                location = answer.headers.get("Location", "")
                assert evil not in location or location.startswith("/"), f"{door}: {location}"
                assert not location.startswith(("//", "/\\")), f"{door}: {location}"
                if "Host" in headers or "X-Forwarded-Host" in headers:
                    assert evil not in answer.text, door


# --- what strangers write ---

ODD = (
    '"><script>alert(1)</script>',
    "'; DROP TABLE submissions; --",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "../../../../etc/passwd",
    "\x00",
    "%00%0d%0aSet-Cookie:%20evil=1",
    "\ud800",
    "9" * 400,
    "-1",
    "𝕊" * 200,
)


def test_odd_words_in_addresses_are_neither_believed_nor_repeated(
    house: House, every: list[Door], ids: dict[str, str], administrator: Browser
) -> None:
    fields = (
        *("reference", "form", "lgsl", "state", "terminal", "since", "until", "page", "before", "who", "action"),
        *("outcome", "subject", "days", "done", "q", "kind", "search", "name", "cursor"),
    )
    for door in every:
        if door.method != "GET" or door.for_programs:
            continue
        for odd in random.Random(str(door)).sample(ODD, 4):
            words = odd.encode("utf-8", "surrogatepass")
            answer = ask(administrator, door, door.at(ids), house.url, params=dict.fromkeys(fields, words))
            assert answer.status_code < 500, f"{door} {odd!r}"
            assert "<script>alert" not in answer.text, f"{door} {odd!r}"
            assert "49$" not in answer.text, f"{door} {odd!r}"
            assert "evil" not in answer.headers.get("Set-Cookie", ""), door
            assert not LEAKS.search(answer.text), f"{door} {odd!r}"
        for name in door.parameters:
            for odd in ("%00", "..%2f..%2fetc", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "%ed%a0%80"):
                answer = ask(administrator, door, Door(door.path, "GET").at(ids | {name: odd}), house.url)
                assert answer.status_code < 500, f"{door} {name}={odd}"
                assert "<script>alert" not in answer.text, f"{door} {name}={odd}"


def test_odd_words_in_forms_are_neither_believed_nor_repeated(every: list[Door], tmp_path: Path) -> None:
    """In a house of its own, because somebody who may do everything presses everything."""
    fields = (
        *("note", "holder", "work", "words", "kind", "since", "until", "reference", "name", "place", "role", "panel"),
        *("height", "password", "en", "cy", "text", "number", "code", "site", "colour", "begins", "ends", "hours"),
    )
    with open_house(tmp_path) as house:
        ids = known(house)
        for number, door in enumerate(each for each in every if each.method == "POST" and not each.for_programs):
            somebody = house.sign_in(f"Presses {number}", Grant(EVERYWHERE, ADMINISTRATOR))
            own = token(somebody).encode()
            for odd in random.Random(str(door)).sample(ODD, 4):
                words = odd.encode("utf-8", "surrogatepass")
                some = random.Random(f"{door}{odd!r}").sample(fields, 18)
                data = dict.fromkeys(some, words) | {"form_token": own}
                answer = ask(somebody, door, door.at(ids), house.url, data=data)
                assert answer.status_code < 500, f"{door} {odd!r}"
                assert "<script>alert" not in answer.text, f"{door} {odd!r}"
                assert not LEAKS.search(answer.text), f"{door} {odd!r}"


def test_a_mistake_of_ours_shows_nothing_of_ours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = house.sign_in(f"Unlucky {uuid4()}", Grant(HERE, ADMINISTRATOR))

    async def fails() -> None:
        raise RuntimeError("secret detail in /srv/foyer/kiosk/services/forms.py, line 7, in known")

    monkeypatch.setattr(house.running.hub.forms, "known", fails)
    answer = somebody.get("/submissions")
    assert answer.status_code == 500
    assert "Sorry, there is a problem" in answer.text
    assert "secret detail" not in answer.text
    assert not LEAKS.search(answer.text)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_hidden_files_and_folders_are_not_served(house: House, administrator: Browser) -> None:
    for path in (
        *("/.env", "/.git/config", "/static/../config/defaults.toml", "/static/%2e%2e/%2e%2e/setup.cfg", "/static/"),
        *(
            "/static/web/",
            "/docs",
            "/redoc",
            "/openapi.json",
            "/server-status",
            "/admin",
            "/static/fonts/../../../etc",
        ),
    ):
        answer = administrator.http.get(house.url + path, timeout=5, allow_redirects=False)
        assert answer.status_code == 404, path


def test_a_page_that_says_no_leads_on_to_where_somebody_may_go(house: House) -> None:
    somebody = house.person(StaffRole.FACILITIES)
    for path in ("/submissions", "/nowhere"):
        page = somebody.get(path)
        assert page.status_code in {403, 404}
        way = re.search(r'<main.*?href="([^"]+)"', page.text, re.DOTALL)
        assert way
        assert somebody.http.get(house.url + way[1], timeout=10).status_code == 200
