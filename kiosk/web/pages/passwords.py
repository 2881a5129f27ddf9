"""What will not do as a name or a password, in words for the page."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.services.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from kiosk.services.staff import LONGEST_NAME


def missing(name: str, password: str) -> dict[str, str]:
    """What was left empty."""
    errors: dict[str, str] = {}
    if not name:
        errors["name"] = "Enter your name"
    if not password:
        errors["password"] = "Enter your password"  # noqa: S105 - words for a person
    return errors


def unfit(name: str, password: str) -> Mapping[str, str]:
    """What cannot be the name and the password of an account."""
    if len(name) > LONGEST_NAME or not name.isprintable():
        return {"name": f"Name must be {LONGEST_NAME} characters or fewer, on one line"}
    if len(password) < SHORTEST_PASSWORD:
        return {"password": f"Password must be {SHORTEST_PASSWORD} characters or more"}
    if len(password) > LONGEST_PASSWORD:
        return {"password": f"Password must be {LONGEST_PASSWORD} characters or fewer"}
    if len(set(password)) < 5 or name.casefold() == password.casefold():
        return {"password": "Password is too easy to guess. Three random words work well"}
    return {}
