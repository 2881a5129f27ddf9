"""What the audit says of a message."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from kiosk.domain.messages import Channel
from kiosk.interfaces.facts import AuditEntry
from kiosk.interfaces.records.messages import MessageRow


def entry(
    row: MessageRow, now: datetime, action: str, outcome: Literal["done", "refused", "failed"], code: str | None
) -> AuditEntry:
    """That something became of a message."""
    return AuditEntry(now, "hub", None, action, str(row.submission_id or row.id), outcome, code, None)


def sent(row: MessageRow) -> str:
    """What sending it is called: to people outside, to hosts, or to who looks after a building."""
    if row.channel in (Channel.NOTICE, Channel.CHAT):
        return "notice_sent"
    return "message_sent" if row.channel in (Channel.EMAIL, Channel.SMS) else "alert_sent"
