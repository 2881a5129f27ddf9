"""Takes over a form of GOV.UK Forms: the document that its API gives of a form, one in each language.

A step there is a page here, and the routes between them become links. What our format has no place for is told.

Source: alphagov/forms-admin, `app/models/form_document/` and `app/models/page.rb`; alphagov/forms-runner,
`app/models/step.rb` and `app/models/question/` (April 2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain import markdown
from kiosk.domain.form_writing import SUMMARY, Converted, NotThatKind, Piece, Writer, comparison
from kiosk.domain.govuk_questions import NONE, Asked, asked

Step = Mapping[str, object]

ABOUT_IT: Final = (
    "form_id", "id", "external_id", "form_slug", "created_at", "updated_at", "live_at", "first_made_live_at",
    "creator_id", "organisation_id", "available_languages", "question_section_completed",
    "declaration_section_completed",
    "share_preview_completed", "welsh_completed", "state", "name", "language", "start_page", "steps",
    "what_happens_next_markdown", "declaration_text", "declaration_markdown",
)  # fmt: skip
"""What says when and by whom it was made there, and what is carried over."""

TOLD: Final[Mapping[str, str]] = {
    "payment_url": "people pay at {value} afterwards; payments are not supported",
    "privacy_policy_url": "the privacy notice is at {value}; say it in the site's own words",
    "support_email": "help is offered at {value}; the site's own numbers are shown instead",
    "support_phone": "help is offered on {value}; the site's own numbers are shown instead",
    "support_url": "help is offered at {value}; the site's own numbers are shown instead",
    "support_url_text": "the words “{value}” lead to help; the site's own numbers are shown instead",
    "submission_email": "answers go to {value}; name a destination in “metadata” instead",
    "submission_type": "answers are sent as “{value}”; name a destination in “metadata” instead",
    "submission_format": "answers are sent as {value}; the destination decides that here",
    "s3_bucket_name": "answers go to the bucket {value}; name a destination in “metadata” instead",
    "s3_bucket_region": "the bucket for answers is in {value}; name a destination in “metadata” instead",
    "s3_bucket_aws_account_id": "the bucket for answers is of the account {value}",
    "send_daily_submission_batch": "answers are sent in one batch a day; here each is sent at once",
    "send_weekly_submission_batch": "answers are sent in one batch a week; here each is sent at once",
}
_STEP: Final = ("id", "position", "next_step_id", "type", "data", "routing_conditions")
_DATA: Final = (
    "question_text", "hint_text", "answer_type", "is_optional", "answer_settings", "page_heading",
    "guidance_markdown", "is_repeatable",
)  # fmt: skip
_ROUTE: Final = (
    "id", "created_at", "updated_at", "validation_errors", "has_routing_errors", "routing_page_id", "check_page_id",
    "goto_page_id", "answer_value", "skip_to_end", "exit_page_heading", "exit_page_markdown",
)  # fmt: skip


def convert(document: object) -> Converted:
    """Our definition of a form.

    Raises:
        NotThatKind: the document is not one of GOV.UK Forms.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("steps"), list):
        raise NotThatKind("it is not the document of a form of GOV.UK Forms: it has no “steps”")
    steps = [step for step in document["steps"] if isinstance(step, Mapping)]
    if not steps or len(steps) != len(document["steps"]):
        raise NotThatKind("“steps” must be a list of objects with one entry at least")
    return _Form(document, steps).convert()


