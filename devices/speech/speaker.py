"""Says texts aloud, and can be silenced in an instant.

Theory of operation. The screens' thread only leaves a wish and, to stop, kills the player: both take microseconds. A
thread of our own renders (`rendering`) and feeds the player, a process that reads sound from its input. Killing it is
the one way of stopping that leaves nothing in a buffer. What is said is never kept: it may be somebody's address.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import threading
import wave
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devices.speech.jack import Jack
from devices.speech.rendering import CannotRender, Renderer
from kiosk.events import log
from kiosk.interfaces.speech import LOUDEST, Manner


@dataclass(frozen=True, slots=True)
class _Wish:
    text: str
    language: str
    manner: Manner


class Speaker:
    """Satisfies `kiosk.interfaces.speech.Speech`.

    Args:
        voices: the voice for each language, as espeak-ng names them.
        player: the words of a command that plays a WAV file from its input.
        headphones: the input device of their socket, if there is one.
        usual: how loud and how fast every session begins.
    """

    def __init__(
        self,
        voices: Mapping[str, str],
        player: Sequence[str],
        headphones: Path | None = None,
        usual: Manner = Manner(),  # noqa: B008 - it is frozen
    ) -> None:
        self.usual = usual
        self._voices = dict(voices)
        self._command = [*player]
        self._renderer = Renderer()
        self._changed = threading.Condition()
        self._wishes: deque[_Wish] = deque()
        self._player: subprocess.Popen[bytes] | None = None
        self._round = 0
        self._closed = False
        self._trouble: str | None = None
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
        self._headphones = headphones
        self._jack: Jack | None = None

    @property
    def trouble(self) -> str | None:
        return self._trouble

    @property
    def socket(self) -> bool:
        return self._headphones is not None

    def start(self) -> None:
        """Begins, and finds out whether there is a voice and something to play it."""
        self._thread.start()

    def close(self) -> None:
        """Falls silent and ends the processes. Twice is fine."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.stop()
        if self._jack is not None:
            self._jack.close()
            self._jack = None
        if self._thread.ident is not None:
            self._thread.join()
        self._renderer.close()

    def say(self, text: str, language: str, manner: Manner, *, after: bool = False) -> None:
        if not after:
            self.stop()
        with self._changed:
            self._wishes.append(_Wish(text, language, manner))
            self._changed.notify()

    def stop(self) -> None:
        with self._changed:
            self._round += 1
            self._wishes.clear()
            if self._player is not None:
                self._player.kill()

    def when_plugged(self, told: Callable[[bool], None]) -> None:
        if self._headphones is not None:
            self._jack = Jack(self._headphones, told)
            self._jack.start()

    def _run(self) -> None:
        self._try(self._wake)
        while self._said_one():
            """The next."""

    def _said_one(self) -> bool:
        """Says what is wished for next; false when it is time to end. What was said is forgotten with its frame."""
        if (found := self._next()) is None:
            return False
        wish, round_ = found
        self._try(lambda: self._play(self._rendered(wish), round_))
        return True

    def _next(self) -> tuple[_Wish, int] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or bool(self._wishes))
            return None if self._closed else (self._wishes.popleft(), self._round)

    def _try(self, work: Callable[[], None]) -> None:
        before = self._trouble
        try:
            work()
        except CannotRender as error:
            self._trouble = error.code
        except OSError:
            self._trouble = "no_player"
        else:
            return
        if self._trouble != before:
            log("speech.failed", code=self._trouble)

    def _wake(self) -> None:
        self._renderer.render("a", self._voice("en"), 165, 0)
        self._play(_silence(), self._round)

    def _rendered(self, wish: _Wish) -> bytes:
        return self._renderer.render(
            wish.text, self._voice(wish.language), wish.manner.rate, wish.manner.volume / LOUDEST
        )

    def _voice(self, language: str) -> str:
        return self._voices.get(language, self._voices["en"])

    def _play(self, sound: bytes, round_: int) -> None:
        if round_ != self._round or not sound:
            return
        # Begun without the lock: whoever presses a key meanwhile must not wait for it.
        player = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with self._changed:
            self._player = player
            if round_ != self._round:
                player.kill()
        # It was cut off while it was being fed.
        with contextlib.suppress(BrokenPipeError):
            player.communicate(sound)
        with self._changed:
            self._player = None
            cut_off = round_ != self._round
        if player.returncode == 0:
            self._trouble = None
        elif not cut_off:
            raise OSError("the player failed")


def _silence() -> bytes:
    """A tenth of a second of it: a sound card that sleeps takes a second to wake, so it is woken beforehand."""
    with io.BytesIO() as file:
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(22_050)
            sound.writeframes(bytes(2 * 2205))
        return file.getvalue()
