"""A headphone socket: the kernel's events, through a pipe with a name."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.speech import jack
from devices.speech.jack import EV_SW, EVENT, SW_HEADPHONE_INSERT, Jack
from tests.support.hubs import wait_for


class Heard:
    def __init__(self) -> None:
        self.states: list[bool] = []
        self.now = threading.Event()

    def __call__(self, plugged: bool) -> None:
        self.states.append(plugged)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    path = tmp_path / "event0"
    os.mkfifo(path)
    return path


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def socket(device: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The other end of the device, of a socket that is followed."""
    monkeypatch.setattr(jack, "AGAIN", 0.05)
    followed = Jack(device, heard)
    descriptor = os.open(device, os.O_RDWR)
    followed.start()
    wait_for(lambda: heard.states == [False], "it is known to be empty")
    try:
        yield descriptor
    finally:
        followed.close()
        os.close(descriptor)


def event(kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(0, 0, kind, code, value)


def test_headphones_are_heard_when_they_come_and_go(socket: int, heard: Heard) -> None:
    os.write(socket, event(EV_SW, SW_HEADPHONE_INSERT, 1) + event(0, 0, 0))
    wait_for(lambda: heard.states == [False, True], "they were plugged in")
    os.write(socket, event(EV_SW, SW_HEADPHONE_INSERT, 0))
    wait_for(lambda: heard.states == [False, True, False], "they were taken out")


def test_other_events_and_the_same_again_change_nothing(socket: int, heard: Heard) -> None:
    os.write(socket, event(1, SW_HEADPHONE_INSERT, 1) + event(EV_SW, 0x04, 1))
    os.write(socket, event(EV_SW, SW_HEADPHONE_INSERT, 1) * 3)
    os.write(socket, event(EV_SW, SW_HEADPHONE_INSERT, 0))
    wait_for(lambda: heard.states == [False, True, False], "only what changed was told")


def test_a_device_that_is_not_there_yet_is_waited_for(
    tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jack, "AGAIN", 0.05)
    path = tmp_path / "late"
    followed = Jack(path, heard)
    followed.start()
    wait_for(lambda: heard.states == [False], "nothing is plugged into nothing")
    os.mkfifo(path)
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.write(descriptor, event(EV_SW, SW_HEADPHONE_INSERT, 1))
        wait_for(lambda: heard.states == [False, True], "it came")
    finally:
        followed.close()
        os.close(descriptor)
