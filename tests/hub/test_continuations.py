"""A form goes from a terminal to somebody's own phone, and from there to the council, once."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from kiosk.domain import forms
from kiosk.domain.answers import rows
from kiosk.domain.continuations import OFFER_LIFE, receipt_of
from kiosk.domain.definition import Answers
from kiosk.domain.kinds import Kind
from kiosk.domain.walk import walk
from tests.support.answers import ROOT, complete, missed_bin, shipped
from tests.support.hubs import Running, Terminal, running_hub
from tests.support.phones import SITE, Phone, as_typed, offer

pytestmark = pytest.mark.sqlite

PUBLIC = ("public.url=https://foyer.aberwen.example", "public.trusted_proxies=[]")
EVERYTHING = complete(missed_bin())


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.web.public.app.BURST", 5000)
        with running_hub(tmp_path_factory.mktemp("hub"), *PUBLIC) as running:
            yield running


@pytest.fixture(scope="module")
def terminal(hub: Running) -> Terminal:
    return hub.terminal()


@pytest.fixture
def phone(hub: Running) -> Iterator[Phone]:
    one = Phone(hub)
    yield one
    one.close()


def words(phone: Phone) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", phone.page)).split())


def some(*names: str) -> Answers:
    return {name: EVERYTHING[name] for name in names}


def test_it_opens_at_the_first_question_without_an_answer(terminal: Terminal, phone: Phone) -> None:
    phone.code(offer(terminal, some("bin")))
    assert phone.status == 200
    assert "/form/" in phone.url
    assert "Which bin did we miss?" not in words(phone)
    assert 'href="' in phone.page
    phone.open(re.search(r'govuk-back-link" href="([^"]+)"', phone.page).group(1))  # type: ignore[union-attr]
    assert re.search(r'value="rubbish" checked', phone.page)


def test_what_is_wrong_is_said_and_what_was_typed_stays(terminal: Terminal, phone: Phone) -> None:
    phone.code(offer(terminal))
    phone.send()
    assert "There is a problem" in words(phone)
    assert phone.page.count("Choose which bin we missed") == 2
    assert "<title>Error: " in phone.page


def test_a_whole_form_is_sent_once_and_leads_to_its_receipt(hub: Running, terminal: Terminal, phone: Phone) -> None:
    phone.code(offer(terminal, EVERYTHING))
    assert phone.url.endswith("/answers")
    before = hub.do(hub.hub.submissions.list(1, None)).total
    checked = phone.url
    phone.send()
    assert f"/{SITE}/r/" in phone.url
    receipt, shown = phone.url.partition("?")[0], words(phone)
    assert "Your reference" in shown
    phone.open(checked.removesuffix("/answers"))
    assert phone.url.partition("?")[0] == receipt
    assert hub.do(hub.hub.submissions.list(1, None)).total == before + 1
    assert re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", shown)


def test_pressing_send_twice_sends_once(hub: Running, terminal: Terminal, phone: Phone) -> None:
    phone.code(offer(terminal, EVERYTHING))
    before = hub.do(hub.hub.submissions.list(1, None)).total
    checked, page = phone.url, phone.page
    phone.send()
    first = phone.url
    phone.url, phone.page = checked, page
    phone.send()
    assert phone.url.partition("?")[0] == first.partition("?")[0]
    assert hub.do(hub.hub.submissions.list(1, None)).total == before + 1


def test_an_answer_changed_comes_back_to_the_check_page(terminal: Terminal, phone: Phone) -> None:
    phone.code(offer(terminal, EVERYTHING))
    phone.open(html.unescape(re.search(r'href="([^"]+\?change)"', phone.page).group(1)))  # type: ignore[union-attr]
    phone.send(bin="garden")
    assert phone.url.endswith("/answers")
    assert "Garden waste" in words(phone)


def test_the_code_works_once(terminal: Terminal, phone: Phone, hub: Running) -> None:
    known = offer(terminal)
    phone.open(f"/{SITE}/c/{known}").open(f"/{SITE}/c/{known}")
    assert phone.status == 200, "looking at it uses nothing up"
    page, url = phone.page, phone.url
    phone.send()
    assert phone.status == 200
    other = Phone(hub)
    other.url, other.page = url, page
    other.send()
    assert other.status == 404
    assert "This link cannot be used" in words(other)
    assert other.open(f"/{SITE}/c/{known}").status == 404
    other.close()


def test_the_code_is_good_for_five_minutes(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_hub(tmp_path_factory.mktemp("later"), *PUBLIC) as hub:
        known = offer(hub.terminal())
        phone = Phone(hub)
        hub.clock.skip(OFFER_LIFE.total_seconds() - 30)
        assert phone.open(f"/{SITE}/c/{known}").status == 200
        hub.clock.skip(30)
        assert phone.open(f"/{SITE}/c/{known}").status == 404
        phone.close()


def test_the_terminal_is_told_when_somebody_has_it(terminal: Terminal, phone: Phone) -> None:
    heard = terminal.get("news?after=0&wait=0").json()
    phone.code(offer(terminal))
    news = terminal.get(f"news?after={heard['next']}&wait=0").json()["facts"]
    assert [fact["kind"] for fact in news] == ["continuation_opened"]


def test_the_record_holds_nothing_that_was_typed(hub: Running, terminal: Terminal, phone: Phone) -> None:
    planted = {**EVERYTHING, "address": {**EVERYTHING["address"], "addressLine1": "Xyzzy Court"}}  # type: ignore[dict-item]
    known = offer(terminal, planted)
    phone.code(known)
    assert "Xyzzy Court" in words(phone)
    record = sqlite3.connect(hub.data / "hub.db")
    kept = b"".join(row[0] for row in record.execute("SELECT sealed FROM continuations"))
    whole = "\n".join(record.iterdump())
    record.close()
    assert kept
    assert b"Xyzzy" not in kept
    assert "Xyzzy" not in whole
    assert known not in whole
    assert phone.url.split("/c/")[1].split("/")[0] not in whole
    assert receipt_of(known) not in whole


def test_welsh_stays_welsh_to_the_receipt(terminal: Terminal, phone: Phone) -> None:
    phone.code(offer(terminal, EVERYTHING, language="cy"))
    assert "Gwiriwch eich atebion" in words(phone)
    phone.send()
    assert "Eich cyfeirnod" in words(phone)


@pytest.mark.parametrize("path", ["", "/answers", "/later", "/form/which-bin"])
def test_nobody_guesses_one(phone: Phone, path: str) -> None:
    assert phone.open(f"/{SITE}/c/{'A' * 22}{path}").status == 404


def test_pages_off_the_way_lead_to_where_the_person_is(terminal: Terminal, phone: Phone) -> None:
    phone.code(offer(terminal))
    here = phone.url
    phone.open(here.replace("/form/which-bin", "/answers"))
    assert phone.url == here
    phone.open(here.replace("/form/which-bin", "/form/no-such-page"))
    assert phone.url == here


def test_the_entries_of_a_table_are_added_taken_out_and_kept(terminal: Terminal, phone: Phone) -> None:
    form = shipped("council-tax-reduction")
    table = next(question for page in form.pages for question in page.questions if question.kind is Kind.TABLE)
    way = next(way.answers for way in walk(form, date(2026, 11, 23)) if rows(way.answers.get(table.name)))
    phone.code(offer(terminal, {name: value for name, value in way.items() if name != table.name}, form=form.id))
    at = phone.url
    phone.send(add=table.name)
    assert "<title>Error: " in phone.page
    entry = {f"{table.name}__{name}": str(value) for name, value in rows(way[table.name])[0].items()}
    phone.send(**entry, add=table.name)
    assert phone.url == at
    assert "Add another entry" in words(phone)
    phone.send(remove=f"{table.name}.0")
    assert "Add another entry" not in words(phone)
    phone.send(**entry, onward="")
    assert phone.url != at
    phone.open(at)
    assert "Add another entry" in words(phone), "Continue kept it too"


def test_every_form_that_ships_is_answered_on_a_phone_with_the_same_answers(
    hub: Running, terminal: Terminal, phone: Phone
) -> None:
    """As the terminal's own tests answer them: the phone keeps what the walk gives, in the same canonical shape."""
    for file in sorted((ROOT / "config" / "forms").glob("*.json")):
        form = shipped(file.stem)
        way = {**[*walk(form, hub.clock.now().date())][-1].answers}
        # Photos have tests of their own; here they are left out, as they may be.
        way |= {"photos": ""} if "photos" in way else {}
        known = offer(terminal, {name: value for name, value in way.items() if name == "@today"}, form=form.id)
        phone.code(known)
        token = phone.url.split("/c/")[1].split("/")[0]
        for page in forms.path(form, way):
            if page.role == "questions":
                phone.open(f"{hub.public}/{SITE}/c/{token}/form{page.path}")
                asked = [question for question in page.questions if question.kind is not Kind.FILE]
                typed = {name: value for question in asked for name, value in as_typed(question, way)}
                phone.send(**typed)
        kept = hub.do(hub.hub.continuations.find(token)).under_way
        assert kept is not None
        assert forms.on_path(form, kept.answers) == forms.on_path(form, way), form.id


def test_a_form_is_not_sent_past_the_button_that_opens_it(hub: Running, terminal: Terminal, phone: Phone) -> None:
    before = hub.do(hub.hub.submissions.list(1, None)).total
    known = offer(terminal, EVERYTHING)
    phone.open(f"{hub.public}/{SITE}/c/{known}")
    phone.page = phone.page.replace(f'action="/{SITE}/c/{known}"', f'action="/{SITE}/c/{known}/answers"')
    phone.send()
    assert phone.status == 404
    assert hub.do(hub.hub.submissions.list(1, None)).total == before


def test_a_page_that_was_left_open_while_the_form_was_sent_says_so(terminal: Terminal, phone: Phone) -> None:
    phone.code(offer(terminal, EVERYTHING))
    phone.open(html.unescape(re.search(r'href="([^"]+\?change)"', phone.page).group(1)))  # type: ignore[union-attr]
    url, page = phone.url, phone.page
    phone.open(url.partition("/form/")[0] + "/answers").send()
    phone.url, phone.page = url, page
    phone.send(bin="garden")
    assert phone.status == 404
    assert "This link cannot be used" in words(phone)
