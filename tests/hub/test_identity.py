"""Signing in by the council's directory: a real browser, a faithful provider, and everything that can go wrong."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from playwright.sync_api import sync_playwright

from devices.simulators.identity import Provider
from devices.simulators.identity_tokens import DESK_GROUP, PEOPLE, Fault, Person
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.runtime.settings import DEMO_SITE
from tests.hub.test_estate import HERE
from tests.hub.test_two_hubs import join
from tests.support.hubs import PATIENCE, Browser, Running, newest_entries, running_hub
from tests.support.people import ADMINISTRATOR, PASSWORD, member, tenant

CHROMIUM = Path("/usr/bin/chromium")
SECRET = "a secret of the application"
BUTTON = "Sign in with your council account"
ADMIN, KEYS, DESK, NOBODY = PEOPLE
ROLES = f"""
[[directory_roles]]
value = "Foyer.Administrator"
role = "administrator"
sites = ["*"]
[[directory_roles]]
value = "Foyer.Facilities"
role = "facilities"
sites = ["{HERE}"]
[[directory_roles]]
value = "{DESK_GROUP}"
role = "contact_centre"
sites = ["{HERE}"]
"""


@dataclass
class House:
    """A hub and the directory it knows."""

    hub: Running
    provider: Provider


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    """One for all: making its key takes a while."""
    with Provider(0, "foyer", SECRET).running() as running:
        yield running


@pytest.fixture
def house(served: Provider, tmp_path: Path) -> Iterator[House]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    back = f"http://127.0.0.1:{port}/sign-in/directory/answer"
    served.redirect_urls, served.fault, served.ahead = (back,), None, 0.0
    served.people = {person.username: person for person in PEOPLE}
    served.signed_in.clear()
    site = tmp_path / "site.toml"
    site.write_text(f"{DEMO_SITE.read_text('utf-8')}\n{ROLES}", "utf-8")
    chosen = (
        f"hub.port={port}",
        "hub.secure_cookies=false",
        f"identity.issuer={served.issuer}",
        "identity.client_id=foyer",
        f"identity.redirect_url={back}",
        "identity.timeout=2",
    )
    known = {"FOYER_SECRET_DIRECTORY": SECRET}
    with running_hub(tmp_path / "hub", *chosen, sites=(site,), secrets_too=known) as hub:
        yield House(hub, served)


def at_the_directory(browser: Browser, person: Person, begin: str = "/sign-in/directory") -> requests.Response:
    """Goes to the directory's page and signs in there; ends where the directory sends the browser."""
    page = browser.get(begin)
    asked = re.search(r'name="request" value="([^"]+)"', page.text)
    if asked is None:
        return page
    fields = {"request": html.unescape(asked[1]), "username": person.username, "password": person.password}
    return browser.http.post(page.url.partition("/authorize")[0] + "/login", data=fields, timeout=PATIENCE)


def granted(hub: Running, name: str) -> set[Grant]:
    members = hub.do(hub.estate.store.read(lambda record: record.people.members()))
    return {grant for each in members if each.name == name for grant in each.grants}


def refusals(hub: Running) -> list[str | None]:
    entries = newest_entries(hub, hub.estate.audit)
    return [entry.code for entry in entries if entry.action == "signed_in" and entry.outcome != "done"]


# --- in a real browser ---


@pytest.mark.sqlite
def test_in_a_real_browser_somebody_goes_there_comes_back_and_is_in(house: House) -> None:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: signing in by a directory cannot be seen in a real browser")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{house.hub.url}/sign-in")
        page.click(f"text={BUTTON}")
        assert page.url.startswith(house.provider.url)
        page.fill("input[name=username]", KEYS.username)
        page.fill("input[name=password]", "not the password")
        page.click("button")
        assert page.locator("text=incorrect").count() == 1
        page.fill("input[name=username]", KEYS.username)
        page.fill("input[name=password]", KEYS.password)
        page.click("button")
        assert page.url.startswith(f"{house.hub.url}/sites/{HERE}/")
        assert KEYS.name in (page.text_content("header") or "")
        page.goto(f"{house.hub.url}/sites/{HERE}/submissions")
        assert "Your role does not cover it" in (page.text_content("main") or "")
        page.goto(f"{house.hub.url}/me")
        assert "Your council account" in (page.text_content("main") or "")
        page.click("header button")
        assert page.url == f"{house.hub.url}/sign-in"
        # The directory remembers them: the button lets them in without a password.
        page.click(f"text={BUTTON}")
        assert page.url.startswith(f"{house.hub.url}/sites/{HERE}/")
        browser.close()


# --- who is let in ---


