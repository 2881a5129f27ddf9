"""Before the first question: what the form is for, how long it is, and where the answers go."""

from __future__ import annotations

from kiosk.domain import forms
from ui.presenters import bar, guidance
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Notice, Paragraph, Part, Plural, View, say


def view(scene: Scene) -> View:
    """The form's own start page where it has one."""
    form = scene.form
    first = form.page(form.start)
    parts: list[Part] = []
    if first.role == "start":
        parts += guidance.paragraphs(first.components, scene.language)
    if form.title.spoken(scene.language) != scene.language:
        parts.append(Notice(say("This form is in English."), (), "info", "info"))
    questions = forms.length(form, {})
    parts += [
        Paragraph(Plural("This form has {n} step.", "This form has up to {n} steps.", questions)),
        Paragraph(
            say(
                "Your answers are sent only when you choose “Send this form”. "
                "After that, nobody can see them on this screen."
            ),
            "muted",
        ),
    ]
    if scene.site is not None and scene.site.privacy is not None:
        parts.append(Paragraph(scene.site.privacy, "muted"))
    return View(
        "form_start",
        form.title,
        form.title,
        tuple(parts),
        (Action("action:begin", say("Start this form"), icon="arrow-right"),),
        status=scene.status,
        lead=form.summary,
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
    )
