"""Every reader driver: what any of them has to do, and each fault by its name.

Which of them stands for which failure, and what only a real reader can show, is in docs/devices/reader.*.md.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from devices import command, supervisor
from devices.errors import Busy, DeviceError, Gone, NoPermission, NoService
from devices.readers import pcsc as pcsc_driver
from devices.readers import reader as readers
from devices.registry import Wish, made
from devices.simulators import readers as simulators
from devices.transports import pcsc
from kiosk.domain import card_numbers
from kiosk.domain.devices import State, capabilities
from kiosk.domain.readers import Removed, Shown, Unread
from kiosk.domain.tickets import Ticket
from tests.support.memory_pcsc import MemoryPcsc
from tests.support.readers import (
    DEVICE,
    KEY,
    PLACE,
    STANDS,
    Stand,
    code,
    driven,
    memory_pcsc,
    number,
    stand,
)

AWAY = {"gone", "not_present"}


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with shorter waits between looks and tries, and with no end to a showing."""
    monkeypatch.setattr(supervisor, "FIRST", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST", 0.05)
    monkeypatch.setattr(readers, "WAIT", 0.02)
    monkeypatch.setattr(readers, "AGAIN", 600)
    monkeypatch.setattr(simulators, "REPEATS", 0.02)


@pytest.fixture(params=STANDS)
def any_stand(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    with stand(request.param, tmp_path, monkeypatch) as opened:
        yield opened


def is_that(shown: Shown, stand: Stand, count: int) -> bool:
    """Whether it is the thing of that number."""
    if stand.reads == "code":
        return shown.text == stand.secret(count)
    return shown.digest == card_numbers.digest(KEY, number(count))


def test_what_is_shown_is_told_once_with_where_and_when(any_stand: Stand) -> None:
    with driven(any_stand) as heard:
        assert heard.wait_usable().reads == any_stand.reads
        assert capabilities([heard.device]).cards == (any_stand.reads == "card")
        before = time.monotonic()
        any_stand.show(1)
        first = heard.wait_shown(1)
        any_stand.show(1)
        any_stand.show(2)
        second = heard.wait_shown(2)
    assert is_that(first, any_stand, 1)
    assert is_that(second, any_stand, 2)
    assert before <= first.at <= second.at <= time.monotonic()
    assert {(each.device, each.place, each.kind) for each in heard.shown} == {(DEVICE, PLACE, any_stand.reads)}
    for each in heard.readings:
        assert any_stand.secret(1) not in repr(each)
        assert first.digest[:8] not in repr(each) or not first.digest


def test_what_was_shown_before_it_was_opened_is_for_nobody(any_stand: Stand) -> None:
    (any_stand.once or any_stand.show)(1)
    with driven(any_stand) as heard:
        heard.wait_usable()
        any_stand.show(2)
        assert is_that(heard.wait_shown(1), any_stand, 2)


def test_what_cannot_be_read_is_refused_and_nothing_of_it_is_logged(
    any_stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    with driven(any_stand) as heard:
        heard.wait_usable()
        any_stand.spoil()
        heard.wait(lambda: any(isinstance(each, Unread) for each in heard.readings))
        any_stand.show(3)
        assert is_that(heard.wait_shown(1), any_stand, 3)
    logged = capsys.readouterr().out
    assert "reader.refused" in logged
    for said in ("secret", "0F00301D2BFF", "08c0ffee", any_stand.secret(3), heard.shown[0].digest or "never"):
        assert said.casefold() not in logged.casefold()


def test_unplugged_it_is_gone_and_back_by_itself(any_stand: Stand) -> None:
    with driven(any_stand) as heard:
        heard.wait_usable()
        any_stand.plug(False)
        heard.wait(lambda: bool(AWAY & set(heard.device.health.reasons)))
        assert not capabilities([heard.device]).cards
        any_stand.plug(True)
        heard.wait_usable()
        any_stand.show(1)
        assert is_that(heard.wait_shown(1), any_stand, 1)
        healths = [device.health for device in heard.healths]
        assert all(before != after for before, after in itertools.pairwise(healths)), healths


def test_a_reader_that_is_not_there_at_first_is_found_when_it_comes(any_stand: Stand) -> None:
    any_stand.plug(False)
    with driven(any_stand) as heard:
        heard.wait_for("not_present")
        any_stand.plug(True)
        heard.wait_usable()
        any_stand.show(1)
        heard.wait_shown(1)


def test_a_terminal_in_service_refuses_a_simulated_reader(any_stand: Stand) -> None:
    with driven(any_stand, simulated_allowed=False) as heard:
        device = heard.wait_for("simulated")
        assert device.health.state is State.FAILED
        any_stand.show(1)
    assert heard.readings == []


def test_a_hundred_times_unplugged_leaves_no_thread_no_file_and_no_lock(
    any_stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "WAIT", 0.002)
    monkeypatch.setattr(supervisor, "LONGEST", 0.01)
    threads, files = threading.active_count(), open_files()
    with driven(any_stand) as heard:
        for _ in range(100):
            heard.wait_usable()
            any_stand.plug(False)
            heard.wait(lambda: not heard.device.health.usable)
            any_stand.plug(True)
        heard.wait_usable()
        any_stand.show(1)
        heard.wait_shown(1)
    any_stand.plug(True)
    assert (threading.active_count(), open_files()) == (threads, files)
    with driven(any_stand) as again:
        again.wait_usable()


@pytest.mark.parametrize("any_stand", ["serial cards", "wedge"], indirect=True)
def test_a_second_program_is_told_that_the_line_is_taken(any_stand: Stand) -> None:
    with driven(any_stand) as first:
        first.wait_usable()
        with driven(any_stand) as second:
            second.wait_for("busy")
        assert first.device.health.usable


@pytest.mark.parametrize("any_stand", ["serial codes"], indirect=True)
def test_half_a_code_is_refused_after_a_pause_and_the_next_is_whole(any_stand: Stand) -> None:
    any_stand.options["pause"] = 0.05
    any_stand.options["end"] = "\r\n"
    with driven(any_stand) as heard:
        heard.wait_usable()
        any_stand.show(1)  # its end is not whole
        heard.wait(lambda: any(isinstance(each, Unread) and each.reason == "half_read" for each in heard.readings))
    assert heard.shown == []


def test_a_keyboard_that_cannot_be_had_alone_is_not_used(tmp_path: Path) -> None:
    with simulators.SimulatedScanner(tmp_path / "keyboard"):
        wish = {"keyboard": str(tmp_path / "keyboard"), "reads": "code"}
        plain = Stand("reader.wedge", wish, lambda _: None, lambda _: None, lambda: None, str, "code")
        with driven(plain) as heard:
            assert heard.wait_for("settings").health.state is State.FAILED


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> MemoryPcsc:
    """The PC/SC service, in memory."""
    found = MemoryPcsc()
    monkeypatch.setattr(pcsc, "Watch", found.watch)
    monkeypatch.setattr(pcsc, "ask", found.ask)
    return found


def test_a_card_that_is_left_there_is_told_once_and_its_going_too(service: MemoryPcsc) -> None:
    with driven(memory_pcsc(service)) as heard:
        heard.wait_usable()
        service.put(card=number(1))
        heard.wait_shown(1)
        service.put(called_off=1)  # the wait ends, and begins again
        service.put(card=number(2))  # swapped in one movement
        heard.wait_shown(2)
        service.put(card=None)
        heard.wait(lambda: isinstance(heard.readings[-1], Removed) and len(heard.readings) == 4)
    assert [type(each) for each in heard.readings] == [Shown, Removed, Shown, Removed]
    assert service.open == 0


def test_the_service_may_end_and_come_back_with_a_card_on_the_reader(service: MemoryPcsc) -> None:
    service.put(running=False)
    with driven(memory_pcsc(service)) as heard:
        heard.wait_for("no_service")
        service.put(running=True)
        heard.wait_usable()
        service.put(card=number(1))
        heard.wait_shown(1)
        service.put(running=False)
        heard.wait_for("no_service")
        service.put(running=True)
        heard.wait_usable()
        service.put(card=None)
        service.put(card=number(2))
        assert heard.wait_shown(2).digest == card_numbers.digest(KEY, number(2))


def test_a_quick_tap_is_told_as_a_card_that_could_not_be_read(
    service: MemoryPcsc, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_reader: str, _question: bytes) -> bytes:
        raise pcsc.CardGone

    monkeypatch.setattr(pcsc, "ask", gone)
    with driven(memory_pcsc(service)) as heard:
        heard.wait_usable()
        service.put(card=number(1))
        heard.wait(lambda: [each.reason for each in heard.readings if isinstance(each, Unread)] == ["mute"])


def test_a_card_that_never_answers_leaves_one_thread_and_no_more(
    service: MemoryPcsc, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()

    def stalls(_reader: str, _question: bytes) -> bytes:
        answers.wait()
        return b"\x6a\x81"

    monkeypatch.setattr(pcsc, "ask", stalls)
    monkeypatch.setattr(pcsc_driver, "PATIENCE", 0.05)
    with driven(memory_pcsc(service)) as heard:
        heard.wait_usable()
        service.put(card=number(1))
        heard.wait_for("silent")
        opened = service.open
        assert sum(each.name == "device-card" for each in threading.enumerate()) == 1
        answers.set()
        heard.wait_usable()
        assert service.open == opened + 1


def test_a_card_that_is_mute_is_told_as_one_that_could_not_be_read(service: MemoryPcsc) -> None:
    with driven(memory_pcsc(service)) as heard:
        heard.wait_usable()
        service.put(bits=pcsc.MUTE, card=number(1))
        heard.wait(lambda: [each.reason for each in heard.readings if isinstance(each, Unread)] == ["mute"])
        service.put(bits=0, card=number(2))
        heard.wait_shown(1)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (0x8010001D, NoService),  # the service is not there
        (0x8010006A, NoPermission),  # polkit does not let this user in
        (0x8010000B, Busy),
        (0x80100009, Gone),
    ],
)
def test_what_the_service_says_is_an_error_of_the_tree(code: int, error: type[DeviceError]) -> None:
    with pytest.raises(error):
        pcsc._check(code)
    pcsc._check(0)


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (Wish("reader.serial", {"connection": "serial:/dev/none", "reads": "card"}), "there is no /dev/none"),
        (Wish("reader.serial", {"connection": "serial:/etc/hosts", "reads": "card"}), "/etc/hosts is no device"),
        (Wish("reader.wedge", {"keyboard": "/dev/none", "reads": "code"}), "/dev/none cannot be looked at"),
        (Wish("reader.wedge", {"keyboard": "/etc/hosts", "reads": "code"}), "/etc/hosts is no device"),
    ],
)
def test_what_can_be_seen_of_the_settings_without_opening_is_said(wish: Wish, problem: str) -> None:
    (finding,) = made(wish).check_config()
    assert finding.problem.startswith(problem)
    assert finding.remedy


