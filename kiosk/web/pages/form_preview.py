"""A form as people will meet it, on either face and in every language, with nothing behind its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from kiosk.domain import form_words
from kiosk.domain.definition import Component, Form, Page
from kiosk.domain.languages import NAMES
from kiosk.domain.roles import Action
from kiosk.domain.translated import lacking
from kiosk.services.form_shelf import FormUnknown
from kiosk.services.hub import Hub
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs
from kiosk.web.problems import WebProblem
from kiosk.web.public import questions, sentences
from kiosk.web.public.questions import Question, Told

FACES: Final = {"terminal": "At a terminal", "phone": "On a phone"}
AT_ONCE: Final = 20
"""Pages of the form that one page of the preview shows."""


@dataclass(frozen=True, slots=True)
class Sometimes:
    """Guidance that is shown under a condition: when, in English, and what."""

    when: str
    told: Told


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a form as it is drawn.

    Attributes:
        first: the step its first question is, of all there are.
        leads: where it goes on to and when, in English.
    """

    page: Page
    title: str
    told: tuple[Told, ...]
    questions: tuple[Question, ...]
    sometimes: tuple[Sometimes, ...]
    leads: tuple[str, ...]
    first: int


def add(routes: APIRouter, pages: Pages) -> None:
    """Adds the route."""

    @routes.get("/{form_id}/preview", dependencies=[needs(Action.EDIT_FORMS)])
    async def preview(request: Request, form_id: str, visitor: Staff) -> Response:
        hub, query = hub_of(request), request.query_params
        version = query.get("version", "")
        form = await _form(hub, form_id, version)
        face = query.get("face", "terminal")
        language = query.get("lang", hub.site.languages[0])
        number = query.get("page", "1")
        every = _drawn(form, language if language in NAMES else "en")
        count = max(1, -(-len(every) // AT_ONCE))
        wordless = set(lacking((form.title, form.pages, form.confirmation), language)) if language != "en" else ()
        if face not in FACES or language not in NAMES or not (number.isascii() and number.isdigit()):
            raise WebProblem(404, "not_found")
        if not 1 <= int(number[:4]) <= count:
            raise WebProblem(404, "not_found")

        def say(sentence: str, **args: int) -> str:
            return sentences.say(sentence, language, args or None)

        return pages.page(
            "form_preview.html",
            visitor,
            form=form,
            version=version,
            face=face,
            faces=FACES,
            language=language,
            languages={tag: NAMES[tag] for tag in dict.fromkeys((*hub.site.languages, *NAMES)) if tag in NAMES},
            spoken_here=hub.site.languages,
            shown=every[(int(number) - 1) * AT_ONCE : int(number) * AT_ONCE],
            number=int(number),
            pages=count,
            steps=sum(max(1, len(each.questions)) for each in every if each.page.role in ("questions", "end")),
            lacking=len(wordless),
            say=say,
        )


async def _form(hub: Hub, form_id: str, version: str) -> Form:
    try:
        if version == "draft":
            form = (await hub.desk.shelf.draft(form_id))[1].form
            if form is None:
                raise FormUnknown
            return form
        if not (version.isascii() and version.isdigit() and len(version) < 7):
            raise FormUnknown
        return await hub.desk.shelf.version(form_id, int(version))
    except FormUnknown as error:
        raise WebProblem(404, error.code) from None


def _drawn(form: Form, language: str) -> Sequence[Shown]:
    """Every page in the order of the definition, each by itself: which way somebody goes depends on their answers."""
    drawn, step = [], 1
    for page in form.pages:
        asked = questions.questions(form, page, {}, language)
        drawn.append(
            Shown(
                page,
                page.title.get(language),
                () if asked else questions.guidance_alone(form, page, {}, language),
                asked,
                tuple(_sometimes(form, each, language) for each in page.components if each.condition is not None),
                tuple(form_words.link(form, link) for link in page.next),
                step,
            )
        )
        step += max(1, len(asked)) if page.role in ("questions", "end") else 0
    return drawn


def _sometimes(form: Form, component: Component, language: str) -> Sometimes:
    told = Told(component.title.get(language), component.content.get(language), component.kind.value)
    return Sometimes(form_words.condition(form, component.condition or ""), told)
