"""Texts: their length, their words, the expression they must match; and those that are addresses on the internet."""

from __future__ import annotations

from typing import Final

import re2

from kiosk.domain.definition import Component
from kiosk.domain.kinds import WRITING
from kiosk.domain.verdicts import Checked, Problem, own

MAX_EMAIL: Final = 254
"""Source: RFC 3696 erratum 1690."""

_LABELS: Final = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
_EMAIL: Final = re2.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@" + _LABELS)
"""What an HTML e-mail field takes, and a dot in the domain. Source: HTML Living Standard, valid e-mail address."""

_WEBSITE: Final = re2.compile(r"(?i:(https?)://)?(" + _LABELS + r")(:[0-9]{1,5})?(?:[/?#][^\s<>\"]*)?")
"""A page that can be reached by name: no user, no bare number."""


def check(component: Component, text: str) -> Checked | Problem:
    """A text of any length its question allows."""
    if component.kind not in WRITING and "\n" in text:
        text = " ".join(text.split())
    if component.max_length is not None and len(text) > component.max_length:
        return Problem(
            None,
            "Your answer can have up to {limit} characters. It has {length} now. Please make it shorter.",
            {"limit": component.max_length, "length": len(text)},
        )
    if component.max_words is not None and len(text.split()) > component.max_words:
        return Problem(
            None,
            "Your answer can have up to {limit} words. It has {length} now. Please make it shorter.",
            {"limit": component.max_words, "length": len(text.split())},
        )
    if component.min_length is not None and len(text) < component.min_length:
        return Problem(None, "Your answer needs at least {limit} characters", {"limit": component.min_length})
    if component.pattern is not None and not re2.compile(component.pattern).fullmatch(text):
        return own(component, "format", Problem(None, "Please check your answer. It is not written the way we need."))
    return Checked(text)


def email(typed: str) -> str | None:
    """An e-mail address as it is kept, with the domain in small letters; `None` when it is none."""
    text = "".join(typed.split())
    local, _, domain = text.rpartition("@")
    fits = len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text) and ".." not in text
    return f"{local}@{domain.lower()}" if fits and not local.startswith(".") and not local.endswith(".") else None


def check_email(component: Component, typed: str) -> Checked | Problem:
    """An e-mail address."""
    address = email(typed)
    if address is None:
        problem = Problem(None, "Enter an email address in the correct format, like name@example.com")
        return own(component, "format", problem)
    return check(component, address)


def check_website(component: Component, typed: str) -> Checked | Problem:
    """The address of a page; `https://` is put before it when nothing else stands there."""
    found = _WEBSITE.fullmatch("".join(typed.split()))
    if found is None:
        return own(component, "format", Problem(None, "Enter a web address, like www.example.com"))
    address = found.group(0)
    return check(component, address if found.group(1) else f"https://{address}")
