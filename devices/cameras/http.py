"""Cameras on the network that answer with a still picture over HTTP: nearly all, at the address ONVIF calls their
snapshot URI.

Source: ONVIF Media Service Specification 24.12, 5.2.7.1, GetSnapshotUri: a JPEG, by HTTP GET, with the camera's own
users and passwords; RFC 7617 and RFC 7616 for how these are proved.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field

from devices.cameras.camera import Camera
from devices.contract import Finding, Introduction, Options
from devices.errors import Gone, Misconfigured
from devices.transports import stills
from devices.transports.stills import Name

SIMULATED: Final = "FOYER-SIMULATOR"
"""What answers, in our simulator."""


class HttpCameraOptions(Options):
    """One camera.

    Attributes:
        url: of its still picture, `http://` or `https://`, without a name or password in it.
        user: a name the camera knows; empty when it asks for none.
        password_env: the variable of the environment that the password is in.
        proof: how the password is proved. `basic` sends it readable over `http://`.
        certificates: file that an `https` camera's certificate is checked against; those of this machine when empty.
    """

    url: str = Field(pattern=r"^https?://[^/\s@]+(/\S*)?$", max_length=500)
    user: str = Field(default="", max_length=100)
    password_env: str = Field(default="", pattern=r"^(FOYER_SECRET_[A-Z0-9_]+)?$")
    proof: Literal["digest", "basic"] = "digest"
    certificates: str = ""


class HttpCamera(Camera[HttpCameraOptions]):
    """One of them."""

    options_model: ClassVar[type[Options]] = HttpCameraOptions

    def __init__(self, options: HttpCameraOptions) -> None:
        super().__init__(options)
        self._open, self._server = False, ""

    def check_config(self) -> list[Finding]:
        found, told = [], self.options
        if told.user and not os.environ.get(told.password_env or "-"):
            found.append(Finding("it has a user and no password", _SET.format(told.password_env or "FOYER_SECRET_…")))
        if told.certificates and not Path(told.certificates).is_file():
            found.append(Finding(f"there is no file {told.certificates}", "copy the camera's certificate there"))
        if told.proof == "basic" and told.user and urlsplit(told.url).scheme == "http":
            found.append(
                Finding("its password would cross the network readable", 'set proof = "digest", or use https')
            )
        return found

    def open(self) -> None:
        try:
            if not urlsplit(self.options.url).hostname or urlsplit(self.options.url).port == 0:
                raise ValueError
        except ValueError:
            raise Misconfigured(key="url") from None
        self.there()
        self._open = True

    def close(self) -> None:
        self._open = False

    def introduce(self) -> Introduction:
        return Introduction(self._server, simulated=self._server == SIMULATED)

    def there(self) -> None:
        stills.meet(self.options.url)

    def picture(self, seconds: float) -> bytes:
        if not self._open:
            raise Gone
        told = self.options
        name = Name(told.user, os.environ.get(told.password_env or "-", ""), told.proof) if told.user else None
        still = stills.get(told.url, seconds, name, told.certificates)
        self._server = still.server
        return still.data


_SET: Final = "set password_env, and put the password in the environment as {}"
