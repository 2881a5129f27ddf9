"""Telephone numbers as people type them, as they are kept, and as they are shown."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

REGION: Final = "GB"
"""Where a number without a country is."""

MAX_TYPED: Final = 40

_RINGABLE: Final = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.VOIP,
        PhoneNumberType.UAN,
    }
)
_DEAR: Final = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PERSONAL_NUMBER})
"""Kinds that cost whoever rings them more than an ordinary call."""

_DRAMA: Final = ("1632960", "7700900")
"""Beginnings of numbers set aside for made-up people: a demonstration with them rings nobody.

Source: Ofcom, Telephone numbers for use in TV and radio drama programmes.
"""


class Unfit(Enum):
    """Why a number will not do."""

    NO_NUMBER = auto()
    DEAR = auto()


def read(typed: str) -> str | Unfit:
    """The number in E.164 form, `+441632960001`, or why it cannot be rung."""
    if len(typed) > MAX_TYPED or any(symbol not in "0123456789+()-–./ " for symbol in typed):
        return Unfit.NO_NUMBER
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return Unfit.NO_NUMBER
    if not phonenumbers.is_possible_number(number):
        return Unfit.NO_NUMBER
    if not made_up(number):
        kind = phonenumbers.number_type(number)
        if kind not in _RINGABLE:
            return Unfit.DEAR if kind in _DEAR else Unfit.NO_NUMBER
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def made_up(number: phonenumbers.PhoneNumber) -> bool:
    """Whether it is one of those set aside for made-up people."""
    national = str(number.national_number)
    return number.country_code == 44 and len(national) == 10 and national.startswith(_DRAMA)


def shown(kept: str) -> str:
    """A kept number the way people here write it."""
    try:
        number = phonenumbers.parse(kept, REGION)
    except phonenumbers.NumberParseException:
        return kept
    style = PhoneNumberFormat.NATIONAL if number.country_code == 44 else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
