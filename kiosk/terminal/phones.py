"""Hands a form under way over to somebody's own phone: seals it, has the hub keep it, hears when it was opened."""

from __future__ import annotations

import asyncio
import base64
import os
from functools import partial
from uuid import UUID

from nacl.secret import SecretBox

from kiosk import events
from kiosk.domain.continuations import Offered, UnderWay, key_of
from kiosk.domain.definition import Answers, Form
from kiosk.domain.events import FormTaken
from kiosk.domain.receipts import TOKEN_BYTES, token, token_hash
from kiosk.terminal import answers as read
from kiosk.terminal.bus import Bus
from kiosk.terminal.hub_client import HubClient
from kiosk.terminal.lines import Line


class Phones:
    """Belongs to the terminal's loop; `offer` may be awaited there alone."""

    def __init__(self, line: Line, bus: Bus) -> None:
        self._line, self._bus = line, bus

    async def offer(self, form: Form, answers: Answers, language: str) -> Offered:
        """A link that opens the form on one phone, once. The terminal keeps nothing of it.

        Raises:
            Unavailable, Refused: there is none; the hub is away, or does not know how.
        """
        known = token(os.urandom(TOKEN_BYTES))
        sealed = SecretBox(key_of(known)).encrypt(UnderWay(language, answers).to_bytes())
        work = partial(_offer, self._line.client, known, form, sealed)
        identifier = await asyncio.get_running_loop().run_in_executor(self._line.executor, work)
        events.log("phones.offered", id=str(identifier), form=form.id)
        return Offered(identifier, known)

    def opened(self, identifier: UUID) -> None:
        """The hub says that somebody has it."""
        self._bus.tell(FormTaken(identifier))


def _offer(client: HubClient, known: str, form: Form, sealed: bytes) -> UUID:
    document = {
        "token_hash": token_hash(known).hex(),
        "form": form.id,
        "form_version": form.version,
        "sealed": base64.b64encode(sealed).decode("ascii"),
    }
    _, _, body = client.ask("POST", "/api/v1/continuations", {201}, document=document)
    return read.uuid(read.an_object(body), "id")
