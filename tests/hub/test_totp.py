"""The second factor: codes by time, codes on paper, and who has to have one."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from kiosk.domain.roles import Grant, StaffRole
from kiosk.interfaces.facts import Account
from kiosk.services import secrets
from kiosk.services.audit import Actor
from kiosk.services.passwords import NO_PASSWORD, Passwords
from tests.support.hubs import NAME, PASSWORD, Browser, Running, newest_entries, running_hub, staff_browser
from tests.support.people import Phone, member, scan, set_up, tenant
from tests.support.records import rows_of

DAY = 86_400


@pytest.fixture
def phone(running: Running, browser: Browser) -> Phone:
    """Of the first account, whose second factor is set up."""
    return set_up(running, browser)[0]


def password_given(running: Running) -> Browser:
    """A browser that waits for a code."""
    stranger = Browser(running)
    assert stranger.fill_in("/sign-in", {"name": NAME, "password": PASSWORD}).url.endswith("/sign-in/code")
    return stranger


def enter(browser: Browser, code: str) -> int:
    answer = browser.fill_in("/sign-in/code", {"code": code})
    return 200 if "/sites/" in answer.url else answer.status_code


def test_a_password_alone_opens_nothing_and_a_code_beside_it_does(running: Running, phone: Phone) -> None:
    stranger = password_given(running)
    assert stranger.get("/submissions").url.endswith("/sign-in")
    assert "foyer-session" not in stranger.http.cookies
    wrong = f"{(int(phone.next_code()) + 1) % 1_000_000:06}"
    assert enter(stranger, wrong) == 403
    before = stranger.http.cookies["foyer-entrance"]
    assert enter(stranger, phone.code) == 200
    assert stranger.http.cookies["foyer-session"] != before
    assert "foyer-entrance" not in stranger.http.cookies


@pytest.mark.sqlite
def test_a_code_is_taken_once_and_no_older_one_after_it(running: Running, phone: Phone) -> None:
    older = phone.code
    newer = phone.next_code()
    assert enter(password_given(running), newer) == 200
    assert enter(password_given(running), newer) == 403, "the same one again"
    assert enter(password_given(running), older) == 403, "one that is still in time, but older"
    assert enter(password_given(running), phone.next_code()) == 200


def test_of_two_who_enter_the_same_code_at_the_same_moment_one_gets_in(running: Running, phone: Phone) -> None:
    tokens = [password_given(running).http.cookies["foyer-entrance"] for _ in range(2)]
    code = phone.next_code()

    async def both() -> list[object]:
        entering = (running.estate.staff.prove(token, code, None, None) for token in tokens)
        return await asyncio.gather(*entering, return_exceptions=True)

    outcomes = running.do(both())
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CodeRefused", "SignedIn"]


@pytest.mark.sqlite
def test_a_phone_may_be_half_a_minute_off_and_no_more(running: Running, phone: Phone) -> None:
    running.clock.skip(300)
    for ahead, entered in ((90, 403), (30, 200)):
        running.clock.skip(ahead)
        code = phone.code
        running.clock.skip(-ahead)
        assert enter(password_given(running), code) == entered, ahead


@pytest.mark.sqlite
@pytest.mark.parametrize("typed", ["", "abcdef", "１２３４５６", "12345", "1234567", "000000 OR 1=1", "-1", "ŵŵŵŵŵŵ"])
def test_what_is_no_code_is_refused_as_any_wrong_one(running: Running, phone: Phone, typed: str) -> None:
    answer = password_given(running).fill_in("/sign-in/code", {"code": typed})
    assert answer.status_code == (403 if typed else 422)
    assert answer.text.count("code") > 2


@pytest.mark.sqlite
def test_after_five_wrong_codes_the_password_is_asked_for_again(running: Running, phone: Phone) -> None:
    stranger = password_given(running)
    token = stranger.token("/sign-in/code")
    answers = [stranger.post("/sign-in/code", {"form_token": token, "code": "000000"}) for _ in range(6)]
    assert [answer.status_code for answer in answers[:5]] == [403] * 5
    assert answers[5].url.endswith("/sign-in")
    right = phone.next_code()
    assert stranger.post("/sign-in/code", {"form_token": token, "code": right}).url.endswith("/sign-in")
    assert enter(password_given(running), right) == 200


@pytest.mark.sqlite
def test_a_right_password_waits_ten_minutes_for_its_code(running: Running, phone: Phone) -> None:
    stranger = password_given(running)
    token = stranger.token("/sign-in/code")
    running.clock.skip(600)
    late = stranger.post("/sign-in/code", {"form_token": token, "code": phone.code})
    assert late.url.endswith("/sign-in")


@pytest.mark.sqlite
def test_guessing_codes_with_a_known_password_is_stopped_by_account(running: Running, phone: Phone) -> None:
    stranger = Browser(running)
    token = stranger.token("/sign-in")
    fields = {"form_token": token, "name": NAME, "password": PASSWORD}
    answers = [stranger.post("/sign-in", fields).status_code for _ in range(11)]
    assert answers[-1] == 429


def test_a_code_on_paper_works_once_in_the_place_of_the_app(running: Running, browser: Browser) -> None:
    _, papers = set_up(running, browser)
    assert len(set(papers)) == 10
    typed = papers[3].lower().replace("-", " ")
    assert enter(password_given(running), typed) == 200
    assert enter(password_given(running), papers[3]) == 403
    assert "9 of 10 left" in browser.get("/me").text
    again = browser.fill_in("/me/recovery-codes", {})
    fresh = re.findall(r"<li><code>([0-9A-Z-]{14})</code>", again.text)
    assert len(fresh) == 10
    assert enter(password_given(running), papers[4]) == 403, "the old paper ended"
    assert enter(password_given(running), fresh[0]) == 200


def test_neither_the_secret_nor_a_code_on_paper_is_in_the_record(running: Running, browser: Browser) -> None:
    phone, papers = set_up(running, browser)
    kept = str(rows_of(running.data, "SELECT sealed FROM second_factors"))
    kept += str(rows_of(running.data, "SELECT mark FROM recovery_codes"))
    assert phone.secret not in kept
    for paper in papers:
        for told in (paper, str(secrets.code_digest(paper))[2:-1]):
            assert told not in kept
    log = str(newest_entries(running, running.estate.audit))
    assert phone.secret not in log


@pytest.mark.sqlite
def test_the_first_code_has_to_be_right_before_it_is_asked_for(running: Running, browser: Browser) -> None:
    phone = scan(running, browser)
    answer = browser.fill_in("/me/second-factor", {"code": "000000"})
    assert answer.status_code == 403
    assert phone.secret == scan(running, browser).secret, "the page shows the same key again"
    stranger = Browser(running)
    assert "/sites/" in stranger.fill_in("/sign-in", {"name": NAME, "password": PASSWORD}).url


@pytest.mark.sqlite
def test_another_phone_takes_the_place_of_the_first_only_once_it_is_proved(
    running: Running, browser: Browser
) -> None:
    old, papers = set_up(running, browser)
    new = scan(running, browser, "/me/second-factor/replace")
    assert new.secret != old.secret
    assert enter(password_given(running), old.next_code()) == 200
    browser.fill_in("/me/second-factor/replace", {"code": new.next_code()})
    assert enter(password_given(running), old.next_code()) == 403
    assert enter(password_given(running), papers[0]) == 403
    assert enter(password_given(running), new.next_code()) == 200


# --- who has to have one ---


@pytest.mark.sqlite
def test_an_administrator_is_asked_to_set_it_up_and_has_to_after_the_grace(
    running: Running, browser: Browser
) -> None:
    assert "You need a second factor soon" in browser.get("/me").text
    assert "Set up your second factor" in browser.get("/submissions").text
    running.clock.skip(7 * DAY)
    browser.fill_in("/sign-in", {"name": NAME, "password": PASSWORD})
    for page in ("/submissions", "/people", "/sites", "/"):
        assert browser.get(page).url.endswith("/me/second-factor"), page
    set_up(running, browser)
    assert browser.get("/submissions").url.endswith("/submissions")
    assert browser.get("/me/second-factor/remove").status_code == 403, "their role needs it"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("asked", "role", "held"),
    [
        ("nobody", "administrator", False),
        ("administrators", "contact_centre", False),
        ("administrators", "administrator", True),
        ("everybody", "tenant_user", True),
    ],
)
def test_the_settings_say_of_whom_it_is_asked(tmp_path: Path, asked: str, role: str, held: bool) -> None:
    chosen = (f"identity.second_factor={asked}", "identity.second_factor_grace_days=0", "hub.secure_cookies=false")
    with running_hub(tmp_path, *chosen) as running:
        site = running.hub.site.id
        of = tenant(running, "Harbour Housing") if role == "tenant_user" else None
        known = member(running, "Somebody", Grant(site, StaffRole(role), of))
        assert known.browser.get("/me").status_code == 200
        assert known.browser.get("/").url.endswith("/me/second-factor") == held


# --- what is delicate ---


@pytest.mark.sqlite
def test_what_is_delicate_asks_again_and_leads_back(running: Running, phone: Phone, browser: Browser) -> None:
    running.clock.skip(901)
    asked = browser.get("/people/invite")
    assert "/me/prove?towards=/people/invite" in asked.url
    answer = browser.fill_in("/me/prove?towards=/people/invite", {"proof": "000000", "towards": "/people/invite"})
    assert answer.status_code == 403
    answer = browser.fill_in(
        "/me/prove?towards=/people/invite", {"proof": phone.next_code(), "towards": "/people/invite"}
    )
    assert answer.url.endswith("/people/invite")


@pytest.mark.sqlite
def test_without_a_second_factor_the_password_is_the_proof(running: Running, browser: Browser) -> None:
    running.clock.skip(901)
    page = "/me/prove?towards=/people/invite"
    assert browser.fill_in(page, {"proof": "not the password", "towards": "/people"}).status_code == 403
    assert browser.fill_in(page, {"proof": PASSWORD, "towards": "/people/invite"}).url.endswith("/people/invite")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "towards", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/x\ny"]
)
def test_the_way_back_never_leads_elsewhere(running: Running, browser: Browser, towards: str) -> None:
    answer = browser.fill_in("/me/prove", {"proof": PASSWORD, "towards": towards}, allow_redirects=False)
    assert answer.headers["Location"] == "/"


@pytest.mark.sqlite
def test_guessing_at_the_proof_is_stopped(running: Running, browser: Browser) -> None:
    token = browser.token("/me/prove")
    fields = {"form_token": token, "proof": "guess", "towards": "/"}
    answers = [browser.post("/me/prove", fields).status_code for _ in range(11)]
    assert answers == [403] * 10 + [429]


# --- one's own account ---


def test_a_new_password_ends_every_other_session(running: Running, browser: Browser) -> None:
    other = Browser(running)
    other.fill_in("/sign-in", {"name": NAME, "password": PASSWORD})
    new = "another long password"
    wrong = browser.fill_in("/me/password", {"current": "not it at all", "password": new})
    assert "That is not the password you have now" in wrong.text
    short = browser.fill_in("/me/password", {"current": PASSWORD, "password": "short"})
    assert "12 characters or more" in short.text
    assert browser.fill_in("/me/password", {"current": PASSWORD, "password": new}).url.endswith("/me")
    assert browser.get("/submissions").url.endswith("/submissions")
    assert other.get("/submissions").url.endswith("/sign-in")
    assert other.fill_in("/sign-in", {"name": NAME, "password": PASSWORD}).status_code == 403
    assert "/sites/" in other.fill_in("/sign-in", {"name": NAME, "password": new}).url


@pytest.mark.sqlite
def test_one_browser_of_ones_own_can_be_signed_out_and_nobody_elses(running: Running, browser: Browser) -> None:
    other, stranger = Browser(running), member(running, "Rhys Keys", Grant(running.hub.site.id, StaffRole.FACILITIES))
    other.fill_in("/sign-in", {"name": NAME, "password": PASSWORD})
    (end,) = re.findall(r'action="(/me/sessions/[^"]+/end)"', browser.get("/me").text)
    stranger.browser.fill_in("/me", {}, action=end)
    assert other.get("/me").url.endswith("/me")
    browser.fill_in("/me", {}, action=end)
    assert other.get("/me").url.endswith("/sign-in")
    assert browser.get("/me").url.endswith("/me")


@pytest.mark.sqlite
def test_signing_out_everywhere_ends_all_of_them(running: Running, browser: Browser) -> None:
    other = Browser(running)
    other.fill_in("/sign-in", {"name": NAME, "password": PASSWORD})
    assert browser.get("/me").text.count("<li>Since ") == 2
    assert browser.fill_in("/me", {}, action="/me/sign-out-everywhere").url.endswith("/sign-in")
    for each in (browser, other):
        assert each.get("/me").url.endswith("/sign-in")


@pytest.mark.sqlite
def test_a_session_that_somebody_planted_is_not_the_one_they_get(running: Running) -> None:
    staff_browser(running)
    victim = Browser(running)
    planted = secrets.token()
    victim.http.cookies.set("foyer-session", planted)
    victim.fill_in("/sign-in", {"name": NAME, "password": PASSWORD})
    assert victim.get("/me").url.endswith("/me")
    assert running.do(running.estate.staff.session(planted)) is None


@pytest.mark.sqlite
def test_over_https_the_cookies_of_every_step_belong_to_this_host_and_to_no_script(tmp_path: Path) -> None:
    """A client that is told what to send: over plain HTTP a browser would rightly keep these to itself."""
    with running_hub(tmp_path) as running:
        running.do(
            running.estate.staff.set_up(str(running.do(running.estate.staff.first_link())), NAME, PASSWORD, None)
        )

        def signed_in() -> str:
            page = requests.get(f"{running.url}/sign-in", timeout=5)
            cookie = page.headers["Set-Cookie"].partition(";")[0]
            token = re.findall(r'name="form_token" value="([0-9a-f]{64})"', page.text)[0]
            fields = {"form_token": token, "name": NAME, "password": PASSWORD}
            answer = requests.post(
                page.url, data=fields, headers={"Cookie": cookie}, timeout=5, allow_redirects=False
            )
            return answer.headers["Set-Cookie"]

        given = [signed_in()]
        (account,) = running.do(running.estate.store.read(lambda record: record.people.members()))
        factors = running.estate.accounts.factors
        phone = Phone(running.do(factors.offer(account.id, NAME)).secret, running)
        running.do(factors.confirm(Actor(NAME, account.id), account.id, phone.code))
        given.append(signed_in())
    for cookie, name in zip(given, ("foyer-session", "foyer-entrance"), strict=True):
        first = cookie.partition(",")[0]
        assert first.startswith(f"__Host-{name}=")
        flags = {part.strip().lower() for part in first.split(";")[1:]}
        assert flags == {"httponly", "secure", "path=/", "samesite=lax"}


# --- what a guess costs ---


@pytest.mark.parametrize("name", ["\x00", "Ffion\x00Desk", "Ffion\x1fDesk", "n" * 5000, "\u202e"], ids=ascii)
def test_a_name_that_no_account_can_have_is_refused_as_any_other(running: Running, name: str) -> None:
    answer = Browser(running).fill_in("/sign-in", {"name": name, "password": PASSWORD})
    assert answer.status_code == 403
    assert "The name and password do not match" in answer.text


@pytest.mark.sqlite
def test_a_name_that_nobody_has_costs_as_much_time_as_a_wrong_password() -> None:
    """With the hashing that a real hub has. Processor time, taken in turn, so that a busy machine slows all alike."""
    passwords = Passwords()
    known = Account(uuid4(), NAME, asyncio.run(passwords.hash(PASSWORD)))
    from_directory = Account(uuid4(), NAME, NO_PASSWORD)
    taken: dict[str, list[float]] = {"known": [], "unknown": [], "without": []}
    asyncio.run(passwords.fits(None, "the decoy is made once"))
    for _ in range(5):
        for name, account in (("known", known), ("unknown", None), ("without", from_directory)):
            began = time.process_time()  # what others do on this machine does not count
            assert not asyncio.run(passwords.fits(account, "wrong password"))
            taken[name].append(time.process_time() - began)
    passwords.close()
    medians = {name: statistics.median(each) for name, each in taken.items()}
    assert medians["known"] > 0.01, "a guess is expensive"
    assert max(medians.values()) < 2 * min(medians.values()), medians
