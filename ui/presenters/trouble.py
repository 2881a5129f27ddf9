"""The form could not be saved: what happened, what still works, who can help."""

from __future__ import annotations

from ui.presenters import bar
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Notice, Text, View, say


def view(scene: Scene) -> View:
    """Says plainly that nothing was saved, and that nothing typed is lost yet."""
    back = Action("action:answers", say("Go back to my answers"), "second")
    again = Action("action:send", say("Try again"), icon="rotate-cw")
    gone = scene.here.trouble == "form_unknown"
    return View(
        "trouble",
        scene.title,
        say("Sorry, your form is not saved"),
        (
            Notice(
                _what(scene.here.trouble),
                (
                    say("Your answers are still here. Nothing was sent."),
                    say("Please ring us, and we will do it with you.")
                    if gone
                    else say("You can try again now. If it does not work, please ring us."),
                ),
                "problem",
                "triangle-alert",
            ),
            *scene.ring(),
        ),
        (back,) if gone else (again, back),
        status=scene.status,
        lead=say("You have done nothing wrong."),
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
    )


def _what(code: str | None) -> Text:
    match code:
        case "disk_full":
            return say("This screen's memory is full, so it cannot save your form.")
        case "journal_failed":
            return say("This screen could not save your form safely.")
        case "withdrawn":
            return say("The council has taken this screen out of use.")
        case "form_unknown":
            return say("The council stopped using this form while you were filling it in.")
    return say("Something went wrong on this screen.")
