"""Something that is no form of ours: who does it, how to reach them, and when. It never ends empty."""

from __future__ import annotations

from typing import Final

from kiosk.domain.forms import Form
from kiosk.domain.signposts import Signpost
from ui.presenters import bar
from ui.presenters.scene import Scene
from ui.presenters.view import Contact, Fixed, Notice, Paragraph, Part, Row, Text, View, say

SCREEN: Final = "signpost"


def view(scene: Scene) -> View:
    """The way on, the form first where there is one. Raises `LookupError` when it is no longer there."""
    sign = next((each for each in scene.signposts if each.id == scene.here.step), None)
    if sign is None:
        raise LookupError("the signpost is gone")
    parts: list[Part] = [] if sign.alert is None else [Notice(sign.alert, (), "info", "info")]
    parts += [row(form) for form in scene.forms if form.id == sign.form]
    parts += _ways(sign)
    if not parts or not sign.leads:
        parts += scene.ring()
    if sign.accessibility is not None:
        parts.append(Paragraph(sign.accessibility))
    return View(
        SCREEN,
        scene.title,
        sign.title,
        tuple(parts),
        (),
        status=scene.status,
        lead=sign.summary if sign.summary.en else None,
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
    )


def row(thing: Form | Signpost) -> Row:
    """A line of the list that leads to a form, or to a signpost."""
    kind = "sign" if isinstance(thing, Signpost) else "form"
    return Row(f"{kind}:{thing.id}", thing.title, thing.summary if thing.summary.en else None)


def _ways(sign: Signpost) -> list[Part]:
    who: Text = sign.category if sign.category.en else sign.title
    ways: list[Part] = []
    if sign.telephone:
        # Only now: the world's numbers are large tables, and no first picture waits for them.
        from kiosk.domain import telephones

        ways.append(Contact(who, Fixed(telephones.shown(sign.telephone)), sign.hours))
    elif sign.category.en:
        ways.append(Paragraph(say("{who} does this.", who=sign.category)))
    if sign.where:
        ways.append(Paragraph(say("Where: {place}", place=Fixed(", ".join(sign.where)))))
    if sign.hours is not None and not sign.telephone:
        ways.append(Paragraph(say("When: {hours}", hours=sign.hours)))
    if sign.website:
        ways.append(Paragraph(say("On the web: {address}", address=Fixed(_bare(sign.website)))))
    if sign.fees:
        ways.append(Paragraph(say("What it costs: {fees}", fees=Fixed(sign.fees))))
    return ways


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
