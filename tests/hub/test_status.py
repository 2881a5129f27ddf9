"""A form is found again by its reference and one thing given in it: it tells what became of it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests

from devices.simulators.receiver import Receiver
from kiosk.domain import second_facts
from kiosk.domain.hand_overs import Work
from kiosk.domain.outcomes import Outcome
from kiosk.domain.submissions import Submission
from kiosk.services.audit import Actor
from kiosk.store.receipts import ReceiptRows
from kiosk.web.public import status
from tests.support.answers import PLANTED, complete, missed_bin, shipped
from tests.support.hubs import SECRET, Running, Terminal, running_hub
from tests.support.records import records_in, rows_of

pytestmark = pytest.mark.sqlite
ME = Actor("test")
POSTCODE, EMAIL = "CF10 3AT", "xanthippe.quillfeather@example.com"


@pytest.fixture(scope="module")
def open_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A hub with pages for visitors, whose service takes what it is given."""
    folder = tmp_path_factory.mktemp("status")
    with (
        records_in(None),
        Receiver(0, folder / "receiver", SECRET.encode()).running() as service,
        running_hub(folder / "hub", "public.url=http://localhost:1", service_url=service.url) as hub,
    ):
        yield hub


def sent(terminal: Terminal) -> Submission:
    submission = terminal.submission()
    terminal.send(submission)
    terminal.hear_of("submission_accepted")
    return submission


def ask(hub: Running, reference: str, fact: str, language: str = "en") -> requests.Response:
    page = f"{hub.public}/{hub.hub.site.id}/status?lang={language}"
    return requests.post(page, data={"reference": reference, "fact": fact}, timeout=10)


def test_the_reference_and_one_thing_that_was_given_find_it_and_nothing_that_was_written_is_shown(
    open_hub: Running,
) -> None:
    submission = sent(open_hub.terminal())
    plain = submission.reference.replace("-", "").lower()
    for reference, fact in ((submission.reference, POSTCODE), (plain, "cf103at"), (plain, f" {EMAIL.upper()} ")):
        answer = ask(open_hub, reference, fact)
        assert answer.status_code == 200, (reference, fact)
        assert submission.reference in answer.text
        assert "Accepted by the service" in answer.text
        for secret in (PLANTED, POSTCODE, EMAIL):
            assert secret.lower() not in answer.text.lower()
    kept = " ".join(map(str, rows_of(open_hub.data, "SELECT * FROM second_facts")))
    assert POSTCODE not in kept


def test_every_pair_that_is_wrong_looks_the_same_and_asks_the_record_the_same(
    open_hub: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = sent(open_hub.terminal())
    asked: list[int] = []
    real = ReceiptRows.known_by

    def noted(self: ReceiptRows, marks: list[bytes]) -> object:
        asked.append(len(marks))
        return real(self, marks)

    monkeypatch.setattr(ReceiptRows, "known_by", noted)
    wrong = [
        (submission.reference, "CF10 3AZ"),
        (submission.reference, "0000"),
        ("000-000-000", POSTCODE),
        ("ZZZ", POSTCODE),
        (submission.reference, "<b>x</b>"),
    ]
    pages = {ask(open_hub, *pair).text for pair in wrong}
    assert len(pages) == 1, "nobody learns which of the two is wrong"
    assert "We cannot find a form with this reference" in pages.pop()
    assert len(set(asked)) == 1
    assert len(asked) == len(wrong)


def test_tries_are_few_at_one_reference_and_counted_in_the_record(open_hub: Running) -> None:
    submission = sent(open_hub.terminal())
    answers = [ask(open_hub, submission.reference, f"{number:04}") for number in range(status.BY_REFERENCE.most + 1)]
    assert [answer.status_code for answer in answers] == [422] * status.BY_REFERENCE.most + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert ask(open_hub, submission.reference, POSTCODE).status_code == 429, "also with the right one, and everywhere"
    other = sent(open_hub.terminal("Other"))
    assert ask(open_hub, other.reference, POSTCODE).status_code == 200


def test_it_tells_in_the_persons_words_what_became_of_it(open_hub: Running) -> None:
    hub = open_hub.hub
    submission = sent(open_hub.terminal())
    assert "The service that deals with your form has it." in ask(open_hub, submission.reference, POSTCODE).text
    team = open_hub.do(hub.desk.hand_overs.holders())
    if team:
        open_hub.do(hub.desk.hand_overs.give(submission.id, team[0].id, ME))
        open_hub.do(hub.desk.hand_overs.mark(submission.id, Work.IN_HAND, ME))
        assert "has your form in hand" in ask(open_hub, submission.reference, POSTCODE).text
    reason = {"en": "We could not empty the glass <b>box</b>.", "cy": "Ni allem wagio’r blwch gwydr."}
    open_hub.do(hub.desk.outcomes.say(submission.id, Outcome.PARTLY, reason, ME))
    told = ask(open_hub, submission.reference, POSTCODE).text
    assert "Partly done" in told
    assert "We could not empty the glass &lt;b&gt;box&lt;/b&gt;." in told
    welsh = ask(open_hub, submission.reference, POSTCODE, "cy").text
    assert "Ni allem wagio’r blwch gwydr." in welsh
    for language, words in (("pl", "Częściowo"), ("uk", "Частково")):
        page = ask(open_hub, submission.reference, POSTCODE, language).text
        assert words in page
        assert '<span lang="en">We could not empty' in page, "what the council wrote is in English here, and says so"
    open_hub.do(hub.desk.outcomes.say(submission.id, Outcome.DONE, {}, ME))
    done = ask(open_hub, submission.reference, POSTCODE).text
    assert "What you asked for is done." in done
    assert "glass" not in done


def test_the_page_asks_for_both_and_leads_from_the_short_address(open_hub: Running) -> None:
    short = requests.get(f"{open_hub.public}/status?lang=cy", timeout=10)
    assert short.url.endswith(f"/{open_hub.hub.site.id}/status?lang=cy")
    missing = ask(open_hub, " ", "")
    assert missing.status_code == 422
    assert "Enter your reference" in missing.text
    assert re.search(r'aria-describedby="fact-hint fact-error"', missing.text)
    long = requests.post(f"{open_hub.public}/{open_hub.hub.site.id}/status", data={"fact": "x" * 3_000}, timeout=10)
    assert long.status_code == 413


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("cf103at", "postcode", "CF10 3AT"),
        ("A@B.example", "email", "a@b.example"),
        ("07700 900982", "digits", "0982"),
        ("0982", "digits", "0982"),
        ("1/2/1980", "birth", "1980-02-01"),
        ("1980-02-01", "birth", "1980-02-01"),
        ("31.2.1980", "birth", ""),
        ("room 12345", "digits", ""),
        ("12", "digits", ""),
    ],
)
def test_what_is_typed_is_read_in_every_way_it_may_be_meant(typed: str, kind: str, value: str) -> None:
    read = second_facts.read(typed)
    assert len(read) == len(second_facts.read("")), "each takes as long to look for"
    assert f"{kind}:{value}" in read


def test_what_a_form_asks_is_what_it_can_be_found_by() -> None:
    form = missed_bin()
    assert second_facts.given(form, complete(form)) == {f"postcode:{POSTCODE}", f"email:{EMAIL}"}
    assert second_facts.asked(shipped("general-enquiry"))
    assert not second_facts.given(form, {})
    assert "" not in {fact.partition(":")[2] for fact in second_facts.given(form, complete(form))}
