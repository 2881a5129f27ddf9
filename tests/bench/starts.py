"""From the command to the welcome on the screen: the program as it is started every morning, beside Chromium.

Both have been started before: the terminal finds its catalogue in its journal and its greeting beside it, Chromium
has its profile and finds the same catalogue beside its page; nothing is asked of a network. Each makes its welcome of
it, and its time is taken when the same words are on the screen of an X server that was there before.

The moment the terminal's are there its button is pressed, because a picture that leads nowhere is worth nothing: the
time until the press is seen, and until the next screen stands there, is taken too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from Xlib import X
from Xlib.display import Display

from kiosk.terminal import identity
from kiosk.terminal.hub_client import Enrolment
from tests.bench.glass import Screen, x_server
from tests.bench.measure import Series, limit, report
from tests.bench.peers import browser_words
from tests.support.stand_in_hub import KEY, StandInHub

ROOT = Path(__file__).parents[2]
PAGE = Path(__file__).with_name("welcome.html")
SIZE = (1080, 1920)
STARTS = 7
SEEN = 0.1
"""Seconds after which somebody thinks that nothing has happened."""

PATIENCE, REST = 60.0, 1.5
"""Seconds after which a program has failed to start; and for which a picture has stayed once it is whole."""

BUTTON = (100, 1600)
"""Where the button that starts is, beside its words: across and down."""

HEADING = (56, 490, 400, 64)
"""Where both have the first words of the welcome: left, top, width, height."""

OURS = "import sys; sys.modules['rich'] = None; import main; sys.exit(main.main())"
"""`python main.py`, without a library that only the tests bring: the log would read it because it is there."""


@dataclass
class Starter:
    """A program that is started again and again.

    Attributes:
        pressed, served: where it is pressed at once, how long until that is seen, from the press, and until the next
            screen is there, from the command.
        whole: how the place of the first words looks in the end.
    """

    words: list[str]
    series: Series
    pressed: Series | None = None
    served: Series | None = None
    whole: bytes = field(default=b"", repr=False)

    def begin(self) -> None:
        """Starts it once, and takes the time until its words are there; the first time they are only looked at."""
        with x_server(*SIZE) as display:
            x = Display(display)
            nothing = _look(x)
            began = time.perf_counter()
            process = subprocess.Popen(
                self.words,
                cwd=ROOT,
                env={**os.environ, "DISPLAY": display},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                if self.whole:
                    while _look(x) != self.whole:
                        self._check(began)
                    self.series.seconds.append(time.perf_counter() - began)
                    self._press(Screen(x), x, began)
                else:
                    self.whole = self._at_rest(x, nothing, began)
            finally:
                process.terminate()
                process.wait()
                x.close()

    def _press(self, screen: Screen, x: Display, began: float) -> None:
        if self.pressed is None or self.served is None:
            return
        screen.point(*BUTTON)
        self.pressed.seconds.append(screen.answer(lambda: screen.button(down=True), *BUTTON))
        screen.button(down=False)
        while _look(x) == self.whole:
            self._check(began)
        self.served.seconds.append(time.perf_counter() - began)

    def _at_rest(self, x: Display, nothing: bytes, began: float) -> bytes:
        seen, since = nothing, time.perf_counter()
        while seen == nothing or time.perf_counter() - since < REST:
            if (now := _look(x)) != seen:
                seen, since = now, time.perf_counter()
            self._check(began)
        return seen

    def _check(self, began: float) -> None:
        if time.perf_counter() - began > PATIENCE:
            raise TimeoutError(f"{self.series.name} never showed its welcome")
        time.sleep(0.002)


def run(folder: Path) -> None:
    """Prints how long each start takes, in turn."""
    with StandInHub() as hub:
        starters = [_foyer(folder / "terminal", hub), _bare(), *_chromium(folder, hub)]
        for _ in range(STARTS + 1):
            for starter in starters:
                starter.begin()
    ours, bare, *others = (starter.series for starter in starters)
    for series in others:
        report("From the command to the welcome", ours, series, "no later than Chromium")
    if not others:
        print("\nChromium is not installed: there is no comparison with it")
    report("From the command to the first picture", ours, bare)
    assert starters[0].pressed is not None and starters[0].served is not None
    limit("A press as soon as the welcome is there", starters[0].pressed, SEEN)
    for series in (bare, *others):
        report("From the command to the screen that this press leads to", starters[0].served, series)


def _foyer(data: Path, hub: StandInHub) -> Starter:
    identity.keep(data, Enrolment(uuid4(), "llanfair-road", KEY))
    width, height = SIZE
    words = [sys.executable, "-c", OURS, "terminal", "--hub", hub.url, "--data", str(data)]
    words += ["--set", f"screen.width={width}", "--set", f"screen.height={height}", "--set", "speech.player=[]"]
    served = Series("the foyer"), Series("the foyer")
    return Starter(words, Series("the foyer"), *served)


def _bare() -> Starter:
    """What part of a start is Python's and Kivy's alone."""
    words = [sys.executable, "-m", "tests.bench.bare_kivy", *map(str, SIZE)]
    return Starter(words, Series("bare Kivy, one word"))


def _chromium(folder: Path, hub: StandInHub) -> list[Starter]:
    page, profile = folder / "welcome.html", folder / "profile"
    if (words := browser_words(page, profile, *SIZE)) is None:
        return []
    shutil.copytree(ROOT / "assets/vendor/fonts", folder / "fonts")
    text = PAGE.read_text("utf-8").replace("FONTS", "fonts")
    page.write_text(text.replace("CATALOGUE", json.dumps(hub.catalogue()).replace("<", "\\u003c")), "utf-8")
    return [Starter(words, Series("Chromium, the same welcome"))]


def _look(x: Display) -> bytes:
    left, top, width, height = HEADING
    return bytes(x.screen().root.get_image(left, top, width, height, X.ZPixmap, 0xFFFFFFFF).data)
