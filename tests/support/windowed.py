"""The real terminal in a real window, for tests to drive from outside: started by `tests.support.window`.

    python -m tests.support.windowed --hub URL --data FOLDER --size 1080x1920 [--loop stock] [--moving]

Writes one JSON line for each state of the semantic tree, and takes commands as JSON lines.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ui import glx

glx.load_ahead()  # as main.py does, before the rest is read

from devices.rack import opened  # noqa: E402 - see above, and so for the next
from devices.registry import Wish  # noqa: E402
from kiosk.interfaces.speech import Manner  # noqa: E402
from kiosk.runtime import logs  # noqa: E402
from kiosk.runtime.equipment import equipment  # noqa: E402
from kiosk.runtime.settings import load  # noqa: E402
from kiosk.terminal.settings import ScreenSettings  # noqa: E402
from tests.support.terminals import SetClock, Started  # noqa: E402
from ui import app  # noqa: E402

if TYPE_CHECKING:
    from ui.semantics import Picture
    from ui.stage import Stage

_writing = threading.Lock()


def say(**document: object) -> None:
    """One line to the test."""
    with _writing:
        sys.stdout.write(json.dumps(document) + "\n")
        sys.stdout.flush()


class Voice:
    """Says what would be said. Satisfies `kiosk.interfaces.speech.Speech`."""

    trouble: str | None = None
    usual = Manner()
    socket = True

    def say(self, text: str, language: str, manner: Manner, *, after: bool = False) -> None:
        say(said=text, language=language, after=after, rate=manner.rate, volume=manner.volume)

    def stop(self) -> None:
        say(said=None)

    def when_plugged(self, told: Callable[[bool], None]) -> None:
        self.plugged = told


class Heard(Voice):
    """Says it aloud, too.

    Args:
        player: plays it.
    """

    def __init__(self, player: str) -> None:
        from devices.speech.speaker import Speaker

        self.speaker = Speaker({"en": "gmw/en-gb-x-rp", "cy": "cel/cy"}, player.split())
        self.speaker.start()

    def say(self, text: str, language: str, manner: Manner, *, after: bool = False) -> None:
        self.speaker.say(text, language, manner, after=after)
        super().say(text, language, manner, after=after)

    def stop(self) -> None:
        self.speaker.stop()
        super().stop()


class Commands:
    """What a test may ask of the window, each on Kivy's thread."""

    def __init__(self, stage: Stage, acts: Acts) -> None:
        self._stage = stage
        self._acts = acts

    def do(self, command: Mapping[str, str]) -> None:
        actions: dict[str, Callable[[Mapping[str, str]], None]] = {
            "fail": self.fail,
            "leftovers": self.leftovers,
            "photos": self.photos,
            "wakes": self.wakes,
            "picture": self.picture,
            "wait": self.wait,
            "unhealed": self.unhealed,
            "whole": self.whole,
            "frames": self.frames,
            "sessions": self.sessions,
            "headphones": self.headphones,
            "fingers": self.fingers,
            "acts": self.acts,
            "weight": self.weight,
        }
        actions[command["do"]](command)

    def fail(self, command: Mapping[str, str]) -> None:
        """Makes the next drawing of the step raise, with private words in the message."""
        from ui.screens.sheet import Sheet

        whole = Sheet.show

        def broken(*_: object) -> None:
            Sheet.show = whole
            raise RuntimeError(command["message"])

        Sheet.show = broken
        self._stage.router.changed()

    def leftovers(self, command: Mapping[str, str]) -> None:
        """Looks for words in everything the collector can reach, and says what holds each. They come and go
        backwards, so as not to be found here."""
        gc.unfreeze()  # what is frozen is not among the collector's objects
        gc.collect()
        needles = [word[::-1] for word in command["backwards"].split()]
        found: dict[str, list[str]] = {}
        for holder in gc.get_objects():
            if holder is not needles:
                for backwards in _reached(holder, needles):
                    found.setdefault(backwards, []).append(type(holder).__qualname__)
        say(leftovers=found)

    def photos(self, _command: Mapping[str, str]) -> None:
        """Counts the pictures of a camera in everything the collector can reach."""
        from kiosk.domain.photos import Photo

        gc.unfreeze()
        gc.collect()
        say(photos=sum(type(each) is Photo for each in gc.get_objects()))

    def wakes(self, command: Mapping[str, str]) -> None:
        """Schedules on the clock from other threads, and says how long each took to be heard."""
        from kivy.clock import Clock

        latencies: list[float] = []
        expected = 4 * int(command["each"])

        def heard(since: float) -> None:
            latencies.append(time.perf_counter() - since)
            if len(latencies) == expected:
                say(wakes=latencies)

        def push() -> None:
            for _ in range(int(command["each"])):
                time.sleep(float(command["pause"]))
                now = time.perf_counter()
                Clock.schedule_once(lambda _seconds, now=now: heard(now))

        for number in range(4):
            threading.Thread(target=push, name=f"pusher-{number}", daemon=True).start()

    def headphones(self, command: Mapping[str, str]) -> None:
        """Plugs them in, or pulls them out."""
        self._stage.reader._speech.plugged(command["plugged"] == "yes")

    def picture(self, command: Mapping[str, str]) -> None:
        """Takes a picture of the window."""
        from ui import picture

        picture.save(Path(command["path"]))
        say(picture=command["path"])

    def sessions(self, command: Mapping[str, str]) -> None:
        """Serves so many people, a frame each, and says what is in memory afterwards: widgets, and MiB."""
        from kivy.clock import Clock

        left = int(command["count"])
        listeners, self._stage.tree._listeners = self._stage.tree._listeners, []

        def serve(_seconds: float) -> None:
            nonlocal left
            if left:
                left -= 1
                self._visit(f"{left} Wharf Row")
                Clock.schedule_once(serve, 0)
                return
            self._stage.tree._listeners = listeners
            say(sessions=_in_memory())

        serve(0)

    def _visit(self, typed: str) -> None:
        router = self._stage.router
        for node in ("action:start", "tile:forms", "form:missed-bin", "action:begin"):
            router.press(node)
            router.draw()
        for _ in range(4):
            nodes = [placed.node for placed in self._stage.tree.picture.nodes]
            for node in [each for each in nodes if each.role == "radio"][:1] + [
                each for each in nodes if each.role == "textbox"
            ]:
                router.press(node.id)
                if node.role == "textbox":
                    router.type(typed)
                router.draw()
            router.press("action:continue")
            router.draw()
        for node in ("bar:help", "action:leave"):
            router.press(node)
            router.draw()

    def unhealed(self, _command: Mapping[str, str]) -> None:
        """No frame is drawn over the parts that were drawn, so that what they left wrong stays to be seen."""
        from ui.damage import damage

        damage._heal.timeout = 3600
        say(unhealed=True)

    def whole(self, command: Mapping[str, str]) -> None:
        """Draws everything, and says how many frames there were once it is on the screen."""
        from kivy.core.window import Window

        from ui.damage import damage

        damage.whole()
        Window.canvas.ask_update()
        self.frames(command)

    def frames(self, command: Mapping[str, str]) -> None:
        """Says how many frames were drawn whole and in part, when what is under way is on the screen."""
        from kivy.clock import Clock
        from kivy.graphics.opengl import glFinish

        from ui.damage import damage

        def shown(_seconds: float) -> None:
            glFinish()
            say(**{command["do"]: damage.frames})

        Clock.schedule_once(lambda _seconds: Clock.schedule_once(shown, 0), 0)

    def fingers(self, command: Mapping[str, str]) -> None:
        """Fingers come to the glass, move on it and leave it, a frame each: `down 1 0.2 0.8, move 1 0.3 0.8, up 1
        0.3 0.8`, by the number of the finger, and from the top left corner. As a digitiser tells of them: a pointer
        has one finger only."""
        from kivy.clock import Clock
        from kivy.core.window.window_sdl2 import SDL2MotionEventProvider

        left = [each.split() for each in command["acts"].split(", ")]
        names = {"down": "fingerdown", "move": "fingermotion", "up": "fingerup"}

        def act(_seconds: float) -> None:
            name, finger, x, y = left.pop(0)
            SDL2MotionEventProvider.q.appendleft((names[name], int(finger), float(x), float(y), 1.0))
            Clock.schedule_once(act if left else lifted, 0)

        def lifted(_seconds: float) -> None:
            say(fingers=command["acts"])

        act(0)

    def acts(self, _command: Mapping[str, str]) -> None:
        """Says how many acts of the visitor there were, when what follows from them is on the screen."""
        from kivy.clock import Clock

        count = self._acts.count
        Clock.schedule_once(lambda _seconds: Clock.schedule_once(lambda _seconds: say(acts=count), 0), 0)

    def weight(self, _command: Mapping[str, str]) -> None:
        """Says what the program takes up: widgets, MiB of its own, threads, open files. What it keeps on purpose, and
        no more than it may, is thrown away first, and what was freed is given back to the system: only what is held
        counts."""
        from kivy.clock import Clock
        from kivy.core.window import Window

        from ui.theme.pictures import shelf

        def weigh(_seconds: float) -> None:
            gc.collect()
            ctypes.CDLL(None).malloc_trim(0)
            threads, files = (len(list(Path(f"/proc/self/{kind}").iterdir())) for kind in ("task", "fd"))
            say(weight=[*_in_memory(), threads, files])

        shelf.clear()
        gc.unfreeze()
        gc.collect()
        Window.canvas.ask_update()  # Kivy gives textures back while it draws
        Clock.schedule_once(lambda _seconds: Clock.schedule_once(weigh, 0), 0)

    def wait(self, command: Mapping[str, str]) -> None:
        """Lets the journey believe that so many seconds have passed."""
        self._stage.journey.tick(time.monotonic() + float(command["seconds"]))


