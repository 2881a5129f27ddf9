"""Acknowledgements: who is told what, and never a word that was typed at a terminal."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from devices.simulators.mail_server import MailServer
from devices.simulators.notify import SMS
from kiosk.domain import receipts
from kiosk.domain.definition import AnswerValue
from kiosk.domain.messages import Channel
from kiosk.domain.submissions import Submission
from kiosk.runtime.sites import SettingsRefused
from kiosk.services.acknowledgements import write
from tests.support.answers import complete, shipped
from tests.support.hubs import newest_entries, running_hub, settings, staff_browser, wait_for
from tests.support.messages import BY_EMAIL, BY_TEXT, MAIL, MARK, acknowledging, world
from tests.support.records import rows_of
from ui.demo import catalogue


def test_somebody_is_told_by_e_mail_once_their_form_is_accepted(tmp_path: Path) -> None:
    link = receipts.token(os.urandom(16))
    with world(tmp_path) as here:
        submission = here.send(**BY_EMAIL, facts={"link": link})
        assert here.state(submission) == ("sent", None)
        (taken,) = here.mail.taken
        audit = newest_entries(here.hub, here.hub.hub.audit)
    assert taken.recipients == ("resident@example.org",)
    message, body = taken.message, taken.message.get_content()
    assert message["Subject"] == f"Reference {submission.reference}: Ask the council something"
    assert submission.reference in body
    assert "Ask the council something" in body
    assert f"https://foyer.aberwen.example/llanfair-road/r/{link}" in body
    assert "01632 960 100" in body
    assert "If you did not send it" in body
    told = [(entry.who, entry.subject, entry.outcome) for entry in audit if entry.action == "message_sent"]
    assert told == [("hub", str(submission.id), "done")]


def test_somebody_is_told_by_text_in_welsh(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        submission = here.send(**BY_TEXT, facts={"language": "cy"})
        assert here.state(submission) == ("sent", None)
        row = here.row(submission)
        (sent,) = here.notify.sent
    assert row is not None
    assert row.cost == 300
    assert sent.to == "+447457123456"
    assert sent.body.startswith("Cyngor Aberwen: derbyniwyd ")
    assert submission.reference in sent.body
    assert sent.reference == str(row.id)


@pytest.mark.sqlite
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("way", [BY_EMAIL, BY_TEXT])
def test_nothing_that_was_typed_is_in_any_message(tmp_path: Path, way: dict[str, str], language: str) -> None:
    """Every question of every form gets a mark of its own; what goes out has none of them."""
    with world(tmp_path, f"messages.email={'notify' if language == 'cy' else 'mail'}") as here:
        submission = here.send(**way, facts={"language": language, "link": receipts.token(os.urandom(16))})
        assert here.state(submission)[0] == "sent"
        outside = [taken.data.decode() + str(taken.message) for taken in here.mail.taken]
        outside += [f"{sent.body} {sent.subject}" for sent in here.notify.sent]
    typed = [part for value in submission.answers.values() for part in _texts(value)]
    assert MARK in str(typed)
    assert len(outside) == 1
    address = next(iter(set(way.values()) - {"email", "phone"}))
    assert not [part for part in typed if part in outside[0] and part not in (address, "email", "other", "phone")]
    assert MARK not in outside[0]


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ["missed-bin", "general-enquiry", "complaint-or-compliment"])
def test_no_form_that_ships_can_put_an_answer_into_a_message(name: str) -> None:
    form, site = shipped(name), catalogue().site
    answers = {key: _marked(value) for key, value in complete(form).items()}
    facts = UUID(int=7), "7K3-MQ9-XZ4", form.id, form.version, site.id, MARK
    for language in ("en", "cy"):
        submission = Submission(*facts, language, answers, datetime.now(UTC))
        for channel in Channel:
            written = write(channel, submission, form, site, "https://foyer.aberwen.example/r/x")
            assert MARK not in " ".join([written.subject, written.body, *written.parts.values()])


@pytest.mark.sqlite
def test_nobody_is_told_anything_until_it_is_configured(tmp_path: Path) -> None:
    with world(tmp_path, "messages.email=off", "messages.sms=off") as here:
        for way in (BY_EMAIL, BY_TEXT):
            submission = here.terminal.submission_of(here.form, here.answers(**way))
            here.terminal.send(submission)
        here.terminal.hear_of("submission_accepted", 2)
        assert rows_of(tmp_path / "hub", "SELECT count(*) FROM messages") == [(0,)]
        assert here.mail.taken == []


@pytest.mark.sqlite
def test_a_form_that_names_no_address_causes_no_message(tmp_path: Path) -> None:
    document = acknowledging()
    del document["metadata"]["acknowledge"]
    with world(tmp_path, document=document) as here:
        here.terminal.send(here.terminal.submission_of(here.form, here.answers(**BY_EMAIL)))
        here.terminal.hear_of("submission_accepted")
        assert rows_of(tmp_path / "hub", "SELECT count(*) FROM messages") == [(0,)]


@pytest.mark.sqlite
def test_terminals_are_not_told_what_older_ones_would_refuse(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        (form,) = here.terminal.get("catalogue").json()["forms"]
    assert form == acknowledging() | {"metadata": form["metadata"]}
    assert form["metadata"] | {"acknowledge": ["email", "telephone"]} == acknowledging()["metadata"]
    assert "acknowledge" not in form["metadata"]


def test_where_it_goes_and_what_it_says_is_kept_sealed_and_erased_once_it_has_gone(tmp_path: Path) -> None:
    # Put off again and again, a moment apart, until the server is told to take it.
    with world(tmp_path, mail=MailServer(answers=(450,) * 90)) as here:
        submission = here.terminal.submission_of(here.form, here.answers(**BY_EMAIL))
        here.terminal.send(submission)
        waiting = "SELECT sealed, address_mark, reason FROM messages WHERE tries > 0 AND state = 'queued'"
        found: list[tuple[object, ...]] = []
        wait_for(lambda: bool(found.extend(rows_of(tmp_path / "hub", waiting)) or found), "the first try")
        sealed, mark, reason = found[0]
        assert reason == "smtp_450"
        assert isinstance(sealed, bytes | memoryview)
        assert len(sealed) > 100
        assert b"resident" not in bytes(sealed) + bytes(mark)  # type: ignore[call-overload] # blobs
        here.mail._answers.clear()
        wait_for(lambda: here.row(submission) is not None, "another try")
        assert here.state(submission) == ("sent", None)
        assert rows_of(tmp_path / "hub", "SELECT length(sealed) FROM messages") == [(0,)]


# --- settings ---


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("overrides", "problem"),
    [
        (("messages.email=mail",), "mail.host is empty"),
        (("messages.email=mail", "mail.host=mail.example"), "mail.sender is empty"),
        ((*MAIL, "mail.host=mail.example"), 'mail.security is "none" for another machine'),
        ((*MAIL, "mail.username=foyer"), "FOYER_SECRET_MAIL is not set"),
        (("messages.sms=notify",), "notify.sms_template is empty"),
        (
            ("messages.sms=notify", f"notify.sms_template={SMS.id}"),
            "FOYER_SECRET_NOTIFY holds no key of GOV.UK Notify",
        ),
    ],
)
def test_what_could_not_work_stops_the_hub_and_says_why(
    tmp_path: Path, overrides: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(SettingsRefused) as refused, running_hub(tmp_path, *overrides):
        pass
    assert problem in [finding.problem for finding in refused.value.findings]
    assert all(finding.remedy for finding in refused.value.findings)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "override",
    [
        "notify.url=http://notify.example",
        "notify.sms_template=not-an-id",
        "messages.sms_countries=['gb']",
        "mail.password_env=PATH",
        "messages.email=pigeon",
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(override: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        settings(override)
    assert override.partition("=")[0] in refused.value.findings[0].problem


def _marked(value: AnswerValue) -> AnswerValue:
    if isinstance(value, str):
        return f"{value} {MARK}"
    return value if isinstance(value, bool) else {part: f"{text} {MARK}" for part, text in value.items()}


def _texts(value: object) -> list[str]:
    parts = value.values() if isinstance(value, dict) else [value]
    return [part for part in parts if isinstance(part, str) and part]


@pytest.mark.sqlite
def test_staff_see_what_the_person_was_told_and_what_was_held_back(tmp_path: Path) -> None:
    with world(tmp_path, "hub.secure_cookies=false", "messages.per_address_day=1") as here:
        told, held = here.send(**BY_EMAIL), here.send(**BY_EMAIL)
        browser = staff_browser(here.hub)
        at = "/sites/llanfair-road/submissions"
        first, second = (re.sub(r"\s+", " ", browser.get(f"{at}/{each.id}").text) for each in (told, held))
    assert "What the person was told" in first
    assert "E-mail <strong" in first
    assert "Sent" in first.partition("What the person was told")[2]
    assert "Held back" in second
    assert "This address has had as many messages today as one may get." in second
