"""Cameras: the contract that every driver of the kind keeps, against the simulator, which answers over real HTTP."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices import supervisor
from devices.cameras import camera, pictures
from devices.rack import opened
from devices.registry import NoDriver, Wish, made
from devices.simulators import camera as simulator
from devices.simulators.camera import SimulatedCamera
from devices.transports import stills
from devices.transports.stills import NotAPicture
from kiosk.domain.devices import Health, State, capabilities
from kiosk.domain.photos import LARGEST, LONGEST_SIDE, SMALL_SIDE, Taken, is_jpeg
from kiosk.services.device_words import REASONS
from tests.support.printers import PATIENCE, Watched, open_files

SECRET = "FOYER_SECRET_CAMERA"
WHOLE = simulator.picture(7.0)


def small(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as found:
        return jpeg(found.resize((160, 120)), exif=found.getexif())


def jpeg(picture: Image.Image, **more: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", **more)
    return file.getvalue()


SEEN, COVERED = small(WHOLE), small(simulator.picture(7.0, covered=True))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with shorter waits between looks and tries."""
    monkeypatch.setattr(supervisor, "FIRST", 0.002)
    monkeypatch.setattr(supervisor, "LONGEST", 0.005)
    monkeypatch.setattr(simulator, "TICK", 0.002)
    monkeypatch.setattr(simulator, "_DRIP", 0.01)
    for name in ("MET", "COVERED", "MANNERS", "SEEN"):
        monkeypatch.setattr(camera, name, 0.01)
    monkeypatch.setattr(simulator, "picture", lambda _at, covered: COVERED if covered else SEEN)


@contextmanager
def driven(simulated: SimulatedCamera, *, simulated_allowed: bool = True, **options: object) -> Iterator[Watched]:
    wish = Wish("camera.http", {"url": simulated.connection, **options})
    with opened({"counter": wish}, simulated_allowed=simulated_allowed) as rack:
        yield Watched(rack)


def taken(watched: Watched, seconds: float = PATIENCE) -> Taken:
    return watched.rack.photograph(seconds).result(PATIENCE)


# --- what every driver of the kind does ---


def test_a_photo_is_taken_of_a_sane_size_with_nothing_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "picture", lambda _at, covered: b"" if covered else WHOLE)
    with SimulatedCamera() as simulated, driven(simulated) as watched:
        watched.wait_usable()
        assert (watched.device.model, watched.device.simulated) == (simulator.SERVER, True)
        assert capabilities(watched.rack.all()).camera
        photo = taken(watched).photo
    assert photo is not None
    assert is_jpeg(photo.jpeg) and b"Exif" not in photo.jpeg and simulator.SERVER.encode() not in photo.jpeg
    with Image.open(io.BytesIO(photo.jpeg)) as seen:
        assert max(seen.size) == LONGEST_SIDE and not seen.getexif()
    assert max(photo.size) == SMALL_SIDE
    assert len(photo.small) == photo.size[0] * photo.size[1] * 3


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("covered", State.DEGRADED, "covered"),
        ("refuses", State.FAILED, "password"),
        ("no_picture", State.OFFLINE, "no_picture"),
        ("hangs", State.OFFLINE, "silent"),
        ("endless", State.OFFLINE, "silent"),
        ("cable", State.OFFLINE, "not_present"),
    ],
)
def test_each_thing_that_happens_to_a_camera_is_told_and_over_when_it_is(
    monkeypatch: pytest.MonkeyPatch, name: str, state: State, reason: str
) -> None:
    monkeypatch.setattr(camera, "ANSWERS", 0.2 if name in ("hangs", "endless") else PATIENCE)
    with SimulatedCamera() as simulated, driven(simulated) as watched:
        watched.wait_usable()
        simulated.switch(name, True)
        watched.wait(lambda device: device.health == Health(state, (reason,)))
        assert not capabilities(watched.rack.all()).camera
        assert taken(watched).photo is None
        assert reason in REASONS
        monkeypatch.setattr(camera, "ANSWERS", PATIENCE)
        simulated.switch(name, False)
        watched.wait(lambda device: device.health == Health(State.ONLINE))
        watched.wait(lambda _device: taken(watched).photo is not None)


