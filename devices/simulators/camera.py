"""A camera on the network: it answers with a still picture of a parcel on a counter, on which something always moves.

    python -m devices.simulators.camera --port 8480 --user foyer --password secret

Its lens can be covered, its cable pulled, and it can answer as cameras do that are in trouble. With a user it asks
for a password, digest or basic.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import io
import math
import secrets
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Final, Self
from urllib.request import parse_http_list, parse_keqv_list

from PIL import Image, ImageDraw

from devices.simulators.printer_control import Control
from devices.simulators.standing_in import Conversations, StandIn

SERVER: Final = "FOYER-SIMULATOR"
REALM: Final = "camera"
PATH: Final = "/snapshot.jpg"
SWITCHES: Final = ("covered", "hangs", "refuses", "no_picture", "endless", "cable")
"""What can be done to it."""

SIZE: Final = (1280, 960)
TICK: Final = 0.02
_DRIP: Final = 0.05


class _Server(StandIn, Conversations):
    request_queue_size = 64

    def __init__(self, port: int, camera: SimulatedCamera) -> None:
        super().__init__(port, _Handler)
        self.camera = camera


class SimulatedCamera:
    """The camera, on a thread of its own.

    Args:
        port: on 127.0.0.1; 0 takes a free one.
        user, password: what it asks for; nothing when the user is empty.
    """

    def __init__(self, port: int = 0, user: str = "", password: str = "") -> None:
        self.user, self.password = user, password
        self.wrong: set[str] = set()
        self.freed = threading.Event()
        """Set whenever what hangs may go on."""
        self.nonce = secrets.token_hex(8)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._port = port
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    @property
    def connection(self) -> str:
        """The address of its picture."""
        return f"http://127.0.0.1:{self._port}{PATH}"

    def switch(self, name: str, on: bool) -> None:
        """Does something to it, or takes it back. See `SWITCHES`."""
        self.wrong = self.wrong | {name} if on else self.wrong - {name}
        if name == "cable":
            self._end() if on else self._begin()
        if not self.wrong & {"hangs", "endless"}:
            self.freed.set()
        else:
            self.freed.clear()

    def state(self) -> dict[str, object]:
        """What was done to it."""
        return {"wrong": sorted(self.wrong), "connection": self.connection}

    def knows(self, method: str, proof: str) -> bool:
        """Whether what a caller sends as its proof will do."""
        kind, _, rest = proof.partition(" ")
        if not self.user:
            return True
        if kind == "Basic":
            return rest == base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        told = parse_keqv_list(parse_http_list(rest)) if kind == "Digest" else {}
        if told.get("nonce") != self.nonce or told.get("username") != self.user:
            return False
        # Source: RFC 7616, 3.4.1, with qop=auth and MD5, which is what cameras speak.
        who = _md5(f"{self.user}:{REALM}:{self.password}")
        what = _md5(f"{method}:{told.get('uri')}")
        between = ":".join((self.nonce, told.get("nc", ""), told.get("cnonce", ""), "auth"))
        return told.get("response") == _md5(f"{who}:{between}:{what}")

    def _begin(self) -> None:
        if self._server is None:
            self._server = _Server(self._port, self)
            self._port = int(self._server.server_address[1])
            self._thread = threading.Thread(target=self._server.serve_forever, args=(TICK,), name="simulated-camera")
            self._thread.start()

    def _end(self) -> None:
        server, self._server = self._server, None
        self.freed.set()
        if server is not None and self._thread is not None:
            server.shutdown()
            self._thread.join()
            server.cut()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = SERVER, ""

    def version_string(self) -> str:
        return SERVER

    def do_GET(self) -> None:
        with contextlib.suppress(OSError):
            self._answer(self.server.camera)

    def _answer(self, camera: SimulatedCamera) -> None:
        if "hangs" in camera.wrong:
            camera.freed.wait()
        if "refuses" in camera.wrong or not camera.knows("GET", self.headers.get("Authorization", "")):
            self.send_response(401)
            for way in (f'Digest realm="{REALM}", nonce="{camera.nonce}", qop="auth"', f'Basic realm="{REALM}"'):
                self.send_header("WWW-Authenticate", way)
            self._body("text/plain", b"")
        elif self.path != PATH:
            self.send_response(404)
            self._body("text/plain", b"")
        elif "no_picture" in camera.wrong:
            self.send_response(200)
            self._body("text/html", b"<p>Please sign in.</p>")
        elif "endless" in camera.wrong:
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg")
            self.end_headers()
            while not camera.freed.wait(_DRIP):
                self.wfile.write(b"\xff")
        else:
            self.send_response(200)
            self._body("image/jpeg", picture(time.time(), covered="covered" in camera.wrong))

    def _body(self, kind: str, body: bytes) -> None:
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the first line of its output is for whoever started it, and there is no other."""