_OWN = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")
"""What the program wrote itself, in `smaps_rollup`. Not the pages of libraries, which are its own only as long as no
other program on the machine has read the same ones: 30 MiB of Mesa come and go with the neighbours."""


def _in_memory() -> tuple[int, float]:
    """How many widgets there are, and how many MiB the program has written for itself."""
    from kivy.uix.widget import Widget

    gc.unfreeze()
    gc.collect()
    widgets = sum(issubclass(type(each), Widget) for each in gc.get_objects())
    gc.freeze()
    rollup = Path("/proc/self/smaps_rollup").read_text()
    own = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(_OWN))
    return widgets, own / 1024


def _reached(holder: object, needles: list[str]) -> set[str]:
    """The words that an object holds, backwards: itself or in a container that the collector does not track, such as
    a tuple or a dictionary of nothing but strings. By type: a dead proxy must not be asked what it stood for."""
    found: set[str] = set()
    for held in gc.get_referents(holder):
        kind = type(held)
        if issubclass(kind, str):
            found |= {needle[::-1] for needle in needles if needle in held}
        elif issubclass(kind, bytes | bytearray):
            found |= {needle[::-1] for needle in needles if needle.encode() in held}
        elif kind in (dict, tuple, list) and not gc.is_tracked(held):
            found |= _reached(held, needles)
    return found


