"""The answers before they are sent, each with the press that changes it; and the moment of saving."""

from __future__ import annotations

from kiosk.domain import forms
from kiosk.domain.answers import chosen as picked
from kiosk.domain.forms import AnswerValue, Component
from kiosk.domain.kinds import DATES
from kiosk.domain.written import lines
from ui.presenters import bar, guidance, on_my_phone
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Answer, Answers, Moment, Paragraph, Text, Typed, View, say


def view(scene: Scene) -> View:
    """Every answer that will be sent, and nothing else."""
    session, form = scene.here, scene.form
    answers = forms.on_path(form, session.answers)
    items = [_answer(form.component(name), value, scene.language) for name, value in answers.items()]
    words = forms.path(form, session.answers)[-1]
    send = say("If they are right, send them to the council.")
    if scene.site is not None:
        send = say("If they are right, send them to {council}.", council=scene.site.council)
    return View(
        "answers",
        scene.title,
        say("Check your answers"),
        (*guidance.paragraphs(words.components, scene.language), Answers(tuple(items)), Paragraph(send)),
        (Action("action:send", say("Send this form"), icon="send", accepts=True), *on_my_phone.action(scene)),
        status=scene.status,
        lead=say("Nothing is sent yet. Choose an answer to change it."),
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
    )


def sending(scene: Scene) -> View:
    """While the form is being saved: moments, and nothing to press that could send it twice."""
    return View(
        "sending",
        scene.title,
        say("Saving your form"),
        (),
        (),
        status=scene.status,
        lead=say("This takes a moment. Please wait here."),
        language=scene.language,
        path=scene.path + 1,
    )


def _answer(component: Component, value: AnswerValue, language: str) -> Answer:
    return Answer(f"answer:{component.name}", component.title, _words(component, value, language))


def _words(component: Component, value: AnswerValue, language: str) -> tuple[Text, ...]:
    if value == "":
        return (say("You left this empty"),)
    if component.items:
        several = picked(value) or (str(value).lower() if isinstance(value, bool) else value,)
        return tuple(item.text for item in component.items if item.value in several)
    if component.kind in DATES and isinstance(value, str):
        return (Moment(value, "date"),)
    return tuple(Typed(line) for line in lines(component, value, language))
