"""Hands JSON to a program of the house, such as that of facilities or a chat: what a destination is given, too."""

from __future__ import annotations

from kiosk.interfaces.messages import Handed, Outgoing
from kiosk.services.registrations import Send


class Alarm:
    """Satisfies `kiosk.interfaces.messages.Gateway`. The address of a message is the name of a destination."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def __call__(self, outgoing: Outgoing) -> Handed:
        answer = self._send(outgoing.address, outgoing.id, outgoing.body.encode("utf-8"))
        return Handed("sent" if answer.outcome == "accepted" else answer.outcome, answer.reason)
