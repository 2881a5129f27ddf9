"""Addresses as people type them, line by line, and postcodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import re2

from kiosk.domain.answers import ADDRESS_PARTS
from kiosk.domain.verdicts import Checked, Problem

MAX_LINE: Final = 100
"""Characters in one line of an address."""

_POSTCODE = re2.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")
"""Source: the shapes in BS 7666 as given by the Office for National Statistics; the inward half never has C I
K M O V."""


def postcode(typed: str) -> str | None:
    """A postcode the way it is written, `TQ9 5NE`; `None` when it has not the shape of one."""
    found = _POSTCODE.fullmatch("".join(typed.upper().split()).replace("-", ""))
    return f"{found.group(1)} {found.group(2)}" if found else None


def check(parts: Mapping[str, str]) -> Checked | Problem:
    """The address as it is kept, or what is wrong with each of its lines."""
    lines = {name: " ".join(parts.get(name, "").split()) for name in ADDRESS_PARTS}
    if problems := _problems(lines):
        first, *others = problems
        return Problem(first.part, first.message, first.args, tuple(others))
    return Checked(lines | {"postcode": postcode(lines["postcode"]) or ""})


def _problems(lines: Mapping[str, str]) -> list[Problem]:
    """What is wrong with each part, from the top line down."""
    problems = {
        name: Problem(name, "This line can have up to {limit} characters", {"limit": MAX_LINE})
        for name in ADDRESS_PARTS
        if len(lines[name]) > MAX_LINE
    }
    if not lines["addressLine1"]:
        problems["addressLine1"] = Problem(
            "addressLine1", "Enter the house number or name, and the street, like 1 Market Street"
        )
    if not lines["town"]:
        problems["town"] = Problem("town", "Enter the town or city")
    if not lines["postcode"]:
        problems["postcode"] = Problem("postcode", "Enter the postcode, like TQ9 5NE")
    elif postcode(lines["postcode"]) is None:
        problems["postcode"] = Problem("postcode", "Enter a full UK postcode, like TQ9 5NE")
    return [problems[name] for name in ADDRESS_PARTS if name in problems]
