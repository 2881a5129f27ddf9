"""The simulated devices of a demonstration, over HTTP on this very machine."""

from __future__ import annotations

import requests

from kiosk.interfaces.bench import BenchAway, SimulatedPrinter

PATIENCE = 2.0
"""Seconds it may take to answer; it takes a few milliseconds."""

_HEADERS = {"Foyer-Bench": "1"}


class LocalBench:
    """Meets `kiosk.interfaces.bench.Bench`.

    Args:
        url: of the program that simulates, without a slash at its end.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def printer(self, device: str) -> SimulatedPrinter:
        try:
            found = self._ask("GET", f"/{device}").json()
            return SimulatedPrinter(frozenset(map(str, found["wrong"])), tuple(map(int, found["papers"])))
        except (ValueError, KeyError, TypeError):
            raise BenchAway from None

    def done(self, device: str) -> frozenset[str]:
        try:
            found = self._ask("GET", f"/{device}").json()
            released = {"released"} if found.get("released") is True else set()
            return frozenset({*map(str, found["wrong"]), *released})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BenchAway from None

    def do(self, device: str, name: str, on: bool) -> None:
        if self._ask("POST", f"/{device}/{name}/{'on' if on else 'off'}").status_code != 200:
            raise BenchAway(name=name)

    def scan(self, text: str) -> None:
        if self._ask("POST", "/scanner/scan", text.encode("utf-8", "replace")).status_code != 200:
            raise BenchAway(name="scan")

    def paper(self, device: str, number: int) -> bytes | None:
        answer = self._ask("GET", f"/{device}/papers/{number}.png")
        return answer.content if answer.status_code == 200 else None

    def _ask(self, method: str, path: str, body: bytes | None = None) -> requests.Response:
        try:
            return requests.request(method, self._url + path, data=body, headers=_HEADERS, timeout=PATIENCE)
        except requests.RequestException:
            raise BenchAway from None
