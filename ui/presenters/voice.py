"""The voice, as a person may have it: whether it reads, what it may say, how loud and how fast. It goes back with the
rest of what made the screens easier."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.ease import Ease
from kiosk.interfaces.speech import FASTEST, LOUDEST, Manner, Speech
from ui.presenters.view import Choice, Choices, Part, Tile, say


def wish(ease: Ease) -> Choice:
    """Whether it reads: one of the things that help."""
    return Choice(
        "voice:aloud", say("Read the screen to me"), ease.aloud, multiple=True, half=True, picture="volume-2"
    )


def parts(ease: Ease, usual: Manner, *, socket: bool) -> list[Part]:
    """While it reads: how loud and how fast, and what it may say where no headphones can be plugged in."""
    now = _heard(usual, ease)
    volume = say("Volume {n} of {of}", n=now.volume, of=LOUDEST)
    speed = say("Speed {n} of {of}", n=now.speed, of=Manner(rate=FASTEST).speed)
    rows: list[Part] = [
        Tile("voice:quieter", say("Quieter"), volume, "volume-1"),
        Tile("voice:louder", say("Louder"), volume, "volume-2"),
        Tile("voice:slower", say("Slower"), speed, "rewind"),
        Tile("voice:faster", say("Faster"), speed, "fast-forward"),
    ]
    if not socket:
        label, hint = say("Say what I write, too"), say("Anybody near you can hear it.")
        openly = Choice("voice:openly", label, ease.openly, hint, multiple=True, picture="megaphone")
        rows.append(Choices(say("Reading aloud"), (openly,)))
    return rows


def _heard(usual: Manner, ease: Ease) -> Manner:
    """How it is spoken to somebody who wants it so."""
    return usual.louder(ease.louder).faster(ease.faster)


def turned(ease: Ease, name: str, speech: Speech) -> Ease:
    """What is asked for after a press on one of them; a name that is none changes nothing. `volume` and `speed` are
    keys that stand alone: after the loudest comes the quietest, after the fastest the slowest."""
    now = _heard(speech.usual, ease)
    match name:
        case "aloud":
            return replace(ease, aloud=not ease.aloud, openly=False)
        case _ if not ease.aloud:
            return ease
        case "openly" if not speech.socket:
            return replace(ease, openly=not ease.openly)
        case "volume":
            name = "louder" if now.volume < LOUDEST else "quietest"
        case "speed":
            name = "faster" if now.rate < FASTEST else "slowest"
    by = {"louder": 1, "quieter": -1, "quietest": -LOUDEST}.get(name, 0)
    on = {"faster": 1, "slower": -1, "slowest": -FASTEST}.get(name, 0)
    then = now.louder(by).faster(on)
    return replace(
        ease,
        louder=ease.louder + then.volume - now.volume,
        faster=ease.faster + then.speed - now.speed,
    )
