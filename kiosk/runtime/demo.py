"""The demonstration: the invented council, with a small service of our own that receives what is sent, and devices
that are simulated."""

from __future__ import annotations

import json
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.runtime.children import Child
from kiosk.terminal.settings import ContactSettings, DeviceSettings, DoorSettings

_PATIENCE = 30.0
_DESTINATIONS = {"waste": "FOYER_SECRET_WASTE", "contact-centre": "FOYER_SECRET_CONTACT_CENTRE"}


_RDM6300: dict[str, object] = {"start": "\x02", "end": "\x03", "length": 12, "checksum": "xor"}
"""How the simulated reader of cards marks a number: as the real one does that it stands in for."""


@dataclass(frozen=True, slots=True)
class Service:
    """The demonstration's service: where it is, and the secret that it and the hub share for this run."""

    url: str
    environment: dict[str, str]

    @property
    def overrides(self) -> tuple[str, ...]:
        """The settings that send the demonstration's forms there."""
        return tuple(f'destinations.{name}.url="{self.url}"' for name in _DESTINATIONS)


@contextmanager
def service(data: Path) -> Iterator[Service]:
    """Runs the service for as long as it is needed. It keeps what it receives in the clear: the people are invented.

    Raises:
        ChildFailed: it would not start.
    """
    environment = dict.fromkeys(_DESTINATIONS.values(), secrets.token_urlsafe(32))

    def command(_pipe: int, before: str | None) -> list[str]:
        port = "0" if before is None else json.loads(before)["url"].rstrip("/").rpartition(":")[2]
        receiver = [sys.executable, "-m", "devices.simulators.receiver", "--port", port, "--data", str(data)]
        return [*receiver, "--secret-env", _DESTINATIONS["waste"]]

    with Child("service", command, environment=environment, ready_on_output=True, grace=5) as child:
        yield Service(json.loads(child.wait_ready(_PATIENCE))["url"], environment)


_DOOR = {
    "name": {"en": "Front door", "cy": "Drws blaen", "pl": "Drzwi główne", "uk": "Головні двері"},
    "relay": "board.1",
    "contact": "board.1",
    "button": "board.2",
}
_FIRE = ContactSettings(fire="board.4")


@dataclass(frozen=True, slots=True)
class Bench:
    """The demonstration's simulated devices: where they are driven from, and what a terminal sets to use them."""

    url: str
    devices: dict[str, DeviceSettings]
    doors: dict[str, DoorSettings]
    fire: ContactSettings

    @property
    def overrides(self) -> tuple[str, ...]:
        """The settings that show the hub's page of them."""
        return (f'bench.url="{self.url}"',)


@dataclass(frozen=True, slots=True)
class Pages:
    """Visitors' pages, on this machine alone: a newcomer sees what a phone would, and nobody else on the network."""

    port: int

    @property
    def url(self) -> str:
        """Where they begin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def overrides(self) -> tuple[str, ...]:
        """The settings that open them."""
        return (f'public.url="{self.url}"', f"public.port={self.port}")


def pages() -> Pages:
    """Where they will be: on a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return Pages(found.getsockname()[1])


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Runs the simulated devices for as long as they are needed.

    Args:
        folder: where their serial lines are made.

    Raises:
        ChildFailed: it would not start.
    """

    def command(_pipe: int, before: str | None) -> list[str]:
        ports = {"url": "--port", "printer": "--tcp", "power": "--ups", "camera": "--camera"}
        known = dict.fromkeys(ports, ":0") if before is None else json.loads(before)
        program = [sys.executable, "-m", "devices.simulators.bench", str(folder)]
        # Begun again, each is where it was.
        same = ((option, _port(known[name])) for name, option in ports.items())
        return [*program, *(word for pair in same for word in pair)]

    with Child("bench", command, ready_on_output=True, grace=5) as child:
        ready = json.loads(child.wait_ready(_PATIENCE))
        wanted: dict[str, dict[str, object]] = {
            # First: badges come out of it while it can, and else of the printer of receipts.
            "labels": {"driver": "printer.zpl", "connection": ready["labels"], "height": 400, "prints": ["badge"]},
            "receipts": {"driver": "printer.escpos", "connection": ready["printer"]},
            "cards": {"driver": "reader.serial", "connection": ready["cards"], "reads": "card", **_RDM6300},
            "scanner": {"driver": "reader.serial", "connection": ready["scanner"], "reads": "code"},
            "power": {"driver": "ups.nut", "connection": ready["power"], "supply": "foyer"},
            "counter": {"driver": "camera.http", "url": ready["camera"]},
            "board": {"driver": "relay.modbus", "connection": ready["door"], "relays": 4, "inputs": 4},
        }
        devices = {name: DeviceSettings.model_validate(each) for name, each in wanted.items()}
        yield Bench(ready["url"], devices, {"front": DoorSettings.model_validate(_DOOR)}, _FIRE)


def _port(address: str) -> str:
    """That of `tcp:127.0.0.1:9100` or `http://127.0.0.1:8480/snapshot.jpg`."""
    return address.rpartition(":")[2].partition("/")[0]
