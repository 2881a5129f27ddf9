"""After sending on a phone: the reference, and a copy of the answers to an address that its owner proves.

Whoever has the form's own address may ask: they could read the answers while they filled it in. The address of the
receipt, which others may have seen on a screen, is not enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.domain import continuations, ids
from kiosk.domain.continuations import State
from kiosk.domain.definition import Form
from kiosk.services.continuations import Found
from kiosk.services.copies import LIFE, AddressUnfit, CodeWrong, NotSent, Words
from kiosk.services.hub import Hub
from kiosk.services.link_seals import NoContinuation
from kiosk.services.tries import TooManyTries
from kiosk.web.public import bodies, sentences, words
from kiosk.web.public.render import Pages
from kiosk.web.public.ways import Ways

MINUTES = round(LIFE.total_seconds() / 60)


class CopyPages:
    """The pages after sending, for every site of a hub."""

    def __init__(self, ways: Ways, pages: Pages) -> None:
        self._ways, self._pages = ways, pages

    def routes(self) -> Sequence[Route]:
        at = "/{site}/c/{token}"
        return [
            Route(f"{at}/sent", self.sent, methods=["GET"]),
            Route(f"{at}/copy", self.page, methods=["GET"]),
            Route(f"{at}/copy", self.step, methods=["POST"]),
        ]

    async def sent(self, request: Request) -> Response:
        """The reference, and what can be done with it."""
        hub, found = await self._sent(request)
        return self._show(request, hub, found, "sent.html")

    async def page(self, request: Request) -> Response:
        """Where the copy is to go."""
        hub, found = await self._sent(request)
        return self._show(request, hub, found, "copy.html")

    async def step(self, request: Request) -> Response:
        """Sends the code, or the copy."""
        hub, found = await self._sent(request)
        if found.form is None:
            raise NoContinuation
        sent = (await bodies.read(request)).fields
        fields = {name: next(iter(sent.get(name, ())), "")[:2_000] for name in ("email", "proof", "code")}
        language = self._language(request, hub)
        try:
            if fields["proof"]:
                return await self._finish(request, hub, found, found.form, fields, language)
            return await self._begin(request, hub, found, fields["email"], language)
        except TooManyTries as error:
            raise HTTPException(429, headers={"Retry-After": str(error.wait)}) from None
        except NotSent:
            return self._show(request, hub, found, "copy.html", 503, errors={"email": "copy_trouble"})

    async def _begin(self, request: Request, hub: Hub, found: Found, typed: str, language: str) -> Response:
        try:
            address = hub.copies.read(typed)
        except AddressUnfit:
            errors = {"email": "copy_unfit"}
            return self._show(request, hub, found, "copy.html", 422, errors=errors, typed=typed[:254])
        code = hub.copies.code()
        mail = _words(hub, language, "copy_subject", "copy_body", code=code, minutes=MINUTES)
        proof = await hub.copies.ask(found.row.id, address, code, mail)
        return self._show(request, hub, found, "copy_code.html", proof=proof, address=address, minutes=MINUTES)

    async def _finish(
        self, request: Request, hub: Hub, found: Found, form: Form, fields: Mapping[str, str], language: str
    ) -> Response:
        told = {"form": form.title.get(language), "reference": _reference(request)}
        mail = _words(hub, language, "copy_mail_subject", "copy_mail_body", **told)
        try:
            address = await hub.copies.send(found.row.id, form, fields["proof"], fields["code"], mail)
        except CodeWrong:
            values = {"proof": fields["proof"], "address": "", "errors": {"code": "copy_wrong"}}
            return self._show(request, hub, found, "copy_code.html", 422, **values)
        return self._show(request, hub, found, "copy_sent.html", address=address)

    async def _sent(self, request: Request) -> tuple[Hub, Found]:
        """What was sent by the phone that has this link. Raises `NoContinuation` where nothing was."""
        hub, found = await self._ways.find(request)
        if found.row.state is not State.SENT or not hub.copies.offered:
            raise NoContinuation
        return hub, found

    def _language(self, request: Request, hub: Hub) -> str:
        header = request.headers.get("accept-language", "")
        return words.language_of(request.query_params.get("lang"), header, words.offered(hub.site))

    def _show(
        self, request: Request, hub: Hub, found: Found, template: str, status: int = 200, **values: object
    ) -> Response:
        known = request.path_params["token"]
        facts: dict[str, object] = {
            "form": found.form,
            "reference": _reference(request),
            "at": f"/{hub.site.id}/c/{known}",
            "receipt": f"/{hub.site.id}/r/{continuations.receipt_of(known)}",
            "errors": {},
            "typed": "",
        }
        spoken = self._language(request, hub)
        return self._pages.page(request, template, hub.site, status, spoken=spoken, **(facts | values))


def _reference(request: Request) -> str:
    return ids.reference(continuations.reference_of(request.path_params["token"]))


def _words(hub: Hub, language: str, subject: str, body: str, **told: object) -> Words:
    """What a mail says. A line break in what a form is called must not become part of a header."""
    parts = {"council": hub.site.council.get(language)} | told
    plain = {name: " ".join(str(part).split()) for name, part in parts.items()}

    def said(name: str) -> str:
        return sentences.say(words.WORDS[name], language).format_map(plain)

    return Words(language, said(subject), said(body) + "\n")
