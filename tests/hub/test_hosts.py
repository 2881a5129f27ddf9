"""Hosts who come: told by a real mail server, by text and chat; answered behind a link; asked one after the other."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import requests

from kiosk.domain.happenings import Happening
from kiosk.domain.hosts import Choice
from kiosk.domain.messages import Channel
from kiosk.domain.roles import Grant, StaffRole
from kiosk.domain.visit_details import Details, Need, Needs
from kiosk.domain.visits import Came, State, Went
from kiosk.gateways.mail import Mail
from kiosk.services import host_notices
from kiosk.services.audit import Actor
from kiosk.services.host_calls import CallUnknown
from tests.support.hubs import Browser, newest_entries, staff_browser, wait_for
from tests.support.people import member
from tests.support.reception import (
    CENTRE,
    EVERYBODY,
    MAIR,
    OMAR,
    PLANNING,
    SIAN,
    TEXTED,
    UNION,
    Foyer,
    foyer,
    settle,
)

pytestmark = pytest.mark.sqlite

JANE = Details(
    name="Jane Example", company="Zebulon Ltd", needs=Needs(frozenset({Need.STEP_FREE, Need.BSL}), "cy"), shown="Jane"
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foyer]:
    with (
        pytest.MonkeyPatch.context() as patch,
        foyer(tmp_path_factory.mktemp("foyer"), "messages.timeout=60") as found,
    ):
        patch.setattr("kiosk.services.host_ladder.WATCH", 0.05)
        yield found


@pytest.fixture(scope="module")
def staff(here: Foyer) -> Browser:
    return staff_browser(here.hub)


@pytest.fixture(autouse=True)
def nobody_waits(here: Foyer) -> Iterator[None]:
    """Each test begins with an empty foyer, and the directory as it was."""
    yield
    for row in here.hub.do(here.hub.hub.store.read(lambda record: record.visits.inside())):
        here.hub.do(here.hub.hub.visits.leave(row.visit.id, Went.STAFF, Actor("test")))
    here.hub.clock.skip(-here.hub.clock.ahead)
    settle(here.hub)


def test_a_host_is_told_no_more_than_they_need_and_answers_with_one_press(here: Foyer) -> None:
    mails, texts = len(here.mail.taken), len(here.texts.sent)
    visit = here.arrive(details=JANE, place="the front door", host=TEXTED.id)
    mail = here.mails("gwen@aberwen.example", since=mails)[0]
    wait_for(lambda: len(here.texts.sent) > texts, "the text message")
    text = here.texts.sent[-1]
    assert text.to == "+447457123456"
    assert "Jane E. is here for you at Llanfair Road offices, the front door." in text.body
    assert "Jane" not in mail["Subject"]
    for told in (mail.get_content(), text.body, mail["Subject"]):
        for secret in ("Example", "Zebulon", "sign", "step"):
            assert secret not in told.replace("aberwen.example", "")
    link = here.link(mail)
    for _ in range(3):  # as scanners of mail do
        assert requests.get(link, timeout=20).status_code == 200
        assert requests.head(link, timeout=20).status_code == 200
    assert here.state(visit) == "asked"
    page = requests.get(link, timeout=20).text
    for shown in (
        "Jane Example waits",
        "Zebulon Ltd",
        "British Sign Language",
        "a way without steps",
        "speaks Cymraeg",
    ):
        assert shown in page
    done = here.answer(link, "coming")
    assert "They are told that somebody is coming." in done.text
    assert here.state(visit) == "coming"
    told = here.terminal.get(f"visits/{visit}/told").json()
    assert (told["state"], told["visit_state"], told["cannot"], told["another"]) == ("coming", "here", False, False)
    assert told["visit"] in {each["data"]["id"] for each in here.terminal.hear_of("visit_told")}
    entry = next(each for each in newest_entries(here.hub, here.hub.hub.audit) if each.action == "host_coming")
    assert (entry.who, entry.subject) == ("Gwen Price (by a link)", str(visit))


def test_without_an_answer_deputy_team_and_contact_centre_are_told_once_each(here: Foyer) -> None:
    mails = len(here.mail.taken)
    visit = here.arrive()
    here.becomes(visit, "asked")
    for seconds, state in ((20, "team_told"), (20, "team_told"), (30, "contact_centre_told"), (60, "unanswered")):
        here.after(seconds)
        assert here.state(visit) == state
    here.after(500)
    here.mails(CENTRE, since=mails)
    told = [each.recipients[0] for each in here.mail.taken[mails:]]
    assert told == ["sian@aberwen.example", "dewi@aberwen.example", "planning@aberwen.example", CENTRE]
    assert sorted((each.turn, each.name) for each in here.seen(visit).asked) == [
        (0, "Siân Llwyd"),
        (1, "Dewi Rees"),
        (2, "Planning"),
        (2, "The chat"),
        (3, "The chat"),
        (3, "The contact centre"),
    ]


def test_a_team_is_told_in_its_chat_too_and_no_name_of_a_visitor_stands_there(here: Foyer) -> None:
    chats, mails = len(here.chat.ledger.effects()), len(here.mail.taken)
    here.arrive(host=None, team_id=PLANNING.id)
    wait_for(lambda: len(here.chat.ledger.effects()) > chats, "the chat to be told")
    said = json.loads(here.chat.ledger.effects()[-1].body)["text"]
    assert said.startswith("A visitor is here for Planning at Llanfair Road offices. <https://foyer.aberwen.example/")
    assert "Jane" not in here.mails("planning@aberwen.example", since=mails)[0].get_content()


def test_a_private_visit_names_nobody_and_each_chat_reads_its_own_json(here: Foyer) -> None:
    mails = len(here.mail.taken)
    here.arrive(details=JANE, private=True)
    told = here.mails("sian@aberwen.example", since=mails)[0].get_content()
    assert told.startswith("A visitor is here for you at Llanfair Road offices.")
    facts = host_notices.Facts("Offices", "", "Jane E.", "R&D <x>", "https://a.example/h/1", asks=True)
    slack = json.loads(host_notices.chat("slack", facts))["text"]
    assert slack == "A visitor asks to come in for R&amp;D &lt;x&gt; at Offices. <https://a.example/h/1|Answer>"
    (card,) = json.loads(host_notices.chat("teams", facts))["attachments"]
    assert card["content"]["body"][0]["text"] == "A visitor asks to come in for R&D <x> at Offices."
    assert card["content"]["actions"] == [
        {"type": "Action.OpenUrl", "title": "Answer", "url": "https://a.example/h/1"}
    ]
    without = host_notices.written(Channel.EMAIL, replace(facts, link="", whom=""))
    assert "Answer on the staff page of Offices, under Waiting." in without.body
    assert (
        "actions" not in json.loads(host_notices.chat("teams", replace(facts, link="")))["attachments"][0]["content"]
    )


def test_who_cannot_come_or_cannot_be_told_is_followed_at_once(here: Foyer) -> None:
    mails = len(here.mail.taken)
    visit = here.arrive()
    link = here.link(here.mails("sian@aberwen.example", since=mails)[0])
    here.mail._answers.append(550)  # the deputy's mailbox is no more
    assert "somebody else is asked" in here.answer(link, "cannot").text
    here.becomes(visit, "team_told")
    assert here.call(visit).cannot
    late = here.answer(link, "cannot")  # a second press, when it is somebody else's turn, changes nothing
    assert late.status_code == 200
    assert here.state(visit) == "team_told"
    here.mails("planning@aberwen.example", since=mails)
    assert not [each for each in here.mail.taken[mails:] if "dewi@aberwen.example" in each.recipients]
    here.answer(here.link(here.mails("planning@aberwen.example", since=mails)[0]), "coming")
    told = here.terminal.get(f"visits/{visit}/told").json()
    assert (told["state"], told["cannot"], told["another"]) == ("coming", True, True), "it is not Siân who comes"


def test_who_is_not_in_is_known_before_anybody_waits_and_nobody_is_told_why(here: Foyer) -> None:
    hosts, mails = here.hub.hub.reception.hosts, len(here.mail.taken)
    away = Choice(ask_first=True, away_until=here.hub.clock.now() + timedelta(days=3))
    here.hub.do(hosts.choose(SIAN.id, away, Actor("test")))
    part = here.hub.do(hosts.personal_part())["host_rules"]
    assert part == {str(SIAN.id): {"ask_first": True, "away_until": away.away_until.isoformat()}}  # type: ignore[union-attr]
    visit = here.arrive(came=Came.STAFF)
    here.mails("dewi@aberwen.example", since=mails)
    assert [each.rung.value for each in here.call(visit).turns] == ["deputy", "team", "contact_centre"]
    assert "away" not in here.terminal.get(f"visits/{visit}/told").text
    here.hub.do(hosts.choose(SIAN.id, Choice(), Actor("test")))
    assert here.hub.do(hosts.personal_part()) == {"host_rules": {}}


def test_an_empty_office_is_never_announced_and_somebody_is_told_all_the_same(here: Foyer) -> None:
    settle(here.hub, [replace(each, reach=type(each.reach)()) for each in EVERYBODY])
    mails = len(here.mail.taken)
    visit = here.arrive()
    here.becomes(visit, "contact_centre_told")
    here.mails(CENTRE, since=mails)
    assert len(here.call(visit).turns) == 1


def test_it_is_passed_on_to_a_colleague_and_only_to_one_who_can_be_told(here: Foyer) -> None:
    mails = len(here.mail.taken)
    visit = here.arrive()
    link = here.link(here.mails("sian@aberwen.example", since=mails)[0])
    assert "Mair Pugh" in requests.get(link, timeout=20).text
    for wrong in (str(SIAN.id), str(OMAR.id), "nobody"):
        assert here.answer(link, "pass_on", to=wrong).status_code == 422
    here.answer(link, "pass_on", to=str(MAIR.id))
    told = here.mails("mair@aberwen.example", since=mails)[0].get_content()
    assert "\nSiân Llwyd passed this on to you." in told
    assert "Jane" not in told
    assert here.state(visit) == "passed_on"
    assert (
        here.answer(here.link(here.mails("mair@aberwen.example", since=mails)[0]), "five_minutes").status_code == 200
    )
    assert here.state(visit) == "five_minutes"


def test_who_asks_to_be_asked_first_lets_people_in_or_does_not(here: Foyer) -> None:
    hosts = here.hub.hub.reception.hosts
    here.hub.do(hosts.choose(SIAN.id, Choice(ask_first=True), Actor("test")))
    for what, state, told in (("coming", State.HERE, "coming"), ("turn_away", State.TURNED_AWAY, "ended")):
        mails = len(here.mail.taken)
        visit = here.arrive(what)
        assert here.seen(visit).visit.state is State.AWAITING
        mail = here.mails("sian@aberwen.example", since=mails)[0]
        assert "asks to come in for you" in mail.get_content()
        assert here.answer(here.link(mail), what).status_code in (200, 404)
        shown = here.hub.do(here.hub.hub.visits.show(visit))
        assert shown.visit.state is state
        assert here.state(visit) == told
    here.hub.do(hosts.choose(SIAN.id, Choice(), Actor("test")))


def test_short_messages_go_both_ways_within_limits_and_go_with_the_visit(here: Foyer) -> None:
    mails = len(here.mail.taken)
    visit = here.arrive()
    link = here.link(here.mails("sian@aberwen.example", since=mails)[0])
    here.answer(link, "say", words="I am on\r\nthe stairs")
    said = visitor_says(here, visit, phrase="not_long")
    assert said["state"] == "asked"
    visitor_says(here, visit, words="I wear a red coat")
    words = here.terminal.get(f"visits/{visit}/told").json()["words"]
    assert [(each["from_visitor"], each["words"]) for each in words] == [
        (False, "I am on the stairs"),
        (True, "I cannot wait long."),
        (True, "I wear a red coat"),
    ]
    assert "I wear a red coat" in requests.get(link, timeout=20).text
    assert here.answer(link, "say", words="x" * 141).status_code == 422
    for number in range(9):
        assert here.answer(link, "say", words=f"{number}").status_code == 200
    assert "ten messages already" in here.answer(link, "say", words="one more").text
    news = here.hub.do(here.hub.hub.store.read(lambda record: record.news.all_after(0, 10_000)))
    assert not [fact for _, fact in news if "coat" in str(fact.data) or "stairs" in str(fact.data)]
    here.hub.do(here.hub.hub.visits.leave(visit, Went.BADGE, Actor("test")))
    assert here.hub.do(here.hub.hub.store.read(lambda record: record.visit_words.of(visit))) == []
    gone = requests.get(link, timeout=20)
    assert (gone.status_code, "Nobody waits here any more" in gone.text) == (404, True)
    assert here.answer(link, "coming").status_code == 404


def test_that_nobody_has_come_has_the_next_one_asked(here: Foyer) -> None:
    mails = len(here.mail.taken)
    visit = here.arrive()
    here.answer(here.link(here.mails("sian@aberwen.example", since=mails)[0]), "coming")
    visitor_says(here, visit, phrase="nobody")
    here.mails("dewi@aberwen.example", since=mails)
    assert here.state(visit) == "team_told"


def test_a_link_leads_to_its_own_visit_alone_and_ends(here: Foyer) -> None:
    mails = len(here.mail.taken)
    visit = here.arrive("Jane Example")
    other = here.arrive("Mary Other", host=OMAR.id)
    link = here.link(here.mails("sian@aberwen.example", since=mails)[0])
    assert "Mary" not in requests.get(link, timeout=20).text
    with pytest.raises(CallUnknown):
        here.hub.do(here.hub.hub.reception.reading.told(uuid4(), other))
    assert here.hub.terminal("Elsewhere").get(f"visits/{visit}/told").status_code == 404
    assert requests.get(link[:-22] + "A" * 22, timeout=20).status_code == 404
    assert requests.post(link, data={"do": "x" * 9_000}, timeout=20).status_code == 413
    assert here.answer(link, "dance").status_code == 422
    here.hub.clock.skip(15 * 3600)
    assert requests.get(link, timeout=20).status_code == 404


def test_one_of_a_party_is_announced_for_all(here: Foyer) -> None:
    mails = len(here.mail.taken)
    visit = here.arrive(count=12)
    here.mails("sian@aberwen.example", since=mails)
    assert [each.visit.id for each in here.hub.do(here.hub.hub.reception.reading.waiting())] == [visit]


def test_a_joker_fills_no_mailbox(here: Foyer, monkeypatch: pytest.MonkeyPatch) -> None:
    here.hub.clock.skip(7200)  # whatever was told before is an hour old
    monkeypatch.setattr("kiosk.services.host_ladder.MOST_AN_HOUR", 2)
    for number in range(3):
        visit = here.arrive(f"Visitor {number}", host=OMAR.id)
        here.becomes(visit, "asked" if number < 2 else "team_told")
    assert here.call(visit).turns[0].entries == (UNION.id,)


def test_a_typed_name_is_called_only_after_staff_let_it_through(here: Foyer, staff: Browser) -> None:
    typed = here.arrive(details=JANE)
    known = here.arrive(details=replace(JANE, name="Gwen Known", shown="Gwen"), came=Came.CODE)

    def called() -> list[tuple[int, str, str]]:
        people = here.terminal.get("waiting").json()["people"]
        return [(each["number"], each["name"], each["place"]) for each in people]

    numbers = [here.seen(each).visit.badge for each in (typed, known)]
    assert called() == [(numbers[0], "", ""), (numbers[1], "Gwen", "")]
    assert "Show this name" not in staff.get(f"/waiting/{known}").text
    page = staff.fill_in(f"/waiting/{typed}", {"do": "let_through"})
    assert "Their name is shown in the waiting area." in page.text
    staff.fill_in(f"/waiting/{typed}", {"do": "send_up", "place": "room 2"})
    assert called()[0] == (numbers[0], "Jane", "room 2")
    here.hub.clock.skip(601)
    assert [each[1] for each in called()] == ["Gwen"]
    here.met(known)
    assert called() == []


def test_staff_see_everybody_who_waits_and_a_tenant_sees_its_own(here: Foyer, staff: Browser) -> None:
    ours, theirs = here.arrive("Jane Example"), here.arrive("Mary Other", host=OMAR.id, tenant_id=UNION.id)
    assert "nobody has answered" not in staff.get("/today").text
    page = staff.get("/waiting").text
    assert "Jane Example" in page
    assert "Mary Other" in page
    grant = Grant(here.hub.hub.site.id, StaffRole.TENANT_USER, UNION.id)
    tenant = member(here.hub, "Omar Iqbal", grant).browser
    own = tenant.get("/waiting").text
    assert "Mary Other" in own
    assert "Jane Example" not in own
    assert tenant.get(f"/waiting/{ours}").status_code == 404
    assert tenant.fill_in(f"/waiting/{theirs}", {"do": "five_minutes"}).status_code == 200
    assert here.state(theirs) == "five_minutes"
    assert (
        tenant.post(f"/waiting/{ours}", {"form_token": tenant.token(f"/waiting/{theirs}"), "do": "met"}).status_code
        == 404
    )
    assert staff.fill_in(f"/waiting/{ours}", {"do": "say", "words": ""}).status_code == 422


def test_whoever_nobody_answers_is_the_first_thing_staff_see(here: Foyer, staff: Browser) -> None:
    visit = here.arrive(host=None)
    here.becomes(visit, "contact_centre_told")
    here.after(60)
    assert "1 visitor waits and nobody has answered" in staff.get("/today").text
    here.after(2 * 3600)
    assert here.state(visit) == "ended"


def test_how_somebody_is_told_is_for_them_to_say(here: Foyer, staff: Browser) -> None:
    assert "not that of anybody in the directory" in staff.get("/my-visitors").text
    account = here.hub.do(here.hub.hub.directory.snapshot())
    assert SIAN.id in account.rows
    link_account(here, staff)
    assert staff.fill_in("/my-visitors", {}).status_code == 422
    assert staff.fill_in("/my-visitors", {"email": "1", "away_until": "2001-01-01T10:00"}).status_code == 422
    assert "Saved" in staff.fill_in("/my-visitors", {"email": "1", "ask_first": "1"}).text
    assert here.hub.do(here.hub.hub.reception.hosts.choice(SIAN.id)) == Choice(True, True, False)
    here.hub.do(here.hub.hub.reception.hosts.choose(SIAN.id, Choice(), Actor("test")))


def test_for_who_has_no_account_whoever_looks_after_the_directory_says_it(here: Foyer, staff: Browser) -> None:
    page = f"/directory/{OMAR.id}/visitors"
    assert f'{OMAR.id}/visitors"' in staff.get(f"/directory/{OMAR.id}").text
    assert "Saved" in staff.fill_in(page, {"email": "1", "ask_first": "1"}).text
    assert here.hub.do(here.hub.hub.reception.hosts.choice(OMAR.id)).ask_first
    assert staff.get(f"/directory/{UNION.id}/visitors").status_code == 404
    grant = Grant(here.hub.hub.site.id, StaffRole.TENANT_MANAGER, UNION.id)
    manager = member(here.hub, "Union manager", grant).browser
    assert "Saved" in manager.fill_in(page, {"email": "1", "text": "1"}).text
    assert manager.get(f"/directory/{SIAN.id}/visitors").status_code == 404


def test_who_is_told_last_is_a_setting(here: Foyer, staff: Browser) -> None:
    assert CENTRE in staff.get("/settings/hosts").text
    seal = staff.get("/settings/hosts").text.partition('name="seal" value="')[2].partition('"')[0]
    wrong = staff.fill_in("/settings/hosts", {"seal": seal, "emails": "nobody", "texts": "0909 8790000"})
    assert (wrong.status_code, "is no e-mail address" in wrong.text) == (422, True)
    kept = staff.fill_in("/settings/hosts", {"seal": seal, "emails": CENTRE, "texts": "07457 123457"})
    assert kept.status_code == 200
    assert here.hub.hub.sites.hosts.texts == ("07457 123457",)
    assert here.hub.hub.sites.hosts.chat == "waste"
    assert "hosts" not in here.terminal.get("catalogue").json()["site"]


def visitor_says(here: Foyer, visit: UUID, **body: str) -> dict[str, object]:
    """What the terminal tells the hub."""
    happening = Happening(
        uuid4(), "visit_message", here.terminal.id, here.hub.clock.now(), False, {"visit": str(visit), **body}
    )
    taker = here.hub.hub.reception.calls.takers["visit_message"]
    return dict(here.hub.do(here.hub.hub.store.transact(lambda record: taker(record, happening))))


def link_account(here: Foyer, staff: Browser) -> None:
    """Makes the member of staff who is signed in Siân."""
    entry = next(each for each in newest_entries(here.hub, here.hub.estate.audit) if each.account_id is not None)
    assert entry.account_id is not None
    here.hub.do(here.hub.hub.directory.link(SIAN.id, entry.account_id, Actor("test")))


def test_a_mail_server_that_hangs_holds_up_no_text_message(here: Foyer) -> None:
    texts = len(here.texts.sent)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection and says nothing
        port, gateway = silent.getsockname()[1], here.hub.hub.messages._gateways[Channel.NOTICE]
        assert isinstance(gateway, Mail)
        kept, gateway._server = gateway._server, replace(gateway._server, port=port)
        try:
            here.arrive(host=TEXTED.id)
            taken, _ = silent.accept()
            with taken:
                wait_for(lambda: len(here.texts.sent) > texts, "the text message while the mail server says nothing")
        finally:
            gateway._server = kept