def test_roles_and_groups_of_the_directory_become_grants_here(house: House) -> None:
    for person, grant in (
        (ADMIN, ADMINISTRATOR),
        (KEYS, Grant(HERE, StaffRole.FACILITIES)),
        (DESK, Grant(HERE, StaffRole.CONTACT_CENTRE)),
    ):
        browser = Browser(house.hub)
        assert f"/sites/{HERE}/" in at_the_directory(browser, person).url
        house.provider.signed_in.clear()
        assert granted(house.hub, person.name) == {grant}


@pytest.mark.sqlite
def test_whom_nothing_is_granted_is_not_let_in_and_gets_no_account(house: House) -> None:
    browser = Browser(house.hub)
    answer = at_the_directory(browser, NOBODY)
    assert answer.status_code == 403
    assert "Nothing here is for you yet" in answer.text
    assert browser.get("/me").url.endswith("/sign-in")
    assert not house.hub.do(house.hub.estate.store.read(lambda record: record.people.members()))
    assert refusals(house.hub) == ["no_role"]
    (entry,) = newest_entries(house.hub, house.hub.estate.audit)
    assert entry.subject == NOBODY.oid, "so that somebody can find out who it was and give them a role"


@pytest.mark.sqlite
def test_too_many_groups_are_told_in_words_that_help(house: House) -> None:
    many = replace(DESK, groups=(DESK_GROUP, *(f"group {number}" for number in range(200))))
    house.provider.people[many.username] = many
    assert "too many groups" in at_the_directory(Browser(house.hub), many).text
    assert refusals(house.hub) == ["groups_left_out"]


def test_what_the_directory_takes_away_ends_at_the_next_signing_in(house: House) -> None:
    first, second = Browser(house.hub), Browser(house.hub)
    at_the_directory(first, KEYS)
    house.provider.people[KEYS.username] = replace(KEYS, roles=(), groups=(DESK_GROUP,))
    at_the_directory(second, KEYS)
    assert granted(house.hub, KEYS.name) == {Grant(HERE, StaffRole.CONTACT_CENTRE)}
    assert first.get(f"/sites/{HERE}/terminals/add").status_code == 403, "also where they were signed in"
    house.provider.people[KEYS.username] = replace(KEYS, roles=())
    assert at_the_directory(Browser(house.hub), KEYS).status_code == 403
    for browser in (first, second):
        assert browser.get("/me").url.endswith("/sign-in")


@pytest.mark.sqlite
def test_what_was_given_here_stays_beside_what_the_directory_gives(house: House) -> None:
    at_the_directory(Browser(house.hub), KEYS)
    boss = member(house.hub, "Gwen Boss", ADMINISTRATOR, password=PASSWORD)
    (known,) = [
        each
        for each in house.hub.do(house.hub.estate.store.read(lambda record: record.people.members()))
        if each.name == KEYS.name
    ]
    page = f"/people/{known.id}"
    housing = tenant(house.hub, "Harbour Housing")
    boss.browser.fill_in(f"{page}/give", {"role": "tenant_user", "site": HERE, "tenant": str(housing)})
    shown = boss.browser.get(page).text
    assert "From the council’s directory" in shown
    assert shown.count("Take away") == 1, "what the directory gives, it would give again"
    assert boss.browser.fill_in(f"{page}/give", {}, action=f"{page}/take/facilities@{HERE}").status_code == 403
    house.provider.people[KEYS.username] = replace(KEYS, roles=())
    assert f"/sites/{HERE}" in at_the_directory(Browser(house.hub), KEYS).url
    assert granted(house.hub, KEYS.name) == {Grant(HERE, StaffRole.TENANT_USER, housing)}


@pytest.mark.sqlite
def test_somebody_is_known_by_their_ids_never_by_a_name_or_an_address(house: House) -> None:
    at_the_directory(Browser(house.hub), KEYS)
    married = replace(KEYS, username="new@aberwen.example", name="Rhys Newname")
    house.provider.people[married.username] = married
    at_the_directory(Browser(house.hub), married)
    # Somebody else has the old address and the old name now.
    house.provider.people[KEYS.username] = replace(
        DESK, username=KEYS.username, password=KEYS.password, name=KEYS.name
    )
    at_the_directory(Browser(house.hub), KEYS)
    assert granted(house.hub, "Rhys Newname") == {Grant(HERE, StaffRole.FACILITIES)}
    assert granted(house.hub, KEYS.name) == {Grant(HERE, StaffRole.CONTACT_CENTRE)}


