"""Open or closed, and whether somebody answers a number: in sentences, for this minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.domain import site
from kiosk.domain.opening import Standing
from ui.presenters.scene import Scene
from ui.presenters.view import Contact, Fixed, Moment, Notice, Text, say


def notice(scene: Scene) -> Notice | None:
    """How it stands with the offices; `None` when nobody has said when they are open, or the time is not known."""
    if scene.site is None or scene.now is None or (standing := scene.site.standing(scene.now)) is None:
        return None
    if standing.open:
        return Notice(_open(standing), (), "info", "door-open")
    still = say("You can still use this screen.")
    opens = _opens(standing, scene.now)
    return Notice(_closed(standing), (still,) if opens is None else (opens, still), "info", "door-closed")


def closed(scene: Scene) -> tuple[Notice, ...]:
    """The same, but only while the offices are closed."""
    found = notice(scene)
    return () if found is None or found.icon == "door-open" else (found,)


def closed_in_a_line(scene: Scene) -> Text | None:
    """That the offices are closed and the screen is not, where there is room for a line only."""
    found = closed(scene)
    return say("{offices} You can still use this screen.", offices=found[0].title) if found else None


def contact(scene: Scene, each: site.Contact) -> Contact:
    """A number with its hours, and whether somebody answers now."""
    standing = None if scene.site is None or scene.now is None else scene.site.answering(each, scene.now)
    if standing is None or scene.now is None:
        return Contact(each.name, Fixed(each.number), each.hours, each.urgent)
    now = _answers(standing) if standing.open else _silent(standing, scene.now)
    return Contact(each.name, Fixed(each.number), each.hours, each.urgent, now, standing.open)


def _open(standing: Standing) -> Text:
    if standing.until is None or not standing.today:
        return say("The offices are open.")
    return say("The offices are open until {time}.", time=_clock(standing.until))


def _closed(standing: Standing) -> Text:
    if standing.reason is None:
        return say("The offices are closed now.")
    if standing.today:
        return say("The offices are closed now: {reason}.", reason=standing.reason)
    return say("The offices are closed today: {reason}.", reason=standing.reason)


def _opens(standing: Standing, now: datetime) -> Text | None:
    if standing.until is None:
        return None
    time = _clock(standing.until)
    if standing.today:
        return say("They open at {time}.", time=time)
    if _tomorrow(standing.until, now):
        return say("They open tomorrow at {time}.", time=time)
    return say("They open {day} at {time}.", day=Moment(standing.until.isoformat(), "on"), time=time)


def _answers(standing: Standing) -> Text:
    if standing.until is None or not standing.today:
        return say("Somebody answers now.")
    return say("Somebody answers now, until {time}.", time=_clock(standing.until))


def _silent(standing: Standing, now: datetime) -> Text:
    if standing.until is None:
        return say("Nobody answers now.")
    time = _clock(standing.until)
    if standing.today:
        return say("Nobody answers now. Ring from {time}.", time=time)
    if _tomorrow(standing.until, now):
        return say("Nobody answers now. Ring tomorrow from {time}.", time=time)
    day = Moment(standing.until.isoformat(), "on")
    return say("Nobody answers now. Ring {day} from {time}.", day=day, time=time)


def _tomorrow(moment: datetime, now: datetime) -> bool:
    return moment.date() == now.date() + timedelta(days=1)


def _clock(moment: datetime) -> Moment:
    return Moment(moment.isoformat(), "clock")


def away(scene: Scene) -> tuple[Notice, ...]:
    """That the council's computer cannot be reached, and that forms can be filled in all the same."""
    if not scene.away or not scene.forms:
        return ()
    still = say("You can still fill in a form. It is saved here, and sent when the line is back.")
    return (Notice(say("This screen is not connected to the council now."), (still,), "info", "wifi-off"),)


def away_in_a_line(scene: Scene) -> Text | None:
    """The same, where there is room for a line only."""
    if not away(scene):
        return None
    return say("This screen is not connected to the council now. You can still fill in a form: it is sent later.")
