"""The staff's words for messages to people outside."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.messages import Channel, MessageState

STATES: Mapping[MessageState, tuple[str, str]] = {
    MessageState.QUEUED: ("Waiting", "govuk-tag--blue"),
    MessageState.SENT: ("Sent", "govuk-tag--green"),
    MessageState.FAILED: ("Not sent", "govuk-tag--red"),
    MessageState.REFUSED: ("Held back", "govuk-tag--grey"),
}
"""What a message's state is called, and the colour of its tag."""

CHANNELS: Mapping[Channel, str] = {
    Channel.EMAIL: "E-mail",
    Channel.SMS: "Text message",
    Channel.ALERT: "E-mail",
    Channel.WEBHOOK: "Program",
    Channel.NOTICE: "E-mail",
    Channel.CHAT: "Chat",
}

_REASONS: Mapping[str, str] = {
    "cannot_connect": "Whoever takes our messages could not be reached.",
    "cannot_open": "It is sealed to a key this hub no longer has.",
    "cannot_send": "It could not be put into a form that can be sent.",
    "certificate_unknown": "The mail server’s certificate is not one we trust. The settings can name another.",
    "destination_unknown": "The settings have no destination of that name.",
    "channel_off": "This way of sending was turned off before it went.",
    "fault": "Something went wrong in the hub. The log says more.",
    "limit_address": "This address has had as many messages today as one may get.",
    "limit_cost": "The day’s money for text messages is spent.",
    "limit_site": "This site has sent as many messages in this hour as it may.",
    "limit_terminal": "The terminal has caused as many messages in this hour as it may.",
    "no_answer": "Whoever takes our messages did not answer in time.",
    "no_encryption": "The mail server offers no encryption, and nothing is sent in the clear.",
    "lost_on_the_way": "GOV.UK Notify took it and could not pass it on.",
    "nobody_there": "It came back: there is nobody with this number or address.",
    "not_a_mobile": "The number is not of a mobile, so no text message goes there.",
    "not_an_address": "What was typed is not an address that anything can be sent to.",
    "not_reached": "It came back: the telephone was off for long, or the mailbox full.",
    "number_dear": "Text messages to this kind of number cost more than others.",
    "number_foreign": "The number is of a country that the settings do not allow.",
    "too_late": "It could not be sent while it was still needed.",
}

ACTIONS: Mapping[str, str] = {
    "message_refused": "Held back a message to a person",
    "message_sent": "Sent a message to a person",
    "alert_sent": "Told facilities of a change at a terminal",
    "notice_sent": "Told somebody that a visitor waits",
}
"""What the hub did, as the audit names it."""


def reason(code: str | None) -> str:
    """Why it was not sent, or not yet."""
    if code is None:
        return ""
    for beginning, who in (("smtp_", "The mail server"), ("notify_", "GOV.UK Notify")):
        if code.startswith(beginning):
            return f"{who} answered {code.removeprefix(beginning)}."
    return _REASONS.get(code, code.replace("_", " "))