@pytest.mark.parametrize("name", ["hangs", "endless"])
def test_a_photo_is_given_up_in_time_whatever_the_camera_answers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera, "SEEN", PATIENCE)
    with SimulatedCamera() as simulated, driven(simulated) as watched:
        watched.wait_usable()
        simulated.switch(name, True)
        assert taken(watched, 0.2).reason == "silent"
        simulated.switch(name, False)


def test_a_terminal_in_service_refuses_a_simulated_camera() -> None:
    with SimulatedCamera() as simulated, driven(simulated, simulated_allowed=False) as watched:
        watched.wait_for("simulated")
        assert taken(watched).reason == "simulated"


def test_a_hundred_times_unplugged_leaves_no_thread_and_no_file() -> None:
    with SimulatedCamera() as simulated:
        threads, before = threading.active_count(), open_files()
        with driven(simulated) as watched:
            for _ in range(100):
                watched.wait_usable()
                simulated.switch("cable", True)
                watched.wait(lambda device: not device.health.usable)
                simulated.switch("cable", False)
            watched.wait_usable()
            files = open_files()
        until = time.monotonic() + PATIENCE
        while threading.active_count() > threads:
            assert time.monotonic() < until
        assert files < before + 20


# --- by HTTP ---


@pytest.mark.parametrize("proof", ["digest", "basic"])
def test_a_camera_that_asks_for_a_password_is_given_it_as_it_wants(
    proof: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "right")
    named = {"user": "foyer", "password_env": SECRET, "proof": proof}
    with SimulatedCamera(user="foyer", password="right") as simulated, driven(simulated, **named) as watched:
        watched.wait_usable()
        assert taken(watched).photo is not None
    monkeypatch.setenv(SECRET, "wrong")
    with SimulatedCamera(user="foyer", password="right") as simulated, driven(simulated, **named) as watched:
        watched.wait_for("password")


def test_an_answer_that_is_too_large_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stills, "LARGEST", 1000)
    with SimulatedCamera() as simulated, driven(simulated) as watched:
        watched.wait_for("no_picture")


def test_settings_that_would_not_work_are_found_before_anything_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET, raising=False)
    there = {"url": "http://camera.example/s.jpg"}
    assert made(Wish("camera.http", there)).check_config() == []
    told = {**there, "user": "foyer", "password_env": SECRET, "proof": "basic", "certificates": "/nowhere.pem"}
    problems = [each.problem for each in made(Wish("camera.http", told)).check_config()]
    assert len(problems) == 3 and "no password" in problems[0]
    with pytest.raises(NoDriver):
        made(Wish("camera.http", {"url": "http://user:secret@camera.example/s.jpg"}))


# --- whatever is sent ---


def test_a_picture_that_lies_on_its_side_is_put_upright_and_a_busy_one_made_to_fit() -> None:
    beside = Image.Exif()
    beside[0x0112] = 6  # to be turned a quarter, by EXIF 2.3, 4.6.4
    noise = Image.effect_noise((1600, 1200), 120).convert("RGB")
    photo, seen = pictures.read(jpeg(noise, quality=95, exif=beside))
    assert photo.size[0] < photo.size[1] and len(photo.jpeg) <= LARGEST
    assert not seen  # noise alone is no more to see than one shade


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_picture_that_is_all_alike_shows_nothing(shade: int) -> None:
    assert not pictures.read(jpeg(Image.new("RGB", (640, 480), (shade, shade, shade))))[1]


def test_what_claims_to_be_enormous_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
    with pytest.raises(NotAPicture):
        pictures.read(jpeg(Image.new("RGB", (640, 480))))


@given(st.binary(max_size=300), st.integers(0, 4000))
def test_whatever_comes_is_a_photo_or_refused_in_one_way(junk: bytes, at: int) -> None:
    sound = jpeg(Image.effect_noise((80, 80), 90))
    for data in (junk, sound[:at], sound[:at] + junk + sound[at:]):
        try:
            photo, _ = pictures.read(data)
        except NotAPicture:
            continue
        assert is_jpeg(photo.jpeg)
