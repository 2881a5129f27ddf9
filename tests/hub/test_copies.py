"""A copy of the answers goes to an address that its owner has proved, and to no other."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pypdf
import pytest
import requests

from devices.simulators.mail_server import MailServer
from kiosk.domain.continuations import receipt_of
from kiosk.services.copies import TRIES
from tests.support.answers import PLANTED, complete, missed_bin
from tests.support.hubs import Running, newest_entries, running_hub
from tests.support.messages import MAIL
from tests.support.phones import SITE, Phone, offer
from tests.support.records import records_in

pytestmark = pytest.mark.sqlite
ADDRESS = "resident@example.org"


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with MailServer().running() as server:
        yield server


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, server: MailServer) -> Iterator[Running]:
    options = (*MAIL, f"mail.port={server.port}", "messages.email=off", "public.url=http://localhost:1")
    with records_in(None), running_hub(tmp_path_factory.mktemp("copies"), *options) as running:
        yield running


@pytest.fixture
def post(hub: Running, server: MailServer) -> MailServer:
    """The mail server with nothing in it, after a day on which nobody asked for anything."""
    hub.clock.skip(86_400)
    server.taken.clear()
    return server


def sent(hub: Running, language: str = "en") -> tuple[Phone, str]:
    """A phone on which a form has just been sent, and its key."""
    known = offer(hub.terminal(), complete(missed_bin()), language)
    phone = Phone(hub).code(known)
    phone.send()
    assert "/sent" in phone.url, phone.url
    found = re.search(rf"/{SITE}/c/([A-Za-z0-9_-]{{22}})/sent", phone.url)
    assert found is not None
    return phone, found[1]


def code_in(post: MailServer) -> str:
    found = re.search(r"\b\d{6}\b", post.taken[-1].message.get_content())
    assert found is not None
    return found[0]


def test_nothing_goes_before_the_address_is_proved_and_then_the_answers_as_a_pdf(
    hub: Running, post: MailServer
) -> None:
    phone, known = sent(hub, "cy")
    phone.open(f"/{SITE}/c/{known}/copy?lang=cy")
    phone.send(email="not an address")
    assert phone.status == 422
    phone.send(email=f" {ADDRESS} ")
    (first,) = post.taken
    assert first.recipients == (ADDRESS,)
    assert PLANTED not in str(first.message)
    assert first.message["Content-Language"] == "cy"
    assert first.message["Subject"] == f"Eich cod yw {code_in(post)}"
    wrong = f"{(int(code_in(post)) + 1) % 1_000_000:06}"
    phone.send(code=wrong)
    assert (phone.status, len(post.taken)) == (422, 1)
    phone.send(code=f" {code_in(post)[:3]} {code_in(post)[3:]} ")
    assert phone.status == 200, phone.page
    copy = post.taken[-1].message
    (pdf,) = [each.get_payload(decode=True) for each in copy.iter_attachments()]
    assert isinstance(pdf, bytes)
    read = pypdf.PdfReader(io.BytesIO(pdf))
    text = "".join(page.extract_text() for page in read.pages)
    assert PLANTED in text
    assert "Ydy ein criw yn dod i nôl y bin" in text, "in the language of the page"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"] == "cy"
    assert PLANTED not in str(copy["Subject"])
    actions = [each.action for each in newest_entries(hub, hub.hub.audit)]
    assert actions[:2] == ["copy_sent", "copy_code_sent"]


def test_a_code_is_good_for_its_own_form_for_minutes_and_for_few_tries(hub: Running, post: MailServer) -> None:
    phone, known = sent(hub)
    other, _ = sent(hub)
    for each in (phone, other):
        each.open("copy")
        each.send(email=ADDRESS)
    first, second = (re.search(r"\b\d{6}\b", taken.message.get_content()) for taken in post.taken)
    assert first is not None
    assert second is not None
    proof = re.search(r'name="proof" value="([^"]+)"', phone.page)
    assert proof is not None
    page = f"{hub.public}/{SITE}/c/{known}/copy"
    for changed in (proof[1][:-6] + "AAAAA=", "x.y.z", re.sub(r"^[^.]+", "0" * 16, proof[1])):
        answer = requests.post(page, data={"proof": changed, "code": first[0]}, timeout=10)
        assert answer.status_code == 422
    other.page = other.page.replace("proof", "proof")
    theirs = re.search(r'name="proof" value="([^"]+)"', other.page)
    assert theirs is not None
    assert requests.post(page, data={"proof": theirs[1], "code": second[0]}, timeout=10).status_code == 422
    hub.clock.skip(660)
    assert requests.post(page, data={"proof": proof[1], "code": first[0]}, timeout=10).status_code == 422, "too old"
    statuses = [
        requests.post(page, data={"proof": proof[1], "code": f"{number:06}"}, timeout=10).status_code
        for number in range(TRIES.most + 1)
    ]
    assert statuses[-1] == 429
    assert len(post.taken) == 2, "no copy has gone"


def test_the_link_of_a_receipt_opens_no_copy_and_a_form_that_is_not_sent_has_none(
    hub: Running, post: MailServer
) -> None:
    _, known = sent(hub)
    assert requests.get(f"{hub.public}/{SITE}/c/{receipt_of(known)}/copy", timeout=10).status_code == 404
    unsent = offer(hub.terminal(), complete(missed_bin()))
    assert requests.get(f"{hub.public}/{SITE}/c/{unsent}/copy", timeout=10).status_code == 404
    assert "copy" not in requests.get(f"{hub.public}/{SITE}/r/{receipt_of(known)}", timeout=10).text
    assert post.taken == []


def test_a_mail_server_that_takes_nothing_is_told_to_the_person(hub: Running, post: MailServer) -> None:
    phone, _ = sent(hub)
    phone.open("copy")
    post._answers.append(451)
    phone.send(email=ADDRESS)
    assert phone.status == 503
    assert "could not be sent just now" in phone.page
    phone.send(email=ADDRESS)
    assert phone.status == 200
