"""The forms of a site: handed in, checked, looked at, published, withdrawn, and brought back."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.errors import Refused
from kiosk.domain.forms import FormRefused
from kiosk.domain.roles import Action
from kiosk.services.form_looks import Looked
from kiosk.services.form_publishing import DraftStale, FormSame, TooManyDrafts, seal_of
from kiosk.services.form_shelf import FormUnknown, Held
from kiosk.services.hub import Hub
from kiosk.web.api.callers import hub_of
from kiosk.web.edge import LONGEST_BODY
from kiosk.web.pages import form_numbers, form_preview, forms_words, site_look
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.pages.sheets import download
from kiosk.web.pages.uploads import read_upload
from kiosk.web.problems import WebProblem

DRAFT = "draft"
"""Stands for the draft where an address names a version."""

SEAL = "seal"


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/forms")
    may = [needs(Action.EDIT_FORMS)]

    @routes.get("", dependencies=may)
    async def listed(request: Request, visitor: Staff) -> Response:
        return await _list(hub_of(request), visitor, {}, done=request.query_params.get("done", ""))

    @routes.post("", dependencies=may)
    async def hand_in(request: Request, visitor: Staff) -> Response:
        _, upload = await read_upload(request, visitor, "file")
        hub = hub_of(request)
        if upload is None:
            return await _list(hub, visitor, {"file": "Choose a file"})
        try:
            looked = await hub.desk.publishing.hand_in(upload.content, visitor.actor)
        except TooManyDrafts:
            return await _list(hub, visitor, {"file": "There are too many drafts. Publish or remove some first"})
        if looked.form is None:
            return await _list(hub, visitor, {"file": "This cannot be used. Below is why"}, looked)
        return RedirectResponse(f"{visitor.at}/forms/{looked.form.id}/draft", 303)

    @routes.get("/{form_id}", dependencies=may)
    async def one(request: Request, form_id: str, visitor: Staff) -> Response:
        held = await _held(hub_of(request), form_id)
        return pages.page(
            "form.html",
            visitor,
            held=held,
            name=name_of(held),
            state=forms_words.state(held),
            on_screens=_on_screens(hub_of(request), form_id),
            done=forms_words.DONE.get(request.query_params.get("done", "")),
        )

    @routes.get("/{form_id}/draft", dependencies=may)
    async def draft(request: Request, form_id: str, visitor: Staff) -> Response:
        return await _draft(hub_of(request), form_id, visitor)

    @routes.post("/{form_id}/draft", dependencies=may)
    async def publish(request: Request, form_id: str, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        try:
            if fields.get("do") == "remove":
                await hub.desk.publishing.discard(form_id, visitor.actor)
                return RedirectResponse(f"{visitor.at}/forms?done=removed", 303)
            await hub.desk.publishing.publish(form_id, fields.get(SEAL, ""), visitor.actor)
        except FormUnknown as error:
            raise WebProblem(404, error.code) from None
        except (DraftStale, FormSame, FormRefused) as error:
            return await _draft(hub, form_id, visitor, error)
        return RedirectResponse(f"{visitor.at}/forms/{form_id}?done=published", 303)

    @routes.get("/{form_id}/withdraw", dependencies=may)
    async def withdraw_page(request: Request, form_id: str, visitor: Staff) -> Response:
        held = await _held(hub_of(request), form_id)
        return pages.page("form_confirm.html", visitor, held=held, name=name_of(held), version=None, errors={})

    @routes.post("/{form_id}/withdraw", dependencies=may)
    async def withdraw(request: Request, form_id: str, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).desk.publishing.withdraw(form_id, visitor.actor)
        except FormUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/forms/{form_id}?done=withdrawn", 303)

    @routes.get("/{form_id}/versions/{version}/restore", dependencies=may)
    async def restore_page(request: Request, form_id: str, version: int, visitor: Staff) -> Response:
        return await _restore(hub_of(request), form_id, version, visitor, {})

    @routes.post("/{form_id}/versions/{version}/restore", dependencies=may)
    async def restore(request: Request, form_id: str, version: int, visitor: Staff) -> Response:
        await read_form(request, visitor)
        hub = hub_of(request)
        try:
            await hub.desk.publishing.restore(form_id, version, visitor.actor)
        except FormUnknown as error:
            raise WebProblem(404, error.code) from None
        except FormRefused as error:
            return await _restore(hub, form_id, version, visitor, {"go": error.findings[0].reason.capitalize()})
        return RedirectResponse(f"{visitor.at}/forms/{form_id}?done=restored", 303)

    @routes.get("/{form_id}/versions/{version}.json", dependencies=may)
    async def file(request: Request, form_id: str, version: int) -> Response:
        try:
            text = await hub_of(request).desk.shelf.document(form_id, version)
        except FormUnknown as error:
            raise WebProblem(404, error.code) from None
        return download(text, f"{form_id}-{version}.json", "application/json")

    @routes.get("/{form_id}/changes", dependencies=may)
    async def changes(request: Request, form_id: str, visitor: Staff) -> Response:
        hub = hub_of(request)
        held = await _held(hub, form_id)
        old, new = (request.query_params.get(name, "") for name in ("from", "to"))
        if not _number(old) or not (_number(new) or new == DRAFT):
            raise WebProblem(404, "not_found")
        try:
            found = await hub.desk.shelf.changes(form_id, int(old), None if new == DRAFT else int(new))
        except FormUnknown as error:
            raise WebProblem(404, error.code) from None
        return pages.page(
            "form_changes.html", visitor, held=held, name=name_of(held), old=old, new=new,
            groups=forms_words.grouped(found), acts=forms_words.ACTS,
        )  # fmt: skip

    async def _list(
        hub: Hub, visitor: Visitor, errors: Mapping[str, str], looked: Looked | None = None, done: str = ""
    ) -> Response:
        rows = [(held, name_of(held), forms_words.state(held)) for held in await hub.desk.shelf.list()]
        return pages.page(
            "forms.html",
            visitor,
            422 if errors else 200,
            rows=rows,
            on_screens={held.form_id: _on_screens(hub, held.form_id) for held, _, _ in rows},
            errors=errors,
            looked=looked,
            done=forms_words.DONE.get(done),
            longest=LONGEST_BODY // 1_048_576,
        )

    async def _draft(hub: Hub, form_id: str, visitor: Visitor, refused: Refused | None = None) -> Response:
        held = await _held(hub, form_id)
        try:
            kept, looked = await hub.desk.shelf.draft(form_id)
        except FormUnknown as error:
            if isinstance(refused, DraftStale):
                raise WebProblem(409, refused.code) from None
            raise WebProblem(404, error.code) from None
        errors = {} if refused is None else {"publish": forms_words.refused(refused)}
        status = 200 if refused is None else 409 if isinstance(refused, DraftStale) else 422
        return pages.page(
            "form_draft.html",
            visitor,
            status,
            held=held,
            draft=kept,
            looked=looked,
            name=form_id if looked.form is None else looked.form.title.en,
            seal=seal_of(kept),
            number=max(
                [0 if looked.form is None else looked.form.version, *(row.version + 1 for row in held.versions)]
            ),
            errors=errors,
        )

    async def _restore(hub: Hub, form_id: str, version: int, visitor: Visitor, errors: Mapping[str, str]) -> Response:
        held = await _held(hub, form_id)
        if version not in {row.version for row in held.versions}:
            raise WebProblem(404, FormUnknown.code)
        return pages.page(
            "form_confirm.html",
            visitor,
            422 if errors else 200,
            held=held,
            name=name_of(held),
            version=version,
            errors=errors,
        )

    form_numbers.add(routes, pages)
    form_preview.add(routes, pages)
    return routes


def name_of(held: Held) -> str:
    """What a form is called by people."""
    return held.form_id if held.form is None else held.form.title.en


async def _held(hub: Hub, form_id: str) -> Held:
    try:
        return await hub.desk.shelf.show(form_id)
    except FormUnknown as error:
        raise WebProblem(404, error.code) from None


def _on_screens(hub: Hub, form_id: str) -> bool:
    """Whether people find it; it can be published and left off the list of the settings."""
    return any(site_look.form_id(each) == form_id for each in hub.sites.current().offered)


def _number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 7
