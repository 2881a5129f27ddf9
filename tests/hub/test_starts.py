"""Forms without a terminal: begun on the web or by a link, kept to come back to, sent, counted where they began."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.simulators.mail_server import MailServer
from kiosk.domain.continuations import KEPT_FOR
from kiosk.domain.definition import Answers
from kiosk.domain.searches import AuditSearch
from kiosk.domain.sources import Source
from kiosk.domain.uses import Face
from kiosk.runtime.settings import DEMO_SITE
from kiosk.services.audit import Actor
from tests.support.answers import complete, missed_bin
from tests.support.house import second_site
from tests.support.hubs import Running, Terminal, running_hub, staff_browser, wait_for
from tests.support.messages import MAIL, world
from tests.support.phones import SITE, Phone, as_typed

pytestmark = pytest.mark.sqlite

FORM = missed_bin()
STAFF = Actor("test")


@pytest.fixture(scope="module")
def inbox() -> Iterator[MailServer]:
    with MailServer().running() as server:
        yield server


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, inbox: MailServer) -> Iterator[Running]:
    public = ("public.url=https://foyer.aberwen.example", "public.trusted_proxies=[]")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.web.public.app.BURST", 5000)
        with running_hub(
            tmp_path_factory.mktemp("hub"), *public, *MAIL, f"mail.port={inbox.port}", "hub.secure_cookies=false"
        ) as running:
            yield running


@pytest.fixture
def phone(hub: Running) -> Iterator[Phone]:
    one = Phone(hub)
    yield one
    one.close()


def received(inbox: MailServer) -> tuple[str, str]:
    """Where the one mail went, and what it says."""
    wait_for(lambda: bool(inbox.taken), "the mail")
    (taken,) = inbox.taken
    inbox.taken.clear()
    (to,) = taken.recipients
    return to, taken.message.get_content()


def words(phone: Phone) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", phone.page)).split())


def fill(phone: Phone, answers: Answers) -> None:
    """Answers page after page until all of them are shown."""
    while not phone.url.partition("?")[0].endswith("/answers"):
        page = FORM.page("/" + phone.url.partition("?")[0].partition("/form/")[2])
        typed = {name: value for question in page.questions for name, value in as_typed(question, answers)}
        phone.send(**typed)
        assert phone.status == 200
        assert "There is a problem" not in words(phone)


def test_a_form_is_found_begun_filled_in_and_sent_on_the_web(hub: Running, phone: Phone) -> None:
    phone.open("/forms")
    assert phone.url.endswith(f"/{SITE}/forms")
    assert "Report a missed bin" in words(phone)
    phone.open(f"/forms/{FORM.id}?site={SITE}&lang=cy")
    assert "Dechrau nawr" in words(phone)
    before = hub.do(hub.hub.submissions.list(1, None)).total
    phone.send()
    fill(phone, complete(FORM))
    phone.send()
    phone.open(re.search(rf"/{SITE}/r/[A-Za-z0-9_-]{{22}}", phone.page + phone.url).group())  # type: ignore[union-attr]
    phone.open("?lang=cy")
    assert "Wedi'i chadw" in words(phone)
    assert "derfynell" not in words(phone), "there was no terminal"
    (row, *_), after = (page := hub.do(hub.hub.submissions.list(1, None))).rows, page.total
    assert (after, row.terminal_id, row.source) == (before + 1, None, Source.WEB)
    shown = hub.do(hub.hub.submissions.show(row.id, STAFF))
    assert shown.submission is not None
    assert (shown.submission.language, shown.submission.terminal_id) == ("cy", None)
    today = hub.hub.desk.uses.today()
    counted = hub.do(hub.hub.desk.uses.between(today, today)).counted
    assert [(each.started, each.sent) for each in counted if each.use.face is Face.WEB] == [(1, 1)]


def test_looking_at_the_first_page_begins_nothing(hub: Running, phone: Phone) -> None:
    today = hub.hub.desk.uses.today()

    def begun() -> int:
        return sum(each.started for each in hub.do(hub.hub.desk.uses.between(today, today)).counted)

    before = begun()
    phone.open(f"/{SITE}/forms/{FORM.id}?by=link")
    assert begun() == before
    phone.send()
    assert begun() == before + 1
    use = hub.do(hub.hub.desk.uses.between(today, today)).counted
    assert [each.started for each in use if each.use.face is Face.LINK] == [1]


@pytest.mark.parametrize("path", ["/forms?site=nowhere", "/nowhere/forms", f"/{SITE}/forms/no-such-form"])
def test_what_is_not_there_says_so(phone: Phone, path: str) -> None:
    assert phone.open(path).status == 404


def test_a_form_with_no_words_of_a_language_says_which_it_speaks(phone: Phone) -> None:
    phone.open(f"/{SITE}/forms/{FORM.id}?lang=uk")
    assert '<html lang="uk">' in phone.page
    assert "Ця форма англійською" in words(phone) or "англійськ" in words(phone)
    assert '<h1><span lang="en">Report a missed bin</span></h1>' in phone.page


def test_one_who_stops_has_the_address_sent_and_goes_on_there(hub: Running, phone: Phone, inbox: MailServer) -> None:
    phone.open(f"/{SITE}/forms/{FORM.id}").send()
    phone.send(bin="garden")
    here = phone.url
    phone.open(here.partition("/form/")[0] + "/later")
    phone.send(to="nobody")
    assert "<title>Error: " in phone.page
    assert 'value="nobody"' in phone.page
    phone.send(to="xanthippe@example.com")
    assert "We are sending it now" in words(phone)
    to, body = received(inbox)
    assert to == "xanthippe@example.com"
    link = re.search(rf"https://foyer\.aberwen\.example(/{SITE}/c/[A-Za-z0-9_-]{{22}})", body)
    assert link is not None
    assert "garden" not in body
    other = Phone(hub)
    other.open(hub.public + link.group(1))
    assert other.url.partition("/c/")[2] == here.partition("/c/")[2]
    other.close()


def test_it_waits_for_as_long_as_was_said_and_no_longer(tmp_path: Path) -> None:
    with running_hub(tmp_path, "public.url=https://foyer.aberwen.example", "public.trusted_proxies=[]") as hub:
        phone = Phone(hub)
        phone.open(f"/{SITE}/forms/{FORM.id}").send()
        here = phone.url
        assert "sent to you" not in words(phone.open(here.partition("/form/")[0] + "/later")), "nobody takes messages"
        hub.clock.skip((KEPT_FOR - timedelta(minutes=1)).total_seconds())
        assert phone.open(here).status == 200
        hub.clock.skip(120)
        assert phone.open(here).status == 404
        assert "This link cannot be used" in words(phone)
        phone.close()


def test_nobody_begins_forms_without_end(hub: Running, phone: Phone) -> None:
    answers = set()
    for _ in range(30):
        phone.open(f"/{SITE}/forms/{FORM.id}").send()
        answers.add(phone.status)
    assert answers == {200, 429}


def test_staff_send_somebody_a_link_to_a_form(hub: Running, inbox: MailServer) -> None:
    links = hub.hub.form_links
    assert links.read("07700 900 982") is None, "text messages are off"
    to = links.read(" Sian@Example.COM ")
    assert to is not None
    hub.do(links.to_form(to, FORM, "cy", STAFF))
    address, body = received(inbox)
    assert address == "Sian@example.com"
    assert f"/{SITE}/forms/{FORM.id}?lang=cy&by=link" in body


def test_links_go_by_text_message_too(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        links = here.hub.hub.form_links
        to = links.read("07457 123456")
        assert to is not None
        here.hub.do(links.to_form(to, here.form, "cy", STAFF))
        wait_for(lambda: bool(here.notify.sent), "the text message")
        begun = here.hub.do(here.hub.hub.continuations.begin(here.form, "en", Source.WEB))
        until = here.hub.clock.now() + KEPT_FOR
        here.hub.do(links.come_back(to, here.form, begun, until, "en"))
        wait_for(lambda: len(here.notify.sent) == 2, "the other")
        form, back = here.notify.sent
    assert form.to == back.to == "+447457123456"
    assert form.body.startswith("Cyngor Aberwen: ")
    assert f"/{SITE}/forms/{here.form.id}?lang=cy&by=link" in form.body
    assert begun in back.body


def test_a_record_is_not_filled_with_forms_that_nobody_answers(
    hub: Running, monkeypatch: pytest.MonkeyPatch, phone: Phone
) -> None:
    monkeypatch.setattr("kiosk.services.continuations.MOST_BEGUN", 0)
    monkeypatch.setattr("kiosk.web.buckets.Buckets.take", lambda *_: 0)
    phone.open(f"/{SITE}/forms/{FORM.id}").send()
    assert phone.status == 503
    assert "Too many people are filling in forms just now" in words(phone)


def test_where_a_hub_has_several_places_people_choose(tmp_path: Path) -> None:
    public = ("public.url=https://foyer.aberwen.example", "public.trusted_proxies=[]")
    with running_hub(tmp_path / "hub", *public, sites=(DEMO_SITE, second_site(tmp_path))) as hub:
        phone = Phone(hub)
        phone.open(f"/forms/{FORM.id}?lang=en")
        assert "Which place is it for?" in words(phone)
        there = re.findall(r'href="(/[a-z-]+/forms/missed-bin)', phone.page)
        assert len(there) == 2
        assert phone.open(there[1]).status == 200
        assert phone.open(f"/forms?site={there[1].split('/')[1]}").url.partition("?")[0].endswith("/forms")
        phone.close()


def test_staff_send_it_from_a_page_and_what_they_typed_wrongly_stays(hub: Running, inbox: MailServer) -> None:
    staff = staff_browser(hub)
    assert "Report a missed bin" in staff.get("/send-a-form").text
    wrong = staff.fill_in("/send-a-form", {"form": FORM.id, "language": "cy", "to": "nobody"})
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.text
    done = staff.fill_in("/send-a-form", {"form": FORM.id, "language": "cy", "to": "sian@example.com"})
    assert "It is on its way" in done.text
    staff.http.close()
    to, body = received(inbox)
    assert to == "sian@example.com"
    assert "lang=cy&by=link" in body
    told = hub.do(hub.hub.audit.find(AuditSearch(actions=("form_link_sent",)), None, 9))
    assert [entry.subject for _, entry in told][:1] == [f"{FORM.id} by email"]


def test_a_terminal_is_told_of_what_is_its_own_alone(hub: Running, phone: Phone) -> None:
    terminal: Terminal = hub.terminal()
    heard = terminal.get("news?after=0&wait=0").json()
    phone.open(f"/{SITE}/forms")
    assert terminal.get(f"news?after={heard['next']}&wait=0").json()["facts"] == []
