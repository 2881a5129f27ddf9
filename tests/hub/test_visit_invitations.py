"""Inviting somebody: what they are sent by e-mail and text message, and the page it leads to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import requests
import zxingcpp
from icalendar import Calendar
from nacl.public import PrivateKey
from PIL import Image

from devices.simulators.mail_server import MailServer, Taken
from devices.simulators.notify import KEY, SMS, NotifyStandIn
from kiosk.domain import visit_codes
from kiosk.domain.ease import PLAIN
from kiosk.domain.messages import MessageState
from kiosk.domain.visit_codes import InvitationCode
from kiosk.domain.visit_details import Need, Needs
from kiosk.domain.visit_lines import Line, read
from kiosk.domain.visits import Arrival, Came, Member, State
from kiosk.services.seals import Seals
from kiosk.services.visit_links import VisitLinks
from tests.support.directories import begin
from tests.support.hubs import Running, running_hub, wait_for
from tests.support.messages import MAIL
from tests.support.records import records_in
from tests.support.visitors import ME, at_noon, day, invited, parts_of

pytestmark = pytest.mark.sqlite

PUBLIC = "https://foyer.aberwen.example"
SITE = "llanfair-road"
JO = {
    "name": "Zebulon Quibble",
    "email": "zebulon@example.org",
    "company": "Quibble and Sons",
    "place": "Room Zanzibar",
    "host": "Sian Llwyd",
    "begins": "14:30",
    "ends": "15:15",
}
TYPED = ("Zebulon", "Quibble", "Zanzibar", "zebulon")
"""Words of what staff typed: none of them may leave the house."""


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with MailServer().running() as server:
        yield server


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, server: MailServer) -> Iterator[Running]:
    options = (*MAIL, f"mail.port={server.port}", f"public.url={PUBLIC}")
    with records_in(None), running_hub(tmp_path_factory.mktemp("invitations") / "hub", *options) as running:
        begin(running)
        at_noon(running)
        yield running


@pytest.fixture
def post(hub: Running, server: MailServer) -> MailServer:
    """The mail server with nothing in it, after a day on which nobody was written to."""
    hub.clock.skip(86_400)
    server.taken.clear()
    return server


def mails(server: MailServer, count: int = 1) -> list[Taken]:
    wait_for(lambda: len(server.taken) >= count, "the mail")
    assert len(server.taken) == count
    return server.taken


def page(hub: Running, link: str, lang: str = "en") -> requests.Response:
    assert link.startswith(f"{PUBLIC}/{SITE}/v/")
    return requests.get(hub.public + link.removeprefix(PUBLIC), params={"lang": lang}, timeout=20)


def calendar_in(mail: Taken) -> Calendar:
    return Calendar.from_ical(parts_of(mail.message)["text/calendar"].get_content())


def link_in(text: str) -> str:
    found = re.search(rf"{PUBLIC}/\S+", text)
    assert found is not None
    return found[0]


def test_an_invitation_brings_the_code_the_way_and_an_event_and_no_word_that_somebody_typed(
    hub: Running, post: MailServer
) -> None:
    visit_id = invited(hub, {**JO, "day": day(hub, 7), "type": "contractor"})
    (taken,) = mails(post)
    assert taken.recipients == ("zebulon@example.org",)
    parts = parts_of(taken.message)
    words = parts["text/plain"].get_content()
    shown = parts["text/html"].get_content()
    calendar = calendar_in(taken)
    (event,) = calendar.walk("VEVENT")
    visit = hub.do(hub.hub.visits.show(visit_id)).visit
    for text in (words, shown):
        for said in (
            "2:30pm",
            "Siân Ll",
            "12 Llanfair Road",
            "ZZ99 3WZ",
            "main door",
            "permit to work",
            "01632 960 100",
        ):
            assert said in text, said
    everything = taken.message.as_string() + words + shown + calendar.to_ical().decode()
    without_header = everything.replace("To: zebulon@example.org", "")
    assert not [word for word in TYPED if word in without_header]
    # The code in the picture is the one that a terminal reads.
    assert 'src="cid:code"' in shown
    assert parts["image/png"]["Content-ID"] == "<code>"
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(parts["image/png"].get_content())))
    assert code.text == hub.do(hub.hub.visits.token(visit_id))
    read_back = visit_codes.read(code.text)
    assert isinstance(read_back, InvitationCode)
    assert read_back.day == visit.day
    # The event is the visit's, in the site's own time.
    assert event["DTSTART"].dt == visit.expected_from
    assert event["DTEND"].dt == visit.expected_until
    assert str(event["UID"]) == f"{visit_id}@foyer"
    assert "ZZ99 3WZ" in event["LOCATION"]
    assert calendar["METHOD"] == "PUBLISH"
    assert [row.state for row in hub.do(hub.hub.visit_invitations.told(visit_id))] == [MessageState.SENT]
    assert link_in(words) == hub.hub.visit_invitations.link(visit_id)


def test_a_private_visit_says_nowhere_whom_it_is_to_and_welsh_is_welsh(hub: Running, post: MailServer) -> None:
    invited(hub, {**JO, "private": "yes", "language": "cy"})
    (taken,) = mails(post)
    parts = parts_of(taken.message)
    words = parts["text/plain"].get_content()
    told = words + parts["text/html"].get_content() + parts["text/calendar"].get_content()
    assert not re.search("Si[âa]n|Planning|Cynllunio", told)
    assert re.search(r"Rydym yn eich disgwyl ddydd \w+ \d+ \w+ \d{4}, am 2:30pm: Swyddfeydd Heol Llanfair", words)
    assert taken.message["Content-Language"] == "cy"
    seen = page(hub, link_in(words), "cy").text
    assert "Eich ymweliad" in seen
    assert not re.search("Siân|Planning|Cynllunio", seen)


def test_a_change_and_calling_off_are_told_and_take_the_event_along(hub: Running, post: MailServer) -> None:
    visit_id = invited(hub, {**JO, "day": day(hub, 3)})
    invitations = hub.hub.visit_invitations
    shown = hub.do(hub.hub.visits.show(visit_id))
    assert hub.do(invitations.say_needs(link_token(hub, visit_id), needs(Need.BSL)))
    line = read({**JO, "day": day(hub, 4), "begins": "9am", "ends": ""}, hub.do(invitations.around(None, None)))
    assert isinstance(line, Line)
    hub.do(invitations.change(visit_id, shown.visit.revision + 1, line, ME, None))
    after = hub.do(hub.hub.visits.show(visit_id))
    assert after.details is not None
    assert Need.BSL in after.details.needs.wanted
    hub.do(invitations.cancel(visit_id, ME, None))
    _, changed, called_off = (each for each in mails(post, 4) if each.recipients == ("zebulon@example.org",))
    subjects = [each.message["Subject"] for each in (changed, called_off)]
    assert subjects[0].startswith("Changed: your visit to Llanfair Road offices")
    assert subjects[1].startswith("Called off:")
    first, last = (calendar_in(each) for each in (changed, called_off))
    assert first.walk("VEVENT")[0]["SEQUENCE"] < last.walk("VEVENT")[0]["SEQUENCE"]
    assert last["METHOD"] == "CANCEL"
    assert last.walk("VEVENT")[0]["STATUS"] == "CANCELLED"
    assert "image/png" not in parts_of(called_off.message)


def test_a_text_message_leads_to_the_page_and_an_address_has_three_messages_a_day(tmp_path: Path) -> None:
    """On a hub of its own, whose clock is right: GOV.UK Notify wants that."""
    with NotifyStandIn().running() as notify, records_in(None):
        options = (
            "messages.sms=notify",
            f"notify.url={notify.url}",
            f"notify.sms_template={SMS.id}",
            f"public.url={PUBLIC}",
        )
        with running_hub(tmp_path / "hub", *options, secrets_too={"FOYER_SECRET_NOTIFY": KEY}) as hub:
            begin(hub)
            said = {"name": "Jo", "phone": "07457 123456", "host": "Planning", "day": day(hub, 7)}
            visit_id = invited(hub, said)
            wait_for(lambda: bool(notify.sent), "the text message")
            body = notify.sent[-1].body
            assert hub.hub.visit_invitations.link(visit_id) in body
            assert "Jo" not in body
            for _ in range(3):
                hub.do(hub.hub.visit_invitations.send(visit_id, ME, None))
            rows = hub.do(hub.hub.visit_invitations.told(visit_id))
            assert (rows[-1].state, rows[-1].reason) == (MessageState.REFUSED, "limit_address")


def test_the_page_shows_the_code_and_no_name_and_what_would_help_reaches_the_host_and_the_screen(
    hub: Running, post: MailServer
) -> None:
    visit_id = invited(hub, {**JO, "email": ""})
    link = hub.hub.visit_invitations.link(visit_id)
    answer = page(hub, link)
    assert answer.status_code == 200
    assert not [word for word in TYPED if word in answer.text]
    assert 'aria-label="The code for the screen in the foyer"' in answer.text
    assert "Siân Ll" in answer.text
    where = hub.public + link.removeprefix(PUBLIC)
    told = {
        "need": ["bsl", "large_text", "interpreter", "dragon"],
        "language": "Arabic",
        "words": "I come <b>by taxi</b>",
    }
    thanks = requests.post(f"{where}?lang=cy", data=told, timeout=20)
    assert thanks.url.endswith("?lang=cy&told=1#told")
    assert "taxi" not in thanks.text
    shown = hub.do(hub.hub.visits.show(visit_id))
    assert shown.details is not None
    kept = shown.details.needs
    assert kept.wanted == {Need.BSL, Need.LARGE_TEXT, Need.INTERPRETER}
    assert (kept.language, kept.words) == ("cy", "Arabic. I come <b>by taxi</b>")
    assert kept.ease(PLAIN).text == 160
    # Their host is told in time to arrange it, and reads what it is in the house alone.
    (notice,) = mails(post)
    assert notice.recipients == ("sian@aberwen.example",)
    assert "has said what would help them" in notice.message.get_content()
    assert not re.search("BSL|Arabic|taxi|Zebulon", notice.message.as_string())
    event = Calendar.from_ical(requests.get(f"{where}/visit.ics", timeout=20).content)
    assert str(event.walk("VEVENT")[0]["UID"]) == f"{visit_id}@foyer"
    # Once they are here it is too late to ask, and the code is still there to leave with.
    arrival = Arrival(at=hub.clock.now(), day=shown.visit.day, came=Came.STAFF, party=(Member(visit_id),))
    hub.do(hub.hub.visits.arrive(arrival, ME))
    here = page(hub, link).text
    assert "You are checked in" in here
    assert "visit-code" in here
    assert "<form" not in here
    assert requests.post(where, data={"need": "bsl"}, timeout=20).status_code == 409
    assert requests.get(f"{where}/visit.ics", timeout=20).status_code == 404


def test_a_link_that_nobody_was_sent_leads_nowhere(hub: Running, post: MailServer) -> None:
    one, other = (link_token(hub, invited(hub, {**JO, "email": ""})) for _ in range(2))
    mixed = one[:22] + other[22:]
    code = hub.do(hub.hub.visits.token(hub.do(hub.hub.visits.today())[0].visit.id))
    for token in (mixed, one[:-1] + ("A" if one[-1] != "A" else "B"), "x" * 36, code, one + "A", "%00" * 12):
        answer = requests.get(f"{hub.public}/{SITE}/v/{token}", timeout=20)
        assert answer.status_code == 404, token
        assert "There is nothing here yet" in answer.text or "nothing" in answer.text.lower()
    assert requests.get(f"{hub.public}/nowhere/v/{one}", timeout=20).status_code == 404
    long = {"words": "x" * 9_000}
    assert requests.post(f"{hub.public}/{SITE}/v/{one}", data=long, timeout=20).status_code == 413


def test_a_link_is_of_one_site_and_outlives_the_hub_s_key() -> None:
    old, new = PrivateKey.generate(), PrivateKey.generate()
    visit_id = UUID(int=7)
    token = VisitLinks(Seals([old]), SITE).token(visit_id)
    assert VisitLinks(Seals([new, old]), SITE).read(token) == visit_id
    assert VisitLinks(Seals([new]), SITE).read(token) is None
    assert VisitLinks(Seals([old]), "mill-lane").read(token) is None


def test_a_visit_that_is_called_off_says_so_and_one_that_is_forgotten_is_as_good_as_none(
    hub: Running, post: MailServer
) -> None:
    visit_id = invited(hub, {**JO, "email": ""})
    link = hub.hub.visit_invitations.link(visit_id)
    hub.do(hub.hub.visit_invitations.cancel(visit_id, ME, None))
    assert "will not take place" in page(hub, link).text
    assert hub.do(hub.hub.visits.show(visit_id)).visit.state is State.CANCELLED
    hub.do(hub.hub.visit_keeping.erase(visit_id, ME))
    assert page(hub, link).status_code == 404


def link_token(hub: Running, visit_id: UUID) -> str:
    return hub.hub.visit_invitations.link(visit_id).rpartition("/")[2]


def needs(*wanted: Need) -> Needs:
    return Needs(frozenset(wanted), "en")
