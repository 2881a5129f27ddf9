"""Reads what answered in the hub's place, field by field; what is not as a hub says it is refused. No I/O."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from kiosk.domain.errors import Unavailable


class HubUnintelligible(Unavailable, ValueError):
    """Something answered, but not as a hub does; `part` says what was wrong."""

    code = "hub_unintelligible"


def kind(heads: Mapping[str, str]) -> str:
    """The media type, without what follows it."""
    return heads.get("Content-Type", "").partition(";")[0].strip().lower()


def an_object(body: bytes) -> Mapping[str, object]:
    """A JSON object."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise HubUnintelligible(part="json") from None
    if not isinstance(document, dict):
        raise HubUnintelligible(part="json")
    return document


def text(document: Mapping[str, object], key: str) -> str:
    """A text that is there and not endless."""
    value = document.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= 1000:
        raise HubUnintelligible(part=key)
    return value


def count(document: Mapping[str, object], key: str) -> int:
    """A number that counts something."""
    value = document.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise HubUnintelligible(part=key)
    return value


def uuid(document: Mapping[str, object], key: str) -> UUID:
    """An id."""
    try:
        return UUID(text(document, key))
    except ValueError:
        raise HubUnintelligible(part=key) from None
