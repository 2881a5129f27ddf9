"""The photos and files of a submission, one at a time: given out to be kept, never to be shown by this hub.

Somebody nobody knows sent them. A browser that took one for a page of ours would do what it says with the rights of
whoever is signed in. So each comes as an attachment, under a kind that no browser runs, in a sandbox.
"""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from kiosk.domain.roles import Action
from kiosk.services.uploads import UploadUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.sessions import Staff, needs
from kiosk.web.problems import WebProblem


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/submissions/{submission_id}/files/{upload_id}", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def file(request: Request, submission_id: UUID, upload_id: UUID, visitor: Staff) -> Response:
        try:
            upload, content = await hub_of(request).uploads.download(submission_id, upload_id, visitor.actor)
        except UploadUnknown as error:
            raise WebProblem(404, error.code) from None
        plain = "".join(each if each.isascii() and each not in '"\\' else "_" for each in upload.name)
        headers = {
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(upload.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return Response(content, headers=headers, media_type=upload.media_type)

    return routes