def test_whoever_was_removed_here_does_not_come_back_by_the_directory(house: House) -> None:
    leaver = Browser(house.hub)
    at_the_directory(leaver, KEYS)
    boss = member(house.hub, "Gwen Boss", ADMINISTRATOR, password=PASSWORD)
    (link,) = re.findall(rf'href="(/people/[^"]+)">{KEYS.name}', boss.browser.get("/people").text)
    boss.browser.fill_in(f"{link}/remove", {})
    assert leaver.get("/me").url.endswith("/sign-in")
    answer = at_the_directory(leaver, KEYS)
    assert (answer.status_code, "You were removed here" in answer.text) == (403, True)
    (back,) = re.findall(r'href="(/people/gone/[^"]+)"', boss.browser.get("/people").text)
    assert boss.browser.fill_in(back, {}).url.endswith("/people")
    assert "/people/gone/" not in boss.browser.get("/people").text
    assert boss.browser.fill_in("/people/invite", {}, action=back).status_code == 404
    assert f"/sites/{HERE}/" in at_the_directory(leaver, KEYS).url, "with a new account"
    members = house.hub.do(house.hub.estate.store.read(lambda record: record.people.members()))
    assert len([each for each in members if each.name == KEYS.name]) == 1


# --- what comes back ---


def answer_of(browser: Browser, person: Person) -> str:
    """The address with which the directory sends a browser back, not followed yet."""
    page = browser.get("/sign-in/directory")
    asked = re.search(r'name="request" value="([^"]+)"', page.text)
    assert asked is not None
    fields = {"request": html.unescape(asked[1]), "username": person.username, "password": person.password}
    where = page.url.partition("/authorize")[0] + "/login"
    sent = browser.http.post(where, data=fields, timeout=PATIENCE, allow_redirects=False)
    return sent.headers["Location"]


def test_an_answer_is_good_once_and_in_the_browser_that_asked(house: House) -> None:
    asked, other = Browser(house.hub), Browser(house.hub)
    address = answer_of(asked, ADMIN)
    # Somebody sends their own answer to another person, to have them work in the wrong account.
    assert other.http.get(address, timeout=PATIENCE).status_code == 403
    other.get("/sign-in/directory")
    assert other.http.get(address, timeout=PATIENCE).status_code == 403
    assert other.get("/me").url.endswith("/sign-in")
    assert "/sites/" in asked.http.get(address, timeout=PATIENCE).url
    kept = asked.http.cookies["foyer-session"]
    again = asked.http.get(address, timeout=PATIENCE)
    assert again.status_code == 403
    assert "This page has expired" in again.text
    assert asked.http.cookies["foyer-session"] == kept
    assert refusals(house.hub) == ["not_asked_for"] * 3


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": "invented"}, "not_asked_for"),
        ({"state": ""}, "not_asked_for"),
        ({"code": "invented"}, "code_refused"),
        ({"code": None, "error": "access_denied"}, "directory_said_no"),
    ],
    ids=str,
)
def test_what_was_changed_on_the_way_lets_nobody_in(house: House, change: dict[str, str | None], code: str) -> None:
    browser = Browser(house.hub)
    address = answer_of(browser, ADMIN)
    fields = {name: value for name, value in (dict(parse_qsl(urlsplit(address).query)) | change).items() if value}
    answer = browser.http.get(address.partition("?")[0], params=fields, timeout=PATIENCE)
    assert answer.status_code == 403
    assert browser.get("/me").url.endswith("/sign-in")
    assert refusals(house.hub) == [code]


@pytest.mark.sqlite
def test_an_answer_that_comes_too_late_is_refused(house: House) -> None:
    browser = Browser(house.hub)
    address = answer_of(browser, ADMIN)
    house.hub.clock.skip(600)
    assert browser.http.get(address, timeout=PATIENCE).status_code == 403


@pytest.mark.sqlite
@pytest.mark.parametrize("fault", [Fault.BAD_SIGNATURE, Fault.ALG_NONE, Fault.WRONG_NONCE, Fault.EXPIRED], ids=str)
def test_a_token_that_cannot_be_believed_ends_on_a_page_that_says_so(house: House, fault: Fault) -> None:
    browser = Browser(house.hub)
    house.provider.fault = fault
    answer = at_the_directory(browser, ADMIN)
    assert answer.status_code == 403
    assert "The directory’s answer cannot be used" in answer.text
    assert browser.get("/me").url.endswith("/sign-in")


