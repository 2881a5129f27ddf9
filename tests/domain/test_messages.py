"""Who may be written to, and what a text message costs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kiosk.domain.forms import Form, FormRefused, load
from kiosk.domain.messages import Address, Channel, Unfit, address_of, fragments, read_number
from kiosk.domain.submissions import Submission
from tests.support.answers import complete

FORMS = Path(__file__).parents[2] / "config" / "forms"


def document(acknowledge: object) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FORMS / "general-enquiry.json").read_text("utf-8"))
    read["metadata"]["acknowledge"] = acknowledge
    return read


def sent(form: Form, **answers: Any) -> Submission:
    return Submission(
        UUID(int=7), "7K3-MQ9-XZ4", form.id, 1, "here", "t", "en", {**complete(form), **answers}, datetime.now(UTC)
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07457 123456", "+447457123456"),
        ("+44 7457 123456", "+447457123456"),
        ("0044 7457 123456", "+447457123456"),
        ("07700 900123", "+447700900123"),  # for made-up people: rings nobody, costs what any mobile does
    ],
)
def test_a_mobile_number_of_ours_may_be_written_to(typed: str, kept: str) -> None:
    assert read_number(typed, ("GB",)) == Address(Channel.SMS, kept)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("07624 494123", "number_foreign"),  # Isle of Man
        ("07797 712345", "number_foreign"),  # Jersey
        ("07781 123456", "number_foreign"),  # Guernsey
        ("07911 123456", "number_foreign"),  # Guernsey too, in the middle of ours
        ("+353 86 123 4567", "number_foreign"),
        ("+1 415 555 2671", "number_foreign"),
        ("+881 6 3155 5555", "number_foreign"),  # a satellite
        ("+882 1650 12345", "number_foreign"),
        ("070 1234 5678", "number_dear"),  # a personal number, which looks like a mobile
        ("0909 879 0000", "number_dear"),
        ("0843 123 4567", "number_dear"),
        ("0870 123 4567", "number_dear"),
        ("118 500", "not_an_address"),
        ("60777", "not_an_address"),  # a short code, charged at its own rate
        ("07640 123456", "not_an_address"),  # a pager
        ("020 7946 0000", "not_a_mobile"),
        ("01632 960001", "not_a_mobile"),
        ("0808 157 0110", "not_a_mobile"),
        ("0300 123 4567", "not_a_mobile"),
        ("", "not_an_address"),
        ("07457 123456; 07457 123457", "not_an_address"),
        ("+447457123456\n", "not_an_address"),
    ],
)
def test_every_other_number_is_refused_with_its_reason(typed: str, reason: str) -> None:
    assert read_number(typed, ("GB",)) == Unfit(Channel.SMS, reason)


def test_other_countries_are_allowed_one_by_one_and_dear_numbers_nowhere() -> None:
    assert isinstance(read_number("07797 712345", ("GB", "JE")), Address)
    assert isinstance(read_number("+353 86 123 4567", ("GB", "IE")), Address)
    assert read_number("+353 1520 123 456", ("GB", "IE")) == Unfit(Channel.SMS, "number_dear")
    assert read_number("07457 123456", ()) == Unfit(Channel.SMS, "number_foreign")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ŵ" + "a" * 69, 1),
        ("ŵ" + "a" * 70, 2),
        ("ŷ" * 134, 2),
        ("ŷ" * 135, 3),
        ("à" * 160, 1),
        ("â" * 71, 2),
        ("🙂" * 36, 2),
    ],
)
def test_a_text_is_charged_by_its_letters(text: str, count: int) -> None:
    assert fragments(text) == count


def test_a_form_says_which_answer_is_an_address_and_the_first_that_was_given_counts() -> None:
    form = load(document(["email", "telephone"]))
    assert form.acknowledge == ("email", "telephone")
    by_email = sent(form, answerBy="email", email="resident@example.org")
    by_telephone = sent(form, answerBy="phone", telephone="+447457123456")
    assert address_of(form, by_email, ("GB",)) == Address(Channel.EMAIL, "resident@example.org")
    assert address_of(form, by_telephone, ("GB",)) == Address(Channel.SMS, "+447457123456")


def test_without_an_address_nobody_is_written_to() -> None:
    form = load(document("email"))
    assert address_of(form, sent(form, answerBy="phone", telephone="+447457123456"), ("GB",)) is None
    assert address_of(replace(form, acknowledge=()), sent(form, answerBy="email", email="a@b.org"), ("GB",)) is None


@pytest.mark.parametrize(
    "answer",
    [
        "a@b.org\r\nBcc: c@d.org",
        "a@b.org, c@d.org",
        "A <a@b.org>",
        '"a b"@b.org',
        "a@b",
        "a@b@c.org",
        "a@[127.0.0.1]",
        "ŵ@b.org",
        "@b.org",
        "a" * 65 + "@b.org",
    ],
)
def test_an_address_that_a_mail_server_could_misread_is_refused(answer: str) -> None:
    form = load(document("email"))
    found = address_of(form, sent(form, answerBy="email", email=answer), ("GB",))
    assert found == Unfit(Channel.EMAIL, "not_an_address")


@pytest.mark.parametrize("acknowledge", ["nothing", "answerBy", ["email", "name"], 7, {"email": True}, ["email"] * 5])
def test_a_form_that_names_no_address_is_refused(acknowledge: object) -> None:
    with pytest.raises(FormRefused) as refused:
        load(document(acknowledge))
    assert "metadata.acknowledge" in refused.value.findings[0].reason
