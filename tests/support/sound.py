"""A sound server of a test's own, with an output that nobody hears and a tape that runs along."""

from __future__ import annotations

import array
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RATE = 16_000
MISSING = "pulseaudio and pulseaudio-utils are not installed: nothing can listen to what is said"
PLAYER = ("aplay", "-q", "-D", "pulse", "-")
_LOUD = 50


def installed() -> bool:
    return all(shutil.which(name) for name in ("pulseaudio", "parec", "aplay"))


class Tape:
    """What came out so far."""

    def __init__(self) -> None:
        self._samples = array.array("h")
        self._loud_at = 0.0
        self._changed = threading.Condition()

    def add(self, piece: bytes) -> None:
        fresh = array.array("h", piece[: len(piece) // 2 * 2])
        with self._changed:
            self._samples += fresh
            if any(abs(sample) > _LOUD for sample in fresh):
                self._loud_at = time.monotonic()
            self._changed.notify_all()

    @property
    def position(self) -> int:
        with self._changed:
            return len(self._samples)

    def loud(self, since: int = 0) -> float:
        """Seconds between the first and the last sound after a position."""
        with self._changed:
            heard = [at for at, sample in enumerate(self._samples[since:]) if abs(sample) > _LOUD]
        return (heard[-1] - heard[0]) / RATE if heard else 0.0

    @property
    def loud_at(self) -> float:
        """When something was heard last, on the monotonic clock; a piece of tape is a fiftieth of a second."""
        with self._changed:
            return self._loud_at

    def wait_for_sound(self, since: int, patience: float = 20) -> None:
        with self._changed:
            assert self._changed.wait_for(
                lambda: any(abs(sample) > _LOUD for sample in self._samples[since:]), patience
            ), "nothing was heard"

    def run_on(self, seconds: float, patience: float = 30) -> None:
        """Waits until so much more has gone by on the tape."""
        wanted = self.position + int(seconds * RATE)
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._samples) >= wanted, patience)


@contextmanager
def sound_server() -> Iterator[Tape]:
    """A server for this process and its children; the tape runs until the end."""
    with tempfile.TemporaryDirectory(prefix="foyer-sound-") as folder:
        socket = Path(folder) / "native"
        before = {name: os.environ.get(name) for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH")}
        os.environ |= {"PULSE_SERVER": f"unix:{socket}", "PULSE_RUNTIME_PATH": folder}
        modules = (
            "module-null-sink sink_name=kiosk",
            f"module-native-protocol-unix socket={socket} auth-anonymous=1",
        )
        words = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=false"]
        server = subprocess.Popen(
            [*words, *(f"--load={module}" for module in modules)],
            env=os.environ | {"XDG_RUNTIME_DIR": folder, "HOME": folder},
            stderr=subprocess.DEVNULL,
        )
        listening = ["parec", "-d", "kiosk.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1"]
        pause = threading.Event()
        while not socket.exists():
            assert server.poll() is None, "the sound server did not start"
            pause.wait(0.02)
        recorder = subprocess.Popen([*listening, "--latency-msec=10"], stdout=subprocess.PIPE)
        tape = Tape()
        thread = threading.Thread(target=_record, args=(recorder, tape), name="tape")
        thread.start()
        try:
            tape.run_on(0.1)
            yield tape
        finally:
            recorder.kill()
            thread.join()
            recorder.wait()
            server.terminate()
            server.wait()
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _record(recorder: subprocess.Popen[bytes], tape: Tape) -> None:
    assert recorder.stdout is not None
    with recorder.stdout as sound:
        while piece := os.read(sound.fileno(), 640):
            tape.add(piece)
