"""Before the first question: what the form is for, how long it is, and where the answers go."""

from __future__ import annotations

from kiosk.domain import forms
from ui.presenters import bar, guidance, on_my_phone
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
    needs_file = forms.needs_file(form)
    if needs_file and not on_my_phone.offered(scene):
        return _elsewhere(scene, parts)
    if needs_file:
        parts.append(
            Notice(
                say("This form needs a photo or a file"),
                (say("You can add it on your own phone: now, or when it is asked for here."),),
                "info",
                "smartphone",
            )
        )
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
        _ways(scene, phone_first=needs_file),
        status=scene.status,
        lead=form.summary,
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
    )


def _ways(scene: Scene, *, phone_first: bool) -> tuple[Action, ...]:
    if phone_first:
        return (*on_my_phone.action(scene, first=True), Action("action:begin", say("Start this form"), "second"))
    return (Action("action:begin", say("Start this form"), icon="arrow-right"), *on_my_phone.action(scene))


def _elsewhere(scene: Scene, parts: list[Part]) -> View:
    """A form that cannot be finished here is not begun here: nobody answers ten questions to learn that."""
    notice = Notice(
        say("This form needs a photo or a file"),
        (say("This screen cannot take photos or files. Ring us, and we will help you another way."),),
        "info",
        "info",
    )
    return View(
        "form_start",
        scene.form.title,
        scene.form.title,
        (*parts, notice, *scene.ring()),
        (),
        status=scene.status,
        lead=scene.form.summary,
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
    )