@dataclass(slots=True)
class _Form:
    document: Mapping[str, object]
    steps: Sequence[Step]

    def convert(self) -> Converted:
        writer, document = Writer(), self.document
        for key, value in document.items():
            if key in TOLD and value not in (None, "", False, []):
                writer.find(TOLD[key].format(value=value))
        writer.left("the form", document, {*ABOUT_IT, *TOLD})
        paths = {str(step.get("id")): f"/{number}" for number, step in enumerate(self.steps, 1)}
        end = self._declaration(writer)
        for number, step in enumerate(self.steps, 1):
            self._step(writer, step, f"/{number}", paths, end)
        title = str(document.get("name") or "Form")
        start = paths.get(str(document.get("start_page")), "/1")
        metadata: Piece = {"isWelsh": True} if document.get("language") == "cy" else {}
        if isinstance(after := document.get("what_happens_next_markdown"), str) and after.strip():
            metadata["confirmation"] = markdown.paragraphs(after)[:10]
        return writer.done(str(document.get("form_slug") or title), title, start, metadata)

    def _declaration(self, writer: Writer) -> str:
        """Where the last step leads: to a page with the declaration, where there is one."""
        for key in ("declaration_markdown", "declaration_text"):
            if isinstance(words := self.document.get(key), str) and words.strip():
                writer.pages.append(_page("/declaration", "Declaration", [_html(words)], SUMMARY))
                writer.find("the declaration stands on a page of its own before the answers are checked")
                return "/declaration"
        return SUMMARY

    def _step(self, writer: Writer, step: Step, path: str, paths: Mapping[str, str], end: str) -> None:
        writer.page, writer.component = path, None
        writer.left("the step", step, _STEP)
        data = step.get("data")
        if not isinstance(data, Mapping):
            raise NotThatKind(f"the step {step.get('id')} has no “data”")
        writer.left("the question", data, _DATA)
        question = asked(writer, data)
        guidance = data.get("guidance_markdown")
        told = [_html(guidance)] if isinstance(guidance, str) and guidance else []
        title = str(data.get("page_heading") or data.get("question_text") or "")
        page = _page(path, title, [*told, *question.components])
        if _true(data.get("is_repeatable")):
            page["controller"] = "RepeatingFieldPageController"
        following = paths.get(str(step.get("next_step_id")), end) if step.get("next_step_id") is not None else end
        page["next"] = self._routes(writer, step, question, paths, following, end)
        writer.pages.append(page)
        writer.page = writer.component = None

    def _routes(
        self, writer: Writer, step: Step, question: Asked, paths: Mapping[str, str], following: str, end: str
    ) -> list[Piece]:
        links: list[Piece] = []
        given = step.get("routing_conditions")
        from_none: str | None = None
        for route in [each for each in (given if isinstance(given, list) else []) if isinstance(each, Mapping)]:
            writer.left("a route", route, _ROUTE)
            if (path := self._goes(writer, route, paths, end, len(links))) is None:
                continue
            value = route.get("answer_value")
            if value in (None, ""):
                following = path
                continue
            held = NONE if value == "none_of_the_above" else question.values.get(str(value))
            if held is None or not question.one:
                writer.find(f"the route for the answer “{value}” is not taken: there is no such answer to choose")
            elif held == NONE and question.other is not None:
                from_none = path
            else:
                links.append({"path": path, "condition": self._when(writer, question, held)})
        if question.other is not None:
            other, (words, component) = f"{writer.page}-other", question.other
            writer.pages.append(_page(other, words, [component], from_none or following))
            links.append({"path": other, "condition": self._when(writer, question, NONE)})
        return [*links, {"path": following}]

    def _when(self, writer: Writer, question: Asked, held: str) -> str:
        operator = "is" if question.one else "contains"
        display = f"{question.name} {operator} {held}"
        return writer.condition(display, [comparison(question.name, question.kind, operator, held)])

    def _goes(
        self, writer: Writer, route: Mapping[str, object], paths: Mapping[str, str], end: str, number: int
    ) -> str | None:
        """Where a route leads."""
        if isinstance(words := route.get("exit_page_markdown"), str):
            path = f"{writer.page}-exit{number or ''}"
            heading = str(route.get("exit_page_heading") or "You cannot use this form")
            writer.pages.append(_page(path, heading, [_html(words)]))
            return path
        if (to := route.get("goto_page_id")) is not None:
            if str(to) in paths:
                return paths[str(to)]
            writer.find(f"a route leads to the step {to}, which is not there")
            return None
        return end if _true(route.get("skip_to_end")) else None


def _page(path: str, title: str, components: Sequence[Piece], leads: str | None = None) -> Piece:
    page: Piece = {"path": path, "title": title, "components": list(components)}
    return page if leads is None else {**page, "next": [{"path": leads}]}


def _html(written: str) -> Piece:
    return {"type": "Html", "content": markdown.to_markup(written)}


def _true(value: object) -> bool:
    return value is True or value in ("true", "1", 1)