def picture(at: float, *, covered: bool = False) -> bytes:
    """What it sees at an instant, as JPEG with a note beside it of the kind that cameras write.

    Args:
        at: seconds; the hand of the clock on the wall goes round once a minute.
        covered: with the noise that a sensor in the dark has.
    """
    noise = Image.effect_noise(SIZE, 12)
    if covered:
        return _jpeg(noise.point(lambda value: max(0, value - 120)).convert("RGB"))
    wide, high = SIZE
    seen = Image.new("RGB", SIZE, (203, 208, 205))
    pen = ImageDraw.Draw(seen)
    pen.rectangle((0, 600, wide, high), fill=(150, 118, 86))
    pen.rectangle((0, 596, wide, 606), fill=(112, 86, 62))
    middle, reach = (1080, 190), 104
    pen.ellipse(
        [each + way * reach for way in (-1, 1) for each in middle], fill=(244, 244, 240), outline=(60, 60, 60)
    )
    turn = at % 60 / 60 * 2 * math.pi
    end = (middle[0] + math.sin(turn) * 84, middle[1] - math.cos(turn) * 84)
    pen.line((*middle, *end), fill=(170, 30, 30), width=7)
    pen.polygon(((330, 380), (800, 380), (900, 310), (450, 310)), fill=(206, 166, 116))
    pen.polygon(((800, 380), (900, 310), (900, 700), (800, 790)), fill=(160, 120, 78))
    pen.rectangle((330, 380, 800, 790), fill=(188, 146, 98))
    pen.polygon(((535, 380), (600, 380), (712, 310), (654, 310)), fill=(226, 208, 164))
    pen.rectangle((535, 380, 600, 520), fill=(214, 190, 142))
    pen.rectangle((380, 570, 620, 740), fill=(250, 250, 246))
    for number, length in enumerate((180, 130, 200, 90)):
        pen.rectangle((400, 596 + number * 34, 400 + length, 608 + number * 34), fill=(70, 70, 70))
    return _jpeg(Image.blend(seen, noise.convert("RGB"), 0.04))


def _jpeg(seen: Image.Image) -> bytes:
    beside = Image.Exif()
    beside[0x010F], beside[0x0110] = "Foyer", SERVER  # maker and model, by EXIF 2.3, 4.6.4
    file = io.BytesIO()
    seen.save(file, "JPEG", quality=85, exif=beside)
    return file.getvalue()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def main(arguments: list[str]) -> int:
    """Simulates until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="camera", description="A camera that is simulated.")
    parser.add_argument("--port", type=int, default=8480, help="on 127.0.0.1")
    parser.add_argument("--user", default="", help="whom it knows; it asks for none unless said")
    parser.add_argument("--password", default="")
    parser.add_argument("--wrong", action="append", default=[], choices=SWITCHES, help="what is wrong with it")
    parser.add_argument("--control", type=int, default=0, metavar="PORT", help="of what is done to it, on 127.0.0.1")
    chosen = parser.parse_args(arguments)
    with SimulatedCamera(chosen.port, chosen.user, chosen.password) as camera:
        for name in chosen.wrong:
            camera.switch(name, True)
        control = Control(chosen.control, camera, SWITCHES, "camera")
        control.run(url=control.url, camera=camera.connection)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