class Acts:
    """How many keys went down, and how often a finger was lifted, since the window opened."""

    def __init__(self) -> None:
        self.count = 0

    def watch(self) -> None:
        """Counts each before anything answers to it: who binds last is called first."""
        from kivy.core.window import Window

        Window.bind(on_key_down=self._one, on_touch_up=self._one)

    def _one(self, *_: object) -> bool:
        self.count += 1
        return False


def drawn(stage: Stage, picture: Picture, acts: int) -> None:
    """Tells the test what is on the screen, after how many acts of the visitor: once it is there, because what the
    test hears must not keep anybody waiting."""
    from kivy.clock import Clock

    from ui.widgets.pressable import Pressable

    document: dict[str, object] = {
        "acts": acts,
        "nodes": [
            {
                "id": placed.node.id,
                "role": placed.node.role,
                "name": placed.node.name,
                "value": placed.node.value,
                "state": placed.node.state,
                "error": placed.node.error,
                "focusable": placed.node.focusable,
                "bounds": placed.bounds
                and [placed.bounds.x, placed.bounds.y, placed.bounds.width, placed.bounds.height],
            }
            for placed in picture.nodes
        ],
        "focus": picture.focus,
        "announcement": picture.announcement.text if picture.announcement else None,
        "pressables": sorted(widget.node for widget in stage.root.walk() if isinstance(widget, Pressable)),
    }
    Clock.schedule_once(lambda _seconds: say(**document), 0)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hub", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", default="1080x1920")
    parser.add_argument("--loop", choices=("event", "stock"), default="event")
    parser.add_argument("--moving", action="store_true")
    parser.add_argument("--wrong-by", type=int, default=0, help="seconds that the machine's clock is off")
    parser.add_argument("--printer", help="where a receipt printer hangs")
    parser.add_argument("--devices", type=json.loads, default={}, help="others, by name: a driver and its options")
    parser.add_argument("--fire", default="", help="the input on which the fire panel's contact hangs")
    parser.add_argument("--player", help="command that plays what is said; without one it is only told")
    chosen = parser.parse_args()
    logs.start("terminal", "console", "info")  # whole lines, and not among those for the test
    width, height = map(int, chosen.size.split("x"))
    screen = ScreenSettings(
        width=width,
        height=height,
        diagonal_inches=27,
        mounting_height_mm=1150,
        fullscreen=True,
        loop=chosen.loop,
        idle_warning=90,
        idle_countdown=30,
        reduced_motion=not chosen.moving,
        partial_frames=True,
        switch="f9",
    )

    acts = Acts()

    def listen(stage: Stage) -> None:
        from kivy.clock import Clock

        # As in a real start, the screens are read while the terminal asks; the first picture is of what it was told.
        started.wait_for(lambda: started.terminal.catalogue is not None)
        commands = Commands(stage, acts)
        stage.tree.listen(lambda picture: drawn(stage, picture, acts.count))

        def read() -> None:
            for line in sys.stdin:
                Clock.schedule_once(lambda _seconds, line=line: commands.do(json.loads(line)))

        threading.Thread(target=read, name="commands", daemon=True).start()

    def first_frame() -> None:
        acts.watch()
        say(first_frame=time.monotonic())

    clock = SetClock(timedelta(seconds=chosen.wrong_by))
    wishes = {name: Wish(**wish) for name, wish in chosen.devices.items()}
    if chosen.printer:
        wishes["receipts"] = Wish("printer.escpos", {"connection": chosen.printer})
    settings = load("demo", overrides=[f'contacts.fire="{chosen.fire}"'])
    with (
        opened(wishes, simulated_allowed=True) as devices,
        Started(chosen.data, chosen.hub, clock, equipment=equipment(settings, devices), notice_port=0) as started,
    ):
        voice = Heard(chosen.player) if chosen.player else Voice()
        app.run(started.terminal, screen=screen, on_stage=listen, speech=voice, on_first_frame=first_frame)
        if isinstance(voice, Heard):
            voice.speaker.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
