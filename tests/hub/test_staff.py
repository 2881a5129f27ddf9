"""Staff: the first account, signing in, being signed in, and what every page carries."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest
import requests
from argon2 import PasswordHasher

from devices.simulators.receiver import Receiver
from kiosk.interfaces.facts import AuditEntry
from kiosk.services.passwords import HASHING
from tests.support.answers import PLANTED
from tests.support.hubs import NAME, PASSWORD, SECRET, Browser, Running, newest_entries, running_hub, staff_browser


def entries(running: Running) -> list[AuditEntry]:
    """What was done that belongs to no single site, such as signing in."""
    return newest_entries(running, running.estate.audit)


def at_the_site(running: Running) -> list[AuditEntry]:
    return newest_entries(running, running.hub.audit)


NOBODYS = UUID(int=1)
"""The id of nothing."""


def test_a_guess_at_a_stolen_password_costs_64_mib() -> None:
    assert PasswordHasher.from_parameters(HASHING).hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


# --- the first account ---


def test_the_set_up_link_makes_one_account_and_then_ends(running: Running) -> None:
    link = running.do(running.estate.staff.first_link())
    first, second = Browser(running), Browser(running)
    token = second.token(f"/set-up/{link}")
    assert first.fill_in(f"/set-up/{link}", {"name": NAME, "password": PASSWORD}).url.startswith(
        f"{running.url}/sites/"
    )
    late = second.post(
        f"/set-up/{link}", {"form_token": token, "name": "Somebody", "password": "another long password"}
    )
    assert late.status_code == 404
    assert second.get(f"/set-up/{link}").status_code == 404
    assert running.do(running.estate.staff.first_link()) is None


@pytest.mark.sqlite
def test_a_used_an_old_and_an_invented_link_are_told_the_same(running: Running) -> None:
    link = running.do(running.estate.staff.first_link())
    browser = Browser(running)
    invented = browser.get("/set-up/" + "A" * 43)
    running.clock.skip(24 * 3600)
    old = browser.get(f"/set-up/{link}")
    assert invented.status_code == old.status_code == 404
    assert invented.text == old.text


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "", "password": PASSWORD}, "Enter your name"),
        ({"name": NAME, "password": ""}, "Enter your password"),
        ({"name": NAME, "password": "too short"}, "Password must be 12 characters or more"),
        ({"name": NAME, "password": "x" * 201}, "200 characters or fewer"),
        ({"name": NAME, "password": "aaaaaaaaaaaaaaaa"}, "too easy to guess"),
        ({"name": "n" * 61, "password": PASSWORD}, "60 characters or fewer"),
        ({"name": "two\nlines", "password": PASSWORD}, "on one line"),
    ],
)
def test_what_will_not_do_is_told_beside_the_field_and_in_a_summary(
    running: Running, fields: dict[str, str], words: str
) -> None:
    link = running.do(running.estate.staff.first_link())
    answer = Browser(running).fill_in(f"/set-up/{link}", fields)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert "<title>Error: " in answer.text
    assert fields["password"] not in answer.text or not fields["password"]


# --- signing in ---


def test_signing_in_and_out(running: Running, browser: Browser) -> None:
    session = browser.http.cookies["foyer-session"]
    answer = browser.fill_in("/submissions", {}, action="/sign-out")
    assert answer.url.endswith("/sign-in")
    assert browser.get("/submissions").url.endswith("/sign-in")
    back = requests.get(
        browser.address("/submissions"), cookies={"foyer-session": session}, allow_redirects=False, timeout=5
    )
    assert (back.status_code, back.headers["Location"]) == (303, "/sign-in")
    answer = browser.fill_in("/sign-in", {"name": NAME.upper(), "password": PASSWORD})
    assert answer.url.startswith(f"{running.url}/sites/")
    assert browser.http.cookies["foyer-session"] != session
    assert [entry.action for entry in entries(running)] == ["signed_in", "signed_out", "account_made"]


def test_signing_in_again_ends_the_session_before(running: Running, browser: Browser) -> None:
    before = browser.http.cookies["foyer-session"]
    browser.fill_in("/sign-in", {"name": NAME, "password": PASSWORD})
    assert running.do(running.estate.staff.session(before)) is None


@pytest.mark.sqlite
def test_an_unknown_name_and_a_wrong_password_are_told_the_same(running: Running, browser: Browser) -> None:
    stranger = Browser(running)
    pages = []
    for name, password in ((NAME, "not the password"), ("Nobody Here", "not the password")):
        answer = stranger.fill_in("/sign-in", {"name": name, "password": password})
        assert answer.status_code == 403
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert pages[0] == pages[1]
    refused = [entry for entry in entries(running) if entry.outcome == "refused"]
    assert [entry.who for entry in refused] == ["unknown", NAME]
    assert all("Nobody" not in str(entry) for entry in refused)


@pytest.mark.sqlite
def test_guessing_a_password_is_stopped_by_account_and_says_how_long(running: Running, browser: Browser) -> None:
    stranger = Browser(running)
    token = stranger.token("/sign-in")
    fields = {"form_token": token, "name": NAME, "password": "guess"}
    answers = [stranger.post("/sign-in", fields) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    good = stranger.post("/sign-in", fields | {"password": PASSWORD})
    assert good.status_code == 429


def test_writing_the_name_otherwise_gives_no_more_guesses(running: Running, browser: Browser) -> None:
    stranger = Browser(running)
    token = stranger.token("/sign-in")
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter != " " else letter for letter in NAME)
    names = [NAME, NAME.upper(), wide] * 4
    answers = [stranger.post("/sign-in", {"form_token": token, "name": name, "password": "guess"}) for name in names]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429] * 2


@pytest.mark.sqlite
def test_guessing_names_is_stopped_by_address(running: Running, browser: Browser) -> None:
    stranger = Browser(running)
    token = stranger.token("/sign-in")
    answers = [
        stranger.post("/sign-in", {"form_token": token, "name": f"name {number}", "password": "guess"}).status_code
        for number in range(31)
    ]
    assert answers[-1] == 429
    assert answers[0] == 403


def test_a_session_ends_when_idle_and_at_the_end_of_the_day(tmp_path: Path) -> None:
    quick = ("hub.secure_cookies=false", "hub.staff_idle=600", "hub.staff_session=1500")
    with running_hub(tmp_path, *quick) as running:
        browser = staff_browser(running)
        for _ in range(2):
            running.clock.skip(540)
            assert browser.get("/submissions").url.endswith("/submissions")
        running.clock.skip(500)
        assert browser.get("/submissions").url.endswith("/sign-in"), "older than a session may be"
        browser.fill_in("/sign-in", {"name": NAME, "password": PASSWORD})
        running.clock.skip(600)
        assert browser.get("/submissions").url.endswith("/sign-in"), "idle for too long"


# --- forms from elsewhere ---


@pytest.mark.sqlite
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", f"/submissions/{NOBODYS}/try-again"])
def test_a_form_without_its_token_is_refused(standing_browser: Browser, path: str) -> None:
    for fields in ({"name": "x"}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "ŵ"}):
        answer = standing_browser.post(path, dict(fields))
        assert answer.status_code == 403
        assert "This page has expired" in answer.text
    assert standing_browser.get("/submissions").url.endswith("/submissions"), "still signed in"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_its_token(
    standing_browser: Browser, headers: dict[str, str]
) -> None:
    assert standing_browser.fill_in("/submissions", {}, action="/sign-out", headers=headers).status_code == 403


@pytest.mark.sqlite
def test_a_token_of_another_browser_is_refused(standing: Running, standing_browser: Browser) -> None:
    other = Browser(standing)
    assert standing_browser.post("/sign-out", {"form_token": other.token("/sign-in")}).status_code == 403


@pytest.mark.sqlite
@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=%FF&b", b"&".join([b"a=1"] * 50), b"name=" + b"x" * 2_000_000])
def test_a_broken_form_is_a_page_not_a_fault(standing_browser: Browser, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = standing_browser.http.post(f"{standing_browser.url}/sign-in", data=body, headers=headers, timeout=10)
    assert answer.status_code in {403, 413, 422}
    assert "<h1" in answer.text


# --- cookies, headers, addresses ---


@pytest.mark.sqlite
def test_over_https_cookies_belong_to_this_host_and_travel_nowhere_else(tmp_path: Path) -> None:
    with running_hub(tmp_path) as running:
        cookie = requests.get(f"{running.url}/sign-in", timeout=5).headers["Set-Cookie"]
    assert cookie.startswith("__Host-foyer-form=")
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {
        "httponly",
        "secure",
        "path=/",
        "samesite=lax",
    }


@pytest.mark.sqlite
def test_every_answer_carries_its_headers(standing: Running, standing_browser: Browser) -> None:
    for path in (
        "/submissions",
        "/sign-in",
        "/nowhere",
        "/healthz",
        "/metrics",
        "/api/openapi.json",
        "/api/v1/nowhere",
    ):
        headers = standing_browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert "server" not in headers


@pytest.mark.sqlite
def test_pages_hold_no_script_but_our_file_and_no_inline_style(standing: Running, standing_browser: Browser) -> None:
    for path in ("/submissions", "/activity", "/sign-in", "/nowhere"):
        text = standing_browser.get(path).text
        assert not re.search(r"<script(?! src=\"/static/web/live\.js)|<style|\sstyle=|\son\w+=", text), path


@pytest.mark.sqlite
def test_nothing_is_told_without_signing_in(standing: Running) -> None:
    browser = Browser(standing)
    for path in ("/", "/submissions", "/submissions?state=failed", f"/submissions/{NOBODYS}", "/activity"):
        answer = browser.get(path)
        assert answer.url == f"{standing.url}/sign-in", path


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "path",
    [
        "/submissions/1",
        f"/submissions/{NOBODYS}",
        "/submissions?page=0",
        "/submissions?page=99",
        "/activity?before=x",
    ],
)
def test_an_address_that_leads_nowhere_is_a_page_that_says_so(standing_browser: Browser, path: str) -> None:
    answer = standing_browser.get(path)
    assert answer.status_code == 404
    assert "Page not found" in answer.text


@pytest.mark.sqlite
def test_what_programs_ask_for_in_vain_is_a_problem_not_a_page(standing: Running) -> None:
    for method, path, status in (
        ("GET", "/api/nothing", 404),
        ("PUT", "/api/v1/news", 405),
        ("POST", "/healthz", 405),
    ):
        answer = requests.request(method, standing.url + path, timeout=5)
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"


# --- submissions ---


def test_staff_read_the_answers_and_where_they_went_and_try_again(tmp_path: Path) -> None:
    with (
        Receiver(0, tmp_path / "receiver", SECRET.encode(), answers=(422,)).running() as service,
        running_hub(tmp_path / "hub", "hub.secure_cookies=false", service_url=service.url) as running,
    ):
        terminal, browser = running.terminal("Foyer by the door"), staff_browser(running)
        submission = terminal.submission()
        terminal.send(submission)
        terminal.hear_of("submission_failed")
        listed = browser.get("/submissions?state=failed").text
        assert submission.reference in listed
        assert PLANTED not in listed
        page = f"/submissions/{submission.id}"
        text = browser.get(page).text
        for words in (
            submission.reference,
            PLANTED,
            "Not delivered",
            "The service answered 422.",
            "Foyer by the door",
        ):
            assert words in text, words
        assert browser.fill_in(page, {}, action=f"{page}/try-again").url.endswith(f"{page}?done=again")
        terminal.hear_of("submission_accepted")
        text = browser.get(page).text
        assert "Accepted" in text
        assert "/try-again" not in text
        again = browser.fill_in("/submissions", {}, action=f"{page}/try-again")
        assert again.status_code == 409
        tried = [entry for entry in at_the_site(running) if entry.action == "submission_tried_again"]
        assert [(entry.who, entry.outcome) for entry in tried] == [(NAME, "refused"), (NAME, "done")]
        assert {entry.subject for entry in tried} == {str(submission.id)}


def test_what_a_person_wrote_is_shown_as_text_never_as_markup(running: Running, browser: Browser) -> None:
    terminal = running.terminal("<b>Foyer</b>")
    submission = terminal.submission({"<i>question</i>": "<script>alert(1)</script>"})
    terminal.send(submission)
    text = browser.get(f"/submissions/{submission.id}").text
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "<i>" not in text
    assert "<b>" not in text
    assert "Needs review" in text


def test_a_long_list_turns_its_pages(running: Running, browser: Browser) -> None:
    terminal = running.terminal()
    sent = [terminal.submission({}) for _ in range(53)]
    for submission in sent:
        terminal.send(submission)
    pages = [
        re.findall(r'foyer-table__first"><a [^>]*>([^<]+)<', browser.get(f"/submissions?page={n}").text)
        for n in (1, 2, 3)
    ]
    assert [len(page) for page in pages] == [25, 25, 3]
    assert [code for page in pages for code in page] == [submission.reference for submission in reversed(sent)]
    assert browser.get("/submissions?page=4").status_code == 404


def test_an_attempt_to_look_at_nothing_is_audited(running: Running, browser: Browser) -> None:
    browser.get(f"/submissions/{NOBODYS}")
    newest = at_the_site(running)[0]
    assert (newest.action, newest.outcome) == ("submission_shown", "refused")


class Outline(HTMLParser):
    """Headings, labels and the fields they belong to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.labels: set[str] = set()
        self.fields: set[str] = set()
        self.landmarks: set[str] = set()
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "html":
            self.language = named.get("lang") or ""
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag == "label":
            self.labels.add(named.get("for") or "")
        if tag in {"input", "select", "textarea"} and named.get("type") != "hidden":
            self.fields.add(named.get("id") or "no id")
        if tag in {"main", "header", "footer", "nav"}:
            self.landmarks.add(tag)


@pytest.mark.sqlite
def test_every_page_has_one_first_heading_labels_and_a_way_past_the_top(running: Running, browser: Browser) -> None:
    terminal = running.terminal()
    submission = terminal.submission()
    terminal.send(submission)
    for path in ("/submissions", f"/submissions/{submission.id}", "/activity", "/sign-in", "/nowhere"):
        text = browser.get(path).text
        outline = Outline(text)
        assert outline.headings.count("h1") == 1, path
        assert outline.headings[0] == "h1"
        assert outline.fields <= outline.labels, path
        assert {"main", "header", "footer"} <= outline.landmarks
        assert outline.language == "en-GB"
        assert 'href="#main-content"' in text