@pytest.mark.postgresql
def test_whoever_left_from_one_hub_may_come_back_to_another(served: Provider, tmp_path: Path) -> None:
    """Behind one address it is chance which hub of a fleet a browser comes back to."""
    served.fault, served.ahead = None, 0.0
    served.people = {person.username: person for person in PEOPLE}
    served.signed_in.clear()
    back = "http://127.0.0.1:9/sign-in/directory/answer"
    served.redirect_urls = (back,)
    chosen = (
        "hub.secure_cookies=false",
        f"identity.issuer={served.issuer}",
        "identity.client_id=foyer",
        f"identity.redirect_url={back}",
        'directory_roles=[{value = "Foyer.Administrator", role = "administrator", sites = ["*"]}]',
    )
    known = {"FOYER_SECRET_DIRECTORY": SECRET}
    with running_hub(tmp_path / "a", *chosen, secrets_too=known) as first:
        join(tmp_path / "a", tmp_path / "b")
        with running_hub(tmp_path / "b", *chosen, secrets_too=known) as second:
            browser = Browser(first)
            address = answer_of(browser, ADMIN).partition("?")[2]
            arrived = browser.http.get(f"{second.url}/sign-in/directory/answer?{address}", timeout=PATIENCE)
            assert arrived.url.startswith(f"{second.url}/sites/")
            again = browser.http.get(f"{first.url}/sign-in/directory/answer?{address}", timeout=PATIENCE)
            assert again.status_code == 403, "an answer is good once among all of them"
            assert browser.get("/people").status_code == 200


# --- when the directory is away ---


@pytest.mark.sqlite
def test_without_the_directory_a_local_administrator_still_gets_in(house: House) -> None:
    member(house.hub, "Break Glass", ADMINISTRATOR, password=PASSWORD)
    house.provider.fault = Fault.SLOW
    browser = Browser(house.hub)
    away = browser.get("/sign-in/directory")
    assert (away.status_code, "The council’s directory does not answer" in away.text) == (503, True)
    assert BUTTON in browser.get("/sign-in").text
    assert "/sites/" in browser.fill_in("/sign-in", {"name": "Break Glass", "password": PASSWORD}).url


# --- what an account of the directory is not ---


@pytest.mark.sqlite
def test_an_account_of_the_directory_has_no_password_and_no_second_factor_here(house: House) -> None:
    browser = Browser(house.hub)
    at_the_directory(browser, ADMIN)
    for name in (ADMIN.name, f"\x1f{house.provider.tenant} {ADMIN.oid}", ADMIN.username):
        for password in ("x", ADMIN.password, "\x00"):
            answer = Browser(house.hub).fill_in("/sign-in", {"name": name, "password": password})
            assert answer.status_code == 403
    for page in ("/me/password", "/me/second-factor"):
        answer = browser.get(page)
        assert (answer.status_code, "council account looks after that" in answer.text) == (403, True)
    house.hub.clock.skip(8 * 86_400)
    house.provider.ahead = 8 * 86_400
    at_the_directory(browser, ADMIN)
    assert browser.get("/people").url.endswith("/people"), "its second factor is the directory's concern"


@pytest.mark.sqlite
def test_its_sessions_end_sooner_so_that_what_is_taken_away_ends(house: House) -> None:
    browser = Browser(house.hub)
    at_the_directory(browser, ADMIN)
    for _ in range(4):
        assert browser.get("/me").url.endswith("/me")
        house.hub.clock.skip(3500)
    assert browser.get("/me").url.endswith("/me")
    house.hub.clock.skip(500)
    assert browser.get("/me").url.endswith("/sign-in")


@pytest.mark.sqlite
def test_what_is_delicate_has_the_directory_ask_again(house: House) -> None:
    browser = Browser(house.hub)
    at_the_directory(browser, ADMIN)
    house.hub.clock.skip(901)
    asked = browser.get("/people/invite")
    (link,) = re.findall(r'href="(/sign-in/directory\?[^"]+)"', asked.text)
    answer = at_the_directory(browser, ADMIN, html.unescape(link))
    assert answer.url.endswith("/people/invite")
    assert EVERYWHERE in {grant.site_id for grant in granted(house.hub, ADMIN.name)}


@pytest.mark.sqlite
@pytest.mark.parametrize("towards", ["https://elsewhere.example", "//elsewhere.example", "/%5Celsewhere.example"])
def test_the_way_back_never_leads_elsewhere(house: House, towards: str) -> None:
    browser = Browser(house.hub)
    answer = at_the_directory(browser, ADMIN, f"/sign-in/directory?towards={towards}")
    assert answer.url.startswith(house.hub.url)


@pytest.mark.sqlite
def test_without_a_directory_there_is_no_button_and_no_way_by_it(running: Running) -> None:
    browser = Browser(running)
    assert BUTTON not in browser.get("/sign-in").text
    assert browser.get("/sign-in/directory").status_code == 404
    assert browser.get("/sign-in/directory/answer?state=x&code=y").status_code == 404
