"""Before answers are thrown away: asks, and says what is lost."""

from __future__ import annotations

from ui.presenters import bar
from ui.presenters.scene import Scene
from ui.presenters.view import Action, View, say


def view(scene: Scene) -> View:
    """To start again from the first screen, or to open another form."""
    other = next((form for form in scene.forms if form.id == scene.here.wanted), None)
    heading = say("Do you want to start again?")
    leave = Action("action:delete", say("Delete my answers and start again"), "danger", "trash-2")
    if other is not None:
        heading = say("Do you want to leave “{form}”?", form=scene.form.title)
        leave = Action(
            "action:delete", say("Delete my answers and open “{form}”", form=other.title), "danger", "trash-2"
        )
    return View(
        "start_again",
        scene.title,
        heading,
        (),
        (Action("action:stay", say("Go back to my form")), leave),
        status=scene.status,
        lead=say("Your answers have not been sent. If you do this, they will be deleted from this screen."),
        language=scene.language,
        bar=scene.bar(bar.BACK),
        path=scene.path,
    )
