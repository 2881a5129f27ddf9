"""What people of the house are told when a visitor waits: no more than they need to come.

A notice stands in mailboxes, on locked telephones and in chats that many read. So it says whom it is for and where
the visitor is; of the visitor a first name and an initial at most, and only to those whom they came to see. What the
visitor needs, whom they come from and what they wrote is on the page behind the link.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.domain.directory import initial
from kiosk.domain.host_rules import Style
from kiosk.domain.messages import Channel
from kiosk.services.acknowledgements import Written


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice is made of.

    Attributes:
        site, place: the building, and where in it the visitor is; `place` may be empty.
        visitor: first name and initial; empty where they are not to be said.
        whom: whom they came to see, `you` for the host themselves; empty where nobody is to be named.
        link: where to answer; empty where there is no such page.
        asks: whether they may not come in before somebody says so.
        passed_by: who has passed it on; empty when nobody has.
    """

    site: str
    place: str
    visitor: str
    whom: str
    link: str
    asks: bool
    passed_by: str = ""


def short_name(name: str) -> str:
    """`Jane E.` of `Jane Example`."""
    parts = name.split()
    if len(parts) < 2:
        return parts[0] if parts else ""
    return f"{parts[0]} {initial(parts[-1])}."


def written(channel: Channel, facts: Facts) -> Written:
    """A notice by e-mail or text message, in English as everything for staff."""
    who = facts.visitor or "A visitor"
    wish = "asks to come in" if facts.asks else "is here"
    whom = f" for {facts.whom}" if facts.whom else ""
    where = f", {facts.place}" if facts.place else ""
    parts = {"site": facts.site, "place": facts.place, "link": facts.link}
    first = f"{who} {wish}{whom} at {facts.site}{where}."
    if channel is Channel.SMS:
        return Written("en", "", f"{first} Answer: {facts.link}" if facts.link else first, parts)
    lines = [first]
    if facts.passed_by:
        lines.append(f"{facts.passed_by} passed this on to you.")
    lines.append(
        f"Say whether you are coming, and see what they need:\n{facts.link}\nWhoever has this address can answer. It "
        "ends when the visit does."
        if facts.link
        else f"Answer on the staff page of {facts.site}, under Waiting."
    )
    lines.append("They are told what you answer. If you say nothing, somebody else is asked.")
    subject = f"A visitor {wish}{whom} at {facts.site}"
    return Written("en", subject, "\n\n".join(lines) + "\n", parts)


def chat(style: Style, facts: Facts) -> str:
    """A notice for the chat of a team: whom it is for, and nothing of the visitor.

    Source: Slack, Sending messages using incoming webhooks; Microsoft, Adaptive Cards for Workflows in Teams.
    """
    whom = f" for {facts.whom}" if facts.whom else ""
    where = f", {facts.place}" if facts.place else ""
    said = f"A visitor {'asks to come in' if facts.asks else 'is here'}{whom} at {facts.site}{where}."
    document = _slack(said, facts.link) if style == "slack" else _teams(said, facts.link)
    return json.dumps(document, ensure_ascii=False)


_ANSWER: Final = "Answer"


def _slack(said: str, link: str) -> Mapping[str, object]:
    # Its three signs of markup, as Slack wants them escaped; a name in the directory may hold any.
    plain = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": f"{plain} <{link}|{_ANSWER}>" if link else plain}


def _teams(said: str, link: str) -> Mapping[str, object]:
    card: dict[str, object] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "body": [{"type": "TextBlock", "text": said, "wrap": True}],
    }
    if link:
        card["actions"] = [{"type": "Action.OpenUrl", "title": _ANSWER, "url": link}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}
