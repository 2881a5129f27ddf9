"""Who is told when no host comes, as staff of a site have said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.domain.alerts import is_email
from kiosk.domain.errors import Refused

MOST: Final = 10

Style = Literal["slack", "teams"]
"""Whose chat it is: what each reads as JSON differs."""


class HostRulesRefused(Refused, ValueError):
    """Who is to be told makes no sense; `part` names what."""

    code = "host_rules_refused"


@dataclass(frozen=True, slots=True)
class HostRules:
    """Those who are told last: the contact centre, and a chat that is told with every team.

    Attributes:
        emails, texts: addresses and numbers of people who come when nobody else does.
        chat: the name of one of the hub's destinations; empty for none. `style` is whose chat it is.
    """

    emails: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    chat: str = ""
    style: Style = "teams"


NOBODY: Final = HostRules()


def read(document: object) -> HostRules:
    """Who is told, from the document of a site.

    Raises:
        HostRulesRefused: it will not do.
    """
    if document is None:
        return NOBODY
    if not isinstance(document, Mapping) or document.keys() - {"emails", "texts", "chat", "style"}:
        raise HostRulesRefused(part="hosts")
    emails, texts = document.get("emails") or (), document.get("texts") or ()
    chat, style = document.get("chat") or "", document.get("style") or "teams"
    if not isinstance(emails, list | tuple) or len(emails) > MOST or not all(map(is_email, emails)):
        raise HostRulesRefused(part="emails")
    if not isinstance(texts, list | tuple) or len(texts) > MOST or any(unfit(each) for each in texts):
        raise HostRulesRefused(part="texts")
    if not isinstance(chat, str) or style not in ("slack", "teams"):
        raise HostRulesRefused(part="chat")
    whose: Style = "slack" if style == "slack" else "teams"
    return HostRules(tuple(dict.fromkeys(emails)), tuple(dict.fromkeys(texts)), chat, whose)


def unfit(number: object) -> bool:
    """Whether it is no number that anybody could be written to."""
    # With the first number: what is known of all the world's is much to read, and terminals need none of it.
    from kiosk.domain import telephones

    return not isinstance(number, str) or isinstance(telephones.read(number), telephones.Unfit)
