"""A real voice, played to a real sound server, and cut off."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devices.speech.rendering import Renderer
from devices.speech.speaker import Speaker
from kiosk.interfaces.speech import Manner
from tests.support.hubs import wait_for
from tests.support.sound import MISSING, PLAYER, Tape, installed, sound_server

VOICES = {"en": "gmw/en-gb-x-rp", "cy": "cel/cy"}
LONG = "Please touch the screen, or use the keys below it. I can help with council tax, bins and parking. " * 3


@pytest.fixture(scope="module")
def tape() -> Iterator[Tape]:
    if not installed():
        pytest.skip(MISSING)
    with sound_server() as running:
        yield running


@pytest.fixture
def speaker(tape: Tape) -> Iterator[Speaker]:
    speaker = Speaker(VOICES, PLAYER)
    speaker.start()
    try:
        yield speaker
    finally:
        speaker.close()


def length(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as file:
        return file.getnframes() / file.getframerate()


def test_a_text_is_rendered_whole_and_nothing_of_it_stays() -> None:
    renderer = Renderer()
    try:
        folder = Path(renderer._folder.name)
        short = renderer.render("Yes.", VOICES["en"], 165, 0.6)
        long = renderer.render(LONG, VOICES["en"], 165, 0.6)
        fast = renderer.render(LONG, VOICES["en"], 330, 0.6)
        quiet = renderer.render("Yes.", VOICES["en"], 165, 0.1)
        assert length(long) > 10 * length(short)
        assert length(fast) < 0.7 * length(long)
        assert loudest(quiet) < loudest(short) / 2
        assert list(folder.iterdir()) == []
    finally:
        renderer.close()
    assert not folder.exists()


def test_english_and_welsh_have_voices_of_their_own() -> None:
    renderer = Renderer()
    try:
        text = "Croeso i swyddfeydd y cyngor."
        assert renderer.render(text, VOICES["en"], 165, 0.6) != renderer.render(text, VOICES["cy"], 165, 0.6)
    finally:
        renderer.close()


@pytest.mark.parametrize("text", ["", " ", "…", "<speak>a & b</speak>", "ŵŷ Ffŵl 😀", "\x00\x07", "x" * 5000])
def test_any_text_can_be_said(text: str) -> None:
    renderer = Renderer()
    try:
        sound = renderer.render(text, VOICES["en"], 165, 0.6)
        assert bool(sound) == bool(text.strip("\x00\x07 "))
        assert length(renderer.render("Yes.", VOICES["en"], 165, 0.6)) > 0.2
    finally:
        renderer.close()


def test_a_renderer_that_hangs_or_dies_is_begun_anew() -> None:
    renderer = Renderer()
    try:
        renderer.render("Yes.", VOICES["en"], 165, 0.6)
        for deadly in (signal.SIGKILL, signal.SIGSTOP):
            assert renderer._process is not None
            os.kill(renderer._process.pid, deadly)
            assert length(renderer.render("Yes.", VOICES["en"], 165, 0.6)) > 0.2
    finally:
        renderer.close()


def test_it_is_heard_and_falls_silent_at_once(speaker: Speaker, tape: Tape) -> None:
    renderer = Renderer()
    whole = length(renderer.render(LONG, VOICES["en"], 165, 0.6))
    renderer.close()
    since = tape.position
    speaker.say(LONG, "en", Manner())
    tape.wait_for_sound(since)
    speaker.stop()
    tape.run_on(2)
    assert tape.loud(since) < whole / 10, "of all there was to say"
    assert speaker.trouble is None


def test_a_new_text_takes_the_place_of_the_one_before_and_another_waits_for_it(speaker: Speaker, tape: Tape) -> None:
    since = tape.position
    speaker.say(LONG, "en", Manner())
    tape.wait_for_sound(since)
    since = tape.position
    speaker.say("Yes.", "en", Manner())
    speaker.say("No.", "en", Manner(), after=True)
    tape.wait_for_sound(since)
    # Between the two nothing plays either: longer than one word is both.
    wait_for(lambda: tape.loud(since) > 0.5 and speaker._player is None and not speaker._wishes, "both were said")
    tape.run_on(0.5)
    assert 0.5 < tape.loud(since) < 4


def test_what_was_said_is_not_kept_while_it_waits_for_more(tmp_path: Path) -> None:
    ears = tmp_path / "ears"
    os.mkfifo(ears)
    speaker = Speaker(VOICES, ["sh", "-c", f"cat > {ears}"])
    speaker.start()

    def listen() -> threading.Thread:
        listening = threading.Thread(target=ears.read_bytes, daemon=True)
        listening.start()
        return listening

    def remembers(words: str) -> bool:
        frame = sys._current_frames()[speaker._thread.ident or 0]
        while frame is not None and words not in str(frame.f_locals):
            frame = frame.f_back
        return frame is not None

    try:
        listen().join(20)  # to the silence that wakes a sound card
        speaker.say(f"12 Llanfair Road. {LONG}", "en", Manner())
        wait_for(lambda: remembers("Llanfair"), "it is being said, to somebody who does not listen yet")
        listen()
        wait_for(lambda: not remembers("Llanfair"), "it is forgotten")
    finally:
        speaker.close()


def test_without_a_player_or_a_sound_card_it_says_so_and_comes_back() -> None:
    speaker = Speaker(VOICES, ["false"])
    speaker.start()
    try:
        wait_for(lambda: speaker.trouble == "no_player", "the trouble is known")
        speaker._command = ["cat"]
        speaker.say("Yes.", "en", Manner())
        wait_for(lambda: speaker.trouble is None, "it is over")
    finally:
        speaker.close()


def test_no_process_and_no_thread_stays_behind(tape: Tape) -> None:
    speaker = Speaker(VOICES, PLAYER)
    speaker.start()
    speaker.say(LONG, "en", Manner())
    wait_for(lambda: speaker._player is not None, "it plays")
    children = psutil.Process().children(recursive=True)
    speaker.close()
    speaker.close()
    assert not speaker._thread.is_alive()
    mine = [each for each in children if each.is_running() and "renderer" in " ".join(_words(each))]
    assert mine == []


def test_the_manner_goes_as_far_as_it_goes() -> None:
    assert Manner().louder(99).volume == 10
    assert Manner().louder(-99).volume == 1
    assert Manner().faster(99).rate == 405
    assert Manner().faster(-99).rate == 105


def test_the_renderer_ends_with_its_input() -> None:
    child = subprocess.run(
        [sys.executable, "-m", "devices.speech.renderer"], input=b"", capture_output=True, timeout=60, check=True
    )
    assert child.stdout == b'{"ready": true}\n'


def loudest(sound: bytes) -> int:
    with wave.open(io.BytesIO(sound)) as file:
        frames = file.readframes(file.getnframes())
    return max(abs(int.from_bytes(frames[at : at + 2], "little", signed=True)) for at in range(0, len(frames), 2))


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