def test_what_takes_readers_of_cards_away_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcsc, "library", lambda: None)
    monkeypatch.setattr(pcsc_driver, "SERVICE", tmp_path / "pcscd.comm")
    wish = Wish("reader.pcsc")
    assert "pcscd does not run" in made(wish).check_config()[0].problem
    (tmp_path / "pcscd.comm").touch()
    monkeypatch.setattr(pcsc_driver, "TAKES_READERS", tmp_path)
    assert "pn533_usb" in made(wish).check_config()[0].problem
    monkeypatch.setattr(pcsc_driver, "TAKES_READERS", tmp_path / "none")
    assert made(wish).check_config() == []


def test_without_a_key_no_card_is_the_same_as_ever_before() -> None:
    marks, other = readers.Marks(), readers.Marks()
    assert marks.of(number(1)) != other.of(number(1))
    for each in (marks, other):
        each.use(KEY)
    known = marks.of(number(1))
    assert known == other.of(number(1)) == card_numbers.digest(KEY, number(1))
    marks.use(None)
    assert marks.of(number(1)) != known


def test_the_command_says_what_a_reader_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    spoken = threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if "hold a card" in line:
            spoken.set()

    def no_ticket() -> Ticket:
        return Ticket((), "en")

    def asked(stand: Stand, doing: Callable[[], None]) -> bool:
        spoken.clear()
        wish = Wish(stand.driver, stand.options)
        with ThreadPoolExecutor(1) as other:
            well = other.submit(command.run, "test", DEVICE, {DEVICE: wish}, no_ticket, say)
            assert spoken.wait(60)
            doing()
            return well.result(60)

    with stand("serial codes", tmp_path, monkeypatch) as codes:
        assert asked(codes, lambda: codes.show(1))
        assert said[-1] == f"front: a code was read: {code(1)}"
        assert not asked(codes, codes.spoil)
        assert said[-1] == "front: could not read it (not_text)"
        monkeypatch.setattr(command, "SECONDS", 0.01)
        assert not asked(codes, lambda: None)
        assert said[-1] == "front: nothing was shown"
        assert command.run("probe", DEVICE, {DEVICE: Wish(codes.driver, codes.options)}, no_ticket, say)
        assert said[-2:] == ["front says that it is a simulated device", "front is online"]
    monkeypatch.setattr(command, "SECONDS", 30)
    with stand("pcsc in memory", tmp_path, monkeypatch) as cards_:
        assert asked(cards_, lambda: cards_.show(1))
        assert said[-1] == "front: a card was read"
        (tmp_path / "input" / "by-id").mkdir(parents=True)
        (tmp_path / "input" / "by-id" / "usb-Honeywell-event-kbd").touch()
        command.listed({}, say, tmp_path)
    assert "plugged in: Virtual PCD 00 00, a reader of cards" in said
    assert f"plugged in: {tmp_path}/input/by-id/usb-Honeywell-event-kbd" in said
