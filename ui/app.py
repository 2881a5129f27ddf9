"""The screens of a terminal, from opening the window to closing it."""

from __future__ import annotations

import importlib.util
import logging
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.interfaces.speech import MUTE, Speech
from ui import glx, greeting
from ui.greeting import Panel
from ui.presenters import words
from ui.theme.files import LOCALES

if TYPE_CHECKING:
    from kiosk.terminal.settings import ScreenSettings
    from ui.desk import Terminal
    from ui.glass import Glass
    from ui.stage import Stage

_STYLES = "style.kv"


def run(
    terminal: Terminal,
    *,
    screen: ScreenSettings,
    telephone: str = "",
    speech: Speech = MUTE,
    glass: Glass | None = None,
    keeps: Path | None = None,
    on_first_frame: Callable[[], None] | None = None,
    on_stage: Callable[[Stage], None] | None = None,
    already_ended: Callable[[], bool] = lambda: False,
) -> bool:
    """Shows the screens until SIGTERM, SIGINT or the window's end. Called on the main thread, once in a process.
    Says whether staff want the program to begin anew.

    Args:
        terminal: started; the caller closes it afterwards.
        telephone: the council's number, for a terminal that has never heard from its hub.
        glass: the window, if it is open and greets; one is opened otherwise.
        keeps: the folder in which it is kept what the next start greets with.
        on_first_frame: called on Kivy's thread when the first picture is on the screen.
        on_stage: handed the stage before the first frame: for pictures of every screen, and for tests.
        already_ended: whether such a signal came before the screens could hear it.
    """
    panel = greeting.Panel.of(screen)
    if glass is not None and glass.panel != panel:
        return True  # it was opened for a panel of other settings; another start greets nobody
    with ExitStack() as opening:
        catalogues = words.Catalogues(LOCALES)
        if glass is None:
            from_floor = screen.mounting_height_mm
            glass = opening.enter_context(opened(panel, screen.diagonal_inches, from_floor))
        from ui.stage import Stage

        stage = Stage(glass, terminal, screen, catalogues, telephone or None, speech, keeps)
        if on_stage is not None:
            on_stage(stage)
        if on_first_frame is not None:
            stage.when_drawn(on_first_frame)
        with _ends_by_signal(stage.end, stage.wake):
            if already_ended():
                stage.end()
            stage.run()
        return stage.again


@contextmanager
def greeted(folder: Path | None, meanwhile: Callable[[], object]) -> Iterator[Glass | None]:
    """Opens the window and greets with what was kept, while a thread does what takes time; gives the window, or
    `None` where there is nothing to greet with. Called on the main thread, once in a process.

    Args:
        folder: where a greeting was kept, if anywhere.
        meanwhile: done when the window is handed over; not done at all without one.
    """
    kept = None if folder is None else greeting.take(folder)
    if kept is None or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        yield None
        return
    with opened(kept.panel, kept.inches, kept.middle) as glass, ThreadPoolExecutor(1, "start") as thread:
        drawn = threading.Event()
        glass.when_drawn(drawn.set)
        glass.greet(kept, words.Words(kept.view.language, words.Catalogues(LOCALES)))
        while not drawn.is_set():
            glass.turn()
        done = thread.submit(meanwhile)
        done.add_done_callback(lambda _done: glass.wake())
        while not done.done():
            glass.turn()
        done.result()
        yield glass


@contextmanager
def opened(panel: Panel, inches: float, middle: float) -> Iterator[Glass]:
    """The window.

    Args:
        inches: the panel's diagonal.
        middle: millimetres from the floor to its middle.
    """
    with tempfile.TemporaryDirectory(prefix="foyer-screen-") as home:
        _configure(panel, home)
        from ui.glass import Glass

        yield Glass(panel, inches, middle)


def _configure(screen: Panel, home: str) -> None:
    """Tells Kivy what it may do, before it is imported: it reads its environment and configuration only then.

    It must not take our command line for its own, write into anybody's home, log (a message may hold an answer), or
    quit and open settings at the press of a key.
    """
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_HOME=home,
        KIVY_DATA_DIR=str(_data_without_styles(Path(home))),
        KIVY_NO_CONSOLELOG="1",
        KIVY_NO_FILELOG="1",
        KIVY_LOG_MODE="PYTHON",
        KIVY_IMAGE="sdl2",
    )
    if (visual := glx.flat_visual()) is not None:
        os.environ["SDL_VIDEO_X11_VISUALID"] = str(visual)
    kivys_log = logging.getLogger("kivy")
    kivys_log.addHandler(logging.NullHandler())
    kivys_log.propagate = False
    from kivy.config import Config

    options: dict[str, dict[str, object]] = {
        "graphics": {
            "width": screen.width,
            "height": screen.height,
            "borderless": int(screen.fullscreen),
            "show_cursor": int(not screen.fullscreen),
            "position": "custom",
            "left": 0,
            "top": 0,
            "resizable": 0,
            "multisamples": 0,
            "maxfps": 60,
        },
        "kivy": {"exit_on_escape": 0, "log_enable": 0, "desktop": 1},
        "input": {"mouse": "mouse,disable_multitouch,disable_on_activity"},
    }
    for section, values in options.items():
        for name, value in values.items():
            Config.set(section, name, str(value))


def _data_without_styles(home: Path) -> Path:
    """A folder with all that comes with Kivy but the rules of its own widgets: we use none of them, and reading those
    rules takes as long as opening the window."""
    spec = importlib.util.find_spec("kivy")
    assert spec is not None and spec.origin is not None  # noqa: S101 - it is imported next
    data = home / "data"
    data.mkdir()
    for each in (Path(spec.origin).parent / "data").iterdir():
        if each.name != _STYLES:
            (data / each.name).symlink_to(each)
    (data / _STYLES).touch()
    return data


@contextmanager
def _ends_by_signal(end: Callable[[], None], wake: Callable[[], None]) -> Iterator[None]:
    """Ends the screens on SIGTERM and SIGINT, even while the clock sleeps inside SDL, where Python hears no signal:
    the system writes a byte for each signal, and a thread that waits for it wakes the clock."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)

    def watch() -> None:
        with suppress(OSError):
            while ours.recv(1):
                wake()

    before = {number: signal.signal(number, lambda *_: end()) for number in (signal.SIGTERM, signal.SIGINT)}
    written_before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    watcher = threading.Thread(target=watch, name="signals", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(written_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        theirs.close()
        watcher.join()
        ours.close()
