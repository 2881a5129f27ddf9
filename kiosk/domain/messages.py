"""Messages to people outside: who may be written to, what a text message costs, and how far one has come.

An address was typed at a terminal by somebody nobody knows, and may belong to somebody else. So a message has fixed
words only, and its number must be one that costs no more than an ordinary text message.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from kiosk.domain import fields, telephones
from kiosk.domain.definition import AnswerValue, Component, Form
from kiosk.domain.forms import on_path
from kiosk.domain.kinds import Kind
from kiosk.domain.submissions import Submission

GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Characters of a text message that take 7 bits. Source: 3GPP TS 23.038, table of the default alphabet."""

GSM_TWICE: Final = frozenset("^{}\\[~]|€\f")
"""Those that take twice that. Source: the same, the extension table."""

_TEXTABLE: Final = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class Channel(StrEnum):
    """How a message goes: to people outside; an alert to those who look after a building, by e-mail or to a program
    of theirs; and a notice to people of the house that a visitor waits, by e-mail or in the chat of their team."""

    EMAIL = "email"
    SMS = "sms"
    ALERT = "alert"
    WEBHOOK = "webhook"
    NOTICE = "notice"
    CHAT = "chat"


class MessageState(StrEnum):
    """How far a message has come.

    `queued` it is to be sent, `sent` a mail server or GOV.UK Notify has taken it, `failed` they did not, `refused` it
    was never to be sent, by a rule of ours.
    """

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: an e-mail address, or a number in E.164 form."""

    channel: Channel
    value: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why nobody is written to there: `not_an_address`, `not_a_mobile`, `number_dear` or `number_foreign`."""

    channel: Channel
    reason: str


def address_of(form: Form, submission: Submission, countries: Collection[str]) -> Address | Unfit | None:
    """Where an acknowledgement of a submission goes; `None` when its form names no such question, or the person gave
    nothing there.

    Args:
        countries: where text messages may go, as ISO 3166 codes of two letters.
    """
    answers = on_path(form, submission.answers)
    for name in form.acknowledge:
        if answer := answers.get(name):
            return _read(form.component(name), answer, countries)
    return None


def read_number(typed: str, countries: Collection[str]) -> Address | Unfit:
    """A mobile number of one of these countries, or why no text message goes there.

    Numbers of Jersey, Guernsey and the Isle of Man begin with +44 and are not `GB`: networks bill texts to them as
    foreign ones.
    """
    number = telephones.read(typed)
    if isinstance(number, telephones.Unfit):
        dear = number is telephones.Unfit.DEAR
        return Unfit(Channel.SMS, "number_dear" if dear else "not_an_address")
    parsed = phonenumbers.parse(number, telephones.REGION)
    drama = telephones.made_up(parsed)
    region = telephones.REGION if drama else phonenumbers.region_code_for_number(parsed)
    if region not in countries:
        return Unfit(Channel.SMS, "number_foreign")
    mobile = str(parsed.national_number).startswith("7") if drama else _mobile(parsed)
    return Address(Channel.SMS, number) if mobile else Unfit(Channel.SMS, "not_a_mobile")


def fragments(text: str) -> int:
    """How many text messages a text is charged as.

    Source: 3GPP TS 23.040, 9.2.3.24.1: 160 characters of 7 bits or 70 of 16 in one, 153 or 67 in each of several. The
    ŵ and ŷ of Welsh take 16 bits, and then so does everything.
    """
    if all(symbol in GSM or symbol in GSM_TWICE for symbol in text):
        length, one, each = len(text) + sum(symbol in GSM_TWICE for symbol in text), 160, 153
    else:
        length, one, each = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= one else -(-length // each)


def _read(component: Component, answer: AnswerValue, countries: Collection[str]) -> Address | Unfit:
    if not isinstance(answer, str):
        return Unfit(Channel.EMAIL, "not_an_address")
    if component.kind is Kind.TELEPHONE:
        return read_number(answer, countries)
    # Looked at again whatever looked at it before: a mail server is told this, line by line.
    checked = fields.check(component, answer, None)
    if isinstance(checked, fields.Checked) and checked.value == answer:
        return Address(Channel.EMAIL, answer)
    return Unfit(Channel.EMAIL, "not_an_address")


def _mobile(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.number_type(number) in _TEXTABLE
