"""A process that is asked to stop leaves in order, wherever it is."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.runtime import process
from kiosk.runtime.children import Child
from kiosk.runtime.process import Stop


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """The signals' handlers of the tests themselves, which these take away."""
    before = {number: signal.getsignal(number) for number in process.SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def ask(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


@contextmanager
def room(name: str, told: list[str]) -> Iterator[None]:
    told.append(f"open {name}")
    try:
        yield
    finally:
        told.append(f"close {name}")


@pytest.mark.parametrize("number", process.SIGNALS)
def test_what_is_under_way_is_finished_and_nothing_more_is_opened(number: signal.Signals) -> None:
    told: list[str] = []
    with Stop() as house:
        house.enter_context(room("one", told))
        with threading.Lock():
            ask(number)
            told.append("finished")
        house.enter_context(room("two", told))
        told.append("never")
    assert told == ["open one", "finished", "close one"]


def test_who_waits_hears_of_it() -> None:
    waited = threading.Event()
    asking = threading.Timer(0.1, ask, [signal.SIGTERM])
    with Stop():
        asking.start()
        process.wait(waited.wait, 60)
        waited.set()
    asking.join()
    assert not waited.is_set()


def test_a_child_that_is_never_ready_is_not_waited_for() -> None:
    ready: list[str] = []
    with Stop() as house:
        never = [sys.executable, "-c", "import time; time.sleep(600)"]
        child = house.enter_context(Child("slow", lambda _pipe, _before: never))
        ask(signal.SIGINT)
        ready.append(child.wait_ready(60))
    assert not ready
    assert child.pid is None


def test_a_wait_says_what_came_of_it() -> None:
    came = threading.Event()
    assert not process.wait(came.wait, 0.12)
    came.set()
    assert process.wait(came.wait, 0)


def test_an_asking_before_does_not_end_the_next() -> None:
    with Stop() as house:
        ask(signal.SIGTERM)
        house.enter_context(room("one", []))
    told: list[str] = []
    with Stop() as house:
        house.enter_context(room("one", told))
    assert told == ["open one", "close one"]
